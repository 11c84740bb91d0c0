#include "client/transport/tls.h"

#include <arpa/inet.h>
#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/x509v3.h>
#include <poll.h>

#include <cerrno>

namespace client {
namespace {

// The BIO: its data points to a file descriptor; it uses send with MSG_NOSIGNAL, retry where the socket would block.
int fdOf(BIO* bio) {
    return *static_cast<const int*>(BIO_get_data(bio));
}

int finish(BIO* bio, ssize_t moved, int retryFlag) {
    BIO_clear_retry_flags(bio);
    if (moved < 0 && (errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR)) {
        BIO_set_flags(bio, retryFlag | BIO_FLAGS_SHOULD_RETRY);
    }
    return static_cast<int>(moved);
}

int bioWrite(BIO* bio, const char* data, int size) {
    return finish(bio, ::send(fdOf(bio), data, static_cast<std::size_t>(size), MSG_NOSIGNAL), BIO_FLAGS_WRITE);
}

int bioRead(BIO* bio, char* data, int size) {
    return finish(bio, ::recv(fdOf(bio), data, static_cast<std::size_t>(size), 0), BIO_FLAGS_READ);
}

long bioControl(BIO* /*bio*/, int command, long /*number*/, void* /*pointer*/) {
    return command == BIO_CTRL_FLUSH ? 1 : 0;
}

const BIO_METHOD* socketBio() {
    struct Free {
        void operator()(BIO_METHOD* method) const { BIO_meth_free(method); }
    };
    static const std::unique_ptr<BIO_METHOD, Free> method = [] {
        std::unique_ptr<BIO_METHOD, Free> made(BIO_meth_new(BIO_get_new_index() | BIO_TYPE_SOURCE_SINK, "socket"));
        BIO_meth_set_write(made.get(), bioWrite);
        BIO_meth_set_read(made.get(), bioRead);
        BIO_meth_set_ctrl(made.get(), bioControl);
        return made;
    }();
    return method.get();
}

/// OpenSSL's words for what went wrong in this thread, and an empty queue.
std::string takeErrorWords() {
    std::string words;
    while (const unsigned long code = ERR_get_error()) {
        const char* reason = ERR_reason_error_string(code);
        words = reason != nullptr ? reason : "error " + std::to_string(code);
    }
    return words.empty() ? "unknown TLS error" : words;
}

TransportError tlsError(const std::string& doing, const std::string& words) {
    return {TransportErrorKind::kTls, doing + ": " + words, words};
}

bool isAddress(const std::string& host) {
    unsigned char parsed[sizeof(in6_addr)];
    return ::inet_pton(AF_INET, host.c_str(), parsed) == 1 || ::inet_pton(AF_INET6, host.c_str(), parsed) == 1;
}

bool names(X509* certificate, const std::string& host) {
    return (isAddress(host) ? X509_check_ip_asc(certificate, host.c_str(), 0)
                            : X509_check_host(certificate, host.data(), host.size(), 0, nullptr)) == 1;
}

}  // namespace

std::optional<IoResult> TlsSession::afterCall(const Socket& socket, int result, Deadline deadline) {
    const int systemError = errno;
    switch (SSL_get_error(ssl_.get(), result)) {
        case SSL_ERROR_WANT_READ:
        case SSL_ERROR_WANT_WRITE: {
            const short events = SSL_want_read(ssl_.get()) ? POLLIN : POLLOUT;
            if (socket.wait(events, deadline)) {
                return std::nullopt;
            }
            return IoResult{IoResult::Status::kTimeout};
        }
        case SSL_ERROR_ZERO_RETURN:
            return IoResult{IoResult::Status::kEnd};
        case SSL_ERROR_SYSCALL:
            ERR_clear_error();
            return IoResult{IoResult::Status::kReset, 0,
                            systemError != 0 ? std::generic_category().message(systemError) : "connection closed"};
        default: {
            // A peer that just closes, without close_notify, may have truncated what it sent.
            const bool closed = ERR_GET_REASON(ERR_peek_error()) == SSL_R_UNEXPECTED_EOF_WHILE_READING;
            return IoResult{closed ? IoResult::Status::kReset : IoResult::Status::kError, 0, takeErrorWords()};
        }
    }
}

IoResult TlsSession::read(const Socket& socket, char* data, std::size_t size, Deadline deadline) {
    for (;;) {
        ERR_clear_error();
        errno = 0;
        std::size_t got = 0;
        const int result = SSL_read_ex(ssl_.get(), data, size, &got);
        if (result == 1) {
            return {{}, got};
        }
        if (auto ended = afterCall(socket, result, deadline)) {
            return *ended;
        }
    }
}

IoResult TlsSession::write(const Socket& socket, const char* data, std::size_t size, Deadline deadline) {
    for (;;) {
        ERR_clear_error();
        errno = 0;
        std::size_t sent = 0;
        const int result = SSL_write_ex(ssl_.get(), data, size, &sent);
        if (result == 1) {
            return {{}, sent};
        }
        if (auto ended = afterCall(socket, result, deadline)) {
            return *ended;
        }
    }
}

bool TlsSession::isStale() {
    ERR_clear_error();
    char byte = 0;
    const int result = SSL_peek(ssl_.get(), &byte, 1);
    const bool stale = result > 0 || SSL_get_error(ssl_.get(), result) != SSL_ERROR_WANT_READ;
    ERR_clear_error();
    return stale;
}

void TlsSession::close() {
    ERR_clear_error();
    SSL_shutdown(ssl_.get());
    ERR_clear_error();
}

tl::expected<std::unique_ptr<TlsContext>, TransportError> TlsContext::create(const TlsOptions& options) {
    ERR_clear_error();
    std::unique_ptr<TlsContext> made(new TlsContext(SSL_CTX_new(TLS_client_method()), options));
    SSL_CTX* context = made->context_.get();
    if (context == nullptr) {
        return tl::unexpected(tlsError("Cannot set up TLS", takeErrorWords()));
    }
    SSL_CTX_set_min_proto_version(context, options.allowTls12 ? TLS1_2_VERSION : TLS1_3_VERSION);
    SSL_CTX_set_mode(context, SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
    const char* file = options.caFile.empty() ? nullptr : options.caFile.c_str();
    const char* directory = options.caDirectory.empty() ? nullptr : options.caDirectory.c_str();
    if (file == nullptr && directory == nullptr) {
        SSL_CTX_set_default_verify_paths(context);
    } else if (SSL_CTX_load_verify_locations(context, file, directory) != 1) {
        return tl::unexpected(tlsError("Cannot read the trusted certificates in " +
                                           (options.caFile.empty() ? options.caDirectory : options.caFile),
                                       takeErrorWords()));
    }
    if (!options.certificateFile.empty()) {
        const std::string& key = options.privateKeyFile.empty() ? options.certificateFile : options.privateKeyFile;
        if (SSL_CTX_use_certificate_chain_file(context, options.certificateFile.c_str()) != 1) {
            return tl::unexpected(
                tlsError("Cannot read the certificate in " + options.certificateFile, takeErrorWords()));
        }
        if (SSL_CTX_use_PrivateKey_file(context, key.c_str(), SSL_FILETYPE_PEM) != 1) {
            return tl::unexpected(tlsError("Cannot read the private key in " + key, takeErrorWords()));
        }
    }
    return made;
}

tl::expected<TlsSession, TransportError> TlsContext::handshake(const Socket& socket, const std::string& host,
                                                               Deadline deadline, const CancelToken& cancel) const {
    const std::string doing = "TLS handshake with " + host;
    ERR_clear_error();
    TlsSession session(SSL_new(context_.get()));
    SSL* ssl = session.ssl_.get();
    BIO* bio = ssl != nullptr ? BIO_new(socketBio()) : nullptr;
    if (bio == nullptr) {
        return tl::unexpected(tlsError(doing, takeErrorWords()));
    }
    session.fd_ = std::make_unique<int>(socket.fd());
    BIO_set_data(bio, session.fd_.get());
    BIO_set_init(bio, 1);
    SSL_set_bio(ssl, bio, bio);
    SSL_set_connect_state(ssl);
    if (!isAddress(host)) {
        SSL_set_tlsext_host_name(ssl, host.c_str());
    }
    SSL_set_verify(ssl, options_.checkCa ? SSL_VERIFY_PEER : SSL_VERIFY_NONE, nullptr);

    const std::stop_callback interrupt(cancel, [fd = socket.fd()] { ::shutdown(fd, SHUT_RDWR); });
    for (;;) {
        ERR_clear_error();
        errno = 0;
        const int result = SSL_connect(ssl);
        if (result == 1) {
            break;
        }
        const auto ended = session.afterCall(socket, result, deadline);
        if (cancel.stop_requested()) {
            return tl::unexpected(TransportError{TransportErrorKind::kCanceled, "Canceled during the " + doing});
        }
        if (!ended) {
            continue;
        }
        if (ended->status == IoResult::Status::kTimeout) {
            return tl::unexpected(TransportError{TransportErrorKind::kTimeout, "Timed out during the " + doing});
        }
        const long verdict = SSL_get_verify_result(ssl);
        if (options_.checkCa && verdict != X509_V_OK) {
            return tl::unexpected(
                tlsError("The certificate of " + host + " is not trusted", X509_verify_cert_error_string(verdict)));
        }
        return tl::unexpected(tlsError(doing + " failed", ended->words.empty() ? "connection closed" : ended->words));
    }
    if (options_.checkName) {
        const std::unique_ptr<X509, decltype(&X509_free)> certificate(SSL_get1_peer_certificate(ssl), &X509_free);
        if (certificate == nullptr || !names(certificate.get(), host)) {
            return tl::unexpected(
                tlsError("The certificate of " + host + " is not trusted", "it does not name this host"));
        }
    }
    return session;
}

}  // namespace client
