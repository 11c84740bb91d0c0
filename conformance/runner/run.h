#pragma once

#include <iosfwd>
#include <string>
#include <vector>

#include "conformance/runner/case.h"

namespace conformance {

/// Exit codes of mi-conformance (docs/exit-codes.md).
enum ExitCode : int {
    kExitConformant = 0,
    kExitNotConformant = 1,  ///< at least one failure (with --strict, a warning too)
    kExitUsage = 2,          ///< the command line makes no sense, or the selection matches no case
    kExitNotTested = 3,      ///< a case could not be tested, or nothing could be
};

struct RunOptions {
    std::vector<std::string> select{};  ///< ids or globs ("DSP0226/R5.*"); a leading "-" takes away; none: all
    bool list = false;                  ///< print the selected cases and run none
    bool strict = false;                ///< warnings count as failures
    bool failFast = false;
    std::string junit{};  ///< file for JUnit XML
};

/// Runs the selected cases of `suite` under GoogleTest, prints a line a case and a summary to `out`, and returns the
/// exit code. GoogleTest keeps its tests for the life of a process: call it once.
int runSuite(const Suite& suite, const RunOptions& options, std::ostream& out);

/// True when `id` matches a glob of * and ?; ASCII case counts.
bool matches(std::string_view glob, std::string_view id);
/// The cases that `select` leaves, in their order.
std::vector<Case> selectCases(const std::vector<Case>& cases, const std::vector<std::string>& select);

}  // namespace conformance
