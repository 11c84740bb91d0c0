#include "conformance/report/waiver_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace conformance {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::StartsWith;

InputProblems problemsOf(const std::string& text) {
    const auto waivers = parseWaivers(text, "w.json");
    return waivers ? InputProblems{} : waivers.error();
}

TEST(WaiverFile, IsRead) {
    const auto waivers = parseWaivers(
        "// what we know\n[\n"
        "  {\"id\": \"X/R1-1\", \"reason\": \"old\"},\n"
        "  /* two */ {\"id\": \"X/R2*\", \"reason\": \"new\", \"issue\": \"https://x\", \"expires\": "
        "\"2027-01-01\"}\n]",
        "w.json");
    ASSERT_TRUE(waivers) << waivers.error().front();
    EXPECT_THAT(*waivers, ElementsAre(Waiver{"X/R1-1", "old", "", "", "w.json:3"},
                                      Waiver{"X/R2*", "new", "https://x", "2027-01-01", "w.json:4"}));
    EXPECT_TRUE(parseWaivers("[]", "w.json")->empty());
}

TEST(WaiverFile, SaysWhereItIsWrong) {
    EXPECT_THAT(problemsOf("[\n{\"id\": \"X\"}]"),
                ElementsAre("w.json:2: /0: found no member \"reason\", which is required"));
    EXPECT_THAT(problemsOf("[{\"id\": \"X\", \"reason\": \"\"}]"),
                ElementsAre("w.json:1: /0/reason: found \"\", expected a string that is not empty"));
    EXPECT_THAT(problemsOf("[\n\n{\"id\": \"X\", \"reason\": \"r\",\n\"until\": \"x\"}]"),
                ElementsAre(StartsWith("w.json:4: /0/until: found an unknown member")));
    EXPECT_THAT(problemsOf("[{\"id\": \"X\", \"reason\": \"r\",\n\"expires\": \"2027-02-30\"}]"),
                ElementsAre("w.json:2: found \"2027-02-30\", expected a day as YYYY-MM-DD"));
    EXPECT_THAT(problemsOf("[{\"id\": \"X\", \"reason\": \"r\",\n \"id\": \"Y\"}]"),
                ElementsAre("w.json:2: /0/id: found a member of that name again, expected it once"));
    EXPECT_THAT(problemsOf("{}"), ElementsAre("w.json:1: found an empty object, expected an array"));
    EXPECT_THAT(problemsOf("[\n{"), ElementsAre(StartsWith("w.json:2: ")));
}

TEST(WaiverFile, SaysWhenItIsNotThere) {
    const auto waivers = readWaivers("/nonexistent/w.json");
    ASSERT_FALSE(waivers);
    EXPECT_THAT(waivers.error(), ElementsAre(HasSubstr("w.json: cannot be read: No such file")));
}

}  // namespace
}  // namespace conformance
