#include "wsman/query/number.h"

#include <gtest/gtest.h>

#include <clocale>
#include <vector>

namespace wsman::query {
namespace {

TEST(Number, ReadsWhatQueriesHold) {
    struct Row {
        const char* text;
        std::optional<long double> number;
    };
    const std::vector<Row> rows{
        {"0", 0},
        {"+04", 4},
        {"-5", -5},
        {"18446744073709551615", 18446744073709551615.0L},
        {"0x10", 16},
        {"0XfF", 255},
        {"4.5", 4.5},
        {".5", 0.5},
        {"5.", 5},
        {"1e3", 1000},
        {"1E-3", 0.001},
        {"1e-400", 0},
        {"", std::nullopt},
        {"-", std::nullopt},
        {"+-1", std::nullopt},
        {"0x", std::nullopt},
        {"0x1p3", std::nullopt},
        {"0x1.8", std::nullopt},
        {"1,5", std::nullopt},
        {"1.2.3", std::nullopt},
        {"1e", std::nullopt},
        {"1e400", std::nullopt},
        {" 1", std::nullopt},
        {"1 ", std::nullopt},
        {"inf", std::nullopt},
        {"nan", std::nullopt},
    };
    for (const auto& row : rows) {
        const auto number = parseNumber(row.text, true);
        ASSERT_EQ(number.has_value(), row.number.has_value()) << row.text;
        if (number) {
            EXPECT_EQ(*number, static_cast<double>(*row.number)) << row.text;
        }
    }
    EXPECT_EQ(parseNumber("18446744073709551615", false), 18446744073709551615.0L);
    EXPECT_EQ(parseNumber("0.1", true), static_cast<long double>(0.1));
}

TEST(Number, ReadsBackWhatItWrites) {
    for (const double number : {0.0, 0.1, 4.5, -1e300, 5e-324, 1.7976931348623157e308}) {
        EXPECT_EQ(parseNumber(formatNumber(number, true), true), number) << formatNumber(number, true);
    }
    for (const long double number : {0.0L, 1.0L, -9223372036854775808.0L, 18446744073709551615.0L}) {
        EXPECT_EQ(parseNumber(formatNumber(number, false), false), number) << formatNumber(number, false);
    }
    EXPECT_EQ(formatNumber(42, false), "42");
    EXPECT_EQ(formatNumber(0.5, true), "5.000000000000000000000e-01");
}

TEST(Number, IsOfNoLocale) {
    // With a decimal comma where the system has such a locale.
    const std::string before = std::setlocale(LC_NUMERIC, nullptr);
    for (const char* name : {"de_DE.UTF-8", "de_DE.utf8", "fr_FR.UTF-8", "comma"}) {
        if (std::setlocale(LC_NUMERIC, name) != nullptr) {
            break;
        }
    }
    EXPECT_EQ(parseNumber("4.5", true), 4.5L);
    EXPECT_EQ(parseNumber("4.5", false), 4.5L);
    EXPECT_EQ(formatNumber(0.5, true), "5.000000000000000000000e-01");
    std::setlocale(LC_NUMERIC, before.c_str());
}

}  // namespace
}  // namespace wsman::query
