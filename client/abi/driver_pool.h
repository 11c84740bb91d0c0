#pragma once

#include <chrono>
#include <condition_variable>
#include <deque>
#include <functional>
#include <list>
#include <mutex>
#include <thread>
#include <vector>

namespace client::abi {

/// Threads that drive operations. A task gets an idle thread or else a new one, so tasks may block as long as they like
/// (for a server, a consumer, or an acknowledgement) without holding others up. A thread that stays idle ends.
/// Thread-safe.
class DriverPool {
public:
    explicit DriverPool(std::chrono::milliseconds idleLimit = std::chrono::seconds(5)) : idleLimit_(idleLimit) {}
    ~DriverPool() { stop(); }
    DriverPool(const DriverPool&) = delete;
    DriverPool& operator=(const DriverPool&) = delete;

    /// Runs `task` soon. It must not throw. Throws std::system_error when the system gives no thread.
    void run(std::function<void()> task);

    /// Waits until every task has ended and every thread is gone. Not from a task.
    void stop();

    /// True on a thread of this pool, that is, within a task.
    [[nodiscard]] bool isCurrent() const;

    /// Threads that exist now.
    [[nodiscard]] std::size_t threads() const;

private:
    using Threads = std::list<std::thread>;
    void work(Threads::iterator self);

    const std::chrono::milliseconds idleLimit_;
    mutable std::mutex mutex_;
    std::condition_variable wake_;
    std::condition_variable ended_;
    std::deque<std::function<void()>> tasks_;
    Threads threads_;
    std::vector<std::thread> dead_;  ///< to be joined
    std::size_t idle_ = 0;           ///< waiting threads that no queued task is meant for
    bool stopping_ = false;
};

}  // namespace client::abi
