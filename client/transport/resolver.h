// Name lookup that can be given up on.
#pragma once

#include <sys/socket.h>

#include <chrono>
#include <cstdint>
#include <list>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "client/transport/transport.h"

namespace client {

struct SocketAddress {
    sockaddr_storage storage{};
    socklen_t length = 0;
};

/// Looks names up on threads of its own, since getaddrinfo cannot be interrupted: a lookup that its caller no longer
/// waits for runs to its end unheard, and the destructor joins it. Thread-safe.
class Resolver {
public:
    Resolver() = default;
    ~Resolver();
    Resolver(const Resolver&) = delete;
    Resolver& operator=(const Resolver&) = delete;

    /// The addresses of `host` in the system's order of preference; a numeric address needs no lookup. Errors:
    /// kResolve, kTimeout, kCanceled.
    tl::expected<std::vector<SocketAddress>, TransportError> lookUp(const std::string& host, std::uint16_t port,
                                                                    std::chrono::steady_clock::time_point deadline,
                                                                    const CancelToken& cancel);

private:
    struct Lookup;
    void reap();

    std::mutex mutex_;
    std::list<std::pair<std::shared_ptr<Lookup>, std::thread>> running_;  ///< guarded by mutex_
};

}  // namespace client
