#include <gmock/gmock.h>
#include <httplib.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <fstream>
#include <future>
#include <thread>

#include "conformance/client/suite.h"

namespace conformance {
namespace {

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

ClientOptions shell(const std::string& script) {
    ClientOptions options;
    options.command = {"/bin/sh", "-c", script};
    return options;
}

TEST(Observe, ACommandThatCannotBeStartedIsAnError) {
    ClientOptions options;
    options.command = {"/nonexistent/client"};
    const auto run = observeClient(options);
    ASSERT_FALSE(run);
    EXPECT_EQ(run.error().where, "/nonexistent/client");
}

TEST(Observe, TheCommandLearnsTheAddressBothWays) {
    const auto run = observeClient(
        shell("[ \"$WSMAN_URL\" = \"{url}\" ] && [ \"$WSMAN_USER:$WSMAN_PASSWORD\" = {user}:{password} ] &&"
              " [ {url} = http://{host}:{port}/wsman ] && [ {user}:{password} = miuser:mipass ]"));
    ASSERT_TRUE(run) << run.error().text();
    EXPECT_EQ(run->ended, "exited with code 0");
    EXPECT_TRUE(run->requests.empty());
}

TEST(Observe, ACommandThatHangsIsEnded) {
    auto options = shell("sleep 600");
    options.timeout = std::chrono::seconds(1);
    const auto begin = std::chrono::steady_clock::now();
    const auto run = observeClient(options);
    ASSERT_TRUE(run) << run.error().text();
    EXPECT_EQ(run->ended, "was ended after 1 s");
    EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(20));
}

TEST(Observe, ACommandThatFailsIsReportedWithItsCode) {
    const auto run = observeClient(shell("exit 7"));
    ASSERT_TRUE(run) << run.error().text();
    EXPECT_EQ(run->ended, "exited with code 7");
    EXPECT_TRUE(run->requests.empty());
}

TEST(Observe, ACommandThatIsKilledIsReportedWithItsSignal) {
    const auto run = observeClient(shell("kill -TERM $$"));
    ASSERT_TRUE(run) << run.error().text();
    EXPECT_EQ(run->ended, "was killed by Terminated");
}

/// True when the process is there and has not ended.
bool runs(const std::string& pid) {
    std::ifstream file("/proc/" + pid + "/stat");
    std::string text{std::istreambuf_iterator<char>(file), {}};
    const auto state = text.rfind(") ");
    return state != std::string::npos && text[state + 2] != 'Z' && text[state + 2] != 'X';
}

TEST(Observe, WhatACommandLeavesBehindEndsWithIt) {
    std::string name = testing::TempDir() + "left-behind-XXXXXX";
    const int file = ::mkstemp(name.data());
    ASSERT_GE(file, 0);
    const auto run = observeClient(shell("sleep 600 & echo $! > " + name));
    std::array<char, 32> text{};
    const auto read = ::read(file, text.data(), text.size() - 1);
    ::close(file);
    ::unlink(name.c_str());
    ASSERT_TRUE(run) << run.error().text();
    EXPECT_EQ(run->ended, "exited with code 0");
    ASSERT_GT(read, 1);
    const std::string pid(text.data(), static_cast<std::size_t>(read) - 1);
    const auto deadline = Clock::now() + 10s;
    while (runs(pid) && Clock::now() < deadline)
        std::this_thread::sleep_for(5ms);
    EXPECT_FALSE(runs(pid));
}

TEST(Observe, OurOwnClientBreaksNoRule) {
    ClientOptions options;
    options.scenarios = {MITB_SOURCE_DIR "/scenarios/recorded/omi", MITB_SOURCE_DIR "/scenarios/written"};
    options.command = {MITB_MI, "tour", "--url", "http://{user}:{password}@{host}:{port}/wsman"};
    const auto run = observeClient(options);
    ASSERT_TRUE(run) << run.error().text();
    EXPECT_EQ(run->ended, "exited with code 0");
    EXPECT_GE(run->requests.size(), 15u);
    int passed = 0;
    for (const auto& one : clientSuite(*run).cases) {
        const auto result = one.run();
        passed += result.verdict == Verdict::kPass;
        EXPECT_THAT(result.verdict, testing::AnyOf(Verdict::kPass, Verdict::kSkipped))
            << one.id << ": " << result.reason << "\n"
            << result.exchange;
    }
    EXPECT_GE(passed, 25);
}

/// A port that was free a moment ago.
std::uint16_t freePort() {
    const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    EXPECT_EQ(::bind(socket, reinterpret_cast<sockaddr*>(&address), size), 0);
    EXPECT_EQ(::getsockname(socket, reinterpret_cast<sockaddr*>(&address), &size), 0);
    ::close(socket);
    return ntohs(address.sin_port);
}

TEST(Attach, EndsWhenTheClientHasFallenSilent) {
    ClientOptions options;
    options.port = freePort();
    options.quiet = 500ms;
    auto observed = std::async(std::launch::async, [&] { return observeClient(options); });
    // Somebody starts a client by hand, some time later.
    httplib::Client client("127.0.0.1", options.port);
    client.set_basic_auth(options.user, options.password);
    bool answered = false;
    for (const auto deadline = Clock::now() + 20s; !answered && Clock::now() < deadline;) {
        answered = client.Post("/wsman", "<x/>", "application/soap+xml;charset=UTF-8") != nullptr;
        if (!answered)
            std::this_thread::sleep_for(10ms);  // the mock is not up yet
    }
    EXPECT_TRUE(answered);
    client.stop();
    ASSERT_EQ(observed.wait_for(20s), std::future_status::ready) << "it waits for the whole timeout";
    const auto run = observed.get();
    ASSERT_TRUE(run) << run.error().text();
    EXPECT_EQ(run->ended, "attached");
    ASSERT_EQ(run->requests.size(), 1u);
    EXPECT_THAT(run->requests.front()->request, testing::EndsWith("<x/>"));
}

TEST(Attach, EndsAfterItsTimeWhenNobodyCame) {
    ClientOptions options;
    options.timeout = 1s;
    options.quiet = 10ms;  // which does not count before the first request
    const auto begin = Clock::now();
    const auto run = observeClient(options);
    ASSERT_TRUE(run) << run.error().text();
    EXPECT_GE(Clock::now() - begin, 1s);
    EXPECT_EQ(run->ended, "attached");
    EXPECT_TRUE(run->requests.empty());
}

TEST(Attach, APortThatIsTakenIsAnError) {
    const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    ASSERT_EQ(::bind(socket, reinterpret_cast<sockaddr*>(&address), size), 0);
    ASSERT_EQ(::listen(socket, 1), 0);
    ASSERT_EQ(::getsockname(socket, reinterpret_cast<sockaddr*>(&address), &size), 0);
    ClientOptions options;
    options.port = ntohs(address.sin_port);
    const auto run = observeClient(options);
    ::close(socket);
    ASSERT_FALSE(run);
    EXPECT_EQ(run.error().code, wsman::ErrorCode::kIo);
}

}  // namespace
}  // namespace conformance
