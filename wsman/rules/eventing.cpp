// DSP0226 clause 10: subscriptions.
#include <algorithm>
#include <array>

#include "wsman/rules/bodies.h"
#include "wsman/rules/clauses.h"
#include "wsman/rules/verdicts.h"
#include "wsman/uris.h"

namespace wsman::rules {

namespace {

bool isSubscribe(const Observed& request) {
    return request.payload().is(ns::kEventing, "Subscribe");
}

Verdict oneFilter(const Observed& request, const Session&) {
    const xml::Node ours = request.payload().child(ns::kWsman, "Filter");
    const xml::Node theirs = request.payload().child(ns::kEventing, "Filter");
    if (!isSubscribe(request) || (!ours && !theirs)) {
        return notApplicable();
    }
    return ours && theirs ? broken("There are two filters", "wsman:Filter or wse:Filter", "both", theirs) : pass();
}

Verdict bookmarkIsTextOrElement(const Observed& request, const Session&) {
    const xml::Node bookmark = request.payload().child(ns::kWsman, "Bookmark");
    if (!isSubscribe(request) || !bookmark) {
        return notApplicable();
    }
    const bool mixed = bookmark.childCount() > 1 || (bookmark.firstChild() && bookmark.hasText());
    return mixed ? broken("A bookmark is a mixture", "text or one element",
                          std::to_string(bookmark.childCount()) + " elements", bookmark)
                 : pass();
}

/// Unsubscribe, Renew and GetStatus go to the subscription manager, whose reference parameters are headers then.
Verdict managerParameters(const Observed& request, const Session& before) {
    const std::string action = request.action();
    if (action != action::kUnsubscribe && action != action::kRenew && action != action::kGetStatus) {
        return notApplicable();
    }
    const std::string identifier = request.header(ns::kEventing, "Identifier").text();
    const auto& known = before.subscriptions();
    const auto it = std::find_if(known.begin(), known.end(), [&](const Subscription& subscription) {
        return !identifier.empty() && subscription.identifier == identifier;
    });
    if (it == known.end()) {
        const bool allIdentified = !known.empty() && std::all_of(known.begin(), known.end(), [](const Subscription& s) {
            return !s.identifier.empty();
        });
        return allIdentified && identifier.empty()
                   ? broken("The request does not say which subscription", "wse:Identifier of the manager", "nothing",
                            request.header())
                   : notApplicable();
    }
    for (const xml::QName& parameter : it->parameters) {
        if (!request.header(parameter.ns, parameter.local)) {
            return broken("A reference parameter of the manager is missing", "{" + parameter.ns + "}" + parameter.local,
                          "nothing", request.header());
        }
    }
    return pass();
}

Verdict ackShape(const Observed& request, const Session&) {
    if (request.action() != action::kAck) {
        return notApplicable();
    }
    if (request.header(ns::kAddressing, "RelatesTo").text().empty()) {
        return broken("An Ack relates to nothing", "wsa:RelatesTo with the delivery's MessageID", "nothing",
                      request.header());
    }
    return request.payload() || request.body().hasText()
               ? broken("An Ack holds something", "an empty body", nameText(request.payload()), request.body())
               : pass();
}

bool isSubscribeResponse(const Observed& reply) {
    return reply.payload().is(ns::kEventing, "SubscribeResponse");
}

Verdict managerAddress(const Observed& request, const Observed& reply, const Session&) {
    if (!isSubscribeResponse(reply)) {
        return notApplicable();
    }
    const xml::Node manager = reply.payload().child(ns::kEventing, "SubscriptionManager");
    const std::string to = request.header(ns::kAddressing, "To").text();
    const std::string address = manager.child(ns::kAddressing, "Address").text();
    return address == to ? pass()
                         : broken("The subscription manager is not at the Subscribe's address", to,
                                  address.empty() ? "nothing" : address, manager ? manager : reply.payload());
}

Verdict pullContext(const Observed& request, const Observed& reply, const Session&) {
    const std::string mode = request.payload().child(ns::kEventing, "Delivery").attribute("Mode").value_or("");
    if (!isSubscribeResponse(reply) || mode != uri::kModePull) {
        return notApplicable();
    }
    return contextOf(reply) ? pass()
                            : broken("A pull subscription has no context to pull from", "wsen:EnumerationContext",
                                     "nothing", reply.payload());
}

constexpr std::array kRules{
    Rule{"DSP0226/R10.2.2-3", "10.2.2", "A Subscribe has one filter at most", Party::kClient, Level::kMust, oneFilter},
    Rule{"DSP0226/R10.2.4-1", "10.2.4", "The subscription manager is at the address of the Subscribe", Party::kServer,
         Level::kShould, managerAddress},
    Rule{"DSP0226/R10.2.4-1c", "10.2.4",
         "Renew, GetStatus and Unsubscribe carry the reference parameters of the subscription manager", Party::kClient,
         Level::kMust, managerParameters},
    Rule{"DSP0226/R10.2.6-2", "10.2.6", "A bookmark is text or one element", Party::kClient, Level::kMust,
         bookmarkIsTextOrElement},
    Rule{"DSP0226/R10.2.9.5-3", "10.2.9.5", "The reply to a pull subscription holds a context", Party::kServer,
         Level::kMust, pullContext},
    Rule{"DSP0226/R10.7-3", "10.7", "An Ack relates to its delivery and has an empty body", Party::kClient,
         Level::kMust, ackShape},
};

}  // namespace

std::span<const Rule> eventingRules() {
    return kRules;
}

}  // namespace wsman::rules
