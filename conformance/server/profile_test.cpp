#include "conformance/server/profile.h"

#include <gmock/gmock.h>

namespace conformance {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Pair;
using testing::StartsWith;

InputProblems problemsOf(const std::string& text) {
    const auto profile = parseServerProfile(text, "p.json");
    return profile ? InputProblems{} : profile.error();
}

TEST(ServerProfileFile, TheMachineOfTheSuitesHasAllOfIt) {
    const auto profile = readServerProfile(MITB_SOURCE_DIR "/scenarios/conformance/profile.json");
    ASSERT_TRUE(profile) << profile.error().front();
    EXPECT_TRUE(profile->numericKey && profile->empty && profile->derived && profile->writable && profile->method &&
                profile->staticMethod && profile->association && profile->events);
    EXPECT_THAT(profile->resource.selectors, ElementsAre(Pair("Name", "box"), Pair("Number", "1")));
    EXPECT_THAT(profile->writable->keys, ElementsAre("Name", "Number"));
    EXPECT_EQ(profile->writable->change.first, "Note");
    EXPECT_EQ(profile->association->resultRole, "Held");
    EXPECT_FALSE(profile->wql.empty() || profile->cql.empty());
}

TEST(ServerProfileFile, KeepsTheOrderAndTakesNumbers) {
    const auto profile = parseServerProfile(R"({
        // the smallest number
        "resource": {"uri": "urn:x/Y", "selectors": {"b": 1, "a": true, "c": "x"}}})",
                                            "p.json");
    ASSERT_TRUE(profile);
    EXPECT_THAT(profile->resource.selectors, ElementsAre(Pair("b", "1"), Pair("a", "true"), Pair("c", "x")));
    EXPECT_FALSE(profile->writable);
    EXPECT_THAT(problemsOf("{}"), IsEmpty());
}

TEST(ServerProfileFile, SaysWhereWhatIsWrong) {
    EXPECT_THAT(problemsOf("{\n \"resource\": {}\n}"), ElementsAre(StartsWith("p.json:2: /resource: ")));
    EXPECT_THAT(problemsOf("{\n\n \"wqll\": \"x\"}"), ElementsAre(HasSubstr("wqll")));
    EXPECT_THAT(problemsOf("{\n \"wql\": 1}"), ElementsAre(StartsWith("p.json:2: /wql: ")));
    EXPECT_THAT(problemsOf(R"({"writable": {"uri": "u", "properties": {}, "keys": [], "change": {"a": 1, "b": 2}}})"),
                testing::SizeIs(2));
    EXPECT_THAT(
        problemsOf(R"({"writable": {"uri": "u", "properties": {"a": 1}, "keys": ["a", "b"], "change": {"c": 2}}})"),
        ElementsAre(HasSubstr("the key \"b\" has no value")));
    EXPECT_THAT(problemsOf("{\n\"wql\": \"a\",\n\"wql\": \"b\"}"), ElementsAre(HasSubstr("again")));
    EXPECT_THAT(problemsOf("{\n\"wql\" 1}"), ElementsAre(StartsWith("p.json:2: ")));
    EXPECT_THAT(problemsOf(std::string(100000, '[')), ElementsAre(HasSubstr("nested too deep")));
    EXPECT_FALSE(readServerProfile("/no/such/profile.json"));
}

}  // namespace
}  // namespace conformance
