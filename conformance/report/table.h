#pragma once

#include <string>
#include <vector>

#include "conformance/report/report.h"

namespace conformance {

/// Reports side by side for the console: a line of counts for each, then a row for each case that does not pass, or is
/// not skipped, in all reports that have it.
std::string comparisonTable(const std::vector<Report>& reports, bool color);

}  // namespace conformance
