#include "conformance/runner/record.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "conformance/runner/summary.h"

namespace conformance {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;
using testing::Pair;

Case caseOf(Level level = Level::kMust) {
    return {"DSP0226/R5.1-1", "5.1", "It is so", level, {}};
}

CaseRecord settled(CaseResult result, const Waiver* waiver = nullptr, Level level = Level::kMust) {
    auto record = recordOf(caseOf(level));
    settle(record, std::move(result), waiver);
    return record;
}

TEST(Record, ABreachOfWhatIsNoMustIsAWarning) {
    EXPECT_EQ(settled(CaseResult::fail("no")).result.verdict, Verdict::kFail);
    for (const auto level : {Level::kShould, Level::kMay, Level::kVendor})
        EXPECT_EQ(settled(CaseResult::fail("no"), nullptr, level).result.verdict, Verdict::kWarn);
}

TEST(Record, AWaiverTakesABreachAndNothingElse) {
    const Waiver waiver{"*", "known", {}, {}, "w.json:1"};
    const auto waived = settled(CaseResult::fail("no", "1", "2"), &waiver);
    EXPECT_EQ(waived.result.verdict, Verdict::kWaived);
    EXPECT_EQ(waived.result.expected, "1");
    EXPECT_EQ(waived.waiver, waiver);
    EXPECT_FALSE(waived.stale);
    EXPECT_EQ(settled(CaseResult::fail("no"), &waiver, Level::kShould).result.verdict, Verdict::kWaived);
    const auto passed = settled(CaseResult::pass(), &waiver);
    EXPECT_EQ(passed.result.verdict, Verdict::kPass);
    EXPECT_TRUE(passed.stale);
    for (const auto& result : {CaseResult::error("no"), CaseResult::skipped("no")}) {
        const auto record = settled(result, &waiver);
        EXPECT_EQ(record.result.verdict, result.verdict);
        EXPECT_FALSE(record.stale);
    }
}

TEST(Record, CredentialsAreNotKept) {
    const auto record = settled(CaseResult::fail("no", {}, {},
                                                 "POST /wsman HTTP/1.1\r\nauthorization: Basic bWl1c2VyOm1pcGFzcw==\r\n"
                                                 "Host: x\r\nAuthorization:\r\n\r\n<a>Authorization: is a word</a>\n"
                                                 "> Proxy-Authorization: Negotiate YII="));
    EXPECT_EQ(record.result.exchange,
              "POST /wsman HTTP/1.1\r\nauthorization: Basic ***\r\nHost: x\r\nAuthorization:\r\n\r\n"
              "<a>Authorization: is a word</a>\n> Proxy-Authorization: Negotiate ***");
}

TEST(Record, TheWorstOfSeveralRoundsCounts) {
    auto total = recordOf(caseOf());
    for (const auto& result : {CaseResult::pass(), CaseResult::fail("sometimes"), CaseResult::pass()}) {
        auto round = settled(result);
        round.milliseconds = 2;
        addRound(total, round);
    }
    EXPECT_EQ(total.result.verdict, Verdict::kFail);
    EXPECT_EQ(total.result.reason, "sometimes");
    EXPECT_EQ(total.milliseconds, 6);
    EXPECT_THAT(total.rounds, ElementsAre(Pair(Verdict::kPass, 2), Pair(Verdict::kFail, 1)));
}

TEST(Record, AWaiverIsStaleWhenNoRoundNeedsIt) {
    const Waiver waiver{"*", "known", {}, {}, "w.json:1"};
    auto flaky = recordOf(caseOf()), good = flaky;
    addRound(flaky, settled(CaseResult::fail("sometimes"), &waiver));
    addRound(flaky, settled(CaseResult::pass(), &waiver));
    addRound(good, settled(CaseResult::pass(), &waiver));
    addRound(good, settled(CaseResult::pass(), &waiver));
    EXPECT_EQ(flaky.result.verdict, Verdict::kWaived);
    EXPECT_FALSE(flaky.stale);
    EXPECT_TRUE(good.stale);
}

TEST(Summary, CountsAndDecides) {
    const Waiver waiver{"*", "known", {}, {}, "w.json:1"};
    const auto pass = settled(CaseResult::pass()), fail = settled(CaseResult::fail("")),
               warn = settled(CaseResult::fail(""), nullptr, Level::kMay), error = settled(CaseResult::error("")),
               skipped = settled(CaseResult::skipped("")), waived = settled(CaseResult::fail(""), &waiver),
               stale = settled(CaseResult::pass(), &waiver);
    const auto code = [](const std::vector<CaseRecord>& records, bool strict = false) {
        return exitCodeOf(tallyOf(records), strict);
    };
    EXPECT_EQ(code({pass}), 0);
    EXPECT_EQ(code({pass, warn, waived, skipped}), 0);
    EXPECT_EQ(code({pass, warn}, true), 1);
    EXPECT_EQ(code({pass, waived}, true), 0);
    EXPECT_EQ(code({waived}), 0);
    EXPECT_EQ(code({pass, fail, error}), 1);
    EXPECT_EQ(code({pass, stale}), 1);
    EXPECT_EQ(code({pass, error}), 3);
    EXPECT_EQ(code({skipped}), 3);
    EXPECT_EQ(code({}), 3);
    EXPECT_EQ(toString(tallyOf({pass, fail, skipped})), "3 cases: 1 pass, 0 warn, 1 fail, 1 skipped, 0 error");
    EXPECT_THAT(toString(tallyOf({waived, stale, warn, error})),
                HasSubstr("4 cases: 1 pass, 1 warn, 0 fail, 0 skipped, 1 error, 1 waived; 1 passed though waived"));
    EXPECT_THAT(toString(tallyOf({pass})), Not(HasSubstr("waived")));
}

TEST(Verdicts, HaveOneNameForPeopleAndOneForFiles) {
    EXPECT_EQ(toString(Verdict::kFail), "FAIL");
    EXPECT_EQ(nameOf(Verdict::kFail), "fail");
    EXPECT_EQ(nameOf(Verdict::kError), "error");
    EXPECT_EQ(nameOf(Verdict::kWaived), "waived");
}

TEST(Suites, KnowBeforehandWhatIsSkipped) {
    Suite suite{"server", {}, [](const std::string& capability) {
                    return capability == "writes" ? std::string("give --allow-writes") : std::string();
                }};
    auto one = caseOf();
    one.needs = {"instance"};
    EXPECT_EQ(skippedBeforehand(suite, one), "");
    one.needs = {"instance", "writes"};
    EXPECT_EQ(skippedBeforehand(suite, one), "give --allow-writes");
    one.skip = "known deviation";
    EXPECT_EQ(skippedBeforehand(suite, one), "known deviation");
    EXPECT_EQ(skippedBeforehand({"server", {}}, caseOf()), "");
}

}  // namespace
}  // namespace conformance
