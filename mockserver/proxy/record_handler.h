#pragma once

#include <functional>
#include <memory>
#include <string>

#include "mockserver/endpoint/auth.h"
#include "mockserver/endpoint/responder.h"
#include "mockserver/proxy/recorder.h"
#include "mockserver/proxy/upstream.h"

namespace mockserver::proxy {

/// Told of what happened to one request: the upstream's status, or why there is none.
using ProxyObserver = std::function<void(const HttpRequest&, int status, const std::string& trouble)>;

/// What a Listener calls to be a recording reverse proxy: every request is forwarded, and recorded with its answer.
/// With an authenticator the clients' credentials are checked here; without, theirs pass through. What cannot be
/// forwarded is answered with 502; what cannot be recorded with 500, since a recording with a gap is none. Upstream,
/// recorder and authenticator must outlive the listener.
HttpHandler recordHandler(Upstream& upstream, Recorder& recorder, const Authenticator* authenticator,
                          ProxyObserver observe);

/// Answers what no scenario has, from the endpoint behind; a Recorder, if there is one, keeps it.
class Spy final : public Responder {
public:
    Spy(std::shared_ptr<Upstream> upstream, std::shared_ptr<Recorder> recorder)
        : upstream_(std::move(upstream)), recorder_(std::move(recorder)) {}
    [[nodiscard]] std::string_view name() const override { return "spy"; }
    std::optional<HttpReply> respond(const Exchange& exchange) override;
    void closed(ConnectionId connection) override { upstream_->close(connection); }

private:
    std::shared_ptr<Upstream> upstream_;
    std::shared_ptr<Recorder> recorder_;
};

}  // namespace mockserver::proxy
