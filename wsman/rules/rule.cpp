#include "wsman/rules/rule.h"

#include <algorithm>

#include "wsman/rules/clauses.h"

namespace wsman::rules {

namespace {

Verdict graded(const Rule& rule, Verdict verdict) {
    if (verdict.outcome == Outcome::kFail && rule.level != Level::kMust) {
        verdict.outcome = Outcome::kWarn;
    }
    return verdict;
}

template <class... Messages>
std::vector<Finding> judgeAll(const Messages&... messages) {
    std::vector<Finding> findings;
    for (const Rule& rule : allRules()) {
        Verdict verdict = judge(rule, messages...);
        if (verdict.outcome != Outcome::kNotApplicable) {
            findings.push_back({&rule, std::move(verdict)});
        }
    }
    return findings;
}

}  // namespace

std::span<const Rule> allRules() {
    static const std::vector<Rule> kRules = [] {
        std::vector<Rule> rules;
#define MITB_ADD_RULES(group)                 \
    for (const Rule& rule : group##Rules()) { \
        rules.push_back(rule);                \
    }
        MITB_RULE_GROUPS(MITB_ADD_RULES)
#undef MITB_ADD_RULES
        return rules;
    }();
    return kRules;
}

const Rule* findRule(std::string_view id) {
    const std::span<const Rule> rules = allRules();
    const auto found = std::find_if(rules.begin(), rules.end(), [&](const Rule& rule) { return rule.id == id; });
    return found == rules.end() ? nullptr : &*found;
}

Verdict judge(const Rule& rule, const Observed& request, const Session& before) {
    const RequestCheck* check = std::get_if<RequestCheck>(&rule.check);
    return check == nullptr ? Verdict{.outcome = Outcome::kNotApplicable} : graded(rule, (*check)(request, before));
}

Verdict judge(const Rule& rule, const Observed& request, const Observed& reply, const Session& before) {
    const ReplyCheck* check = std::get_if<ReplyCheck>(&rule.check);
    return check == nullptr ? Verdict{.outcome = Outcome::kNotApplicable}
                            : graded(rule, (*check)(request, reply, before));
}

std::vector<Finding> judgeRequest(const Observed& request, const Session& before) {
    return judgeAll(request, before);
}

std::vector<Finding> judgeReply(const Observed& request, const Observed& reply, const Session& before) {
    return judgeAll(request, reply, before);
}

std::string_view toString(Level level) {
    switch (level) {
        case Level::kMust:
            return "MUST";
        case Level::kShould:
            return "SHOULD";
        case Level::kMay:
            return "MAY";
        case Level::kVendor:
            return "vendor";
    }
    return "unknown";
}

std::string_view toString(Party party) {
    switch (party) {
        case Party::kClient:
            return "client";
        case Party::kServer:
            return "server";
        case Party::kLibrary:
            return "library";
    }
    return "unknown";
}

std::string_view toString(Outcome outcome) {
    switch (outcome) {
        case Outcome::kPass:
            return "pass";
        case Outcome::kFail:
            return "fail";
        case Outcome::kWarn:
            return "warn";
        case Outcome::kNotApplicable:
            return "notApplicable";
    }
    return "unknown";
}

}  // namespace wsman::rules
