#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "mockserver/endpoint/channel.h"
#include "mockserver/endpoint/connection.h"
#include "mockserver/endpoint/exchange.h"
#include "mockserver/endpoint/request_parser.h"
#include "wsman/error.h"

namespace mockserver {

struct ListenerOptions {
    std::string host = "127.0.0.1";  ///< an address or name; "::1" may stand in brackets
    std::uint16_t port = 0;          ///< 0: a free one, see Listener::port
    RequestLimits limits{};
    ConnectionTimes times{};
    std::size_t maxConnections = 16384;  ///< above, a new one is closed at once
    std::size_t maxWorkers = 256;        ///< requests handled at the same time; more wait their turn
    int backlog = 1024;                  ///< connections the kernel holds before they are accepted
    /// How long a worker stays with a connection that has just been served, before the connection is parked: a client
    /// that goes on at once then costs no hand-over between threads.
    std::chrono::milliseconds hotTime{10};
    std::string scheme = "http";  ///< of url(): "https" where makeChannel speaks TLS
    /// Makes a channel of an accepted socket; a TLS endpoint has another (TlsServer::makeChannel).
    std::function<std::unique_ptr<Channel>(int descriptor)> makeChannel = makeSocketChannel;
};

/// Listens on one address and serves HTTP/1.1 there, from start() until stop(): keep-alive without a bound on requests,
/// pipelining, chunked bodies, "Expect: 100-continue", and replies that misbehave as their WireAction says. An idle or
/// slow connection costs no thread. Binding and accepting are cpp-httplib's; the connections are our own. All functions
/// may be called from any thread.
///
///     auto listener = Listener::start({}, {.handle = [](const HttpRequest&) { return HttpReply{.body = "hello"}; }});
///     if (!listener) return listener.error();
///     connectTo((*listener)->url());
class Listener {
public:
    /// Binds, and serves from this moment. Errors: kIo, naming address and port (in use, no such address, no
    /// permission).
    static wsman::Result<std::unique_ptr<Listener>> start(ListenerOptions options, HttpHandler handler);

    ~Listener();
    Listener(const Listener&) = delete;
    Listener& operator=(const Listener&) = delete;

    [[nodiscard]] std::uint16_t port() const;
    /// "http://127.0.0.1:5985", with brackets around an IPv6 address.
    [[nodiscard]] std::string url() const;
    /// Connections open now.
    [[nodiscard]] std::size_t connections() const;
    /// Worker threads that exist now.
    [[nodiscard]] std::size_t workers() const;

    /// Stops: no new connections, idle ones closed, requests that have begun answered with "Connection: close". What is
    /// not over after `grace` is aborted. Returns true when nothing had to be. Waits for a handler that is running,
    /// however long. Not from a handler. The second call does nothing and returns true.
    bool stop(std::chrono::milliseconds grace = std::chrono::seconds(5));

private:
    class Impl;
    explicit Listener(std::unique_ptr<Impl> impl);
    std::unique_ptr<Impl> impl_;
};

}  // namespace mockserver
