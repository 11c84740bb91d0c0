#include "client/abi/driver_pool.h"

#include <utility>

namespace client::abi {

namespace {

thread_local const DriverPool* currentPool = nullptr;

}  // namespace

bool DriverPool::isCurrent() const {
    return currentPool == this;
}

std::size_t DriverPool::threads() const {
    const std::scoped_lock lock(mutex_);
    return threads_.size();
}

void DriverPool::run(std::function<void()> task) {
    std::vector<std::thread> dead;
    {
        const std::scoped_lock lock(mutex_);
        if (idle_ == 0) {
            const auto slot = threads_.emplace(threads_.end());
            try {
                *slot = std::thread([this, slot] { work(slot); });
            } catch (...) {
                threads_.erase(slot);
                throw;
            }
        } else {
            --idle_;
        }
        tasks_.push_back(std::move(task));
        dead.swap(dead_);
    }
    wake_.notify_one();
    for (auto& thread : dead) {
        thread.join();
    }
}

void DriverPool::work(Threads::iterator self) {
    currentPool = this;
    std::unique_lock lock(mutex_);
    for (;;) {
        wake_.wait_for(lock, idleLimit_, [this] { return !tasks_.empty() || stopping_; });
        if (tasks_.empty()) {
            break;  // stopping, or idle for too long
        }
        auto task = std::move(tasks_.front());
        tasks_.pop_front();
        lock.unlock();
        task();
        task = nullptr;  // what it holds goes before the thread counts as idle
        lock.lock();
        ++idle_;
    }
    --idle_;  // this thread waited and no task was queued, so it was counted
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
        dead.swap(dead_);
        stopping_ = false;
    }
    for (auto& thread : dead) {
        thread.join();
    }
}

}  // namespace client::abi
