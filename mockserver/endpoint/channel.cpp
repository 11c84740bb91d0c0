#include "mockserver/endpoint/channel.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>

namespace mockserver {

namespace {

class SocketChannel final : public Channel {
public:
    explicit SocketChannel(int descriptor) : descriptor_(descriptor) {
        ::fcntl(descriptor_, F_SETFL, ::fcntl(descriptor_, F_GETFL) | O_NONBLOCK);
        ::fcntl(descriptor_, F_SETFD, FD_CLOEXEC);
        const int on = 1;
        ::setsockopt(descriptor_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    }
    ~SocketChannel() override { ::close(descriptor_); }
    SocketChannel(const SocketChannel&) = delete;
    SocketChannel& operator=(const SocketChannel&) = delete;

    Moved read(std::span<char> into) override {
        const auto n = ::recv(descriptor_, into.data(), into.size(), 0);
        if (n == 0) {
            return {Status::kEnd};
        }
        return moved(n, Status::kWantRead);
    }

    Moved write(std::string_view from) override {
        return moved(::send(descriptor_, from.data(), from.size(), MSG_NOSIGNAL), Status::kWantWrite);
    }

    void shutdownWrite() override { ::shutdown(descriptor_, SHUT_WR); }

    void abortOnClose() override {
        const linger now{.l_onoff = 1, .l_linger = 0};
        ::setsockopt(descriptor_, SOL_SOCKET, SO_LINGER, &now, sizeof now);
    }

    [[nodiscard]] int descriptor() const override { return descriptor_; }
    [[nodiscard]] bool hasBuffered() const override { return false; }

private:
    static Moved moved(ssize_t n, Status blocked) {
        if (n >= 0) {
            return {Status::kOk, static_cast<std::size_t>(n)};
        }
        return {errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR ? blocked : Status::kError};
    }

    int descriptor_;
};

std::string describe(const sockaddr_storage& address) {
    std::array<char, INET6_ADDRSTRLEN> text{};
    if (address.ss_family == AF_INET) {
        const auto& v4 = reinterpret_cast<const sockaddr_in&>(address);
        ::inet_ntop(AF_INET, &v4.sin_addr, text.data(), text.size());
        return std::string(text.data()) + ":" + std::to_string(ntohs(v4.sin_port));
    }
    if (address.ss_family == AF_INET6) {
        const auto& v6 = reinterpret_cast<const sockaddr_in6&>(address);
        ::inet_ntop(AF_INET6, &v6.sin6_addr, text.data(), text.size());
        return "[" + std::string(text.data()) + "]:" + std::to_string(ntohs(v6.sin6_port));
    }
    return {};
}

template <class Ask>
std::string addressOf(Ask ask, int descriptor) {
    sockaddr_storage address{};
    socklen_t size = sizeof address;
    return ask(descriptor, reinterpret_cast<sockaddr*>(&address), &size) == 0 ? describe(address) : std::string{};
}

}  // namespace

std::unique_ptr<Channel> makeSocketChannel(int descriptor) {
    return std::make_unique<SocketChannel>(descriptor);
}

std::string localAddressOf(int descriptor) {
    return addressOf(::getsockname, descriptor);
}

std::string remoteAddressOf(int descriptor) {
    return addressOf(::getpeername, descriptor);
}

}  // namespace mockserver
