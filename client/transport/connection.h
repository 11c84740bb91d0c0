// One HTTP/1.1 connection: cpp-httplib writes requests and parses replies over it (through httplib::Stream), while the
// socket, its deadlines, limits, cancellation and tracing are here.
#pragma once

#include <httplib.h>

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>

#include "client/transport/http_transport.h"
#include "client/transport/socket.h"
#include "client/transport/tls.h"
#include "client/transport/transport.h"

namespace client {

/// Exchanges one request at a time. Not thread-safe, except that a CancelToken may fire at any time.
class Connection final : private httplib::Stream {
public:
    Connection(Socket socket, std::optional<TlsSession> tls, std::uint64_t number, const HttpOptions& options,
               std::string peer);
    ~Connection() override;
    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;

    /// Sends a request: `wire` holds method, path, headers and body. What goes wrong is reported by receive, because a
    /// server that refuses a request may have answered before it had read all of it.
    void send(httplib::Request wire, Deadline deadline, CancelToken cancel);
    /// The reply to what was sent. When it fails with kSend, nothing of the request was executed.
    tl::expected<HttpReply, TransportError> receive();
    /// What was sent, once it has failed, to be sent elsewhere.
    httplib::Request takeRequest() { return std::move(now_.wire); }

    /// Readable when the reply begins.
    [[nodiscard]] int descriptor() const { return socket_.fd(); }
    [[nodiscard]] Deadline deadline() const { return now_.deadline; }

    /// False after a failure, or when the peer announced that it closes.
    [[nodiscard]] bool isReusable() const { return reusable_; }
    /// True when the peer has closed it meanwhile.
    [[nodiscard]] bool isStale();

private:
    class Framing;

    // httplib::Stream, for Framing.
    bool is_readable() const override { return true; }
    bool is_writable() const override { return true; }
    ssize_t read(char* data, size_t size) override;
    ssize_t write(const char* data, size_t size) override;
    void get_remote_ip_and_port(std::string& ip, int& port) const override;
    void get_local_ip_and_port(std::string& ip, int& port) const override;
    socket_t socket() const override { return socket_.fd(); }

    void flush();
    bool fill();
    bool withinHeadLimits(char byte);
    bool acceptHead(const httplib::Response& head);
    void fail(TransportErrorKind kind, const std::string& text, std::string words = {});
    TransportError failure() const;
    void trace(TraceDirection direction, std::string_view bytes) const;

    Socket socket_;
    std::optional<TlsSession> tls_;
    const std::uint64_t number_;
    const HttpOptions& options_;
    const std::string peer_;  ///< "host:port", for messages
    std::unique_ptr<Framing> framing_;
    bool reusable_ = true;
    std::array<char, std::size_t{16} << 10> in_{};  ///< received, not yet parsed: [inStart_, inEnd_)
    std::size_t inStart_ = 0;
    std::size_t inEnd_ = 0;

    // Wakes whoever waits for the socket.
    struct ShutDown {
        int descriptor;
        void operator()() const;
    };

    /// What belongs to the exchange in hand only.
    struct Progress {
        httplib::Request wire{};
        Deadline deadline = Deadline::max();
        CancelToken cancel{};
        std::string out{};                        ///< the request's bytes, not yet sent
        bool sending = true;                      ///< httplib writes; it reads when this is over
        std::string traced{};                     ///< the reply so far, kept only for the trace
        std::size_t received = 0;                 ///< bytes of the reply
        std::size_t headBytes = 0;                ///< of status lines and headers
        std::size_t lineBytes = 0;                ///< of the line being read
        bool inHead = true;                       ///< httplib reads the status line or headers
        bool atStatusLine = true;                 ///< and of them the status line
        bool ended = false;                       ///< the peer closed in order
        std::string sendWords{};                  ///< why sending failed; a reply may have come all the same
        std::optional<TransportError> failure{};  ///< the first
    };
    Progress now_;
    std::optional<std::stop_callback<ShutDown>> interrupt_;  ///< while an exchange is in hand; before socket_ goes
};

}  // namespace client
