#include "mockserver/embed/service.h"

#include <utility>

#include "mockserver/endpoint/auth.h"

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

Result<std::unique_ptr<Service>> Service::load(const MockServerOptions& options) {
    auto loaded = loadScenarios(options.scenarios);
    if (!loaded) {
        return fail(wsman::ErrorCode::kInvalidValue, joined(loaded.error()));
    }
    return create(std::move(*loaded), options);
}

Result<std::unique_ptr<Service>> Service::create(std::vector<ScenarioPtr> scenarios, const MockServerOptions& options) {
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

    std::unique_ptr<Service> made(new Service);
    made->path_ = endpoint->path.value_or("/wsman");
    made->maxRequestBytes_ = endpoint->maxRequestBytes;
    made->journal_ = std::make_shared<Journal>(options.journal);
    made->responder_ = std::make_shared<ScenarioResponder>(
        scenarios,
        ScenarioResponder::Options{.sources = {.newUuid = randomUuid, .faultStatusByCode = options.faultStatusByCode}});

    PipelineParts parts{.newMessageId = [] { return "uuid:" + randomUuid(); }};
    parts.responders.push_back(made->responder_);
    parts.responders.insert(parts.responders.end(), options.responders.begin(), options.responders.end());
    if (!options.anonymous) {
        parts.authenticator = std::move(*authenticator);
    }
    parts.journal = made->journal_;
    PipelineOptions pipeline;
    pipeline.pathPrefix = made->path_;
    pipeline.faultStatusByCode = options.faultStatusByCode;
    apply(endpoint->maxDepth, pipeline.xmlLimits.maxDepth);
    apply(endpoint->maxElements, pipeline.xmlLimits.maxElements);
    apply(endpoint->maxAttributes, pipeline.xmlLimits.maxAttributes);
    made->pipeline_ = std::make_unique<Pipeline>(std::move(parts), pipeline);

    made->handler_ = made->pipeline_->handler();
    if (options.observe) {
        made->handler_.handle = [answer = std::move(made->handler_.handle),
                                 observe = options.observe](const HttpRequest& request) {
            auto reply = answer(request);
            observe(request, reply);
            return reply;
        };
    }
    return made;
}

}  // namespace mockserver
