#include "mockserver/embed/mockserver.h"

#include <unordered_map>
#include <utility>

#include "mockserver/endpoint/auth.h"
#include "mockserver/endpoint/pipeline.h"

namespace mockserver {
namespace {

using wsman::fail;
using wsman::Result;

std::string joined(const Diagnostics& diagnostics) {
    std::string out;
    for (const auto& diagnostic : diagnostics) {
        out += (out.empty() ? "" : "\n") + diagnostic.text();
    }
    return out;
}

Result<std::shared_ptr<const Authenticator>> makeAuthenticator(const EndpointSettings& endpoint,
                                                               const std::map<std::string, std::string>& more) {
    std::map<std::string, std::string> users(endpoint.basicUsers.begin(), endpoint.basicUsers.end());
    for (const auto& [user, password] : more) {
        users[user] = password;
    }
    if (users.empty()) {
        return std::shared_ptr<const Authenticator>();
    }
    auto made = BasicAuthenticator::create(users, endpoint.basicRealm.value_or("WSMAN"));
    if (!made) {
        return tl::unexpected(std::move(made.error()));
    }
    return std::shared_ptr<const Authenticator>(std::move(*made));
}

template <class Limit>
void apply(const std::optional<std::size_t>& setting, Limit& limit) {
    limit = setting.value_or(limit);
}

}  // namespace

ScenarioPtr inMode(const ScenarioPtr& scenario, ScenarioMode mode) {
    if (scenario->mode == mode) {
        return scenario;
    }
    auto copy = std::make_shared<Scenario>(*scenario);
    copy->mode = mode;
    std::unordered_map<std::size_t, std::size_t> left;  // exchanges of one likeness that are still to come
    for (auto& exchange : copy->exchanges) {
        exchange.when.nth.reset();
        ++left[exchange.when.likeness];
    }
    if (mode == ScenarioMode::kStub) {
        std::unordered_map<std::size_t, std::uint32_t> seen;
        for (auto& exchange : copy->exchanges) {
            const auto nth = ++seen[exchange.when.likeness];
            if (--left[exchange.when.likeness] != 0) {
                exchange.when.nth = nth;
                exchange.when.specificity += 2;
            }
        }
    }
    return copy;
}

Result<std::unique_ptr<MockServer>> MockServer::start(const MockServerOptions& options) {
    auto loaded = loadScenarios(options.scenarios);
    if (!loaded) {
        return fail(wsman::ErrorCode::kInvalidValue, joined(loaded.error()));
    }
    return start(std::move(*loaded), options);
}

Result<std::unique_ptr<MockServer>> MockServer::start(std::vector<ScenarioPtr> scenarios,
                                                      const MockServerOptions& options) {
    if (options.mode) {
        for (auto& scenario : scenarios) {
            scenario = inMode(scenario, *options.mode);
        }
    }
    const auto endpoint = mergeEndpoints(scenarios);
    if (!endpoint) {
        return tl::unexpected(endpoint.error());
    }
    auto authenticator = makeAuthenticator(*endpoint, options.users);
    if (!authenticator) {
        return tl::unexpected(std::move(authenticator.error()));
    }

    std::unique_ptr<MockServer> mock(new MockServer);
    mock->path_ = endpoint->path.value_or("/wsman");
    mock->journal_ = std::make_shared<Journal>(options.journal);
    mock->responder_ = std::make_shared<ScenarioResponder>(
        scenarios,
        ScenarioResponder::Options{.sources = {.newUuid = randomUuid, .faultStatusByCode = options.faultStatusByCode}});

    PipelineParts parts{.newMessageId = [] { return "uuid:" + randomUuid(); }};
    parts.responders.push_back(mock->responder_);
    parts.responders.insert(parts.responders.end(), options.responders.begin(), options.responders.end());
    parts.authenticator = std::move(*authenticator);
    parts.journal = mock->journal_;
    PipelineOptions pipeline;
    pipeline.pathPrefix = mock->path_;
    pipeline.faultStatusByCode = options.faultStatusByCode;
    apply(endpoint->maxDepth, pipeline.xmlLimits.maxDepth);
    apply(endpoint->maxElements, pipeline.xmlLimits.maxElements);
    apply(endpoint->maxAttributes, pipeline.xmlLimits.maxAttributes);
    mock->pipeline_ = std::make_unique<Pipeline>(std::move(parts), pipeline);

    auto handler = mock->pipeline_->handler();
    if (options.observe) {
        handler.handle = [answer = std::move(handler.handle), observe = options.observe](const HttpRequest& request) {
            auto reply = answer(request);
            observe(request, reply);
            return reply;
        };
    }
    ListenerOptions listen;
    listen.host = options.bind;
    listen.port = options.port;
    apply(endpoint->maxRequestBytes, listen.limits.maxBody);
    auto listener = Listener::start(std::move(listen), std::move(handler));
    if (!listener) {
        return tl::unexpected(std::move(listener.error()));
    }
    mock->listener_ = std::move(*listener);
    return mock;
}

MockServer::~MockServer() {
    stop();
}

std::uint16_t MockServer::port() const {
    return listener_->port();
}

std::string MockServer::url() const {
    return listener_->url() + path_;
}

bool MockServer::stop(std::chrono::milliseconds grace) {
    return listener_ == nullptr || listener_->stop(grace);
}

}  // namespace mockserver
