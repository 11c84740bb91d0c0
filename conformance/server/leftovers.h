#pragma once

#include <cstddef>

#include "conformance/server/suite.h"

namespace conformance {

/// Releases the enumerations that were begun since exchange number `from` and are still open, so that none stays on the
/// server until it expires.
void releaseLeftovers(ServerRun& run, std::size_t from);

}  // namespace conformance
