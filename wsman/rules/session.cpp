#include "wsman/rules/session.h"

#include <algorithm>

#include "wsman/rules/bodies.h"
#include "wsman/uris.h"
#include "wsman/xml/compare.h"

namespace wsman::rules {

namespace {

std::string folded(std::string_view text) {
    std::string lower(text);
    for (char& c : lower) {
        if (c >= 'A' && c <= 'Z') {
            c = static_cast<char>(c - 'A' + 'a');
        }
    }
    return lower;
}

}  // namespace

void Session::IdSet::add(std::string id, std::size_t capacity) {
    std::string key = folded(id);
    if (!byFolded_.emplace(key, std::move(id)).second) {
        return;
    }
    order_.push_back(std::move(key));
    if (order_.size() > capacity) {
        byFolded_.erase(order_.front());
        order_.pop_front();
    }
}

const std::string* Session::IdSet::find(std::string_view id) const {
    const auto found = byFolded_.find(folded(id));
    return found == byFolded_.end() ? nullptr : &found->second;
}

std::string Session::contextKey(xml::Node context) {
    return context.firstChild() ? xml::canonicalText(context) : context.text();
}

const Enumeration* Session::enumeration(xml::Node context) const {
    const auto number = contexts_.find(contextKey(context));
    if (number == contexts_.end()) {
        return nullptr;
    }
    const auto found = enumerations_.find(number->second);
    return found == enumerations_.end() ? nullptr : &found->second;
}

void Session::remember(xml::Node context, std::size_t enumeration) {
    std::string key = contextKey(context);
    enumerations_[enumeration].latest = key;
    const auto [place, isNew] = contexts_.insert_or_assign(key, enumeration);
    if (!isNew) {
        return;
    }
    contextOrder_.push_back(std::move(key));
    if (contextOrder_.size() > capacity_) {
        const auto oldest = contexts_.find(contextOrder_.front());
        const std::size_t number = oldest->second;
        contexts_.erase(oldest);
        contextOrder_.pop_front();
        const bool stillNamed =
            std::any_of(contexts_.begin(), contexts_.end(), [&](const auto& entry) { return entry.second == number; });
        if (!stillNamed) {
            enumerations_.erase(number);
        }
    }
}

void Session::observe(const Observed& request) {
    if (const xml::Node id = request.header(ns::kAddressing, "MessageID")) {
        requestIds_.add(id.text(), capacity_);
    }
}

void Session::observe(const Observed& request, const Observed& reply) {
    if (const xml::Node id = reply.header(ns::kAddressing, "MessageID")) {
        replyIds_.add(id.text(), capacity_);
    }
    if (reply.isFault()) {
        return;
    }
    const std::string action = request.action();
    if (action == action::kEnumerate) {
        started(request, reply);
    } else if (action == action::kSubscribe) {
        subscribed(request, reply);
    } else if (action == action::kPull) {
        pulled(request, reply);
    } else if (action == action::kRelease) {
        released(request);
    }
}

void Session::started(const Observed& request, const Observed& reply) {
    const xml::Node context = contextOf(reply);
    if (!context || (context.text().empty() && !context.firstChild())) {
        return;
    }
    const std::size_t number = nextEnumeration_++;
    Enumeration& enumeration = enumerations_[number];
    enumeration.to = request.header(ns::kAddressing, "To").text();
    enumeration.resourceUri = request.resourceUri();
    if (const xml::Node selectors = request.header(ns::kWsman, "SelectorSet")) {
        if (Result<soap::SelectorSet> read = soap::readSelectorSet(selectors)) {
            enumeration.selectors = *std::move(read);
        }
    }
    enumeration.mode = request.payload().child(ns::kWsman, "EnumerationMode").text();
    enumeration.ended = hasEndOfSequence(reply);
    remember(context, number);
}

void Session::subscribed(const Observed& request, const Observed& reply) {
    Subscription subscription;
    const xml::Node manager = reply.payload().child(ns::kEventing, "SubscriptionManager");
    for (const char* group : {"ReferenceParameters", "ReferenceProperties"}) {
        for (const xml::Node parameter : manager.child(ns::kAddressing, group).children()) {
            subscription.parameters.push_back({std::string(parameter.name().ns), std::string(parameter.localName())});
            if (parameter.is(ns::kEventing, "Identifier")) {
                subscription.identifier = parameter.text();
            }
        }
    }
    subscriptions_.push_back(std::move(subscription));
    if (subscriptions_.size() > capacity_) {
        subscriptions_.pop_front();
    }
    if (const xml::Node context = contextOf(reply)) {
        const std::size_t number = nextEnumeration_++;
        enumerations_[number].to = request.header(ns::kAddressing, "To").text();
        enumerations_[number].subscription = true;
        remember(context, number);
    }
}

void Session::pulled(const Observed& request, const Observed& reply) {
    const auto number = contexts_.find(contextKey(contextOf(request)));
    if (number == contexts_.end()) {
        return;
    }
    const std::size_t which = number->second;
    if (hasEndOfSequence(reply)) {
        enumerations_[which].ended = true;
    } else if (const xml::Node context = contextOf(reply)) {
        remember(context, which);
    }
}

void Session::released(const Observed& request) {
    const auto number = contexts_.find(contextKey(contextOf(request)));
    if (number != contexts_.end()) {
        enumerations_[number->second].ended = true;
    }
}

}  // namespace wsman::rules
