// A non-blocking TCP socket with deadlines and cancellation, so that no wait outlives its caller's patience.
#pragma once

#include <chrono>
#include <cstddef>
#include <string>

#include "client/transport/resolver.h"
#include "client/transport/transport.h"

namespace client {

using Deadline = std::chrono::steady_clock::time_point;

/// What one read or write came to.
struct IoResult {
    enum class Status {
        kOk,       ///< `bytes` were moved, at least one
        kEnd,      ///< the peer has ended its stream in order
        kTimeout,  ///< the deadline passed
        kReset,    ///< the connection is gone
        kError,    ///< anything else
    };
    Status status = Status::kOk;
    std::size_t bytes = 0;
    std::string words{};  ///< of the system, for kReset and kError
};

/// A connected socket, owned. Move-only; one thread at a time, but for shutDown.
class Socket {
public:
    /// Tries the addresses in order, sharing the time left among those not yet tried, and returns the first connection:
    /// non-blocking, TCP_NODELAY. `peer` is for messages. Errors (of the last address): kConnect, kTimeout, kCanceled.
    static tl::expected<Socket, TransportError> connect(const std::vector<SocketAddress>& addresses,
                                                        const std::string& peer, Deadline deadline,
                                                        const CancelToken& cancel);

    Socket(Socket&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
    Socket& operator=(Socket&& other) noexcept;
    ~Socket();

    [[nodiscard]] int fd() const { return fd_; }

    /// Waits for `events` (POLLIN, POLLOUT) or the end of the connection; false when the deadline passed first.
    [[nodiscard]] bool wait(short events, Deadline deadline) const;

    /// Moves what can be moved, waiting for the first byte.
    [[nodiscard]] IoResult read(char* data, std::size_t size, Deadline deadline) const;
    [[nodiscard]] IoResult write(const char* data, std::size_t size, Deadline deadline) const;

    /// Ends the connection in both directions, waking whoever waits for it. Safe from any thread while the socket
    /// lives.
    void shutDown() const;

    /// True when the peer has closed, or has sent what nobody asked for: no use for another exchange.
    [[nodiscard]] bool isStale() const;

private:
    explicit Socket(int fd) : fd_(fd) {}
    int fd_ = -1;
};

}  // namespace client
