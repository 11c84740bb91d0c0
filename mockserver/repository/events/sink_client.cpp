#include "mockserver/repository/events/sink_client.h"

#include <httplib.h>

#include <algorithm>
#include <atomic>
#include <string_view>
#include <utility>

#include "mockserver/endpoint/exchange.h"
#include "wsman/uris.h"

namespace mockserver::repository {

using wsman::ErrorCode;
using wsman::fail;
using wsman::Result;

class SinkClient::Http {
public:
    Http(const std::string& origin, std::string target) : client(origin), path(std::move(target)) {}
    httplib::Client client;
    std::string path;
    std::optional<std::pair<std::string, std::string>> credentials;
    bool challenged = false;
    std::atomic<bool> stopped{false};
};

namespace {

/// True for a WWW-Authenticate value with a challenge of the scheme Basic; what stands in quotes is no scheme.
bool asksForBasic(std::string_view value) {
    constexpr std::string_view kScheme = "basic";
    bool quoted = false;
    bool begins = true;  // of a challenge, or of a parameter
    for (std::size_t at = 0; at < value.size(); ++at) {
        const char c = value[at];
        if (quoted) {
            at += c == '\\' ? 1 : 0;
            quoted = c != '"';
        } else if (c == '"') {
            quoted = true;
            begins = false;
        } else if (c == ',') {
            begins = true;
        } else if (begins && c != ' ' && c != '\t') {
            begins = false;
            const auto end = std::min(value.find_first_of(" \t,=", at), value.size());
            if (end < value.size() && value[end] == '=') {
                continue;
            }
            if (equalIgnoringCase(value.substr(at, end - at), kScheme)) {
                return true;
            }
        }
    }
    return false;
}

bool asksForBasic(const httplib::Response& response) {
    for (const auto& [name, value] : response.headers) {
        if (equalIgnoringCase(name, "WWW-Authenticate") && asksForBasic(value)) {
            return true;
        }
    }
    return false;
}

}  // namespace

Result<std::unique_ptr<SinkClient>> SinkClient::create(const std::string& address, const SinkOptions& options) {
    const bool known = address.starts_with("http://") || address.starts_with("https://");
    const auto host = address.find("//");
    const auto slash = known ? address.find('/', host + 2) : std::string::npos;
    const auto origin = address.substr(0, slash);
    if (!known || origin.size() <= host + 2 || address.find_first_of(" \t\r\n") != std::string::npos) {
        return fail(ErrorCode::kInvalidArgument, "\"" + address + "\" is no http or https address");
    }
    auto http = std::make_unique<Http>(origin, slash == std::string::npos ? "/" : address.substr(slash));
    if (!http->client.is_valid()) {
        return fail(ErrorCode::kInvalidArgument, "\"" + address + "\" is no http or https address");
    }
    auto& client = http->client;
    client.set_keep_alive(true);
    client.set_tcp_nodelay(true);
    client.set_connection_timeout(options.connectTimeout);
    client.set_read_timeout(options.replyTimeout);
    client.set_write_timeout(options.replyTimeout);
    http->credentials = options.credentials;
    client.enable_server_certificate_verification(!options.insecure);
    if (!options.caFile.empty()) {
        client.set_ca_cert_path(options.caFile.string());
    }
    return std::unique_ptr<SinkClient>(new SinkClient(std::move(http)));
}

SinkClient::SinkClient(std::unique_ptr<Http> http) : http_(std::move(http)) {}
SinkClient::~SinkClient() = default;

Result<SinkClient::Reply> SinkClient::post(const std::string& envelope, wsman::xml::Encoding encoding) {
    if (http_->stopped) {
        return fail(ErrorCode::kIo, "the delivery was stopped");
    }
    const bool wide = encoding != wsman::xml::Encoding::kUtf8;
    const auto body = wide ? wsman::xml::fromUtf8(envelope, encoding) : Result<std::string>(envelope);
    if (!body) {
        return tl::unexpected(body.error());
    }
    const auto type = std::string(wide ? wsman::kContentTypeUtf16 : wsman::kContentTypeUtf8);
    const auto send = [&] {
        httplib::Headers headers;
        if (http_->challenged && http_->credentials) {
            const auto& [user, password] = *http_->credentials;
            headers.insert(httplib::make_basic_authentication_header(user, password));
        }
        return http_->client.Post(http_->path, headers, *body, type);
    };
    auto got = send();
    // Anybody can name an address to deliver to: only a sink that asks for a password is told one.
    if (got && got->status == 401 && http_->credentials && !http_->challenged && asksForBasic(*got)) {
        http_->challenged = true;
        got = send();
    }
    if (!got) {
        return fail(ErrorCode::kIo, "the sink did not answer: " + httplib::to_string(got.error()));
    }
    return Reply{got->status, std::move(got->body), got->get_header_value("Content-Type")};
}

void SinkClient::stop() {
    http_->stopped = true;
    http_->client.stop();
}

}  // namespace mockserver::repository
