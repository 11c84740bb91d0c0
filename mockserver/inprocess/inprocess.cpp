// The mock behind wsman/inprocess/endpoint.h: scenarios and their pipeline, with what a scenario does to the wire
// translated into what a client would see of it.
#include <algorithm>
#include <chrono>
#include <exception>
#include <optional>
#include <sstream>
#include <thread>

#include "mockserver/embed/service.h"
#include "wsman/inprocess/endpoint.h"

namespace mockserver {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

// How often a waiting exchange asks whether it is to stop.
constexpr milliseconds kSlice{5};

struct Endpoint {
    std::unique_ptr<Service> service;
};

/// How long the caller is willing to wait, and whether it still is.
class Patience {
public:
    explicit Patience(const WsmanInprocessExchange& exchange) : exchange_(exchange) {
        if (exchange.timeoutMilliseconds != 0) {
            end_ = steady_clock::now() + milliseconds(exchange.timeoutMilliseconds);
        }
    }

    /// Waits; says why it ended before `time` was over.
    std::optional<WsmanInprocessResult> wait(milliseconds time) const {
        const auto until = steady_clock::now() + time;
        for (;;) {
            if (exchange_.stopped != nullptr && exchange_.stopped(exchange_.context) != 0) {
                return kWsmanInprocessStopped;
            }
            const auto now = steady_clock::now();
            if (end_ && now >= *end_) {
                return kWsmanInprocessTimedOut;
            }
            if (now >= until) {
                return std::nullopt;
            }
            std::this_thread::sleep_until(std::min({until, now + kSlice, end_.value_or(until)}));
        }
    }

private:
    const WsmanInprocessExchange& exchange_;
    std::optional<steady_clock::time_point> end_;
};

milliseconds dribbleTime(const WireAction& wire, std::size_t bytes) {
    return wire.dribbleBytes == 0 ? milliseconds(0)
                                  : wire.dribbleInterval * static_cast<std::int64_t>(bytes / wire.dribbleBytes);
}

/// Whether a client would get the whole reply.
bool arrivesWhole(const WireAction& wire, const HttpReply& reply) {
    return !wire.truncateAfter && (!wire.contentLength || *wire.contentLength == reply.body.size()) &&
           wire.ending != WireAction::Ending::kReset;
}

WsmanInprocessResult converse(const Endpoint& endpoint, const WsmanInprocessExchange& exchange) {
    HttpRequest request;
    request.method = "POST";
    request.target = request.path = endpoint.service->path();
    request.version = "HTTP/1.1";
    request.headers.add("Content-Type", exchange.contentType);
    request.body.assign(exchange.body, exchange.bodyLength);
    request.connectionId = 1;
    request.remoteAddress = "in process";
    const HttpReply reply = endpoint.service->handle(request);

    const Patience patience(exchange);
    const WireAction wire = reply.wire.value_or(WireAction{});
    if (const auto ended = patience.wait(wire.delay + dribbleTime(wire, reply.body.size()))) {
        return *ended;
    }
    if (!arrivesWhole(wire, reply)) {
        return patience.wait(wire.stall).value_or(kWsmanInprocessBroken);
    }
    const std::string contentType(reply.headers.get("Content-Type"));
    exchange.reply(exchange.context, reply.status, contentType.c_str(), reply.body.data(), reply.body.size());
    return kWsmanInprocessReplied;
}

void* openEndpoint(const char* scenarios, void* context, void (*explain)(void*, const char*)) noexcept {
    try {
        MockServerOptions options;
        std::istringstream list(scenarios);
        for (std::string one; std::getline(list, one, ':');) {
            if (!one.empty()) {
                options.scenarios.emplace_back(one);
            }
        }
        if (options.scenarios.empty()) {
            explain(context, "no scenario folder is named");
            return nullptr;
        }
        options.anonymous = true;  // a program that is in the process already needs no password
        auto service = Service::load(options);
        if (!service) {
            explain(context, service.error().text().c_str());
            return nullptr;
        }
        return new Endpoint{std::move(*service)};
    } catch (const std::exception& error) {
        explain(context, error.what());
        return nullptr;
    }
}

std::int32_t exchangeWith(void* endpoint, const WsmanInprocessExchange* exchange) noexcept {
    try {
        return converse(*static_cast<const Endpoint*>(endpoint), *exchange);
    } catch (const std::exception&) {
        return kWsmanInprocessFailed;
    }
}

void closeEndpoint(void* endpoint) noexcept {
    delete static_cast<Endpoint*>(endpoint);
}

constexpr WsmanInprocessV1 kTable = {1, openEndpoint, exchangeWith, closeEndpoint};

}  // namespace
}  // namespace mockserver

extern "C" __attribute__((visibility("default"))) const WsmanInprocessV1* wsman_inprocess_v1(void) {
    return &mockserver::kTable;
}
