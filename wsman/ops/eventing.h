#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "wsman/duration.h"
#include "wsman/error.h"
#include "wsman/ops/enumeration.h"
#include "wsman/soap/message.h"

namespace wsman::ops {

/// wse:Subscribe (DSP0226 §10.2).
struct Subscribe {
    std::string mode{};  ///< delivery mode URI; empty means Push
    std::optional<soap::Epr> notifyTo{};
    std::optional<soap::Epr> endTo{};
    std::optional<Duration> heartbeats{};
    std::string authProfile{};  ///< wsman:Auth/@Profile, a security profile URI (§12.2)
    std::optional<Duration> connectionRetry{};
    std::optional<std::uint64_t> connectionRetryTotal{};  ///< an attribute of ConnectionRetry: not written without it
    std::optional<std::uint64_t> maxElements{};
    std::optional<Duration> maxTime{};
    std::optional<std::uint64_t> maxEnvelopeSize{};
    std::string maxEnvelopePolicy{};  ///< CancelSubscription, Skip, Notify
    std::string contentEncoding{};
    std::string locale{};
    std::optional<std::string> expires{};
    std::optional<Filter> filter{};
    std::optional<std::string> bookmark{};  ///< inner XML of wsman:Bookmark
    bool sendBookmarks = false;
    bool operator==(const Subscribe&) const = default;
};

struct SubscribeResponse {
    soap::Epr manager;  ///< wse:SubscriptionManager with wse:Identifier among its parameters
    std::string expires{};
    std::optional<std::string> context{};  ///< wsen:EnumerationContext, pull delivery only (R10.2.9.5-3)
    bool operator==(const SubscribeResponse&) const = default;
};

std::string writeSubscribe(soap::Header header, const Subscribe& request);
std::string writeUnsubscribe(soap::Header header);
std::string writeRenew(soap::Header header, const std::string& expires);
std::string writeGetStatus(soap::Header header);
std::string writeSubscribeResponse(const soap::Header& request, std::string messageId,
                                   const SubscribeResponse& response);
std::string writeUnsubscribeResponse(const soap::Header& request, std::string messageId);
/// RenewResponse and GetStatusResponse.
std::string writeRenewResponse(const soap::Header& request, std::string messageId, const std::string& expires);
std::string writeGetStatusResponse(const soap::Header& request, std::string messageId, const std::string& expires);

/// Errors: kInvalidBody (with the path) for a wrong element, no Delivery, a mixed filter or bookmark, both filters,
/// numbers and durations that are none.
Result<Subscribe> readSubscribe(const soap::Message& message);
/// Tolerates an EPR without Address and with ReferenceProperties, as OMI sends it.
Result<SubscribeResponse> readSubscribeResponse(const soap::Message& message);
/// Expires of Renew, RenewResponse, GetStatusResponse, of eventing and of enumeration; empty when absent.
Result<std::string> readExpires(const soap::Message& message);

/// One event: in its own message (Push, PushWithAck), in a batch (Events), or an item of a Pull.
struct Event {
    std::string action{};    ///< the event's own Action
    std::string bookmark{};  ///< inner XML of the bookmark that goes with the delivery
    std::string machineId{};
    xml::Node content{};  ///< the event's element, no element for a heartbeat
    std::string text{};   ///< of an event in a batch that is text (CDATA, as Windows sends rendered events)
};

/// A delivery by push: `header` holds To, MessageID, reference parameters of NotifyTo; ReplyTo and AckRequested when
/// `header.ackRequested`. `content` writes the one body child.
std::string writeEvent(soap::Header header, std::string_view action, const BodyWriter& content);
struct OutgoingEvent {
    std::string action;
    BodyWriter content;
};
/// A batch: wsman:Events with wsman:Event/@Action (§10.2.9.4).
std::string writeEvents(soap::Header header, const std::vector<OutgoingEvent>& events);
std::string writeHeartbeat(soap::Header header);
/// wsman:Ack for a delivery (§10.7).
std::string writeAck(const soap::Header& delivery, std::string messageId);
/// wse:SubscriptionEnd (§10.6): `status` is DeliveryFailure, SourceShuttingDown or SourceCanceling, on the wire a URI
/// in the eventing namespace.
struct SubscriptionEnd {
    soap::Epr manager;
    std::string status{};
    std::string reason{};
    bool operator==(const SubscriptionEnd&) const = default;
};
std::string writeSubscriptionEnd(soap::Header header, const SubscriptionEnd& end);
Result<SubscriptionEnd> readSubscriptionEnd(const soap::Message& message);
/// Reads a delivery of any push mode: one event, a batch, or a heartbeat. Errors: kInvalidBody for a fault, several
/// elements in the body, a batch that is empty or holds an event without Action.
Result<std::vector<Event>> readDelivery(const soap::Message& message);

}  // namespace wsman::ops
