#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <list>
#include <mutex>
#include <thread>

namespace mockserver {

/// Threads that grow with the work at hand, up to a bound, and go again when idle. Jobs beyond the bound queue in
/// order. Jobs must not throw. All functions may be called from any thread.
class WorkerPool {
public:
    explicit WorkerPool(std::size_t maxThreads, std::chrono::milliseconds idleTime = std::chrono::seconds(10));
    ~WorkerPool() { shutdown(); }
    WorkerPool(const WorkerPool&) = delete;
    WorkerPool& operator=(const WorkerPool&) = delete;

    void enqueue(std::function<void()> job);
    /// True when every thread allowed is busy: a job that could yield its thread should.
    [[nodiscard]] bool saturated() const;
    [[nodiscard]] std::size_t threads() const;
    /// Runs what is queued to its end and joins all threads. Jobs enqueued later are dropped. Not from a job.
    void shutdown();

private:
    void work(std::list<std::thread>::iterator self);

    const std::size_t maxThreads_;
    const std::chrono::milliseconds idleTime_;
    mutable std::mutex mutex_;
    std::condition_variable wake_;
    std::deque<std::function<void()>> jobs_;
    std::list<std::thread> threads_;
    std::list<std::thread> finished_;  ///< left the loop, to be joined
    std::size_t idle_ = 0;
    bool stopping_ = false;
};

}  // namespace mockserver
