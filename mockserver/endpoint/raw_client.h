#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <charconv>
#include <chrono>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <utility>

#include "mockserver/endpoint/exchange.h"

namespace mockserver {

/// A TCP client for tests that sends and sees exact bytes: it adds nothing, hides nothing, and knows a close from a
/// reset. It shares no code with the listener. Every wait ends after `patience`. One thread at a time.
class RawClient {
public:
    enum class Ending {
        kOpen,     ///< the connection still stands
        kClosed,   ///< the peer closed it in order (FIN)
        kReset,    ///< the peer aborted it (RST)
        kTimeout,  ///< nothing came within the patience
    };
    struct Reply {
        Ending ending = Ending::kOpen;  ///< kOpen: a whole reply was read
        int status = 0;                 ///< 0 when not even a status line came
        HttpHeaders headers{};
        std::string head{};  ///< status line and headers as received, with the empty line
        std::string body{};  ///< as much as came
    };

    /// Connects to a port of this machine; connected() says whether it did.
    explicit RawClient(std::uint16_t port, std::chrono::milliseconds patience = std::chrono::seconds(10),
                       const char* address = "127.0.0.1", int receiveBuffer = 0)
        : patience_(patience) {
        const auto v6 = std::string_view(address).find(':') != std::string_view::npos;
        socket_ = ::socket(v6 ? AF_INET6 : AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        if (receiveBuffer > 0) {
            ::setsockopt(socket_, SOL_SOCKET, SO_RCVBUF, &receiveBuffer, sizeof receiveBuffer);
        }
        const int on = 1;
        ::setsockopt(socket_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        sockaddr_in v4Address{};
        v4Address.sin_family = AF_INET;
        v4Address.sin_port = htons(port);
        sockaddr_in6 v6Address{};
        v6Address.sin6_family = AF_INET6;
        v6Address.sin6_port = htons(port);
        if (v6) {
            ::inet_pton(AF_INET6, address, &v6Address.sin6_addr);
            connected_ = ::connect(socket_, reinterpret_cast<const sockaddr*>(&v6Address), sizeof v6Address) == 0;
        } else {
            ::inet_pton(AF_INET, address, &v4Address.sin_addr);
            connected_ = ::connect(socket_, reinterpret_cast<const sockaddr*>(&v4Address), sizeof v4Address) == 0;
        }
    }
    ~RawClient() { close(); }
    RawClient(RawClient&& other) noexcept
        : socket_(std::exchange(other.socket_, -1)),
          connected_(other.connected_),
          patience_(other.patience_),
          unread_(std::move(other.unread_)) {}
    RawClient(const RawClient&) = delete;
    RawClient& operator=(const RawClient&) = delete;
    RawClient& operator=(RawClient&&) = delete;

    [[nodiscard]] bool connected() const { return connected_; }

    /// Sends all of `bytes`; false when the peer would not take them.
    bool send(std::string_view bytes) const {
        while (!bytes.empty()) {
            pollfd descriptor{.fd = socket_, .events = POLLOUT, .revents = 0};
            if (::poll(&descriptor, 1, static_cast<int>(patience_.count())) <= 0) {
                return false;
            }
            const auto n = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
            if (n < 0 && errno != EAGAIN) {
                return false;
            }
            bytes.remove_prefix(n > 0 ? static_cast<std::size_t>(n) : 0);
        }
        return true;
    }

    /// A POST with Host, Content-Type and Content-Length; `more` is further header lines, each ending in CRLF.
    static std::string post(std::string_view body, std::string_view more = {}, std::string_view target = "/wsman",
                            std::string_view contentType = "application/soap+xml;charset=UTF-8") {
        std::string request = "POST ";
        request.append(target).append(" HTTP/1.1\r\nHost: localhost\r\n");
        if (!contentType.empty()) {
            request.append("Content-Type: ").append(contentType).append("\r\n");
        }
        request.append(more).append("Content-Length: ").append(std::to_string(body.size())).append("\r\n\r\n");
        return request.append(body);
    }

    /// Sends a request and reads its reply.
    Reply exchange(std::string_view request) {
        send(request);
        return readReply();
    }

    /// Reads one reply by its Content-Length; what follows it stays for the next call. `withBody` is false for HEAD.
    Reply readReply(bool withBody = true) {
        Reply reply;
        std::size_t end = 0;
        while ((end = unread_.find("\r\n\r\n")) == std::string::npos) {
            if ((reply.ending = receive()) != Ending::kOpen) {
                reply.head = std::exchange(unread_, {});
                return reply;
            }
        }
        reply.head = unread_.substr(0, end + 4);
        unread_.erase(0, end + 4);
        parseHead(reply);
        std::size_t length = 0;
        const auto text = reply.headers.get("Content-Length");
        std::from_chars(text.data(), text.data() + text.size(), length);
        if (!withBody || reply.status / 100 == 1) {
            length = 0;
        }
        while (unread_.size() < length && (reply.ending = receive()) == Ending::kOpen) {
        }
        reply.body = unread_.substr(0, length);
        unread_.erase(0, reply.body.size());
        return reply;
    }

    /// Reads until the connection ends; the bytes and how it ended.
    std::pair<std::string, Ending> readToEnd() {
        auto ending = Ending::kOpen;
        while ((ending = receive()) == Ending::kOpen) {
        }
        return {std::exchange(unread_, {}), ending};
    }

    /// Reads what comes within `time`, up to `atMost` bytes.
    std::string readFor(std::chrono::milliseconds time, std::size_t atMost = SIZE_MAX) {
        const auto until = std::chrono::steady_clock::now() + time;
        while (unread_.size() < atMost) {
            const auto left = std::chrono::ceil<std::chrono::milliseconds>(until - std::chrono::steady_clock::now());
            if (left.count() <= 0 || receive(left) != Ending::kOpen) {
                break;
            }
        }
        const auto size = unread_.size() < atMost ? unread_.size() : atMost;
        auto bytes = unread_.substr(0, size);
        unread_.erase(0, size);
        return bytes;
    }

    void close() {
        if (socket_ >= 0) {
            ::close(std::exchange(socket_, -1));
        }
    }

private:
    Ending receive() { return receive(patience_); }

    Ending receive(std::chrono::milliseconds time) {
        pollfd descriptor{.fd = socket_, .events = POLLIN, .revents = 0};
        if (::poll(&descriptor, 1, static_cast<int>(time.count())) <= 0) {
            return Ending::kTimeout;
        }
        std::array<char, 65536> buffer;
        const auto n = ::recv(socket_, buffer.data(), buffer.size(), 0);
        if (n > 0) {
            unread_.append(buffer.data(), static_cast<std::size_t>(n));
            return Ending::kOpen;
        }
        return n == 0 ? Ending::kClosed : Ending::kReset;
    }

    static void parseHead(Reply& reply) {
        std::string_view rest = reply.head;
        auto line = rest.substr(0, rest.find("\r\n"));
        if (line.starts_with("HTTP/1.1 ") && line.size() >= 12) {
            std::from_chars(line.data() + 9, line.data() + 12, reply.status);
        }
        for (rest.remove_prefix(line.size() + 2); !rest.starts_with("\r\n"); rest.remove_prefix(line.size() + 2)) {
            line = rest.substr(0, rest.find("\r\n"));
            const auto colon = line.find(": ");
            if (colon != std::string_view::npos) {
                reply.headers.add(std::string(line.substr(0, colon)), std::string(line.substr(colon + 2)));
            }
        }
    }

    int socket_ = -1;
    bool connected_ = false;
    std::chrono::milliseconds patience_;
    std::string unread_;
};

}  // namespace mockserver
