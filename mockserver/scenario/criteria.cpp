#include "mockserver/scenario/criteria.h"

#include <algorithm>

#include "wsman/uris.h"
#include "wsman/xml/compare.h"
#include "wsman/xml/line_diff.h"

namespace mockserver {
namespace {

using wsman::soap::Epr;
using wsman::soap::Selector;
using wsman::soap::SelectorSet;

bool selectorsMatch(const std::vector<SelectorCriterion>& criteria, const SelectorSet& selectors, bool exactly);

bool eprMatches(const EprCriterion& criterion, const Epr& epr) {
    return (!criterion.address || criterion.address->matches(epr.address)) &&
           (!criterion.resourceUri || criterion.resourceUri->matches(epr.resourceUri)) &&
           (!criterion.selectors || selectorsMatch(*criterion.selectors, epr.selectors, true));
}

bool selectorMatches(const SelectorCriterion& criterion, const Selector* selector) {
    if (const auto* epr = std::get_if<std::shared_ptr<const EprCriterion>>(&criterion.value)) {
        return selector != nullptr && selector->reference != nullptr && eprMatches(**epr, *selector->reference);
    }
    const auto& text = std::get<TextCriterion>(criterion.value);
    if (selector != nullptr && selector->reference != nullptr) {
        return text.asksPresence();  // a reference is no text
    }
    return text.matches(selector == nullptr ? std::nullopt : std::optional<std::string_view>(selector->value));
}

bool selectorsMatch(const std::vector<SelectorCriterion>& criteria, const SelectorSet& selectors, bool exactly) {
    std::size_t found = 0;
    for (const SelectorCriterion& criterion : criteria) {
        const Selector* selector = selectors.find(criterion.name);
        if (!selectorMatches(criterion, selector)) {
            return false;
        }
        found += selector != nullptr ? 1 : 0;
    }
    return !exactly || found == selectors.items.size();
}

std::string describe(const std::vector<SelectorCriterion>& criteria) {
    std::string out;
    for (const SelectorCriterion& criterion : criteria) {
        out += (out.empty() ? "{" : ", ") + criterion.name + '=';
        if (const auto* held = std::get_if<std::shared_ptr<const EprCriterion>>(&criterion.value)) {
            const EprCriterion& epr = **held;
            out += "a reference";
            out += epr.resourceUri ? " to " + epr.resourceUri->describe() : "";
            out += epr.selectors ? ' ' + describe(*epr.selectors) : "";
        } else {
            out += std::get<TextCriterion>(criterion.value).describe();
        }
    }
    return out.empty() ? "{}" : out + '}';
}

std::optional<std::string_view> viewOf(const std::string* text) {
    return text == nullptr ? std::nullopt : std::optional<std::string_view>(*text);
}

std::string indexed(const char* name, std::size_t index) {
    return std::string(name) + '[' + std::to_string(index) + ']';
}

template <class Sink>
bool walkConditions(const When& when, const RequestFacts& facts, Sink&& sink);

/// Walks the criteria that concern the request alone, once for judging and once for explaining, so that the two cannot
/// differ. `sink(name, met, expected, actual)`, the last two being functions that write text, says whether to go on.
template <class Sink>
bool walkRequest(const When& when, const RequestFacts& facts, Sink&& sink) {
    const auto text = [&sink](const auto& name, const TextCriterion& criterion,
                              std::optional<std::string_view> actual) {
        return sink(
            name, criterion.matches(actual), [&] { return criterion.describe(); }, [&] { return inQuotes(actual); });
    };
    if (when.action && !text([] { return "action"; }, *when.action, facts.action())) {
        return false;
    }
    if (when.resourceUri && !text([] { return "resourceUri"; }, *when.resourceUri, facts.resourceUri())) {
        return false;
    }
    const auto given = [&] { return describeSelectors(facts.selectors()); };
    if (when.selectors && !sink([] { return "selectors"; }, selectorsMatch(*when.selectors, facts.selectors(), true),
                                [&] { return describe(*when.selectors); }, given)) {
        return false;
    }
    if (!when.selectorsInclude.empty() &&
        !sink([] { return "selectorsInclude"; }, selectorsMatch(when.selectorsInclude, facts.selectors(), false),
              [&] { return describe(when.selectorsInclude); }, given)) {
        return false;
    }
    for (const NamedCriterion& option : when.options) {
        if (!text([&] { return "options." + option.name; }, option.value, viewOf(facts.header().option(option.name)))) {
            return false;
        }
    }
    for (const NamedCriterion& header : when.headers) {
        if (!text([&] { return "headers." + header.name; }, header.value, viewOf(facts.headers().find(header.name)))) {
            return false;
        }
    }
    if (when.user &&
        !text([] { return "user"; }, *when.user, facts.user().empty() ? std::nullopt : std::optional(facts.user()))) {
        return false;
    }
    if (when.endpoint &&
        !text([] { return "endpoint"; }, *when.endpoint,
              facts.endpoint().empty() ? std::nullopt : std::optional<std::string_view>(facts.endpoint()))) {
        return false;
    }
    if (when.filter) {
        const wsman::ops::Filter* filter = facts.filter();
        if (!when.filter->dialect.empty()) {
            // An absent dialect means XPath (DSP0226 §8.3).
            std::optional<std::string_view> dialect;
            if (filter != nullptr) {
                dialect = filter->dialect.empty() ? wsman::uri::kDialectXPath : std::string_view(filter->dialect);
            }
            if (!sink([] { return "filter.dialect"; }, dialect == when.filter->dialect,
                      [&] { return inQuotes(when.filter->dialect); }, [&] { return inQuotes(dialect); })) {
                return false;
            }
        }
        if (when.filter->text) {
            std::optional<std::string> query;
            if (filter != nullptr) {
                query = collapseSpace(filter->text);
            }
            if (!text([] { return "filter.text"; }, *when.filter->text, viewOf(query ? &*query : nullptr))) {
                return false;
            }
        }
    }
    if (when.fragment) {
        const auto& fragment = facts.header().fragmentTransfer;
        if (!when.fragment->dialect.empty()) {
            // An absent dialect means XPath (DSP0226 §7.5).
            std::optional<std::string_view> dialect;
            if (fragment) {
                dialect = fragment->value.dialect.empty() ? wsman::uri::kDialectXPath
                                                          : std::string_view(fragment->value.dialect);
            }
            if (!sink([] { return "fragment.dialect"; }, dialect == when.fragment->dialect,
                      [&] { return inQuotes(when.fragment->dialect); }, [&] { return inQuotes(dialect); })) {
                return false;
            }
        }
        if (when.fragment->path &&
            !text([] { return "fragment.path"; }, *when.fragment->path,
                  fragment ? std::optional<std::string_view>(fragment->value.expression) : std::nullopt)) {
            return false;
        }
    }
    const wsman::xml::Node envelope = facts.message().envelope();
    for (std::size_t i = 0; i < when.xpath.size(); ++i) {
        const XPathCriterion& criterion = when.xpath[i];
        const auto name = [i] { return indexed("xpath", i); };
        if (!criterion.equals) {
            const bool met = criterion.expression.test(envelope);
            if (!sink(
                    name, met, [&] { return criterion.expression.expression(); },
                    [met] { return std::string(met ? "true" : "false"); })) {
                return false;
            }
            continue;
        }
        const std::string value = criterion.expression.text(envelope);
        if (!sink(
                name, criterion.equals->matches(value),
                [&] { return criterion.expression.expression() + " = " + criterion.equals->describe(); },
                [&] { return inQuotes(value); })) {
            return false;
        }
    }
    if (when.body) {
        const wsman::xml::Node payload = facts.message().payload();
        std::optional<wsman::xml::Difference> difference;
        if (payload) {
            difference = wsman::xml::firstDifference(when.body->element, payload);
        }
        if (!sink([] { return "body"; }, payload && !difference,
                  [&] {
                      return difference ? difference->path + ": " + difference->expected
                                        : '<' + std::string(when.body->element.localName()) + '>';
                  },
                  [&] { return !payload     ? "nothing"
                               : difference ? difference->actual
                                            : "the same"; })) {
            return false;
        }
    }
    return walkConditions(when, facts, sink);
}

/// The criteria of a condition in a line; those alone that are met or not, when that is asked.
std::string summary(const When& when, const RequestFacts& facts, std::optional<bool> met, bool actual) {
    std::string out;
    walkRequest(when, facts, [&](const auto& name, bool holds, const auto& expected, const auto& found) {
        if (!met || *met == holds) {
            out += (out.empty() ? "" : ", ") + std::string(name()) + ' ' + (actual ? found() : expected());
        }
        return true;
    });
    return out;
}

std::string summaries(const std::vector<When>& conditions, const RequestFacts& facts, const char* between) {
    std::string out;
    for (const When& condition : conditions) {
        out += (out.empty() ? "" : between) + ('(' + summary(condition, facts, std::nullopt, false) + ')');
    }
    return out;
}

std::string failures(const std::vector<When>& conditions, const RequestFacts& facts) {
    std::string out;
    for (const When& condition : conditions) {
        if (const std::string failed = summary(condition, facts, false, true); !failed.empty()) {
            out += (out.empty() ? "" : "; ") + failed;
        }
    }
    return out.empty() ? "all of that" : out;
}

template <class Sink>
bool walkConditions(const When& when, const RequestFacts& facts, Sink&& sink) {
    const auto holds = [&](const When& condition) { return meetsRequest(condition, facts); };
    if (!when.allOf.empty() &&
        !sink([] { return "allOf"; }, std::ranges::all_of(when.allOf, holds),
              [&] { return summaries(when.allOf, facts, " and "); }, [&] { return failures(when.allOf, facts); })) {
        return false;
    }
    if (!when.anyOf.empty() &&
        !sink([] { return "anyOf"; }, std::ranges::any_of(when.anyOf, holds),
              [&] { return summaries(when.anyOf, facts, " or "); }, [&] { return failures(when.anyOf, facts); })) {
        return false;
    }
    return when.excluded.empty() || sink([] { return "not"; }, std::ranges::none_of(when.excluded, holds),
                                         [&] { return "anything but " + summaries(when.excluded, facts, " or "); },
                                         [&] { return failures(when.excluded, facts); });
}

template <class Sink>
bool walkConversation(const When& when, const RequestFacts& facts, const ConversationView& conversation,
                      const Scenario* scenario, Sink&& sink) {
    if (when.context) {
        const ContextCriterion& context = *when.context;
        bool met = false;
        switch (context.kind) {
            case ContextCriterion::Kind::kIssuedBy:
                met = conversation.issuer == context.exchange;
                break;
            case ContextCriterion::Kind::kIssued:
                met = conversation.issuer.has_value();
                break;
            case ContextCriterion::Kind::kNotIssued:
                met = facts.context().has_value() && !conversation.issuer;
                break;
        }
        const auto expected = [&] {
            return context.kind == ContextCriterion::Kind::kIssuedBy ? "one issued by \"" + context.id + '"'
                   : context.kind == ContextCriterion::Kind::kIssued ? std::string("one issued here")
                                                                     : std::string("one not issued here");
        };
        const auto actual = [&] {
            if (!facts.context()) {
                return std::string("none");
            }
            const std::string text = inQuotes(*facts.context());
            return !conversation.issuer  ? text + ", not issued here, or ended"
                   : scenario == nullptr ? text
                                         : text + ", issued by \"" + scenario->exchanges[*conversation.issuer].id + '"';
        };
        if (!sink([] { return "context"; }, met, expected, actual)) {
            return false;
        }
    }
    if (when.state && !sink([] { return "state"; }, conversation.state == *when.state,
                            [&] { return inQuotes(*when.state); }, [&] { return inQuotes(conversation.state); })) {
        return false;
    }
    for (const MachineState& wanted : when.machines) {
        const std::string& state = conversation.machines[wanted.machine];
        if (!sink(
                [&] {
                    return "states." + (scenario == nullptr ? std::string() : scenario->machines[wanted.machine].name);
                },
                state == wanted.state, [&] { return inQuotes(wanted.state); }, [&] { return inQuotes(state); })) {
            return false;
        }
    }
    return true;
}

constexpr auto kJudge = [](const auto&, bool met, const auto&, const auto&) { return met; };

}  // namespace

bool meetsRequest(const When& when, const RequestFacts& facts) {
    return walkRequest(when, facts, kJudge);
}

bool meetsConversation(const When& when, const RequestFacts& facts, const ConversationView& conversation) {
    return walkConversation(when, facts, conversation, nullptr, kJudge);
}

std::vector<CriterionResult> explainCriteria(const When& when, const RequestFacts& facts,
                                             const ConversationView& conversation, const Scenario& scenario) {
    std::vector<CriterionResult> results;
    const auto sink = [&results](const auto& name, bool met, const auto& expected, const auto& actual) {
        results.push_back({name(), met, expected(), actual()});
        return true;
    };
    walkRequest(when, facts, sink);
    for (CriterionResult& result : results) {
        if (result.name == "body" && !result.met && facts.message().payload()) {
            constexpr std::size_t kMostLines = 40;
            result.detail =
                wsman::xml::lineDiff(wsman::xml::canonicalText(when.body->element),
                                     wsman::xml::canonicalText(facts.message().payload()), {.maxLines = kMostLines});
        }
    }
    walkConversation(when, facts, conversation, &scenario, sink);
    if (when.nth) {
        results.push_back({"nth", conversation.before + 1 == *when.nth, "request " + std::to_string(*when.nth),
                           "request " + std::to_string(std::uint64_t{conversation.before} + 1)});
    }
    return results;
}

}  // namespace mockserver
