#include "mockserver/scenario/player.h"

#include <algorithm>
#include <tuple>

#include "mockserver/scenario/criteria.h"
#include "mockserver/scenario/expectation.h"
#include "mockserver/scenario/random.h"

namespace mockserver {

namespace {

/// Which reply of a sequence it is after `uses` of them; nullptr when they are used up.
const Reply* replyOf(const ScenarioExchange& exchange, std::uint32_t uses) {
    if (exchange.times && uses >= *exchange.times) {
        return nullptr;
    }
    const std::size_t count = exchange.replies.size();
    if (count == 0) {
        return &exchange.reply;
    }
    if (uses < count) {
        return &exchange.replies[uses];
    }
    switch (exchange.afterLast) {
        case AfterLast::kRepeat:
            return &exchange.replies.back();
        case AfterLast::kCycle:
            return &exchange.replies[uses % count];
        case AfterLast::kNothing:
            break;
    }
    return nullptr;
}

}  // namespace

ScenarioPlayer::ScenarioPlayer(ScenarioPtr scenario, std::size_t maxConversations)
    : scenario_(std::move(scenario)),
      matcher_(*scenario_),
      store_({.maxConversations = maxConversations,
              .machines = scenario_->machines,
              .seed = scenario_->seed ? *scenario_->seed : anySeed()}),
      uses_(scenario_->exchanges.size()),
      keepsOrder_(std::ranges::any_of(scenario_->verify, [](const Expectation& e) { return !e.order.empty(); })) {
    if (!scenario_->hooks.empty()) {
        // The loader has run it: it can only fail for want of memory, and then there are no hooks.
        hooks_ = LuaHooks::load(scenario_->hooks, scenario_->hooksName, scenario_->seed).value_or(nullptr);
    }
}

void ScenarioPlayer::note(std::size_t exchange) {
    uses_[exchange].fetch_add(1, std::memory_order_relaxed);
    constexpr std::size_t kMost = 1'000'000;
    if (keepsOrder_) {
        const std::lock_guard lock(orderMutex_);
        if (order_.size() < kMost) {
            order_.push_back(exchange);
        }
    }
}

std::optional<ScenarioPlayer::Choice> ScenarioPlayer::choose(const RequestFacts& facts,
                                                             const std::function<std::string()>& newContext) {
    return scenario_->mode == ScenarioMode::kReplay ? chooseReplay(facts, newContext) : chooseStub(facts, newContext);
}

ScenarioPlayer::Choice ScenarioPlayer::use(std::size_t exchange, const Reply& reply, const RequestFacts& facts,
                                           ConversationStore::Access& access,
                                           const std::function<std::string()>& newContext) {
    const ScenarioExchange& chosen = scenario_->exchanges[exchange];
    Choice choice{&chosen, &reply};
    const auto issue = [&] {
        std::string context = newContext();
        access.issue(facts, context, exchange, chosen.then.contextExpiry);
        return context;
    };
    if (chosen.times || !chosen.replies.empty()) {
        access.use(facts, exchange);
    }
    if (reply.usesContext) {
        choice.context = facts.context() ? *facts.context() : issue();
    }
    if (reply.usesFreshContext) {
        choice.freshContext = issue();
    }
    if (chosen.then.state) {
        access.setState(facts, *chosen.then.state);
    }
    for (const MachineState& state : chosen.then.machines) {
        access.setState(facts, state);
    }
    if (chosen.then.end) {
        access.end(facts);
    }
    note(exchange);
    return choice;
}

std::optional<ScenarioPlayer::Choice> ScenarioPlayer::chooseStub(const RequestFacts& facts,
                                                                 const std::function<std::string()>& newContext) {
    const std::vector<const LikeExchanges*> groups = matcher_.matching(facts);
    std::optional<Candidate> best;
    const auto consider = [&](std::size_t exchange, std::uint32_t uses) {
        const ScenarioExchange& seen = scenario_->exchanges[exchange];
        const Candidate candidate{exchange, seen.priority, seen.when.specificity, uses};
        // The earlier exchange of two that are alike otherwise.
        const auto rank = [](const Candidate& c) { return std::tuple(-c.priority, -c.specificity, c.exchange); };
        if (!best || rank(candidate) < rank(*best)) {
            best = candidate;
        }
    };
    if (std::none_of(groups.begin(), groups.end(), [](const LikeExchanges* group) { return group->stateful; })) {
        // Most stubs: no conversation to look at, so no lock to wait for.
        for (const LikeExchanges* group : groups) {
            consider(group->any.front(), 0);
        }
        if (!best) {
            return std::nullopt;
        }
        note(best->exchange);
        const ScenarioExchange& chosen = scenario_->exchanges[best->exchange];
        return Choice{&chosen, &chosen.reply};
    }

    auto access = store_.access();
    std::vector<std::size_t> counted;
    const auto considerUnlessUsedUp = [&](std::size_t exchange) {
        const ScenarioExchange& seen = scenario_->exchanges[exchange];
        const bool limited = seen.times || !seen.replies.empty();
        const std::uint32_t uses = limited ? access.uses(facts, exchange) : 0;
        const bool usable = replyOf(seen, uses) != nullptr;
        if (usable) {
            consider(exchange, uses);
        }
        return usable;
    };
    for (const LikeExchanges* group : groups) {
        const When& when = scenario_->exchanges[group->first].when;
        const ConversationView view = access.view(facts, when.likeness);
        if (!meetsConversation(when, facts, view)) {
            continue;
        }
        if (!group->nth.empty()) {
            counted.push_back(when.likeness);
            const auto nth = group->nth.find(view.before + 1);
            if (nth != group->nth.end()) {
                considerUnlessUsedUp(nth->second);
            }
        }
        // Those after the first that can be used are never chosen: they are no more specific, and come later.
        std::ranges::any_of(group->any, considerUnlessUsedUp);
    }
    // Counted also when nothing matches in the end: "the n-th request that meets the other criteria" is about requests.
    for (const std::size_t likeness : counted) {
        access.count(facts, likeness);
    }
    if (!best) {
        return std::nullopt;
    }
    return use(best->exchange, *replyOf(scenario_->exchanges[best->exchange], best->uses), facts, access, newContext);
}

std::optional<ScenarioPlayer::Choice> ScenarioPlayer::chooseReplay(const RequestFacts& facts,
                                                                   const std::function<std::string()>& newContext) {
    const std::vector<ScenarioExchange>& exchanges = scenario_->exchanges;
    while (true) {
        const std::size_t place = store_.access().place(facts);
        if (place >= exchanges.size() || !meetsRequest(exchanges[place].when, facts)) {
            return std::nullopt;
        }
        // Held against the request without the lock; by now another request may have taken the place.
        auto access = store_.access();
        if (access.place(facts) != place) {
            continue;
        }
        if (!meetsConversation(exchanges[place].when, facts, access.view(facts, 0))) {
            return std::nullopt;
        }
        access.setPlace(facts, place + 1);
        return use(place, exchanges[place].reply, facts, access, newContext);
    }
}

NearMiss ScenarioPlayer::missOf(std::size_t exchange, const RequestFacts& facts, ConversationView conversation,
                                std::uint32_t uses) const {
    const ScenarioExchange& missed = scenario_->exchanges[exchange];
    if (missed.when.nth && conversation.before > 0 && meetsRequest(missed.when, facts) &&
        meetsConversation(missed.when, facts, conversation)) {
        --conversation.before;  // `choose` has counted this request
    }
    NearMiss miss{scenario_->name, missed.id, {}, explainCriteria(missed.when, facts, conversation, *scenario_)};
    if (replyOf(missed, uses) == nullptr) {
        const std::size_t most = missed.times ? *missed.times : missed.replies.size();
        miss.criteria.push_back({"times", false, "at most " + std::to_string(most) + " in a conversation",
                                 "one after " + std::to_string(uses)});
    }
    return miss;
}

std::vector<NearMiss> ScenarioPlayer::nearMisses(const RequestFacts& facts, std::size_t most) {
    const std::size_t count = scenario_->exchanges.size();
    const bool replay = scenario_->mode == ScenarioMode::kReplay;
    constexpr std::size_t kCompared = 200;
    std::vector<std::size_t> compared = replay ? std::vector<std::size_t>() : matcher_.similar(facts, kCompared);
    std::vector<ConversationView> views;
    std::vector<std::uint32_t> used;
    {
        auto access = store_.access();
        if (replay) {
            compared.push_back(access.place(facts));
            if (compared.front() >= count) {
                return {{scenario_->name,
                         {},
                         "a replay whose " + std::to_string(count) + " exchanges have all been answered"}};
            }
        }
        for (const std::size_t exchange : compared) {
            views.push_back(access.view(facts, scenario_->exchanges[exchange].when.likeness));
            used.push_back(access.uses(facts, exchange));
        }
    }
    std::vector<NearMiss> misses;
    for (std::size_t i = 0; i < compared.size(); ++i) {
        misses.push_back(missOf(compared[i], facts, std::move(views[i]), used[i]));
        if (replay) {
            misses.back().remark =
                "next in the replay, " + std::to_string(compared[i] + 1) + " of " + std::to_string(count);
        }
    }
    sortByNearness(misses);
    misses.resize(std::min(misses.size(), most));
    return misses;
}

bool ScenarioPlayer::issued(const RequestFacts& facts) {
    return store_.access().view(facts, 0).issuer.has_value();
}

std::uint64_t ScenarioPlayer::next(const RequestFacts& facts, const std::string& counter) {
    return store_.access().next(facts, counter);
}

std::uint64_t ScenarioPlayer::random(const RequestFacts& facts) {
    return store_.access().random(facts);
}

std::vector<std::uint64_t> ScenarioPlayer::uses() const {
    std::vector<std::uint64_t> out;
    out.reserve(uses_.size());
    for (const auto& use : uses_) {
        out.push_back(use.load(std::memory_order_relaxed));
    }
    return out;
}

std::vector<ExpectationResult> ScenarioPlayer::check() const {
    std::vector<std::size_t> order;
    {
        const std::lock_guard lock(orderMutex_);
        order = order_;
    }
    std::vector<ExpectationResult> out;
    for (const Expectation& expectation : scenario_->verify) {
        out.push_back(checkExpectation(*scenario_, expectation, uses(), order));
    }
    return out;
}

void ScenarioPlayer::reset() {
    store_.reset();
    for (auto& use : uses_) {
        use.store(0, std::memory_order_relaxed);
    }
    const std::lock_guard lock(orderMutex_);
    order_.clear();
}

}  // namespace mockserver
