#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <memory>
#include <mutex>
#include <string>
#include <thread>

#include "mockserver/endpoint/listener.h"
#include "mockserver/endpoint/raw_client.h"
#include "mockserver/endpoint/reply_writer.h"

namespace mockserver {
namespace {

using namespace std::chrono_literals;
using Ending = RawClient::Ending;
using Clock = std::chrono::steady_clock;
using testing::EndsWith;

const std::string kBody = "<s:Envelope>0123456789</s:Envelope>";

// Serves one reply with `action` to "/", and the same reply without it to any other path.
class WireActions : public testing::Test {
protected:
    void serve(WireAction action) {
        reply_ = {.headers = {{"Content-Type", "application/soap+xml"}}, .body = kBody, .wire = action};
        auto listener = Listener::start({}, {.handle = [this](const HttpRequest& request) {
                                            auto reply = [this] {
                                                const std::lock_guard lock(mutex_);
                                                return reply_;
                                            }();
                                            if (request.path != "/") {
                                                reply.wire.reset();
                                            }
                                            return reply;
                                        }});
        ASSERT_TRUE(listener);
        listener_ = std::move(*listener);
    }

    RawClient ask() {
        RawClient client(listener_->port());
        client.send(RawClient::post("x", {}, "/"));
        return client;
    }

    std::string whole() const { return formatReplyHead(reply_, true) + kBody; }

    std::mutex mutex_;  // of reply_, while the listener runs
    HttpReply reply_;
    std::unique_ptr<Listener> listener_;
};

TEST_F(WireActions, CloseWithoutAnswer) {
    serve({.truncateAfter = 0, .ending = WireAction::Ending::kClose});
    EXPECT_EQ(ask().readToEnd(), std::pair(std::string(), Ending::kClosed));
}

TEST_F(WireActions, ResetWithoutAnswer) {
    serve({.truncateAfter = 0, .ending = WireAction::Ending::kReset});
    EXPECT_EQ(ask().readToEnd(), std::pair(std::string(), Ending::kReset));
}

TEST_F(WireActions, ResetAfterTheReply) {
    serve({.stall = 100ms, .ending = WireAction::Ending::kReset});
    auto client = ask();
    const auto bytes = client.readFor(10s, whole().size());
    EXPECT_EQ(bytes, whole());
    EXPECT_EQ(client.readToEnd(), std::pair(std::string(), Ending::kReset));
}

TEST_F(WireActions, TheHeadAlone) {
    serve({.headOnly = true});
    EXPECT_EQ(ask().readToEnd(), std::pair(formatReplyHead(reply_, true), Ending::kClosed));
}

TEST_F(WireActions, ChunksThatAreWhole) {
    serve({.framing = WireAction::Framing::kChunked});
    auto client = ask();
    const auto bytes = client.readFor(10s, formatReplyHead(reply_, true).size() + 52);
    EXPECT_THAT(bytes, testing::HasSubstr("Transfer-Encoding: chunked\r\n"));
    EXPECT_THAT(bytes, testing::Not(testing::HasSubstr("Content-Length")));
    EXPECT_THAT(bytes, EndsWith("\r\n\r\n11\r\n<s:Envelope>01234\r\n12\r\n56789</s:Envelope>\r\n0\r\n\r\n"));
    client.send(RawClient::post("x", {}, "/again"));
    EXPECT_THAT(client.readFor(10s, whole().size()), EndsWith(kBody)) << "the connection goes on";
}

TEST_F(WireActions, AChunkThatIsBroken) {
    serve({.framing = WireAction::Framing::kBrokenChunk});
    const auto [bytes, ending] = ask().readToEnd();
    EXPECT_THAT(bytes, EndsWith("11\r\n<s:Envelope>01234\r\nno-size\r\n56789</s:Envelope>"));
    EXPECT_EQ(ending, Ending::kClosed);
}

TEST_F(WireActions, ARateOfBytes) {
    serve({.bytesPerSecond = 1000});
    const auto start = Clock::now();
    EXPECT_EQ(ask().readFor(10s, whole().size()), whole());
    const auto took = Clock::now() - start;
    // 50 bytes every 50 ms, the first at once.
    EXPECT_GE(took, std::chrono::milliseconds((whole().size() - 1) / 50 * 50 - 5));
}

TEST_F(WireActions, TruncatedAtEveryByte) {
    serve({});
    for (std::size_t n = 0; n < whole().size(); n += 13) {
        {
            const std::lock_guard lock(mutex_);
            reply_.wire->truncateAfter = n;
        }
        EXPECT_EQ(ask().readToEnd(), std::pair(whole().substr(0, n), Ending::kClosed)) << n;
    }
}

TEST_F(WireActions, TruncationBeyondTheEndIsNone) {
    serve({.truncateAfter = 100'000});
    auto client = ask();
    EXPECT_EQ(client.readReply().body, kBody);
    EXPECT_EQ(client.exchange(RawClient::post("x", {}, "/other")).body, kBody) << "the connection stands";
}

TEST_F(WireActions, TooLongContentLength) {
    serve({.contentLength = kBody.size() + 7});
    auto client = ask();
    const auto reply = client.readReply();
    EXPECT_EQ(reply.headers.get("Content-Length"), std::to_string(kBody.size() + 7));
    EXPECT_EQ(reply.body, kBody);
    EXPECT_EQ(reply.ending, Ending::kClosed);
}

TEST_F(WireActions, TooShortContentLength) {
    serve({.contentLength = 5});
    auto client = ask();
    EXPECT_EQ(client.readReply().body, kBody.substr(0, 5));
    EXPECT_EQ(client.readToEnd(), std::pair(kBody.substr(5), Ending::kClosed));
}

TEST_F(WireActions, DelayBeforeTheReply) {
    serve({.delay = 150ms});
    const auto start = Clock::now();
    auto client = ask();
    EXPECT_EQ(client.readFor(75ms), "");
    EXPECT_EQ(client.readReply().body, kBody);
    EXPECT_GE(Clock::now() - start, 150ms);
    EXPECT_EQ(client.exchange(RawClient::post("x", {}, "/other")).body, kBody);
}

TEST_F(WireActions, DribbleKeepsEveryByteAndTakesItsTime) {
    serve({.dribbleBytes = 20, .dribbleInterval = 10ms});
    const auto start = Clock::now();
    auto client = ask();
    const auto reply = client.readReply();
    const auto pieces = (whole().size() + 19) / 20;
    EXPECT_EQ(reply.head + reply.body, whole());
    EXPECT_GE(Clock::now() - start, (pieces - 1) * 10ms);
    EXPECT_EQ(client.exchange(RawClient::post("x", {}, "/other")).body, kBody);
}

TEST_F(WireActions, StallAfterSomeBytes) {
    serve({.truncateAfter = 30, .stall = 200ms});
    const auto start = Clock::now();
    auto client = ask();
    EXPECT_EQ(client.readToEnd(), std::pair(whole().substr(0, 30), Ending::kClosed));
    EXPECT_GE(Clock::now() - start, 200ms);
}

TEST_F(WireActions, AStallEndsWhenTheClientHangsUp) {
    serve({.truncateAfter = 0, .stall = 1h});
    {
        auto client = ask();
        EXPECT_EQ(client.readFor(50ms), "");
        EXPECT_EQ(listener_->connections(), 1u);
    }
    for (const auto until = Clock::now() + 10s; listener_->connections() > 0 && Clock::now() < until;) {
        std::this_thread::sleep_for(2ms);
    }
    EXPECT_EQ(listener_->connections(), 0u);
}

TEST_F(WireActions, AStalledConnectionIsAbortedByStop) {
    serve({.truncateAfter = 10, .stall = 1h});
    auto client = ask();
    EXPECT_EQ(client.readFor(10s, 10), whole().substr(0, 10));
    EXPECT_FALSE(listener_->stop(30ms));
    EXPECT_EQ(client.readToEnd(), std::pair(std::string(), Ending::kReset));
}

TEST(FormatReplyHead, KeepsTheOrderOfItsHeadersAndAddsWhatIsMissing) {
    const HttpReply reply{
        .status = 500, .headers = {{"Server", "Microsoft-HTTPAPI/2.0"}, {"Content-Type", "a/b"}}, .body = "xyz"};
    EXPECT_EQ(formatReplyHead(reply, false),
              "HTTP/1.1 500 Internal Server Error\r\nServer: Microsoft-HTTPAPI/2.0\r\nContent-Type: a/b\r\n"
              "Content-Length: 3\r\nConnection: close\r\n\r\n");
}

TEST(FormatReplyHead, LeavesWhatTheReplyBrings) {
    const HttpReply reply{.headers = {{"content-length", "9"}, {"Connection", "Keep-Alive"}}, .body = "xyz"};
    EXPECT_EQ(formatReplyHead(reply, false), "HTTP/1.1 200 OK\r\ncontent-length: 9\r\nConnection: Keep-Alive\r\n\r\n");
}

TEST(FormatReplyHead, NoContentHasNoLength) {
    EXPECT_EQ(formatReplyHead({.status = 204}, true), "HTTP/1.1 204 No Content\r\n\r\n");
    EXPECT_THAT(formatReplyHead({.status = 202}, true), EndsWith("Content-Length: 0\r\n\r\n"));
}

TEST(FormatReplyHead, AFieldCannotSplitTheReply) {
    const HttpReply reply{.status = 299, .headers = {{"X", "a\r\nSet-Cookie: b"}}};
    EXPECT_EQ(formatReplyHead(reply, true), "HTTP/1.1 299 \r\nX: a  Set-Cookie: b\r\nContent-Length: 0\r\n\r\n");
}

}  // namespace
}  // namespace mockserver
