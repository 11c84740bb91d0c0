// DSP0226 clause 13 and SOAP 1.2 part 1: the envelope, its encoding and its size.
#include <array>
#include <set>

#include "wsman/ops/positive_integer.h"
#include "wsman/rules/clauses.h"
#include "wsman/rules/verdicts.h"
#include "wsman/uris.h"

namespace wsman::rules {

namespace {

constexpr std::string_view kUtf8Bom = "\xEF\xBB\xBF";
constexpr std::size_t kDefaultLimit = 32767;  // R13.1-3
constexpr std::size_t kFaultLimit = 4096;     // R13.4-6

/// A reply that promises a SOAP message: one with a body and, where HTTP is known, either success or SOAP's media type.
bool shouldBeSoap(const Observed& reply) {
    if (reply.bytes().empty()) {
        return false;
    }
    const std::string& type = reply.http().contentType;
    return reply.http().status == 0 || reply.http().status / 100 == 2 || type.find("soap+xml") != std::string::npos;
}

Verdict isSoap12(const Observed& message) {
    if (!message.root()) {
        return broken("The message is not well-formed", "a SOAP 1.2 envelope",
                      message.error() ? message.error()->text() : "nothing");
    }
    return message.isEnvelope() ? pass()
                                : broken("The root is no SOAP 1.2 envelope", "{" + std::string(ns::kSoap) + "}Envelope",
                                         nameText(message.root()), message.root());
}

Verdict requestIsSoap12(const Observed& request, const Session&) {
    return isSoap12(request);
}

Verdict replyIsSoap12(const Observed&, const Observed& reply, const Session&) {
    return shouldBeSoap(reply) ? isSoap12(reply) : notApplicable();
}

/// At most one Header, then exactly one Body, and nothing else (SOAP 1.2 part 1 §5.1).
Verdict envelopeShape(const Observed& message) {
    if (!message.isEnvelope()) {
        return notApplicable();
    }
    bool hasHeader = false;
    bool hasBody = false;
    for (const xml::Node child : message.root().children()) {
        if (child.is(ns::kSoap, "Header") && !hasHeader && !hasBody) {
            hasHeader = true;
        } else if (child.is(ns::kSoap, "Body") && !hasBody) {
            hasBody = true;
        } else {
            return broken("The envelope has a child that may not stand there", "s:Header, then s:Body", nameText(child),
                          child);
        }
    }
    return hasBody ? pass() : broken("The envelope has no body", "s:Body", "nothing", message.root());
}

Verdict requestShape(const Observed& request, const Session&) {
    return envelopeShape(request);
}

Verdict replyShape(const Observed&, const Observed& reply, const Session&) {
    return envelopeShape(reply);
}

/// True when a DTD or a processing instruction stands in the text, comments and CDATA aside.
bool hasForbiddenMarkup(std::string_view text) {
    while (true) {
        const std::size_t open = text.find('<');
        if (open == std::string_view::npos) {
            return false;
        }
        text.remove_prefix(open);
        std::string_view close = ">";
        if (text.starts_with("<!--")) {
            close = "-->";
        } else if (text.starts_with("<![CDATA[")) {
            close = "]]>";
        } else if (text.starts_with("<!DOCTYPE")) {
            return true;
        } else if (text.starts_with("<?")) {
            const bool isDeclaration = text.starts_with("<?xml") && text.size() > 5 &&
                                       std::string_view(" \t\r\n").find(text[5]) != std::string_view::npos;
            if (!isDeclaration) {
                return true;
            }
        }
        const std::size_t end = text.find(close);
        if (end == std::string_view::npos) {
            return false;
        }
        text.remove_prefix(end + close.size());
    }
}

Verdict noDtd(const Observed& message) {
    const Result<std::string> text = xml::toUtf8(message.bytes(), xml::charsetOf(message.http().contentType));
    if (!text || text->empty()) {
        return notApplicable();
    }
    return hasForbiddenMarkup(*text)
               ? broken("The message holds a DTD or a processing instruction", "neither", "one of them")
               : pass();
}

Verdict requestNoDtd(const Observed& request, const Session&) {
    return noDtd(request);
}

Verdict replyNoDtd(const Observed&, const Observed& reply, const Session&) {
    return shouldBeSoap(reply) ? noDtd(reply) : notApplicable();
}

Verdict charsetIsUnicode(const Observed& request, const Session&) {
    const std::string charset(xml::charsetOf(request.http().contentType));
    if (charset.empty()) {
        return notApplicable();
    }
    std::string lower;
    for (const char c : charset) {
        lower += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    }
    const bool isUnicode = lower == "utf-8" || lower == "utf8" || lower.starts_with("utf-16");
    return isUnicode ? pass() : broken("The charset is neither UTF-8 nor UTF-16", "UTF-8 or UTF-16", charset);
}

/// What the byte-order mark says, empty without one.
std::string_view markedEncoding(std::string_view bytes) {
    if (bytes.starts_with(kUtf8Bom)) {
        return "utf-8";
    }
    return bytes.starts_with("\xFE\xFF") || bytes.starts_with("\xFF\xFE") ? "utf-16" : "";
}

Verdict bomAgreesWithCharset(const Observed& request, const Session&) {
    const std::string_view mark = markedEncoding(request.bytes());
    const std::string_view charset = xml::charsetOf(request.http().contentType);
    if (mark.empty() || charset.empty()) {
        return notApplicable();
    }
    // "utf-16", "UTF-16LE": the family must agree, which the sixth character from the front tells.
    const bool says16 = charset.find("16") != std::string_view::npos;
    return says16 == (mark == "utf-16") ? pass() : broken("The byte-order mark contradicts the charset", charset, mark);
}

Verdict noBom(const Observed&, const Observed& reply, const Session&) {
    if (reply.bytes().empty() || reply.encoding() != xml::Encoding::kUtf8) {
        return notApplicable();
    }
    return reply.bytes().starts_with(kUtf8Bom)
               ? broken("A UTF-8 reply begins with a byte-order mark", "none", "EF BB BF")
               : pass();
}

Verdict replyEncoding(const Observed& request, const Observed& reply, const Session&) {
    if (!request.encoding() || !reply.encoding() || !reply.isEnvelope()) {
        return notApplicable();
    }
    // A service that does not know the encoding can only say so in one that it knows.
    if (reply.isFault() && *reply.encoding() == xml::Encoding::kUtf8) {
        return notApplicable();
    }
    const auto family = [](xml::Encoding encoding) { return encoding == xml::Encoding::kUtf8 ? "UTF-8" : "UTF-16"; };
    const std::string_view expected = family(*request.encoding());
    const std::string_view actual = family(*reply.encoding());
    return expected == actual ? pass() : broken("The reply is in another encoding than the request", expected, actual);
}

Verdict headersOnce(const Observed& request, const Session&) {
    if (!request.header()) {
        return notApplicable();
    }
    std::set<std::pair<std::string_view, std::string_view>> seen;
    for (const xml::Node block : request.header().children()) {
        const xml::Name name = block.name();
        if (name.ns != ns::kAddressing && name.ns != ns::kWsman && name.ns != ns::kEventing) {
            continue;
        }
        if (!seen.emplace(name.ns, name.local).second) {
            return broken("A header is repeated", "one " + std::string(name.local), "two", block);
        }
    }
    return pass();
}

Verdict noPadding(const Observed&, const Observed& reply, const Session&) {
    if (!reply.header()) {
        return notApplicable();
    }
    for (const xml::Node block : reply.header().children()) {
        const std::string raw = block.rawText();
        const std::string trimmed = block.text();
        if (!block.firstChild() && !trimmed.empty() && raw != trimmed) {
            return broken("White space pads a header's value", "\"" + trimmed + "\"", "\"" + raw + "\"", block);
        }
    }
    return pass();
}

std::optional<std::uint64_t> sizeLimit(const Observed& request) {
    const xml::Node limit = request.header(ns::kWsman, "MaxEnvelopeSize");
    return limit ? ops::parsePositive(limit.text()) : std::nullopt;
}

Verdict within(const Observed& reply, std::uint64_t limit) {
    const bool exempt = reply.isFault() && reply.bytes().size() <= kFaultLimit;
    return exempt || reply.bytes().size() <= limit
               ? pass()
               : broken("The reply is larger than the request allows", std::to_string(limit) + " octets",
                        std::to_string(reply.bytes().size()));
}

Verdict defaultSize(const Observed& request, const Observed& reply, const Session&) {
    if (!reply.isEnvelope() || request.header(ns::kWsman, "MaxEnvelopeSize")) {
        return notApplicable();
    }
    return within(reply, kDefaultLimit);
}

Verdict hintedSize(const Observed& request, const Observed& reply, const Session&) {
    const std::optional<std::uint64_t> limit = sizeLimit(request);
    const bool binding = request.header(ns::kWsman, "MaxEnvelopeSize").mustUnderstand().value_or(false);
    return !limit || binding || !reply.isEnvelope() ? notApplicable() : within(reply, *limit);
}

Verdict bindingSize(const Observed& request, const Observed& reply, const Session&) {
    const std::optional<std::uint64_t> limit = sizeLimit(request);
    const bool binding = request.header(ns::kWsman, "MaxEnvelopeSize").mustUnderstand().value_or(false);
    return !limit || !binding || !reply.isEnvelope() ? notApplicable() : within(reply, *limit);
}

constexpr std::array kRules{
    Rule{"DSP0226/R13.1-1c", "13.1", "A request is a SOAP 1.2 envelope", Party::kClient, Level::kMust, requestIsSoap12},
    Rule{"DSP0226/R13.1-1s", "13.1", "A reply is a SOAP 1.2 envelope", Party::kServer, Level::kMust, replyIsSoap12},
    Rule{"SOAP12/5.1c", "part 1, 5.1", "An envelope holds at most one header and then exactly one body", Party::kClient,
         Level::kMust, requestShape},
    Rule{"SOAP12/5.1s", "part 1, 5.1", "An envelope holds at most one header and then exactly one body", Party::kServer,
         Level::kMust, replyShape},
    Rule{"SOAP12/DTDc", "part 1, 5", "A request holds no DTD and no processing instruction", Party::kClient,
         Level::kMust, requestNoDtd},
    Rule{"SOAP12/DTDs", "part 1, 5", "A reply holds no DTD and no processing instruction", Party::kServer, Level::kMust,
         replyNoDtd},
    Rule{"DSP0226/R13.1-4c", "13.1", "Requests are in UTF-8 or UTF-16", Party::kClient, Level::kMay, charsetIsUnicode},
    Rule{"DSP0226/R13.1-8c", "13.1", "A byte-order mark does not contradict the charset that HTTP names",
         Party::kClient, Level::kMust, bomAgreesWithCharset},
    Rule{"DSP0226/R13.1-5", "13.1", "A reply is in the encoding of its request", Party::kServer, Level::kMust,
         replyEncoding},
    Rule{"DSP0226/R13.1-6", "13.1", "A UTF-8 reply has no byte-order mark", Party::kServer, Level::kMust, noBom},
    Rule{"DSP0226/R13.1-9c", "13.1", "No addressing, WS-Man or eventing header is sent twice", Party::kClient,
         Level::kMust, headersOnce},
    Rule{"DSP0226/R13.1-10s", "13.1", "Header values are not padded with white space", Party::kServer, Level::kShould,
         noPadding},
    Rule{"DSP0226/R13.1-3", "13.1", "A reply is at most 32767 octets long unless the client allows more",
         Party::kServer, Level::kShould, defaultSize},
    Rule{"DSP0226/R6.2-1s", "6.2", "A reply keeps to MaxEnvelopeSize", Party::kServer, Level::kShould, hintedSize},
    Rule{"DSP0226/R6.2-2", "6.2", "A reply keeps to a MaxEnvelopeSize that must be understood", Party::kServer,
         Level::kMust, bindingSize},
};

}  // namespace

std::span<const Rule> envelopeRules() {
    return kRules;
}

}  // namespace wsman::rules
