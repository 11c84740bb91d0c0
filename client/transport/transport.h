// client/transport: how the client's bytes reach a server. `Transport` is the seam: one HTTP POST and its reply, or an
// error that says what broke. HttpTransport (http_transport.h) is the real one, with pooled keep-alive connections;
// tests and in-process sessions put their own behind the same interface. Nothing here knows SOAP.
#pragma once

#include <chrono>
#include <cstdint>
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

/// Carries exchanges to one destination. Implementations are thread-safe: exchanges may overlap.
class Transport {
public:
    virtual ~Transport() = default;

    /// Sends `request` and waits for the reply. Returns by `request.timeout` and soon after `cancel` is requested. A
    /// request is never executed twice.
    virtual tl::expected<HttpReply, TransportError> exchange(HttpRequest request, const CancelToken& cancel) = 0;
};

}  // namespace client
