#pragma once

#include <string>
#include <vector>

#include "conformance/report/report.h"

namespace conformance {

/// One case in two reports.
struct Change {
    std::string id{};
    std::string before{};  ///< verdict, or empty
    std::string after{};
    std::string reason{};  ///< of the later verdict
    bool operator==(const Change&) const = default;
};

/// What is different between an earlier report and a later one. Each case is in one list at most.
struct Comparison {
    std::vector<Change> newlyFailing;  ///< broken now (with strict, a warning too), and was not before
    std::vector<Change> newlyPassing;  ///< not broken now, and was before
    std::vector<Change> untested;      ///< judged before, and now skipped, or it could not be tested
    std::vector<Change> added;         ///< the earlier report does not have it
    std::vector<Change> gone;          ///< the later report does not have it

    [[nodiscard]] bool same() const {
        return newlyFailing.empty() && newlyPassing.empty() && untested.empty() && added.empty() && gone.empty();
    }
};

/// The strictness is the later report's.
Comparison compare(const Report& before, const Report& after);

/// The comparison as lines for the console.
std::string toText(const Comparison& comparison);

/// The exit code of `after` when only what is worse than before counts: 1 for a case that fails newly, 3 when a case
/// newly cannot be tested or nothing could be, else 0.
int exitCodeOf(const Comparison& comparison, const Report& after);

}  // namespace conformance
