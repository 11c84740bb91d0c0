#include "mockserver/scenario/matcher.h"

#include <algorithm>
#include <functional>
#include <optional>
#include <unordered_set>

#include "mockserver/scenario/criteria.h"

namespace mockserver {
namespace {

// Keys hold lengths, so that no text can imitate two.
void appendKey(std::string& key, std::optional<std::string_view> text) {
    if (text) {
        key += std::to_string(text->size());
        key += ':';
        key += *text;
    } else {
        key += '*';
    }
}

std::string drawerKey(std::optional<std::string_view> action, std::optional<std::string_view> resourceUri) {
    std::string key;
    key.reserve((action ? action->size() : 0) + (resourceUri ? resourceUri->size() : 0) + 16);
    appendKey(key, action);
    appendKey(key, resourceUri);
    return key;
}

std::string lower(std::string_view text) {
    std::string out(text);
    for (char& c : out) {
        c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    }
    return out;
}

std::string selectorKey(std::vector<std::pair<std::string, std::string_view>> selectors) {
    std::sort(selectors.begin(), selectors.end());
    std::string key;
    for (const auto& [name, value] : selectors) {
        appendKey(key, name);
        appendKey(key, value);
    }
    return key;
}

/// The key of exact selectors that are all plain texts; nullopt for others.
std::optional<std::string> keyOf(const When& when) {
    if (!when.selectors) {
        return std::nullopt;
    }
    std::vector<std::pair<std::string, std::string_view>> all;
    for (const SelectorCriterion& criterion : *when.selectors) {
        const auto* text = std::get_if<TextCriterion>(&criterion.value);
        if (text == nullptr || text->exactText() == nullptr) {
            return std::nullopt;
        }
        all.emplace_back(lower(criterion.name), *text->exactText());
    }
    return selectorKey(std::move(all));
}

std::optional<std::string> keyOf(const wsman::soap::SelectorSet& selectors) {
    std::vector<std::pair<std::string, std::string_view>> all;
    for (const auto& selector : selectors.items) {
        if (selector.reference != nullptr) {
            return std::nullopt;
        }
        all.emplace_back(lower(selector.name), selector.value);
    }
    return selectorKey(std::move(all));
}

std::optional<std::string_view> exact(const std::optional<TextCriterion>& criterion) {
    return criterion && criterion->exactText() != nullptr ? std::optional<std::string_view>(*criterion->exactText())
                                                          : std::nullopt;
}

}  // namespace

Matcher::Matcher(const Scenario& scenario) : scenario_(scenario) {
    std::unordered_map<std::size_t, std::size_t> groupOf;  // by likeness
    for (std::size_t i = 0; i < scenario.exchanges.size(); ++i) {
        const ScenarioExchange& exchange = scenario.exchanges[i];
        const auto [known, isNew] = groupOf.try_emplace(exchange.when.likeness, groups_.size());
        if (isNew) {
            groups_.emplace_back().first = i;
            const auto action = exact(exchange.when.action);
            const auto resource = exact(exchange.when.resourceUri);
            Drawer& drawer = drawers_[drawerKey(action, resource)];
            const auto key = keyOf(exchange.when);
            (key ? drawer.selectors[*key] : drawer.unfiled).push_back(known->second);
            if (action) {
                byAction_[std::string(*action)].push_back(known->second);
            }
            if (resource) {
                byResource_[std::string(*resource)].push_back(known->second);
            }
        }
        LikeExchanges& group = groups_[known->second];
        if (exchange.when.nth) {
            group.nth.try_emplace(*exchange.when.nth, i);
        } else {
            group.any.push_back(i);
        }
        group.stateful |= exchange.stateful();
    }
    for (LikeExchanges& group : groups_) {
        std::ranges::stable_sort(group.any, std::greater<>(),
                                 [&](std::size_t i) { return scenario.exchanges[i].priority; });
    }
}

template <class Visit>
void Matcher::visitFiled(const RequestFacts& facts, Visit&& visit) const {
    const auto action = facts.action();
    const auto resource = facts.resourceUri();
    std::optional<std::string> selectors;
    bool keyed = false;
    for (const bool byAction : {true, false}) {
        for (const bool byResource : {true, false}) {
            if ((byAction && !action) || (byResource && !resource)) {
                continue;
            }
            const auto drawer =
                drawers_.find(drawerKey(byAction ? action : std::nullopt, byResource ? resource : std::nullopt));
            if (drawer == drawers_.end()) {
                continue;
            }
            if (!drawer->second.selectors.empty()) {
                if (!keyed) {
                    selectors = keyOf(facts.selectors());
                    keyed = true;
                }
                const auto filed =
                    selectors ? drawer->second.selectors.find(*selectors) : drawer->second.selectors.end();
                if (filed != drawer->second.selectors.end() &&
                    !std::all_of(filed->second.begin(), filed->second.end(), visit)) {
                    return;
                }
            }
            if (!std::all_of(drawer->second.unfiled.begin(), drawer->second.unfiled.end(), visit)) {
                return;
            }
        }
    }
}

std::vector<const LikeExchanges*> Matcher::matching(const RequestFacts& facts) const {
    std::vector<const LikeExchanges*> out;
    visitFiled(facts, [&](std::size_t group) {
        if (meetsRequest(scenario_.exchanges[groups_[group].first].when, facts)) {
            out.push_back(&groups_[group]);
        }
        return true;
    });
    return out;
}

std::vector<std::size_t> Matcher::similar(const RequestFacts& facts, std::size_t most) const {
    std::vector<std::size_t> out;
    std::unordered_set<std::size_t> seen;
    const auto add = [&](std::size_t group) {
        if (out.size() < most && seen.insert(group).second) {
            const LikeExchanges& like = groups_[group];
            out.insert(out.end(), like.any.begin(), like.any.begin() + (like.any.empty() ? 0 : 1));
            for (const auto& [nth, exchange] : like.nth) {
                if (out.size() < most) {
                    out.push_back(exchange);
                }
            }
        }
        return out.size() < most;
    };
    visitFiled(facts, add);
    // The same action and resource with other selectors, then one of the two, then whatever comes first.
    if (const auto drawer = drawers_.find(drawerKey(facts.action(), facts.resourceUri())); drawer != drawers_.end()) {
        for (const auto& [key, groups] : drawer->second.selectors) {
            if (!std::all_of(groups.begin(), groups.end(), add)) {
                break;
            }
        }
    }
    const auto addAll = [&](const auto& index, std::optional<std::string_view> key) {
        const auto found = key ? index.find(std::string(*key)) : index.end();
        if (found != index.end()) {
            std::all_of(found->second.begin(), found->second.end(), add);
        }
    };
    addAll(byResource_, facts.resourceUri());
    addAll(byAction_, facts.action());
    for (std::size_t group = 0; group < groups_.size() && add(group); ++group) {
    }
    return out;
}

}  // namespace mockserver
