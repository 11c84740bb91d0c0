#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace mockserver {

/// The bytes of one connection, never blocking. The plain one is a TCP socket; TLS is another implementation, which may
/// want to read in order to write and the other way round: hence both wants in one status. Owns its descriptor. Used by
/// one thread at a time.
class Channel {
public:
    enum class Status {
        kOk,         ///< `bytes` were moved, at least one
        kWantRead,   ///< nothing moved: wait until readable
        kWantWrite,  ///< nothing moved: wait until writable
        kEnd,        ///< the peer has closed its side
        kError,      ///< the connection is unusable
    };
    struct Moved {
        Status status = Status::kError;
        std::size_t bytes = 0;
    };

    virtual ~Channel() = default;
    virtual Moved read(std::span<char> into) = 0;
    virtual Moved write(std::string_view from) = 0;
    /// Says the last byte has been written; the peer sees the end of the stream.
    virtual void shutdownWrite() = 0;
    /// Makes the destructor abort the connection (a TCP RST) in place of closing it.
    virtual void abortOnClose() = 0;
    /// What epoll may watch. Valid as long as the channel.
    [[nodiscard]] virtual int descriptor() const = 0;
    /// True when read() has bytes that polling the descriptor would not show.
    [[nodiscard]] virtual bool hasBuffered() const = 0;
};

/// Takes over a connected TCP socket: makes it non-blocking, without Nagle's delay.
std::unique_ptr<Channel> makeSocketChannel(int descriptor);

/// "127.0.0.1:5985", "[::1]:5985": a socket's own or its peer's address; empty when it is not known any more.
std::string localAddressOf(int descriptor);
std::string remoteAddressOf(int descriptor);

}  // namespace mockserver
