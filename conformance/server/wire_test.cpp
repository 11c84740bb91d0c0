// What a server may do to the suite that judges it.
#include "conformance/server/wire.h"

#include <gmock/gmock.h>
#include <httplib.h>

#include <functional>
#include <thread>

#include "conformance/runner/deadline.h"
#include "conformance/server/reply.h"

namespace conformance {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

/// Answers every POST by `handler`.
class Web {
public:
    explicit Web(const std::function<void(httplib::Response&)>& handler) {
        server_.Post(
            ".*", [handler](const httplib::Request& /*request*/, httplib::Response& response) { handler(response); });
        target_.host = "127.0.0.1";
        target_.port = static_cast<std::uint16_t>(server_.bind_to_any_port("127.0.0.1"));
        thread_ = std::thread([this] { server_.listen_after_bind(); });
        while (!server_.is_running())
            std::this_thread::yield();
    }
    ~Web() {
        server_.stop();
        thread_.join();
    }
    Web(const Web&) = delete;
    Web& operator=(const Web&) = delete;
    [[nodiscard]] const ServerTarget& target() const { return target_; }

private:
    httplib::Server server_;
    ServerTarget target_;
    std::thread thread_;
};

/// A case that may take this long.
class Deadline {
public:
    explicit Deadline(std::chrono::milliseconds time) { startCaseDeadline(time); }
    ~Deadline() { startCaseDeadline(std::nullopt); }
    Deadline(const Deadline&) = delete;
    Deadline& operator=(const Deadline&) = delete;
};

TEST(Wire, SilenceIsNoRefusal) {
    const Web web([](httplib::Response&) { std::this_thread::sleep_for(std::chrono::milliseconds(600)); });
    const Deadline deadline(std::chrono::milliseconds(200));
    Wire wire(web.target());
    const auto& exchange = wire.send("<x/>");
    EXPECT_TRUE(exchange.failed() && exchange.connected && exchange.timedOut) << exchange.failure;
    EXPECT_EQ(expectRefusal(exchange).verdict, Verdict::kFail);
}

TEST(Wire, AReplyThatNeverEndsIsGivenUp) {
    const Web web([](httplib::Response& response) {
        response.set_chunked_content_provider("application/soap+xml", [](std::size_t, httplib::DataSink& sink) {
            std::this_thread::sleep_for(std::chrono::milliseconds(20));
            return sink.write("x", 1);
        });
    });
    const Deadline deadline(std::chrono::milliseconds(300));
    Wire wire(web.target());
    const auto& exchange = wire.send("<x/>");
    EXPECT_TRUE(exchange.failed() && exchange.timedOut) << exchange.failure;
}

TEST(Wire, WhoDoesNotListenCouldNotBeTested) {
    ServerTarget target;
    {
        const Web web([](httplib::Response&) {});
        target = web.target();
    }
    Wire wire(target);
    const auto& exchange = wire.send("<x/>");
    EXPECT_TRUE(exchange.failed() && !exchange.connected && !exchange.timedOut) << exchange.failure;
    EXPECT_EQ(expectRefusal(exchange).verdict, Verdict::kError);
}

TEST(ReplyText, IsNotFollowedIntoTheDepth) {
    WireExchange exchange;
    for (int i = 0; i < 100'000; ++i)
        exchange.replyBody += "<a>";
    for (int i = 0; i < 100'000; ++i)
        exchange.replyBody += "</a>";
    const Reply reply(exchange);
    EXPECT_FALSE(reply.isXml());
    EXPECT_FALSE(reply.body());
}

TEST(Schemes, AreReadFromAllHeaders) {
    WireExchange exchange;
    exchange.replyHeaders = {{"WWW-Authenticate", "CredSSP"},
                             {"Server", "Basic"},
                             {"www-authenticate", "Digest realm=\"a, b\", qop=\"auth\", BASIC realm=\"x\""},
                             {"WWW-Authenticate", "Negotiate YII="}};
    EXPECT_THAT(schemesOf(exchange), ElementsAre("credssp", "digest", "basic", "negotiate"));
}

}  // namespace
}  // namespace conformance
