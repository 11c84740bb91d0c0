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
    std::vector<std::unique_ptr<WirePeer>> kept_;
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
    EXPECT_EQ((*peer)->requests().front().action(), "Enumerate");
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

TEST_F(WirePeerTest, AnAnswerToAnActionGoesBeforeTheOneToAll) {
    const auto peer = WirePeer::start(*target_, enumerationOf({1, 1}));
    ASSERT_TRUE(peer) << peer.error().reason;
    (*peer)->answer("Pull", [](const Sent& request) {
        return std::optional(faultReply(request, {.subcode = "wsman:AccessDenied", .reasons = {{"en", "<no>"}}}));
    });
    auto session = openSession(*target_, (*peer)->destination());
    ASSERT_TRUE(session) << session.error().reason;
    int count = 0;
    const auto outcome = enumerate(*session, "X_Test", count);
    EXPECT_EQ(outcome.result, MI_RESULT_ACCESS_DENIED);
    EXPECT_THAT(outcome.message, testing::HasSubstr("<no>"));
    EXPECT_EQ(count, 1);
    EXPECT_EQ((*peer)->requests("Pull").size(), 1u);
}

TEST_F(WirePeerTest, CountsAlsoWhatNeverReachesTheRepository) {
    const auto peer = WirePeer::start(*target_);
    ASSERT_TRUE(peer) << peer.error().reason;
    auto destination = (*peer)->destination();
    destination.url.password = "wrong";
    auto session = openSession(*target_, destination);
    ASSERT_TRUE(session) << session.error().reason;
    EXPECT_EQ((*peer)->received(), 0u);
    int count = 0;
    EXPECT_FALSE(enumerate(*session, "Win32_OperatingSystem", count).ok());
    EXPECT_GT((*peer)->received(), 0u);
    EXPECT_TRUE((*peer)->requests().empty());
}

TEST_F(WirePeerTest, TellsTheTrafficOfAllPeersButNotTheRepliesThatMayBeLost) {
    const auto before = WirePeer::traffic().size();
    for (const bool ends : {true, false}) {
        auto started = WirePeer::start(*target_, enumerationOf({1, 1}));
        ASSERT_TRUE(started) << started.error().reason;
        auto& peer = ends ? *started : kept_.emplace_back(std::move(*started));
        auto session = openSession(*target_, peer->destination());
        ASSERT_TRUE(session) << session.error().reason;
        int count = 0;
        EXPECT_TRUE(enumerate(*session, "X_Test", count).ok());
    }
    const auto traffic = WirePeer::traffic();
    ASSERT_EQ(traffic.size(), before + 4);
    for (std::size_t i = before; i < traffic.size(); ++i) {
        const bool isLast = (i - before) % 2 == 1;
        EXPECT_THAT(traffic[i]->request, testing::HasSubstr(isLast ? "enumeration/Pull<" : "enumeration/Enumerate<"));
        EXPECT_EQ(traffic[i]->reply.empty(), isLast);
    }
}

TEST_F(WirePeerTest, HoldsRepliesUntilTheyAreReleased) {
    const auto peer = WirePeer::start(*target_, enumerationOf({1}));
    ASSERT_TRUE(peer) << peer.error().reason;
    (*peer)->hold([](const Sent& request) { return request.action() == "Enumerate"; });
    auto session = openSession(*target_, (*peer)->destination());
    ASSERT_TRUE(session) << session.error().reason;
    int count = 0;
    auto outcome = std::async(std::launch::async, [&] { return enumerate(*session, "X_Test", count); });
    EXPECT_TRUE((*peer)->waitFor("Enumerate"));
    EXPECT_EQ(outcome.wait_for(std::chrono::milliseconds(100)), std::future_status::timeout);
    (*peer)->release();
    EXPECT_TRUE(outcome.get().ok());
    EXPECT_EQ(count, 1);
    EXPECT_FALSE((*peer)->waitFor("Pull", std::chrono::milliseconds(1)));
}

TEST_F(WirePeerTest, EndsWhileItHoldsAReply) {
    auto peer = WirePeer::start(*target_, enumerationOf({1}));
    ASSERT_TRUE(peer) << peer.error().reason;
    (*peer)->hold([](const Sent&) { return true; });
    auto session = openSession(*target_, (*peer)->destination());
    ASSERT_TRUE(session) << session.error().reason;
    int count = 0;
    auto outcome = std::async(std::launch::async, [&] { return enumerate(*session, "X_Test", count); });
    EXPECT_TRUE((*peer)->waitFor([](const Sent&) { return true; }));
    peer->reset();
    outcome.get();  // either way: what counts is that there is an end
}

}  // namespace
}  // namespace conformance
