// The whole mock (authenticate, parse, match, fill a template, keep a journal) against a bare cpp-httplib handler that
// returns the same bytes. Both run in this process, and the same client asks them in turn, batch by batch, so that
// whatever else the machine does meets both: the ratio is what counts.
#include <benchmark/benchmark.h>
#include <httplib.h>

#include <atomic>
#include <chrono>
#include <map>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "mockserver/embed/mockserver.h"
#include "mockserver/endpoint/raw_client.h"
#include "mockserver/scenario/file_source.h"
#include "wsman/soap/message.h"
#include "wsman/uris.h"

namespace mockserver {
namespace {

constexpr int kBatch = 500;
constexpr const char* kLogin = "Authorization: Basic dTpw\r\n";

std::unique_ptr<MockServer> startMock() {
    auto loaded = loadScenario(MemoryFiles(std::map<std::string, std::string, std::less<>>{
        {"scenario.json",
         R"({"schema": 1, "name": "bench", "endpoint": {"auth": {"basic": {"users": {"u": "p"}}}}, "exchanges": [
             {"id": "get", "when": {"action": "Get", "resourceUri": "urn:class", "selectors": {"Name": "Spooler"}},
              "reply": {"bodyInline": "<p:Service xmlns:p='urn:class'><p:Name>{{request.selector 'Name'}}</p:Name><p:State>Running</p:State></p:Service>"}}]})"}}));
    auto started = loaded ? MockServer::start({*loaded}, {}) : wsman::fail(wsman::ErrorCode::kInvalidValue, "");
    return started ? std::move(*started) : nullptr;
}

std::string request() {
    wsman::soap::Header header;
    header.to = "http://127.0.0.1/wsman";
    header.action = {std::string(wsman::action::kGet)};
    header.messageId = "uuid:BENCH";
    header.replyTo.emplace().address = wsman::uri::kAnonymous;
    header.resourceUri = {std::string("urn:class")};
    header.selectors.emplace().set("Name", "Spooler");
    return RawClient::post(wsman::soap::writeMessage(header), kLogin);
}

/// A handler that does nothing but return the reply, without what cpp-httplib has against keep-alive connections.
class Bare {
public:
    explicit Bare(std::string body) : body_(std::move(body)) {
        server_.set_tcp_nodelay(true);
        server_.set_keep_alive_max_count(1'000'000);
        server_.set_keep_alive_timeout(60);
        server_.Post("/wsman", [this](const httplib::Request&, httplib::Response& reply) {
            reply.set_content(body_, std::string(wsman::kContentTypeUtf8));
        });
        port_ = server_.bind_to_any_port("127.0.0.1");
        thread_ = std::thread([this] { server_.listen_after_bind(); });
        server_.is_running();
    }
    ~Bare() {
        server_.stop();
        thread_.join();
    }
    [[nodiscard]] std::uint16_t port() const { return static_cast<std::uint16_t>(port_); }

private:
    std::string body_;
    httplib::Server server_;
    int port_ = 0;
    std::thread thread_;
};

/// So many connections to one server, each asking as soon as it was answered.
class Clients {
public:
    Clients(std::uint16_t port, std::size_t count) {
        for (std::size_t i = 0; i < count; ++i) {
            clients_.push_back(std::make_unique<RawClient>(port));
        }
    }
    /// Seconds for a batch; negative when a reply was none.
    double run(const std::string& asked) {
        const auto start = std::chrono::steady_clock::now();
        std::vector<std::thread> threads;
        std::atomic<bool> failed{false};
        for (auto& client : clients_) {
            threads.emplace_back([&] {
                for (std::size_t i = 0; i < kBatch / clients_.size() && !failed; ++i) {
                    failed = failed || client->exchange(asked).status != 200;
                }
            });
        }
        for (auto& thread : threads) {
            thread.join();
        }
        const std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
        return failed ? -1 : took.count();
    }

private:
    std::vector<std::unique_ptr<RawClient>> clients_;
};

void mockAgainstBareHandler(benchmark::State& state) {
    const auto mock = startMock();
    if (mock == nullptr) {
        state.SkipWithError("the mock cannot be started");
        return;
    }
    const auto asked = request();
    const Bare bare(RawClient(mock->port()).exchange(asked).body);
    const auto connections = static_cast<std::size_t>(state.range(0));
    Clients ofMock(mock->port(), connections);
    Clients ofBare(bare.port(), connections);
    double mockSeconds = 0;
    double bareSeconds = 0;
    for (auto _ : state) {
        const double a = ofMock.run(asked);
        const double b = ofBare.run(asked);
        if (a < 0 || b < 0) {
            state.SkipWithError("a request was not answered");
            return;
        }
        mockSeconds += a;
        bareSeconds += b;
    }
    const double requests = static_cast<double>(state.iterations()) * kBatch;
    state.counters["mock/s"] = requests / mockSeconds;
    state.counters["bare/s"] = requests / bareSeconds;
    state.counters["ratio"] = bareSeconds / mockSeconds;
}
BENCHMARK(mockAgainstBareHandler)->Arg(1)->Arg(4)->Unit(benchmark::kMillisecond)->MinTime(3)->UseRealTime();

}  // namespace
}  // namespace mockserver

BENCHMARK_MAIN();
