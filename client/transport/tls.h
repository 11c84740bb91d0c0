// TLS over a Socket, with OpenSSL. Its I/O goes through a BIO of ours, so that deadlines and cancellation hold for TLS
// as well and no SIGPIPE can hit the process that loaded us.
#pragma once

#include <openssl/ssl.h>

#include <memory>
#include <string>

#include "client/transport/http_transport.h"
#include "client/transport/socket.h"

namespace client {

/// One client side of a TLS connection. Used by one thread at a time; the Socket must outlive it and stay in place.
class TlsSession {
public:
    explicit TlsSession(SSL* ssl) : ssl_(ssl) {}

    [[nodiscard]] IoResult read(const Socket& socket, char* data, std::size_t size, Deadline deadline);
    [[nodiscard]] IoResult write(const Socket& socket, const char* data, std::size_t size, Deadline deadline);
    /// As Socket::isStale, below which records such as session tickets do not count.
    [[nodiscard]] bool isStale();
    /// Sends close_notify if that is possible without waiting.
    void close();

private:
    friend class TlsContext;
    /// Waits for what `result` of an SSL function asked for; nullopt: call it again.
    std::optional<IoResult> afterCall(const Socket& socket, int result, Deadline deadline);

    struct Free {
        void operator()(SSL* ssl) const { SSL_free(ssl); }
    };
    std::unique_ptr<int> fd_;  ///< what the BIO reads and writes; outlives ssl_
    std::unique_ptr<SSL, Free> ssl_;
};

/// Trust and identity for the sessions of one transport. Thread-safe.
class TlsContext {
public:
    /// Errors: kTls for a file that cannot be read as what it should be.
    static tl::expected<std::unique_ptr<TlsContext>, TransportError> create(const TlsOptions& options);

    /// Shakes hands with `host` and judges its certificate. Errors: kTls, kTimeout, kReceive, kCanceled.
    tl::expected<TlsSession, TransportError> handshake(const Socket& socket, const std::string& host, Deadline deadline,
                                                       const CancelToken& cancel) const;

private:
    struct Free {
        void operator()(SSL_CTX* context) const { SSL_CTX_free(context); }
    };
    TlsContext(SSL_CTX* context, const TlsOptions& options) : context_(context), options_(options) {}
    std::unique_ptr<SSL_CTX, Free> context_;
    TlsOptions options_;
};

}  // namespace client
