#include "wsman/rules/session.h"

#include <utility>

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
    return number == contexts_.end() ? nullptr : &enumerations_.at(number->second).enumeration;
}

void Session::remember(xml::Node context, std::size_t enumeration) {
    std::string key = contextKey(context);
    Known& known = enumerations_[enumeration];
    known.enumeration.latest = key;
    ++known.names;
    const auto [place, isNew] = contexts_.emplace(key, enumeration);
    if (!isNew) {
        forgetName(std::exchange(place->second, enumeration));
        return;
    }
    contextOrder_.push_back(std::move(key));
    if (contextOrder_.size() > capacity_) {
        const auto oldest = contexts_.find(contextOrder_.front());
        forgetName(oldest->second);
        contexts_.erase(oldest);
        contextOrder_.pop_front();
    }
}

void Session::forgetName(std::size_t enumeration) {
    const auto known = enumerations_.find(enumeration);
    if (--known->second.names == 0) {
        enumerations_.erase(known);
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
    } else if (action == action::kUnsubscribe) {
        unsubscribed(request);
    }
    resourcesTold(request, reply);
}

void Session::started(const Observed& request, const Observed& reply) {
    const xml::Node context = contextOf(reply);
    if (!context || (context.text().empty() && !context.firstChild())) {
        return;
    }
    const std::size_t number = nextEnumeration_++;
    Enumeration& enumeration = enumerations_[number].enumeration;
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
    if (!reply.payload().is(ns::kEventing, "SubscribeResponse")) {
        return;
    }
    Subscription subscription;
    const xml::Node manager = reply.payload().child(ns::kEventing, "SubscriptionManager");
    subscription.address = manager.child(ns::kAddressing, "Address").text();
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
        Enumeration& enumeration = enumerations_[number].enumeration;
        enumeration.to = request.header(ns::kAddressing, "To").text();
        enumeration.subscription = true;
        enumeration.manager = subscriptions_.back();
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
        enumerations_.at(which).enumeration.ended = true;
    } else if (const xml::Node context = contextOf(reply)) {
        remember(context, which);
    }
}

void Session::released(const Observed& request) {
    const auto number = contexts_.find(contextKey(contextOf(request)));
    if (number != contexts_.end()) {
        enumerations_.at(number->second).enumeration.ended = true;
    }
}

}  // namespace wsman::rules
