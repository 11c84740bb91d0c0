#include "client/transport/socket.h"

#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <limits>
#include <system_error>

namespace client {
namespace {

using std::chrono::steady_clock;

/// Milliseconds for poll, rounded up so that a wait never ends just before its deadline; -1 waits for ever.
int pollTimeout(Deadline deadline) {
    if (deadline == Deadline::max()) {
        return -1;
    }
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - steady_clock::now()).count();
    return static_cast<int>(std::clamp<std::int64_t>(left, 0, std::numeric_limits<int>::max()));
}

TransportError refused(const std::string& peer, int code) {
    const std::string words = std::generic_category().message(code);
    const auto kind = code == ETIMEDOUT ? TransportErrorKind::kTimeout : TransportErrorKind::kConnect;
    return {kind, "Cannot connect to " + peer + ": " + words, words};
}

IoResult failure(int code) {
    const bool gone = code == ECONNRESET || code == EPIPE || code == ENOTCONN;
    return {gone ? IoResult::Status::kReset : IoResult::Status::kError, 0, std::generic_category().message(code)};
}

TransportError canceled(const std::string& peer) {
    return {TransportErrorKind::kCanceled, "Canceled while connecting to " + peer};
}

}  // namespace

Socket& Socket::operator=(Socket&& other) noexcept {
    std::swap(fd_, other.fd_);
    return *this;
}

Socket::~Socket() {
    if (fd_ >= 0) {
        ::close(fd_);
    }
}

bool Socket::wait(short events, Deadline deadline) const {
    pollfd entry{fd_, events, 0};
    for (;;) {
        const int ready = ::poll(&entry, 1, pollTimeout(deadline));
        if (ready > 0 || (ready < 0 && errno != EINTR)) {
            return true;  // an error shows itself in the read or write that follows
        }
        if (ready == 0 && steady_clock::now() >= deadline) {
            return false;
        }
    }
}

IoResult Socket::read(char* data, std::size_t size, Deadline deadline) const {
    for (;;) {
        const ssize_t got = ::recv(fd_, data, size, 0);
        if (got >= 0) {
            return got == 0 ? IoResult{IoResult::Status::kEnd} : IoResult{{}, static_cast<std::size_t>(got)};
        }
        if (errno != EAGAIN && errno != EWOULDBLOCK && errno != EINTR) {
            return failure(errno);
        }
        if (errno != EINTR && !wait(POLLIN, deadline)) {
            return {IoResult::Status::kTimeout};
        }
    }
}

IoResult Socket::write(const char* data, std::size_t size, Deadline deadline) const {
    for (;;) {
        const ssize_t sent = ::send(fd_, data, size, MSG_NOSIGNAL);
        if (sent >= 0) {
            return {{}, static_cast<std::size_t>(sent)};
        }
        if (errno != EAGAIN && errno != EWOULDBLOCK && errno != EINTR) {
            return failure(errno);
        }
        if (errno != EINTR && !wait(POLLOUT, deadline)) {
            return {IoResult::Status::kTimeout};
        }
    }
}

void Socket::shutDown() const {
    ::shutdown(fd_, SHUT_RDWR);
}

bool Socket::isStale() const {
    char byte = 0;
    const ssize_t got = ::recv(fd_, &byte, 1, MSG_PEEK | MSG_DONTWAIT);
    return got >= 0 || (errno != EAGAIN && errno != EWOULDBLOCK);
}

tl::expected<Socket, TransportError> Socket::connect(const std::vector<SocketAddress>& addresses,
                                                     const std::string& peer, Deadline deadline,
                                                     const CancelToken& cancel) {
    TransportError last = refused(peer, EADDRNOTAVAIL);
    for (std::size_t index = 0; index < addresses.size(); ++index) {
        const SocketAddress& address = addresses[index];
        Socket socket(::socket(address.storage.ss_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
        if (socket.fd_ < 0) {
            last = refused(peer, errno);
            continue;
        }
        const int on = 1;
        ::setsockopt(socket.fd_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        const std::stop_callback interrupt(cancel, [fd = socket.fd_] { ::shutdown(fd, SHUT_RDWR); });
        if (cancel.stop_requested()) {
            return tl::unexpected(canceled(peer));
        }
        int code = 0;
        if (::connect(socket.fd_, reinterpret_cast<const sockaddr*>(&address.storage), address.length) != 0) {
            code = errno;
        }
        if (code == EINPROGRESS || code == EINTR) {
            Deadline mine = deadline;
            if (deadline != Deadline::max()) {
                const auto now = steady_clock::now();
                mine = now + (deadline - now) / static_cast<int>(addresses.size() - index);
            }
            const bool answered = socket.wait(POLLOUT, mine);
            if (cancel.stop_requested()) {
                return tl::unexpected(canceled(peer));
            }
            if (!answered) {
                last = {TransportErrorKind::kTimeout, "Timed out while connecting to " + peer};
                continue;
            }
            socklen_t size = sizeof code;
            if (::getsockopt(socket.fd_, SOL_SOCKET, SO_ERROR, &code, &size) != 0) {
                code = errno;
            }
        }
        // A shutdown on a socket that was still connecting leaves no error behind.
        if (cancel.stop_requested()) {
            return tl::unexpected(canceled(peer));
        }
        if (code == 0) {
            return tl::expected<Socket, TransportError>(std::move(socket));
        }
        last = refused(peer, code);
    }
    return tl::unexpected(last);
}

}  // namespace client
