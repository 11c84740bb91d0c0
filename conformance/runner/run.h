#pragma once

#include <chrono>
#include <optional>
#include <vector>

#include "conformance/runner/case.h"
#include "conformance/runner/console.h"
#include "conformance/runner/record.h"

namespace conformance {

struct RunOptions {
    bool strict = false;                                 ///< warnings count as failures
    bool failFast = false;                               ///< the rest is not run
    unsigned repeat = 1;                                 ///< rounds: all cases, then all again
    std::optional<std::chrono::milliseconds> timeout{};  ///< for one case
    std::vector<Waiver> waivers{};
};

/// Runs these cases of `suite` in their order under GoogleTest and returns a record of each. GoogleTest keeps its tests
/// for the life of a process: call it once.
std::vector<CaseRecord> runCases(const Suite& suite, const std::vector<Case>& cases, const RunOptions& options,
                                 Console& console);

}  // namespace conformance
