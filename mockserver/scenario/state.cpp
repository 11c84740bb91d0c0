#include "mockserver/scenario/state.h"

#include <utility>

namespace mockserver {
namespace {
/// Contexts that may lead to one conversation at a time; a server that gives a new one with every page needs two.
constexpr std::size_t kMaxContexts = 16;

std::string replayKey(const RequestFacts& facts) {
    return "replay\n" + facts.replaySession();
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
    if (!store_.conversations_.empty() && store_.conversations_.size() >= store_.max_) {
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
    return &*found->second;
}

std::string ConversationStore::Access::keyOf(const RequestFacts& facts) {
    if (const Conversation* known = issued(facts)) {
        return known->key;
    }
    return facts.context() ? "context\n" + facts.session() + '\n' + *facts.context() : "session\n" + facts.session();
}

ConversationView ConversationStore::Access::view(const RequestFacts& facts, std::size_t likeness) {
    ConversationView view;
    if (const Conversation* session = find("session\n" + facts.session()); session && !session->state.empty()) {
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
    return view;
}

std::uint32_t ConversationStore::Access::count(const RequestFacts& facts, std::size_t likeness) {
    return touch(keyOf(facts), facts.session()).counts[likeness]++;
}

void ConversationStore::Access::setState(const RequestFacts& facts, std::string state) {
    touch(keyOf(facts), facts.session()).state = std::move(state);
}

void ConversationStore::Access::end(const RequestFacts& facts) {
    const auto found = facts.context() ? store_.byKey_.find(keyOf(facts)) : store_.byKey_.end();
    if (found != store_.byKey_.end()) {
        drop(found->second);
    }
}

void ConversationStore::Access::issue(const RequestFacts& facts, const std::string& context, std::size_t issuer) {
    Conversation* known = issued(facts);
    const std::string key = known != nullptr ? known->key : "context\n" + facts.session() + '\n' + context;
    Conversation& conversation = touch(key, facts.session());
    if (!conversation.issuer) {
        conversation.issuer = issuer;
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
