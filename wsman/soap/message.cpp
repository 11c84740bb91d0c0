#include "wsman/soap/message.h"

#include <cstdint>
#include <utility>

#include "wsman/soap/header_reader.h"
#include "wsman/uris.h"

namespace wsman::soap {
namespace {

tl::unexpected<Error> notSoap(xml::Node node, std::string message) {
    return fail(ErrorCode::kNotSoap, std::move(message), node.path());
}

struct Parts {
    xml::Node header;
    xml::Node body;
};

/// SOAP 1.2 part 1 §5.1: at most one Header, then one Body, nothing else.
Result<Parts> readEnvelope(xml::Node envelope) {
    if (envelope.is(ns::kSoap11, "Envelope")) {
        return fail(ErrorCode::kVersionMismatch, "the envelope is of SOAP 1.1", envelope.path());
    }
    const auto name = envelope.name();
    if (name.local == "Envelope" && !name.ns.empty() && name.ns != ns::kSoap) {  // SOAP 1.2 part 1 §5.4.7
        return fail(ErrorCode::kVersionMismatch,
                    "the envelope is of the namespace " + std::string(name.ns.substr(0, 200)) + " and not of SOAP 1.2",
                    envelope.path());
    }
    if (!envelope.is(ns::kSoap, "Envelope")) {
        return notSoap(envelope, "the root element is not a SOAP 1.2 envelope");
    }
    Parts parts;
    for (xml::Node child = envelope.firstChild(); child; child = child.next()) {
        if (child.is(ns::kSoap, "Header") && !parts.header && !parts.body) {
            parts.header = child;
        } else if (child.is(ns::kSoap, "Body") && !parts.body) {
            parts.body = child;
        } else {
            return notSoap(child, "an envelope holds one Header at most and then one Body, nothing else");
        }
    }
    if (!parts.body) {
        return notSoap(envelope, "the envelope has no Body");
    }
    if (envelope.hasText()) {
        return notSoap(envelope, "text in the envelope");
    }
    if (parts.body.hasText()) {
        return fail(ErrorCode::kInvalidBody, "text directly in the Body", parts.body.path());
    }
    return parts;
}

}  // namespace

Result<Message> Message::parse(std::string_view bytes, std::string_view charset, const xml::Limits& limits) {
    if (bytes.size() / 2 > limits.maxBytes) {
        // In no encoding would it be short enough: not worth converting.
        return fail(ErrorCode::kLimitExceeded,
                    "the message is longer than " + std::to_string(limits.maxBytes) + " bytes", "1:1");
    }
    xml::Encoding encoding{};
    Result<std::string> text = xml::toUtf8(bytes, charset, &encoding);
    if (!text) {
        return tl::unexpected(std::move(text.error()));
    }
    Result<xml::Document> document = xml::Document::parse(*std::move(text), limits);
    if (!document) {
        return tl::unexpected(std::move(document.error()));
    }
    const Result<Parts> parts = readEnvelope(document->root());
    if (!parts) {
        return tl::unexpected(parts.error());
    }
    Result<ReadHeader> read = readHeader(parts->header);
    if (!read) {
        return tl::unexpected(std::move(read.error()));
    }
    Message message(*std::move(document));
    message.header_ = std::move(read->header);
    message.notUnderstood_ = std::move(read->notUnderstood);
    message.headerElement_ = parts->header;
    message.body_ = parts->body;
    message.encoding_ = encoding;
    return message;
}

std::optional<std::string> messageIdOf(std::string_view bytes, std::string_view charset, const xml::Limits& limits) {
    Result<std::string> text = xml::toUtf8(bytes, charset);
    if (!text) {
        return std::nullopt;
    }
    const Result<xml::Document> document = xml::Document::parse(*std::move(text), limits);
    if (!document) {
        return std::nullopt;
    }
    const auto id = document->root().child(ns::kSoap, "Header").child(ns::kAddressing, "MessageID").text();
    return id.empty() ? std::nullopt : std::optional<std::string>(id);
}

std::string_view Message::action() const {
    return header_.action ? header_.action->value : std::string_view();
}

bool Message::isFault() const {
    return payload().is(ns::kSoap, "Fault");
}

Header replyHeader(const Header& request, std::string_view action, std::string messageId) {
    Header reply;
    reply.action.emplace().value = action;
    reply.messageId = std::move(messageId);
    reply.relatesTo = request.messageId;
    const bool addressed = request.replyTo && !request.replyTo->address.empty();
    reply.to = addressed ? request.replyTo->address : std::string(uri::kAnonymous);
    if (request.replyTo) {
        if (!request.replyTo->resourceUri.empty()) {
            reply.resourceUri.emplace().value = request.replyTo->resourceUri;
        }
        if (!request.replyTo->selectors.empty()) {
            reply.selectors = request.replyTo->selectors;
        }
        reply.others = request.replyTo->extraParameters;
    }
    if (request.operationId) {
        reply.operationId = Marked<OperationId>{request.operationId->value, false};
    }
    return reply;
}

std::string responseAction(std::string_view requestAction) {
    return std::string(requestAction) + std::string(kResponseSuffix);
}

std::string makeMessageId(const std::array<std::uint8_t, 16>& random) {
    std::array<std::uint8_t, 16> bytes = random;
    bytes[6] = static_cast<std::uint8_t>((bytes[6] & 0x0F) | 0x40);  // version 4
    bytes[8] = static_cast<std::uint8_t>((bytes[8] & 0x3F) | 0x80);  // the variant of RFC 4122
    constexpr std::string_view kDigits = "0123456789ABCDEF";
    std::string id = "uuid:";
    for (std::size_t i = 0; i < bytes.size(); ++i) {
        if (i == 4 || i == 6 || i == 8 || i == 10) {
            id += '-';
        }
        id += kDigits[bytes[i] >> 4];
        id += kDigits[bytes[i] & 0x0F];
    }
    return id;
}

}  // namespace wsman::soap
