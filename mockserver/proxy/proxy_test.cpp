// The proxy between a raw client and a mock that stands for the real endpoint.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <fstream>
#include <map>
#include <mutex>
#include <nlohmann/json.hpp>
#include <sstream>

#include "mockserver/embed/mockserver.h"
#include "mockserver/endpoint/raw_client.h"
#include "mockserver/proxy/record_handler.h"
#include "mockserver/proxy/replay_diff.h"
#include "mockserver/record/capture_reader.h"
#include "mockserver/scenario/scenario_fixture.h"

namespace mockserver::proxy {
namespace {

using testing::HasSubstr;
using testing::Not;
namespace fs = std::filesystem;

class Proxy : public testing::Test {
protected:
    Proxy() : root_(fs::path(testing::TempDir()) / ("mitb_proxy_" + std::to_string(::getpid()))) {
        fs::remove_all(root_);
        fs::create_directories(root_);
    }
    ~Proxy() override {
        listener_.reset();
        fs::remove_all(root_);
    }

    void endpoint(const std::string& exchanges, const std::string& more = "") {
        const auto scenario = test::exchanges(exchanges, more);
        ASSERT_NE(scenario, nullptr);
        auto started = MockServer::start({scenario}, {});
        ASSERT_TRUE(started) << started.error().text();
        origin_ = std::move(*started);
    }
    void record(std::vector<std::string> redact = {}, bool append = false) {
        listener_.reset();
        recorder_.reset();
        auto upstream = Upstream::create({.url = origin_->url()});
        ASSERT_TRUE(upstream);
        upstream_ = std::move(*upstream);
        RecorderOptions options{.folder = root_ / "out", .append = append, .redact = std::move(redact)};
        options.scenario.name = "out";
        options.scenario.keepTiming = true;
        auto recorder = Recorder::open(options);
        ASSERT_TRUE(recorder) << recorder.error().text();
        recorder_ = std::move(*recorder);
        auto listener = Listener::start(
            {}, recordHandler(*upstream_, *recorder_, nullptr,
                              [this](const HttpRequest&, int, const std::string& trouble) { trouble_ = trouble; }));
        ASSERT_TRUE(listener);
        listener_ = std::move(*listener);
    }
    static RawClient::Reply send(std::uint16_t port, const test::Ask& ask, const std::string& headers = "") {
        RawClient client(port);
        return client.exchange(RawClient::post(ask.xml(), headers));
    }
    std::string read(const std::string& name) {
        std::ostringstream out;
        out << std::ifstream(root_ / name, std::ios::binary).rdbuf();
        return out.str();
    }

    fs::path root_;
    std::unique_ptr<MockServer> origin_;
    std::unique_ptr<Upstream> upstream_;
    std::unique_ptr<Recorder> recorder_;
    std::string trouble_;
    std::unique_ptr<Listener> listener_;
};

TEST_F(Proxy, PassesAuthenticationThrough) {
    endpoint(R"({"id": "g", "reply": {"bodyInline": "<r/>"}})",
             R"("endpoint": {"auth": {"basic": {"users": {"u": "p"}}}},)");
    record();
    const auto challenge = send(listener_->port(), {});
    EXPECT_EQ(challenge.status, 401);
    EXPECT_EQ(challenge.headers.get("WWW-Authenticate"), "Basic realm=\"WSMAN\"");
    const auto let = send(listener_->port(), {}, "Authorization: Basic dTpw\r\n");
    EXPECT_EQ(let.status, 200);
    EXPECT_THAT(let.body, HasSubstr("<r/>"));
    EXPECT_THAT(read("out/recording.jsonl"), Not(HasSubstr("dTpw")));
}

/// A handshake in steps, which belongs to a connection: answered only by the connection that began it.
TEST_F(Proxy, HandshakesThatBelongToAConnectionPassThrough) {
    std::mutex mutex;
    std::map<ConnectionId, int> steps;
    auto origin = Listener::start({}, {.handle = [&](const HttpRequest& request) -> HttpReply {
                                      const std::lock_guard lock(mutex);
                                      const auto token = request.headers.get("Authorization");
                                      int& step = steps[request.connectionId];
                                      if (token == "Negotiate one") {
                                          step = 1;
                                          return {.status = 401, .headers = {{"WWW-Authenticate", "Negotiate two"}}};
                                      }
                                      step = token == "Negotiate three" && step == 1 ? 2 : step;
                                      return step == 2 ? HttpReply{.body = "in"} : HttpReply{.status = 401};
                                  }});
    ASSERT_TRUE(origin);
    auto upstream = Upstream::create({.url = (*origin)->url() + "/wsman"});
    ASSERT_TRUE(upstream);
    auto recorder = Recorder::open({.folder = root_ / "steps", .scenario = {.name = "steps"}});
    ASSERT_TRUE(recorder);
    auto proxy =
        Listener::start({}, recordHandler(**upstream, **recorder, nullptr, [](const auto&, int, const auto&) {}));
    ASSERT_TRUE(proxy);
    std::vector<RawClient> clients;
    clients.reserve(3);
    for (int i = 0; i < 3; ++i) {
        clients.emplace_back((*proxy)->port());
    }
    for (auto& client : clients) {  // interleaved: each on its own connection
        EXPECT_EQ(
            client.exchange(RawClient::post("x", "Authorization: Negotiate one\r\n")).headers.get("WWW-Authenticate"),
            "Negotiate two");
    }
    for (auto& client : clients) {
        EXPECT_EQ(client.exchange(RawClient::post("x", "Authorization: Negotiate three\r\n")).body, "in");
        EXPECT_EQ(client.exchange(RawClient::post("x")).body, "in") << "the connection is authenticated";
    }
    EXPECT_EQ(RawClient((*proxy)->port()).exchange(RawClient::post("x", "Authorization: Negotiate three\r\n")).status,
              401);
    EXPECT_THAT(read("steps/recording.jsonl"), Not(HasSubstr("Negotiate three")));
    (*proxy)->stop();
}

TEST_F(Proxy, ALineThatDoesNotFitTheDiskIsTakenBack) {
    endpoint(R"({"id": "g", "reply": {"bodyInline": "<r/>"}})");
    record();
    EXPECT_EQ(send(listener_->port(), {}).status, 200);
    const std::string whole = read("out/recording.jsonl");
    rlimit limit{};
    ASSERT_EQ(::getrlimit(RLIMIT_FSIZE, &limit), 0);
    const auto before = std::signal(SIGXFSZ, SIG_IGN);
    const rlimit full{.rlim_cur = whole.size() + 100, .rlim_max = limit.rlim_max};
    ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &full), 0);
    const auto lost = send(listener_->port(), {});
    ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &limit), 0);
    std::signal(SIGXFSZ, before);
    EXPECT_EQ(lost.status, 500);
    EXPECT_THAT(lost.body, HasSubstr("not recorded"));
    EXPECT_EQ(read("out/recording.jsonl"), whole);
    EXPECT_EQ(send(listener_->port(), {}).status, 200);
    const std::string after = read("out/recording.jsonl");
    EXPECT_EQ(std::count(after.begin(), after.end(), '\n'), 2);
    record({}, true);
}

TEST_F(Proxy, RedactsBeforeAnythingIsWritten) {
    endpoint(R"({"id": "g", "reply": {"bodyInline": "<r><Serial>S-1</Serial><Password>from-server</Password></r>"}})");
    record({"Serial"});
    const auto reply =
        send(listener_->port(), {.body = "<i:In xmlns:i='urn:i'><i:Password>from-client</i:Password></i:In>"});
    EXPECT_THAT(reply.body, HasSubstr("from-server")) << "the client gets what is";
    ASSERT_TRUE(recorder_->writeScenario());
    for (const auto& entry : fs::recursive_directory_iterator(root_ / "out")) {
        const auto text = entry.is_regular_file() ? read(fs::relative(entry.path(), root_).string()) : "";
        EXPECT_THAT(text, Not(testing::AnyOf(HasSubstr("from-server"), HasSubstr("from-client"), HasSubstr("S-1"))));
    }
    EXPECT_THAT(read("out/bodies/001_Get.xml"), HasSubstr("<Serial>redacted</Serial>"));
}

TEST_F(Proxy, KeepsTimes) {
    endpoint(R"({"id": "g", "reply": {"bodyInline": "<r/>", "delayMs": 80}})");
    record();
    send(listener_->port(), {});
    ASSERT_TRUE(recorder_->writeScenario());
    const auto scenario = nlohmann::json::parse(read("out/scenario.json"));
    EXPECT_GE(scenario["exchanges"][0]["reply"]["delayMs"], 80);
}

TEST_F(Proxy, GoesOnWithAnEarlierRecording) {
    endpoint(R"({"id": "g", "reply": {"bodyInline": "<r/>"}})");
    record();
    send(listener_->port(), {.resource = "urn:one"});
    listener_.reset();
    recorder_.reset();
    std::ofstream(root_ / "out/recording.jsonl", std::ios::app) << "{\"mi-recording\":1,\"torn";
    EXPECT_FALSE(Recorder::open({.folder = root_ / "out"})) << "not by accident";
    record({}, true);
    send(listener_->port(), {.resource = "urn:two"});
    ASSERT_TRUE(recorder_->writeScenario());
    EXPECT_EQ(recorder_->exchanges(), 2U);
    const auto read = record::readExchangesFile(root_ / "out/recording.jsonl");
    ASSERT_TRUE(read) << read.error().text();
    EXPECT_EQ(read->size(), 2U);
}

TEST_F(Proxy, SaysWhenTheEndpointCannotBeReached) {
    endpoint(R"({"id": "g", "reply": {"bodyInline": "<r/>"}})");
    record();
    origin_->stop();
    const auto reply = send(listener_->port(), {});
    EXPECT_EQ(reply.status, 502);
    EXPECT_THAT(reply.body, HasSubstr(": cannot connect"));
    EXPECT_THAT(trouble_, HasSubstr("cannot connect"));
}

TEST_F(Proxy, ADiffShowsWhereTheEndpointDiffersNow) {
    endpoint(
        R"({"id": "g", "when": {"resourceUri": "urn:same"}, "reply": {"bodyInline": "<r a='1'><t>{{uuid}}</t><b>1</b></r>"}},
                {"id": "h", "when": {"resourceUri": "urn:other"}, "reply": {"bodyInline": "<r><a>1</a><b>1</b></r>"}})");
    record();
    send(listener_->port(), {.resource = "urn:same"});
    send(listener_->port(), {.resource = "urn:other"});
    ASSERT_TRUE(recorder_->writeScenario());
    endpoint(
        R"({"id": "g", "when": {"resourceUri": "urn:same"}, "reply": {"bodyInline": "<r a='1'   ><t>{{uuid}}</t><b>1</b></r>"}},
                {"id": "h", "when": {"resourceUri": "urn:other"}, "reply": {"bodyInline": "<r><a>1</a><b>2</b></r>", "status": 202}})");
    auto upstream = Upstream::create({.url = origin_->url()});
    std::vector<std::string> told;
    const auto differences = replayAgainst(**upstream, root_ / "out", {"t"},
                                           [&](const ReplayedExchange& exchange) { told.push_back(exchange.id); });
    ASSERT_TRUE(differences) << differences.error().text();
    EXPECT_EQ(told, (std::vector<std::string>{"001_Get", "002_Get"}));
    EXPECT_TRUE(differences->at(0).same()) << differences->at(0).difference;
    EXPECT_THAT(differences->at(1).difference, testing::AllOf(HasSubstr("- HTTP status 200\n+ HTTP status 202\n"),
                                                              HasSubstr("-       b \"1\"\n+       b \"2\"\n")));
}

TEST_F(Proxy, ASpyAnswersWhatAScenarioLacksAndKeepsIt) {
    endpoint(R"({"id": "g", "when": {"resourceUri": "urn:real"}, "reply": {"bodyInline": "<r>real</r>"}})");
    RecorderOptions options{.folder = root_ / "lacked", .append = true};
    options.scenario.name = "lacked";
    options.scenario.mode = record::ImportMode::kStub;
    auto opened = Recorder::open(options);
    ASSERT_TRUE(opened);
    auto upstream = Upstream::create({.url = origin_->url()});
    auto spied = MockServer::start(
        {test::exchanges(
            R"({"id": "m", "when": {"resourceUri": "urn:mock"}, "reply": {"bodyInline": "<r>mock</r>"}})")},
        {.responders = {std::make_shared<Spy>(std::move(*upstream), std::shared_ptr<Recorder>(std::move(*opened)))}});
    ASSERT_TRUE(spied);
    EXPECT_THAT(send((*spied)->port(), {.resource = "urn:mock"}).body, HasSubstr("<r>mock</r>"));
    EXPECT_THAT(send((*spied)->port(), {.resource = "urn:real"}).body, HasSubstr("<r>real</r>"));
    EXPECT_EQ((*spied)->unmatched().count, 0U);
    spied->reset();
    auto served = MockServer::start({.scenarios = {root_ / "lacked"}});
    ASSERT_TRUE(served) << served.error().text();
    EXPECT_THAT(send((*served)->port(), {.resource = "urn:real"}).body, HasSubstr("<r>real</r>"));
    EXPECT_EQ(send((*served)->port(), {.resource = "urn:mock"}).status, 500);
}

TEST(UpstreamUrl, IsChecked) {
    EXPECT_TRUE(Upstream::create({.url = "http://h"}));
    EXPECT_TRUE(Upstream::create({.url = "https://[::1]:5986/wsman"}));
    for (const char* url : {"", "h:5985", "ftp://h", "http://", "http:///wsman", "http://u:p@h/wsman"}) {
        EXPECT_FALSE(Upstream::create({.url = url})) << url;
    }
}

}  // namespace
}  // namespace mockserver::proxy
