// mockserver/repository/host: a repository put together: its data, the service over it, methods, events and state on
// disk, as one responder.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "mockserver/endpoint/responder.h"
#include "mockserver/repository/data/definition.h"
#include "mockserver/repository/events/event_hub.h"
#include "mockserver/repository/store/repository.h"
#include "wsman/error.h"

namespace mockserver::repository {

/// Serves a repository. Thread-safe.
class RepositoryHost : public Responder {
public:
    struct Options {
        std::string profile{};             ///< in place of the file's; empty: that
        std::filesystem::path database{};  ///< in place of the file's; empty: that
        std::filesystem::path folder{};    ///< what the file's own database path is relative to
        bool faultStatusByCode = false;
        std::function<std::string()> newUuid{};  ///< "XXXXXXXX-..."
        SinkOptions sinks{};                     ///< how events are delivered
    };
    /// Reads the definition again, for `reset`.
    using Load = std::function<wsman::Result<RepositoryDefinition>()>;

    /// Errors: those of `load`; kNotFound for a profile; kInvalidValue for methods that do not compile; kIo for a
    /// database that cannot be used.
    static wsman::Result<std::shared_ptr<RepositoryHost>> create(Load load, Options options);
    ~RepositoryHost() override;

    [[nodiscard]] std::string_view name() const override { return "repository"; }
    std::optional<HttpReply> respond(const Exchange& exchange) override;

    /// Begins anew as the definition says: changes, contexts and subscriptions are gone; with a database, what it holds
    /// too. Errors: as `create`; then everything stays as it was.
    wsman::Result<void> reset();

    [[nodiscard]] std::shared_ptr<Repository> repository() const;
    /// Raises an extrinsic event; how many subscriptions took it. Errors: kNotFound for a namespace, class or property,
    /// kTypeMismatch, kInvalidValue.
    wsman::Result<std::uint64_t> raise(const std::string& nameSpace, const std::string& className,
                                       const nlohmann::json& properties);
    /// Repository::setLocked. Errors: kNotFound, kTypeMismatch, kInvalidValue.
    wsman::Result<void> setLocked(const std::string& nameSpace, const std::string& className,
                                  const nlohmann::json& keys, bool locked);
    [[nodiscard]] std::vector<SubscriptionInfo> subscriptions() const;
    /// Ends a subscription from the server's side; false when there is none of that name.
    bool cancelSubscription(const std::string& id);

private:
    struct Live;
    RepositoryHost(Load load, Options options);
    wsman::Result<std::shared_ptr<Live>> make(bool forget) const;
    [[nodiscard]] std::shared_ptr<Live> live() const;

    const Load load_;
    const Options options_;
    mutable std::mutex mutex_;
    std::shared_ptr<Live> live_;
};

}  // namespace mockserver::repository
