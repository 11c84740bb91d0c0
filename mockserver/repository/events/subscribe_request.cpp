// What a Subscribe asks for, and what of it can be done (DSP0226 §10.2).
#include <algorithm>
#include <array>
#include <utility>

#include "mockserver/repository/events/event_hub.h"
#include "wsman/soap/fault.h"
#include "wsman/uris.h"
#include "wsman/xml/writer.h"

namespace mockserver::repository {

namespace ops = wsman::ops;
namespace soap = wsman::soap;
namespace uri = wsman::uri;
using soap::FaultId;

namespace {

constexpr std::array kModes{uri::kModePush, uri::kModePushWithAck, uri::kModeEvents, uri::kModePull};

soap::Fault unknownMode(const std::string& mode) {
    auto fault = soap::makeFault(FaultId::kWseDeliveryModeRequestedUnavailable,
                                 "The delivery mode " + mode + " is not supported.");
    for (const auto known : kModes) {
        std::string detail;
        wsman::xml::Writer(detail)
            .start("e:SupportedDeliveryMode")
            .declare("e", wsman::ns::kEventing)
            .text(known)
            .end();
        fault.detail.push_back(std::move(detail));
    }
    return fault;
}

/// Deliveries can log in with Basic, and in no other way (DSP0226 §12.2).
std::optional<soap::Fault> checkProfile(const ops::Subscribe& request) {
    const auto& profile = request.authProfile;
    if (profile.empty() || profile == uri::kProfileHttpBasic) {
        return std::nullopt;
    }
    if (profile != uri::kProfileHttpsBasic) {
        return soap::makeFault(FaultId::kWsmanEventDeliverToUnusable,
                               "Events cannot be delivered by the security profile " + profile + ".");
    }
    if (request.notifyTo && !request.notifyTo->address.starts_with("https://")) {
        return soap::makeFault(FaultId::kWsmanUnsupportedFeature, "The security profile wants an https address.",
                               "InsecureAddress");
    }
    return std::nullopt;
}

/// What batches and pushes may not ask for, or not here.
std::optional<soap::Fault> checkDelivery(const ops::Subscribe& request) {
    const bool pull = request.mode == uri::kModePull;
    const bool batch = request.mode == uri::kModeEvents;
    const auto unsupported = [](std::string reason, std::string_view token) {
        return soap::makeFault(FaultId::kWsmanUnsupportedFeature, std::move(reason), token);
    };
    if (pull && (request.maxElements || request.maxTime || request.maxEnvelopeSize)) {
        return unsupported("Each Pull says how much it takes.", "FormatMismatch");
    }
    if (!pull && !batch && request.maxElements) {
        return unsupported("Events are pushed one by one.", "MaxElements");
    }
    if (!pull && !batch && request.maxTime) {
        return unsupported("Events are pushed when they happen.", "MaxTime");
    }
    if (pull && request.heartbeats) {
        return unsupported("A Pull that times out shows that the source is alive.", "Heartbeats");
    }
    if (request.heartbeats && *request.heartbeats < std::chrono::milliseconds(100)) {
        return unsupported("Heartbeats are sent every 100 ms at most.", "Heartbeats");
    }
    const auto& policy = request.maxEnvelopePolicy;
    if (!policy.empty() && policy != "CancelSubscription" && policy != "Skip" && policy != "Notify") {
        return unsupported("The policy " + policy + " is not known.", "MaxEnvelopePolicy");
    }
    if (!pull && (!request.notifyTo || request.notifyTo->address.empty())) {
        return soap::makeFault(FaultId::kWsmanEventDeliverToUnusable, "There is no NotifyTo address.");
    }
    return checkProfile(request);
}

/// The first element of that local name anywhere below; WS-Trust and WS-Security have several namespaces.
wsman::xml::Node below(wsman::xml::Node node, std::string_view local, int depth = 0) {
    constexpr int kDeepest = 8;
    for (auto child = node.firstChild(); child && depth < kDeepest; child = child.next()) {
        if (child.localName() == local) {
            return child;
        }
        if (const auto found = below(child, local, depth + 1)) {
            return found;
        }
    }
    return {};
}

using Credentials = std::optional<std::pair<std::string, std::string>>;

/// User and password of the UsernameToken in wst:IssuedTokens that is for `address` (DSP0226 R12.3-1): the one whose
/// AppliesTo names it or, with `otherwise`, one that does not say what it applies to.
Credentials issuedUser(const soap::Message& message, const std::string& address, bool otherwise) {
    Credentials general;
    for (const auto issued : message.headerElement().childLocal("IssuedTokens").children()) {
        const auto token = below(issued, "UsernameToken");
        const auto name = token.childLocal("Username").text();
        if (name.empty()) {
            continue;
        }
        Credentials user(std::pair(name, token.childLocal("Password").text()));
        const auto applies = below(issued, "AppliesTo");
        if (applies && below(applies, "Address").text() == address) {
            return user;
        }
        if (!applies && otherwise && !general) {
            general = std::move(user);
        }
    }
    return general;
}

}  // namespace

FaultOr<SubscriptionSettings> EventHub::settingsOf(const Call& call, ops::Subscribe request) const {
    if (request.mode.empty()) {
        request.mode = uri::kModePush;
    }
    if (std::ranges::find(kModes, request.mode) == kModes.end()) {
        return tl::unexpected(unknownMode(request.mode));
    }
    if (auto fault = checkDelivery(request)) {
        return tl::unexpected(std::move(*fault));
    }
    auto filter =
        EventFilter::compile(*repository_, options_.dialects, call.resource, call.selectors(), request.filter);
    if (!filter) {
        return tl::unexpected(std::move(filter.error()));
    }
    if (filter->grouping() && !filter->grouping()->by.empty() && request.sendBookmarks) {
        // Whatever the bookmark of one group, events of another that is not told yet are on either side of it.
        return tl::unexpected(soap::makeFault(FaultId::kWsmanUnsupportedFeature,
                                              "Events of GROUP BY have no order that a bookmark could tell.",
                                              "Bookmarks"));
    }
    constexpr std::chrono::hours kMost{24 * 365};
    const auto expiry = readExpiry(request.expires, options_.now(), kMost, kMost, FaultId::kWseInvalidExpirationTime);
    if (!expiry) {
        return tl::unexpected(expiry.error());
    }
    SubscriptionSettings out{.id = options_.newMessageId()};
    out.user = call.user;
    out.sink = options_.sinks;
    out.endSink = options_.sinks;
    if (request.notifyTo) {
        const auto& notifyTo = request.notifyTo->address;
        if (auto user = issuedUser(call.message, notifyTo, true)) {
            out.sink.credentials = std::move(user);
        }
        if (request.endTo) {
            const auto& endTo = request.endTo->address;
            if (auto user = issuedUser(call.message, endTo, endTo == notifyTo)) {
                out.endSink.credentials = std::move(user);
            }
        }
    }
    // Where Renew and Unsubscribe go (R10.2.4-1).
    out.manager.address = call.address();
    out.manager.resourceUri = call.resource.uri;
    if (const auto* selectors = call.selectors()) {
        out.manager.selectors = *selectors;
    }
    std::string identifier;
    wsman::xml::Writer(identifier).start("e:Identifier").declare("e", wsman::ns::kEventing).text(out.id).end();
    out.manager.extraParameters.push_back(std::move(identifier));
    out.expires = request.expires.has_value();
    out.expiry = *expiry;
    out.log = log_;
    out.queueLength = options_.queueLength;
    out.newMessageId = options_.newMessageId;
    out.filter = std::move(*filter);
    out.request = std::move(request);
    return out;
}

}  // namespace mockserver::repository
