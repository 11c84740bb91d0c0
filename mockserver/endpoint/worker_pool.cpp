#include "mockserver/endpoint/worker_pool.h"

#include <utility>

namespace mockserver {

WorkerPool::WorkerPool(std::size_t maxThreads, std::chrono::milliseconds idleTime)
    : maxThreads_(maxThreads == 0 ? 1 : maxThreads), idleTime_(idleTime) {}

void WorkerPool::enqueue(std::function<void()> job) {
    std::list<std::thread> finished;
    {
        const std::lock_guard lock(mutex_);
        if (stopping_) {
            return;
        }
        jobs_.push_back(std::move(job));
        finished.swap(finished_);
        if (jobs_.size() > idle_ && threads_.size() < maxThreads_) {
            const auto self = threads_.emplace(threads_.end());
            *self = std::thread([this, self] { work(self); });
        }
    }
    wake_.notify_one();
    for (auto& thread : finished) {
        thread.join();
    }
}

bool WorkerPool::saturated() const {
    const std::lock_guard lock(mutex_);
    return stopping_ || !jobs_.empty() || (idle_ == 0 && threads_.size() >= maxThreads_);
}

std::size_t WorkerPool::threads() const {
    const std::lock_guard lock(mutex_);
    return threads_.size();
}

void WorkerPool::shutdown() {
    std::list<std::thread> all;
    std::unique_lock lock(mutex_);
    stopping_ = true;
    wake_.notify_all();
    // Each thread moves itself to finished_ as its last act.
    wake_.wait(lock, [this] { return threads_.empty(); });
    all.swap(finished_);
    lock.unlock();
    for (auto& thread : all) {
        thread.join();
    }
}

void WorkerPool::work(std::list<std::thread>::iterator self) {
    std::unique_lock lock(mutex_);
    for (;;) {
        ++idle_;
        const auto called = wake_.wait_for(lock, idleTime_, [this] { return stopping_ || !jobs_.empty(); });
        --idle_;
        if (!called || jobs_.empty()) {
            break;
        }
        auto job = std::move(jobs_.front());
        jobs_.pop_front();
        lock.unlock();
        job();
        job = nullptr;
        lock.lock();
    }
    finished_.splice(finished_.end(), threads_, self);
    if (stopping_) {
        wake_.notify_all();
    }
}

}  // namespace mockserver
