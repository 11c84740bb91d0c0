#include "conformance/report/json_report.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "conformance/report/report_for_test.h"

namespace conformance {
namespace {

using nlohmann::json;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::StartsWith;

std::string problemsOf(const std::string& text) {
    const auto report = parseReport(text, "r.json");
    std::string out;
    if (!report)
        for (const auto& problem : report.error())
            out += problem + "\n";
    return out;
}

TEST(JsonReport, ComesBackAsItWas) {
    auto before = test::everyVerdict();
    before.strict = true;
    before.repeat = 3;
    before.shuffleSeed = 4294967295;
    before.shard = "2/3";
    before.cases[0].rounds = {{Verdict::kPass, 3}};
    const auto after = parseReport(toJsonText(before), "r.json");
    ASSERT_TRUE(after) << after.error().front();
    EXPECT_EQ(toJsonText(*after), toJsonText(before));
    EXPECT_EQ(after->cases.size(), 7u);
    EXPECT_EQ(after->cases[2].result.exchange, before.cases[2].result.exchange);
    EXPECT_EQ(after->cases[5].waiver->reason, "known since long");
    EXPECT_TRUE(after->cases[6].stale);
    EXPECT_EQ(after->shuffleSeed, before.shuffleSeed);
}

TEST(JsonReport, CountsAndNamesAreForOtherPrograms) {
    const auto value = json::parse(toJsonText(test::everyVerdict()));
    EXPECT_EQ(value["schemaVersion"], 1);
    EXPECT_EQ(value["counts"], json::parse(R"({"cases":7,"pass":2,"warn":1,"fail":1,"skipped":1,"error":1,"waived":1,
                                               "staleWaivers":1})"));
    EXPECT_EQ(value["cases"][1]["verdict"], "warn");
    EXPECT_EQ(value["cases"][1]["level"], "should");
    EXPECT_EQ(value["cases"][3]["needs"], json::parse(R"(["instance","writes"])"));
    EXPECT_EQ(value["cases"][5]["waiver"]["issue"], "https://example.org/7");
}

TEST(JsonReport, OctetsThatAreNoTextDoNoHarm) {
    const auto report =
        test::reportOf({test::record("X/R1-1", CaseResult::fail("\xff\xfe", "a\0b", "\x01", "< \xc3"))});
    const auto after = parseReport(toJsonText(report), "r.json");
    ASSERT_TRUE(after) << after.error().front();
    EXPECT_EQ(after->cases[0].result.reason, "\uFFFD\uFFFD");
    EXPECT_EQ(after->cases[0].result.exchange, "< \uFFFD");
}

TEST(JsonReport, SaysWhereAReportBreaksTheSchema) {
    const auto good = json::parse(toJsonText(test::everyVerdict()));
    EXPECT_EQ(problemsOf(good.dump(1)), "");
    auto bad = good;
    bad["schemaVersion"] = 2;
    EXPECT_THAT(problemsOf(bad.dump(1)), HasSubstr("/schemaVersion: found 2, expected 1"));
    bad = good;
    bad["cases"][1]["verdict"] = "perhaps";
    EXPECT_THAT(problemsOf(bad.dump(1)), HasSubstr("/cases/1/verdict: found \"perhaps\", expected pass, warn"));
    bad = good;
    bad["cases"][2].erase("exchange");
    EXPECT_THAT(problemsOf(bad.dump(1)), HasSubstr("/cases/2: found no member \"exchange\""));
    bad = good;
    bad["target"]["password"] = "x";
    EXPECT_THAT(problemsOf(bad.dump(1)), HasSubstr("/target/password: found an unknown member"));
    EXPECT_THAT(problemsOf("{\n\"schemaVersion\": 1,\n]"), StartsWith("r.json:3: "));
    EXPECT_THAT(problemsOf("[]"), StartsWith("r.json:1: found an empty array, expected an object"));
    EXPECT_THAT(problemsOf(std::string(100000, '[')), HasSubstr("nested too deep"));
    EXPECT_THAT(problemsOf(""), StartsWith("r.json:1: "));
}

TEST(JsonReport, SaysWhyAFileCannotBeRead) {
    for (const auto& [file, why] : {std::pair<std::string, std::string>{"/nonexistent/r.json", "No such file"},
                                    {testing::TempDir(), "Is a directory"}}) {
        const auto report = readReport(file);
        ASSERT_FALSE(report) << file;
        EXPECT_THAT(report.error(), ElementsAre(HasSubstr(why)));
    }
}

TEST(JsonReport, LevelsHaveNames) {
    for (const auto level : {Level::kMust, Level::kShould, Level::kMay, Level::kVendor})
        EXPECT_EQ(levelFrom(levelName(level)), level);
    EXPECT_EQ(levelName(Level::kVendor), "vendor");
}

}  // namespace
}  // namespace conformance
