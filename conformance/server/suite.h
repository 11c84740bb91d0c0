#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>

#include "conformance/runner/case.h"
#include "conformance/server/profile.h"
#include "conformance/server/wire.h"

namespace conformance {

/// What all cases of a run share: the wire, and what was learnt of the server.
struct ServerRun {
    explicit ServerRun(ServerTarget target, ServerProfile profile = {}, bool allowWrites = false)
        : wire(std::move(target)), profile(std::move(profile)), allowWrites(allowWrites) {}
    Wire wire;
    ServerProfile profile;
    /// Whether probes may create, change and delete instances. They clean up what they create.
    bool allowWrites;
    /// What the probes found out; see `missing`.
    std::map<std::string, std::string, std::less<>> known{};
};

/// Asks the endpoint once whether it is one at all. The error is one sentence: cannot connect, wrong credentials, or
/// something that does not speak SOAP.
std::string checkReachable(ServerRun& run);

/// Looks for what the tester did not name: a class that can be read, and one of its instances (by EnumerateEPR).
/// Returns a sentence that says what was found, or nothing when nothing was looked for.
std::string discover(ServerRun& run);

/// The cases: probes first, then what the rule catalogue says of every reply that the probes got. `run` must outlive
/// them.
Suite serverSuite(ServerRun& run);

}  // namespace conformance
