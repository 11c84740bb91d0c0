#include "mockserver/scenario/damage.h"

#include <re2/re2.h>

namespace mockserver {
namespace {

constexpr std::string_view kOtherId = "uuid:00000000-0000-4000-8000-BADBADBADBAD";
constexpr std::string_view kOtherAction = "http://example.com/not-the-action-of-this-reply";

/// A header element with its content, whatever its prefix; replies are ours or recorded ones, so text does.
const RE2& element(Damage damage) {
    static const RE2 kRelatesTo(R"((<(?:[\w.-]+:)?RelatesTo(?:\s[^>]*)?>)([^<]*)(</(?:[\w.-]+:)?RelatesTo\s*>))");
    static const RE2 kAction(R"((<(?:[\w.-]+:)?Action(?:\s[^>]*)?>)([^<]*)(</(?:[\w.-]+:)?Action\s*>))");
    return damage == Damage::kWrongRelatesTo || damage == Damage::kNoRelatesTo ? kRelatesTo : kAction;
}

/// Where the last closing tag of the envelope begins.
std::size_t envelopeEnd(const std::string& body) {
    return body.rfind("</");
}

void removeEnvelope(std::string& body) {
    static const RE2 kBody(R"((?s)<(?:[\w.-]+:)?Body(?:\s[^>]*)?>(.*)</(?:[\w.-]+:)?Body\s*>)");
    std::string inside;
    if (RE2::PartialMatch(body, kBody, &inside)) {
        body = std::move(inside);
    }
}

}  // namespace

void applyDamage(Damage damage, HttpReply& reply) {
    std::string& body = reply.body;
    switch (damage) {
        case Damage::kWrongRelatesTo:
            RE2::Replace(&body, element(damage), "\\1" + std::string(kOtherId) + "\\3");
            break;
        case Damage::kWrongAction:
            RE2::Replace(&body, element(damage), "\\1" + std::string(kOtherAction) + "\\3");
            break;
        case Damage::kNoRelatesTo:
        case Damage::kNoAction:
            RE2::Replace(&body, element(damage), "");
            break;
        case Damage::kTwoEnvelopes: {
            // Without a second declaration, so that it is the second root and nothing else that is wrong.
            const std::size_t begin = body.starts_with("<?") ? body.find("?>") + 2 : 0;
            body += std::string(body, begin);
            break;
        }
        case Damage::kTruncatedXml:
            body.resize(body.size() / 2);
            break;
        case Damage::kInvalidUtf8:
            if (const std::size_t end = envelopeEnd(body); end != std::string::npos) {
                body.insert(end, "\xC3\x28");
            }
            break;
        case Damage::kNoEnvelope:
            removeEnvelope(body);
            break;
        case Damage::kNoSoap:
            body = "<!DOCTYPE html>\n<html><head><title>Error</title></head><body><h1>Error</h1></body></html>\n";
            reply.headers.set("Content-Type", "text/html;charset=UTF-8");
            break;
        case Damage::kEmptyBody:
            body.clear();
            break;
    }
}

void pad(std::size_t bytes, HttpReply& reply) {
    const std::size_t end = envelopeEnd(reply.body);
    if (end != std::string::npos) {
        reply.body.insert(end, bytes, ' ');
    }
}

}  // namespace mockserver
