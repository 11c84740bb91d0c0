#include "client/transport/http_transport.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <httplib.h>

#include <atomic>
#include <future>
#include <latch>
#include <map>
#include <set>
#include <thread>

namespace client {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;
using testing::Not;

/// cpp-httplib's server on loopback: a peer that we did not write.
class Server {
public:
    explicit Server(const char* address = "127.0.0.1") {
        server.set_keep_alive_max_count(1000);
        server.set_tcp_nodelay(true);
        port_ = server.bind_to_any_port(address);
    }
    void start() {
        thread_ = std::thread([this] { server.listen_after_bind(); });
        while (!server.is_running()) {
            std::this_thread::sleep_for(1ms);
        }
    }
    ~Server() {
        server.stop();
        if (thread_.joinable()) {
            thread_.join();
        }
    }
    [[nodiscard]] std::uint16_t port() const { return static_cast<std::uint16_t>(port_); }

    httplib::Server server;

private:
    int port_ = 0;
    std::thread thread_;
};

HttpOptions optionsFor(std::uint16_t port) {
    HttpOptions options;
    options.host = "127.0.0.1";
    options.port = port;
    return options;
}

HttpRequest post(std::string body) {
    HttpRequest request;
    request.contentType = "application/soap+xml;charset=UTF-8";
    request.body = std::move(body);
    request.timeout = 10s;
    return request;
}

const CancelToken kNever;

TEST(HttpTransport, SendsWhatItIsGivenAndReturnsTheWholeReply) {
    Server peer;
    httplib::Request seen;
    peer.server.Post("/wsman", [&](const httplib::Request& request, httplib::Response& response) {
        seen = request;
        response.status = 500;
        response.set_header("X-Answer", "42");
        response.set_content("<fault/>", "application/soap+xml");
    });
    peer.start();
    HttpTransport transport(optionsFor(peer.port()));
    HttpRequest request = post("<body/>");
    request.headers.emplace_back("SOAPAction", "\"x\"");
    const auto reply = transport.exchange(request, kNever);
    ASSERT_TRUE(reply) << reply.error().text;
    EXPECT_EQ(reply->status, 500);
    EXPECT_EQ(reply->body, "<fault/>");
    EXPECT_EQ(reply->contentType(), "application/soap+xml");
    EXPECT_EQ(reply->header("x-answer"), "42");
    EXPECT_EQ(seen.body, "<body/>");
    EXPECT_EQ(seen.get_header_value("SOAPAction"), "\"x\"");
    EXPECT_EQ(seen.get_header_value("Content-Type"), "application/soap+xml;charset=UTF-8");
    EXPECT_EQ(seen.get_header_value("Host"), "127.0.0.1:" + std::to_string(peer.port()));
    EXPECT_EQ(seen.get_header_value("User-Agent"), "mi-testbed");
    EXPECT_FALSE(seen.has_header("Authorization"));
}

TEST(HttpTransport, SendsBasicCredentialsWithTheFirstRequest) {
    Server peer;
    std::vector<std::string> authorizations;
    peer.server.Post("/wsman", [&](const httplib::Request& request, httplib::Response& response) {
        authorizations.push_back(request.get_header_value("Authorization"));
        response.status = 401;
    });
    peer.start();
    HttpOptions options = optionsFor(peer.port());
    options.basic = BasicCredentials{"miuser", "mipass"};
    HttpTransport transport(options);
    const auto reply = transport.exchange(post("x"), kNever);
    ASSERT_TRUE(reply) << reply.error().text;
    EXPECT_EQ(reply->status, 401);
    EXPECT_THAT(authorizations, testing::ElementsAre("Basic bWl1c2VyOm1pcGFzcw=="));
}

TEST(HttpTransport, ReturnsRedirectsInsteadOfFollowingThem) {
    Server peer;
    peer.server.Post("/wsman", [](const httplib::Request&, httplib::Response& response) {
        response.set_redirect("http://elsewhere.example/wsman");
    });
    peer.start();
    HttpTransport transport(optionsFor(peer.port()));
    const auto reply = transport.exchange(post("x"), kNever);
    ASSERT_TRUE(reply) << reply.error().text;
    EXPECT_EQ(reply->status, 302);
    EXPECT_EQ(reply->header("Location"), "http://elsewhere.example/wsman");
}

TEST(HttpTransport, ReusesOneConnectionForExchangesInSequence) {
    Server peer;
    std::set<int> ports;
    peer.server.Post("/wsman", [&](const httplib::Request& request, httplib::Response& response) {
        ports.insert(request.remote_port);
        response.set_content(request.body, "text/plain");
    });
    peer.start();
    HttpTransport transport(optionsFor(peer.port()));
    for (int round = 0; round < 50; ++round) {
        const auto reply = transport.exchange(post("number " + std::to_string(round)), kNever);
        ASSERT_TRUE(reply) << reply.error().text;
        EXPECT_EQ(reply->body, "number " + std::to_string(round));
    }
    EXPECT_EQ(ports.size(), 1u);
    EXPECT_EQ(transport.idleConnections(), 1u);
    transport.closeIdle();
    EXPECT_EQ(transport.idleConnections(), 0u);
}

TEST(HttpTransport, OpensMoreConnectionsWhileExchangesOverlapAndKeepsThem) {
    Server peer;
    std::latch allInside(4);
    peer.server.Post("/wsman", [&](const httplib::Request& request, httplib::Response& response) {
        if (request.body == "together") {
            allInside.arrive_and_wait();
        }
        response.set_content(request.body, "text/plain");
    });
    peer.start();
    HttpTransport transport(optionsFor(peer.port()));
    std::vector<std::future<bool>> running;
    running.reserve(4);
    for (int index = 0; index < 4; ++index) {
        running.push_back(std::async(std::launch::async, [&] {
            const auto reply = transport.exchange(post("together"), kNever);
            return reply && reply->body == "together";
        }));
    }
    for (auto& one : running) {
        EXPECT_TRUE(one.get());
    }
    EXPECT_EQ(transport.idleConnections(), 4u);
    ASSERT_TRUE(transport.exchange(post("alone"), kNever));
    EXPECT_EQ(transport.idleConnections(), 4u);
}

TEST(HttpTransport, ManyThreadsShareOneTransport) {
    Server peer;
    peer.server.new_task_queue = [] { return new httplib::ThreadPool(16); };
    peer.server.Post("/wsman", [](const httplib::Request& request, httplib::Response& response) {
        response.set_content(request.body, "text/plain");
    });
    peer.start();
    HttpTransport transport(optionsFor(peer.port()));
    std::atomic<int> good{0};
    std::vector<std::thread> threads;
    threads.reserve(8);
    for (int thread = 0; thread < 8; ++thread) {
        threads.emplace_back([&, thread] {
            for (int round = 0; round < 50; ++round) {
                const std::string text = std::to_string(thread) + "/" + std::to_string(round);
                const auto reply = transport.exchange(post(text), kNever);
                good += reply && reply->body == text ? 1 : 0;
            }
        });
    }
    for (auto& thread : threads) {
        thread.join();
    }
    EXPECT_EQ(good, 400);
    EXPECT_LE(transport.idleConnections(), 8u);
}

TEST(HttpTransport, CarriesBodiesOfManyMegabytesBothWays) {
    Server peer;
    peer.server.Post("/wsman", [](const httplib::Request& request, httplib::Response& response) {
        response.set_content(request.body, "text/plain");
    });
    peer.start();
    HttpTransport transport(optionsFor(peer.port()));
    std::string body(20u << 20, 'x');
    for (std::size_t at = 0; at < body.size(); at += 4099) {
        body[at] = static_cast<char>('a' + at % 26);
    }
    const auto reply = transport.exchange(post(body), kNever);
    ASSERT_TRUE(reply) << reply.error().text;
    EXPECT_TRUE(reply->body == body);
}

TEST(HttpTransport, ReachesIpv6LiteralsWithAndWithoutBrackets) {
    Server peer("::1");
    std::string host;
    peer.server.Post("/wsman", [&](const httplib::Request& request, httplib::Response& response) {
        host = request.get_header_value("Host");
        response.set_content("six", "text/plain");
    });
    peer.start();
    for (const char* literal : {"::1", "[::1]"}) {
        HttpOptions options = optionsFor(peer.port());
        options.host = literal;
        HttpTransport transport(options);
        const auto reply = transport.exchange(post("x"), kNever);
        ASSERT_TRUE(reply) << reply.error().text;
        EXPECT_EQ(reply->body, "six");
        EXPECT_EQ(host, "[::1]:" + std::to_string(peer.port()));
    }
}

TEST(HttpTransport, TriesTheNextAddressOfANameWhenOneRefuses) {
    Server peer;  // on 127.0.0.1 only, while localhost may mean ::1 first
    peer.server.Post("/wsman", [](const httplib::Request&, httplib::Response& response) {
        response.set_content("found", "text/plain");
    });
    peer.start();
    HttpOptions options = optionsFor(peer.port());
    options.host = "localhost";
    HttpTransport transport(options);
    const auto reply = transport.exchange(post("x"), kNever);
    ASSERT_TRUE(reply) << reply.error().text;
    EXPECT_EQ(reply->body, "found");
}

TEST(HttpTransport, TraceShowsTheWireButNotTheCredentials) {
    Server peer;
    peer.server.Post("/wsman", [](const httplib::Request&, httplib::Response& response) {
        response.set_content("<answer/>", "application/soap+xml");
    });
    peer.start();
    std::string sent;
    std::string received;
    HttpOptions options = optionsFor(peer.port());
    options.basic = BasicCredentials{"miuser", "mipass"};
    options.trace = [&](const TraceEvent& event) {
        EXPECT_EQ(event.connection, 1u);
        (event.direction == TraceDirection::kSent ? sent : received).append(event.bytes);
    };
    HttpTransport transport(options);
    ASSERT_TRUE(transport.exchange(post("<question/>\r\nAuthorization: not a header"), kNever));
    EXPECT_THAT(sent, HasSubstr("POST /wsman HTTP/1.1\r\n"));
    EXPECT_THAT(sent, HasSubstr("Authorization: Basic [redacted]\r\n"));
    EXPECT_THAT(sent, HasSubstr("\r\n\r\n<question/>\r\nAuthorization: not a header"));
    EXPECT_THAT(sent, Not(HasSubstr("bWl1c2Vy")));
    EXPECT_THAT(received, HasSubstr("HTTP/1.1 200 OK\r\n"));
    EXPECT_THAT(received, HasSubstr("\r\n\r\n<answer/>"));
}

TEST(HttpTransport, RefusesLineBreaksInWhatGoesIntoTheHead) {
    HttpTransport transport(optionsFor(1));
    HttpRequest path = post("x");
    path.path = "/wsman HTTP/1.1\r\nX: y";
    HttpRequest header = post("x");
    header.headers.emplace_back("X", "a\r\nY: b");
    for (const HttpRequest& request : {path, header}) {
        const auto reply = transport.exchange(request, kNever);
        ASSERT_FALSE(reply);
        EXPECT_EQ(reply.error().kind, TransportErrorKind::kUnsupported);
    }
}

}  // namespace
}  // namespace client
