#include "wsman/ops/transfer.h"

#include "wsman/ops/body.h"
#include "wsman/uris.h"

namespace wsman::ops {

namespace {

std::string writeRequest(soap::Header header, std::string_view action, const BodyWriter& representation = {}) {
    setAction(header, action);
    if (!representation || !header.fragmentTransfer) {
        return soap::writeMessage(header, representation);
    }
    return soap::writeMessage(header, [&](xml::Writer& writer) {
        writer.start("w:XmlFragment");
        representation(writer);
        writer.end();
    });
}

/// A reply says which fragment it holds by repeating the request's header (R7.7-2).
std::string writeReply(const soap::Header& request, std::string_view action, std::string messageId,
                       const BodyWriter& body, bool isRepresentation, std::optional<soap::Epr> requestedEpr = {}) {
    soap::Header header = soap::replyHeader(request, soap::responseAction(action), std::move(messageId));
    header.fragmentTransfer = request.fragmentTransfer;
    header.requestedEpr = std::move(requestedEpr);
    if (!body || !isRepresentation || !request.fragmentTransfer) {
        return soap::writeMessage(header, body);
    }
    return soap::writeMessage(header, [&](xml::Writer& writer) {
        writer.start("w:XmlFragment");
        body(writer);
        writer.end();
    });
}

}  // namespace

std::string writeGet(soap::Header header) {
    return writeRequest(std::move(header), action::kGet);
}

std::string writeDelete(soap::Header header) {
    return writeRequest(std::move(header), action::kDelete);
}

std::string writePut(soap::Header header, const BodyWriter& representation) {
    return writeRequest(std::move(header), action::kPut, representation);
}

std::string writeCreate(soap::Header header, const BodyWriter& representation) {
    return writeRequest(std::move(header), action::kCreate, representation);
}

std::string writeGetResponse(const soap::Header& request, std::string messageId, const BodyWriter& representation,
                             std::optional<soap::Epr> requestedEpr) {
    return writeReply(request, action::kGet, std::move(messageId), representation, true, std::move(requestedEpr));
}

std::string writePutResponse(const soap::Header& request, std::string messageId, const BodyWriter& representation,
                             std::optional<soap::Epr> requestedEpr) {
    return writeReply(request, action::kPut, std::move(messageId), representation, true, std::move(requestedEpr));
}

std::string writeCreateResponse(const soap::Header& request, std::string messageId, const soap::Epr& created) {
    const auto body = [&](xml::Writer& writer) {
        writer.start("x:ResourceCreated");
        soap::writeEprContent(writer, created);
        writer.end();
    };
    return writeReply(request, action::kCreate, std::move(messageId), body, false);
}

std::string writeDeleteResponse(const soap::Header& request, std::string messageId) {
    return writeReply(request, action::kDelete, std::move(messageId), {}, false);
}

Result<xml::Node> readRepresentation(const soap::Message& message) {
    const xml::Node body = message.body();
    if (message.isFault()) {
        return invalidBody("a fault where a representation is expected", message.payload());
    }
    if (body.childCount() > 1) {
        return invalidBody("more than one element in the body", message.payload().next());
    }
    const xml::Node payload = message.payload();
    const bool oneElement = payload.childCount() == 1 && !payload.hasText();
    return payload.is(ns::kWsman, "XmlFragment") && oneElement ? payload.firstChild() : payload;
}

Result<soap::Epr> readResourceCreated(const soap::Message& message) {
    const xml::Node created = message.body().child(ns::kTransfer, "ResourceCreated");
    if (!created) {
        return invalidBody("no wxf:ResourceCreated in the body", message.body());
    }
    return bodyEpr(created);
}

}  // namespace wsman::ops
