#include "conformance/report/compare.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "conformance/report/report_for_test.h"
#include "conformance/report/table.h"

namespace conformance {
namespace {

using test::record;
using test::reportOf;
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

const CaseResult kPass = CaseResult::pass(), kFail = CaseResult::fail("no"), kSkipped = CaseResult::skipped("no"),
                 kError = CaseResult::error("no");

/// One case before and after.
Comparison change(const CaseResult& before, const CaseResult& after, Level level = Level::kMust, bool strict = false) {
    auto later = reportOf({record("X/R1-1", after, level)});
    later.strict = strict;
    return compare(reportOf({record("X/R1-1", before, level)}), later);
}

TEST(Compare, TellsWhatIsWorseAndWhatIsBetter) {
    EXPECT_TRUE(change(kPass, kPass).same());
    EXPECT_TRUE(change(kFail, kFail).same());
    EXPECT_THAT(change(kPass, kFail).newlyFailing, ElementsAre(Change{"X/R1-1", "pass", "fail", "no"}));
    EXPECT_THAT(change(kFail, kPass).newlyPassing, ElementsAre(Change{"X/R1-1", "fail", "pass", ""}));
    EXPECT_EQ(change(kSkipped, kFail).newlyFailing.size(), 1u);
    EXPECT_EQ(change(kPass, kSkipped).untested.size(), 1u);
    EXPECT_EQ(change(kFail, kSkipped).untested.size(), 1u);
    EXPECT_EQ(change(kSkipped, kError).untested.size(), 1u);
    EXPECT_TRUE(change(kError, kSkipped).same());
    EXPECT_TRUE(change(kSkipped, kPass).same());
}

TEST(Compare, AWarningCountsWhenStrict) {
    EXPECT_TRUE(change(kPass, kFail, Level::kShould).same());
    EXPECT_EQ(change(kPass, kFail, Level::kShould, true).newlyFailing.size(), 1u);
    EXPECT_EQ(change(kFail, kPass, Level::kShould, true).newlyPassing.size(), 1u);
}

TEST(Compare, TellsWhatIsNewAndWhatIsGone) {
    const auto both = compare(reportOf({record("X/R1-1", kPass), record("X/R2-1", kFail)}),
                              reportOf({record("X/R3-1", kFail), record("X/R1-1", kPass)}));
    EXPECT_THAT(both.added, ElementsAre(Change{"X/R3-1", "", "fail", "no"}));
    EXPECT_THAT(both.gone, ElementsAre(Change{"X/R2-1", "fail", "", ""}));
    EXPECT_THAT(both.newlyFailing, IsEmpty());
    EXPECT_EQ(toText(both),
              "not in the baseline (1):\n  X/R3-1  fail  no\nonly in the baseline (1):\n  X/R2-1  fail\n");
    EXPECT_EQ(toText(change(kPass, kFail)), "newly failing (1):\n  X/R1-1  pass -> fail  no\n");
    EXPECT_THAT(toText({}), HasSubstr("no difference"));
}

TEST(Compare, OnlyWhatIsWorseCountsAsRegression) {
    const auto code = [](const Report& before, const Report& after) {
        return exitCodeOf(compare(before, after), after);
    };
    const auto failing = reportOf({record("X/R1-1", kFail), record("X/R2-1", kPass)});
    const auto worse = reportOf({record("X/R1-1", kFail), record("X/R2-1", kFail)});
    const auto hung = reportOf({record("X/R1-1", kFail), record("X/R2-1", kError)});
    const auto better = reportOf({record("X/R1-1", kPass), record("X/R2-1", kPass)});
    const auto nothing = reportOf({record("X/R1-1", kSkipped), record("X/R2-1", kSkipped)});
    EXPECT_EQ(code(failing, failing), 0);
    EXPECT_EQ(code(failing, worse), 1);
    EXPECT_EQ(code(failing, hung), 3);
    EXPECT_EQ(code(hung, hung), 0);
    EXPECT_EQ(code(failing, better), 0);
    EXPECT_EQ(code(failing, nothing), 3);
    EXPECT_EQ(code(nothing, nothing), 3);
}

TEST(Table, ShowsWhereTargetsFail) {
    const auto text = comparisonTable({reportOf({record("X/R1-1", kPass), record("X/R2-1", kPass)}, "first"),
                                       reportOf({record("X/R1-1", kPass), record("X/R2-1", kFail),
                                                 record("X/R3-1", kError), record("X/R4-1", kSkipped)},
                                                "second")},
                                      false);
    EXPECT_THAT(text, AllOf(HasSubstr("A  server  first  "), HasSubstr("B  server  second  "),
                            HasSubstr("4 cases: 1 pass, 0 warn, 1 fail, 1 skipped, 1 error\n"),
                            HasSubstr("1 cases pass wherever they were to run, 1 are skipped; the others:\n"),
                            HasSubstr("X/R2-1  MUST    pass     FAIL     Requirement of X/R2-1\n"),
                            HasSubstr("X/R3-1  MUST    -        ERROR    Requirement of X/R3-1\n"),
                            Not(HasSubstr("Requirement of X/R1-1")), Not(HasSubstr("X/R4-1"))));
    EXPECT_THAT(comparisonTable({reportOf({record("X/R1-1", kPass)})}, true), Not(HasSubstr("\033")));
    EXPECT_THAT(comparisonTable({reportOf({record("X/R1-1", kFail)})}, true), HasSubstr("\033[1;31mFAIL"));
}

}  // namespace
}  // namespace conformance
