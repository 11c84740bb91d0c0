#pragma once

#include <cstddef>
#include <cstdint>
#include <list>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "mockserver/scenario/criteria.h"
#include "mockserver/scenario/model.h"

namespace mockserver {

/// What one scenario remembers of its conversations (docs/scenario-format.md): states, counts, places in a replay, and
/// the contexts that it issued. Bounded: the conversation that was used longest ago goes first, its contexts with it.
/// Thread-safe through `access`.
class ConversationStore {
public:
    explicit ConversationStore(std::size_t maxConversations = 10'000) : max_(maxConversations) {}

    class Access;
    /// The store to oneself, as long as the value lives.
    [[nodiscard]] Access access();

    /// Forgets everything.
    void reset();
    [[nodiscard]] std::size_t size() const;

private:
    struct Conversation {
        std::string key;
        std::string state{};                                      ///< empty: that of the session
        std::unordered_map<std::size_t, std::uint32_t> counts{};  ///< by When::likeness
        std::size_t place = 0;                                    ///< in a replay
        std::string session{};
        std::optional<std::size_t> issuer{};
        std::vector<std::string> contexts{};  ///< that lead here
    };
    using Place = std::list<Conversation>::iterator;

    mutable std::mutex mutex_;
    const std::size_t max_;
    std::list<Conversation> conversations_;  ///< the one used last in front
    std::unordered_map<std::string, Place> byKey_;
    std::unordered_map<std::string, Place> byContext_;
};

/// One request's hold of the store.
class ConversationStore::Access {
public:
    /// The state and the issuer that the request's conversation shows, and its count for `likeness`.
    [[nodiscard]] ConversationView view(const RequestFacts& facts, std::size_t likeness);
    /// Counts a request that met the criteria of `likeness`; returns how many there were before it.
    std::uint32_t count(const RequestFacts& facts, std::size_t likeness);
    void setState(const RequestFacts& facts, std::string state);
    /// Ends the conversation of the request's context.
    void end(const RequestFacts& facts);
    /// Makes `context` lead to a new conversation in the request's session, or, when the request carries a context, to
    /// that one's conversation. `issuer` is the exchange that issues it.
    void issue(const RequestFacts& facts, const std::string& context, std::size_t issuer);

    /// The place in a replay of the request's session; from 0.
    [[nodiscard]] std::size_t place(const RequestFacts& facts);
    void setPlace(const RequestFacts& facts, std::size_t place);

private:
    friend class ConversationStore;
    explicit Access(ConversationStore& store) : store_(store), lock_(store.mutex_) {}

    [[nodiscard]] std::string keyOf(const RequestFacts& facts);
    [[nodiscard]] Conversation* find(const std::string& key);
    Conversation& touch(const std::string& key, const std::string& session);
    [[nodiscard]] Conversation* issued(const RequestFacts& facts);
    void drop(Place place);

    ConversationStore& store_;
    std::unique_lock<std::mutex> lock_;
};

}  // namespace mockserver
