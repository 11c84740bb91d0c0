#include "mockserver/repository/methods/scheduler.h"

#include <memory>
#include <utility>

namespace mockserver::repository {

Scheduler::Scheduler() : thread_([this] { run(); }) {}

Scheduler::~Scheduler() {
    stop();
}

void Scheduler::stop() {
    std::multimap<Clock::time_point, std::function<void()>> dropped;
    {
        const std::lock_guard lock(mutex_);
        stopping_ = true;
        dropped.swap(work_);
    }
    changed_.notify_all();
    if (thread_.joinable()) {
        thread_.join();
    }
}

void Scheduler::after(std::chrono::milliseconds delay, std::function<void()> work) {
    {
        const std::lock_guard lock(mutex_);
        if (stopping_) {
            return;
        }
        work_.emplace(Clock::now() + delay, std::move(work));
    }
    changed_.notify_all();
}

void Scheduler::every(std::chrono::milliseconds period, std::function<void()> work) {
    const auto shared = std::make_shared<std::function<void()>>(std::move(work));
    // Puts itself in again; the scheduler's life ends it.
    const auto again = std::make_shared<std::function<void()>>();
    *again = [this, period, shared, weak = std::weak_ptr(again)] {
        if (const auto next = weak.lock()) {
            after(period, [next] { (*next)(); });
        }
        (*shared)();
    };
    after(period, [again] { (*again)(); });
}

void Scheduler::run() {
    std::unique_lock lock(mutex_);
    while (!stopping_) {
        if (work_.empty()) {
            changed_.wait(lock);
            continue;
        }
        const auto next = work_.begin()->first;
        if (Clock::now() < next) {
            changed_.wait_until(lock, next);
            continue;
        }
        auto work = std::move(work_.begin()->second);
        work_.erase(work_.begin());
        lock.unlock();
        work();
        lock.lock();
    }
}

}  // namespace mockserver::repository
