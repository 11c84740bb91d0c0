#include "wsman/ops/enumeration.h"

#include <array>

#include "wsman/ops/body.h"
#include "wsman/uris.h"

namespace wsman::ops {

namespace {

template <class T>
struct Word {
    T value;
    std::string_view text;
};

constexpr std::array<Word<EnumerationMode>, 2> kModes{{
    {EnumerationMode::kEpr, "EnumerateEPR"},
    {EnumerationMode::kObjectAndEpr, "EnumerateObjectAndEPR"},
}};
constexpr std::array<Word<Polymorphism>, 3> kPolymorphisms{{
    {Polymorphism::kIncludeSubClassProperties, "IncludeSubClassProperties"},
    {Polymorphism::kExcludeSubClassProperties, "ExcludeSubClassProperties"},
    {Polymorphism::kNone, "None"},
}};

/// The last name of an error's path, without prefix and position: "Filter" of
/// "/s:Envelope/s:Body/n:Enumerate/w:Filter[2]".
std::string_view lastName(std::string_view path) {
    path = path.substr(0, path.find_last_not_of("0123456789[]") + 1);
    return path.substr(path.find_last_of("/:") + 1);
}

void writeContext(xml::Writer& writer, std::string_view context) {
    writer.start("n:EnumerationContext").raw(context).end();
}

std::string writeContextRequest(soap::Header header, std::string_view action, const char* element,
                                const std::string& context, const std::string* expires) {
    setAction(header, action);
    return soap::writeMessage(header, [&](xml::Writer& writer) {
        writer.start(element);
        writeContext(writer, context);
        if (expires != nullptr && !expires->empty()) {
            writer.element("n:Expires", *expires);
        }
        writer.end();
    });
}

void writeItems(xml::Writer& writer, const EnumerationReplyBody& body, const char* items, const char* end) {
    if (body.items) {
        writer.start(items);
        body.items(writer);
        writer.end();
    } else if (body.writeEmptyItems) {
        writer.empty(items);
    }
    if (body.endOfSequence) {
        writer.empty(end);
    }
}

Result<xml::Node> contextElement(xml::Node payload) {
    const xml::Node context = payload.child(ns::kEnumeration, "EnumerationContext");
    if (!context) {
        return invalidBody(std::string(payload.localName()) + " without an EnumerationContext", payload);
    }
    return context;
}

Result<void> readModes(xml::Node payload, Enumerate& request) {
    if (const xml::Node mode = payload.child(ns::kWsman, "EnumerationMode")) {
        const std::string text = mode.text();
        bool known = false;
        for (const auto& word : kModes) {
            if (word.text == text) {
                request.mode = word.value;
                known = true;
            }
        }
        if (!known) {
            return invalidBody("unknown enumeration mode \"" + text + "\"", mode);
        }
    }
    xml::Node polymorphism = payload.child(ns::kCimBinding, "PolymorphismMode");
    if (!polymorphism) {
        polymorphism = payload.child(ns::kCimBindingNoSuffix, "PolymorphismMode");
    }
    if (polymorphism) {
        const std::string text = polymorphism.text();
        for (const auto& word : kPolymorphisms) {
            if (word.text == text) {
                request.polymorphism = word.value;
            }
        }
        if (!request.polymorphism) {
            return invalidBody("unknown polymorphism mode \"" + text + "\"", polymorphism);
        }
    }
    return {};
}

Result<void> checkEnumerateShape(xml::Node payload) {
    if (Result<void> known = checkChildren(payload, ns::kEnumeration, {"EndTo", "Expires", "Filter"}); !known) {
        return known;
    }
    for (const char* local : {"OptimizeEnumeration", "MaxElements", "EnumerationMode"}) {
        if (Result<void> once = checkOnce(payload, ns::kWsman, local); !once) {
            return once;
        }
    }
    return checkOnce(payload, ns::kCimBinding, "PolymorphismMode");
}

}  // namespace

std::string writeEnumerate(soap::Header header, const Enumerate& request) {
    setAction(header, action::kEnumerate);
    return soap::writeMessage(header, [&](xml::Writer& writer) {
        writer.start("n:Enumerate");
        if (request.endTo) {
            writer.start("n:EndTo");
            soap::writeEprContent(writer, *request.endTo);
            writer.end();
        }
        if (request.expires) {
            writer.element("n:Expires", *request.expires);
        }
        if (request.optimize) {
            writer.empty("w:OptimizeEnumeration");
        }
        if (request.maxElements) {
            writer.element("w:MaxElements", std::to_string(*request.maxElements));
        }
        for (const auto& word : kModes) {
            if (word.value == request.mode) {
                writer.element("w:EnumerationMode", word.text);
            }
        }
        for (const auto& word : kPolymorphisms) {
            if (request.polymorphism == word.value) {
                writer.element("b:PolymorphismMode", word.text);
            }
        }
        if (request.filter) {
            writeFilter(writer, *request.filter);
        }
        writer.end();
    });
}

std::string writePull(soap::Header header, const Pull& request) {
    setAction(header, action::kPull);
    return soap::writeMessage(header, [&](xml::Writer& writer) {
        writer.start("n:Pull");
        writeContext(writer, request.context);
        if (request.maxTime) {
            writer.element("n:MaxTime", formatDuration(*request.maxTime));
        }
        if (request.maxElements) {
            writer.element("n:MaxElements", std::to_string(*request.maxElements));
        }
        if (request.maxCharacters) {
            writer.element("n:MaxCharacters", std::to_string(*request.maxCharacters));
        }
        writer.end();
    });
}

std::string writeRelease(soap::Header header, const std::string& context) {
    return writeContextRequest(std::move(header), action::kRelease, "n:Release", context, nullptr);
}

std::string writeEnumerationRenew(soap::Header header, const std::string& context, const std::string& expires) {
    return writeContextRequest(std::move(header), action::kEnumRenew, "n:Renew", context, &expires);
}

std::string writeEnumerationGetStatus(soap::Header header, const std::string& context) {
    return writeContextRequest(std::move(header), action::kEnumGetStatus, "n:GetStatus", context, nullptr);
}

std::string writeEnumerateResponse(const soap::Header& request, std::string messageId,
                                   const EnumerationReplyBody& body) {
    soap::Header header = soap::replyHeader(request, soap::responseAction(action::kEnumerate), std::move(messageId));
    header.totalItemsCountEstimate = body.totalItemsCountEstimate;
    return soap::writeMessage(header, [&](xml::Writer& writer) {
        writer.start("n:EnumerateResponse");
        if (!body.expires.empty()) {
            writer.element("n:Expires", body.expires);
        }
        writeContext(writer, body.endOfSequence || !body.context ? std::string_view() : *body.context);
        writeItems(writer, body, "w:Items", "w:EndOfSequence");
        writer.end();
    });
}

std::string writePullResponse(const soap::Header& request, std::string messageId, const EnumerationReplyBody& body) {
    soap::Header header = soap::replyHeader(request, soap::responseAction(action::kPull), std::move(messageId));
    header.bookmark = body.bookmark;
    header.totalItemsCountEstimate = body.totalItemsCountEstimate;
    return soap::writeMessage(header, [&](xml::Writer& writer) {
        writer.start("n:PullResponse");
        if (body.context && !body.endOfSequence) {
            writeContext(writer, *body.context);
        }
        writeItems(writer, body, "n:Items", "n:EndOfSequence");
        writer.end();
    });
}

std::string writeReleaseResponse(const soap::Header& request, std::string messageId) {
    return soap::writeMessage(soap::replyHeader(request, soap::responseAction(action::kRelease), std::move(messageId)));
}

std::string writeEnumerationStatusResponse(const soap::Header& request, std::string messageId,
                                           const std::string& expires) {
    const bool isStatus = request.action && request.action->value == action::kEnumGetStatus;
    const std::string_view action = isStatus ? action::kEnumGetStatus : action::kEnumRenew;
    const soap::Header header = soap::replyHeader(request, soap::responseAction(action), std::move(messageId));
    return soap::writeMessage(header, [&](xml::Writer& writer) {
        writer.start(isStatus ? "n:GetStatusResponse" : "n:RenewResponse");
        if (!expires.empty()) {
            writer.element("n:Expires", expires);
        }
        writer.end();
    });
}

Result<Enumerate> readEnumerate(const soap::Message& message) {
    const Result<xml::Node> payload = payloadNamed(message, ns::kEnumeration, "Enumerate");
    if (!payload) {
        return tl::unexpected(payload.error());
    }
    if (Result<void> shape = checkEnumerateShape(*payload); !shape) {
        return tl::unexpected(shape.error());
    }
    Enumerate request;
    Result<std::optional<Filter>> filter = filterChild(*payload, ns::kEnumeration);
    if (!filter) {
        return tl::unexpected(filter.error());
    }
    request.filter = *std::move(filter);
    if (const xml::Node expires = payload->child(ns::kEnumeration, "Expires")) {
        request.expires = expires.text();
    }
    Result<std::optional<soap::Epr>> endTo = eprChild(*payload, ns::kEnumeration, "EndTo");
    if (!endTo) {
        return tl::unexpected(endTo.error());
    }
    request.endTo = *std::move(endTo);
    request.optimize = static_cast<bool>(payload->child(ns::kWsman, "OptimizeEnumeration"));
    const Result<std::optional<std::uint64_t>> maxElements = positiveChild(*payload, ns::kWsman, "MaxElements");
    if (!maxElements) {
        return tl::unexpected(maxElements.error());
    }
    request.maxElements = *maxElements;
    if (Result<void> modes = readModes(*payload, request); !modes) {
        return tl::unexpected(modes.error());
    }
    return request;
}

Result<Pull> readPull(const soap::Message& message) {
    const Result<xml::Node> payload = payloadNamed(message, ns::kEnumeration, "Pull");
    if (!payload) {
        return tl::unexpected(payload.error());
    }
    if (Result<void> known = checkChildren(*payload, ns::kEnumeration,
                                           {"EnumerationContext", "MaxTime", "MaxElements", "MaxCharacters"});
        !known) {
        return tl::unexpected(known.error());
    }
    const Result<xml::Node> context = contextElement(*payload);
    if (!context) {
        return tl::unexpected(context.error());
    }
    const auto maxElements = positiveChild(*payload, ns::kEnumeration, "MaxElements");
    if (!maxElements) {
        return tl::unexpected(maxElements.error());
    }
    const auto maxCharacters = positiveChild(*payload, ns::kEnumeration, "MaxCharacters");
    if (!maxCharacters) {
        return tl::unexpected(maxCharacters.error());
    }
    const auto maxTime = durationChild(*payload, ns::kEnumeration, "MaxTime");
    if (!maxTime) {
        return tl::unexpected(maxTime.error());
    }
    return Pull{context->innerXml(), *maxElements, *maxCharacters, *maxTime};
}

Result<std::string> readEnumerationContext(const soap::Message& message) {
    const xml::Node found = message.payload();
    std::string_view local = "Release";
    for (const char* other : {"Renew", "GetStatus"}) {
        if (found.is(ns::kEnumeration, other)) {
            local = other;
        }
    }
    const Result<xml::Node> payload = payloadNamed(message, ns::kEnumeration, local);
    if (!payload) {
        return tl::unexpected(payload.error());
    }
    if (Result<void> known = checkChildren(*payload, ns::kEnumeration, {"EnumerationContext", "Expires"}); !known) {
        return tl::unexpected(known.error());
    }
    return contextElement(*payload).map([](xml::Node context) { return context.innerXml(); });
}

Result<EnumerationReply> readEnumerationReply(const soap::Message& message) {
    const bool isPull = message.payload().is(ns::kEnumeration, "PullResponse");
    const Result<xml::Node> payload =
        payloadNamed(message, ns::kEnumeration, isPull ? "PullResponse" : "EnumerateResponse");
    if (!payload) {
        return tl::unexpected(payload.error());
    }
    EnumerationReply reply;
    xml::Node items;
    for (const xml::Node child : payload->children()) {
        const xml::Name name = child.name();
        if (name.ns != ns::kEnumeration && name.ns != ns::kWsman) {
            continue;
        }
        if (name.local == "EnumerationContext") {
            reply.context = child.innerXml();
        } else if (name.local == "Expires") {
            reply.expires = child.text();
        } else if (name.local == "EndOfSequence") {
            reply.endOfSequence = true;
        } else if (name.local == "Items") {
            if (items) {
                return invalidBody("Items is repeated", child);
            }
            items = child;
        }
    }
    reply.items = items.children();
    return reply;
}

Result<EnumerationItem> readItem(xml::Node item) {
    if (!item) {
        return fail(ErrorCode::kInvalidBody, "no item");
    }
    EnumerationItem result;
    const auto take = [&result](xml::Node element) -> Result<void> {
        if (!element.is(ns::kAddressing, "EndpointReference")) {
            if (result.object) {
                return invalidBody("a second object in one item", element);
            }
            result.object = element;
            return {};
        }
        if (result.epr) {
            return invalidBody("a second EPR in one item", element);
        }
        Result<soap::Epr> epr = bodyEpr(element);
        if (!epr) {
            return tl::unexpected(epr.error());
        }
        result.epr = *std::move(epr);
        return {};
    };
    if (!item.is(ns::kWsman, "Item")) {
        const Result<void> taken = take(item);
        return taken ? Result<EnumerationItem>(std::move(result)) : tl::unexpected(taken.error());
    }
    for (const xml::Node child : item.children()) {
        if (const Result<void> taken = take(child); !taken) {
            return tl::unexpected(taken.error());
        }
    }
    if (!result.object && !result.epr) {
        return invalidBody("an empty item", item);
    }
    return result;
}

soap::Fault faultForEnumeration(const Error& error) {
    if (error.code == ErrorCode::kInvalidBody) {
        if (error.where.find(":Filter") != std::string::npos || error.where.find("/Filter") != std::string::npos) {
            return soap::makeFault(soap::FaultId::kWsenCannotProcessFilter, error.text());
        }
        const std::string_view name = lastName(error.where);
        if (name == "EnumerationMode") {
            return soap::makeFault(soap::FaultId::kWsmanUnsupportedFeature, error.text(), "EnumerationMode");
        }
        if (name == "PolymorphismMode") {
            return soap::makeFault(soap::FaultId::kWsmbPolymorphismModeNotSupported, error.text());
        }
    }
    return soap::faultFor(error);
}

}  // namespace wsman::ops
