// A probe: one question to the endpoint, as plain data, so that a file of probes reads as a list.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "conformance/runner/case.h"
#include "conformance/server/suite.h"

namespace conformance {

struct Probe {
    std::string_view id;
    std::string_view clause;
    std::string_view requirement;
    Level level;
    /// Capabilities, separated by blanks; see `missing`. Without one of them the probe is skipped.
    std::string_view needs;
    CaseResult (*run)(ServerRun& run);
};

/// Why a capability is not there, as one sentence that says what to give; empty when it is.
std::string missing(ServerRun& run, std::string_view capability);

std::span<const Probe> encodingProbes();
std::span<const Probe> limitProbes();
std::span<const Probe> transportProbes();
std::span<const Probe> resourceProbes();
std::span<const Probe> replyAddressProbes();
std::span<const Probe> controlProbes();
std::span<const Probe> transferProbes();
std::span<const Probe> representationProbes();
std::span<const Probe> fragmentProbes();
std::span<const Probe> contextProbes();
std::span<const Probe> batchProbes();
std::span<const Probe> modeProbes();
std::span<const Probe> filterProbes();
std::span<const Probe> associationProbes();
std::span<const Probe> methodProbes();
std::span<const Probe> schemaProbes();
std::span<const Probe> subscribeProbes();
std::span<const Probe> deliveryProbes();
std::span<const Probe> microsoftProbes();

}  // namespace conformance
