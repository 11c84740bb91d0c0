#include "bench/sessions/load.h"

#include <gtest/gtest.h>

#include <atomic>
#include <thread>

namespace bench {
namespace {

using std::chrono_literals::operator""ms;

class Fake : public Worker {
public:
    Fake(std::atomic<int>& steps, MI_Result result) : steps_(steps), result_(result) {}
    Done step() override {
        ++steps_;
        std::this_thread::sleep_for(1ms);
        return {{result_, result_ == MI_RESULT_OK ? "" : "as asked", {}}, 3};
    }

private:
    std::atomic<int>& steps_;
    MI_Result result_;
};

TEST(Load, CountsOnlyMeasuredTime) {
    std::atomic<int> steps = 0;
    const auto run = runLoad([&] { return std::make_unique<Fake>(steps, MI_RESULT_OK); },
                             {.threads = 2, .warmup = 100ms, .duration = 100ms});
    EXPECT_GT(run.operations, 0u);
    EXPECT_LT(run.operations, static_cast<std::uint64_t>(steps)) << "the warm-up was counted";
    EXPECT_EQ(run.attempts, static_cast<std::uint64_t>(steps)) << "the warm-up costs too";
    EXPECT_EQ(run.instances, run.operations * 3);
    EXPECT_GE(run.latency.p50, 1ms);
    EXPECT_LE(run.latency.p50, run.latency.max);
    EXPECT_TRUE(run.errors.empty());
}

TEST(Load, FailedOperationsAreErrorsByKind) {
    std::atomic<int> steps = 0;
    const auto run = runLoad([&] { return std::make_unique<Fake>(steps, MI_RESULT_NOT_FOUND); },
                             {.threads = 1, .warmup = 0ms, .duration = 50ms});
    EXPECT_EQ(run.operations, 0u);
    ASSERT_EQ(run.errors.size(), 1u);
    EXPECT_EQ(run.errors.begin()->first, "MI_RESULT_NOT_FOUND: as asked");
}

TEST(Load, AWorkerThatCannotBeMadeIsAnError) {
    const auto run = runLoad(
        []() -> tl::expected<std::unique_ptr<Worker>, client::Outcome> {
            return tl::unexpected(client::Outcome{MI_RESULT_FAILED, "no session", {}});
        },
        {.threads = 3, .warmup = 0ms, .duration = 10ms});
    EXPECT_EQ(run.operations, 0u);
    EXPECT_EQ(run.errors.at("MI_RESULT_FAILED: no session"), 3u);
}

}  // namespace
}  // namespace bench
