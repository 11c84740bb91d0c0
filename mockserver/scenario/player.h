#pragma once

#include <atomic>
#include <cstddef>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "mockserver/scenario/loader.h"
#include "mockserver/scenario/lua_hooks.h"
#include "mockserver/scenario/matcher.h"
#include "mockserver/scenario/model.h"
#include "mockserver/scenario/near_miss.h"
#include "mockserver/scenario/request_facts.h"
#include "mockserver/scenario/state.h"

namespace mockserver {

/// One of the expectations of a scenario's `verify`, held against what happened.
struct ExpectationResult {
    std::string scenario;
    std::string expectation;  ///< "exchange \"get\" answers exactly 2 times"
    bool met = false;
    std::string actual{};  ///< "it answered once"
};

/// Plays one scenario: chooses the exchange that answers a request, and keeps what changes with it. Thread-safe.
class ScenarioPlayer {
public:
    explicit ScenarioPlayer(ScenarioPtr scenario, std::size_t maxConversations = 10'000);

    struct Choice {
        const ScenarioExchange* exchange;  ///< lives as long as the player
        const Reply* reply;                ///< the exchange's, or the one of its sequence whose turn it is
        std::string context{};             ///< for `{{context}}`
        std::string freshContext{};        ///< for `{{context new}}`
    };
    /// The exchange that answers, its `then` done, its contexts issued as `newContext` gives them; nullopt when none
    /// does.
    std::optional<Choice> choose(const RequestFacts& facts, const std::function<std::string()>& newContext);

    /// What comes nearest to a request for which `choose` found nothing, at most `most`, the nearest first. Looks at a
    /// bounded number of exchanges. In a replay it is the one that is next.
    [[nodiscard]] std::vector<NearMiss> nearMisses(const RequestFacts& facts, std::size_t most);

    /// True when this scenario issued the context that the request carries, and has not ended it.
    [[nodiscard]] bool issued(const RequestFacts& facts);

    /// A counter of the request's session, and its random bits.
    std::uint64_t next(const RequestFacts& facts, const std::string& counter);
    std::uint64_t random(const RequestFacts& facts);

    /// The scenario's script; nullptr when it has none.
    [[nodiscard]] LuaHooks* hooks() const { return hooks_.get(); }
    [[nodiscard]] const Scenario& scenario() const { return *scenario_; }
    [[nodiscard]] const ScenarioPtr& shared() const { return scenario_; }
    /// The scenario's expectations, in their order.
    [[nodiscard]] std::vector<ExpectationResult> check() const;
    /// Conversations that have a state, at most `most`.
    [[nodiscard]] std::vector<ConversationStore::Shown> states(std::size_t most) const { return store_.show(most); }
    /// How often each exchange answered, in their order.
    [[nodiscard]] std::vector<std::uint64_t> uses() const;
    /// Forgets conversations and uses.
    void reset();

private:
    struct Candidate {
        std::size_t exchange;
        int priority;
        int specificity;
        std::uint32_t uses;  ///< in this conversation
    };

    std::optional<Choice> chooseStub(const RequestFacts& facts, const std::function<std::string()>& newContext);
    std::optional<Choice> chooseReplay(const RequestFacts& facts, const std::function<std::string()>& newContext);
    void note(std::size_t exchange);
    Choice use(std::size_t exchange, const Reply& reply, const RequestFacts& facts, ConversationStore::Access& access,
               const std::function<std::string()>& newContext);
    NearMiss missOf(std::size_t exchange, const RequestFacts& facts, ConversationView conversation,
                    std::uint32_t uses) const;

    ScenarioPtr scenario_;
    Matcher matcher_;
    ConversationStore store_;
    std::vector<std::atomic<std::uint64_t>> uses_;
    std::unique_ptr<LuaHooks> hooks_;
    const bool keepsOrder_;
    mutable std::mutex orderMutex_;
    std::vector<std::size_t> order_;  ///< exchanges as they answered, when an expectation asks for it; bounded
};

}  // namespace mockserver
