#include "conformance/runner/run.h"

#include <gtest/gtest.h>

#include <exception>

#include "conformance/runner/deadline.h"

namespace conformance {

namespace {

using Clock = std::chrono::steady_clock;

/// What the cases of a run share.
struct RunState {
    const Suite& suite;
    const std::vector<Case>& cases;
    const RunOptions& options;
    std::vector<CaseRecord> now;    ///< of the round under way
    std::vector<CaseRecord> total;  ///< of all rounds
};

/// Never throws, whatever the case does.
CaseResult resultOf(const RunState& run, const Case& one) {
    if (auto why = skippedBeforehand(run.suite, one); !why.empty())
        return CaseResult::skipped(std::move(why));
    startCaseDeadline(run.options.timeout);
    CaseResult result;
    try {
        result = one.run();
    } catch (const std::exception& error) {
        result = CaseResult::error(std::string("the case itself failed: ") + error.what());
    }
    // What came too late is no answer, even a good one.
    if (result.verdict == Verdict::kPass && caseTimeLeft() == std::chrono::milliseconds(0))
        result = CaseResult::error("the case took longer than --timeout allows");
    startCaseDeadline(std::nullopt);
    return result;
}

/// One case as a GoogleTest test, which runs it; the verdict is in the record.
class CaseTest : public testing::Test {
public:
    CaseTest(RunState& run, std::size_t index) : run_(run), index_(index) {}

    void TestBody() override {
        const auto& one = run_.cases[index_];
        auto& record = run_.now[index_];
        const auto begin = Clock::now();
        auto result = resultOf(run_, one);
        record.milliseconds = std::chrono::duration<double, std::milli>(Clock::now() - begin).count();
        settle(record, std::move(result), waiverFor(run_.options.waivers, one.id));
        if (run_.options.repeat > 1)
            addRound(run_.total[index_], record);
        else
            run_.total[index_] = record;
        const auto verdict = record.result.verdict;
        if (verdict == Verdict::kFail || verdict == Verdict::kError || record.stale ||
            (verdict == Verdict::kWarn && run_.options.strict))
            ADD_FAILURE() << record.result.reason;  // what --fail-fast stops at
    }

private:
    RunState& run_;
    std::size_t index_;
};

/// Takes the place of GoogleTest's own printer.
class Listener : public testing::EmptyTestEventListener {
public:
    Listener(const RunState& run, Console& console) : run_(run), console_(console) {}

    void OnTestStart(const testing::TestInfo& info) override { console_.caseBegins(recordOfTest(info)); }
    void OnTestEnd(const testing::TestInfo& info) override { console_.caseEnds(recordOfTest(info)); }

private:
    [[nodiscard]] const CaseRecord& recordOfTest(const testing::TestInfo& info) const {
        return run_.now[static_cast<std::size_t>(info.line())];
    }

    const RunState& run_;
    Console& console_;
};

std::string testName(const std::string& id, unsigned round) {
    std::string out = id;
    for (char& c : out)
        if (c == '/' || c == '.' || c == '-')
            c = '_';
    return round == 0 ? out : out + "_round_" + std::to_string(round + 1);
}

/// GoogleTest, told by us alone: its variables in the environment are for the tests of whoever runs us.
void initGoogleTest(bool failFast) {
    int argc = 1;
    std::string program = "mi-conformance";
    char* argv[] = {program.data(), nullptr};
    for (const char* name : {"GTEST_TOTAL_SHARDS", "GTEST_SHARD_INDEX", "GTEST_SHARD_STATUS_FILE"})
        ::unsetenv(name);
    GTEST_FLAG_SET(output, "");  // before InitGoogleTest, which makes the XML printer
    testing::InitGoogleTest(&argc, argv);
    GTEST_FLAG_SET(fail_fast, failFast);
    GTEST_FLAG_SET(filter, "*");
    GTEST_FLAG_SET(repeat, 1);
    GTEST_FLAG_SET(shuffle, false);
    GTEST_FLAG_SET(break_on_failure, false);
    GTEST_FLAG_SET(catch_exceptions, true);
    GTEST_FLAG_SET(also_run_disabled_tests, true);
}

}  // namespace

std::vector<CaseRecord> runCases(const Suite& suite, const std::vector<Case>& cases, const RunOptions& options,
                                 Console& console) {
    RunState run{suite, cases, options, {}, {}};
    for (const auto& one : cases)
        run.now.push_back(recordOf(one));
    run.total = run.now;
    initGoogleTest(options.failFast);
    for (unsigned round = 0; round < options.repeat; ++round)
        for (std::size_t i = 0; i < cases.size(); ++i)
            testing::RegisterTest(suite.name.c_str(), testName(cases[i].id, round).c_str(), nullptr, nullptr,
                                  cases[i].id.c_str(), static_cast<int>(i),
                                  [&run, i]() -> testing::Test* { return new CaseTest(run, i); });
    auto& listeners = testing::UnitTest::GetInstance()->listeners();
    delete listeners.Release(listeners.default_result_printer());
    listeners.Append(new Listener(run, console));
    console.runBegins(cases.size() * options.repeat);
    [[maybe_unused]] const int code = RUN_ALL_TESTS();  // the verdicts say more than its two codes
    console.runEnds();
    return std::move(run.total);
}

}  // namespace conformance
