#pragma once

#include <functional>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include "mockserver/repository/data/definition.h"
#include "mockserver/repository/methods/effect.h"
#include "mockserver/repository/methods/lua_function.h"
#include "mockserver/repository/methods/scheduler.h"
#include "mockserver/repository/service/call.h"
#include "wsman/cim/class.h"

namespace mockserver::repository {

/// What methods do (docs/repository-format.md, Methods): by template or by Lua they answer, change their instance,
/// create and delete others, raise events, and start jobs whose state changes later. Thread-safe.
class MethodTable {
public:
    struct Parts {
        std::shared_ptr<Repository> repository;
        wsman::soap::IdSource newMessageId;
        std::function<std::string()> newUuid;
        std::shared_ptr<Scheduler> scheduler;
        /// Raises an extrinsic event; empty: there is no eventing.
        std::function<void(const std::string& nameSpace, const wsman::cim::Instance& event)> raise{};
    };
    /// Errors: kInvalidValue with the place, for templates and scripts that do not compile.
    static wsman::Result<std::shared_ptr<MethodTable>> create(const std::vector<MethodSpec>& specs, Parts parts);

    /// Calls a method of the call's resource. Faults: InvalidSelectors for an instance method without its instance,
    /// InvalidParameter with InvalidName or TypeMismatch (R9-3), ActionNotSupported for one that has no behaviour, and
    /// what the behaviour says.
    Answer invoke(const Call& call, const HttpHeaders& headers, const wsman::cim::MethodDecl& method);

private:
    struct Behaviour {
        std::string name;
        JsonTemplate effect;
        std::shared_ptr<LuaFunction> script{};
    };
    /// One call that is being answered.
    struct Invocation;

    explicit MethodTable(Parts parts) : parts_(std::move(parts)) {}
    [[nodiscard]] const Behaviour* find(const Resource& resource, const std::string& className,
                                        const std::string& method) const;
    FaultOr<wsman::cim::Instance> perform(Invocation& invocation, const Behaviour& behaviour);
    FaultOr<nlohmann::json> effectOf(Invocation& invocation, const Behaviour& behaviour) const;
    FaultOr<wsman::cim::Instance> outputs(const Invocation& invocation, const nlohmann::json& effect) const;
    FaultOr<void> apply(Invocation& invocation, const nlohmann::json& effect);
    FaultOr<void> startJob(Invocation& invocation, const nlohmann::json& job, wsman::cim::Instance& output);
    void runStep(const std::string& nameSpace, const wsman::cim::Instance& job, const wsman::cim::Instance& target,
                 const nlohmann::json& step);

    Parts parts_;
    std::unordered_map<std::string, Behaviour> behaviours_;  ///< by namespace, class and method, folded
};

}  // namespace mockserver::repository
