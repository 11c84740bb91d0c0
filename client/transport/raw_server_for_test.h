// For the tests of the client: a server that answers each connection with a script of raw socket steps, so that every
// way of breaking HTTP is exact.
#pragma once

#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <cstring>
#include <functional>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace client {

/// One accepted connection, as the script sees it. Every wait ends after five seconds or when the server stops.
class RawPeer {
public:
    RawPeer(int fd, const std::atomic<bool>& stopping) : fd_(fd), stopping_(stopping) {}

    /// Reads one request (head and Content-Length bytes); empty when the client has gone.
    std::string readRequest() {
        std::string text;
        for (;;) {
            const std::size_t end = text.find("\r\n\r\n");
            if (end != std::string::npos) {
                const std::size_t at = text.find("Content-Length: ");
                const std::size_t length = at < end ? std::stoul(text.substr(at + 16)) : 0;
                if (text.size() >= end + 4 + length) {
                    return text;
                }
            }
            char buffer[65536];
            if (!waitReadable()) {
                return {};
            }
            const ssize_t got = ::recv(fd_, buffer, sizeof buffer, 0);
            if (got <= 0) {
                return {};
            }
            text.append(buffer, static_cast<std::size_t>(got));
        }
    }

    void send(std::string_view bytes) {
        while (!bytes.empty()) {
            const ssize_t sent = ::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
            if (sent <= 0) {
                return;
            }
            bytes.remove_prefix(static_cast<std::size_t>(sent));
        }
    }

    /// Closes with a reset instead of an orderly end.
    void reset() {
        const linger now{1, 0};
        ::setsockopt(fd_, SOL_SOCKET, SO_LINGER, &now, sizeof now);
        close();
    }

    void close() {
        ::close(fd_);
        fd_ = -1;
    }

    /// Waits until the client closes (true) or the wait ends.
    bool waitForEnd() {
        char byte = 0;
        return waitReadable() && ::recv(fd_, &byte, 1, MSG_PEEK) <= 0;
    }

    /// Does nothing, not even read, until the server stops or `patience` is over.
    void idle(std::chrono::seconds patience = std::chrono::seconds(5)) const {
        for (int slice = 0; slice < 100 * patience.count() && !stopping_; ++slice) {
            std::this_thread::sleep_for(std::chrono::milliseconds(10));
        }
    }

    [[nodiscard]] int fd() const { return fd_; }

private:
    bool waitReadable() {
        for (int slice = 0; slice < 500 && !stopping_; ++slice) {
            pollfd entry{fd_, POLLIN, 0};
            if (::poll(&entry, 1, 10) > 0) {
                return true;
            }
        }
        return false;
    }

    int fd_;
    const std::atomic<bool>& stopping_;
};

/// Listens on 127.0.0.1 and runs `script` for each connection on a thread of its own, then closes it.
class RawServer {
public:
    using Script = std::function<void(RawPeer&)>;

    explicit RawServer(Script script) : script_(std::move(script)) {
        fd_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t size = sizeof address;
        if (::bind(fd_, reinterpret_cast<sockaddr*>(&address), size) != 0 || ::listen(fd_, 64) != 0 ||
            ::getsockname(fd_, reinterpret_cast<sockaddr*>(&address), &size) != 0) {
            throw std::runtime_error("no loopback port");
        }
        port_ = ntohs(address.sin_port);
        acceptor_ = std::thread([this] { accept(); });
    }

    ~RawServer() {
        stopping_ = true;
        acceptor_.join();
        for (auto& thread : peers_) {
            thread.join();
        }
        ::close(fd_);
    }
    RawServer(const RawServer&) = delete;
    RawServer& operator=(const RawServer&) = delete;

    [[nodiscard]] std::uint16_t port() const { return port_; }
    [[nodiscard]] int accepted() const { return accepted_; }

private:
    void accept() {
        while (!stopping_) {
            pollfd entry{fd_, POLLIN, 0};
            if (::poll(&entry, 1, 10) <= 0) {
                continue;
            }
            const int fd = ::accept4(fd_, nullptr, nullptr, SOCK_CLOEXEC);
            if (fd < 0) {
                continue;
            }
            ++accepted_;
            peers_.emplace_back([this, fd] {
                RawPeer peer(fd, stopping_);
                script_(peer);
                if (peer.fd() >= 0) {
                    peer.close();
                }
            });
        }
    }

    Script script_;
    int fd_ = -1;
    std::uint16_t port_ = 0;
    std::atomic<bool> stopping_{false};
    std::atomic<int> accepted_{0};
    std::thread acceptor_;
    std::vector<std::thread> peers_;  ///< touched by the acceptor only, until it is joined
};

}  // namespace client
