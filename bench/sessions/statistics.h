// bench/sessions: how many sessions and operations a second an MI library does against an endpoint, with latencies, and
// what both sides cost. Libraries are reached through mi.h alone; each run is a process of its own.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace bench {

using Nanoseconds = std::chrono::nanoseconds;

/// Latencies of one run, in order of size.
struct Percentiles {
    Nanoseconds p50{}, p90{}, p99{}, p999{}, max{};
};

/// The value below or at which `percent` of the samples lie (nearest rank); zero for no samples. `sorted` ascending.
Nanoseconds percentile(const std::vector<Nanoseconds>& sorted, double percent);
/// Sorts the samples.
Percentiles percentilesOf(std::vector<Nanoseconds>& samples);

/// The median, the mean of the middle two for an even count; zero for none.
double median(std::vector<double> values);

/// What one process cost.
struct Cost {
    double cpuSeconds = 0;  ///< user and system
    std::uint64_t peakMemoryBytes = 0;
};

/// One measured run of one workload on one library.
struct RunResult {
    std::string library;
    std::string workload;
    unsigned threads = 0;
    double seconds = 0;            ///< measured time, warm-up apart
    std::uint64_t operations = 0;  ///< that succeeded
    std::uint64_t attempts = 0;    ///< in all, warm-up and failures too: what the CPU times were spent on
    std::uint64_t instances = 0;
    std::map<std::string, std::uint64_t> errors{};  ///< by "MI_RESULT_X: text"
    Percentiles latency{};
    Cost client{};
    Cost server{};  ///< zero when the endpoint is not ours to measure

    [[nodiscard]] double operationsPerSecond() const {
        return seconds > 0 ? static_cast<double>(operations) / seconds : 0;
    }
    [[nodiscard]] double instancesPerSecond() const {
        return seconds > 0 ? static_cast<double>(instances) / seconds : 0;
    }
};

}  // namespace bench
