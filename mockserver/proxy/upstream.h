// mockserver/proxy: a real endpoint behind the mock: forwarding requests to it, recording what passes, serving from it
// what a scenario lacks, and holding a recording against what it answers today.
#pragma once

#include <chrono>
#include <filesystem>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>

#include "mockserver/endpoint/exchange.h"
#include "wsman/error.h"

namespace mockserver::proxy {

struct UpstreamOptions {
    std::string url{};  ///< "http[s]://host[:port][/path]"
    /// In place of the client's own: user and password, sent as Basic.
    std::optional<std::pair<std::string, std::string>> credentials{};
    std::filesystem::path caFile{};  ///< PEM; empty: the system's
    bool insecure = false;           ///< do not check the certificate
    std::chrono::milliseconds connectTimeout = std::chrono::seconds(10);
    std::chrono::milliseconds replyTimeout = std::chrono::minutes(5);
};

/// Forwards requests to an endpoint. Each connection of a client has a connection of its own there, so that handshakes
/// that authenticate a connection pass through. Thread-safe.
class Upstream {
public:
    /// Errors: kInvalidArgument for a URL that is none.
    static wsman::Result<std::unique_ptr<Upstream>> create(UpstreamOptions options);
    ~Upstream();
    Upstream(const Upstream&) = delete;
    Upstream& operator=(const Upstream&) = delete;

    /// The endpoint's answer, as it is but for the framing. Errors: kIo with what went wrong.
    wsman::Result<HttpReply> forward(const HttpRequest& request);
    /// The client's connection is closed.
    void close(ConnectionId connection);
    [[nodiscard]] const std::string& url() const { return options_.url; }

private:
    class Link;
    explicit Upstream(UpstreamOptions options) : options_(std::move(options)) {}
    std::shared_ptr<Link> linkOf(ConnectionId connection);

    UpstreamOptions options_;
    std::string origin_;  ///< scheme, host and port
    std::string path_;    ///< empty: the client's
    std::mutex mutex_;
    std::unordered_map<ConnectionId, std::shared_ptr<Link>> links_;
};

}  // namespace mockserver::proxy
