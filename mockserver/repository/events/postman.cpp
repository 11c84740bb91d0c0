#include "mockserver/repository/events/postman.h"

namespace mockserver::repository {

namespace {

constexpr std::size_t kMostThreads = 8;
constexpr std::size_t kMostWaiting = 1000;

}  // namespace

Postman::~Postman() {
    {
        std::unique_lock lock(mutex_);
        stopping_ = true;
        changed_.notify_all();
        constexpr std::chrono::milliseconds kMoment{500};
        changed_.wait_for(lock, kMoment, [this] { return idle(); });
        waiting_.clear();
        while (!idle()) {
            // A client that is about to connect does not notice at once.
            for (auto* client : underWay_) {
                client->stop();
            }
            constexpr std::chrono::milliseconds kAgain{20};
            changed_.wait_for(lock, kAgain, [this] { return idle(); });
        }
    }
    for (auto& thread : threads_) {
        thread.join();
    }
}

void Postman::post(std::string address, std::string envelope) {
    {
        const std::lock_guard lock(mutex_);
        if (stopping_ || waiting_.size() >= kMostWaiting) {
            return;
        }
        waiting_.emplace_back(std::move(address), std::move(envelope));
        if (waiting_.size() > resting_ && threads_.size() < kMostThreads) {
            threads_.emplace_back([this] { run(); });
        }
    }
    changed_.notify_all();
}

void Postman::run() {
    std::unique_lock lock(mutex_);
    for (;;) {
        ++resting_;
        changed_.wait(lock, [this] { return stopping_ || !waiting_.empty(); });
        --resting_;
        if (waiting_.empty()) {
            return;
        }
        const auto [address, envelope] = std::move(waiting_.front());
        waiting_.pop_front();
        if (auto client = SinkClient::create(address, options_)) {
            underWay_.push_back(client->get());
            lock.unlock();
            (void)(*client)->post(envelope);
            lock.lock();
            std::erase(underWay_, client->get());
        }
        changed_.notify_all();
    }
}

}  // namespace mockserver::repository
