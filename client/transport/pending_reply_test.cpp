// Exchanges in two halves: what is sent is waited for without a thread.
#include <gtest/gtest.h>
#include <poll.h>

#include <future>

#include "client/transport/http_transport.h"
#include "client/transport/raw_server_for_test.h"

namespace client {
namespace {

using namespace std::chrono_literals;
using std::chrono::steady_clock;

constexpr std::string_view kOk = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

HttpOptions optionsFor(std::uint16_t port) {
    HttpOptions options;
    options.host = "127.0.0.1";
    options.port = port;
    return options;
}

HttpRequest request(std::string body, std::chrono::milliseconds timeout = 20s) {
    HttpRequest request;
    request.contentType = "application/soap+xml;charset=UTF-8";
    request.body = std::move(body);
    request.timeout = timeout;
    return request;
}

bool isReadable(int descriptor, std::chrono::milliseconds patience) {
    pollfd entry{descriptor, POLLIN, 0};
    return ::poll(&entry, 1, static_cast<int>(patience.count())) == 1;
}

TEST(PendingReply, BecomesReadableWhenTheReplyBegins) {
    std::promise<std::string> arrived;
    std::promise<void> answer;
    RawServer server([&](RawPeer& peer) {
        arrived.set_value(peer.readRequest());
        answer.get_future().wait();
        peer.send(kOk);
        peer.waitForEnd();
    });
    HttpTransport transport(optionsFor(server.port()));
    auto pending = transport.send(request("<body/>"), {});
    ASSERT_TRUE(pending);
    EXPECT_TRUE(arrived.get_future().get().ends_with("\r\n\r\n<body/>"));
    EXPECT_GT((*pending)->deadline(), steady_clock::now());
    ASSERT_GE((*pending)->descriptor(), 0);
    EXPECT_FALSE(isReadable((*pending)->descriptor(), 20ms));
    answer.set_value();
    EXPECT_TRUE(isReadable((*pending)->descriptor(), 20s));
    const auto reply = (*pending)->receive();
    ASSERT_TRUE(reply) << reply.error().text;
    EXPECT_EQ(reply->body, "ok");
    EXPECT_EQ(transport.idleConnections(), 1U);
}

TEST(PendingReply, BecomesReadableWhenCanceled) {
    RawServer server([](RawPeer& peer) {
        peer.readRequest();
        peer.waitForEnd();
    });
    HttpTransport transport(optionsFor(server.port()));
    std::stop_source canceler;
    auto pending = transport.send(request("x"), canceler.get_token());
    ASSERT_TRUE(pending);
    EXPECT_FALSE(isReadable((*pending)->descriptor(), 20ms));
    canceler.request_stop();
    EXPECT_TRUE(isReadable((*pending)->descriptor(), 20s));
    const auto reply = (*pending)->receive();
    ASSERT_FALSE(reply);
    EXPECT_EQ(reply.error().kind, TransportErrorKind::kCanceled);
    EXPECT_EQ(transport.idleConnections(), 0U);
}

TEST(PendingReply, TimesOutAtItsDeadline) {
    RawServer server([](RawPeer& peer) {
        peer.readRequest();
        peer.waitForEnd();
    });
    HttpTransport transport(optionsFor(server.port()));
    auto pending = transport.send(request("x", 100ms), {});
    ASSERT_TRUE(pending);
    std::this_thread::sleep_until((*pending)->deadline());
    const auto reply = (*pending)->receive();
    ASSERT_FALSE(reply);
    EXPECT_EQ(reply.error().kind, TransportErrorKind::kTimeout);
}

TEST(PendingReply, CanBeGivenUp) {
    RawServer server([](RawPeer& peer) {
        peer.readRequest();
        peer.waitForEnd();
    });
    HttpTransport transport(optionsFor(server.port()));
    std::stop_source canceler;
    { const auto pending = transport.send(request("x"), canceler.get_token()); }
    canceler.request_stop();
    EXPECT_EQ(transport.idleConnections(), 0U);
}

TEST(PendingReply, ManyAreAwaitedAtOnceAndInAnyOrder) {
    RawServer server([](RawPeer& peer) {
        const std::string text = peer.readRequest();
        peer.send("HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n" + text.substr(text.size() - 1));
        peer.waitForEnd();
    });
    HttpTransport transport(optionsFor(server.port()));
    std::vector<std::unique_ptr<PendingReply>> all;
    for (char name = 'a'; name <= 'z'; ++name) {
        auto pending = transport.send(request(std::string(1, name)), {});
        ASSERT_TRUE(pending);
        all.push_back(std::move(*pending));
    }
    for (char name = 'z'; name >= 'a'; --name) {
        const auto reply = all.back()->receive();
        ASSERT_TRUE(reply) << reply.error().text;
        EXPECT_EQ(reply->body, std::string(1, name));
        all.pop_back();
    }
}

}  // namespace
}  // namespace client
