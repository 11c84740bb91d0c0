// client/transport: how the client's bytes reach a server. `Transport` is the seam: one HTTP POST and its reply, or an
// error that says what broke. HttpTransport (http_transport.h) is the real one, with pooled keep-alive connections;
// tests and in-process sessions put their own behind the same interface. Nothing here knows SOAP.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <stop_token>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <utility>
#include <vector>

namespace client {

/// Asks a running exchange to end early. A std::stop_source on the other side requests it, from any thread; the
/// exchange then returns TransportErrorKind::kCanceled at once, even while it waits for a connection or a reply.
using CancelToken = std::stop_token;

/// One POST. The destination, credentials and limits belong to the transport.
struct HttpRequest {
    std::string path = "/wsman";
    std::string contentType;
    std::vector<std::pair<std::string, std::string>> headers;  ///< beyond those that HTTP itself needs
    std::string body;
    /// The longest that the whole exchange may take, connecting included; zero means no limit.
    std::chrono::milliseconds timeout{0};
};

/// A complete reply, whatever its status: 401, redirects and SOAP faults on 4xx and 5xx are replies, not errors.
struct HttpReply {
    int status = 0;
    std::string reason;                                        ///< the reason phrase; often empty
    std::vector<std::pair<std::string, std::string>> headers;  ///< as received, sorted by name
    std::string body;                                          ///< transfer and content codings already removed

    /// The first header called `name` (in any case), or empty.
    [[nodiscard]] std::string_view header(std::string_view name) const;
    [[nodiscard]] std::string_view contentType() const { return header("Content-Type"); }
};

enum class TransportErrorKind {
    kResolve,      ///< the host name has no address
    kConnect,      ///< refused, unreachable, no route
    kTimeout,      ///< the time for connecting or for the whole exchange ran out
    kSend,         ///< the request could not be written completely, so the server cannot have executed it
    kReceive,      ///< the connection ended before the reply was complete (closed early, reset, shorter than announced)
    kTls,          ///< handshake or certificate verification failed
    kTooLarge,     ///< the reply's headers or body are over the limit
    kCanceled,     ///< asked for through the CancelToken
    kProtocol,     ///< the peer does not speak HTTP/1.x, or breaks its framing
    kUnsupported,  ///< an option that this transport cannot honour
};

/// "resolve", "connect", ... for logs and JSON.
std::string_view toString(TransportErrorKind kind);

/// Why there is no reply. `text` is one sentence for a person with the peer's address in it; `system` holds the words
/// of the operating system, the resolver or the TLS library when those are the cause (they are part of `text` as well).
struct TransportError {
    TransportErrorKind kind{};
    std::string text;
    std::string system{};
};

/// An exchange whose request has left. Not thread-safe, but for its CancelToken; lives no longer than its transport.
class PendingReply {
public:
    virtual ~PendingReply() = default;

    /// A descriptor that becomes readable when the reply begins, the connection ends, or a cancel is asked for: until
    /// then no thread is needed for this exchange. -1: there is none, receive() waits by itself. It stays open until
    /// receive() is called.
    [[nodiscard]] virtual int descriptor() const { return -1; }
    /// When to call receive() even though nothing came; it then returns kTimeout.
    [[nodiscard]] virtual std::chrono::steady_clock::time_point deadline() const {
        return std::chrono::steady_clock::time_point::max();
    }
    /// Waits for the (rest of the) reply. Once.
    virtual tl::expected<HttpReply, TransportError> receive() = 0;
};

/// Carries exchanges to one destination. Implementations are thread-safe: exchanges may overlap.
class Transport {
public:
    virtual ~Transport() = default;

    /// The first half of an exchange: sends `request`, connecting if need be. Errors that only receive() would report
    /// may already be reported here. What cannot wait without a thread does the whole exchange in receive(), as the
    /// default does.
    virtual tl::expected<std::unique_ptr<PendingReply>, TransportError> send(HttpRequest request, CancelToken cancel);

    /// Sends `request` and waits for the reply. Returns by `request.timeout` and soon after `cancel` is requested. A
    /// request is never executed twice.
    virtual tl::expected<HttpReply, TransportError> exchange(HttpRequest request, const CancelToken& cancel) = 0;
};

}  // namespace client
