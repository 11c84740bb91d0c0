#include "conformance/api/wire_peer.h"

#include <gmock/gmock.h>

#include <future>

namespace conformance {
namespace {

using client::Next;

class WirePeerTest : public testing::Test {
protected:
    void SetUp() override {
        auto library = client::MiLibrary::load(MITB_LIBMI);
        ASSERT_TRUE(library) << library.error().text();
        target_ = std::make_unique<ApiTarget>(ApiTarget{*library, {}});
        target_->destination.url.user = "miuser";
        target_->destination.url.password = "mipass";
    }
    static client::Outcome enumerate(client::MiSession& session, const char* className, int& count) {
        MI_Operation operation = MI_OPERATION_NULL;
        MI_Session_EnumerateInstances(session.session(), 0, nullptr, "root/cimv2", className, MI_FALSE, nullptr,
                                      &operation);
        return client::drainInstances(operation, [&](const MI_Instance&) {
            ++count;
            return Next::kMore;
        });
    }

    std::unique_ptr<ApiTarget> target_;
};

TEST_F(WirePeerTest, TheRepositoryAnswersWhatTheCaseDoesNot) {
    const auto peer = WirePeer::start(*target_);
    ASSERT_TRUE(peer) << peer.error().reason;
    auto session = openSession(*target_, (*peer)->destination());
    ASSERT_TRUE(session) << session.error().reason;
    int count = 0;
    EXPECT_TRUE(enumerate(*session, "Win32_OperatingSystem", count).ok());
    EXPECT_EQ(count, 1);
    ASSERT_FALSE((*peer)->requests().empty());
    EXPECT_TRUE((*peer)->requests().front().isEnumerate());
    EXPECT_EQ((*peer)->connections(), 1u);
    session->close();
    EXPECT_TRUE((*peer)->waitUntilDisconnected());
}

TEST_F(WirePeerTest, ServesAnEnumerationInPages) {
    const auto peer = WirePeer::start(*target_, enumerationOf({2, 0, 3}));
    ASSERT_TRUE(peer) << peer.error().reason;
    auto session = openSession(*target_, (*peer)->destination());
    ASSERT_TRUE(session) << session.error().reason;
    int count = 0;
    const auto outcome = enumerate(*session, "X_Test", count);
    EXPECT_TRUE(outcome.ok()) << outcome.message;
    EXPECT_EQ(count, 5);
    EXPECT_EQ((*peer)->requests().size(), 3u);
}

TEST_F(WirePeerTest, HoldsRepliesUntilTheyAreReleased) {
    const auto peer = WirePeer::start(*target_, enumerationOf({1}));
    ASSERT_TRUE(peer) << peer.error().reason;
    (*peer)->hold([](const WireRequest& request) { return request.isEnumerate(); });
    auto session = openSession(*target_, (*peer)->destination());
    ASSERT_TRUE(session) << session.error().reason;
    int count = 0;
    auto outcome = std::async(std::launch::async, [&] { return enumerate(*session, "X_Test", count); });
    EXPECT_TRUE((*peer)->waitFor([](const WireRequest& request) { return request.number == 1; }));
    EXPECT_EQ(outcome.wait_for(std::chrono::milliseconds(100)), std::future_status::timeout);
    (*peer)->release();
    EXPECT_TRUE(outcome.get().ok());
    EXPECT_EQ(count, 1);
    EXPECT_FALSE(
        (*peer)->waitFor([](const WireRequest& request) { return request.number == 2; }, std::chrono::milliseconds(1)));
}

TEST_F(WirePeerTest, EndsWhileItHoldsAReply) {
    auto peer = WirePeer::start(*target_, enumerationOf({1}));
    ASSERT_TRUE(peer) << peer.error().reason;
    (*peer)->hold([](const WireRequest&) { return true; });
    auto session = openSession(*target_, (*peer)->destination());
    ASSERT_TRUE(session) << session.error().reason;
    int count = 0;
    auto outcome = std::async(std::launch::async, [&] { return enumerate(*session, "X_Test", count); });
    EXPECT_TRUE((*peer)->waitFor([](const WireRequest&) { return true; }));
    peer->reset();
    outcome.get();  // either way: what counts is that there is an end
}

}  // namespace
}  // namespace conformance
