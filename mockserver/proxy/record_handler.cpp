#include "mockserver/proxy/record_handler.h"

#include <chrono>
#include <utility>

namespace mockserver::proxy {
namespace {

using Clock = std::chrono::steady_clock;

std::chrono::milliseconds since(Clock::time_point start) {
    return std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - start);
}

}  // namespace

HttpHandler recordHandler(Upstream& upstream, Recorder& recorder, const Authenticator* authenticator,
                          ProxyObserver observe) {
    auto handle = [&upstream, &recorder, authenticator,
                   observe = std::move(observe)](const HttpRequest& request) -> HttpReply {
        if (authenticator != nullptr) {
            auto auth = authenticator->open()->authenticate(request);
            if (!auth.user) {
                observe(request, 401, "");
                return {.status = 401, .headers = std::move(auth.headers)};
            }
        }
        const auto start = Clock::now();
        auto reply = upstream.forward(request);
        if (!reply) {
            observe(request, 502, reply.error().text());
            return plainTextReply(502, reply.error().text());
        }
        if (const auto recorded = recorder.add(request, *reply, since(start)); !recorded) {
            observe(request, 500, recorded.error().text());
            return plainTextReply(500, "not recorded: " + recorded.error().text());
        }
        observe(request, reply->status, "");
        return std::move(*reply);
    };
    return {.handle = std::move(handle), .onClose = [&upstream](ConnectionId id) { upstream.close(id); }};
}

std::optional<HttpReply> Spy::respond(const Exchange& exchange) {
    const auto start = Clock::now();
    auto reply = upstream_->forward(exchange.http());
    if (!reply) {
        exchange.explain("spy: " + reply.error().text());
        return std::nullopt;
    }
    reply->note = "forwarded to " + upstream_->url();
    if (recorder_ != nullptr) {
        if (const auto recorded = recorder_->add(exchange.http(), *reply, since(start)); !recorded) {
            reply->note += ", not recorded: " + recorded.error().text();
        }
    }
    return std::move(*reply);
}

}  // namespace mockserver::proxy
