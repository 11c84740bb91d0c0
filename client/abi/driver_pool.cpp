#include "client/abi/driver_pool.h"

#include <system_error>
#include <utility>

#include "client/transport/reactor.h"

namespace client::abi {

namespace {

thread_local const DriverPool* currentPool = nullptr;

}  // namespace

bool DriverPool::isCurrent() const {
    return currentPool == this;
}

bool DriverPool::isBusy() const {
    const std::scoped_lock lock(mutex_);
    return !tasks_.empty();
}

std::size_t DriverPool::threads() const {
    const std::scoped_lock lock(mutex_);
    return threads_.size();
}

void DriverPool::run(std::function<void()> task) {
    std::vector<std::thread> dead;
    {
        const std::scoped_lock lock(mutex_);
        tasks_.push_back(std::move(task));
        if (tasks_.size() > waiting_ && threads_.size() < limits_.base) {
            try {
                add();
            } catch (const std::system_error&) {
                if (threads_.empty()) {
                    tasks_.pop_back();
                    throw;
                }
            }
        }
        if (tasks_.size() > waiting_ && !watching_) {
            watching_ = true;
            watch();
        }
        dead.swap(dead_);
    }
    wake_.notify_one();
    for (auto& thread : dead) {
        thread.join();
    }
}

void DriverPool::add() {
    const auto slot = threads_.emplace(threads_.end());
    try {
        *slot = std::thread([this, slot] { work(slot); });
    } catch (...) {
        threads_.erase(slot);
        throw;
    }
    ++waiting_;
}

// Looks again after a while.
void DriverPool::watch() {
    takenBefore_ = taken_;
    timer_ = reactor_.at(std::chrono::steady_clock::now() + limits_.patience, [this] { relieve(); });
}

void DriverPool::relieve() {
    const std::scoped_lock lock(mutex_);
    if (tasks_.empty() || stopping_) {
        watching_ = false;
        ended_.notify_all();
        return;
    }
    if (taken_ == takenBefore_ && tasks_.size() > waiting_) {
        try {
            add();
            wake_.notify_one();
        } catch (const std::system_error&) {  // none to be had now; perhaps next time
        }
    }
    watch();
}

void DriverPool::work(Threads::iterator self) {
    currentPool = this;
    std::unique_lock lock(mutex_);
    for (;;) {
        wake_.wait_for(lock, limits_.idle, [this] { return !tasks_.empty() || stopping_; });
        --waiting_;
        if (tasks_.empty()) {
            break;  // stopping, or idle for too long
        }
        ++taken_;
        auto task = std::move(tasks_.front());
        tasks_.pop_front();
        lock.unlock();
        task();
        task = nullptr;  // what it holds goes before the thread counts as waiting
        lock.lock();
        ++waiting_;
    }
    dead_.push_back(std::move(*self));
    threads_.erase(self);
    ended_.notify_all();
}

void DriverPool::stop() {
    std::vector<std::thread> dead;
    {
        std::unique_lock lock(mutex_);
        stopping_ = true;
        wake_.notify_all();
        ended_.wait(lock, [this] { return threads_.empty(); });
        if (watching_ && reactor_.cancel(timer_)) {
            watching_ = false;
        }
        ended_.wait(lock, [this] { return !watching_; });
        dead.swap(dead_);
        stopping_ = false;
    }
    for (auto& thread : dead) {
        thread.join();
    }
}

}  // namespace client::abi
