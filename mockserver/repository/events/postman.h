#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <mutex>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "mockserver/repository/events/sink_client.h"

namespace mockserver::repository {

/// Posts messages that nobody waits for, on threads of its own: an address that does not answer holds up nobody but,
/// when there are many of them, each other. Thread-safe. Each message gets one chance.
class Postman {
public:
    explicit Postman(SinkOptions options) : options_(std::move(options)) {}
    /// Gives what is on its way a moment; what takes longer is stopped.
    ~Postman();
    Postman(const Postman&) = delete;
    Postman& operator=(const Postman&) = delete;

    /// Does nothing when too many messages wait, or for an address that is none.
    void post(std::string address, std::string envelope);

private:
    void run();
    [[nodiscard]] bool idle() const { return waiting_.empty() && underWay_.empty(); }

    const SinkOptions options_;
    std::mutex mutex_;
    std::condition_variable changed_;
    std::deque<std::pair<std::string, std::string>> waiting_;  ///< address, envelope
    std::vector<SinkClient*> underWay_;
    std::size_t resting_ = 0;  ///< threads that have nothing to do
    bool stopping_ = false;
    std::vector<std::thread> threads_;
};

}  // namespace mockserver::repository
