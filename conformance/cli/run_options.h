#pragma once

#include <CLI/CLI.hpp>

#include "conformance/report/merge.h"
#include "conformance/report/reported_run.h"

namespace conformance {

/// The options that all suites have in common: which cases, how they run, what is written.
void addRunOptions(CLI::App* command, ReportedRunOptions& options);

/// `mi-conformance report`.
CLI::App* addReportCommand(CLI::App& app, MergeOptions& options);

}  // namespace conformance
