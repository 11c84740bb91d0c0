#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "mockserver/scenario/model.h"
#include "mockserver/scenario/request_facts.h"

namespace mockserver {

/// What a conversation has to do with the criteria `context`, `state` and `nth`.
struct ConversationView {
    std::string state{kInitialState};
    /// The exchange whose reply issued the request's context; nullopt when this scenario issued it not.
    std::optional<std::size_t> issuer{};
    /// How many requests of the conversation met the other criteria of the exchange before this one.
    std::uint32_t before = 0;
    /// The state of each of the scenario's machines, in their order.
    std::vector<std::string> machines{};
};

/// One criterion held against one request.
struct CriterionResult {
    std::string name;  ///< "action", "selectors", "xpath[0]", "options.Verbose" ...
    bool met = false;
    std::string expected{};
    std::string actual{};
    std::string detail{};  ///< lines of a diff, of a body that is another
};

/// True when the request meets every criterion that does not depend on the conversation.
bool meetsRequest(const When& when, const RequestFacts& facts);
/// True when the conversation meets `context`, `state` and `states`.
bool meetsConversation(const When& when, const RequestFacts& facts, const ConversationView& conversation);
/// Every criterion given, met or not, in the order of the documentation. `scenario` gives issuers and machines their
/// names.
std::vector<CriterionResult> explainCriteria(const When& when, const RequestFacts& facts,
                                             const ConversationView& conversation, const Scenario& scenario);

}  // namespace mockserver
