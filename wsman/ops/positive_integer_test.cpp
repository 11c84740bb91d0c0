#include "wsman/ops/positive_integer.h"

#include <gtest/gtest.h>

#include <limits>

namespace wsman::ops {
namespace {

TEST(PositiveInteger, ReadsDigits) {
    EXPECT_EQ(parsePositive("1"), 1u);
    EXPECT_EQ(parsePositive("+0042"), 42u);
    EXPECT_EQ(parsePositive("18446744073709551615"), std::numeric_limits<std::uint64_t>::max());
}

TEST(PositiveInteger, SaturatesBeyond64Bits) {
    EXPECT_EQ(parsePositive("18446744073709551616"), std::numeric_limits<std::uint64_t>::max());
    EXPECT_EQ(parsePositive("184467440737095516150"), std::numeric_limits<std::uint64_t>::max());
}

TEST(PositiveInteger, RefusesEverythingElse) {
    for (const char* text : {"", "+", "0", "00", "-1", "1.0", " 1", "1 ", "0x1", "1e3", "++1"}) {
        EXPECT_EQ(parsePositive(text), std::nullopt) << '"' << text << '"';
    }
}

}  // namespace
}  // namespace wsman::ops
