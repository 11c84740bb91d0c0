// Many clients, and those that mean no good.
#include <sys/resource.h>

#include <fstream>

#include "mockserver/cli/program_for_test.h"

namespace mockserver::cli {
namespace {

using testing::HasSubstr;

class Load : public Program {
protected:
    /// "Threads" or "VmRSS" of the program, as /proc has it.
    static std::size_t statusOf(const Process& process, const std::string& name) {
        std::ifstream in("/proc/" + std::to_string(process.pid()) + "/status");
        for (std::string line; std::getline(in, line);) {
            if (line.starts_with(name + ":")) {
                return std::stoul(line.substr(name.size() + 1));
            }
        }
        return 0;
    }
};

TEST_F(Load, TenThousandIdleConnectionsAreHeld) {
    constexpr std::size_t kConnections = 10'000;
    rlimit limit{};
    ASSERT_EQ(::getrlimit(RLIMIT_NOFILE, &limit), 0);
    if (limit.rlim_max < kConnections + 200) {
        GTEST_SKIP() << "this system allows no more than " << limit.rlim_max << " open files";
    }
    limit.rlim_cur = limit.rlim_max;
    ASSERT_EQ(::setrlimit(RLIMIT_NOFILE, &limit), 0);

    auto run = start({"serve", scenario(), "--log-level", "off"});
    const auto port = portOf(run->readLine());
    std::vector<RawClient> clients;
    clients.reserve(kConnections);
    for (std::size_t i = 0; i < kConnections; ++i) {
        clients.emplace_back(port, std::chrono::seconds(60));
        ASSERT_EQ(clients.back().exchange(RawClient::post(kGet)).status, 200) << "connection " << i;
    }
    EXPECT_LT(statusOf(*run, "Threads"), 100U) << "an idle connection has no thread";
    for (const std::size_t i : {std::size_t{0}, kConnections / 2, kConnections - 1}) {
        EXPECT_EQ(clients[i].exchange(RawClient::post(kGet)).status, 200) << "connection " << i;
    }
    clients.clear();
    run->signal(SIGTERM);
    EXPECT_EQ(run->wait(), 0);
}

TEST_F(Load, ASlowLorisIsCut) {
    auto run = start({"serve", scenario(), "--request-timeout", "1", "--log-level", "off"});
    const auto port = portOf(run->readLine());
    std::vector<RawClient> slow;
    for (int i = 0; i < 50; ++i) {
        slow.emplace_back(port, std::chrono::seconds(60));
        ASSERT_TRUE(slow.back().send("POST /wsman HTTP/1.1\r\nHost: h\r\n"));
    }
    EXPECT_EQ(RawClient(port).exchange(RawClient::post(kGet)).status, 200) << "others are served meanwhile";
    for (auto& client : slow) {
        EXPECT_THAT(client.readToEnd().first, HasSubstr("HTTP/1.1 408 "));
    }
}

TEST_F(Load, MoreConnectionsThanAllowedAreClosed) {
    auto run = start({"serve", scenario(), "--max-connections", "3", "--log-level", "off"});
    const auto port = portOf(run->readLine());
    std::vector<RawClient> clients;
    for (int i = 0; i < 3; ++i) {
        clients.emplace_back(port);
        ASSERT_EQ(clients.back().exchange(RawClient::post(kGet)).status, 200);
    }
    RawClient fourth(port);
    fourth.send(RawClient::post(kGet));
    EXPECT_EQ(fourth.readToEnd().first, "");
    EXPECT_EQ(clients[0].exchange(RawClient::post(kGet)).status, 200);
}

/// The journal, conversations and counters are bounded: after a warm-up, more requests of other sessions cost no
/// memory.
TEST_F(Load, MemoryIsFlat) {
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
    GTEST_SKIP() << "the sanitizers keep memory that is freed";
#endif
    write("one/scenario.json", R"({"schema": 1, "name": "one", "exchanges": [
        {"id": "get", "reply": {"bodyInline": "<r>{{counter 'a'}} {{random 1 9}} {{context}}</r>"}, "then": {"state": "s"}}]})");
    auto run = start({"serve", (root_ / "one").string(), "--journal-size", "500", "--log-level", "off"});
    const auto port = portOf(run->readLine());
    RawClient client(port);
    int session = 0;
    const auto send = [&](int count) {
        for (int i = 0; i < count; ++i) {
            const auto name = "X-Mock-Session: s" + std::to_string(++session) + "\r\n";
            ASSERT_EQ(client.exchange(RawClient::post(kGet, name)).status, 200);
        }
    };
    send(25'000);  // more than the conversations that are remembered
    const auto before = statusOf(*run, "VmRSS");
    send(25'000);
    const auto after = statusOf(*run, "VmRSS");
    EXPECT_LT(after, before + before / 10 + 4096) << "kB, from " << before;
}

}  // namespace
}  // namespace mockserver::cli
