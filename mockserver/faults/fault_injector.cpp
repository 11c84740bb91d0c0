#include "mockserver/faults/fault_injector.h"

#include <algorithm>
#include <optional>

#include "mockserver/scenario/criteria.h"
#include "mockserver/scenario/random.h"

namespace mockserver {
namespace {

using Challenge = FaultRule::Challenge;

/// Sessions that are remembered; beyond, all begin anew.
constexpr std::size_t kMaxRemembered = 100'000;

/// The session as far as an unread request tells it.
std::string sessionOf(const Answered& answered) {
    const std::string* named = answered.http.headers.find(kSessionHeader);
    const std::string endpoint = answered.http.endpoint ? answered.http.endpoint->name + '\n' : std::string();
    return named != nullptr ? "named\n" + *named : "user\n" + endpoint + std::string(answered.user);
}

RequestFacts factsOf(const Answered& answered) {
    const auto& endpoint = answered.http.endpoint;
    RequestFacts out(*answered.message, answered.http.headers, answered.user,
                     endpoint ? std::string_view(endpoint->name) : std::string_view());
    out.setHost(endpoint ? endpoint->data.get() : nullptr);
    return out;
}

bool isChallenge(const Answered& answered, const HttpReply& reply) {
    return answered.message == nullptr && reply.status == 401;
}

/// True when the rule has anything to do with this reply, its chances and counts apart.
bool concerns(const FaultRule& rule, const Answered& answered, const HttpReply& reply,
              const std::optional<RequestFacts>& facts) {
    const bool leg = rule.challenge == Challenge::kNone || rule.challenge == Challenge::kBroken;
    if (leg || isChallenge(answered, reply)) {
        return leg && isChallenge(answered, reply);
    }
    if (facts) {
        return meetsRequest(rule.when, *facts);
    }
    return rule.when.specificity == 0;  // not SOAP: it meets no criterion
}

void changeChallenge(Challenge challenge, HttpReply& reply) {
    switch (challenge) {
        case Challenge::kAsUsual:
            break;
        case Challenge::kNone:
            reply.headers.remove("WWW-Authenticate");
            break;
        case Challenge::kBroken:
            // A scheme that is known, with a parameter that never ends (RFC 9110 §11.2).
            reply.headers.set("WWW-Authenticate", "Negotiate \"not a token");
            break;
        case Challenge::kReject:
            reply = {.status = 401, .headers = {{"WWW-Authenticate", "Basic realm=\"WSMAN\""}}, .note = reply.note};
            break;
    }
}

}  // namespace

FaultInjector::FaultInjector(const std::vector<ScenarioPtr>& scenarios, ReplySources sources)
    : sources_(std::move(sources)), anySeed_(anySeed()) {
    replace(scenarios);
}

void FaultInjector::replace(const std::vector<ScenarioPtr>& scenarios) {
    std::vector<RulePtr> rules;
    for (const ScenarioPtr& scenario : scenarios) {
        for (const FaultRule& rule : scenario->faults) {
            rules.push_back(std::make_shared<Rule>(scenario, rule));
        }
    }
    const std::unique_lock lock(rulesMutex_);
    rules_ = std::move(rules);
    count_ = rules_.size();
}

std::vector<FaultInjector::RulePtr> FaultInjector::snapshot() const {
    const std::shared_lock lock(rulesMutex_);
    return rules_;
}

void FaultInjector::filter(const Answered& answered, HttpReply& reply) {
    if (count_ == 0) {
        return;
    }
    const std::vector<RulePtr> rules = snapshot();
    std::optional<RequestFacts> facts;
    if (answered.message != nullptr) {
        facts.emplace(factsOf(answered));
    }
    const std::string session = sessionOf(answered);
    for (const RulePtr& rule : rules) {
        if (rule->enabled && concerns(*rule->rule, answered, reply, facts) && decide(*rule, session)) {
            inject(*rule, answered, session, reply);
            rule->injected.fetch_add(1, std::memory_order_relaxed);
            reply.note += (reply.note.empty() ? "fault \"" : "; fault \"") + rule->rule->id + "\" injected";
        }
    }
}

bool FaultInjector::decide(Rule& held, const std::string& session) {
    const FaultRule& rule = *held.rule;
    if (rule.nth || rule.every || rule.times) {
        const std::string key =
            held.scenario->name + '\n' + rule.id + '\n' + (rule.perSession ? session : std::string());
        const std::lock_guard lock(mutex_);
        if (seen_.size() >= kMaxRemembered && !seen_.contains(key)) {
            seen_.clear();
        }
        const std::uint32_t seen = ++seen_[key];
        if ((rule.nth && seen != *rule.nth) || (rule.every && seen % *rule.every != 0)) {
            return false;
        }
        const std::uint32_t used = rule.every ? seen / *rule.every : rule.nth ? 1 : seen;
        if (rule.times && used > *rule.times) {
            return false;
        }
    }
    return rule.probability >= 1 || unitOf(random(held.scenario, session)) < rule.probability;
}

std::uint64_t FaultInjector::random(const ScenarioPtr& scenario, const std::string& session) {
    const std::string key = scenario->name + '\n' + session;
    const std::lock_guard lock(mutex_);
    if (random_.size() >= kMaxRemembered && !random_.contains(key)) {
        random_.clear();
    }
    const auto [state, isNew] = random_.try_emplace(key, scenario->seed.value_or(anySeed_) ^ hashOf(key));
    return splitMix(state->second);
}

void FaultInjector::inject(const Rule& held, const Answered& answered, const std::string& session, HttpReply& reply) {
    const FaultRule& rule = *held.rule;
    if (rule.challenge != Challenge::kAsUsual) {
        changeChallenge(rule.challenge, reply);
    }
    if (answered.message == nullptr) {
        // No request to fill templates from: only what needs none.
        reply.status = rule.apply.status.value_or(reply.status);
        reply.wire = rule.apply.wire ? rule.apply.wire : reply.wire;
        return;
    }
    const RequestFacts facts = factsOf(answered);
    ReplyState state{.data = &held.scenario->data, .random = [&] { return random(held.scenario, session); }};
    if (rule.apply.hasContent) {
        std::string note = std::move(reply.note);
        reply = buildReply(rule.apply, facts, sources_, std::move(state));
        reply.note = std::move(note);
    } else {
        changeReply(rule.apply, facts, sources_, std::move(state), reply);
    }
}

std::vector<FaultInjector::Status> FaultInjector::rules() const {
    std::vector<Status> out;
    for (const RulePtr& rule : snapshot()) {
        out.push_back({rule->scenario->name, rule->rule->id, rule->rule->description, rule->enabled, rule->injected});
    }
    return out;
}

wsman::Result<void> FaultInjector::add(const ScenarioPtr& scenario) {
    const std::unique_lock lock(rulesMutex_);
    std::vector<RulePtr> added;
    for (const FaultRule& rule : scenario->faults) {
        if (std::ranges::any_of(rules_, [&](const RulePtr& known) { return known->rule->id == rule.id; })) {
            return wsman::fail(wsman::ErrorCode::kInvalidArgument, "there is a fault \"" + rule.id + "\" already");
        }
        added.push_back(std::make_shared<Rule>(scenario, rule));
    }
    rules_.insert(rules_.begin(), added.begin(), added.end());
    count_ = rules_.size();
    return {};
}

bool FaultInjector::enable(const std::string& id, bool on) {
    bool found = false;
    for (const RulePtr& rule : snapshot()) {
        if (rule->rule->id == id) {
            rule->enabled = on;
            found = true;
        }
    }
    return found;
}

bool FaultInjector::remove(const std::string& id) {
    const std::unique_lock lock(rulesMutex_);
    const bool removed = std::erase_if(rules_, [&](const RulePtr& rule) { return rule->rule->id == id; }) != 0;
    count_ = rules_.size();
    return removed;
}

void FaultInjector::removeScenario(const std::string& name) {
    const std::unique_lock lock(rulesMutex_);
    std::erase_if(rules_, [&](const RulePtr& rule) { return rule->scenario->name == name; });
    count_ = rules_.size();
}

void FaultInjector::reset() {
    for (const RulePtr& rule : snapshot()) {
        rule->enabled = rule->rule->enabled;
        rule->injected = 0;
    }
    const std::lock_guard lock(mutex_);
    seen_.clear();
    random_.clear();
}

}  // namespace mockserver
