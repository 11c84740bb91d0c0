#pragma once

#include <memory>
#include <string>

#include "conformance/runner/case.h"
#include "conformance/server/wire.h"

namespace conformance {

/// What all cases of a run share: the wire, and what was learnt of the server.
struct ServerRun {
    explicit ServerRun(ServerTarget target) : wire(std::move(target)) {}
    Wire wire;
};

/// Asks the endpoint once whether it is one at all. The error is one sentence: cannot connect, wrong credentials, or
/// something that does not speak SOAP.
std::string checkReachable(ServerRun& run);

/// The cases: probes first, then what the rule catalogue says of every reply that the probes got. `run` must outlive
/// them.
Suite serverSuite(ServerRun& run);

}  // namespace conformance
