#pragma once

#include <mi.h>

#include <atomic>
#include <mutex>
#include <thread>

namespace client::cli {

/// Turns the first SIGINT or SIGTERM into MI_Operation_Cancel of the operation in hand, so that the library can release
/// what is open on the server (an enumeration, a subscription); a second one ends the program at once. Make it before
/// any other thread exists: it blocks the two signals for all of them.
class Interrupt {
public:
    Interrupt();
    Interrupt(const Interrupt&) = delete;
    Interrupt& operator=(const Interrupt&) = delete;
    ~Interrupt();

    /// `operation` is the one in hand until the next call; nullptr for none.
    void watch(MI_Operation* operation);
    [[nodiscard]] bool happened() const { return happened_; }

private:
    void run();

    std::mutex mutex_;
    MI_Operation* operation_ = nullptr;  // guarded by mutex_
    std::atomic<bool> happened_ = false;
    std::atomic<bool> stopping_ = false;
    std::thread thread_;
};

}  // namespace client::cli
