// mockserver/faults: what goes wrong with replies, whoever gives them. A scenario's fault rules say which replies and
// what (docs/scenario-format.md, Faults); FaultInjector applies them, and lets them be switched while the mock runs.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>
#include <shared_mutex>
#include <string>
#include <unordered_map>
#include <vector>

#include "mockserver/endpoint/reply_filter.h"
#include "mockserver/scenario/loader.h"
#include "mockserver/scenario/reply_builder.h"

namespace mockserver {

/// Applies fault rules, in their order; several may meet one reply. Thread-safe.
class FaultInjector final : public ReplyFilter {
public:
    /// The rules of these scenarios.
    FaultInjector(const std::vector<ScenarioPtr>& scenarios, ReplySources sources);

    void filter(const Answered& answered, HttpReply& reply) override;

    struct Status {
        std::string scenario;
        std::string id;
        std::string description;
        bool enabled = false;
        std::uint64_t injected = 0;  ///< how often it was
    };
    [[nodiscard]] std::vector<Status> rules() const;
    /// These scenarios' rules and no others.
    void replace(const std::vector<ScenarioPtr>& scenarios);
    /// Adds the rules of a scenario, before those that are there. Errors: kInvalidArgument for an id that is taken.
    wsman::Result<void> add(const ScenarioPtr& scenario);
    /// Switches the rules of that id, whichever scenarios they are of; false when there is none.
    bool enable(const std::string& id, bool on);
    bool remove(const std::string& id);
    /// Removes the rules of the scenario of that name.
    void removeScenario(const std::string& name);
    /// Forgets counts and random numbers; switches every rule as its scenario says.
    void reset();

private:
    struct Rule {
        ScenarioPtr scenario;  ///< owns `rule`
        const FaultRule* rule;
        std::atomic<bool> enabled;
        std::atomic<std::uint64_t> injected{0};

        Rule(ScenarioPtr owner, const FaultRule& of) : scenario(std::move(owner)), rule(&of), enabled(of.enabled) {}
    };
    using RulePtr = std::shared_ptr<Rule>;

    [[nodiscard]] std::vector<RulePtr> snapshot() const;
    /// Counts a reply that the rule could be injected into, and decides.
    bool decide(Rule& rule, const std::string& session);
    void inject(const Rule& rule, const Answered& answered, const std::string& session, HttpReply& reply);
    std::uint64_t random(const ScenarioPtr& scenario, const std::string& session);

    const ReplySources sources_;
    mutable std::shared_mutex rulesMutex_;
    std::vector<RulePtr> rules_;
    std::atomic<std::size_t> count_{0};  ///< of rules_, so that no rules cost no lock
    std::mutex mutex_;                   ///< of what follows
    std::unordered_map<std::string, std::uint32_t> seen_;
    std::unordered_map<std::string, std::uint64_t> random_;
    const std::uint64_t anySeed_;
};

}  // namespace mockserver
