#include "client/transport/http_transport.h"

#include <httplib.h>

#include <algorithm>

#include "client/transport/connection.h"
#include "client/transport/resolver.h"
#include "client/transport/socket.h"
#include "client/transport/tls.h"

namespace client {
namespace {

using std::chrono::steady_clock;

HttpOptions withoutBrackets(HttpOptions options) {
    if (options.host.size() > 2 && options.host.front() == '[' && options.host.back() == ']') {
        options.host = options.host.substr(1, options.host.size() - 2);
    }
    return options;
}

/// "host:port", an IPv6 address in brackets.
std::string hostAndPort(const HttpOptions& options) {
    const bool ipv6 = options.host.find(':') != std::string::npos;
    return (ipv6 ? "[" + options.host + "]" : options.host) + ":" + std::to_string(options.port);
}

tl::expected<std::unique_ptr<TlsContext>, TransportError> tlsContext(const HttpOptions& options) {
    if (options.tls) {
        return TlsContext::create(*options.tls);
    }
    return nullptr;
}

Deadline after(std::chrono::milliseconds time) {
    return time.count() > 0 ? steady_clock::now() + time : Deadline::max();
}

/// Whether `text` can stand in the head of a request without ending its line.
bool fitsHead(std::string_view text, bool spaces) {
    return std::all_of(text.begin(), text.end(), [spaces](char c) {
        return static_cast<unsigned char>(c) > (spaces ? 0x1F : 0x20) && c != 0x7F;
    });
}

}  // namespace

HttpTransport::HttpTransport(HttpOptions options)
    : options_(withoutBrackets(std::move(options))),
      resolver_(std::make_unique<Resolver>()),
      tls_(tlsContext(options_)) {
    if (options_.basic) {
        authorization_ =
            httplib::make_basic_authentication_header(options_.basic->user, options_.basic->password).second;
    }
}

HttpTransport::~HttpTransport() = default;

/// What is on its way over a connection; gives the connection back when the reply is there.
class HttpTransport::Pending final : public PendingReply {
public:
    Pending(HttpTransport& transport, std::unique_ptr<Connection> connection, bool reused, CancelToken cancel)
        : transport_(transport), connection_(std::move(connection)), reused_(reused), cancel_(std::move(cancel)) {}

    [[nodiscard]] int descriptor() const override { return connection_->descriptor(); }
    [[nodiscard]] steady_clock::time_point deadline() const override { return connection_->deadline(); }

    tl::expected<HttpReply, TransportError> receive() override {
        auto reply = connection_->receive();
        if (!reply && reply.error().kind == TransportErrorKind::kSend && reused_) {
            // The server closed it just now and cannot have executed what it did not get: once more, on a new one.
            auto opened = transport_.open(connection_->deadline(), cancel_);
            if (!opened) {
                return tl::unexpected(opened.error());
            }
            (*opened)->send(connection_->takeRequest(), connection_->deadline(), cancel_);
            connection_ = std::move(*opened);
            reply = connection_->receive();
        }
        transport_.giveBack(std::move(connection_));
        return reply;
    }

private:
    HttpTransport& transport_;
    std::unique_ptr<Connection> connection_;
    const bool reused_;
    const CancelToken cancel_;
};

tl::expected<HttpReply, TransportError> HttpTransport::exchange(HttpRequest request, const CancelToken& cancel) {
    auto pending = send(std::move(request), cancel);
    if (!pending) {
        return tl::unexpected(pending.error());
    }
    return (*pending)->receive();
}

tl::expected<std::unique_ptr<PendingReply>, TransportError> HttpTransport::send(HttpRequest request,
                                                                                CancelToken cancel) {
    const Deadline deadline = after(request.timeout);
    httplib::Request wire;
    wire.method = "POST";
    wire.path = request.path.empty() ? "/" : std::move(request.path);
    bool fits = fitsHead(wire.path, false) && fitsHead(request.contentType, true);
    for (const auto& [name, value] : request.headers) {
        fits = fits && fitsHead(name, false) && fitsHead(value, true);
        wire.headers.emplace(name, value);
    }
    if (!fits) {
        return tl::unexpected(TransportError{TransportErrorKind::kUnsupported,
                                             "The path or a header of the request holds characters that HTTP forbids"});
    }
    wire.headers.emplace("Host", hostAndPort(options_));
    wire.headers.emplace("User-Agent", options_.userAgent);
    wire.headers.emplace("Content-Type", request.contentType);
    if (!authorization_.empty()) {
        wire.headers.emplace("Authorization", authorization_);
    }
    wire.body = std::move(request.body);

    auto connection = takeIdle();
    const bool reused = connection != nullptr;
    if (!reused) {
        auto opened = open(deadline, cancel);
        if (!opened) {
            return tl::unexpected(opened.error());
        }
        connection = std::move(*opened);
    }
    connection->send(std::move(wire), deadline, cancel);
    return std::make_unique<Pending>(*this, std::move(connection), reused, std::move(cancel));
}

std::unique_ptr<Connection> HttpTransport::takeIdle() {
    for (;;) {
        std::unique_ptr<Connection> candidate;
        {
            const std::lock_guard lock(mutex_);
            if (idle_.empty()) {
                return nullptr;
            }
            candidate = std::move(idle_.back());
            idle_.pop_back();
        }
        if (!candidate->isStale()) {
            return candidate;
        }
    }
}

tl::expected<std::unique_ptr<Connection>, TransportError> HttpTransport::open(Deadline deadline,
                                                                              const CancelToken& cancel) {
    if (!tls_) {
        return tl::unexpected(tls_.error());
    }
    const std::string peer = hostAndPort(options_);
    const Deadline limit = std::min(deadline, after(options_.connectTimeout));
    const auto addresses = resolver_->lookUp(options_.host, options_.port, limit, cancel);
    if (!addresses) {
        return tl::unexpected(addresses.error());
    }
    auto socket = Socket::connect(*addresses, peer, limit, cancel);
    if (!socket) {
        return tl::unexpected(socket.error());
    }
    std::optional<TlsSession> session;
    if (*tls_) {
        auto shaken = (*tls_)->handshake(*socket, options_.host, limit, cancel);
        if (!shaken) {
            return tl::unexpected(shaken.error());
        }
        session = std::move(*shaken);
    }
    const std::lock_guard lock(mutex_);
    return std::make_unique<Connection>(std::move(*socket), std::move(session), ++connections_, options_, peer);
}

void HttpTransport::giveBack(std::unique_ptr<Connection> connection) {
    if (!connection->isReusable()) {
        return;
    }
    const std::lock_guard lock(mutex_);
    if (idle_.size() < options_.maxIdleConnections) {
        idle_.push_back(std::move(connection));
    }
}

void HttpTransport::closeIdle() {
    std::vector<std::unique_ptr<Connection>> closing;
    const std::lock_guard lock(mutex_);
    closing.swap(idle_);
}

std::size_t HttpTransport::idleConnections() const {
    const std::lock_guard lock(mutex_);
    return idle_.size();
}

}  // namespace client
