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

std::string languageOf(const Observed& message, xml::Name header) {
    return message.header(header.ns, header.local).attribute(ns::kXml, "lang").value_or("");
}

bool sameText(std::string_view a, std::string_view b) {
    const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; };
    return std::equal(a.begin(), a.end(), b.begin(), b.end(), [&](char x, char y) { return lower(x) == lower(y); });
}

std::string selectorOf(xml::Node selectorSet, std::string_view name) {
    for (const xml::Node selector : selectorSet.children()) {
        if (sameText(selector.attribute("Name").value_or(""), name)) {
            return selector.text();
        }
    }
    return {};
}

bool isShellResource(std::string_view resourceUri) {
    constexpr std::string_view kPowerShell = "http://schemas.microsoft.com/powershell/";
    return resourceUri.starts_with(ns::kShell) || resourceUri.starts_with(kPowerShell);
}

bool expectsReply(const Observed& request) {
    constexpr std::array<std::string_view, 7> kOneWay{
        action::kAck,           action::kEvent,           action::kEvents,        action::kHeartbeat,
        action::kDroppedEvents, action::kSubscriptionEnd, action::kEnumerationEnd};
    return std::find(kOneWay.begin(), kOneWay.end(), request.action()) == kOneWay.end();
}

}  // namespace wsman::rules
