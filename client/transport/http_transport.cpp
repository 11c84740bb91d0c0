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

tl::expected<HttpReply, TransportError> HttpTransport::exchange(HttpRequest request, const CancelToken& cancel) {
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

    if (auto reused = takeIdle()) {
        auto reply = reused->exchange(wire, deadline, cancel);
        if (reply || reply.error().kind != TransportErrorKind::kSend) {
            giveBack(std::move(reused));
            return reply;
        }
        // The server closed it just now and cannot have executed what it did not get: once more, on a new one.
    }
    auto opened = open(deadline, cancel);
    if (!opened) {
        return tl::unexpected(opened.error());
    }
    auto reply = (*opened)->exchange(std::move(wire), deadline, cancel);
    giveBack(std::move(*opened));
    return reply;
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
