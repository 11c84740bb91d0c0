#pragma once

#include <chrono>
#include <string>

#include "conformance/runner/case.h"

namespace conformance {

struct ApiOptions {
    std::string library{};   ///< path; empty: our own
    std::string protocol{};  ///< NewSession's protocol name; empty: the library's default
    std::string url{};       ///< of the mock that serves scenarios/written
    std::string user = "miuser";
    std::string password = "mipass";
    std::chrono::seconds timeout{20};  ///< for one case; after it the library hangs
};

/// The cases, each run as `/proc/self/exe api-case ID`.
Suite apiSuite(const ApiOptions& options);

/// The other end of that: runs one case in this process and writes its result, as JSON, to stdout. The exit code is 0
/// when there was a result.
int runApiCase(const std::string& id, const ApiOptions& options);

}  // namespace conformance
