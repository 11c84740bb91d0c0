#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <thread>

namespace mockserver::repository {

/// Runs functions later, one at a time, on a thread of its own. Thread-safe. The destructor drops what has not begun
/// and waits for what has.
class Scheduler {
public:
    using Clock = std::chrono::steady_clock;

    Scheduler();
    ~Scheduler();
    Scheduler(const Scheduler&) = delete;
    Scheduler& operator=(const Scheduler&) = delete;

    /// Drops what has not begun and waits for what has; nothing is run afterwards.
    void stop();

    void after(std::chrono::milliseconds delay, std::function<void()> work);
    /// Again and again, `period` after each beginning; what is late is not made up for.
    void every(std::chrono::milliseconds period, std::function<void()> work);

private:
    void run();

    std::mutex mutex_;
    std::condition_variable changed_;
    std::multimap<Clock::time_point, std::function<void()>> work_;
    bool stopping_ = false;
    std::thread thread_;
};

}  // namespace mockserver::repository
