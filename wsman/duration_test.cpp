#include "wsman/duration.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <limits>
#include <random>

namespace wsman {
namespace {

using namespace std::chrono_literals;

struct Row {
    const char* text;
    std::int64_t microseconds;
};

TEST(Duration, ReadsWhatTheSchemaAllows) {
    constexpr std::int64_t kSecond = 1'000'000;
    const Row rows[] = {
        {"PT0S", 0},
        {"P0D", 0},
        {"-PT0S", 0},
        {"PT1M30S", 90 * kSecond},
        {"PT60.000S", 60 * kSecond},
        {"P1D", 86400 * kSecond},
        {"P1DT1H1M1.000001S", (86400 + 3600 + 60 + 1) * kSecond + 1},
        {"P0DT0H0M0.5S", kSecond / 2},
        {"-P1DT0.5S", -(86400 * kSecond + kSecond / 2)},
        {"PT0.0000019S", 1},  // finer than a microsecond is cut off
        {"PT0000000000000000000000005M", 300 * kSecond},
        {"PT100000M", 100000 * 60 * kSecond},
        {"P100000000D", 8'640'000'000'000'000'000},
        {"-P100000000D", -8'640'000'000'000'000'000},
    };
    for (const Row& row : rows) {
        const auto duration = parseDuration(row.text);
        ASSERT_TRUE(duration) << row.text << ": " << duration.error().text();
        EXPECT_EQ(duration->count(), row.microseconds) << row.text;
    }
}

TEST(Duration, RefusesTheRestWithInvalidValue) {
    for (const char* text : {"",
                             "P",
                             "-P",
                             "PT",
                             "P1DT",
                             "T1S",
                             "5",
                             "5 seconds",
                             "+PT1S",
                             "PT1",
                             "PT1.S",
                             "PT.5S",
                             "PT1.5M",
                             "P1.5D",
                             "PT1S1S",
                             "PT1S1M",
                             "PT1D",
                             "P1H",
                             "P1S",
                             "P1W",
                             "P1Y",
                             "P1M",
                             "P0Y0M1D",
                             "PT1MT1S",
                             "PT-1S",
                             "--PT1S",
                             " PT1S",
                             "PT1S ",
                             "pt1s",
                             "PT1,5S",
                             "PT1SX",
                             "P100000001D",
                             "P100000000DT0.000001S",
                             "PT99999999999999999999999S",
                             "PT18446744073709551615H"}) {
        const auto duration = parseDuration(text);
        ASSERT_FALSE(duration) << text;
        EXPECT_EQ(duration.error().code, ErrorCode::kInvalidValue) << text;
    }
}

TEST(Duration, AnErrorQuotesOnlyTheStartOfLongInput) {
    const auto duration = parseDuration(std::string(1'000'000, 'x'));
    ASSERT_FALSE(duration);
    EXPECT_LT(duration.error().message.size(), 200u);
}

TEST(Duration, WritesTheShortForm) {
    EXPECT_EQ(formatDuration(0us), "PT0S");
    EXPECT_EQ(formatDuration(90s), "PT1M30S");
    EXPECT_EQ(formatDuration(60s), "PT1M");
    EXPECT_EQ(formatDuration(1us), "PT0.000001S");
    EXPECT_EQ(formatDuration(500ms), "PT0.5S");
    EXPECT_EQ(formatDuration(24h), "P1D");
    EXPECT_EQ(formatDuration(25h + 1ms), "P1DT1H0.001S");
    EXPECT_EQ(formatDuration(-90s), "-PT1M30S");
    EXPECT_EQ(formatDuration(Duration(std::numeric_limits<std::int64_t>::max())), "P106751991DT4H54.775807S");
    EXPECT_EQ(formatDuration(Duration(std::numeric_limits<std::int64_t>::min())), "-P106751991DT4H54.775808S");
}

TEST(Duration, SurvivesTheRoundTrip) {
    std::mt19937_64 random(1);
    std::uniform_int_distribution<std::int64_t> any(-8'640'000'000'000'000'000, 8'640'000'000'000'000'000);
    for (int i = 0; i < 10'000; ++i) {
        const Duration duration(any(random) >> (i % 63));
        const auto back = parseDuration(formatDuration(duration));
        ASSERT_TRUE(back) << formatDuration(duration);
        ASSERT_EQ(*back, duration);
    }
}

}  // namespace
}  // namespace wsman
