#include "mockserver/embed/service.h"

#include <algorithm>
#include <utility>

#include "mockserver/embed/repository_source.h"
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

/// The scenarios' faults, and then what the embedding program does to a reply.
class FilterChain final : public ReplyFilter {
public:
    FilterChain(std::shared_ptr<ReplyFilter> first, std::vector<std::shared_ptr<ReplyFilter>> others)
        : first_(std::move(first)), others_(std::move(others)) {}

    void filter(const Answered& answered, HttpReply& reply) override {
        first_->filter(answered, reply);
        for (const auto& other : others_) {
            other->filter(answered, reply);
        }
    }

private:
    std::shared_ptr<ReplyFilter> first_;
    std::vector<std::shared_ptr<ReplyFilter>> others_;
};

template <class Limit>
void apply(const std::optional<std::size_t>& setting, Limit& limit) {
    limit = setting.value_or(limit);
}

std::vector<ScenarioPtr> inModes(std::vector<ScenarioPtr> scenarios, std::optional<ScenarioMode> mode) {
    if (mode) {
        for (auto& scenario : scenarios) {
            scenario = inMode(scenario, *mode);
        }
    }
    return scenarios;
}

Result<std::vector<ScenarioPtr>> loadAll(const std::vector<std::filesystem::path>& paths) {
    auto loaded = loadScenarios(paths);
    if (!loaded) {
        return fail(wsman::ErrorCode::kInvalidValue, joined(loaded.error()));
    }
    return std::move(*loaded);
}

}  // namespace

Result<std::unique_ptr<Service>> Service::load(const MockServerOptions& options) {
    auto loaded = loadAll(options.scenarios);
    return loaded ? create(std::move(*loaded), options) : tl::unexpected(std::move(loaded.error()));
}

Result<std::unique_ptr<Service>> Service::create(std::vector<ScenarioPtr> scenarios, const MockServerOptions& options) {
    scenarios = inModes(std::move(scenarios), options.mode);
    const auto endpoint = mergeEndpoints(scenarios);
    if (!endpoint) {
        return tl::unexpected(endpoint.error());
    }
    std::unique_ptr<Service> made(new Service(options));
    made->maxRequestBytes_ = endpoint->maxRequestBytes;
    made->journal_ = std::make_shared<Journal>(options.journal);
    const ReplySources sources{.newUuid = randomUuid, .faultStatusByCode = options.faultStatusByCode};
    made->responder_ = std::make_shared<ScenarioResponder>(scenarios, ScenarioResponder::Options{.sources = sources});
    made->faults_ = std::make_shared<FaultInjector>(scenarios, sources);
    auto repository = openRepository(scenarios, options);
    if (!repository) {
        return tl::unexpected(std::move(repository.error()));
    }
    made->repository_ = std::move(*repository);
    auto live = made->makeLive(*endpoint);
    if (!live) {
        return tl::unexpected(std::move(live.error()));
    }
    made->live_ = std::move(*live);

    Service* service = made.get();
    made->handler_ = {
        .handle = [service](const HttpRequest& request) { return service->handle(request); },
        .onClose = [service](ConnectionId id) { service->live()->handler.onClose(id); },
        .onRefuse = [service](const ConnectionInfo& info, int status,
                              const std::string& reason) { service->live()->handler.onRefuse(info, status, reason); }};
    return made;
}

Result<Service::LivePtr> Service::makeLive(const EndpointSettings& endpoint) const {
    auto authenticator = makeAuthenticator(endpoint, options_.users);
    if (!authenticator) {
        return tl::unexpected(std::move(authenticator.error()));
    }
    auto made = std::make_shared<Live>();
    made->path = options_.path.value_or(endpoint.path.value_or("/wsman"));
    PipelineParts parts{.newMessageId = [] { return "uuid:" + randomUuid(); }};
    parts.responders = options_.firstResponders;
    parts.responders.push_back(responder_);
    if (repository_) {
        parts.responders.push_back(repository_);
    }
    parts.responders.insert(parts.responders.end(), options_.responders.begin(), options_.responders.end());
    parts.filter = faults_;
    if (!options_.filters.empty()) {
        parts.filter = std::make_shared<FilterChain>(faults_, options_.filters);
    }
    if (!options_.anonymous) {
        parts.authenticator = std::move(*authenticator);
    }
    parts.journal = journal_;
    PipelineOptions pipeline;
    pipeline.pathPrefix = made->path;
    pipeline.faultStatusByCode = options_.faultStatusByCode;
    apply(endpoint.maxDepth, pipeline.xmlLimits.maxDepth);
    apply(endpoint.maxElements, pipeline.xmlLimits.maxElements);
    apply(endpoint.maxAttributes, pipeline.xmlLimits.maxAttributes);
    made->pipeline = std::make_unique<Pipeline>(std::move(parts), pipeline);
    made->handler = made->pipeline->handler();
    return LivePtr(std::move(made));
}

Result<void> Service::reload() {
    if (options_.scenarios.empty()) {
        return fail(wsman::ErrorCode::kInvalidArgument, "the scenarios were not loaded from files");
    }
    auto loaded = loadAll(options_.scenarios);
    if (!loaded) {
        return tl::unexpected(std::move(loaded.error()));
    }
    const auto scenarios = inModes(std::move(*loaded), options_.mode);
    const auto endpoint = mergeEndpoints(scenarios);
    if (!endpoint) {
        return tl::unexpected(endpoint.error());
    }
    auto live = makeLive(*endpoint);
    if (!live) {
        return tl::unexpected(std::move(live.error()));
    }
    responder_->replace(scenarios);
    faults_->replace(scenarios);
    const std::lock_guard lock(mutex_);
    live_ = std::move(*live);
    return {};
}

Service::LivePtr Service::live() const {
    const std::lock_guard lock(mutex_);
    return live_;
}

HttpReply Service::handle(const HttpRequest& request) {
    const auto start = std::chrono::steady_clock::now();
    auto reply = live()->handler.handle(request);
    count(reply, std::chrono::steady_clock::now() - start);
    noteUnmatched(reply);
    if (options_.observe) {
        options_.observe(request, reply);
    }
    return reply;
}

void Service::count(const HttpReply& reply, std::chrono::steady_clock::duration took) {
    constexpr auto kRelaxed = std::memory_order_relaxed;
    auto& outcome = reply.answered ? counters_.answered : reply.note.empty() ? counters_.refused : counters_.unmatched;
    outcome.fetch_add(1, kRelaxed);
    const double seconds = std::chrono::duration<double>(took).count();
    const auto bucket = std::ranges::lower_bound(Traffic::kBounds, seconds) - Traffic::kBounds.begin();
    counters_.took[static_cast<std::size_t>(bucket)].fetch_add(1, kRelaxed);
    counters_.microseconds.fetch_add(static_cast<std::uint64_t>(seconds * 1e6), kRelaxed);
}

Traffic Service::traffic() const {
    Traffic out{.answered = counters_.answered, .unmatched = counters_.unmatched, .refused = counters_.refused};
    for (std::size_t i = 0; i < out.took.size(); ++i) {
        out.took[i] = counters_.took[i];
    }
    out.seconds = static_cast<double>(counters_.microseconds) / 1e6;
    return out;
}

void Service::noteUnmatched(const HttpReply& reply) {
    // Without a note it was no message, or nobody who may send one.
    if (reply.answered || reply.note.empty()) {
        return;
    }
    constexpr std::size_t kMostTold = 100;
    const std::lock_guard lock(mutex_);
    ++unmatched_.count;
    if (unmatched_.explanations.size() < kMostTold) {
        unmatched_.explanations.push_back(reply.note);
    }
}

Unmatched Service::unmatched() const {
    const std::lock_guard lock(mutex_);
    return unmatched_;
}

void Service::reset() {
    responder_->reset();
    faults_->reset();
    if (repository_) {
        // Its files were read when it began; one that cannot be read now leaves it as it is.
        (void)repository_->reset();
    }
    journal_->clear();
    const std::lock_guard lock(mutex_);
    unmatched_ = {};
}

}  // namespace mockserver
