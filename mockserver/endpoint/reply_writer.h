#pragma once

#include <chrono>
#include <cstddef>
#include <string>
#include <string_view>

#include "mockserver/endpoint/exchange.h"

namespace mockserver {

/// The standard reason phrase of an HTTP status ("Not Found"), empty for one that has none.
std::string_view reasonPhrase(int status);

/// Status line and headers of `reply`, with the empty line after them: its own headers in their order, then
/// Content-Length (or what WireAction::contentLength says) unless it has one, then "Connection: close" when `keepAlive`
/// is false. CR, LF and NUL in a field become spaces.
std::string formatReplyHead(const HttpReply& reply, bool keepAlive);

/// Says, step by step, what to do to a socket to send one reply with its WireAction. Sans I/O: time comes in, bytes go
/// out. Not thread-safe.
class ReplyWriter {
public:
    using TimePoint = std::chrono::steady_clock::time_point;
    enum class Step {
        kWrite,  ///< send some of pending(), then tell wrote()
        kWait,   ///< come back at until()
        kStall,  ///< come back at until(), or when the peer hangs up (then: giveUp)
        kDone,   ///< ending() says what becomes of the connection
    };
    enum class Ending { kKeepAlive, kClose, kReset };

    /// For the reply to a request; `withBody` is false for HEAD.
    ReplyWriter(const HttpReply& reply, bool keepAlive, bool withBody, TimePoint now);

    [[nodiscard]] Step next(TimePoint now);
    [[nodiscard]] std::string_view pending() const;
    void wrote(std::size_t bytes, TimePoint now);
    [[nodiscard]] TimePoint until() const { return until_; }
    /// The peer hung up during a stall.
    void giveUp() {
        stalled_ = true;
        until_ = {};
    }
    [[nodiscard]] Ending ending() const { return ending_; }

private:
    std::string bytes_;
    std::size_t sent_ = 0;
    std::size_t pieceEnd_ = 0;
    WireAction action_;
    TimePoint until_;
    bool stalled_ = false;
    Ending ending_ = Ending::kKeepAlive;
};

}  // namespace mockserver
