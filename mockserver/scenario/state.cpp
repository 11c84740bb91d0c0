#include "mockserver/scenario/state.h"

#include <utility>

#include "mockserver/scenario/random.h"

namespace mockserver {
namespace {
/// Contexts that may lead to one conversation at a time; a server that gives a new one with every page needs two.
constexpr std::size_t kMaxContexts = 16;

/// Counters of one session; names may come from requests.
constexpr std::size_t kMaxCounters = 1'000;

std::string replayKey(const RequestFacts& facts) {
    return "replay\n" + facts.replaySession();
}

std::string sessionKey(const RequestFacts& facts) {
    return "session\n" + facts.session();
}
}  // namespace

ConversationStore::Access ConversationStore::access() {
    return Access(*this);
}

void ConversationStore::reset() {
    const std::lock_guard lock(mutex_);
    byContext_.clear();
    byKey_.clear();
    conversations_.clear();
}

std::size_t ConversationStore::size() const {
    const std::lock_guard lock(mutex_);
    return conversations_.size();
}

std::vector<ConversationStore::Shown> ConversationStore::show(std::size_t most) const {
    const std::lock_guard lock(mutex_);
    std::vector<Shown> out;
    const auto now = options_.now();
    for (const Conversation& conversation : conversations_) {
        if (out.size() == most) {
            break;
        }
        if (!conversation.state.empty() && (!conversation.expires || now < *conversation.expires)) {
            out.push_back({conversation.key, conversation.state});
        }
    }
    return out;
}

ConversationStore::Conversation* ConversationStore::Access::find(const std::string& key) {
    const auto found = store_.byKey_.find(key);
    if (found == store_.byKey_.end()) {
        return nullptr;
    }
    store_.conversations_.splice(store_.conversations_.begin(), store_.conversations_, found->second);
    return &*found->second;
}

void ConversationStore::Access::drop(Place place) {
    for (const std::string& context : place->contexts) {
        store_.byContext_.erase(context);
    }
    store_.byKey_.erase(place->key);
    store_.conversations_.erase(place);
}

ConversationStore::Conversation& ConversationStore::Access::touch(const std::string& key, const std::string& session) {
    if (Conversation* known = find(key)) {
        return *known;
    }
    if (!store_.conversations_.empty() && store_.conversations_.size() >= store_.options_.maxConversations) {
        drop(std::prev(store_.conversations_.end()));
    }
    store_.conversations_.push_front({.key = key, .session = session});
    store_.byKey_.emplace(key, store_.conversations_.begin());
    return store_.conversations_.front();
}

/// The conversation that the request's context was issued for, when it was issued to this session.
ConversationStore::Conversation* ConversationStore::Access::issued(const RequestFacts& facts) {
    if (!facts.context()) {
        return nullptr;
    }
    const auto found = store_.byContext_.find(*facts.context());
    if (found == store_.byContext_.end() || found->second->session != facts.session()) {
        return nullptr;
    }
    if (found->second->expires && *found->second->expires <= store_.options_.now()) {
        drop(found->second);
        return nullptr;
    }
    return &*found->second;
}

std::string ConversationStore::Access::keyOf(const RequestFacts& facts) {
    if (const Conversation* known = issued(facts)) {
        return known->key;
    }
    return facts.context() ? "context\n" + facts.session() + '\n' + *facts.context() : sessionKey(facts);
}

std::string ConversationStore::Access::keyOf(const RequestFacts& facts, const Machine& machine) {
    std::string key = "machine " + machine.name + '\n';
    const auto orNothing = [](const std::string* text) { return text == nullptr ? std::string() : *text; };
    switch (machine.per) {
        case Machine::Per::kSession:
            return key + facts.session();
        case Machine::Per::kEndpoint:
            return key + facts.endpoint();
        case Machine::Per::kUser:
            return key + facts.endpoint() + '\n' + std::string(facts.user());
        case Machine::Per::kContext:
            return key + keyOf(facts);
        case Machine::Per::kHeader:
            return key + facts.endpoint() + '\n' + orNothing(facts.headers().find(machine.keyName));
        case Machine::Per::kSelector:
            return key + facts.endpoint() + '\n' + orNothing(facts.header().selector(machine.keyName));
    }
    return key;
}

const std::string& ConversationStore::Access::stateOf(const RequestFacts& facts, const Machine& machine) {
    const Conversation* known = find(keyOf(facts, machine));
    const bool over = known == nullptr || (known->expires && *known->expires <= store_.options_.now());
    return over ? machine.initial : known->state;
}

ConversationView ConversationStore::Access::view(const RequestFacts& facts, std::size_t likeness) {
    ConversationView view;
    if (const Conversation* session = find(sessionKey(facts)); session && !session->state.empty()) {
        view.state = session->state;
    }
    if (const Conversation* own = find(keyOf(facts))) {
        view.issuer = own->issuer;
        if (!own->state.empty()) {
            view.state = own->state;
        }
        const auto counted = own->counts.find(likeness);
        view.before = counted == own->counts.end() ? 0 : counted->second;
    }
    for (const Machine& machine : store_.options_.machines) {
        view.machines.push_back(stateOf(facts, machine));
    }
    return view;
}

std::uint32_t ConversationStore::Access::count(const RequestFacts& facts, std::size_t likeness) {
    return touch(keyOf(facts), facts.session()).counts[likeness]++;
}

void ConversationStore::Access::setState(const RequestFacts& facts, std::string state) {
    touch(keyOf(facts), facts.session()).state = std::move(state);
}

void ConversationStore::Access::setState(const RequestFacts& facts, const MachineState& state) {
    const Machine& machine = store_.options_.machines[state.machine];
    Conversation& conversation = touch(keyOf(facts, machine), facts.session());
    conversation.state = state.state;
    conversation.expires = machine.expiry ? std::optional(store_.options_.now() + *machine.expiry) : std::nullopt;
}

std::uint32_t ConversationStore::Access::uses(const RequestFacts& facts, std::size_t exchange) {
    const Conversation* known = find(keyOf(facts));
    if (known == nullptr) {
        return 0;
    }
    const auto used = known->uses.find(exchange);
    return used == known->uses.end() ? 0 : used->second;
}

void ConversationStore::Access::use(const RequestFacts& facts, std::size_t exchange) {
    ++touch(keyOf(facts), facts.session()).uses[exchange];
}

std::uint64_t ConversationStore::Access::next(const RequestFacts& facts, const std::string& counter) {
    auto& counters = touch(sessionKey(facts), facts.session()).counters;
    if (counters.size() >= kMaxCounters && !counters.contains(counter)) {
        counters.clear();
    }
    return ++counters[counter];
}

std::uint64_t ConversationStore::Access::random(const RequestFacts& facts) {
    auto& state = touch(sessionKey(facts), facts.session()).random;
    if (!state) {
        state = store_.options_.seed ^ hashOf(facts.session());
    }
    return splitMix(*state);
}

void ConversationStore::Access::end(const RequestFacts& facts) {
    const auto found = facts.context() ? store_.byKey_.find(keyOf(facts)) : store_.byKey_.end();
    if (found != store_.byKey_.end()) {
        drop(found->second);
    }
}

void ConversationStore::Access::issue(const RequestFacts& facts, const std::string& context, std::size_t issuer,
                                      std::optional<std::chrono::milliseconds> expiry) {
    Conversation* known = issued(facts);
    const std::string key = known != nullptr ? known->key : "context\n" + facts.session() + '\n' + context;
    Conversation& conversation = touch(key, facts.session());
    if (!conversation.issuer) {
        conversation.issuer = issuer;
    }
    if (expiry) {
        conversation.expires = store_.options_.now() + *expiry;
    }
    if (conversation.contexts.size() == kMaxContexts) {
        store_.byContext_.erase(conversation.contexts.front());
        conversation.contexts.erase(conversation.contexts.begin());
    }
    conversation.contexts.push_back(context);
    store_.byContext_.insert_or_assign(context, store_.byKey_.at(key));
}

std::size_t ConversationStore::Access::place(const RequestFacts& facts) {
    const Conversation* known = find(replayKey(facts));
    return known == nullptr ? 0 : known->place;
}

void ConversationStore::Access::setPlace(const RequestFacts& facts, std::size_t place) {
    touch(replayKey(facts), facts.session()).place = place;
}

}  // namespace mockserver
