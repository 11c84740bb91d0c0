#include "mockserver/admin/admin_server.h"

#include <openssl/crypto.h>

#include "mockserver/admin/api.h"

namespace mockserver::admin {
namespace {

using wsman::ErrorCode;
using wsman::fail;

/// The host of "host:port" or "[v6]:port", brackets apart.
std::string_view hostOf(std::string_view authority) {
    if (authority.starts_with('[')) {
        return authority.substr(1, authority.find(']') - 1);
    }
    return authority.substr(0, authority.find(':'));
}

bool isLoopback(std::string_view host) {
    return host == "localhost" || host == "::1" || host.starts_with("127.");
}

bool sameSecret(std::string_view a, std::string_view b) {
    return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

/// The page, the description and the health are no secret.
bool isOpen(const std::string& path) {
    return path == "/" || path == "/healthz" || path == "/openapi.json";
}

}  // namespace

class AdminServer::Impl {
public:
    Impl(std::vector<NamedMock> mocks, AdminOptions options)
        : options_(std::move(options)), router_(makeRouter(std::move(mocks))) {}

    wsman::Result<void> start() {
        ListenerOptions listen;
        listen.host = options_.bind;
        listen.port = options_.port;
        listen.maxConnections = 256;
        listen.maxWorkers = 64;
        auto listener = Listener::start(std::move(listen),
                                        {.handle = [this](const HttpRequest& request) { return handle(request); }});
        if (!listener) {
            return tl::unexpected(std::move(listener.error()));
        }
        listener_ = std::move(*listener);
        return {};
    }

    [[nodiscard]] const Listener& listener() const { return *listener_; }

private:
    [[nodiscard]] HttpReply handle(const HttpRequest& request) const {
        if (options_.token.empty()) {
            const auto origin = request.headers.get("Origin");
            const auto authority = origin.find("://") == origin.npos ? origin : origin.substr(origin.find("://") + 3);
            if (!isLoopback(hostOf(request.headers.get("Host"))) ||
                (!origin.empty() && !isLoopback(hostOf(authority)))) {
                return errorReply(403, "without a token the admin API is for this machine only");
            }
        } else if (!isOpen(request.path)) {
            constexpr std::string_view kBearer = "Bearer ";
            const auto given = request.headers.get("Authorization");
            if (!given.starts_with(kBearer) || !sameSecret(given.substr(kBearer.size()), options_.token)) {
                auto reply = errorReply(401, "send the token as \"Authorization: Bearer TOKEN\"");
                reply.headers.add("WWW-Authenticate", "Bearer");
                return reply;
            }
        }
        return router_.route(request);
    }

    const AdminOptions options_;
    const Router router_;
    std::unique_ptr<Listener> listener_;
};

wsman::Result<std::unique_ptr<AdminServer>> AdminServer::start(std::vector<NamedMock> mocks,
                                                               const AdminOptions& options) {
    if (options.token.empty() &&
        !isLoopback(options.bind.starts_with('[') ? hostOf(options.bind) : std::string_view(options.bind))) {
        return fail(ErrorCode::kInvalidArgument,
                    "the admin API on " + options.bind + " can be reached by others: it needs a token");
    }
    auto impl = std::make_unique<Impl>(std::move(mocks), options);
    if (auto started = impl->start(); !started) {
        return tl::unexpected(std::move(started.error()));
    }
    return std::unique_ptr<AdminServer>(new AdminServer(std::move(impl)));
}

AdminServer::AdminServer(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
AdminServer::~AdminServer() = default;

std::uint16_t AdminServer::port() const {
    return impl_->listener().port();
}

std::string AdminServer::url() const {
    return impl_->listener().url();
}

}  // namespace mockserver::admin
