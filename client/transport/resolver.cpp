#include "client/transport/resolver.h"

#include <netdb.h>

#include <condition_variable>
#include <cstring>
#include <system_error>

namespace client {
namespace {

/// getaddrinfo for TCP. Returns its error code.
int query(const std::string& host, std::uint16_t port, int flags, std::vector<SocketAddress>& addresses) {
    addrinfo hints{};
    hints.ai_socktype = SOCK_STREAM;
    hints.ai_flags = AI_NUMERICSERV | flags;
    addrinfo* found = nullptr;
    const int code = getaddrinfo(host.c_str(), std::to_string(port).c_str(), &hints, &found);
    if (code != 0) {
        return code;
    }
    for (const addrinfo* entry = found; entry != nullptr; entry = entry->ai_next) {
        SocketAddress address;
        std::memcpy(&address.storage, entry->ai_addr, entry->ai_addrlen);
        address.length = entry->ai_addrlen;
        addresses.push_back(address);
    }
    freeaddrinfo(found);
    return 0;
}

tl::unexpected<TransportError> unresolved(const std::string& host, int code) {
    const std::string words = gai_strerror(code);
    return tl::unexpected(
        TransportError{TransportErrorKind::kResolve, "Cannot find the address of " + host + ": " + words, words});
}

}  // namespace

struct Resolver::Lookup {
    std::mutex mutex;
    std::condition_variable_any done;
    bool finished = false;
    int code = 0;
    std::vector<SocketAddress> addresses;
};

Resolver::~Resolver() {
    for (auto& [lookup, thread] : running_) {
        thread.join();
    }
}

void Resolver::reap() {
    const std::lock_guard lock(mutex_);
    for (auto entry = running_.begin(); entry != running_.end();) {
        std::unique_lock state(entry->first->mutex);
        const bool finished = entry->first->finished;
        state.unlock();
        if (finished) {
            entry->second.join();
            entry = running_.erase(entry);
        } else {
            ++entry;
        }
    }
}

tl::expected<std::vector<SocketAddress>, TransportError> Resolver::lookUp(
    const std::string& host, std::uint16_t port, std::chrono::steady_clock::time_point deadline,
    const CancelToken& cancel) {
    std::vector<SocketAddress> numeric;
    if (query(host, port, AI_NUMERICHOST, numeric) == 0) {
        return numeric;
    }
    reap();
    const auto lookup = std::make_shared<Lookup>();
    try {
        std::thread thread([lookup, host, port] {
            std::vector<SocketAddress> addresses;
            const int code = query(host, port, 0, addresses);
            const std::lock_guard lock(lookup->mutex);
            lookup->code = code;
            lookup->addresses = std::move(addresses);
            lookup->finished = true;
            lookup->done.notify_all();
        });
        const std::lock_guard lock(mutex_);
        running_.emplace_back(lookup, std::move(thread));
    } catch (const std::system_error& error) {
        return tl::unexpected(TransportError{TransportErrorKind::kResolve,
                                             "Cannot start a thread to look up " + host + ": " + error.what(),
                                             error.what()});
    }
    std::unique_lock lock(lookup->mutex);
    lookup->done.wait_until(lock, cancel, deadline, [&] { return lookup->finished; });
    if (cancel.stop_requested()) {
        return tl::unexpected(TransportError{TransportErrorKind::kCanceled, "Canceled while looking up " + host});
    }
    if (!lookup->finished) {
        return tl::unexpected(TransportError{TransportErrorKind::kTimeout, "Timed out while looking up " + host});
    }
    if (lookup->code != 0) {
        return unresolved(host, lookup->code);
    }
    return lookup->addresses;
}

}  // namespace client
