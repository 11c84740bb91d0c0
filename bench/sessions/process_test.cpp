#include "bench/sessions/process.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <csignal>
#include <thread>

namespace bench {
namespace {

TEST(Child, GivesBackWhatItSaidAndCost) {
    const auto result = runInChild(
        [] {
            volatile std::uint64_t sum = 0;
            for (std::uint64_t i = 0; i < 30'000'000; ++i)
                sum = sum + i;
            return std::string(100'000, 'x');
        },
        std::chrono::seconds(60));
    ASSERT_TRUE(result) << result.error().text();
    EXPECT_EQ(result->output.size(), 100'000u);
    EXPECT_GT(result->cost.cpuSeconds, 0);
    EXPECT_GT(result->cost.peakMemoryBytes, 1u << 20);
}

TEST(Child, ACrashIsAnErrorAndNotOurs) {
    const auto result = runInChild(
        []() -> std::string {
            ::signal(SIGTERM, SIG_DFL);
            ::raise(SIGTERM);
            return "";
        },
        std::chrono::seconds(10));
    ASSERT_FALSE(result);
    EXPECT_NE(result.error().message.find("Terminated"), std::string::npos) << result.error().message;
}

TEST(Child, AHangIsEnded) {
    const auto begin = std::chrono::steady_clock::now();
    const auto result = runInChild(
        [] {
            std::this_thread::sleep_for(std::chrono::seconds(60));
            return std::string();
        },
        std::chrono::seconds(1));
    ASSERT_FALSE(result);
    EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(30));
}

TEST(Mock, AProgramThatIsNotThereIsAnError) {
    const auto mock = MockProcess::start("/nonexistent/mi-mockserver", {"x"}, "u:p");
    ASSERT_FALSE(mock);
    EXPECT_EQ(mock.error().where, "/nonexistent/mi-mockserver");
}

}  // namespace
}  // namespace bench
