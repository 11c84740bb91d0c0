#pragma once

#include <iosfwd>
#include <string>
#include <vector>

#include "conformance/runner/console.h"

namespace conformance {

/// `mi-conformance report`: several reports side by side.
struct MergeOptions {
    std::vector<std::string> reports{};  ///< JSON files
    std::vector<std::string> html{};     ///< to write
    std::string baseline{};              ///< JSON report that each is compared with, or empty
    bool failOnRegression = false;
    Color color = Color::kAuto;
};

/// Prints the comparison, writes the pages, and returns the exit code: kExitUsage when a report cannot be read.
int mergeReports(const MergeOptions& options, std::ostream& out, std::ostream& errors);

}  // namespace conformance
