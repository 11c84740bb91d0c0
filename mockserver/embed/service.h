#pragma once

#include <memory>
#include <string>
#include <vector>

#include "mockserver/embed/mockserver.h"
#include "mockserver/endpoint/pipeline.h"

namespace mockserver {

/// What answers, without what listens: scenarios, their pipeline and its journal. Thread-safe.
class Service {
public:
    /// Of `options` all but bind and port. Errors as MockServer::start.
    static wsman::Result<std::unique_ptr<Service>> create(std::vector<ScenarioPtr> scenarios,
                                                          const MockServerOptions& options);
    /// The same, loading options.scenarios first.
    static wsman::Result<std::unique_ptr<Service>> load(const MockServerOptions& options);

    /// Answers one request.
    [[nodiscard]] HttpReply handle(const HttpRequest& request) const { return handler_.handle(request); }
    /// Everything a Listener calls; the service must outlive it.
    [[nodiscard]] const HttpHandler& handler() const { return handler_; }
    /// The URL path that is served.
    [[nodiscard]] const std::string& path() const { return path_; }
    [[nodiscard]] std::optional<std::size_t> maxRequestBytes() const { return maxRequestBytes_; }
    [[nodiscard]] const std::shared_ptr<Journal>& journal() const { return journal_; }
    [[nodiscard]] ScenarioResponder& scenarios() const { return *responder_; }

private:
    Service() = default;

    std::string path_;
    std::optional<std::size_t> maxRequestBytes_;
    std::shared_ptr<Journal> journal_;
    std::shared_ptr<ScenarioResponder> responder_;
    std::unique_ptr<Pipeline> pipeline_;
    HttpHandler handler_;  // last: it calls the others
};

}  // namespace mockserver
