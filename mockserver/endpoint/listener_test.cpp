#include "mockserver/endpoint/listener.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <future>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "mockserver/endpoint/raw_client.h"

namespace mockserver {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;
using testing::StartsWith;
using Ending = RawClient::Ending;
using Clock = std::chrono::steady_clock;

HttpReply echo(const HttpRequest& request) {
    return {.headers = {{"Content-Type", "text/plain"}},
            .body = request.method + " " + request.path + " " + request.body};
}

std::unique_ptr<Listener> listen(HttpHandler handler = {.handle = echo}, ListenerOptions options = {}) {
    auto listener = Listener::start(std::move(options), std::move(handler));
    EXPECT_TRUE(listener) << listener.error().text();
    return std::move(*listener);
}

template <class Condition>
bool eventually(Condition condition) {
    for (const auto until = Clock::now() + 10s; Clock::now() < until; std::this_thread::sleep_for(2ms)) {
        if (condition()) {
            return true;
        }
    }
    return condition();
}

TEST(Listener, AnswersARequest) {
    const auto listener = listen();
    RawClient client(listener->port());
    const auto reply = client.exchange(RawClient::post("body"));
    EXPECT_EQ(reply.head, "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 16\r\n\r\n");
    EXPECT_EQ(reply.body, "POST /wsman body");
    EXPECT_EQ(listener->url(), "http://127.0.0.1:" + std::to_string(listener->port()));
}

TEST(Listener, ServesIpv6) {
    const auto listener =
        listen({.handle = [](const HttpRequest& r) { return HttpReply{.body = r.remoteAddress}; }}, {.host = "[::1]"});
    RawClient client(listener->port(), 10s, "::1");
    EXPECT_THAT(client.exchange(RawClient::post("x")).body, StartsWith("[::1]:"));
    EXPECT_THAT(listener->url(), StartsWith("http://[::1]:"));
}

TEST(Listener, KeepsAConnectionForAnyNumberOfRequests) {
    std::mutex mutex;
    std::vector<ConnectionId> ids;
    const auto listener = listen({.handle = [&](const HttpRequest& request) {
        const std::lock_guard lock(mutex);
        ids.push_back(request.connectionId);
        return echo(request);
    }});
    RawClient client(listener->port());
    for (int i = 0; i < 200; ++i) {
        const auto body = std::to_string(i);
        ASSERT_EQ(client.exchange(RawClient::post(body)).body, "POST /wsman " + body);
    }
    EXPECT_EQ(ids, std::vector<ConnectionId>(200, ids.at(0)));
}

TEST(Listener, AnswersPipelinedRequestsInOrder) {
    const auto listener = listen();
    RawClient client(listener->port());
    std::string all;
    for (int i = 0; i < 100; ++i) {
        all += RawClient::post(std::to_string(i));
    }
    client.send(all);
    for (int i = 0; i < 100; ++i) {
        ASSERT_EQ(client.readReply().body, "POST /wsman " + std::to_string(i));
    }
}

TEST(Listener, ReadsChunkedBodies) {
    const auto listener = listen();
    RawClient client(listener->port());
    const auto reply = client.exchange(
        "POST /wsman HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n6\r\n world\r\n0\r\n\r\n");
    EXPECT_EQ(reply.body, "POST /wsman hello world");
}

TEST(Listener, SaysContinueWhenAskedTo) {
    const auto listener = listen();
    RawClient client(listener->port());
    client.send("POST /wsman HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 4\r\n\r\n");
    EXPECT_EQ(client.readReply().head, "HTTP/1.1 100 Continue\r\n\r\n");
    EXPECT_EQ(client.exchange("body").body, "POST /wsman body");
}

TEST(Listener, HeadHasNoBody) {
    const auto listener = listen();
    RawClient client(listener->port());
    client.send("HEAD /a HTTP/1.1\r\n\r\n");
    EXPECT_EQ(client.readReply(false).headers.get("Content-Length"), "8");
    EXPECT_EQ(client.exchange("GET /b HTTP/1.1\r\n\r\n").body, "GET /b ");
}

TEST(Listener, ClosesWhenTheClientAsksForIt) {
    const auto listener = listen();
    for (const auto* request : {"GET / HTTP/1.1\r\nConnection: close\r\n\r\n", "GET / HTTP/1.0\r\n\r\n"}) {
        RawClient client(listener->port());
        const auto reply = client.exchange(request);
        EXPECT_EQ(reply.headers.get("Connection"), "close");
        EXPECT_EQ(client.readToEnd(), std::pair(std::string(), Ending::kClosed));
    }
}

TEST(Listener, IdleConnectionsDoNotDelayANewOne) {
    const auto listener = listen({.handle = echo}, {.maxWorkers = 4});
    std::vector<RawClient> idle;
    for (int i = 0; i < 64; ++i) {
        idle.emplace_back(listener->port());
        ASSERT_EQ(idle.back().exchange(RawClient::post("x")).status, 200);
    }
    RawClient late(listener->port(), 2s);
    EXPECT_EQ(late.exchange(RawClient::post("new")).body, "POST /wsman new");
    for (auto& client : idle) {
        ASSERT_EQ(client.exchange(RawClient::post("again")).body, "POST /wsman again");
    }
    EXPECT_EQ(listener->connections(), 65u);
    EXPECT_LE(listener->workers(), 4u);
}

TEST(Listener, SlowBodiesDoNotHoldWorkersAndAreCut) {
    std::atomic<int> refused = 0;
    const auto listener = listen(
        {.handle = echo,
         .onRefuse = [&](const ConnectionInfo&, int status, const std::string&) { refused += status == 408 ? 1 : 0; }},
        {.times = {.request = 500ms}, .maxWorkers = 2});
    std::vector<RawClient> slow;
    for (int i = 0; i < 16; ++i) {
        slow.emplace_back(listener->port());
        slow.back().send("POST /wsman HTTP/1.1\r\nContent-Length: 100\r\n\r\nx");
    }
    RawClient fast(listener->port(), 2s);
    EXPECT_EQ(fast.exchange(RawClient::post("f")).status, 200);
    for (auto& client : slow) {
        client.send("x");
        EXPECT_EQ(client.readReply().status, 408);
        EXPECT_EQ(client.readToEnd().second, Ending::kClosed);
    }
    EXPECT_EQ(refused, 16);
}

TEST(Listener, ClosesIdleConnections) {
    const auto listener = listen({.handle = echo}, {.times = {.idle = 100ms}});
    RawClient never(listener->port());
    RawClient once(listener->port());
    EXPECT_EQ(once.exchange(RawClient::post("x")).status, 200);
    EXPECT_EQ(never.readToEnd(), std::pair(std::string(), Ending::kClosed));
    EXPECT_EQ(once.readToEnd(), std::pair(std::string(), Ending::kClosed));
    never.close();
    once.close();
    EXPECT_TRUE(eventually([&] { return listener->connections() == 0; }));
}

TEST(Listener, RefusesAnOversizeBodyAndTheClientSeesIt) {
    const auto listener = listen({.handle = echo}, {.limits = {.maxBody = 1000}});
    RawClient client(listener->port());
    // Most of the body is on its way before the refusal: closing at once would lose the reply to a reset.
    client.send(RawClient::post(std::string(500'000, 'x')));
    const auto reply = client.readReply();
    EXPECT_EQ(reply.status, 413);
    EXPECT_THAT(reply.body, testing::Not(HasSubstr("<")));
    EXPECT_EQ(client.readToEnd().second, Ending::kClosed);
}

TEST(Listener, RefusesOversizeHeadsAndBadRequests) {
    const auto listener = listen({.handle = echo}, {.limits = {.maxHead = 4000}});
    const auto statusOf = [&](const std::string& bytes) {
        RawClient client(listener->port());
        return client.exchange(bytes).status;
    };
    EXPECT_EQ(statusOf("GET / HTTP/1.1\r\nA: " + std::string(5000, 'a') + "\r\n\r\n"), 431);
    EXPECT_EQ(statusOf("nonsense\r\n\r\n"), 400);
    EXPECT_EQ(statusOf("\x16\x03\x01\x02\x01\r\n\r\n"), 400);
    EXPECT_EQ(statusOf("GET / HTTP/3.0\r\n\r\n"), 505);
    EXPECT_EQ(statusOf(RawClient::post("still here")), 200);
}

TEST(Listener, AThrowingHandlerIsHttp500) {
    const auto listener =
        listen({.handle = [](const HttpRequest&) -> HttpReply { throw std::runtime_error("out of luck"); }});
    RawClient client(listener->port());
    const auto reply = client.exchange(RawClient::post("x"));
    EXPECT_EQ(reply.status, 500);
    EXPECT_THAT(reply.body, HasSubstr("out of luck"));
}

TEST(Listener, TellsWhenConnectionsOpenAndClose) {
    std::mutex mutex;
    std::vector<std::string> events;
    const auto note = [&](std::string event) {
        const std::lock_guard lock(mutex);
        events.push_back(std::move(event));
    };
    auto listener = listen({.handle =
                                [&](const HttpRequest& request) {
                                    note("request " + std::to_string(request.connectionId));
                                    return HttpReply{};
                                },
                            .onOpen = [&](const ConnectionInfo& info) { note("open " + std::to_string(info.id)); },
                            .onClose = [&](ConnectionId id) { note("close " + std::to_string(id)); }});
    {
        RawClient client(listener->port());
        client.exchange(RawClient::post("x"));
    }
    ASSERT_TRUE(eventually([&] { return listener->connections() == 0; }));
    RawClient second(listener->port());
    second.exchange(RawClient::post("x"));
    EXPECT_TRUE(listener->stop());
    EXPECT_THAT(events, testing::ElementsAre("open 1", "request 1", "close 1", "open 2", "request 2", "close 2"));
}

TEST(Listener, AnOccupiedPortIsAnErrorThatNamesIt) {
    const auto listener = listen();
    const auto second = Listener::start({.port = listener->port()}, {.handle = echo});
    ASSERT_FALSE(second);
    EXPECT_EQ(second.error().code, wsman::ErrorCode::kIo);
    EXPECT_THAT(second.error().message, HasSubstr("127.0.0.1:" + std::to_string(listener->port())));
    EXPECT_THAT(second.error().message, HasSubstr("Address already in use"));
}

TEST(Listener, AnUnknownHostIsAnError) {
    const auto listener = Listener::start({.host = "no such host.invalid"}, {.handle = echo});
    ASSERT_FALSE(listener);
    EXPECT_THAT(listener.error().message, HasSubstr("no such host.invalid:0"));
}

TEST(Listener, StopsAndFreesThePortAtOnce) {
    auto first = listen();
    const auto port = first->port();
    RawClient client(port);
    EXPECT_EQ(client.exchange(RawClient::post("x")).status, 200);
    EXPECT_TRUE(first->stop());
    EXPECT_TRUE(first->stop()) << "a second stop does nothing";
    EXPECT_EQ(client.readToEnd().second, Ending::kClosed);
    EXPECT_FALSE(RawClient(port).connected());
    const auto second = listen({.handle = echo}, {.port = port});
    EXPECT_EQ(second->port(), port);
}

TEST(Listener, StopLetsARunningRequestFinish) {
    std::promise<void> entered;
    std::promise<void> release;
    auto listener = listen({.handle = [&](const HttpRequest& request) {
        entered.set_value();
        release.get_future().wait();
        return echo(request);
    }});
    RawClient busy(listener->port());
    RawClient idle(listener->port());
    busy.send(RawClient::post("x"));
    entered.get_future().wait();
    auto stopped = std::async(std::launch::async, [&] { return listener->stop(10s); });
    EXPECT_EQ(idle.readToEnd().second, Ending::kClosed) << "idle connections are closed first";
    release.set_value();
    EXPECT_EQ(busy.readReply().body, "POST /wsman x");
    EXPECT_EQ(busy.readToEnd().second, Ending::kClosed);
    EXPECT_TRUE(stopped.get());
}

TEST(Listener, StopAbortsWhatOutlivesTheGrace) {
    auto listener = listen();
    RawClient half(listener->port());
    half.send("POST /wsman HTTP/1.1\r\nContent-Length: 100\r\n\r\nx");
    ASSERT_TRUE(eventually([&] { return listener->connections() == 1; }));
    EXPECT_FALSE(listener->stop(50ms));
    EXPECT_NE(half.readToEnd().second, Ending::kTimeout);
    EXPECT_EQ(listener->connections(), 0u);
}

TEST(Listener, ClosesConnectionsAboveTheBound) {
    const auto listener = listen({.handle = echo}, {.maxConnections = 1});
    RawClient first(listener->port());
    ASSERT_EQ(first.exchange(RawClient::post("x")).status, 200);
    RawClient second(listener->port());
    EXPECT_NE(second.readToEnd().second, Ending::kTimeout);
    EXPECT_EQ(first.exchange(RawClient::post("x")).status, 200);
}

TEST(Listener, LargeRepliesReachASlowReader) {
    const std::string big(4u << 20, 'b');
    const auto listener = listen({.handle = [&](const HttpRequest&) { return HttpReply{.body = big}; }});
    RawClient client(listener->port(), 10s, "127.0.0.1", 16384);
    client.send(RawClient::post("x"));
    std::this_thread::sleep_for(50ms);
    EXPECT_EQ(client.readReply().body, big);
    EXPECT_EQ(client.exchange(RawClient::post("x")).body.size(), big.size());
}

TEST(Listener, DropsAClientThatNeverReads) {
    const std::string big(16u << 20, 'b');  // more than the kernel buffers
    const auto listener =
        listen({.handle = [&](const HttpRequest&) { return HttpReply{.body = big}; }}, {.times = {.write = 100ms}});
    RawClient client(listener->port(), 10s, "127.0.0.1", 4096);
    client.send(RawClient::post("x"));
    EXPECT_TRUE(eventually([&] { return listener->connections() == 1; }));
    EXPECT_TRUE(eventually([&] { return listener->connections() == 0; }));
    EXPECT_EQ(client.readToEnd().second, Ending::kReset);
}

TEST(Listener, ManyClientsAtOnceEachGetTheirOwn) {
    const auto listener = listen({.handle = echo}, {.maxWorkers = 8});
    std::vector<std::thread> threads;
    std::atomic<int> good = 0;
    threads.reserve(24);
    for (int t = 0; t < 24; ++t) {
        threads.emplace_back([&, t] {
            RawClient client(listener->port());
            for (int i = 0; i < 50; ++i) {
                const auto body = std::to_string(t) + "-" + std::to_string(i);
                good += client.exchange(RawClient::post(body)).body == "POST /wsman " + body ? 1 : 0;
            }
        });
    }
    for (auto& thread : threads) {
        thread.join();
    }
    EXPECT_EQ(good, 24 * 50);
}

}  // namespace
}  // namespace mockserver
