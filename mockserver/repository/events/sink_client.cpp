#include "mockserver/repository/events/sink_client.h"

#include <httplib.h>

#include <atomic>
#include <utility>

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
    std::atomic<bool> stopped{false};
};

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
    if (options.credentials) {
        client.set_basic_auth(options.credentials->first, options.credentials->second);
    }
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
    auto got = http_->client.Post(http_->path, *body, type);
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
