#include "wsman/cim/datetime.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>

namespace wsman::cim {
namespace {

struct Row {
    std::string text;
    Datetime value;
};

class ReadDatetime : public testing::TestWithParam<Row> {};

TEST_P(ReadDatetime, HasTheValue) {
    const auto datetime = parseDatetime(GetParam().text);
    ASSERT_TRUE(datetime) << datetime.error().text();
    EXPECT_EQ(*datetime, GetParam().value) << formatDatetime(*datetime);
}

INSTANTIATE_TEST_SUITE_P(
    Cim, ReadDatetime,
    testing::Values(Row{"20240229123456.654321+060", Timestamp{2024, 2, 29, 12, 34, 56, 654321, 60}},
                    Row{"00000101000000.000000+000", Timestamp{0, 1, 1, 0, 0, 0, 0, 0}},
                    Row{"99991231235959.999999-840", Timestamp{9999, 12, 31, 23, 59, 59, 999999, -840}},
                    Row{"20240101000000.000000-000", Timestamp{2024, 1, 1}},
                    Row{"2024**********.******+000", Timestamp{2024, 1, 1}},
                    Row{"********123456.123***+***", Timestamp{0, 1, 1, 12, 34, 56, 123000, 0}},
                    Row{"20240101000000.******-300", Timestamp{2024, 1, 1, 0, 0, 0, 0, -300}},
                    Row{"00000000000000.000000:000", Interval{}},
                    Row{"99999999235959.999999:000", Interval{99999999, 23, 59, 59, 999999}},
                    Row{"********0102**.******:000", Interval{0, 1, 2, 0, 0}}));

INSTANTIATE_TEST_SUITE_P(
    Xsd, ReadDatetime,
    testing::Values(Row{"2024-02-29T12:34:56Z", Timestamp{2024, 2, 29, 12, 34, 56}},
                    Row{"2024-02-29T12:34:56", Timestamp{2024, 2, 29, 12, 34, 56}},
                    Row{"2024-02-29T12:34:56.5+01:00", Timestamp{2024, 2, 29, 12, 34, 56, 500000, 60}},
                    Row{"2024-02-29T12:34:56.1234567-05:30", Timestamp{2024, 2, 29, 12, 34, 56, 123456, -330}},
                    Row{"2024-02-29T12:34:56.000001+14:00", Timestamp{2024, 2, 29, 12, 34, 56, 1, 840}},
                    Row{"2023-12-31T24:00:00Z", Timestamp{2024, 1, 1}},
                    Row{"2024-02-28T24:00:00Z", Timestamp{2024, 2, 29}}, Row{"2024-02-29", Timestamp{2024, 2, 29}},
                    Row{"2024-02-29+02:00", Timestamp{2024, 2, 29, 0, 0, 0, 0, 120}},
                    Row{"12:34:56.7Z", Timestamp{0, 1, 1, 12, 34, 56, 700000}}, Row{"00:00:00", Timestamp{0, 1, 1}},
                    Row{"PT0S", Interval{}}, Row{"P1DT2H3M4.000005S", Interval{1, 2, 3, 4, 5}},
                    Row{"PT90S", Interval{0, 0, 1, 30, 0}}, Row{"P99999999DT0S", Interval{99999999, 0, 0, 0, 0}}));

class RefusedDatetime : public testing::TestWithParam<std::string> {};

TEST_P(RefusedDatetime, IsAnErrorThatQuotesIt) {
    const auto datetime = parseDatetime(GetParam());
    ASSERT_FALSE(datetime) << formatDatetime(*datetime);
    EXPECT_EQ(datetime.error().code, ErrorCode::kInvalidValue);
    EXPECT_EQ(datetime.error().message, "\"" + GetParam() + "\" is not a datetime");
}

INSTANTIATE_TEST_SUITE_P(
    Cim, RefusedDatetime,
    testing::Values("20240229123456.654321 060", "20241301000000.000000+000", "20240001000000.000000+000",
                    "20230229000000.000000+000", "20240431000000.000000+000", "20240100000000.000000+000",
                    "20240101240000.000000+000", "20240101006000.000000+000", "20240101000060.000000+000",
                    "20240101000000.000000+841", "20240101000000,000000+000", "2024010100000.0000000+000",
                    "20240101000000.000000+00", "20240101000000.000000+0000", "2024*101000000.000000+000",
                    "20240101000000.1*3000+000", "00000000240000.000000:000", "00000000006000.000000:000",
                    "00000000000060.000000:000", "00000000000000.000000:060", "-0000001000000.000000:000",
                    "2024010100000a.000000+000", "20240101000000.00000x+000"));

INSTANTIATE_TEST_SUITE_P(Xsd, RefusedDatetime,
                         testing::Values("", " ", "2024", "2024-02", "2024-2-29", "2024-02-30", "2023-02-29",
                                         "02024-02-01", "-2024-02-01", "2024-02-29T", "2024-02-29T12",
                                         "2024-02-29T12:34", "2024-02-29 12:34:56", "2024-02-29T12:34:56z",
                                         "2024-02-29T25:00:00", "2024-02-29T24:00:01", "2024-02-29T24:00:00.1",
                                         "2023-02-29T24:00:00", "9999-12-31T24:00:00", "2024-02-29T12:60:00",
                                         "2024-02-29T12:00:60", "2024-02-29T12:34:56.", "2024-02-29T12:34:56+1:00",
                                         "2024-02-29T12:34:56+01", "2024-02-29T12:34:56+14:01",
                                         "2024-02-29T12:34:56+01:60", "2024-02-29T12:34:56Zx", "12:34", "12:34:56 ",
                                         "P", "PT", "-PT1S", "P1Y", "P1M", "PT1S ", "P100000001D", " 2024-02-29"));

TEST(ParseDatetime, QuotesOnlyTheStartOfALongText) {
    const auto datetime = parseDatetime(std::string(5000, '1'));
    ASSERT_FALSE(datetime);
    EXPECT_LT(datetime.error().message.size(), 100u);
}

TEST(FormatDatetime, WritesTheCimForm) {
    EXPECT_EQ(formatDatetime(Timestamp{2024, 2, 29, 12, 34, 56, 78, 60}), "20240229123456.000078+060");
    EXPECT_EQ(formatDatetime(Timestamp{0, 1, 1, 0, 0, 0, 0, -720}), "00000101000000.000000-720");
    EXPECT_EQ(formatDatetime(Interval{1, 2, 3, 4, 5}), "00000001020304.000005:000");
}

TEST(FormatDatetime, KeepsItsFormWhateverTheFields) {
    const std::uint32_t most = std::numeric_limits<std::uint32_t>::max();
    EXPECT_EQ(formatDatetime(Timestamp{most, most, most, most, most, most, most, std::numeric_limits<int>::min()}),
              "99991231235959.999999-840");
    EXPECT_EQ(formatDatetime(Timestamp{2024, 0, 0}), "20240101000000.000000+000");
    EXPECT_EQ(formatDatetime(Timestamp{2023, 2, 31}), "20230228000000.000000+000");
    EXPECT_EQ(formatDatetime(Interval{most, most, most, most, most}), "99999999235959.999999:000");
    EXPECT_EQ(formatDatetime(Interval{0, 25, 61, 61, 1'000'001}), "00000001020202.000001:000");
    EXPECT_EQ(formatXsdDatetime(Timestamp{10000, 13, 1, 24, 0, 0, 0, 900}), "9999-12-01T23:00:00+14:00");
}

TEST(FormatDatetime, WritesTheXsdForm) {
    EXPECT_EQ(formatXsdDatetime(Timestamp{2024, 2, 29, 12, 34, 56, 0, 0}), "2024-02-29T12:34:56Z");
    EXPECT_EQ(formatXsdDatetime(Timestamp{2024, 2, 29, 12, 34, 56, 78, -330}), "2024-02-29T12:34:56.000078-05:30");
    EXPECT_EQ(formatXsdDatetime(Timestamp{24, 2, 29, 12, 34, 56, 500000, 5}), "0024-02-29T12:34:56.500000+00:05");
    EXPECT_EQ(formatXsdDatetime(Interval{}), "PT0S");
    EXPECT_EQ(*parseDatetime(formatXsdDatetime(Interval{99999999, 23, 59, 59, 999999})),
              Datetime(Interval{99999999, 23, 59, 59, 999999}));
}

TEST(Durations, ConvertToIntervalsAndBack) {
    using namespace std::chrono_literals;
    EXPECT_EQ(toDuration({1, 2, 3, 4, 5}), Duration(24h + 2h + 3min + 4s + 5us));
    EXPECT_EQ(toInterval(26h + 3min + 4s + 5us), (Interval{1, 2, 3, 4, 5}));
    EXPECT_EQ(toInterval(Duration(-1)), Interval{});
    EXPECT_EQ(toInterval(Duration::max()), (Interval{99999999, 23, 59, 59, 999999}));
    EXPECT_EQ(toInterval(Duration::min()), Interval{});
    EXPECT_EQ(toInterval(toDuration({99999999, 23, 59, 59, 999999})), (Interval{99999999, 23, 59, 59, 999999}));
    const std::uint32_t most = std::numeric_limits<std::uint32_t>::max();
    EXPECT_EQ(toDuration({most, most, most, most, most}), toDuration({99999999, 23, 59, 59, 999999}));
}

}  // namespace
}  // namespace wsman::cim
