#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <set>
#include <thread>
#include <unordered_map>
#include <utility>

#include "wsman/error.h"

namespace mockserver {

/// Holds connections that wait, for bytes, for room to write, or for a moment, in one thread on one epoll instance, so
/// that ten thousand idle ones cost no thread of their own. A parked key is woken exactly once, then it is out of the
/// lot. All functions may be called from any thread, also from the callback.
class ParkingLot {
public:
    using Clock = std::chrono::steady_clock;
    using Key = std::uint64_t;
    enum class For { kReadable, kWritable, kHangUp, kTime };
    enum class Wake {
        kReady,    ///< what was waited for has come (it may be spurious)
        kTimeout,  ///< the deadline has
        kStop,     ///< wakeAll was called
    };
    /// Called in the lot's thread (or in that of wakeAll); must not block.
    using Callback = std::function<void(Key, Wake)>;

    ParkingLot() = default;
    ~ParkingLot() { stop(); }
    ParkingLot(const ParkingLot&) = delete;
    ParkingLot& operator=(const ParkingLot&) = delete;

    /// Errors: kIo.
    wsman::Result<void> start(Callback callback);
    /// Parks `key` until its descriptor is ready or `deadline` has passed. The descriptor must stay open meanwhile, and
    /// belongs to that key alone.
    void park(Key key, int descriptor, For what, Clock::time_point deadline);
    /// Wakes all that is parked.
    void wakeAll();
    /// Ends the thread; what is parked is forgotten. Not from the callback.
    void stop();

private:
    struct Parked {
        Clock::time_point deadline;
    };

    void run();
    bool claim(Key key);
    int nextTimeout();
    void wakeExpired();
    void nudge() const;

    Callback callback_;
    int epoll_ = -1;
    int event_ = -1;
    std::thread thread_;
    std::mutex mutex_;
    std::unordered_map<Key, Parked> parked_;
    std::set<std::pair<Clock::time_point, Key>> deadlines_;
    Clock::time_point sleepsUntil_{};
    bool stopping_ = false;
};

}  // namespace mockserver
