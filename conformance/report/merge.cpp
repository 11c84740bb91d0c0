#include "conformance/report/merge.h"

#include <algorithm>
#include <ostream>

#include "conformance/report/html.h"
#include "conformance/report/json_report.h"
#include "conformance/report/reported_run.h"
#include "conformance/report/table.h"
#include "conformance/runner/summary.h"

namespace conformance {

namespace {

/// Reads a report, or tells what is wrong with it.
std::optional<Report> read(const std::string& file, std::ostream& errors) {
    auto report = readReport(file);
    if (report)
        return std::move(*report);
    for (const auto& problem : report.error())
        errors << "mi-conformance: " << problem << '\n';
    return std::nullopt;
}

}  // namespace

int mergeReports(const MergeOptions& options, std::ostream& out, std::ostream& errors) {
    std::vector<Report> reports;
    bool readable = true;
    for (const auto& file : options.reports) {
        auto report = read(file, errors);
        readable &= report.has_value();
        if (report)
            reports.push_back(std::move(*report));
    }
    std::optional<Report> baseline;
    if (!options.baseline.empty()) {
        baseline = read(options.baseline, errors);
        readable &= baseline.has_value();
    }
    if (!readable)
        return kExitUsage;
    if (baseline && std::none_of(reports.begin(), reports.end(),
                                 [&](const Report& report) { return report.target.suite == baseline->target.suite; })) {
        errors << "mi-conformance: " << options.baseline << ": is a report of suite '" << baseline->target.suite
               << "', which none of the others is\n";
        return kExitUsage;
    }
    out << comparisonTable(reports, styleOfStdout(options.color, false).color);
    int code = kExitConformant;
    std::vector<ComparedReport> compared;
    for (auto& report : reports) {
        ComparedReport one{std::move(report), std::nullopt};
        if (baseline && baseline->target.suite == one.report.target.suite) {
            one.comparison = compare(*baseline, one.report);
            out << "\n" << one.report.target.name << " against the baseline:\n" << toText(*one.comparison);
            // 1 says more than 3: something is known to be worse.
            const int found = exitCodeOf(*one.comparison, one.report);
            if (options.failOnRegression && code != kExitNotConformant && found != kExitConformant)
                code = found;
        }
        compared.push_back(std::move(one));
    }
    for (const auto& file : options.html)
        if (!writeText(file, toHtml(compared), errors))
            return kExitNotTested;
    return code;
}

}  // namespace conformance
