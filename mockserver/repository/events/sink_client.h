// mockserver/repository/events: WS-Eventing (DSP0226 §10) over a repository: subscriptions, what they wait for, and
// delivery to sinks.
#pragma once

#include <chrono>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "wsman/error.h"
#include "wsman/xml/encoding.h"

namespace mockserver::repository {

/// How event sinks are reached.
struct SinkOptions {
    std::optional<std::pair<std::string, std::string>>
        credentials{};               ///< user, password: for a sink that asks for them (Basic)
    std::filesystem::path caFile{};  ///< PEM, for https; empty: the system's
    bool insecure = false;           ///< do not check certificates
    std::chrono::milliseconds connectTimeout = std::chrono::seconds(5);
    std::chrono::milliseconds replyTimeout = std::chrono::seconds(10);
};

/// Posts messages to one address, on one connection as long as it lasts. Not thread-safe, but for `stop`.
class SinkClient {
public:
    /// Errors: kInvalidArgument for an address that is no http or https URL.
    static wsman::Result<std::unique_ptr<SinkClient>> create(const std::string& address, const SinkOptions& options);
    ~SinkClient();
    SinkClient(const SinkClient&) = delete;
    SinkClient& operator=(const SinkClient&) = delete;

    struct Reply {
        int status = 0;
        std::string body{};
        std::string contentType{};
    };
    /// Credentials are sent once the sink has challenged with Basic, and from then on. Errors: kIo when no answer came.
    wsman::Result<Reply> post(const std::string& envelope, wsman::xml::Encoding encoding = wsman::xml::Encoding::kUtf8);
    /// Ends a post that is under way on another thread, and all later ones.
    void stop();

private:
    class Http;
    explicit SinkClient(std::unique_ptr<Http> http);
    std::unique_ptr<Http> http_;
};

}  // namespace mockserver::repository
