#include "client/transport/reactor.h"

#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <limits>
#include <system_error>
#include <vector>

namespace client {
namespace {

using std::chrono::steady_clock;

int checked(int descriptor, const char* what) {
    if (descriptor < 0) {
        throw std::system_error(errno, std::generic_category(), what);
    }
    return descriptor;
}

}  // namespace

Reactor::Reactor()
    : epoll_(checked(::epoll_create1(EPOLL_CLOEXEC), "epoll_create1")),
      wakeUp_(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {
    epoll_event event{};
    event.events = EPOLLIN;
    event.data.fd = wakeUp_;
    if (wakeUp_ < 0 || ::epoll_ctl(epoll_, EPOLL_CTL_ADD, wakeUp_, &event) != 0) {
        const int code = errno;
        ::close(epoll_);
        if (wakeUp_ >= 0) {
            ::close(wakeUp_);
        }
        throw std::system_error(code, std::generic_category(), "eventfd");
    }
}

Reactor::~Reactor() {
    stop();
    ::close(wakeUp_);
    ::close(epoll_);
}

void Reactor::stop() {
    std::thread ending;
    {
        const std::scoped_lock lock(mutex_);
        stopping_ = true;
        ending.swap(thread_);
    }
    if (ending.joinable()) {
        wake();
        ending.join();
    }
    const std::scoped_lock lock(mutex_);
    timers_.clear();
    when_.clear();
    waits_.clear();
}

void Reactor::startIfNeeded() {
    if (!thread_.joinable() && !stopping_) {
        thread_ = std::thread([this] { work(); });
    }
}

void Reactor::wake() const {
    const std::uint64_t one = 1;
    // The counter can only be full when the thread is being woken anyway.
    [[maybe_unused]] const auto written = ::write(wakeUp_, &one, sizeof one);
}

void Reactor::whenReadable(int descriptor, TimePoint deadline, std::function<void()> then) {
    const std::scoped_lock lock(mutex_);
    startIfNeeded();
    const TimerKey key{deadline, ++lastTimer_};
    const bool first = timers_.empty() || key < timers_.begin()->first;
    timers_.emplace(key, Timer{descriptor, nullptr});
    waits_[descriptor] = Wait{key, std::move(then)};
    epoll_event event{};
    event.events = EPOLLIN | EPOLLRDHUP | EPOLLONESHOT;
    event.data.fd = descriptor;
    // A descriptor that was waited for before is still registered, disarmed, unless it has been closed meanwhile.
    if (::epoll_ctl(epoll_, EPOLL_CTL_MOD, descriptor, &event) != 0 &&
        (errno != ENOENT || ::epoll_ctl(epoll_, EPOLL_CTL_ADD, descriptor, &event) != 0)) {
        const int code = errno;
        timers_.erase(key);
        waits_.erase(descriptor);
        throw std::system_error(code, std::generic_category(), "epoll_ctl");
    }
    if (first) {
        wake();
    }
}

Reactor::TimerId Reactor::at(TimePoint when, std::function<void()> then) {
    const std::scoped_lock lock(mutex_);
    startIfNeeded();
    const TimerKey key{when, ++lastTimer_};
    const bool first = timers_.empty() || key < timers_.begin()->first;
    when_.emplace(key.second, when);
    timers_.emplace(key, Timer{-1, std::move(then)});
    if (first) {
        wake();
    }
    return key.second;
}

bool Reactor::cancel(TimerId timer) {
    Timer gone;  // what it holds is freed outside the lock
    const std::scoped_lock lock(mutex_);
    const auto found = when_.find(timer);
    if (found == when_.end()) {
        return false;
    }
    const auto entry = timers_.find({found->second, timer});
    gone = std::move(entry->second);
    timers_.erase(entry);
    when_.erase(found);
    return true;
}

int Reactor::untilNextTimer() const {
    const std::scoped_lock lock(mutex_);
    if (timers_.empty() || timers_.begin()->first.first == TimePoint::max()) {
        return -1;
    }
    const auto left = timers_.begin()->first.first - steady_clock::now();
    return static_cast<int>(std::clamp<std::int64_t>(std::chrono::ceil<std::chrono::milliseconds>(left).count(), 0,
                                                     std::numeric_limits<int>::max()));
}

std::function<void()> Reactor::takeReady(int descriptor) {
    const std::scoped_lock lock(mutex_);
    const auto wait = waits_.find(descriptor);
    if (wait == waits_.end()) {
        return nullptr;  // its time was up first
    }
    auto then = std::move(wait->second.then);
    timers_.erase(wait->second.timer);
    waits_.erase(wait);
    return then;
}

std::function<void()> Reactor::takeDue() {
    const std::scoped_lock lock(mutex_);
    const auto first = timers_.begin();
    if (first == timers_.end() || first->first.first > steady_clock::now()) {
        return nullptr;
    }
    auto then = std::move(first->second.then);
    if (first->second.descriptor >= 0) {
        epoll_event none{};
        ::epoll_ctl(epoll_, EPOLL_CTL_MOD, first->second.descriptor, &none);
        const auto wait = waits_.find(first->second.descriptor);
        then = std::move(wait->second.then);
        waits_.erase(wait);
    } else {
        when_.erase(first->first.second);
    }
    timers_.erase(first);
    return then;
}

void Reactor::work() {
    std::array<epoll_event, 64> events{};
    for (;;) {
        {
            // Just before waiting: a wake-up may have been read together with an earlier one.
            const std::scoped_lock lock(mutex_);
            if (stopping_) {
                return;
            }
        }
        const int count = ::epoll_wait(epoll_, events.data(), static_cast<int>(events.size()), untilNextTimer());
        for (int i = 0; i < count; ++i) {
            const int descriptor = events[static_cast<std::size_t>(i)].data.fd;
            if (descriptor == wakeUp_) {
                std::uint64_t sum = 0;
                [[maybe_unused]] const auto got = ::read(wakeUp_, &sum, sizeof sum);
            } else if (const auto then = takeReady(descriptor)) {
                then();
            }
        }
        while (const auto then = takeDue()) {
            then();
        }
    }
}

}  // namespace client
