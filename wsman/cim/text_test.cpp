#include "wsman/cim/text.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace wsman::cim {
namespace {

using testing::HasSubstr;

struct Accepted {
    Type type;
    std::string text;
    Scalar value;
};

class AcceptedText : public testing::TestWithParam<Accepted> {};

TEST_P(AcceptedText, Reads) {
    const auto scalar = parseScalar(GetParam().type, GetParam().text);
    ASSERT_TRUE(scalar) << scalar.error().text();
    EXPECT_EQ(*scalar, GetParam().value);
    EXPECT_EQ(typeOf(*scalar), GetParam().type);
}

INSTANTIATE_TEST_SUITE_P(Boolean, AcceptedText,
                         testing::Values(Accepted{Type::kBoolean, "true", true},
                                         Accepted{Type::kBoolean, "false", false},
                                         Accepted{Type::kBoolean, "TRUE", true},
                                         Accepted{Type::kBoolean, "False", false}, Accepted{Type::kBoolean, "1", true},
                                         Accepted{Type::kBoolean, "0", false},
                                         Accepted{Type::kBoolean, " \t\r\ntrue\n", true}));

INSTANTIATE_TEST_SUITE_P(
    Integer, AcceptedText,
    testing::Values(Accepted{Type::kUint8, "0", std::uint8_t{0}}, Accepted{Type::kUint8, "255", std::uint8_t{255}},
                    Accepted{Type::kUint8, "+7", std::uint8_t{7}}, Accepted{Type::kUint8, "-0", std::uint8_t{0}},
                    Accepted{Type::kUint8, "000255", std::uint8_t{255}},
                    Accepted{Type::kSint8, "-128", std::int8_t{-128}}, Accepted{Type::kSint8, "127", std::int8_t{127}},
                    Accepted{Type::kSint8, "+5", std::int8_t{5}}, Accepted{Type::kSint8, "-007", std::int8_t{-7}},
                    Accepted{Type::kUint16, "65535", std::uint16_t{65535}},
                    Accepted{Type::kSint16, "-32768", std::int16_t{-32768}},
                    Accepted{Type::kUint32, "4294967295", std::uint32_t{4294967295u}},
                    Accepted{Type::kUint32, " 42 ", std::uint32_t{42}},
                    Accepted{Type::kSint32, "-2147483648", std::numeric_limits<std::int32_t>::min()},
                    Accepted{Type::kUint64, "18446744073709551615", std::numeric_limits<std::uint64_t>::max()},
                    Accepted{Type::kSint64, "-9223372036854775808", std::numeric_limits<std::int64_t>::min()},
                    Accepted{Type::kSint64, "9223372036854775807", std::numeric_limits<std::int64_t>::max()}));

INSTANTIATE_TEST_SUITE_P(Real, AcceptedText,
                         testing::Values(Accepted{Type::kReal32, "1.5", 1.5F}, Accepted{Type::kReal32, "-0.25", -0.25F},
                                         Accepted{Type::kReal32, "3.4028235e38", std::numeric_limits<float>::max()},
                                         Accepted{Type::kReal32, "1e-45", std::numeric_limits<float>::denorm_min()},
                                         Accepted{Type::kReal64, "+1.5E3", 1500.0}, Accepted{Type::kReal64, ".5", 0.5},
                                         Accepted{Type::kReal64, "5.", 5.0}, Accepted{Type::kReal64, "1e+20", 1e20},
                                         Accepted{Type::kReal64, "1.7976931348623157e308",
                                                  std::numeric_limits<double>::max()},
                                         Accepted{Type::kReal64, "INF", std::numeric_limits<double>::infinity()},
                                         Accepted{Type::kReal64, "-INF", -std::numeric_limits<double>::infinity()},
                                         Accepted{Type::kReal64, "inf", std::numeric_limits<double>::infinity()},
                                         Accepted{Type::kReal32, " -inf ", -std::numeric_limits<float>::infinity()}));

INSTANTIATE_TEST_SUITE_P(
    Character, AcceptedText,
    testing::Values(Accepted{Type::kChar16, "A", Char16{u'A'}}, Accepted{Type::kChar16, " ", Char16{u' '}},
                    Accepted{Type::kChar16, "5", Char16{u'5'}}, Accepted{Type::kChar16, "é", Char16{u'é'}},
                    Accepted{Type::kChar16, "€", Char16{u'€'}}, Accepted{Type::kChar16, "\xEF\xBF\xBD", Char16{0xFFFD}},
                    Accepted{Type::kChar16, "65", Char16{u'A'}}, Accepted{Type::kChar16, "65535", Char16{0xFFFF}},
                    Accepted{Type::kChar16, "\n", Char16{u'\n'}}));

INSTANTIATE_TEST_SUITE_P(String, AcceptedText,
                         testing::Values(Accepted{Type::kString, "", std::string()},
                                         Accepted{Type::kString, "  a b  ", std::string("  a b  ")},
                                         Accepted{Type::kString, "\t\n", std::string("\t\n")}));

INSTANTIATE_TEST_SUITE_P(
    Datetime, AcceptedText,
    testing::Values(Accepted{Type::kDatetime, " 2024-02-29T12:34:56Z ", Datetime(Timestamp{2024, 2, 29, 12, 34, 56})},
                    Accepted{Type::kDatetime, "00000001020304.000005:000", Datetime(Interval{1, 2, 3, 4, 5})}));

struct Refused {
    Type type;
    std::string text;
};

class RefusedText : public testing::TestWithParam<Refused> {};

TEST_P(RefusedText, IsAnErrorThatQuotesIt) {
    const auto scalar = parseScalar(GetParam().type, GetParam().text);
    ASSERT_FALSE(scalar);
    EXPECT_EQ(scalar.error().code, ErrorCode::kInvalidValue);
    EXPECT_THAT(scalar.error().message, HasSubstr("\"" + GetParam().text + "\" is not a "));
    EXPECT_THAT(scalar.error().message, HasSubstr(std::string(typeName(GetParam().type))));
}

INSTANTIATE_TEST_SUITE_P(Boolean, RefusedText,
                         testing::Values(Refused{Type::kBoolean, ""}, Refused{Type::kBoolean, "yes"},
                                         Refused{Type::kBoolean, "2"}, Refused{Type::kBoolean, "true false"},
                                         Refused{Type::kBoolean, "00"}));

INSTANTIATE_TEST_SUITE_P(
    Integer, RefusedText,
    testing::Values(Refused{Type::kUint8, ""}, Refused{Type::kUint8, "  "}, Refused{Type::kUint8, "256"},
                    Refused{Type::kUint8, "-1"}, Refused{Type::kUint8, "1.0"}, Refused{Type::kUint8, "0x10"},
                    Refused{Type::kUint8, "+"}, Refused{Type::kUint8, "-"}, Refused{Type::kUint8, "+-1"},
                    Refused{Type::kUint8, "-+1"}, Refused{Type::kUint8, "--1"}, Refused{Type::kUint8, "1 2"},
                    Refused{Type::kSint8, "128"}, Refused{Type::kSint8, "-129"}, Refused{Type::kSint8, "+-1"},
                    Refused{Type::kUint16, "65536"}, Refused{Type::kSint16, "32768"},
                    Refused{Type::kUint32, "4294967296"}, Refused{Type::kSint32, "2147483648"},
                    Refused{Type::kUint64, "18446744073709551616"}, Refused{Type::kSint64, "9223372036854775808"},
                    Refused{Type::kUint32, "four"}, Refused{Type::kUint32, "4,000"}, Refused{Type::kUint32, "1e3"},
                    Refused{Type::kUint32, "٤"}));

INSTANTIATE_TEST_SUITE_P(Real, RefusedText,
                         testing::Values(Refused{Type::kReal32, ""}, Refused{Type::kReal32, "1e39"},
                                         Refused{Type::kReal64, "1e309"}, Refused{Type::kReal64, "1,5"},
                                         Refused{Type::kReal64, "infinity"}, Refused{Type::kReal64, "nan(1)"},
                                         Refused{Type::kReal64, "-NaN"}, Refused{Type::kReal64, "0x1p3"},
                                         Refused{Type::kReal64, "1e"}, Refused{Type::kReal64, "."},
                                         Refused{Type::kReal64, "+-1"}, Refused{Type::kReal64, "1.5.2"}));

INSTANTIATE_TEST_SUITE_P(Character, RefusedText,
                         testing::Values(Refused{Type::kChar16, ""}, Refused{Type::kChar16, "AB"},
                                         Refused{Type::kChar16, "65536"}, Refused{Type::kChar16, "-1"},
                                         Refused{Type::kChar16, "😀"}, Refused{Type::kChar16, "\xED\xA0\x80"},
                                         Refused{Type::kChar16, "\xC1\x81"}, Refused{Type::kChar16, "\xE0\x80\x80"},
                                         Refused{Type::kChar16, "\xFF"}));

INSTANTIATE_TEST_SUITE_P(Datetime, RefusedText,
                         testing::Values(Refused{Type::kDatetime, ""}, Refused{Type::kDatetime, "yesterday"}));

TEST(ParseScalar, HasNoTextForReferencesAndInstances) {
    for (const Type type : {Type::kReference, Type::kInstance}) {
        const auto scalar = parseScalar(type, "x");
        ASSERT_FALSE(scalar);
        EXPECT_EQ(scalar.error().code, ErrorCode::kInvalidArgument);
    }
}

TEST(ParseScalar, ReadsNaN) {
    const auto scalar = parseScalar(Type::kReal64, "NaN");
    ASSERT_TRUE(scalar);
    EXPECT_TRUE(std::isnan(std::get<double>(*scalar)));
}

TEST(ParseScalar, QuotesOnlyTheStartOfALongTextAndCutsBetweenCharacters) {
    const std::string text = std::string(59, '7') + "é" + std::string(1000, '7');
    const auto scalar = parseScalar(Type::kUint32, text);
    ASSERT_FALSE(scalar);
    EXPECT_EQ(scalar.error().message, "\"" + std::string(59, '7') + "...\" is not a uint32");
}

struct Formatted {
    Scalar value;
    std::string text;
};

class FormattedScalar : public testing::TestWithParam<Formatted> {};

TEST_P(FormattedScalar, IsTheLexicalForm) {
    EXPECT_EQ(formatScalar(GetParam().value), GetParam().text);
}

INSTANTIATE_TEST_SUITE_P(
    All, FormattedScalar,
    testing::Values(Formatted{true, "true"}, Formatted{false, "false"}, Formatted{std::uint8_t{255}, "255"},
                    Formatted{std::int8_t{-128}, "-128"}, Formatted{std::uint16_t{0}, "0"},
                    Formatted{std::numeric_limits<std::uint64_t>::max(), "18446744073709551615"},
                    Formatted{std::numeric_limits<std::int64_t>::min(), "-9223372036854775808"}, Formatted{1.5F, "1.5"},
                    Formatted{0.1F, "0.1"}, Formatted{0.1, "0.1"}, Formatted{1e20, "1e+20"},
                    Formatted{std::numeric_limits<double>::infinity(), "INF"},
                    Formatted{-std::numeric_limits<float>::infinity(), "-INF"},
                    Formatted{std::numeric_limits<double>::quiet_NaN(), "NaN"},
                    Formatted{-std::numeric_limits<double>::quiet_NaN(), "NaN"}, Formatted{Char16{u'A'}, "A"},
                    Formatted{Char16{u'é'}, "é"}, Formatted{Char16{u'€'}, "€"},
                    Formatted{Char16{0xD800}, "\xEF\xBF\xBD"}, Formatted{Char16{0}, std::string(1, '\0')},
                    Formatted{std::string(" x "), " x "},
                    Formatted{Datetime(Timestamp{2024, 2, 29, 1, 2, 3, 4, -60}), "20240229010203.000004-060"},
                    Formatted{Reference{}, ""}, Formatted{Embedded{}, ""}));

TEST(FormatScalar, GivesBackEveryBmpCharacter) {
    for (unsigned unit = 0; unit <= 0xFFFF; ++unit) {
        if (unit >= 0xD800 && unit <= 0xDFFF) {
            continue;
        }
        const Scalar scalar = Char16{static_cast<char16_t>(unit)};
        const auto back = parseScalar(Type::kChar16, formatScalar(scalar));
        ASSERT_TRUE(back) << unit;
        ASSERT_EQ(*back, scalar) << unit;
    }
}

}  // namespace
}  // namespace wsman::cim
