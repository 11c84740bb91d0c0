#pragma once

#include <string>
#include <vector>

#include "conformance/runner/record.h"

namespace conformance {

/// Exit codes of mi-conformance (docs/exit-codes.md).
enum ExitCode : int {
    kExitConformant = 0,
    kExitNotConformant = 1,  ///< at least one failure or stale waiver (with --strict, a warning too)
    kExitUsage = 2,          ///< the command line makes no sense, or the selection matches no case
    kExitNotTested = 3,      ///< a case could not be tested, or nothing could be
};

/// How many cases have which verdict.
struct Tally {
    unsigned cases = 0, pass = 0, warn = 0, fail = 0, skipped = 0, error = 0, waived = 0;
    unsigned stale = 0;  ///< of the passes: those that a waiver says must not pass
    bool operator==(const Tally&) const = default;
};

Tally tallyOf(const std::vector<CaseRecord>& records);
/// "3 cases: 1 pass, 0 warn, 1 fail, 1 skipped, 0 error"
std::string toString(const Tally& tally);
/// What the run as a whole says.
int exitCodeOf(const Tally& tally, bool strict);

}  // namespace conformance
