#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "mockserver/scenario/model.h"
#include "mockserver/scenario/request_facts.h"

namespace mockserver {

/// Exchanges whose criteria are the same but for nth: judged once, and counted together.
struct LikeExchanges {
    std::size_t first = 0;           ///< the exchange to judge by
    std::vector<std::size_t> any{};  ///< those without nth, by priority, then in order
    std::unordered_map<std::uint32_t, std::size_t> nth{};
    bool stateful = false;  ///< depends on the conversation, or changes it
};

/// Finds the exchanges of a scenario that a request may be answered by. They are filed under action, resource URI and
/// exact selectors, so that a request is held only against those filed where it looks, however many there are; what
/// cannot be filed (regular expressions, nested references, criteria not given) is looked at every time. Immutable and
/// thread-safe; refers to the scenario.
class Matcher {
public:
    explicit Matcher(const Scenario& scenario);

    /// All groups whose criteria the request meets, those on the conversation apart, in no particular order.
    [[nodiscard]] std::vector<const LikeExchanges*> matching(const RequestFacts& facts) const;

    /// Exchanges worth comparing with a request that nothing matched, best guesses first, at most `most`.
    [[nodiscard]] std::vector<std::size_t> similar(const RequestFacts& facts, std::size_t most) const;

private:
    using Groups = std::vector<std::size_t>;
    struct Drawer {
        Groups unfiled{};                                     ///< no exact selectors asked for
        std::unordered_map<std::string, Groups> selectors{};  ///< by selectorKey
    };

    /// `visit(group)` for everything filed where the request looks; stops when it returns false.
    template <class Visit>
    void visitFiled(const RequestFacts& facts, Visit&& visit) const;

    const Scenario& scenario_;
    std::vector<LikeExchanges> groups_;
    std::unordered_map<std::string, Drawer> drawers_;  ///< by drawerKey
    std::unordered_map<std::string, Groups> byAction_;
    std::unordered_map<std::string, Groups> byResource_;
};

}  // namespace mockserver
