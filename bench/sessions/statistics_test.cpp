#include "bench/sessions/statistics.h"

#include <gtest/gtest.h>

#include <numeric>

namespace bench {
namespace {

std::vector<Nanoseconds> oneTo(int last) {
    std::vector<Nanoseconds> out;
    for (int i = last; i >= 1; --i)
        out.emplace_back(i);
    return out;
}

TEST(Percentile, IsTheNearestRank) {
    auto samples = oneTo(1000);
    const auto p = percentilesOf(samples);
    EXPECT_EQ(p.p50.count(), 500);
    EXPECT_EQ(p.p90.count(), 900);
    EXPECT_EQ(p.p99.count(), 990);
    EXPECT_EQ(p.p999.count(), 999);
    EXPECT_EQ(p.max.count(), 1000);
}

TEST(Percentile, OfFewIsOneOfThem) {
    auto one = oneTo(1);
    EXPECT_EQ(percentilesOf(one).p50.count(), 1);
    EXPECT_EQ(percentilesOf(one).p999.count(), 1);
    std::vector<Nanoseconds> none;
    EXPECT_EQ(percentilesOf(none).max.count(), 0);
}

TEST(Median, OfEvenCountIsBetween) {
    EXPECT_DOUBLE_EQ(median({4, 1, 3, 2}), 2.5);
    EXPECT_DOUBLE_EQ(median({9, 1, 5}), 5);
    EXPECT_DOUBLE_EQ(median({}), 0);
}

TEST(RunResult, RatesNeedTime) {
    RunResult run;
    run.operations = 100;
    EXPECT_DOUBLE_EQ(run.operationsPerSecond(), 0);
    run.seconds = 2;
    EXPECT_DOUBLE_EQ(run.operationsPerSecond(), 50);
}

}  // namespace
}  // namespace bench
