#pragma once

#include <iosfwd>
#include <string>
#include <vector>

#include "bench/sessions/statistics.h"

namespace bench {

/// A table: one row per workload and library, the medians of its rounds, and, where there are several libraries, each
/// one's rate as a ratio of the first one's, taken round by round.
void printTable(const std::vector<RunResult>& runs, std::ostream& out);

/// All runs as JSON: {"schema": 1, "version": ..., "runs": [...]}. Times in seconds, sizes in bytes.
std::string toJson(const std::vector<RunResult>& runs, const std::string& version);

/// One run as JSON text and back, to cross a process boundary.
std::string runToJson(const RunResult& run);
bool runFromJson(const std::string& text, RunResult& run);

}  // namespace bench
