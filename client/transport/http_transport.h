// The real transport: HTTP/1.1 over TCP or TLS with pooled keep-alive connections. cpp-httplib frames the messages; the
// connections below it are ours, because a blocked connect or read must end when the caller cancels (connection.h).
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "client/transport/transport.h"

namespace client {

class Connection;
class Resolver;
class TlsContext;

/// Credentials of HTTP Basic (RFC 7617), UTF-8. Sent with the first request already.
struct BasicCredentials {
    std::string user;
    std::string password;
};

/// How a server's certificate is judged. Both checks are on unless the user says otherwise.
struct TlsOptions {
    bool checkCa = true;    ///< the chain must end in a trusted authority and be valid today
    bool checkName = true;  ///< the certificate must name the host (or address) that we connect to
    std::string caFile;     ///< PEM; with caDirectory empty too: the system's trust store
    std::string caDirectory;
    std::string certificateFile;  ///< our own certificate (PEM chain), empty for none
    std::string privateKeyFile;   ///< its key; empty: in certificateFile
    bool allowTls12 = true;       ///< false: TLS 1.3 alone; anything older than 1.2 is never spoken
};

enum class TraceDirection { kSent, kReceived };

/// Bytes as they crossed the wire (before encryption, after decryption), all of one request or reply together; the
/// value of Authorization is replaced. A reply that broke off is shown as far as it came.
struct TraceEvent {
    TraceDirection direction{};
    std::uint64_t connection = 0;  ///< numbers the connections of one transport from 1
    std::string_view bytes;        ///< valid during the call
};

/// Called from the threads that run exchanges, so it must be thread-safe; it must not throw.
using TraceHook = std::function<void(const TraceEvent&)>;

struct HttpOptions {
    std::string host;  ///< name, IPv4 address, or IPv6 address with or without brackets
    std::uint16_t port = 5985;
    std::optional<TlsOptions> tls;  ///< set: HTTPS
    std::optional<BasicCredentials> basic;
    std::chrono::milliseconds connectTimeout{30'000};  ///< lookup, TCP and TLS handshake together
    std::size_t maxReplyBytes = std::size_t{64} << 20;
    std::size_t maxHeaderBytes = std::size_t{64} << 10;
    std::size_t maxIdleConnections = 64;  ///< what is kept open between exchanges; overlap may open more
    std::string userAgent = "mi-testbed";
    TraceHook trace;
};

/// Exchanges with one destination. Thread-safe. An exchange takes an idle connection that is still open, else opens
/// one; afterwards the connection is kept if the reply allows it. A request that was sent completely is never sent
/// again; one that a reused connection refused to take (the server had closed it meanwhile) goes to a new connection
/// once.
///
/// All exchanges must have returned before destruction. Destruction waits for name lookups that were abandoned by a
/// cancel or timeout, since the system offers no way to end one.
class HttpTransport final : public Transport {
public:
    explicit HttpTransport(HttpOptions options);
    ~HttpTransport() override;
    HttpTransport(const HttpTransport&) = delete;
    HttpTransport& operator=(const HttpTransport&) = delete;

    tl::expected<std::unique_ptr<PendingReply>, TransportError> send(HttpRequest request, CancelToken cancel) override;
    tl::expected<HttpReply, TransportError> exchange(HttpRequest request, const CancelToken& cancel) override;

    /// Closes the connections that no exchange is using.
    void closeIdle();

    /// Connections open for reuse at this moment.
    [[nodiscard]] std::size_t idleConnections() const;

private:
    class Pending;
    std::unique_ptr<Connection> takeIdle();
    tl::expected<std::unique_ptr<Connection>, TransportError> open(std::chrono::steady_clock::time_point deadline,
                                                                   const CancelToken& cancel);
    void giveBack(std::unique_ptr<Connection> connection);

    const HttpOptions options_;
    std::string authorization_;  ///< the header's value, or empty
    std::unique_ptr<Resolver> resolver_;
    tl::expected<std::unique_ptr<TlsContext>, TransportError> tls_;  ///< null for plain HTTP
    mutable std::mutex mutex_;
    std::vector<std::unique_ptr<Connection>> idle_;  ///< newest last; guarded by mutex_
    std::uint64_t connections_ = 0;                  ///< opened so far; guarded by mutex_
};

}  // namespace client
