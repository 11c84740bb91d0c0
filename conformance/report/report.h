// conformance/report: what becomes of a run. One report is one run of one suite against one target; it is written as
// JSON, JUnit XML or a web page, read back, and compared with others.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "conformance/runner/record.h"

namespace conformance {

/// What was judged.
struct Target {
    std::string suite{};
    std::string name{};  ///< for people
    std::string url{};   ///< without user and password, or empty
};

struct Report {
    Target target{};
    std::string tool{};     ///< "mi-conformance 1.2.3"
    std::string started{};  ///< "2026-05-31T12:00:00Z"
    double milliseconds = 0;
    bool strict = false;
    unsigned repeat = 1;
    std::optional<std::uint32_t> shuffleSeed{};
    std::string shard{};  ///< "2/3", or empty
    std::vector<CaseRecord> cases{};
};

/// Now, in UTC, as `Report::started` has it.
std::string timestamp();

}  // namespace conformance
