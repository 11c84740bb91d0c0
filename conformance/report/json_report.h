#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <tl/expected.hpp>

#include "conformance/input/json_input.h"
#include "conformance/report/report.h"

namespace conformance {

/// The report as report.schema.json describes it; octets that are no UTF-8 are replaced.
nlohmann::ordered_json toJson(const Report& report);
/// The same as text that ends with a line end.
std::string toJsonText(const Report& report);

/// Reads a report back. Whoever wrote it, it obeys the schema.
tl::expected<Report, InputProblems> readReport(const std::string& file);
tl::expected<Report, InputProblems> parseReport(const std::string& text, const std::string& file);

/// "must", "should", "may", "vendor", and back; the text must be one of these.
std::string levelName(Level level);
Level levelFrom(std::string_view name);

}  // namespace conformance
