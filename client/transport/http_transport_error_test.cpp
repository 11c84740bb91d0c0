// Every error kind, provoked for real on loopback.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <future>
#include <thread>

#include "client/transport/http_transport.h"
#include "client/transport/raw_server_for_test.h"

namespace client {
namespace {

using namespace std::chrono_literals;
using std::chrono::steady_clock;
using testing::HasSubstr;

constexpr std::string_view kOk = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
const CancelToken kNever;

HttpOptions optionsFor(std::uint16_t port) {
    HttpOptions options;
    options.host = "127.0.0.1";
    options.port = port;
    return options;
}

HttpRequest request(std::chrono::milliseconds timeout = 5s) {
    HttpRequest made;
    made.contentType = "text/plain";
    made.body = "body";
    made.timeout = timeout;
    return made;
}

/// The error of one exchange with a server that answers every request with `bytes` and closes.
TransportError errorOf(std::string bytes, HttpOptions options = {}) {
    RawServer server([&](RawPeer& peer) {
        peer.readRequest();
        peer.send(bytes);
    });
    options.host = "127.0.0.1";
    options.port = server.port();
    HttpTransport transport(options);
    const auto reply = transport.exchange(request(), kNever);
    EXPECT_EQ(transport.idleConnections(), 0u);
    EXPECT_FALSE(reply) << reply->status << " " << reply->body;
    return reply ? TransportError{} : reply.error();
}

/// A port that nobody listens on: bound, so that nobody else gets it either.
class ClosedPort {
public:
    ClosedPort() : fd_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t size = sizeof address;
        EXPECT_EQ(::bind(fd_, reinterpret_cast<sockaddr*>(&address), size), 0);
        EXPECT_EQ(::getsockname(fd_, reinterpret_cast<sockaddr*>(&address), &size), 0);
        port_ = ntohs(address.sin_port);
    }
    ~ClosedPort() { ::close(fd_); }
    ClosedPort(const ClosedPort&) = delete;
    ClosedPort& operator=(const ClosedPort&) = delete;

    /// From now on connections hang: Linux drops SYNs while the accept queue is full.
    void listenWithFullQueue() {
        ASSERT_EQ(::listen(fd_, 0), 0);
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        address.sin_port = htons(port_);
        for (int index = 0; index < 4; ++index) {
            fillers_.push_back(::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
            ::connect(fillers_.back(), reinterpret_cast<sockaddr*>(&address), sizeof address);
        }
        std::this_thread::sleep_for(50ms);
    }
    void closeFillers() {
        for (const int filler : fillers_) {
            ::close(filler);
        }
    }
    [[nodiscard]] std::uint16_t port() const { return port_; }

private:
    int fd_;
    std::uint16_t port_ = 0;
    std::vector<int> fillers_;
};

TEST(HttpTransportErrors, ClosedPort) {
    const ClosedPort nobody;
    HttpTransport transport(optionsFor(nobody.port()));
    const auto started = steady_clock::now();
    const auto reply = transport.exchange(request(), kNever);
    ASSERT_FALSE(reply);
    EXPECT_EQ(reply.error().kind, TransportErrorKind::kConnect);
    EXPECT_THAT(reply.error().text, HasSubstr("127.0.0.1:" + std::to_string(nobody.port())));
    EXPECT_THAT(reply.error().system, HasSubstr("refused"));
    EXPECT_LT(steady_clock::now() - started, 2s);
}

TEST(HttpTransportErrors, UnknownHost) {
    HttpOptions options = optionsFor(5985);
    options.host = "no-such-host.invalid";  // RFC 2606
    options.connectTimeout = 20s;
    HttpTransport transport(options);
    const auto reply = transport.exchange(request(30s), kNever);
    ASSERT_FALSE(reply);
    EXPECT_EQ(reply.error().kind, TransportErrorKind::kResolve);
    EXPECT_THAT(reply.error().text, HasSubstr("no-such-host.invalid"));
    EXPECT_FALSE(reply.error().system.empty());
}

TEST(HttpTransportErrors, ConnectTimeout) {
    ClosedPort hole;
    hole.listenWithFullQueue();
    HttpOptions options = optionsFor(hole.port());
    options.connectTimeout = 200ms;
    HttpTransport transport(options);
    const auto started = steady_clock::now();
    const auto reply = transport.exchange(request(), kNever);
    ASSERT_FALSE(reply);
    EXPECT_EQ(reply.error().kind, TransportErrorKind::kTimeout) << reply.error().text;
    EXPECT_GE(steady_clock::now() - started, 200ms);
    EXPECT_LT(steady_clock::now() - started, 2s);
    hole.closeFillers();
}

TEST(HttpTransportErrors, CancelWhileConnecting) {
    ClosedPort hole;
    hole.listenWithFullQueue();
    HttpTransport transport(optionsFor(hole.port()));
    std::stop_source canceler;
    auto running = std::async(std::launch::async, [&] { return transport.exchange(request(), canceler.get_token()); });
    EXPECT_EQ(running.wait_for(150ms), std::future_status::timeout);
    const auto canceledAt = steady_clock::now();
    canceler.request_stop();
    const auto reply = running.get();
    EXPECT_LT(steady_clock::now() - canceledAt, 1s);
    ASSERT_FALSE(reply);
    EXPECT_EQ(reply.error().kind, TransportErrorKind::kCanceled) << reply.error().text;
    hole.closeFillers();
}

TEST(HttpTransportErrors, ServerThatNeverAnswers) {
    RawServer server([](RawPeer& peer) {
        peer.readRequest();
        peer.waitForEnd();
    });
    HttpTransport transport(optionsFor(server.port()));
    const auto started = steady_clock::now();
    const auto reply = transport.exchange(request(200ms), kNever);
    ASSERT_FALSE(reply);
    EXPECT_EQ(reply.error().kind, TransportErrorKind::kTimeout);
    EXPECT_GE(steady_clock::now() - started, 200ms);
    EXPECT_LT(steady_clock::now() - started, 2s);
    EXPECT_EQ(transport.idleConnections(), 0u);
}

TEST(HttpTransportErrors, DribbledReplyCannotOutliveTheDeadline) {
    RawServer server([](RawPeer& peer) {
        peer.readRequest();
        peer.send("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n");
        for (int count = 0; count < 100; ++count) {
            peer.send("x");
            std::this_thread::sleep_for(20ms);
        }
    });
    HttpTransport transport(optionsFor(server.port()));
    const auto started = steady_clock::now();
    const auto reply = transport.exchange(request(300ms), kNever);
    ASSERT_FALSE(reply);
    EXPECT_EQ(reply.error().kind, TransportErrorKind::kTimeout);
    EXPECT_THAT(reply.error().text, HasSubstr("in the middle"));
    EXPECT_LT(steady_clock::now() - started, 1500ms);
}

TEST(HttpTransportErrors, ServerThatDoesNotRead) {
    RawServer server([](RawPeer& peer) { peer.idle(); });
    HttpTransport transport(optionsFor(server.port()));
    HttpRequest big = request(300ms);
    big.body.assign(16u << 20, 'x');
    const auto reply = transport.exchange(big, kNever);
    ASSERT_FALSE(reply);
    EXPECT_EQ(reply.error().kind, TransportErrorKind::kTimeout);
    EXPECT_THAT(reply.error().text, HasSubstr("sending"));
}

TEST(HttpTransportErrors, CancelWhileWaitingLeavesOtherExchangesAlone) {
    std::atomic<int> waiting{0};
    RawServer server([&](RawPeer& peer) {
        for (;;) {
            const std::string text = peer.readRequest();
            if (text.empty()) {
                return;
            }
            if (text.ends_with("hang")) {
                ++waiting;
                peer.waitForEnd();
                return;
            }
            peer.send(kOk);
        }
    });
    HttpTransport transport(optionsFor(server.port()));
    ASSERT_TRUE(transport.exchange(request(), kNever));
    std::stop_source canceler;
    const auto hang = [&](const CancelToken& token) {
        HttpRequest hanging = request(20s);
        hanging.body = "hang";
        return transport.exchange(hanging, token);
    };
    std::stop_source other;
    auto canceled = std::async(std::launch::async, [&] { return hang(canceler.get_token()); });
    auto untouched = std::async(std::launch::async, [&] { return hang(other.get_token()); });
    while (waiting < 2) {
        std::this_thread::sleep_for(1ms);
    }
    const auto canceledAt = steady_clock::now();
    canceler.request_stop();
    const auto reply = canceled.get();
    EXPECT_LT(steady_clock::now() - canceledAt, 1s);
    ASSERT_FALSE(reply);
    EXPECT_EQ(reply.error().kind, TransportErrorKind::kCanceled);
    EXPECT_EQ(untouched.wait_for(50ms), std::future_status::timeout);
    const auto afterwards = transport.exchange(request(), kNever);
    EXPECT_TRUE(afterwards) << afterwards.error().text;
    other.request_stop();
    EXPECT_FALSE(untouched.get());
}

TEST(HttpTransportErrors, TokenCanceledBeforehandSendsNothing) {
    std::atomic<int> requests{0};
    RawServer server([&](RawPeer& peer) {
        while (!peer.readRequest().empty()) {
            ++requests;
            peer.send(kOk);
        }
    });
    HttpTransport transport(optionsFor(server.port()));
    ASSERT_TRUE(transport.exchange(request(), kNever));
    std::stop_source canceler;
    canceler.request_stop();
    for (int round = 0; round < 2; ++round) {  // over the pooled connection, then over none
        const auto reply = transport.exchange(request(), canceler.get_token());
        ASSERT_FALSE(reply);
        EXPECT_EQ(reply.error().kind, TransportErrorKind::kCanceled);
    }
    EXPECT_EQ(requests, 1);
}

TEST(HttpTransportErrors, ClosedWithoutAReply) {
    const TransportError error = errorOf("");
    EXPECT_EQ(error.kind, TransportErrorKind::kReceive);
    EXPECT_THAT(error.text, HasSubstr("without a reply"));
}

TEST(HttpTransportErrors, TruncatedBody) {
    const TransportError error = errorOf("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nonly this");
    EXPECT_EQ(error.kind, TransportErrorKind::kReceive);
    EXPECT_THAT(error.text, HasSubstr("before its reply was complete"));
}

TEST(HttpTransportErrors, TruncatedHeaders) {
    EXPECT_EQ(errorOf("HTTP/1.1 200 OK\r\nContent-Le").kind, TransportErrorKind::kReceive);
}

TEST(HttpTransportErrors, TruncatedChunks) {
    EXPECT_EQ(errorOf("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nA\r\nabc").kind,
              TransportErrorKind::kReceive);
    EXPECT_EQ(errorOf("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n").kind,
              TransportErrorKind::kReceive);
}

TEST(HttpTransportErrors, BodyLongerThanAnnounced) {
    const TransportError error = errorOf("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nokay and more");
    EXPECT_EQ(error.kind, TransportErrorKind::kProtocol);
}

TEST(HttpTransportErrors, Reset) {
    for (const std::string_view before : {"", "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf"}) {
        RawServer server([&](RawPeer& peer) {
            peer.readRequest();
            peer.send(before);
            std::this_thread::sleep_for(50ms);
            peer.reset();
        });
        HttpTransport transport(optionsFor(server.port()));
        const auto reply = transport.exchange(request(), kNever);
        ASSERT_FALSE(reply);
        EXPECT_EQ(reply.error().kind, TransportErrorKind::kReceive);
        EXPECT_THAT(reply.error().system, HasSubstr("reset"));
    }
}

TEST(HttpTransportErrors, NotHttp) {
    for (const char* bytes : {"SSH-2.0-OpenSSH_9.2\r\n", "garbage\r\n\r\n", "HTTP/1.1 twohundred OK\r\n\r\n",
                              "HTTP/2 200\r\n\r\n", "\r\n\r\n\r\n", "HTTP/1.1 101 Switching Protocols\r\n\r\n"}) {
        EXPECT_EQ(errorOf(bytes).kind, TransportErrorKind::kProtocol) << bytes;
    }
}

TEST(HttpTransportErrors, FirstLineWithoutAnEnd) {
    EXPECT_EQ(errorOf(std::string(100'000, 'x')).kind, TransportErrorKind::kProtocol);
    EXPECT_EQ(errorOf("HTTP/1.1 200 " + std::string(1 << 20, 'x') + "\r\n\r\n").kind, TransportErrorKind::kProtocol);
    EXPECT_EQ(errorOf("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 " + std::string(1 << 20, 'x')).kind,
              TransportErrorKind::kProtocol);
}

TEST(HttpTransportErrors, BadFraming) {
    for (const char* head : {"Content-Length: two", "Content-Length: -1", "Content-Length: 2\r\nContent-Length: 3",
                             "Content-Length: 99999999999999999999999", "Transfer-Encoding: snappy"}) {
        EXPECT_EQ(errorOf(std::string("HTTP/1.1 200 OK\r\n") + head + "\r\n\r\nok").kind, TransportErrorKind::kProtocol)
            << head;
    }
    EXPECT_EQ(errorOf("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nabc\r\n0\r\n\r\n").kind,
              TransportErrorKind::kProtocol);
}

TEST(HttpTransportErrors, RepliesOverTheLimit) {
    HttpOptions options;
    options.maxReplyBytes = 1000;
    options.maxHeaderBytes = 2000;
    const std::string big(2000, 'x');
    EXPECT_EQ(errorOf("HTTP/1.1 200 OK\r\nContent-Length: 2000\r\n\r\n" + big, options).kind,
              TransportErrorKind::kTooLarge);
    EXPECT_EQ(errorOf("HTTP/1.1 200 OK\r\n\r\n" + big, options).kind, TransportErrorKind::kTooLarge);
    EXPECT_EQ(
        errorOf("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n7d0\r\n" + big + "\r\n0\r\n\r\n", options).kind,
        TransportErrorKind::kTooLarge);
    std::string headers;
    for (int count = 0; count < 100; ++count) {
        headers += "X-Header-" + std::to_string(count) + ": " + std::string(40, 'v') + "\r\n";
    }
    EXPECT_EQ(errorOf("HTTP/1.1 200 OK\r\n" + headers + "\r\n", options).kind, TransportErrorKind::kTooLarge);
}

/// What the odd but legal forms give.
tl::expected<HttpReply, TransportError> replyTo(std::string bytes, std::size_t idleAfterwards) {
    RawServer server([&](RawPeer& peer) {
        peer.readRequest();
        peer.send(bytes);
        if (idleAfterwards > 0) {
            peer.waitForEnd();
        }
    });
    HttpTransport transport(optionsFor(server.port()));
    auto reply = transport.exchange(request(), kNever);
    EXPECT_EQ(transport.idleConnections(), idleAfterwards) << bytes;
    return reply;
}

TEST(HttpTransport, ReadsEveryLegalFraming) {
    const auto chunked = replyTo(
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: Chunked\r\n\r\n5;ext=1\r\nhello\r\n7\r\n, world\r\n0\r\n\r\n", 1);
    ASSERT_TRUE(chunked) << chunked.error().text;
    EXPECT_EQ(chunked->body, "hello, world");
    const auto toTheEnd = replyTo("HTTP/1.1 200 OK\r\n\r\nuntil closed", 0);
    ASSERT_TRUE(toTheEnd) << toTheEnd.error().text;
    EXPECT_EQ(toTheEnd->body, "until closed");
    const auto old = replyTo("HTTP/1.0 200 OK\r\nContent-Length: 3\r\n\r\nold", 0);
    ASSERT_TRUE(old) << old.error().text;
    EXPECT_EQ(old->body, "old");
    const auto closing = replyTo("HTTP/1.1 200 OK\r\nConnection: Keep-Alive, CLOSE\r\nContent-Length: 3\r\n\r\nbye", 0);
    ASSERT_TRUE(closing) << closing.error().text;
    EXPECT_EQ(closing->body, "bye");
    const auto interim = replyTo("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 500 No\r\nContent-Length: 1\r\n\r\nf", 1);
    ASSERT_TRUE(interim) << interim.error().text;
    EXPECT_EQ(interim->status, 500);
    const auto empty = replyTo("HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\n\r\n", 1);
    ASSERT_TRUE(empty) << empty.error().text;
    EXPECT_EQ(empty->status, 401);
    EXPECT_EQ(empty->body, "");
}

TEST(HttpTransport, PooledConnectionClosedMeanwhileIsReplacedUnseen) {
    std::atomic<int> requests{0};
    RawServer server([&](RawPeer& peer) {
        if (!peer.readRequest().empty()) {
            ++requests;
            peer.send(kOk);  // promises to stay open, then closes
        }
    });
    HttpTransport transport(optionsFor(server.port()));
    for (int round = 0; round < 5; ++round) {
        const auto reply = transport.exchange(request(), kNever);
        ASSERT_TRUE(reply) << reply.error().text;
        std::this_thread::sleep_for(30ms);  // the server's close arrives
    }
    EXPECT_EQ(requests, 5);
    EXPECT_EQ(server.accepted(), 5);
}

TEST(HttpTransport, RequestThatTheServerTookIsNeverSentAgain) {
    std::atomic<int> requests{0};
    RawServer server([&](RawPeer& peer) {
        if (!peer.readRequest().empty()) {
            ++requests;
            peer.send(kOk);
        }
        if (!peer.readRequest().empty()) {
            ++requests;  // executed, but the answer is lost
        }
    });
    HttpTransport transport(optionsFor(server.port()));
    ASSERT_TRUE(transport.exchange(request(), kNever));
    const auto lost = transport.exchange(request(), kNever);
    ASSERT_FALSE(lost);
    EXPECT_EQ(lost.error().kind, TransportErrorKind::kReceive);
    EXPECT_EQ(requests, 2);
    EXPECT_EQ(server.accepted(), 1);
}

TEST(HttpTransport, UnaskedBytesOnAPooledConnectionDiscardIt) {
    RawServer server([&](RawPeer& peer) {
        while (!peer.readRequest().empty()) {
            peer.send(kOk);
            std::this_thread::sleep_for(20ms);
            peer.send("HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nforged");
        }
    });
    HttpTransport transport(optionsFor(server.port()));
    for (int round = 0; round < 3; ++round) {
        const auto reply = transport.exchange(request(), kNever);
        ASSERT_TRUE(reply) << reply.error().text;
        EXPECT_EQ(reply->body, "ok");
        std::this_thread::sleep_for(60ms);
    }
    EXPECT_EQ(server.accepted(), 3);
}

TEST(HttpTransport, EarlyRefusalOfALargeRequestIsReadAllTheSame) {
    RawServer server([](RawPeer& peer) {
        char some[1000];
        EXPECT_GT(::recv(peer.fd(), some, sizeof some, 0), 0);
        peer.send("HTTP/1.1 413 Too Large\r\nConnection: close\r\nContent-Length: 3\r\n\r\nbig");
        ::shutdown(peer.fd(), SHUT_RD);
        std::this_thread::sleep_for(100ms);
    });
    HttpTransport transport(optionsFor(server.port()));
    HttpRequest big = request();
    big.body.assign(32u << 20, 'x');
    const auto reply = transport.exchange(big, kNever);
    // Whether the refusal survives the reset that follows is the kernel's race; what may never come is anything else.
    if (reply) {
        EXPECT_EQ(reply->status, 413);
    } else {
        EXPECT_THAT(reply.error().kind, testing::AnyOf(TransportErrorKind::kSend, TransportErrorKind::kReceive))
            << reply.error().text;
    }
}

}  // namespace
}  // namespace client
