#include "wsman/xml/line_diff.h"

#include <gtest/gtest.h>

namespace wsman::xml {
namespace {

TEST(LineDiff, SaysNothingOfWhatIsTheSame) {
    EXPECT_EQ(lineDiff("a\nb\n", "a\nb\n"), "");
    EXPECT_EQ(lineDiff("", ""), "");
    EXPECT_EQ(lineDiff("a", "a\n"), "") << "a last line needs no end";
}

TEST(LineDiff, ShowsWhatDiffersWithWhatIsAround) {
    EXPECT_EQ(lineDiff("1\n2\n3\n4\n5\n6\n7\n", "1\n2\n3\nX\n5\n6\n7\n"), "...\n  2\n  3\n- 4\n+ X\n  5\n  6\n...\n");
    EXPECT_EQ(lineDiff("a\nb\nc\n", "a\nc\nd\n", {.context = 0}), "...\n- b\n...\n+ d\n");
    EXPECT_EQ(lineDiff("", "a\n"), "+ a\n");
    EXPECT_EQ(lineDiff("a\n", ""), "- a\n");
}

TEST(LineDiff, KeepsToItsBounds) {
    std::string a;
    std::string b;
    for (int i = 0; i < 5000; ++i) {
        a += "a" + std::to_string(i) + "\n";
        b += "b" + std::to_string(i) + "\n";
    }
    const std::string diff = lineDiff(a, b, {.maxLines = 3});
    EXPECT_EQ(diff, "- a0\n- a1\n- a2\n... and 9997 more lines\n");
}

}  // namespace
}  // namespace wsman::xml
