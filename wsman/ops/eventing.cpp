#include "wsman/ops/eventing.h"

#include "wsman/ops/body.h"
#include "wsman/uris.h"

namespace wsman::ops {

namespace {

void writeEpr(xml::Writer& writer, std::string_view qname, const soap::Epr& epr) {
    writer.start(qname);
    soap::writeEprContent(writer, epr);
    writer.end();
}

void writeOptional(xml::Writer& writer, std::string_view qname, const std::string& text) {
    if (!text.empty()) {
        writer.element(qname, text);
    }
}

void writeDelivery(xml::Writer& writer, const Subscribe& request) {
    writer.start("e:Delivery");
    if (!request.mode.empty()) {
        writer.attribute("Mode", request.mode);
    }
    if (request.notifyTo) {
        writeEpr(writer, "e:NotifyTo", *request.notifyTo);
    }
    if (request.heartbeats) {
        writer.element("w:Heartbeats", formatDuration(*request.heartbeats));
    }
    if (!request.authProfile.empty()) {
        writer.start("w:Auth").attribute("Profile", request.authProfile).end();
    }
    if (request.connectionRetry) {
        writer.start("w:ConnectionRetry");
        if (request.connectionRetryTotal) {
            writer.attribute("Total", std::to_string(*request.connectionRetryTotal));
        }
        writer.text(formatDuration(*request.connectionRetry)).end();
    }
    if (request.maxElements) {
        writer.element("w:MaxElements", std::to_string(*request.maxElements));
    }
    if (request.maxTime) {
        writer.element("w:MaxTime", formatDuration(*request.maxTime));
    }
    if (request.maxEnvelopeSize) {
        writer.start("w:MaxEnvelopeSize");
        if (!request.maxEnvelopePolicy.empty()) {
            writer.attribute("Policy", request.maxEnvelopePolicy);
        }
        writer.text(std::to_string(*request.maxEnvelopeSize)).end();
    }
    if (!request.locale.empty()) {
        writer.start("w:Locale").attribute("xml:lang", request.locale).end();
    }
    writeOptional(writer, "w:ContentEncoding", request.contentEncoding);
    writer.end();
}

Result<void> readConnectionRetry(xml::Node delivery, Subscribe& request) {
    const auto retry = durationChild(delivery, ns::kWsman, "ConnectionRetry");
    if (!retry) {
        return tl::unexpected(retry.error());
    }
    request.connectionRetry = *retry;
    const xml::Node element = delivery.child(ns::kWsman, "ConnectionRetry");
    if (const std::optional<std::string> total = element.attribute("Total")) {
        request.connectionRetryTotal = parsePositive(*total);
        if (!request.connectionRetryTotal) {
            return invalidBody("Total is no positive integer: \"" + *total + "\"", element);
        }
    }
    return {};
}

Result<void> readDeliveryElement(xml::Node delivery, Subscribe& request) {
    if (Result<void> known = checkChildren(delivery, ns::kEventing, {"NotifyTo"}); !known) {
        return known;
    }
    for (const char* local : {"Heartbeats", "ConnectionRetry", "MaxElements", "MaxTime", "MaxEnvelopeSize", "Locale",
                              "ContentEncoding", "Auth"}) {
        if (Result<void> once = checkOnce(delivery, ns::kWsman, local); !once) {
            return once;
        }
    }
    request.mode = delivery.attribute("Mode").value_or("");
    Result<std::optional<soap::Epr>> notifyTo = eprChild(delivery, ns::kEventing, "NotifyTo");
    if (!notifyTo) {
        return tl::unexpected(notifyTo.error());
    }
    request.notifyTo = *std::move(notifyTo);
    const auto heartbeats = durationChild(delivery, ns::kWsman, "Heartbeats");
    if (!heartbeats) {
        return tl::unexpected(heartbeats.error());
    }
    request.heartbeats = *heartbeats;
    const auto maxTime = durationChild(delivery, ns::kWsman, "MaxTime");
    if (!maxTime) {
        return tl::unexpected(maxTime.error());
    }
    request.maxTime = *maxTime;
    const auto maxElements = positiveChild(delivery, ns::kWsman, "MaxElements");
    if (!maxElements) {
        return tl::unexpected(maxElements.error());
    }
    request.maxElements = *maxElements;
    const auto maxEnvelopeSize = positiveChild(delivery, ns::kWsman, "MaxEnvelopeSize");
    if (!maxEnvelopeSize) {
        return tl::unexpected(maxEnvelopeSize.error());
    }
    request.maxEnvelopeSize = *maxEnvelopeSize;
    request.maxEnvelopePolicy = delivery.child(ns::kWsman, "MaxEnvelopeSize").attribute("Policy").value_or("");
    request.locale = delivery.child(ns::kWsman, "Locale").attribute(ns::kXml, "lang").value_or("");
    request.contentEncoding = delivery.child(ns::kWsman, "ContentEncoding").text();
    request.authProfile = delivery.child(ns::kWsman, "Auth").attribute("Profile").value_or("");
    return readConnectionRetry(delivery, request);
}

std::string writeStatusReply(const soap::Header& request, std::string messageId, std::string_view action,
                             const char* element, const std::string& expires) {
    const soap::Header header = soap::replyHeader(request, soap::responseAction(action), std::move(messageId));
    return soap::writeMessage(header, [&](xml::Writer& writer) {
        writer.start(element);
        writeOptional(writer, "e:Expires", expires);
        writer.end();
    });
}

/// Status is a URI in the eventing namespace; older peers write a QName or the bare word.
std::string statusWord(std::string text) {
    return text.substr(text.find_last_of("/:") + 1);
}

}  // namespace

std::string writeSubscribe(soap::Header header, const Subscribe& request) {
    setAction(header, action::kSubscribe);
    return soap::writeMessage(header, [&](xml::Writer& writer) {
        writer.start("e:Subscribe");
        if (request.endTo) {
            writeEpr(writer, "e:EndTo", *request.endTo);
        }
        writeDelivery(writer, request);
        if (request.expires) {
            writer.element("e:Expires", *request.expires);
        }
        if (request.filter) {
            writeFilter(writer, *request.filter);
        }
        if (request.bookmark) {
            writer.start("w:Bookmark").raw(*request.bookmark).end();
        }
        if (request.sendBookmarks) {
            writer.empty("w:SendBookmarks");
        }
        writer.end();
    });
}

std::string writeUnsubscribe(soap::Header header) {
    setAction(header, action::kUnsubscribe);
    return soap::writeMessage(header, [](xml::Writer& writer) { writer.empty("e:Unsubscribe"); });
}

std::string writeRenew(soap::Header header, const std::string& expires) {
    setAction(header, action::kRenew);
    return soap::writeMessage(header, [&](xml::Writer& writer) {
        writer.start("e:Renew");
        writeOptional(writer, "e:Expires", expires);
        writer.end();
    });
}

std::string writeGetStatus(soap::Header header) {
    setAction(header, action::kGetStatus);
    return soap::writeMessage(header, [](xml::Writer& writer) { writer.empty("e:GetStatus"); });
}

std::string writeSubscribeResponse(const soap::Header& request, std::string messageId,
                                   const SubscribeResponse& response) {
    const soap::Header header =
        soap::replyHeader(request, soap::responseAction(action::kSubscribe), std::move(messageId));
    return soap::writeMessage(header, [&](xml::Writer& writer) {
        writer.start("e:SubscribeResponse");
        writeEpr(writer, "e:SubscriptionManager", response.manager);
        writeOptional(writer, "e:Expires", response.expires);
        if (response.context) {
            writer.start("n:EnumerationContext").raw(*response.context).end();
        }
        writer.end();
    });
}

std::string writeUnsubscribeResponse(const soap::Header& request, std::string messageId) {
    return soap::writeMessage(
        soap::replyHeader(request, soap::responseAction(action::kUnsubscribe), std::move(messageId)));
}

std::string writeRenewResponse(const soap::Header& request, std::string messageId, const std::string& expires) {
    return writeStatusReply(request, std::move(messageId), action::kRenew, "e:RenewResponse", expires);
}

std::string writeGetStatusResponse(const soap::Header& request, std::string messageId, const std::string& expires) {
    return writeStatusReply(request, std::move(messageId), action::kGetStatus, "e:GetStatusResponse", expires);
}

Result<Subscribe> readSubscribe(const soap::Message& message) {
    const Result<xml::Node> payload = payloadNamed(message, ns::kEventing, "Subscribe");
    if (!payload) {
        return tl::unexpected(payload.error());
    }
    if (Result<void> known = checkChildren(*payload, ns::kEventing, {"EndTo", "Delivery", "Expires", "Filter"});
        !known) {
        return tl::unexpected(known.error());
    }
    Subscribe request;
    // WS-Eventing lets Delivery be left out, which means Push without an address; WS-Man has no use for that.
    const xml::Node delivery = payload->child(ns::kEventing, "Delivery");
    if (!delivery) {
        return invalidBody("Subscribe without Delivery", *payload);
    }
    if (Result<void> read = readDeliveryElement(delivery, request); !read) {
        return tl::unexpected(read.error());
    }
    Result<std::optional<soap::Epr>> endTo = eprChild(*payload, ns::kEventing, "EndTo");
    if (!endTo) {
        return tl::unexpected(endTo.error());
    }
    request.endTo = *std::move(endTo);
    if (const xml::Node expires = payload->child(ns::kEventing, "Expires")) {
        request.expires = expires.text();
    }
    Result<std::optional<Filter>> filter = filterChild(*payload, ns::kEventing);
    if (!filter) {
        return tl::unexpected(filter.error());
    }
    request.filter = *std::move(filter);
    if (const xml::Node bookmark = payload->child(ns::kWsman, "Bookmark")) {
        if (bookmark.firstChild() && (bookmark.hasText() || bookmark.childCount() > 1)) {
            return invalidBody("a bookmark holds text or one element, not a mixture", bookmark);
        }
        request.bookmark = bookmark.innerXml();
    }
    request.sendBookmarks = static_cast<bool>(payload->child(ns::kWsman, "SendBookmarks"));
    return request;
}

Result<SubscribeResponse> readSubscribeResponse(const soap::Message& message) {
    const Result<xml::Node> payload = payloadNamed(message, ns::kEventing, "SubscribeResponse");
    if (!payload) {
        return tl::unexpected(payload.error());
    }
    Result<std::optional<soap::Epr>> manager = eprChild(*payload, ns::kEventing, "SubscriptionManager");
    if (!manager) {
        return tl::unexpected(manager.error());
    }
    if (!*manager) {
        return invalidBody("SubscribeResponse without a SubscriptionManager", *payload);
    }
    SubscribeResponse response;
    response.manager = **std::move(manager);
    response.expires = payload->child(ns::kEventing, "Expires").text();
    if (const xml::Node context = payload->child(ns::kEnumeration, "EnumerationContext")) {
        response.context = context.innerXml();
    }
    return response;
}

Result<std::string> readExpires(const soap::Message& message) {
    const xml::Name name = message.payload().name();
    const std::string_view ns = name.ns == ns::kEnumeration ? ns::kEnumeration : ns::kEventing;
    const bool known = name.local == "Renew" || name.local == "RenewResponse" || name.local == "GetStatusResponse";
    const Result<xml::Node> payload = payloadNamed(message, ns, known ? name.local : "Renew");
    if (!payload) {
        return tl::unexpected(payload.error());
    }
    return payload->child(ns, "Expires").text();
}

std::string writeEvent(soap::Header header, std::string_view action, const BodyWriter& content) {
    setAction(header, action);
    return soap::writeMessage(header, content);
}

std::string writeEvents(soap::Header header, const std::vector<OutgoingEvent>& events) {
    setAction(header, action::kEvents);
    return soap::writeMessage(header, [&](xml::Writer& writer) {
        writer.start("w:Events");
        for (const OutgoingEvent& event : events) {
            writer.start("w:Event").attribute("Action", event.action);
            if (event.content) {
                event.content(writer);
            }
            writer.end();
        }
        writer.end();
    });
}

std::string writeHeartbeat(soap::Header header) {
    return writeEvent(std::move(header), action::kHeartbeat, {});
}

std::string writeAck(const soap::Header& delivery, std::string messageId) {
    return soap::writeMessage(soap::replyHeader(delivery, action::kAck, std::move(messageId)));
}

std::string writeSubscriptionEnd(soap::Header header, const SubscriptionEnd& end) {
    setAction(header, action::kSubscriptionEnd);
    return soap::writeMessage(header, [&](xml::Writer& writer) {
        writer.start("e:SubscriptionEnd");
        writeEpr(writer, "e:SubscriptionManager", end.manager);
        writer.element("e:Status", std::string(ns::kEventing) + "/" + end.status);
        if (!end.reason.empty()) {
            writer.start("e:Reason").attribute("xml:lang", "en-US").text(end.reason).end();
        }
        writer.end();
    });
}

Result<SubscriptionEnd> readSubscriptionEnd(const soap::Message& message) {
    const Result<xml::Node> payload = payloadNamed(message, ns::kEventing, "SubscriptionEnd");
    if (!payload) {
        return tl::unexpected(payload.error());
    }
    Result<std::optional<soap::Epr>> manager = eprChild(*payload, ns::kEventing, "SubscriptionManager");
    if (!manager) {
        return tl::unexpected(manager.error());
    }
    const xml::Node status = payload->child(ns::kEventing, "Status");
    if (!status) {
        return invalidBody("SubscriptionEnd without a Status", *payload);
    }
    SubscriptionEnd end;
    end.manager = manager->value_or(soap::Epr{});
    end.status = statusWord(status.text());
    end.reason = payload->child(ns::kEventing, "Reason").text();
    return end;
}

Result<std::vector<Event>> readDelivery(const soap::Message& message) {
    if (message.isFault()) {
        return invalidBody("a fault where an event is expected", message.payload());
    }
    if (message.body().childCount() > 1) {
        return invalidBody("more than one element in the body", message.payload().next());
    }
    const xml::Node payload = message.payload();
    Event common;
    common.bookmark = message.header().bookmark.value_or("");
    common.machineId = message.header().machineId.value_or("");
    if (!payload.is(ns::kWsman, "Events")) {
        common.action = message.action();
        common.content = payload;
        return std::vector<Event>{common};
    }
    std::vector<Event> events;
    for (const xml::Node element : payload.children()) {
        if (!element.is(ns::kWsman, "Event")) {
            return invalidBody("element " + std::string(element.localName()) + " in a batch of events", element);
        }
        const std::optional<std::string> action = element.attribute("Action");
        if (!action) {
            return invalidBody("an event of a batch without an Action", element);
        }
        Event event = common;
        event.action = *action;
        event.content = element.firstChild();
        event.text = event.content ? std::string() : element.text();
        events.push_back(std::move(event));
    }
    if (events.empty()) {
        return invalidBody("a batch without events", payload);
    }
    return events;
}

}  // namespace wsman::ops
