#include "conformance/runner/run.h"

#include <gtest/gtest.h>

#include <exception>
#include <map>
#include <ostream>

namespace conformance {

namespace {

/// One case as a GoogleTest test. Its full result is kept for the report; GoogleTest gets what it needs for its own
/// XML.
class CaseTest : public testing::Test {
public:
    CaseTest(const Case& one, const RunOptions& options, std::vector<CaseResult>& results, std::size_t index)
        : case_(one), options_(options), results_(results), index_(index) {}

    void TestBody() override {
        CaseResult result;
        try {
            result = case_.run();
        } catch (const std::exception& error) {
            result = CaseResult::error(std::string("the case itself failed: ") + error.what());
        }
        if (result.verdict == Verdict::kFail && case_.level != Level::kMust)
            result.verdict = Verdict::kWarn;
        results_[index_] = result;
        RecordProperty("id", case_.id);
        RecordProperty("clause", case_.clause);
        RecordProperty("level", std::string(toString(case_.level)));
        RecordProperty("verdict", std::string(toString(result.verdict)));
        switch (result.verdict) {
            case Verdict::kPass:
                break;
            case Verdict::kWarn:
                if (options_.strict)
                    ADD_FAILURE() << text(result);
                break;
            case Verdict::kFail:
            case Verdict::kError:
                ADD_FAILURE() << text(result);
                break;
            case Verdict::kSkipped:
                GTEST_SKIP() << result.reason;
        }
    }

private:
    [[nodiscard]] std::string text(const CaseResult& result) const {
        std::string out = case_.id + " (" + case_.clause + "): " + case_.requirement + "\n" + result.reason;
        if (!result.expected.empty() || !result.actual.empty())
            out += "\nexpected: " + result.expected + "\nactual:   " + result.actual;
        return result.exchange.empty() ? out : out + "\n" + result.exchange;
    }

    const Case& case_;
    const RunOptions& options_;
    std::vector<CaseResult>& results_;
    std::size_t index_;
};

/// Prints as the run goes, in place of GoogleTest's own printer.
class Console : public testing::EmptyTestEventListener {
public:
    Console(const std::vector<Case>& cases, const std::vector<CaseResult>& results, std::ostream& out)
        : cases_(cases), results_(results), out_(out) {}

    void OnTestEnd(const testing::TestInfo& info) override {
        const auto index = static_cast<std::size_t>(info.line());
        const auto& one = cases_[index];
        const auto& result = results_[index];
        std::string verdict(toString(result.verdict));
        verdict.resize(8, ' ');
        out_ << verdict << one.id << "  " << toString(one.level) << "  " << one.requirement << '\n';
        if (result.verdict == Verdict::kPass)
            return;
        indented(result.reason, "        ");
        if (!result.expected.empty())
            indented("expected: " + result.expected, "        ");
        if (!result.actual.empty())
            indented("actual:   " + result.actual, "        ");
        if (!result.exchange.empty() && result.verdict != Verdict::kSkipped)
            indented(result.exchange, "        | ");
        out_.flush();
    }

private:
    void indented(const std::string& text, const char* margin) {
        for (std::size_t begin = 0; begin <= text.size();) {
            const auto end = std::min(text.find('\n', begin), text.size());
            out_ << margin << text.substr(begin, end - begin) << '\n';
            begin = end + 1;
        }
    }

    const std::vector<Case>& cases_;
    const std::vector<CaseResult>& results_;
    std::ostream& out_;
};

std::string testName(const std::string& id) {
    std::string out = id;
    for (char& c : out)
        if (c == '/' || c == '.' || c == '-')
            c = '_';
    return out;
}

void list(const std::vector<Case>& cases, std::ostream& out) {
    for (const auto& one : cases)
        out << one.id << "  " << toString(one.level) << "  " << one.clause << "  " << one.requirement << '\n';
}

int summary(const std::vector<CaseResult>& results, bool strict, std::ostream& out) {
    std::map<Verdict, unsigned> counts;
    unsigned run = 0;
    for (const auto& result : results) {
        ++counts[result.verdict];
        ++run;
    }
    out << '\n'
        << run << " cases: " << counts[Verdict::kPass] << " pass, " << counts[Verdict::kWarn] << " warn, "
        << counts[Verdict::kFail] << " fail, " << counts[Verdict::kSkipped] << " skipped, " << counts[Verdict::kError]
        << " error\n";
    if (counts[Verdict::kFail] || (strict && counts[Verdict::kWarn]))
        return kExitNotConformant;
    // A run in which nothing was judged must never look like a success.
    if (counts[Verdict::kError] || counts[Verdict::kPass] + counts[Verdict::kWarn] == 0)
        return kExitNotTested;
    return kExitConformant;
}

}  // namespace

int runSuite(const Suite& suite, const RunOptions& options, std::ostream& out) {
    const auto cases = selectCases(suite.cases, options.select);
    if (cases.empty()) {
        out << "mi-conformance: the selection matches none of the " << suite.cases.size() << " cases of suite '"
            << suite.name << "'; --list shows them\n";
        return kExitUsage;
    }
    if (options.list) {
        list(cases, out);
        return kExitConformant;
    }
    std::vector<CaseResult> results(cases.size(), CaseResult::skipped("not run: an earlier case failed"));
    int argc = 1;
    std::string program = "mi-conformance";
    char* argv[] = {program.data(), nullptr};
    // Before InitGoogleTest, which makes the XML printer.
    GTEST_FLAG_SET(output, options.junit.empty() ? "" : "xml:" + options.junit);
    testing::InitGoogleTest(&argc, argv);
    GTEST_FLAG_SET(fail_fast, options.failFast);
    GTEST_FLAG_SET(filter, "*");
    GTEST_FLAG_SET(catch_exceptions, true);
    for (std::size_t i = 0; i < cases.size(); ++i)
        testing::RegisterTest(suite.name.c_str(), testName(cases[i].id).c_str(), nullptr, nullptr, cases[i].id.c_str(),
                              static_cast<int>(i), [&cases, &options, &results, i]() -> testing::Test* {
                                  return new CaseTest(cases[i], options, results, i);
                              });
    auto& listeners = testing::UnitTest::GetInstance()->listeners();
    delete listeners.Release(listeners.default_result_printer());
    listeners.Append(new Console(cases, results, out));
    [[maybe_unused]] const int code = RUN_ALL_TESTS();  // the verdicts say more than its two codes
    return summary(results, options.strict, out);
}

}  // namespace conformance
