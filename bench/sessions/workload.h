#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "client/loader/session.h"

namespace bench {

/// What the operations of a workload name: by default what the bench scenario serves.
struct Target {
    client::Destination destination{};
    std::string nameSpace = "root/cimv2";
    wsman::cim::Instance instance{};      ///< for get: class and keys
    std::string invokeClass{}, method{};  ///< for invoke: a static method
    wsman::cim::Instance parameters{};
    std::string enumerateClass{};
};

/// The default target of the scenarios that ship.
Target defaultTarget();

/// One operation done.
struct Done {
    client::Outcome outcome{};
    std::uint64_t instances = 0;
};

/// One thread's share of a workload: `step` does one operation from start to end. Not thread-safe; each thread makes
/// its own, with a session of its own.
class Worker {
public:
    virtual ~Worker() = default;
    virtual Done step() = 0;
};

/// Names, in the order in which they run: "session" (open, get once, close), "get", "invoke", "enumerate".
const std::vector<std::string>& workloadNames();
/// Errors: the outcome of opening the session.
tl::expected<std::unique_ptr<Worker>, client::Outcome> makeWorker(const std::string& workload,
                                                                  const client::MiLibrary& library,
                                                                  const Target& target);

}  // namespace bench
