#pragma once

#include <atomic>
#include <chrono>
#include <memory>
#include <optional>

#include "mockserver/endpoint/channel.h"
#include "mockserver/endpoint/exchange.h"
#include "mockserver/endpoint/parking_lot.h"
#include "mockserver/endpoint/reply_writer.h"
#include "mockserver/endpoint/request_parser.h"

namespace mockserver {

/// How long a connection may take.
struct ConnectionTimes {
    std::chrono::milliseconds idle{std::chrono::minutes(5)};      ///< between requests; then it is closed
    std::chrono::milliseconds request{std::chrono::seconds(60)};  ///< from a request's first byte to its last; then 408
    std::chrono::milliseconds write{std::chrono::seconds(30)};  ///< without the peer taking a byte; then it is dropped
    std::chrono::milliseconds linger{std::chrono::seconds(1)};  ///< for the peer to read the last reply and close
};

/// One connection's loop: read a request, have it handled, write the reply, again. It never waits itself: run() goes on
/// until it would have to, and says for what. Used by one thread at a time.
class Connection {
public:
    using TimePoint = std::chrono::steady_clock::time_point;

    /// Whether the listener is stopping, seen by all its connections.
    enum class Service { kRunning, kDraining, kAborting };

    struct Wait {
        bool done = false;  ///< the connection is over: destroy it
        ParkingLot::For what = ParkingLot::For::kReadable;
        TimePoint deadline{};
    };

    Connection(ConnectionInfo info, std::unique_ptr<Channel> channel, const RequestLimits& limits,
               const ConnectionTimes& times, const HttpHandler& handler, const std::atomic<Service>& service);

    [[nodiscard]] Wait run(ParkingLot::Wake wake);
    [[nodiscard]] const ConnectionInfo& info() const { return info_; }
    /// Not after run() said `done`: the channel is closed then.
    [[nodiscard]] const Channel& channel() const { return *channel_; }

private:
    enum class Phase { kReading, kReplying, kLingering, kDone };

    void wakeUp(ParkingLot::Wake wake, TimePoint now);
    std::optional<Wait> readSome();
    std::optional<Wait> writeSome();
    std::optional<Wait> linger();
    void handleRequest();
    void refuse(int status, const std::string& reason);
    void startLinger();
    [[nodiscard]] Wait waitFor(Channel::Status status, TimePoint deadline) const;

    ConnectionInfo info_;
    std::unique_ptr<Channel> channel_;
    const ConnectionTimes& times_;
    const HttpHandler& handler_;
    const std::atomic<Service>& service_;
    RequestParser parser_;
    std::optional<ReplyWriter> writer_;
    Phase phase_ = Phase::kReading;
    bool inRequest_ = false;    ///< a request's first byte has come
    bool stalling_ = false;     ///< the writer waits for time or hang-up
    bool timedWait_ = false;    ///< the writer waits for time only
    TimePoint since_{};         ///< when the present phase, or the request, began
    TimePoint lastProgress_{};  ///< when the peer last took a byte
};

}  // namespace mockserver
