#include "bench/sessions/load.h"

#include <atomic>
#include <thread>

namespace bench {

namespace {

using Clock = std::chrono::steady_clock;

struct Share {
    std::vector<Nanoseconds> latencies;
    std::uint64_t attempts = 0;
    std::uint64_t instances = 0;
    std::map<std::string, std::uint64_t> errors;
};

std::string errorKind(const client::Outcome& outcome) {
    return client::resultName(outcome.result) + (outcome.message.empty() ? "" : ": " + outcome.message);
}

void work(const WorkerSource& source, Clock::time_point from, Clock::time_point until, Share& share) {
    const auto worker = source();
    if (!worker) {
        ++share.errors[errorKind(worker.error())];
        return;
    }
    for (auto begin = Clock::now(); begin < until;) {
        const auto done = (*worker)->step();
        const auto end = Clock::now();
        ++share.attempts;
        if (begin >= from && end <= until) {
            if (done.outcome.ok()) {
                share.latencies.push_back(end - begin);
                share.instances += done.instances;
            } else {
                ++share.errors[errorKind(done.outcome)];
            }
        }
        begin = end;
    }
}

}  // namespace

RunResult runLoad(const WorkerSource& source, const LoadOptions& options) {
    const auto from = Clock::now() + options.warmup;
    const auto until = from + options.duration;
    std::vector<Share> shares(options.threads);
    std::vector<std::thread> threads;
    threads.reserve(options.threads);
    for (auto& share : shares)
        threads.emplace_back([&, from, until] { work(source, from, until, share); });
    for (auto& thread : threads)
        thread.join();

    RunResult result;
    result.threads = options.threads;
    result.seconds = std::chrono::duration<double>(options.duration).count();
    std::vector<Nanoseconds> latencies;
    for (auto& share : shares) {
        latencies.insert(latencies.end(), share.latencies.begin(), share.latencies.end());
        result.attempts += share.attempts;
        result.instances += share.instances;
        for (const auto& [kind, count] : share.errors)
            result.errors[kind] += count;
    }
    result.operations = latencies.size();
    result.latency = percentilesOf(latencies);
    return result;
}

}  // namespace bench
