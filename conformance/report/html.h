#pragma once

#include <optional>
#include <string>
#include <vector>

#include "conformance/report/compare.h"
#include "conformance/report/report.h"

namespace conformance {

/// A report, and what it is compared with.
struct ComparedReport {
    Report report{};
    std::optional<Comparison> comparison{};
};

/// One page that needs nothing from elsewhere: a summary, the matrix of targets by rules, and each case with its
/// exchange. Whatever the targets said stands in it as data, never as markup.
std::string toHtml(const std::vector<ComparedReport>& reports);

}  // namespace conformance
