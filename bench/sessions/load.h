#pragma once

#include <chrono>
#include <functional>
#include <memory>

#include "bench/sessions/statistics.h"
#include "bench/sessions/workload.h"

namespace bench {

struct LoadOptions {
    unsigned threads = 4;
    std::chrono::milliseconds warmup{1000};
    std::chrono::milliseconds duration{5000};
};

using WorkerSource = std::function<tl::expected<std::unique_ptr<Worker>, client::Outcome>()>;

/// A closed loop: each thread starts its next operation when the last is done. What runs during the warm-up, or begins
/// in the measured time and ends after it, is not counted. A worker that cannot be made counts as an error and its
/// thread stays idle. Fills operations, attempts, instances, errors, latency, seconds and threads.
RunResult runLoad(const WorkerSource& source, const LoadOptions& options);

}  // namespace bench
