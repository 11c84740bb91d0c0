#include "conformance/report/reported_run.h"

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <ostream>

#include "conformance/report/compare.h"
#include "conformance/report/html.h"
#include "conformance/report/json_report.h"
#include "conformance/report/junit.h"
#include "conformance/report/list.h"
#include "conformance/report/waiver_file.h"
#include "conformance/runner/summary.h"

namespace conformance {

namespace {

/// What the options come to, once all files that they name are read.
struct Plan {
    std::vector<Case> cases;  ///< to run, in their order
    std::vector<Waiver> waivers;
    std::optional<Report> baseline;
};

tl::expected<Plan, InputProblems> planFor(const Suite& suite, const ReportedRunOptions& options) {
    Plan plan;
    auto chosen = chooseCases(suite.cases, options.selection);
    if (!chosen)
        return tl::unexpected(InputProblems{chosen.error().text()});
    if (!options.waivers.empty()) {
        auto waivers = readWaivers(options.waivers);
        if (!waivers)
            return tl::unexpected(waivers.error());
        plan.waivers = std::move(*waivers);
        // Against all shards: each of them is given the same file.
        if (auto problems = checkWaivers(plan.waivers, *chosen, today()); !problems.empty())
            return tl::unexpected(std::move(problems));
    }
    if (!options.baseline.empty()) {
        auto baseline = readReport(options.baseline);
        if (!baseline)
            return tl::unexpected(baseline.error());
        if (baseline->target.suite != suite.name)
            return tl::unexpected(InputProblems{options.baseline + ": is a report of suite '" + baseline->target.suite +
                                                "', not of '" + suite.name + "'"});
        plan.baseline = std::move(*baseline);
    }
    plan.cases = shardOf(*chosen, options.shard);
    if (plan.cases.empty())
        return tl::unexpected(InputProblems{"--shard: part " + std::to_string(options.shard.index) + " of " +
                                            std::to_string(options.shard.count) + " has none of the " +
                                            std::to_string(chosen->size()) + " selected cases"});
    if (options.shuffleSeed)
        shuffleCases(plan.cases, *options.shuffleSeed);
    return plan;
}

/// Finds out before a long run what would be found out after it.
bool canWrite(const std::string& file) {
    std::error_code ignored;
    const std::filesystem::path path(file);
    if (std::filesystem::exists(path, ignored))
        return !std::filesystem::is_directory(path, ignored) && ::access(file.c_str(), W_OK) == 0;
    const auto folder = path.has_parent_path() ? path.parent_path() : std::filesystem::path(".");
    return ::access(folder.c_str(), W_OK | X_OK) == 0;
}

void tellUnsteady(const std::vector<CaseRecord>& records, std::ostream& out) {
    for (const auto& record : records) {
        if (record.rounds.size() < 2)
            continue;
        out << "unsteady: " << record.id << ":";
        const char* separator = " ";
        for (const auto& [verdict, count] : record.rounds) {
            out << separator << count << " " << nameOf(verdict);
            separator = ", ";
        }
        out << '\n';
    }
}

/// The baseline without the cases that this run was not asked for: they are not gone.
Report limitedTo(Report baseline, const Suite& suite, const std::vector<Case>& cases) {
    std::erase_if(baseline.cases, [&](const CaseRecord& record) {
        const auto isIt = [&](const Case& one) { return one.id == record.id; };
        return std::any_of(suite.cases.begin(), suite.cases.end(), isIt) &&
               std::none_of(cases.begin(), cases.end(), isIt);
    });
    return baseline;
}

bool writeAll(const ReportFiles& files, const ComparedReport& compared, std::ostream& errors) {
    bool written = true;
    for (const auto& file : files.junit)
        written &= writeText(file, toJUnit(compared.report), errors);
    for (const auto& file : files.json)
        written &= writeText(file, toJsonText(compared.report), errors);
    for (const auto& file : files.html)
        written &= writeText(file, toHtml({compared}), errors);
    return written;
}

}  // namespace

std::optional<int> settleBeforehand(const Suite& suite, const ReportedRunOptions& options, std::ostream& out,
                                    std::ostream& errors) {
    const auto plan = planFor(suite, options);
    if (!plan) {
        for (const auto& problem : plan.error())
            errors << "mi-conformance: " << problem << '\n';
        return kExitUsage;
    }
    if (options.list) {
        options.listAsJson ? listAsJson(plan->cases, out) : listAsText(plan->cases, out);
        return kExitConformant;
    }
    if (options.dryRun) {
        dryRun(suite, plan->cases, out);
        return kExitConformant;
    }
    for (const auto* files : {&options.files.junit, &options.files.json, &options.files.html})
        for (const auto& file : *files)
            if (!canWrite(file)) {
                errors << "mi-conformance: " << file << ": cannot be written\n";
                return kExitNotTested;
            }
    return std::nullopt;
}

int runReported(const Suite& suite, const Target& target, const ReportedRunOptions& options, std::ostream& out,
                std::ostream& errors) {
    auto plan = planFor(suite, options);
    if (!plan)  // a file changed meanwhile
        return *settleBeforehand(suite, options, out, errors);
    ComparedReport compared;
    auto& report = compared.report;
    report.target = target;
    report.target.suite = suite.name;
    if (!options.name.empty())
        report.target.name = options.name;
    report.tool = options.tool;
    report.strict = options.run.strict;
    report.repeat = options.run.repeat;
    report.shuffleSeed = options.shuffleSeed;
    if (options.shard.count > 1)
        report.shard = std::to_string(options.shard.index) + "/" + std::to_string(options.shard.count);
    report.started = timestamp();
    if (options.shuffleSeed)
        out << "shuffled; --shuffle=" << *options.shuffleSeed << " gives this order again\n";

    auto run = options.run;
    run.waivers = plan->waivers;
    Console console(out, styleOfStdout(options.color, options.verbose));
    const auto begin = std::chrono::steady_clock::now();
    report.cases = runCases(suite, plan->cases, run, console);
    report.milliseconds = std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - begin).count();

    const auto tally = tallyOf(report.cases);
    out << '\n' << toString(tally) << '\n';
    tellUnsteady(report.cases, out);
    int code = exitCodeOf(tally, options.run.strict);
    if (plan->baseline) {
        compared.comparison = compare(limitedTo(*plan->baseline, suite, plan->cases), report);
        out << '\n' << toText(*compared.comparison);
        if (options.failOnRegression)
            code = exitCodeOf(*compared.comparison, report);
    }
    out.flush();
    return writeAll(options.files, compared, errors) ? code : static_cast<int>(kExitNotTested);
}

bool writeText(const std::string& file, const std::string& text, std::ostream& errors) {
    errno = 0;
    std::ofstream out(file, std::ios::binary | std::ios::trunc);
    out << text;
    out.close();
    if (out)
        return true;
    errors << "mi-conformance: " << file << ": cannot be written: " << std::strerror(errno) << '\n';
    return false;
}

}  // namespace conformance
