#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
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

/// What one scenario remembers of its conversations (docs/scenario-format.md): states, counts, places in a replay, the
/// contexts that it issued, counters and random numbers. Bounded: the conversation that was used longest ago goes
/// first, its contexts with it. Thread-safe through `access`.
class ConversationStore {
public:
    using Clock = std::chrono::steady_clock;
    struct Options {
        std::size_t maxConversations = 10'000;
        std::vector<Machine> machines{};
        std::uint64_t seed = 0;  ///< of all random numbers
        std::function<Clock::time_point()> now = Clock::now;
    };
    explicit ConversationStore(Options options) : options_(std::move(options)) {}

    /// One conversation for a person: what it is, and the state that it is in.
    struct Shown {
        std::string key;
        std::string state;
    };

    class Access;
    /// The store to oneself, as long as the value lives.
    [[nodiscard]] Access access();

    /// Forgets everything.
    void reset();
    [[nodiscard]] std::size_t size() const;
    /// The conversations that have a state, those used last first, at most `most`.
    [[nodiscard]] std::vector<Shown> show(std::size_t most) const;

private:
    struct Conversation {
        std::string key;
        std::string state{};                                      ///< empty: that of the session
        std::unordered_map<std::size_t, std::uint32_t> counts{};  ///< by When::likeness
        std::unordered_map<std::size_t, std::uint32_t> uses{};    ///< by exchange
        std::unordered_map<std::string, std::uint64_t> counters{};
        std::optional<std::uint64_t> random{};
        std::optional<Clock::time_point> expires{};  ///< a context: not known any more; a machine: initial again
        std::size_t place = 0;                       ///< in a replay
        std::string session{};
        std::optional<std::size_t> issuer{};
        std::vector<std::string> contexts{};  ///< that lead here
    };
    using Place = std::list<Conversation>::iterator;

    mutable std::mutex mutex_;
    const Options options_;
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
    void setState(const RequestFacts& facts, const MachineState& state);
    /// How often the conversation used this exchange.
    [[nodiscard]] std::uint32_t uses(const RequestFacts& facts, std::size_t exchange);
    void use(const RequestFacts& facts, std::size_t exchange);
    /// Ends the conversation of the request's context.
    void end(const RequestFacts& facts);
    /// Makes `context` lead to a new conversation in the request's session, or, when the request carries a context, to
    /// that one's conversation. `issuer` is the exchange that issues it, `expiry` when it is forgotten.
    void issue(const RequestFacts& facts, const std::string& context, std::size_t issuer,
               std::optional<std::chrono::milliseconds> expiry);

    /// How often the session has asked for this counter, this time included.
    std::uint64_t next(const RequestFacts& facts, const std::string& counter);
    /// 64 random bits: the same sequence in every session of that name, whatever others do.
    std::uint64_t random(const RequestFacts& facts);

    /// The place in a replay of the request's session; from 0.
    [[nodiscard]] std::size_t place(const RequestFacts& facts);
    void setPlace(const RequestFacts& facts, std::size_t place);

private:
    friend class ConversationStore;
    explicit Access(ConversationStore& store) : store_(store), lock_(store.mutex_) {}

    [[nodiscard]] std::string keyOf(const RequestFacts& facts);
    [[nodiscard]] std::string keyOf(const RequestFacts& facts, const Machine& machine);
    [[nodiscard]] const std::string& stateOf(const RequestFacts& facts, const Machine& machine);
    [[nodiscard]] Conversation* find(const std::string& key);
    Conversation& touch(const std::string& key, const std::string& session);
    [[nodiscard]] Conversation* issued(const RequestFacts& facts);
    void drop(Place place);

    ConversationStore& store_;
    std::unique_lock<std::mutex> lock_;
};

}  // namespace mockserver
