#pragma once

#include <memory>
#include <string>

#include "client/transport/transport.h"

namespace client::abi {

/// The transport of a local session: no socket; libmi-mock.so, loaded into this process, answers from the scenario
/// folders in the environment variable MI_LOCAL_SCENARIO (several are separated by ':'). The library is the one named
/// by MI_LOCAL_LIBRARY, else the one beside libmi.so, else what the dynamic linker finds. Each transport has an
/// endpoint of its own, so sessions do not see each other's state. When it cannot be had every exchange fails with
/// kConnect and words that say what to do.
std::shared_ptr<Transport> makeLocalTransport();

}  // namespace client::abi
