#include "conformance/report/junit.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <pugixml.hpp>

#include "conformance/report/report_for_test.h"

namespace conformance {
namespace {

using testing::AllOf;
using testing::HasSubstr;

pugi::xml_document parsed(const Report& report) {
    pugi::xml_document document;
    const auto result = document.load_string(toJUnit(report).c_str());
    EXPECT_TRUE(result) << result.description();
    return document;
}

/// The one child of a test case besides its properties: "failure", "" for none.
pugi::xml_node outcomeOf(const pugi::xml_document& document, const char* id) {
    return document.child("testsuites")
        .child("testsuite")
        .find_child_by_attribute("testcase", "name", id)
        .child("properties")
        .next_sibling();
}

TEST(JUnit, TellsEveryVerdictApart) {
    const auto document = parsed(test::everyVerdict());
    const auto suite = document.child("testsuites").child("testsuite");
    EXPECT_STREQ(suite.attribute("name").value(), "server");
    EXPECT_EQ(suite.attribute("tests").as_int(), 7);
    EXPECT_EQ(suite.attribute("failures").as_int(), 2);  // the failure and the stale waiver
    EXPECT_EQ(suite.attribute("errors").as_int(), 1);
    EXPECT_EQ(suite.attribute("skipped").as_int(), 2);  // the skipped and the waived
    EXPECT_STREQ(outcomeOf(document, "X/R1-1").name(), "");
    EXPECT_STREQ(outcomeOf(document, "X/R2-1").name(), "system-out");
    EXPECT_STREQ(outcomeOf(document, "X/R3-1").name(), "failure");
    EXPECT_STREQ(outcomeOf(document, "X/R4-1").name(), "skipped");
    EXPECT_STREQ(outcomeOf(document, "X/R4-1").attribute("message").value(), "give --resource");
    EXPECT_STREQ(outcomeOf(document, "X/R5-1").name(), "error");
    EXPECT_STREQ(outcomeOf(document, "X/R6-1").name(), "skipped");
    EXPECT_STREQ(outcomeOf(document, "X/R6-1").attribute("message").value(), "waived: known since long");
    EXPECT_STREQ(outcomeOf(document, "X/R6-2").name(), "failure");
}

TEST(JUnit, AFailureHasTheExchange) {
    const auto document = parsed(test::everyVerdict());
    EXPECT_THAT(outcomeOf(document, "X/R3-1").child_value(),
                AllOf(HasSubstr("X/R3-1 (3.1): Requirement of X/R3-1\nIt is not so\nexpected: so\nactual:   not so\n"),
                      HasSubstr("> a/b\n<x/>\n< HTTP 500\n<y/>")));
}

TEST(JUnit, AWarningFailsWhenStrict) {
    auto report = test::everyVerdict();
    report.strict = true;
    EXPECT_STREQ(outcomeOf(parsed(report), "X/R2-1").name(), "failure");
}

TEST(JUnit, IsXmlWhateverTheTargetSent) {
    const auto document = parsed(test::reportOf(
        {test::record("X/R1-1", CaseResult::fail("a\nb \"<&>\"", "]]>", std::string("\x01\x00", 2), "\xff\uFFFF\r\n"))},
        "<name & \"quotes\">"));
    const auto failure = outcomeOf(document, "X/R1-1");
    EXPECT_STREQ(failure.attribute("message").value(), "a\nb \"<&>\"");
    EXPECT_THAT(failure.child_value(),
                AllOf(HasSubstr("]]>"), HasSubstr("\uFFFD\uFFFD"), HasSubstr("\uFFFD\uFFFD\r\n")));
}

}  // namespace
}  // namespace conformance
