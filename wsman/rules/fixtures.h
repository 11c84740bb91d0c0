#pragma once

// Obeying and breaking messages for every rule, by clause group; rules_test.cpp holds the rules against them.

#include <string>
#include <utility>
#include <vector>

#include "wsman/rules/clauses.h"
#include "wsman/rules/rule.h"
#include "wsman/uris.h"

namespace wsman::rules::test {

/// Bytes that crossed HTTP.
struct Sent {
    std::string bytes;
    HttpFacts http;
};

/// A request and, when `reply` holds bytes or a status, its reply.
struct Exchange {
    Sent request;
    Sent reply;
};

/// What is judged, and what went before it in the conversation.
struct Case {
    Exchange judged;
    std::vector<Exchange> before{};
};

struct Fixture {
    std::string rule;
    Case obeying;
    Case breaking;
};

inline const std::string kFan = std::string(uri::kCimSchemaPrefix) + "CIM_Fan";
inline const std::string kContentType = "application/soap+xml;charset=UTF-8";

/// An envelope put together from text, so that it can be as wrong as a rule needs it. Header blocks are found again by
/// a key, their qualified name.
struct Envelope {
    std::vector<std::pair<std::string, std::string>> blocks;
    std::string body;

    Envelope& set(const std::string& key, std::string block) {
        for (auto& [name, markup] : blocks) {
            if (name == key) {
                markup = std::move(block);
                return *this;
            }
        }
        blocks.emplace_back(key, std::move(block));
        return *this;
    }
    /// <key>text</key>
    Envelope& text(const std::string& key, const std::string& value) {
        return set(key, "<" + key + ">" + value + "</" + key + ">");
    }
    Envelope& without(const std::string& key) { return set(key, ""); }
    Envelope& holding(std::string markup) {
        body = std::move(markup);
        return *this;
    }

    [[nodiscard]] std::string bytes() const {
        std::string header;
        for (const auto& [name, markup] : blocks) {
            header += markup;
        }
        return opening() + "<s:Header>" + header + "</s:Header><s:Body>" + body + "</s:Body></s:Envelope>";
    }
    static std::string opening() {
        return "<s:Envelope xmlns:s=\"http://www.w3.org/2003/05/soap-envelope\""
               " xmlns:a=\"http://schemas.xmlsoap.org/ws/2004/08/addressing\""
               " xmlns:w=\"http://schemas.dmtf.org/wbem/wsman/1/wsman.xsd\""
               " xmlns:n=\"http://schemas.xmlsoap.org/ws/2004/09/enumeration\""
               " xmlns:x=\"http://schemas.xmlsoap.org/ws/2004/09/transfer\""
               " xmlns:e=\"http://schemas.xmlsoap.org/ws/2004/08/eventing\""
               " xmlns:p=\"http://schemas.microsoft.com/wbem/wsman/1/wsman.xsd\""
               " xmlns:i=\"http://schemas.dmtf.org/wbem/wsman/identity/1/wsmanidentity.xsd\""
               " xmlns:b=\"http://schemas.dmtf.org/wbem/wsman/1/cimbinding.xsd\""
               " xmlns:cim=\"http://schemas.dmtf.org/wbem/wscim/1/common\""
               " xmlns:sh=\"http://schemas.microsoft.com/wbem/wsman/1/windows/shell\""
               " xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\""
               " xmlns:xs=\"http://www.w3.org/2001/XMLSchema\" xmlns:f=\"" +
               kFan + "\">";
    }
};

inline Envelope request(std::string_view action, std::string body = {}) {
    Envelope envelope;
    envelope.text("a:To", "http://127.0.0.1:5985/wsman");
    envelope.text("a:Action", std::string(action));
    envelope.set("a:ReplyTo", "<a:ReplyTo><a:Address>" + std::string(uri::kAnonymous) + "</a:Address></a:ReplyTo>");
    envelope.text("a:MessageID", "uuid:q1");
    envelope.set("w:ResourceURI", "<w:ResourceURI s:mustUnderstand=\"true\">" + kFan + "</w:ResourceURI>");
    return envelope.holding(std::move(body));
}

inline Envelope reply(std::string_view requestAction, std::string body = {}) {
    Envelope envelope;
    envelope.text("a:To", std::string(uri::kAnonymous));
    envelope.text("a:Action", std::string(requestAction) + "Response");
    envelope.text("a:MessageID", "uuid:r1");
    envelope.text("a:RelatesTo", "uuid:q1");
    return envelope.holding(std::move(body));
}

/// A fault of s:`code` with the subcode given as a QName; empty for none.
inline Envelope fault(const std::string& code, const std::string& subcode, std::string_view action,
                      const std::string& rest = "<s:Reason><s:Text xml:lang=\"en\">no</s:Text></s:Reason>") {
    Envelope envelope = reply("");
    envelope.text("a:Action", std::string(action));
    const std::string inner = subcode.empty() ? "" : "<s:Subcode><s:Value>" + subcode + "</s:Value></s:Subcode>";
    return envelope.holding("<s:Fault><s:Code><s:Value>s:" + code + "</s:Value>" + inner + "</s:Code>" + rest +
                            "</s:Fault>");
}

inline Envelope accessDenied() {
    return fault("Sender", "w:AccessDenied", action::kWsmanFault);
}

inline Sent sent(const Envelope& envelope) {
    return {envelope.bytes(), {.method = "POST", .contentType = kContentType}};
}

inline Sent answered(const Envelope& envelope, int status = 200) {
    return {envelope.bytes(), {.status = status, .contentType = kContentType}};
}

inline Case asked(const Envelope& envelope, std::vector<Exchange> before = {}) {
    return {{sent(envelope), {}}, std::move(before)};
}

inline Case exchanged(const Envelope& question, const Envelope& answer, int status = 200,
                      std::vector<Exchange> before = {}) {
    return {{sent(question), answered(answer, status)}, std::move(before)};
}

/// A reply to a plain Get.
inline Case got(const Envelope& answer, int status = 200) {
    return exchanged(request(action::kGet), answer, status);
}

#define MITB_DECLARE_FIXTURES(group) std::vector<Fixture> group##Fixtures();
MITB_RULE_GROUPS(MITB_DECLARE_FIXTURES)
#undef MITB_DECLARE_FIXTURES

/// Of every group.
inline std::vector<Fixture> allFixtures() {
    std::vector<Fixture> all;
#define MITB_ADD_FIXTURES(group)              \
    for (auto& fixture : group##Fixtures()) { \
        all.push_back(std::move(fixture));    \
    }
    MITB_RULE_GROUPS(MITB_ADD_FIXTURES)
#undef MITB_ADD_FIXTURES
    return all;
}

}  // namespace wsman::rules::test
