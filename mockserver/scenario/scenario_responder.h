#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <shared_mutex>
#include <string>
#include <string_view>
#include <vector>

#include "mockserver/endpoint/responder.h"
#include "mockserver/scenario/loader.h"
#include "mockserver/scenario/player.h"
#include "mockserver/scenario/reply_builder.h"

namespace mockserver {

/// Answers from scenarios: they are asked in order, and the first with an exchange that matches answers. What none
/// answers is left to the next responder, with an explanation of what came nearest and the fault that fits.
/// Thread-safe.
class ScenarioResponder final : public Responder {
public:
    struct Options {
        ReplySources sources{.newUuid = randomUuid};
        std::size_t maxConversations = 10'000;  ///< of each scenario
        std::size_t nearMisses = 3;             ///< how many are told
    };

    explicit ScenarioResponder(const std::vector<ScenarioPtr>& scenarios);
    ScenarioResponder(const std::vector<ScenarioPtr>& scenarios, Options options);

    [[nodiscard]] std::string_view name() const override { return "scenario"; }
    std::optional<HttpReply> respond(const Exchange& exchange) override;

    /// These scenarios and no others; conversations begin anew.
    void replace(const std::vector<ScenarioPtr>& scenarios);
    /// Adds a scenario, asked before those that are there. Errors: kInvalidArgument for a name that is taken.
    wsman::Result<void> add(const ScenarioPtr& scenario);
    /// False when there is none of that name.
    bool remove(const std::string& name);
    [[nodiscard]] std::vector<ScenarioPtr> scenarios() const;

    struct ConversationState {
        std::string scenario;
        std::string conversation;  ///< its key, lines apart
        std::string state;
    };
    /// The states that are not initial ones, at most `most` of each scenario, those used last first.
    [[nodiscard]] std::vector<ConversationState> states(std::size_t most) const;
    /// What verification asks of each scenario: see ScenarioPlayer::check.
    [[nodiscard]] std::vector<ExpectationResult> check() const;

    struct ExchangeUse {
        std::string scenario;
        std::string exchange;
        std::uint64_t count = 0;
    };
    /// How often each exchange has answered, in the order of scenarios and exchanges.
    [[nodiscard]] std::vector<ExchangeUse> uses() const;
    /// Those that have never answered.
    [[nodiscard]] std::vector<ExchangeUse> unused() const;
    /// How many requests no scenario answered.
    [[nodiscard]] std::uint64_t unmatched() const { return unmatched_.load(std::memory_order_relaxed); }
    /// Forgets conversations, uses and counts.
    void reset();

private:
    /// What the scenario answers, by its hooks or an exchange.
    std::optional<HttpReply> play(ScenarioPlayer& player, const RequestFacts& facts) const;
    /// True when the request is about an enumeration context that no scenario issued (DSP0226 §8.4, §8.5).
    [[nodiscard]] bool isStrangeContext(const RequestFacts& facts) const;

    mutable std::shared_mutex mutex_;  ///< of players_, which respond() holds shared
    std::vector<std::unique_ptr<ScenarioPlayer>> players_;
    Options options_;
    std::atomic<std::uint64_t> unmatched_{0};
};

}  // namespace mockserver
