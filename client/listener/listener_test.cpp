#include "client/listener/listener.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <httplib.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <future>
#include <latch>

namespace client {
namespace {

using namespace std::chrono_literals;
using testing::MatchesRegex;

std::unique_ptr<Listener> opened(const ListenerOptions& options = {}) {
    auto listener = Listener::open(options);
    EXPECT_TRUE(listener) << listener.error().text();
    return std::move(*listener);
}

ListenerReply taken(std::string_view, std::string_view) {
    return {};
}

int statusOf(const Listener& listener, const std::string& path, const std::string& body = "<x/>",
             const char* password = nullptr) {
    httplib::Client peer("127.0.0.1", listener.port());
    peer.set_read_timeout(60s);
    if (password) {
        peer.set_basic_auth("source", password);
    }
    const auto result = peer.Post(path, body, "application/soap+xml;charset=UTF-8");
    return result ? result->status : 0;
}

TEST(Listener, HandsOverWhatIsPostedAndReplies) {
    const auto listener = opened();
    std::string type;
    std::string body;
    const auto path = listener->add(
        [&](std::string_view contentType, std::string_view content) {
            type = contentType;
            body = content;
            return ListenerReply{200, "application/soap+xml;charset=UTF-8", "<ack/>"};
        },
        std::nullopt);
    EXPECT_THAT(path, MatchesRegex("/mi-events/[0-9a-f]+"));
    EXPECT_EQ(path.size(), 11U + 32U);
    httplib::Client peer("127.0.0.1", listener->port());
    const auto result = peer.Post(path, "<event/>", "application/soap+xml;charset=UTF-16");
    ASSERT_TRUE(result);
    EXPECT_EQ(result->status, 200);
    EXPECT_EQ(result->body, "<ack/>");
    EXPECT_EQ(result->get_header_value("Content-Type"), "application/soap+xml;charset=UTF-8");
    EXPECT_EQ(type, "application/soap+xml;charset=UTF-16");
    EXPECT_EQ(body, "<event/>");
}

TEST(Listener, KnowsOnlyItsPaths) {
    const auto listener = opened();
    const auto first = listener->add(taken, std::nullopt);
    const auto second = listener->add(taken, std::nullopt);
    EXPECT_NE(first, second);
    EXPECT_EQ(statusOf(*listener, first), 202);
    EXPECT_EQ(statusOf(*listener, "/proxy" + first), 202);
    EXPECT_EQ(statusOf(*listener, "/mi-events/"), 404);
    EXPECT_EQ(statusOf(*listener, "/"), 404);
    listener->remove(first);
    listener->remove(first);
    EXPECT_EQ(statusOf(*listener, first), 404);
    EXPECT_EQ(statusOf(*listener, second), 202);
    httplib::Client peer("127.0.0.1", listener->port());
    EXPECT_EQ(peer.Get(second)->status, 405);
    EXPECT_EQ(peer.Delete(second)->status, 405);
}

TEST(Listener, AsksForCredentialsWhereThereAreSome) {
    const auto listener = opened();
    std::atomic<int> calls{0};
    const auto path = listener->add(
        [&](std::string_view, std::string_view) {
            ++calls;
            return ListenerReply{};
        },
        DeliveryCredentials{"source", "secret"});
    EXPECT_EQ(statusOf(*listener, path), 401);
    EXPECT_EQ(statusOf(*listener, path, "<x/>", "Secret"), 401);
    EXPECT_EQ(statusOf(*listener, path, "<x/>", "secret2"), 401);
    EXPECT_EQ(calls, 0);
    EXPECT_EQ(statusOf(*listener, path, "<x/>", "secret"), 202);
    EXPECT_EQ(calls, 1);
}

TEST(Listener, RefusesWhatIsTooLarge) {
    const auto listener = opened({.maxBodyBytes = 1000});
    const auto path = listener->add(taken, std::nullopt);
    EXPECT_EQ(statusOf(*listener, path, std::string(1000, 'x')), 202);
    EXPECT_EQ(statusOf(*listener, path, std::string(1001, 'x')), 413);
}

TEST(Listener, ASlowConsumerHoldsNobodyElseUp) {
    const auto listener = opened();
    constexpr int kSlow = 20;
    std::latch inside(kSlow);
    std::promise<void> release;
    const auto open = release.get_future().share();
    const auto slow = listener->add(
        [&](std::string_view, std::string_view) {
            inside.count_down();
            open.wait();
            return ListenerReply{};
        },
        std::nullopt);
    const auto quick = listener->add(taken, std::nullopt);
    std::vector<std::future<int>> waiting;
    waiting.reserve(kSlow);
    for (int i = 0; i < kSlow; ++i) {
        waiting.push_back(std::async(std::launch::async, [&] { return statusOf(*listener, slow); }));
    }
    inside.wait();
    EXPECT_EQ(statusOf(*listener, quick), 202);
    release.set_value();
    for (auto& one : waiting) {
        EXPECT_EQ(one.get(), 202);
    }
}

TEST(Listener, HalfARequestIsNoDelivery) {
    const auto listener = opened();
    std::atomic<int> calls{0};
    const auto path = listener->add(
        [&](std::string_view, std::string_view) {
            ++calls;
            return ListenerReply{};
        },
        std::nullopt);
    const int peer = ::socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    address.sin_port = htons(listener->port());
    ASSERT_EQ(::connect(peer, reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
    const std::string half = "POST " + path + " HTTP/1.1\r\nContent-Length: 100\r\n\r\n<half";
    ASSERT_EQ(::send(peer, half.data(), half.size(), 0), static_cast<ssize_t>(half.size()));
    ::close(peer);
    EXPECT_EQ(statusOf(*listener, path), 202);
    EXPECT_EQ(calls, 1);
}

TEST(Listener, APortThatIsTakenIsAnError) {
    const auto listener = opened();
    const auto second = Listener::open({.port = listener->port()});
    ASSERT_FALSE(second);
    EXPECT_EQ(second.error().code, wsman::ErrorCode::kIo);
    EXPECT_NE(second.error().text().find(std::to_string(listener->port())), std::string::npos);
    EXPECT_FALSE(Listener::open({.host = "192.0.2.1"}));
}

TEST(Listener, EndsWithConnectionsOpen) {
    auto listener = opened();
    const auto path = listener->add(taken, std::nullopt);
    httplib::Client peer("127.0.0.1", listener->port());
    peer.set_keep_alive(true);
    EXPECT_EQ(peer.Post(path, "<x/>", "text/xml")->status, 202);
    listener.reset();
    EXPECT_FALSE(peer.Post(path, "<x/>", "text/xml"));
}

}  // namespace
}  // namespace client
