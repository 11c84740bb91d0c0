#include "mockserver/scenario/scenario_responder.h"

#include <algorithm>
#include <array>
#include <iterator>
#include <mutex>
#include <utility>

#include "mockserver/scenario/hook_reply.h"

#include "wsman/uris.h"

namespace mockserver {

ScenarioResponder::ScenarioResponder(const std::vector<ScenarioPtr>& scenarios)
    : ScenarioResponder(scenarios, Options{}) {}

ScenarioResponder::ScenarioResponder(const std::vector<ScenarioPtr>& scenarios, Options options)
    : options_(std::move(options)) {
    replace(scenarios);
}

void ScenarioResponder::replace(const std::vector<ScenarioPtr>& scenarios) {
    std::vector<std::unique_ptr<ScenarioPlayer>> players;
    players.reserve(scenarios.size());
    for (const ScenarioPtr& scenario : scenarios) {
        players.push_back(std::make_unique<ScenarioPlayer>(scenario, options_.maxConversations));
    }
    const std::unique_lock lock(mutex_);
    players_.swap(players);
}

wsman::Result<void> ScenarioResponder::add(const ScenarioPtr& scenario) {
    auto player = std::make_unique<ScenarioPlayer>(scenario, options_.maxConversations);
    const std::unique_lock lock(mutex_);
    if (std::ranges::any_of(players_, [&](const auto& known) { return known->scenario().name == scenario->name; })) {
        return wsman::fail(wsman::ErrorCode::kInvalidArgument,
                           "there is a scenario \"" + scenario->name + "\" already");
    }
    players_.insert(players_.begin(), std::move(player));
    return {};
}

bool ScenarioResponder::remove(const std::string& name) {
    const std::unique_lock lock(mutex_);
    return std::erase_if(players_, [&](const auto& player) { return player->scenario().name == name; }) != 0;
}

std::vector<ScenarioPtr> ScenarioResponder::scenarios() const {
    const std::shared_lock lock(mutex_);
    std::vector<ScenarioPtr> out;
    for (const auto& player : players_) {
        out.push_back(player->shared());
    }
    return out;
}

std::vector<ScenarioResponder::ConversationState> ScenarioResponder::states(std::size_t most) const {
    const std::shared_lock lock(mutex_);
    std::vector<ConversationState> out;
    for (const auto& player : players_) {
        for (auto& shown : player->states(most)) {
            out.push_back({player->scenario().name, std::move(shown.key), std::move(shown.state)});
        }
    }
    return out;
}

std::vector<ExpectationResult> ScenarioResponder::check() const {
    const std::shared_lock lock(mutex_);
    std::vector<ExpectationResult> out;
    for (const auto& player : players_) {
        std::ranges::move(player->check(), std::back_inserter(out));
    }
    return out;
}

std::optional<HttpReply> ScenarioResponder::respond(const Exchange& exchange) {
    // The endpoint is part of every conversation's key: endpoints never share state.
    const auto& endpoint = exchange.http().endpoint;
    RequestFacts facts(exchange.message(), exchange.http().headers, exchange.user(),
                       endpoint ? std::string_view(endpoint->name) : std::string_view());
    facts.setHost(endpoint ? endpoint->data.get() : nullptr);
    const std::shared_lock lock(mutex_);
    for (const auto& player : players_) {
        if (auto reply = play(*player, facts)) {
            return reply;
        }
    }
    if (players_.empty()) {
        return std::nullopt;  // nothing to say: another responder is what this endpoint is for
    }
    unmatched_.fetch_add(1, std::memory_order_relaxed);
    std::vector<NearMiss> misses;
    for (const auto& player : players_) {
        for (NearMiss& miss : player->nearMisses(facts, options_.nearMisses)) {
            misses.push_back(std::move(miss));
        }
    }
    sortByNearness(misses);
    misses.resize(std::min(misses.size(), options_.nearMisses));
    const std::string explanation = explainMisses(facts, misses);
    exchange.explain(explanation, isStrangeContext(facts)
                                      ? makeFault(wsman::soap::FaultId::kWsenInvalidEnumerationContext, explanation)
                                      : faultForMisses(misses, explanation));
    return std::nullopt;
}

std::optional<HttpReply> ScenarioResponder::play(ScenarioPlayer& player, const RequestFacts& facts) const {
    const std::string scenario = "scenario \"" + player.scenario().name + '"';
    LuaHooks::Decision decision;
    if (player.hooks() != nullptr) {
        auto decided = player.hooks()->onRequest(facts);
        if (!decided) {
            return hookFailure(decided.error(), scenario + ", on_request", facts, options_.sources);
        }
        decision = std::move(*decided);
        if (decision.answers) {
            auto reply = hookReply(decision, facts, options_.sources);
            reply.note = scenario + ", on_request";
            return reply;
        }
    }
    auto choice = player.choose(facts, options_.sources.newUuid);
    if (!choice) {
        return std::nullopt;
    }
    HttpReply reply = buildReply(*choice->reply, facts, options_.sources,
                                 {.context = std::move(choice->context),
                                  .freshContext = std::move(choice->freshContext),
                                  .data = &player.scenario().data,
                                  .variables = &decision.variables,
                                  .count = [&](const std::string& counter) { return player.next(facts, counter); },
                                  .random = [&] { return player.random(facts); }});
    reply.note = scenario + ", exchange \"" + choice->exchange->id + '"';
    if (player.hooks() != nullptr) {
        if (auto done = player.hooks()->onReply(facts, choice->exchange->id, reply); !done) {
            return hookFailure(done.error(), reply.note + ", on_reply", facts, options_.sources);
        }
    }
    return reply;
}

bool ScenarioResponder::isStrangeContext(const RequestFacts& facts) const {
    constexpr std::array kActions{wsman::action::kPull, wsman::action::kRelease, wsman::action::kEnumRenew,
                                  wsman::action::kEnumGetStatus};
    return std::ranges::find(kActions, facts.message().action()) != kActions.end() &&
           std::ranges::none_of(players_, [&](const auto& player) { return player->issued(facts); });
}

std::vector<ScenarioResponder::ExchangeUse> ScenarioResponder::uses() const {
    const std::shared_lock lock(mutex_);
    std::vector<ExchangeUse> out;
    for (const auto& player : players_) {
        const std::vector<std::uint64_t> counts = player->uses();
        for (std::size_t i = 0; i < counts.size(); ++i) {
            out.push_back({player->scenario().name, player->scenario().exchanges[i].id, counts[i]});
        }
    }
    return out;
}

std::vector<ScenarioResponder::ExchangeUse> ScenarioResponder::unused() const {
    std::vector<ExchangeUse> out = uses();
    std::erase_if(out, [](const ExchangeUse& use) { return use.count != 0; });
    return out;
}

void ScenarioResponder::reset() {
    const std::shared_lock lock(mutex_);
    for (const auto& player : players_) {
        player->reset();
    }
    unmatched_.store(0, std::memory_order_relaxed);
}

}  // namespace mockserver
