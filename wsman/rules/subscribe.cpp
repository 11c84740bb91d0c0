// DSP0226 clause 10 and WS-Eventing: what a Subscribe and the messages of a subscription hold.
#include <algorithm>
#include <array>

#include "wsman/cim/datetime.h"
#include "wsman/duration.h"
#include "wsman/ops/positive_integer.h"
#include "wsman/rules/bodies.h"
#include "wsman/rules/clauses.h"
#include "wsman/rules/syntax.h"
#include "wsman/rules/verdicts.h"
#include "wsman/uris.h"
#include "wsman/xml/compare.h"

namespace wsman::rules {

namespace {

constexpr std::string_view kTrust = "http://schemas.xmlsoap.org/ws/2005/02/trust";

bool isSubscribe(const Observed& request) {
    return request.payload().is(ns::kEventing, "Subscribe");
}

/// wse:Delivery of a Subscribe, or no element.
xml::Node deliveryOf(const Observed& request) {
    return isSubscribe(request) ? request.payload().child(ns::kEventing, "Delivery") : xml::Node{};
}

std::string modeOf(xml::Node delivery) {
    return delivery.attribute("Mode").value_or(std::string(uri::kModePush));
}

bool isPositiveDuration(const std::string& text) {
    const Result<Duration> value = parseDuration(text);
    return value && *value > Duration::zero();
}

Verdict source(const Observed& request, const Session&) {
    if (request.action() != action::kSubscribe) {
        return notApplicable();
    }
    const bool addressed = !request.header(ns::kAddressing, "To").text().empty();
    return addressed && !request.resourceUri().empty()
               ? pass()
               : broken("A Subscribe does not name its event source", "wsa:To and wsman:ResourceURI",
                        addressed ? "no ResourceURI" : "no To", request.header());
}

Verdict delivery(const Observed& request, const Session&) {
    if (!isSubscribe(request)) {
        return notApplicable();
    }
    std::size_t count = 0;
    for (const xml::Node child : request.payload().children()) {
        count += child.is(ns::kEventing, "Delivery") ? 1 : 0;
    }
    return count == 1 ? pass()
                      : broken("A Subscribe says not once how to deliver", "one wse:Delivery", std::to_string(count),
                               request.payload());
}

Verdict knownMode(const Observed& request, const Session&) {
    const xml::Node delivery = deliveryOf(request);
    if (!delivery) {
        return notApplicable();
    }
    const std::string mode = modeOf(delivery);
    const bool known =
        mode == uri::kModePush || mode == uri::kModePushWithAck || mode == uri::kModeEvents || mode == uri::kModePull;
    return known ? pass() : broken("The delivery mode is none that DSP0226 knows", uri::kModePush, mode, delivery);
}

Verdict notifyTo(const Observed& request, const Session&) {
    const xml::Node delivery = deliveryOf(request);
    if (!delivery || modeOf(delivery) == uri::kModePull) {
        return notApplicable();
    }
    const std::string address = delivery.child(ns::kEventing, "NotifyTo").child(ns::kAddressing, "Address").text();
    return isUri(address) ? pass()
                          : broken("Nobody is named who gets the events", "wse:NotifyTo with an address",
                                   address.empty() ? "nothing" : address, delivery);
}

Verdict oneModeForASink(const Observed& request, const Session& before) {
    const xml::Node delivery = deliveryOf(request);
    const xml::Node sink = delivery.child(ns::kEventing, "NotifyTo");
    const std::string address = sink.child(ns::kAddressing, "Address").text();
    if (address.empty()) {
        return notApplicable();
    }
    const std::string parameters = xml::canonicalText(sink.child(ns::kAddressing, "ReferenceParameters"));
    const std::string mode = modeOf(delivery);
    for (const Sink& other : before.sinks()) {
        if (other.address == address && other.parameters == parameters && other.mode != mode) {
            return broken("A sink gets events in two ways", other.mode, mode, delivery);
        }
    }
    return pass();
}

Verdict expires(const Observed& request, const Session&) {
    const bool judged = isSubscribe(request) || request.payload().is(ns::kEventing, "Renew");
    const xml::Node expires = judged ? request.payload().child(ns::kEventing, "Expires") : xml::Node{};
    if (!expires) {
        return notApplicable();
    }
    const std::string text = expires.text();
    const bool isTime = text.find('T') != std::string::npos && text.front() != 'P' && cim::parseDatetime(text);
    return isTime || isPositiveDuration(text)
               ? pass()
               : broken("An expiration is no time", "a positive xs:duration or an xs:dateTime", text, expires);
}

Verdict heartbeats(const Observed& request, const Session&) {
    const xml::Node interval = deliveryOf(request).child(ns::kWsman, "Heartbeats");
    if (!interval) {
        return notApplicable();
    }
    return isPositiveDuration(interval.text())
               ? pass()
               : broken("Heartbeats is no interval", "a positive xs:duration", interval.text(), interval);
}

Verdict connectionRetry(const Observed& request, const Session&) {
    const xml::Node retry = deliveryOf(request).child(ns::kWsman, "ConnectionRetry");
    if (!retry) {
        return notApplicable();
    }
    const std::string total = retry.attribute("Total").value_or("");
    const Result<Duration> pause = parseDuration(retry.text());
    const bool isNone = total == "0" && pause && *pause == Duration::zero();
    return isNone || (ops::parsePositive(total) && pause && *pause > Duration::zero())
               ? pass()
               : broken("ConnectionRetry is malformed", "Total, a number, and an xs:duration, neither or both zero",
                        "Total " + total + ", " + retry.text(), retry);
}

Verdict sizePolicy(const Observed& request, const Session&) {
    const xml::Node size = deliveryOf(request).child(ns::kWsman, "MaxEnvelopeSize");
    if (!size) {
        return notApplicable();
    }
    const std::string policy = size.attribute("Policy").value_or("Notify");
    const bool known = policy == "CancelSubscription" || policy == "Skip" || policy == "Notify";
    return known && ops::parsePositive(size.text())
               ? pass()
               : broken("The limit of an event's size is malformed", "a number, and CancelSubscription, Skip or Notify",
                        size.text() + ", " + policy, size);
}

Verdict batch(const Observed& request, const Session&) {
    const xml::Node most = deliveryOf(request).child(ns::kWsman, "MaxElements");
    const xml::Node time = deliveryOf(request).child(ns::kWsman, "MaxTime");
    if (most && !ops::parsePositive(most.text())) {
        return broken("A batch's MaxElements is no positive integer", "1 or more", most.text(), most);
    }
    if (time && !isPositiveDuration(time.text())) {
        return broken("A batch's MaxTime is no duration", "a positive xs:duration", time.text(), time);
    }
    return most || time ? pass() : notApplicable();
}

Verdict noBatchOfPulled(const Observed& request, const Session&) {
    const xml::Node delivery = deliveryOf(request);
    if (modeOf(delivery) != uri::kModePull) {
        return notApplicable();
    }
    for (const char* name : {"MaxElements", "MaxTime"}) {
        if (const xml::Node found = delivery.child(ns::kWsman, name)) {
            return broken("Events that are pulled are batched by the Pull", "no such parameter", name, found);
        }
    }
    return pass();
}

/// The pull subscription that a Pull or Release is about, or nullptr.
const Enumeration* pulledSubscription(const Observed& request, const Session& before) {
    const std::string action = request.action();
    const bool judged = action == action::kPull || action == action::kRelease;
    const Enumeration* found = judged ? before.enumeration(contextOf(request)) : nullptr;
    return found != nullptr && found->subscription ? found : nullptr;
}

Verdict pullGoesToManager(const Observed& request, const Session& before) {
    const Enumeration* pulled = pulledSubscription(request, before);
    if (pulled == nullptr) {
        return notApplicable();
    }
    const Subscription& manager = pulled->manager;
    const xml::Node to = request.header(ns::kAddressing, "To");
    // A manager that is anywhere the client is connected to says so by the anonymous address.
    if (!manager.address.empty() && manager.address != uri::kAnonymous && to.text() != manager.address) {
        return broken("The Pull goes elsewhere than to the subscription manager", manager.address, to.text(), to);
    }
    for (const xml::QName& parameter : manager.parameters) {
        if (!request.header(parameter.ns, parameter.local)) {
            return broken("A reference parameter of the manager is missing", "{" + parameter.ns + "}" + parameter.local,
                          "nothing", request.header());
        }
    }
    return pass();
}

Verdict latestContext(const Observed& request, const Session& before) {
    const Enumeration* pulled = pulledSubscription(request, before);
    if (pulled == nullptr) {
        return notApplicable();
    }
    const std::string key = Session::contextKey(contextOf(request));
    return key == pulled->latest ? pass()
                                 : broken("The context of a subscription is not the latest one given", pulled->latest,
                                          key, contextOf(request));
}

Verdict notAfterUnsubscribe(const Observed& request, const Session& before) {
    const std::string identifier = request.header(ns::kEventing, "Identifier").text();
    const auto& all = before.subscriptions();
    const auto known = std::find_if(all.rbegin(), all.rend(), [&](const Subscription& subscription) {
        return !identifier.empty() && subscription.identifier == identifier;
    });
    if (known == all.rend()) {
        return notApplicable();
    }
    return known->ended ? broken("The subscription is over", "nothing after Unsubscribe", identifier,
                                 request.header(ns::kEventing, "Identifier"))
                        : pass();
}

Verdict tokensAreBinding(const Observed& request, const Session&) {
    const xml::Node tokens = request.header(kTrust, "IssuedTokens");
    if (request.action() != action::kSubscribe || !tokens) {
        return notApplicable();
    }
    return tokens.mustUnderstand().value_or(false)
               ? pass()
               : broken("Credentials for delivery may be ignored", "s:mustUnderstand=\"true\"", "no such mark", tokens);
}

/// The first element of that local name below `element`, in any namespace.
xml::Node below(xml::Node element, std::string_view local) {
    for (const xml::Node child : element.children()) {
        if (child.localName() == local) {
            return child;
        }
        if (const xml::Node found = below(child, local)) {
            return found;
        }
    }
    return {};
}

Verdict thumbprint(const Observed& request, const Session&) {
    const xml::Node found = request.action() == action::kSubscribe
                                ? below(request.header(kTrust, "IssuedTokens"), "CertificateThumbprint")
                                : xml::Node{};
    if (!found) {
        return notApplicable();
    }
    const std::string text = found.text();
    const bool isSha1 = text.size() == 40 && text.find_first_not_of("0123456789abcdefABCDEF") == std::string::npos;
    return found.name().ns == ns::kWsman && isSha1
               ? pass()
               : broken("A certificate is named by no thumbprint", "wsman:CertificateThumbprint, 40 hexadecimal digits",
                        text, found);
}

Verdict securityProfile(const Observed& request, const Session&) {
    const xml::Node auth = deliveryOf(request).child(ns::kWsman, "Auth");
    if (!auth) {
        return notApplicable();
    }
    const std::string profile = auth.attribute("Profile").value_or("");
    return isUri(profile) ? pass() : broken("The way to authenticate is no profile", "Profile, a URI", profile, auth);
}

Verdict noPassword(const Observed& request, const Session&) {
    const xml::Node password = below(request.header(), "Password");
    const std::string to = request.header(ns::kAddressing, "To").text();
    if (!password || to.empty()) {
        return notApplicable();
    }
    return to.starts_with("https:") ? pass()
                                    : broken("A password travels in the clear", "an https: address", to, password);
}

Verdict subscribeReply(const Observed& request, const Observed& reply, const Session&) {
    if (!isSubscribe(request) || !reply.payload().is(ns::kEventing, "SubscribeResponse")) {
        return notApplicable();
    }
    // Without Expires it never expires.
    if (!reply.payload().child(ns::kEventing, "SubscriptionManager")) {
        return broken("A SubscribeResponse is incomplete", "wse:SubscriptionManager", "nothing", reply.payload());
    }
    return pass();
}

Verdict grantedTime(const Observed& request, const Observed& reply, const Session&) {
    const bool judged = isSubscribe(request) || request.payload().is(ns::kEventing, "Renew");
    const xml::Node expires = judged ? reply.payload().child(ns::kEventing, "Expires") : xml::Node{};
    if (!expires) {
        return notApplicable();
    }
    const std::string text = expires.text();
    const bool isTime = text.find('T') != std::string::npos && text.front() != 'P' && cim::parseDatetime(text);
    // A length in years or months is none that this project reads.
    const bool isLong = text.starts_with('P') && text.find_first_of("YM") < text.find('T');
    return isTime || isLong || isPositiveDuration(text)
               ? pass()
               : broken("The time granted is none", "a positive xs:duration or an xs:dateTime", text, expires);
}

constexpr std::array kRules{
    Rule{"WSE/SubscribeResponse", "3.2", "A SubscribeResponse names the subscription manager", Party::kServer,
         Level::kMust, subscribeReply},
    Rule{"WSE/Expires-s", "3.2", "The time that a subscription is granted is a positive duration or a time",
         Party::kServer, Level::kMust, grantedTime},
    Rule{"DSP0226/R10.2.1-1c", "10.2.1", "A Subscribe names its event source by To and ResourceURI", Party::kClient,
         Level::kMust, source},
    Rule{"WSE/Delivery", "3.1", "A Subscribe holds one Delivery", Party::kClient, Level::kMust, delivery},
    Rule{"WSE/NotifyTo", "3.1", "A Subscribe whose events are pushed says to whom", Party::kClient, Level::kMust,
         notifyTo},
    Rule{"WSE/Expires", "3.1", "A subscription's expiration is a positive duration or a time", Party::kClient,
         Level::kMust, expires},
    Rule{"DSP0226/10.2.9-mode", "10.2.9", "The delivery mode is one that DSP0226 knows", Party::kClient, Level::kShould,
         knownMode},
    Rule{"DSP0226/R10.2.3-1c", "10.2.3", "ConnectionRetry has a total and a duration", Party::kClient, Level::kMust,
         connectionRetry},
    Rule{"DSP0226/R10.2.5-1c", "10.2.5", "Heartbeats is a positive duration", Party::kClient, Level::kMust, heartbeats},
    Rule{"DSP0226/R10.2.7-2", "10.2.7", "A sink gets events in one mode only", Party::kClient, Level::kMust,
         oneModeForASink},
    Rule{"DSP0226/R10.2.9.2-2c", "10.2.9.2", "A limit of an event's size is a number with a known policy",
         Party::kClient, Level::kMust, sizePolicy},
    Rule{"DSP0226/R10.2.9.4-2c", "10.2.9.4", "A batch's limits are a positive number and a positive duration",
         Party::kClient, Level::kMust, batch},
    Rule{"DSP0226/R10.2.9.5-2c", "10.2.9.5", "A pull subscription has no batch parameters", Party::kClient,
         Level::kShould, noBatchOfPulled},
    Rule{"DSP0226/R10.2.9.5-4", "10.2.9.5", "Events are pulled from the subscription manager", Party::kClient,
         Level::kMust, pullGoesToManager},
    Rule{"DSP0226/R10.2.9.5-6", "10.2.9.5", "Events are pulled by the latest context", Party::kClient, Level::kMust,
         latestContext},
    Rule{"DSP0226/R10.4-1c", "10.4", "A subscription that was ended is not used again", Party::kClient, Level::kShould,
         notAfterUnsubscribe},
    Rule{"DSP0226/R12.3-1", "12.3", "Credentials for delivery are marked mustUnderstand", Party::kClient,
         Level::kShould, tokensAreBinding},
    Rule{"DSP0226/R12.3-2", "12.3", "A certificate for delivery is named by its SHA-1 thumbprint", Party::kClient,
         Level::kShould, thumbprint},
    Rule{"DSP0226/12.2", "12.2", "The way to authenticate a delivery is named by a URI", Party::kClient, Level::kMay,
         securityProfile},
    Rule{"DSP0226/12-pwd", "12", "No password is sent in a header over plain HTTP", Party::kClient, Level::kMust,
         noPassword},
};

}  // namespace

std::span<const Rule> subscribeRules() {
    return kRules;
}

}  // namespace wsman::rules
