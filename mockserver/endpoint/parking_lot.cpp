#include "mockserver/endpoint/parking_lot.h"

#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <limits>
#include <system_error>
#include <vector>

namespace mockserver {

namespace {

// Connection ids count up from one and never come here.
constexpr ParkingLot::Key kNudge = std::numeric_limits<ParkingLot::Key>::max();
constexpr std::chrono::milliseconds kLongestSleep{1000};

std::uint32_t eventsOf(ParkingLot::For what) {
    switch (what) {
        case ParkingLot::For::kReadable:
            return EPOLLIN | EPOLLRDHUP;
        case ParkingLot::For::kWritable:
            return EPOLLOUT;
        case ParkingLot::For::kHangUp:
            return EPOLLRDHUP;
        case ParkingLot::For::kTime:
            break;
    }
    return 0;
}

}  // namespace

wsman::Result<void> ParkingLot::start(Callback callback) {
    callback_ = std::move(callback);
    epoll_ = ::epoll_create1(EPOLL_CLOEXEC);
    event_ = ::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    epoll_event event{};
    event.events = EPOLLIN;
    event.data.u64 = kNudge;
    if (epoll_ < 0 || event_ < 0 || ::epoll_ctl(epoll_, EPOLL_CTL_ADD, event_, &event) != 0) {
        return wsman::fail(wsman::ErrorCode::kIo,
                           "cannot create an epoll instance: " + std::generic_category().message(errno));
    }
    thread_ = std::thread([this] { run(); });
    return {};
}

void ParkingLot::park(Key key, int descriptor, For what, Clock::time_point deadline) {
    bool earlier = false;
    {
        const std::lock_guard lock(mutex_);
        parked_[key] = {deadline};
        deadlines_.emplace(deadline, key);
        earlier = deadline < sleepsUntil_;
        // Within the lock: whoever wakes the key, by its event, its deadline or wakeAll, may close the descriptor next.
        if (what != For::kTime) {
            epoll_event event{};
            event.events = eventsOf(what) | EPOLLONESHOT;
            event.data.u64 = key;
            if (::epoll_ctl(epoll_, EPOLL_CTL_MOD, descriptor, &event) != 0 && errno == ENOENT) {
                ::epoll_ctl(epoll_, EPOLL_CTL_ADD, descriptor, &event);
            }
        }
    }
    if (earlier) {
        nudge();
    }
}

void ParkingLot::wakeAll() {
    std::vector<Key> keys;
    {
        const std::lock_guard lock(mutex_);
        keys.reserve(parked_.size());
        for (const auto& [key, parked] : parked_) {
            keys.push_back(key);
        }
        parked_.clear();
        deadlines_.clear();
    }
    for (const auto key : keys) {
        callback_(key, Wake::kStop);
    }
}

void ParkingLot::stop() {
    {
        const std::lock_guard lock(mutex_);
        stopping_ = true;
    }
    if (thread_.joinable()) {
        nudge();
        thread_.join();
    }
    for (auto* descriptor : {&event_, &epoll_}) {
        if (*descriptor >= 0) {
            ::close(*descriptor);
            *descriptor = -1;
        }
    }
}

void ParkingLot::nudge() const {
    const std::uint64_t one = 1;
    // A full counter already wakes the thread, so a failed write loses nothing.
    [[maybe_unused]] const auto written = ::write(event_, &one, sizeof one);
}

bool ParkingLot::claim(Key key) {
    const std::lock_guard lock(mutex_);
    const auto it = parked_.find(key);
    if (it == parked_.end()) {
        return false;
    }
    deadlines_.erase({it->second.deadline, key});
    parked_.erase(it);
    return true;
}

int ParkingLot::nextTimeout() {
    const std::lock_guard lock(mutex_);
    if (stopping_) {
        return -1;
    }
    const auto now = Clock::now();
    sleepsUntil_ = now + kLongestSleep;
    if (!deadlines_.empty()) {
        sleepsUntil_ = std::min(sleepsUntil_, deadlines_.begin()->first);
    }
    // Rounded up: waking a millisecond early would only spin.
    const auto wait = std::chrono::ceil<std::chrono::milliseconds>(sleepsUntil_ - now).count();
    return static_cast<int>(std::max<std::chrono::milliseconds::rep>(wait, 0));
}

void ParkingLot::wakeExpired() {
    std::vector<Key> expired;
    {
        const std::lock_guard lock(mutex_);
        const auto now = Clock::now();
        while (!deadlines_.empty() && deadlines_.begin()->first <= now) {
            expired.push_back(deadlines_.begin()->second);
            parked_.erase(expired.back());
            deadlines_.erase(deadlines_.begin());
        }
    }
    for (const auto key : expired) {
        callback_(key, Wake::kTimeout);
    }
}

void ParkingLot::run() {
    std::array<epoll_event, 256> events{};
    for (;;) {
        const auto timeout = nextTimeout();
        if (timeout < 0) {
            return;
        }
        const auto count = ::epoll_wait(epoll_, events.data(), static_cast<int>(events.size()), timeout);
        for (int i = 0; i < count; ++i) {
            const Key key = events[static_cast<std::size_t>(i)].data.u64;
            if (key == kNudge) {
                std::uint64_t drained = 0;
                [[maybe_unused]] const auto size = ::read(event_, &drained, sizeof drained);
            } else if (claim(key)) {
                callback_(key, Wake::kReady);
            }
        }
        wakeExpired();
    }
}

}  // namespace mockserver
