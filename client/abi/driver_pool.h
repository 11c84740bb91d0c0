#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <list>
#include <mutex>
#include <thread>
#include <vector>

namespace client {
class Reactor;
}

namespace client::abi {

/// The threads that operations share. There are few of them, because an operation that waits holds none; but a task may
/// block all the same (in a callback of the program, or while connecting), so when all threads are taken and none has
/// come free for a while, another one is added. A thread that stays idle ends. Thread-safe.
class DriverPool {
public:
    struct Limits {
        std::size_t base = 8;                    ///< threads that are made without hesitation
        std::chrono::milliseconds patience{20};  ///< how long tasks wait in vain before there is one more
        std::chrono::milliseconds idle{5'000};   ///< how long a thread waits for a task before it ends
    };

    /// `reactor` tells the time, and lives (and runs) longer.
    explicit DriverPool(Reactor& reactor) : DriverPool(reactor, Limits()) {}
    DriverPool(Reactor& reactor, const Limits& limits) : reactor_(reactor), limits_(limits) {}
    ~DriverPool() { stop(); }
    DriverPool(const DriverPool&) = delete;
    DriverPool& operator=(const DriverPool&) = delete;

    /// Runs `task` soon. It must not throw. Throws std::system_error when the system gives not even a first thread.
    void run(std::function<void()> task);

    /// Waits until every task has ended and every thread is gone. Not from a task.
    void stop();

    /// True on a thread of this pool, that is, within a task.
    [[nodiscard]] bool isCurrent() const;
    /// True when tasks wait for a thread.
    [[nodiscard]] bool isBusy() const;
    /// Threads that exist now.
    [[nodiscard]] std::size_t threads() const;

private:
    using Threads = std::list<std::thread>;
    void add();
    void watch();
    void relieve();
    void work(Threads::iterator self);

    Reactor& reactor_;
    const Limits limits_;
    mutable std::mutex mutex_;
    std::condition_variable wake_;
    std::condition_variable ended_;
    std::deque<std::function<void()>> tasks_;
    Threads threads_;
    std::vector<std::thread> dead_;  ///< to be joined
    std::size_t waiting_ = 0;        ///< threads that will look for a task before they end
    std::uint64_t taken_ = 0;        ///< tasks begun so far
    std::uint64_t takenBefore_ = 0;  ///< ... when the watch last looked
    std::uint64_t timer_ = 0;        ///< of the watch, while watching_
    bool watching_ = false;
    bool stopping_ = false;
};

}  // namespace client::abi
