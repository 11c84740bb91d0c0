#include "conformance/report/table.h"

#include <algorithm>
#include <map>

#include "conformance/runner/console.h"
#include "conformance/runner/summary.h"

namespace conformance {

namespace {

std::string padded(std::string text, std::size_t width) {
    text.resize(std::max(width, text.size()), ' ');
    return text;
}

/// A, B, ... Z, AA, AB, ...
std::string letterOf(std::size_t index) {
    std::string out(1, static_cast<char>('A' + index % 26));
    return index < 26 ? out : letterOf(index / 26 - 1) + out;
}

struct Row {
    const CaseRecord* first = nullptr;
    std::vector<const CaseRecord*> cells;  ///< nullptr: the report does not have the case
};

/// Every case of any report, in the order in which it first comes.
std::vector<Row> rowsOf(const std::vector<Report>& reports) {
    std::vector<Row> rows;
    std::map<std::string_view, std::size_t> places;
    for (std::size_t i = 0; i < reports.size(); ++i) {
        for (const auto& record : reports[i].cases) {
            const auto [place, isNew] = places.emplace(record.id, rows.size());
            if (isNew)
                rows.push_back({&record, std::vector<const CaseRecord*>(reports.size(), nullptr)});
            rows[place->second].cells[i] = &record;
        }
    }
    return rows;
}

/// Of the reports that have the case.
bool passesEverywhere(const Row& row) {
    return std::all_of(row.cells.begin(), row.cells.end(), [](const CaseRecord* cell) {
        return !cell || (cell->result.verdict == Verdict::kPass && !cell->stale);
    });
}

bool skippedEverywhere(const Row& row) {
    return std::all_of(row.cells.begin(), row.cells.end(),
                       [](const CaseRecord* cell) { return !cell || cell->result.verdict == Verdict::kSkipped; });
}

}  // namespace

std::string comparisonTable(const std::vector<Report>& reports, bool color) {
    std::string out;
    for (std::size_t i = 0; i < reports.size(); ++i) {
        const auto& report = reports[i];
        out += letterOf(i) + "  " + report.target.suite + "  " + report.target.name + "  " + report.started + "\n   " +
               toString(tallyOf(report.cases)) + "\n";
    }
    const auto rows = rowsOf(reports);
    std::size_t width = 0, passing = 0, skipped = 0;
    for (const auto& row : rows) {
        passing += passesEverywhere(row);
        skipped += skippedEverywhere(row);
        width = std::max(width, row.first->id.size());
    }
    out += "\n" + std::to_string(passing) + " cases pass wherever they were to run, " + std::to_string(skipped) +
           " are skipped" + (passing + skipped < rows.size() ? "; the others:\n" : "\n");
    if (passing + skipped == rows.size())
        return out;
    constexpr std::size_t kCell = 9;
    out += padded("", width + 2) + "level   ";
    for (std::size_t i = 0; i < reports.size(); ++i)
        out += padded(letterOf(i), kCell);
    out += "requirement\n";
    for (const auto& row : rows) {
        if (passesEverywhere(row) || skippedEverywhere(row))
            continue;
        out += padded(row.first->id, width + 2) + padded(std::string(toString(row.first->level)), 8);
        for (const auto* cell : row.cells)
            out += cell ? painted(cell->stale ? Verdict::kFail : cell->result.verdict,
                                  padded(cell->stale ? "STALE" : std::string(toString(cell->result.verdict)), kCell),
                                  color)
                        : padded("-", kCell);
        out += row.first->requirement + "\n";
    }
    return out;
}

}  // namespace conformance
