#pragma once

#include <vector>

#include "conformance/runner/case.h"
#include "conformance/server/request_text.h"
#include "conformance/server/suite.h"

namespace conformance {

/// A complete Get of the target's resource, or of one that no server has when none is known.
RequestText getRequest(const ServerTarget& target);
/// One function per clause group; each adds its cases. The id of a probe whose rule is in the catalogue too ends in
/// "p".
void addIdentifyProbes(ServerRun& run, std::vector<Case>& cases);
void addEnvelopeProbes(ServerRun& run, std::vector<Case>& cases);
void addHttpProbes(ServerRun& run, std::vector<Case>& cases);
void addHeaderProbes(ServerRun& run, std::vector<Case>& cases);
void addEnumerationProbes(ServerRun& run, std::vector<Case>& cases);

}  // namespace conformance
