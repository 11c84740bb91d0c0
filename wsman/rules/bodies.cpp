#include "wsman/rules/bodies.h"

#include <algorithm>
#include <array>

#include "wsman/ops/invoke.h"
#include "wsman/uris.h"

namespace wsman::rules {

namespace {

xml::Node inEither(xml::Node parent, std::string_view local) {
    const xml::Node standard = parent.child(ns::kEnumeration, local);
    return standard ? standard : parent.child(ns::kWsman, local);
}

}  // namespace

xml::Node contextOf(const Observed& message) {
    return message.payload().child(ns::kEnumeration, "EnumerationContext");
}

bool hasEndOfSequence(const Observed& reply) {
    return static_cast<bool>(inEither(reply.payload(), "EndOfSequence"));
}

xml::Node itemsOf(const Observed& reply) {
    return inEither(reply.payload(), "Items");
}

bool isEnumerateResponse(const Observed& reply) {
    return reply.payload().is(ns::kEnumeration, "EnumerateResponse");
}

bool isPullResponse(const Observed& reply) {
    return reply.payload().is(ns::kEnumeration, "PullResponse");
}

std::string methodOf(const Observed& request) {
    const std::string action = request.action();
    return std::string(ops::methodOf(action, request.resourceUri()));
}

bool expectsReply(const Observed& request) {
    constexpr std::array<std::string_view, 7> kOneWay{
        action::kAck,           action::kEvent,           action::kEvents,        action::kHeartbeat,
        action::kDroppedEvents, action::kSubscriptionEnd, action::kEnumerationEnd};
    return std::find(kOneWay.begin(), kOneWay.end(), request.action()) == kOneWay.end();
}

}  // namespace wsman::rules
