// wsman/rules: what the standards demand of WS-Management messages, one small file per clause group, each rule a pure
// function over messages. The conformance suites judge clients and servers by it, the mock its journal, and our own
// tests what we emit. A rule works on the XML tree, not on what our parser makes of it, because the messages it judges
// may be malformed.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "wsman/rules/observed.h"
#include "wsman/rules/session.h"

namespace wsman::rules {

/// Who has to obey.
enum class Party {
    kClient,
    kServer,
    kLibrary,  ///< an implementation of the MI API
};

/// How strongly a rule binds.
enum class Level {
    kMust,
    kShould,
    kMay,
    kVendor,  ///< not of the standards: what one vendor's documents demand
};

enum class Outcome {
    kPass,
    kFail,
    kWarn,           ///< broken, but the rule does not bind strictly
    kNotApplicable,  ///< the rule has nothing to say about this message
};

/// What a rule says of one message.
struct Verdict {
    Outcome outcome = Outcome::kPass;
    std::string text{};      ///< what is wrong, one sentence; empty for a pass
    std::string expected{};  ///< what the rule wants to see there
    std::string actual{};    ///< what is there, shortened when it is long
    std::string where{};     ///< path in the judged message, or empty
};

/// Judges a request as it arrives; `before` is what was seen earlier in its conversation.
using RequestCheck = Verdict (*)(const Observed& request, const Session& before);
/// Judges a reply to `request`; `before` is what was seen before the request.
using ReplyCheck = Verdict (*)(const Observed& request, const Observed& reply, const Session& before);

/// One requirement. All text is static.
struct Rule {
    /// Stable: "DSP0226/R5.4.4-3". A rule that binds both sides is two, ending in c (client) and s (server).
    std::string_view id;
    std::string_view clause;       ///< in the document that the id names: "5.4.4"
    std::string_view requirement;  ///< one sentence, in our words
    Party party;
    Level level;
    std::variant<RequestCheck, ReplyCheck> check;
};

/// Every rule, by clause group. The same span each time; thread-safe.
std::span<const Rule> allRules();
/// By id, or nullptr.
const Rule* findRule(std::string_view id);

/// A rule's verdict. A breach of a rule that is no MUST comes back as kWarn. A rule for the other kind of message is
/// kNotApplicable.
Verdict judge(const Rule& rule, const Observed& request, const Session& before);
Verdict judge(const Rule& rule, const Observed& request, const Observed& reply, const Session& before);

struct Finding {
    const Rule* rule;
    Verdict verdict;
};

/// The verdicts of all rules that apply, passes included, in the order of allRules. Pure: telling `before` about the
/// message afterwards (Session::observe) is the caller's business.
std::vector<Finding> judgeRequest(const Observed& request, const Session& before);
std::vector<Finding> judgeReply(const Observed& request, const Observed& reply, const Session& before);

/// "MUST", "SHOULD", "MAY", "vendor".
std::string_view toString(Level level);
/// "client", "server", "library".
std::string_view toString(Party party);
/// "pass", "fail", "warn", "notApplicable".
std::string_view toString(Outcome outcome);

}  // namespace wsman::rules
