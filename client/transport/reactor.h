#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <thread>
#include <unordered_map>
#include <utility>

namespace client {

/// One thread that waits for many: sockets that become readable, and points in time. What it calls must be brief (hand
/// the work to another thread) and must not throw. Thread-safe. Its thread starts with the first wait.
class Reactor {
public:
    using TimePoint = std::chrono::steady_clock::time_point;
    using TimerId = std::uint64_t;

    /// Throws std::system_error when the system has no descriptors left.
    Reactor();
    ~Reactor();
    Reactor(const Reactor&) = delete;
    Reactor& operator=(const Reactor&) = delete;

    /// Ends its thread and drops what is still awaited; what is being called ends first. Not from what it calls.
    void stop();

    /// Calls `then` once: when `descriptor` is readable or broken, or at `deadline`. Until then the descriptor must
    /// stay open; one wait for each at a time. Throws std::system_error when the descriptor cannot be waited for.
    void whenReadable(int descriptor, TimePoint deadline, std::function<void()> then);

    /// Calls `then` once at `when`, unless canceled before.
    TimerId at(TimePoint when, std::function<void()> then);
    /// False when it has been called, is being called, or was canceled.
    bool cancel(TimerId timer);

private:
    // By deadline, then by age. A timer that belongs to a descriptor ends the wait for it.
    using TimerKey = std::pair<TimePoint, TimerId>;
    struct Timer {
        int descriptor = -1;
        std::function<void()> then;  ///< empty for a descriptor's: that one's is called
    };
    struct Wait {
        TimerKey timer{};
        std::function<void()> then;
    };

    void startIfNeeded();
    void wake() const;
    void work();
    int untilNextTimer() const;
    std::function<void()> takeReady(int descriptor);
    std::function<void()> takeDue();

    const int epoll_;
    const int wakeUp_;
    mutable std::mutex mutex_;
    std::map<TimerKey, Timer> timers_;
    std::unordered_map<TimerId, TimePoint> when_;  ///< of the timers that can be canceled
    std::unordered_map<int, Wait> waits_;
    TimerId lastTimer_ = 0;
    bool stopping_ = false;
    std::thread thread_;
};

}  // namespace client
