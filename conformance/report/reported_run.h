#pragma once

#include <iosfwd>
#include <optional>
#include <string>
#include <vector>

#include "conformance/report/report.h"
#include "conformance/runner/console.h"
#include "conformance/runner/run.h"
#include "conformance/runner/selection.h"

namespace conformance {

/// Files to write, any number of each kind.
struct ReportFiles {
    std::vector<std::string> junit{};
    std::vector<std::string> json{};
    std::vector<std::string> html{};
};

/// All that the command line can say of a run and its reports.
struct ReportedRunOptions {
    Selection selection{};
    RunOptions run{};
    std::optional<std::uint32_t> shuffleSeed{};
    Shard shard{};
    bool list = false;
    bool listAsJson = false;
    bool dryRun = false;
    bool verbose = false;
    Color color = Color::kAuto;
    std::string waivers{};   ///< file, or empty
    std::string baseline{};  ///< JSON report, or empty
    bool failOnRegression = false;
    ReportFiles files{};
    std::string name{};  ///< of the target in reports; empty: what Target says
    std::string tool{};
};

/// What is to be done before the target is touched: lists the cases, tells what would run, or finds what is wrong with
/// the options. The exit code when that was all there is to do. `suite` need not be able to run.
std::optional<int> settleBeforehand(const Suite& suite, const ReportedRunOptions& options, std::ostream& out,
                                    std::ostream& errors);

/// Runs the chosen cases, tells of them, writes the reports, and returns the exit code. Call it once per process, and
/// only after settleBeforehand had nothing to say.
int runReported(const Suite& suite, const Target& target, const ReportedRunOptions& options, std::ostream& out,
                std::ostream& errors);

/// Writes a file. False, and the reason in `errors`, when it cannot be written.
bool writeText(const std::string& file, const std::string& text, std::ostream& errors);

}  // namespace conformance
