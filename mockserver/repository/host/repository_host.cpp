#include "mockserver/repository/host/repository_host.h"

#include <nlohmann/json.hpp>
#include <utility>

#include "mockserver/repository/data/database.h"
#include "mockserver/repository/data/json_value.h"
#include "mockserver/repository/methods/method_table.h"
#include "mockserver/repository/methods/scheduler.h"
#include "mockserver/repository/service/repository_responder.h"

namespace mockserver::repository {

using nlohmann::json;
using wsman::ErrorCode;
using wsman::fail;
using wsman::Result;

namespace {

template <class T>
void take(const std::optional<T>& setting, T& into) {
    into = setting.value_or(into);
}

void apply(const ServiceLimits& limits, Profile& profile) {
    take(limits.maxContexts, profile.maxContexts);
    take(limits.maxContextsPerUser, profile.maxContextsPerUser);
    take(limits.contextExpiry, profile.contextExpiry);
    take(limits.maxElements, profile.maxElements);
    take(limits.maxEnvelopeBytes, profile.maxEnvelopeSize);
}

}  // namespace

/// In the order in which they must end, the last first.
struct RepositoryHost::Live {
    std::shared_ptr<Repository> repository;
    std::shared_ptr<Database> database{};
    std::shared_ptr<EventHub> events{};
    std::shared_ptr<MethodTable> methods{};
    std::unique_ptr<RepositoryResponder> responder{};
    std::shared_ptr<Scheduler> scheduler = std::make_shared<Scheduler>();

    ~Live() {
        // Its work uses what stands above. The method table shares it, so it is told to end.
        scheduler->stop();
    }
};

RepositoryHost::RepositoryHost(Load load, Options options) : load_(std::move(load)), options_(std::move(options)) {}
RepositoryHost::~RepositoryHost() = default;

Result<std::shared_ptr<RepositoryHost>> RepositoryHost::create(Load load, Options options) {
    std::shared_ptr<RepositoryHost> out(new RepositoryHost(std::move(load), std::move(options)));
    auto live = out->make(false);
    if (!live) {
        return tl::unexpected(std::move(live.error()));
    }
    out->live_ = std::move(*live);
    return out;
}

Result<std::shared_ptr<RepositoryHost::Live>> RepositoryHost::make(bool forget) const {
    auto definition = load_();
    if (!definition) {
        return tl::unexpected(std::move(definition.error()));
    }
    auto profile = profileByName(options_.profile.empty() ? definition->profile : options_.profile);
    if (!profile) {
        return tl::unexpected(std::move(profile.error()));
    }
    apply(definition->limits, *profile);
    auto live = std::make_shared<Live>();
    live->repository = definition->repository;
    live->repository->setGuidSource(options_.newUuid);
    auto path = options_.database;
    if (path.empty() && !definition->database.empty()) {
        path = options_.folder / definition->database;
    }
    if (!path.empty()) {
        auto database = Database::open(path);
        if (!database) {
            return tl::unexpected(std::move(database.error()));
        }
        auto done = forget ? (*database)->clear() : (*database)->replayInto(*live->repository);
        if (!done) {
            return tl::unexpected(std::move(done.error()));
        }
        live->database = *database;
        live->repository->setJournal(std::move(*database));
    }
    const auto newMessageId = [uuid = options_.newUuid] { return "uuid:" + uuid(); };
    EventOptions events{.newMessageId = newMessageId,
                        .dialects = profile->dialects,
                        .faultStatusByCode = options_.faultStatusByCode,
                        .sinks = options_.sinks};
    take(definition->limits.maxSubscriptions, events.maxSubscriptions);
    take(definition->limits.eventQueue, events.queueLength);
    live->events = std::make_shared<EventHub>(live->repository, std::move(events));
    auto methods = MethodTable::create(
        definition->methods,
        {.repository = live->repository,
         .newMessageId = newMessageId,
         .newUuid = options_.newUuid,
         .scheduler = live->scheduler,
         .raise = [hub = live->events](const std::string& nameSpace, const wsman::cim::Instance& event) {
             (void)hub->raise(nameSpace, event);
         }});
    if (!methods) {
        return tl::unexpected(std::move(methods.error()));
    }
    live->methods = std::move(*methods);
    live->responder = std::make_unique<RepositoryResponder>(
        ServiceParts{.repository = live->repository, .profile = std::move(*profile), .newMessageId = newMessageId},
        RepositoryResponder::Options{
            .faultStatusByCode = options_.faultStatusByCode,
            .eventing = [hub = live->events](const Exchange& exchange) { return hub->respond(exchange); },
            .invoke = [table = live->methods](
                          const Call& call, const HttpHeaders& headers,
                          const wsman::cim::MethodDecl& method) { return table->invoke(call, headers, method); },
            .post = [hub = live->events](const wsman::soap::Epr& to,
                                         std::string envelope) { hub->post(to, std::move(envelope)); }});
    for (const auto& timer : definition->timers) {
        const auto event =
            instanceFromJson(*live->repository->schema(timer.nameSpace), timer.className, timer.properties);
        if (!event) {
            return fail(event.error().code, "a timer's event: " + event.error().message);
        }
        live->scheduler->every(timer.every, [hub = live->events, nameSpace = timer.nameSpace, event = *event] {
            (void)hub->raise(nameSpace, event);
        });
    }
    constexpr std::chrono::seconds kSweep{1};
    live->scheduler->every(kSweep, [responder = live->responder.get()] {
        if (responder->enumerations().hasListeners()) {
            responder->enumerations().sweep();
        }
    });
    return live;
}

std::shared_ptr<RepositoryHost::Live> RepositoryHost::live() const {
    const std::lock_guard lock(mutex_);
    return live_;
}

std::optional<HttpReply> RepositoryHost::respond(const Exchange& exchange) {
    return live()->responder->respond(exchange);
}

Result<void> RepositoryHost::reset() {
    auto made = make(true);
    if (!made) {
        return tl::unexpected(std::move(made.error()));
    }
    std::shared_ptr<Live> old = std::move(*made);
    {
        const std::lock_guard lock(mutex_);
        live_.swap(old);
    }
    return {};  // the old one ends here, or with the last request that it answers
}

std::shared_ptr<Repository> RepositoryHost::repository() const {
    return live()->repository;
}

Result<std::uint64_t> RepositoryHost::raise(const std::string& nameSpace, const std::string& className,
                                            const json& properties) {
    const auto now = live();
    const auto schema = now->repository->schema(nameSpace);
    if (!schema) {
        return fail(ErrorCode::kNotFound, "there is no namespace " + nameSpace);
    }
    auto event = instanceFromJson(*schema, className, properties);
    if (!event) {
        return tl::unexpected(std::move(event.error()));
    }
    auto raised = now->events->raise(schema->nameSpace(), *event);
    return raised ? Result<std::uint64_t>(*raised) : fail(ErrorCode::kInvalidValue, raised.error().message);
}

Result<void> RepositoryHost::setLocked(const std::string& nameSpace, const std::string& className, const json& keys,
                                       bool locked) {
    const auto repository = this->repository();
    const auto schema = repository->schema(nameSpace);
    if (!schema) {
        return fail(ErrorCode::kNotFound, "there is no namespace " + nameSpace);
    }
    const auto named = instanceFromJson(*schema, className, keys);
    if (!named) {
        return tl::unexpected(named.error());
    }
    const auto done = repository->setLocked(nameSpace, *named, locked);
    return done ? Result<void>() : fail(ErrorCode::kNotFound, done.error().message);
}

std::vector<SubscriptionInfo> RepositoryHost::subscriptions() const {
    return live()->events->subscriptions();
}

bool RepositoryHost::cancelSubscription(const std::string& id) {
    return live()->events->cancel(id);
}

}  // namespace mockserver::repository
