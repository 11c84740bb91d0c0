#include "mockserver/proxy/upstream.h"

#include <httplib.h>

#include <algorithm>
#include <array>

namespace mockserver::proxy {
namespace {

using wsman::ErrorCode;
using wsman::fail;
using wsman::Result;

/// What belongs to one hop (RFC 9110 §7.6.1), or is written anew.
bool isHop(std::string_view name) {
    constexpr std::array<std::string_view, 9> kNames{"Connection", "Keep-Alive",     "Proxy-Connection",
                                                     "TE",         "Trailer",        "Transfer-Encoding",
                                                     "Upgrade",    "Content-Length", "Expect"};
    return std::ranges::any_of(kNames, [&](std::string_view hop) { return equalIgnoringCase(name, hop); });
}

std::string wordsOf(httplib::Error error) {
    switch (error) {
        case httplib::Error::Connection:
            return "cannot connect";
        case httplib::Error::ConnectionTimeout:
            return "no connection in time";
        case httplib::Error::Read:
            return "the connection broke, or no answer came in time";
        case httplib::Error::Write:
            return "the connection broke while the request was sent";
        case httplib::Error::SSLConnection:
            return "the TLS handshake failed";
        case httplib::Error::SSLLoadingCerts:
            return "the CA file cannot be read";
        case httplib::Error::SSLServerVerification:
            return "its certificate is not trusted (a CA file or insecure may be given)";
        default:
            return httplib::to_string(error);
    }
}

}  // namespace

class Upstream::Link {
public:
    Link(const std::string& origin, const UpstreamOptions& options) : client_(origin) {
        client_.set_keep_alive(true);
        client_.set_tcp_nodelay(true);
        client_.set_follow_location(false);
        client_.set_decompress(false);
        client_.set_url_encode(false);
        client_.set_connection_timeout(options.connectTimeout);
        client_.set_read_timeout(options.replyTimeout);
        client_.set_write_timeout(options.replyTimeout);
        client_.enable_server_certificate_verification(!options.insecure);
        if (!options.caFile.empty()) {
            client_.set_ca_cert_path(options.caFile.string());
        }
    }

    /// One request at a time: HTTP/1.1 has no other way.
    httplib::Result send(const httplib::Request& request) {
        const std::lock_guard lock(mutex_);
        return client_.send(request);
    }

private:
    std::mutex mutex_;
    httplib::Client client_;
};

Result<std::unique_ptr<Upstream>> Upstream::create(UpstreamOptions options) {
    const auto bad = [&](const char* why) {
        return fail(ErrorCode::kInvalidArgument, "\"" + options.url + "\" is not an endpoint's URL: " + why);
    };
    const std::size_t scheme = options.url.find("://");
    if (scheme == std::string::npos ||
        (options.url.substr(0, scheme) != "http" && options.url.substr(0, scheme) != "https")) {
        return bad("it begins with neither http:// nor https://");
    }
    const std::size_t path = options.url.find('/', scheme + 3);
    const std::string origin = options.url.substr(0, path);
    if (origin.size() == scheme + 3) {
        return bad("it has no host");
    }
    if (origin.find('@') != std::string::npos) {
        return bad("credentials are given apart from it");
    }
    std::unique_ptr<Upstream> made(new Upstream(std::move(options)));
    made->origin_ = origin;
    if (path != std::string::npos && made->options_.url.size() > path + 1) {
        made->path_ = made->options_.url.substr(path);
    }
    return made;
}

Upstream::~Upstream() = default;

std::shared_ptr<Upstream::Link> Upstream::linkOf(ConnectionId connection) {
    const std::lock_guard lock(mutex_);
    auto& link = links_[connection];
    if (link == nullptr) {
        link = std::make_shared<Link>(origin_, options_);
    }
    return link;
}

void Upstream::close(ConnectionId connection) {
    const std::lock_guard lock(mutex_);
    links_.erase(connection);
}

Result<HttpReply> Upstream::forward(const HttpRequest& request) {
    httplib::Request out;
    out.method = request.method;
    out.path = path_.empty() ? request.target : path_;
    for (const auto& [name, value] : request.headers) {
        const bool replaced = options_.credentials && equalIgnoringCase(name, "Authorization");
        if (!isHop(name) && !equalIgnoringCase(name, "Host") && !replaced) {
            out.headers.emplace(name, value);
        }
    }
    if (options_.credentials) {
        out.headers.insert(
            httplib::make_basic_authentication_header(options_.credentials->first, options_.credentials->second));
    }
    out.body = request.body;
    const auto answer = linkOf(request.connectionId)->send(out);
    if (!answer) {
        return fail(ErrorCode::kIo, options_.url + ": " + wordsOf(answer.error()));
    }
    HttpReply reply{.status = answer->status, .body = answer->body};
    for (const auto& [name, value] : answer->headers) {
        if (!isHop(name)) {
            reply.headers.add(name, value);
        }
    }
    return reply;
}

}  // namespace mockserver::proxy
