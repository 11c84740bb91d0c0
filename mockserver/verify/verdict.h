// mockserver/verify: whether a run was as it was expected: the scenarios' own expectations, and with `strict` that
// every exchange has answered and no request was left over. Reports of it as text, JSON and JUnit XML.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "mockserver/scenario/scenario_responder.h"

namespace mockserver {

struct Check {
    std::string scenario;  ///< empty: of all scenarios together
    std::string name;      ///< what is expected: "exchange \"get\" answers exactly once"
    bool passed = false;
    std::string actual{};  ///< what was; may have several lines
};

struct Verdict {
    std::vector<Check> checks{};

    [[nodiscard]] bool passed() const;
    [[nodiscard]] std::size_t failed() const;
};

/// Holds a run against the expectations. `unmatched` is how many requests nobody answered, `explanations` what is known
/// of them.
Verdict judge(const ScenarioResponder& scenarios, std::uint64_t unmatched, const std::vector<std::string>& explanations,
              bool strict);

/// A line with a tick or a cross for each check, then what was, for those that failed; and a summary.
std::string textReport(const Verdict& verdict);
/// {"passed", "checks": [{"scenario", "name", "passed", "actual"}]}
std::string jsonReport(const Verdict& verdict);
/// One test suite `mi-mockserver`, a test case for each check.
std::string junitReport(const Verdict& verdict);

}  // namespace mockserver
