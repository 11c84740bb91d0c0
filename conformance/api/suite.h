#pragma once

#include <chrono>
#include <functional>
#include <string>
#include <vector>

#include "conformance/api/profile.h"
#include "conformance/runner/case.h"
#include "mockserver/endpoint/journal.h"

namespace conformance {

struct ApiOptions {
    std::string library{};   ///< path; empty: our own
    std::string protocol{};  ///< NewSession's protocol name; empty: the library's default
    std::string url{};       ///< of the mock that serves scenarios/written
    std::string user = "miuser";
    std::string password = "mipass";
    std::chrono::seconds timeout{20};        ///< for one case; after it the library hangs
    std::string program = "/proc/self/exe";  ///< whose `api-case` runs a case
    std::vector<std::string> environment{};  ///< NAME=VALUE, besides what this process has, for the cases
    const Profile* profile = nullptr;        ///< whose library it is; nullptr: one that nothing is known of
    bool runDeviations = false;              ///< also the cases that the profile says it fails; else they are skipped
    /// Told of what the library sent to the peers that cases have of their own (WirePeer).
    std::function<void(mockserver::Journal::Entry)> sent{};
};

/// The cases, each run as `mi-conformance api-case ID`.
Suite apiSuite(const ApiOptions& options);

/// The other end of that: runs one case in this process and writes its result, as JSON, to stdout. The exit code is 0
/// when there was a result.
int runApiCase(const std::string& id, const ApiOptions& options);

}  // namespace conformance
