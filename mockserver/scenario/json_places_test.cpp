#include "mockserver/scenario/json_places.h"

#include <gtest/gtest.h>

namespace mockserver {
namespace {

TEST(JsonPlaces, FindsValuesAndKeysAcrossCommentsStringsAndNesting) {
    const std::string text =
        "{ // \"a\": in a comment }\n"
        "  \"a\": [1, {\"b\": \"x,]}\\\"{\"}, /* , */ [ ], 4],\n"
        "  \"c/d~e\": {\"\\u0066\": null}\n"
        "}\n";
    const JsonScan scan = scanJson(text, {"", "/a", "/a/0", "/a/1/b", "/a/2", "/a/3", "/c~1d~0e/f", "/none"});
    const auto place = [&](const std::string& pointer) { return placeOf(text, scan.offsets.at(pointer)); };
    EXPECT_EQ(place(""), (Place{1, 1}));
    EXPECT_EQ(place("/a"), (Place{2, 3}));
    EXPECT_EQ(place("/a/0"), (Place{2, 9}));
    EXPECT_EQ(place("/a/1/b"), (Place{2, 13}));
    EXPECT_EQ(place("/a/2"), (Place{2, 38}));
    EXPECT_EQ(place("/a/3"), (Place{2, 43}));
    EXPECT_EQ(place("/c~1d~0e/f"), (Place{3, 13}));
    EXPECT_FALSE(scan.offsets.contains("/none"));
    EXPECT_TRUE(scan.repeated.empty());
}

TEST(JsonPlaces, ColumnsCountCharacters) {
    const std::string text = "[\"\u00e4\u20ac\", 2]";
    EXPECT_EQ(placeOf(text, scanJson(text, {"/1"}).offsets.at("/1")), (Place{1, 8}));
}

TEST(JsonPlaces, TellsRepeatedMembersInWhateverSpelling) {
    const JsonScan scan = scanJson(R"({"a": {"b": 1, "\u0062": 2}, "b": 3, "a": 4})");
    ASSERT_EQ(scan.repeated.size(), 2U);
    EXPECT_EQ(scan.repeated[0].pointer, "/a/b");
    EXPECT_EQ(scan.repeated[0].offset, 15U);
    EXPECT_EQ(scan.repeated[1].pointer, "/a");
}

TEST(JsonPlaces, StopsAtDepth) {
    EXPECT_FALSE(scanJson(std::string(64, '[') + std::string(64, ']')).tooDeep);
    const JsonScan scan = scanJson(std::string(65, '[') + std::string(65, ']'));
    EXPECT_TRUE(scan.tooDeep);
    EXPECT_EQ(scan.deepOffset, 64U);
}

TEST(JsonPlaces, EndsOnTextThatIsNoJson) {
    for (const char* text : {"", "\"", "{\"", "{\"a", "/*", "//", "]]]}", "{,,:", "[\"\\", "{\"\\u12\": 1}"}) {
        EXPECT_FALSE(scanJson(text, {"/a"}).tooDeep) << text;
    }
}

}  // namespace
}  // namespace mockserver
