#include "mockserver/record/redactor.h"

#include <re2/re2.h>

#include <array>

#include "mockserver/endpoint/auth.h"
#include "wsman/xml/encoding.h"

namespace mockserver::record {
namespace {

constexpr std::array<std::string_view, 9> kSecrets{"Password",     "PasswordText", "ClientSecret",
                                                   "SharedSecret", "PrivateKey",   "BinarySecret",
                                                   "SessionToken", "AccessToken",  "RefreshToken"};

std::string alternatives(const std::vector<std::string>& names, bool withSecrets) {
    std::string out;
    const auto add = [&](std::string_view name) {
        out += (out.empty() ? "" : "|") + RE2::QuoteMeta(std::string(name));
    };
    if (withSecrets) {
        for (const auto name : kSecrets) {
            add(name);
        }
    }
    for (const auto& name : names) {
        add(name);
    }
    return out;
}

// RE2 has no back-references: that the closing tag is of the same name is asked for by name. An element that does not
// end (a body that was cut) goes up to the end.
std::shared_ptr<const re2::RE2> elementsOf(const std::string& names) {
    return std::make_shared<re2::RE2>("(?is)(<(?:[\\w.-]+:)?(?:" + names +
                                      ")(?:\\s[^>]*[^>/])?>)(.*?)(</(?:[\\w.-]+:)?(?:" + names + ")\\s*>|\\z)");
}

std::shared_ptr<const re2::RE2> namedOf(const std::string& names) {
    return std::make_shared<re2::RE2>("(?is)(<[\\w.:-]+\\s(?:[^>]*\\s)?Name\\s*=\\s*[\"'](?:" + names +
                                      ")[\"'](?:[^>]*[^>/])?>)([^<]*)(</|\\z)");
}

std::string withoutSecret(const std::string& authorization) {
    const auto space = authorization.find(' ');
    const std::string scheme = authorization.substr(0, space);
    if (equalIgnoringCase(scheme, "Basic") && space != std::string::npos) {
        const auto credentials = decodeBase64(std::string_view(authorization).substr(space + 1));
        if (credentials && credentials->find(':') != std::string::npos) {
            return "Basic " + encodeBase64(credentials->substr(0, credentials->find(':') + 1) + std::string(kRedacted));
        }
    }
    return scheme + ' ' + std::string(kRedacted);
}

}  // namespace

Redactor::Redactor(const std::vector<std::string>& names)
    : elements_(elementsOf(alternatives(names, true))), named_(namedOf(alternatives(names, true))) {}

std::string Redactor::redact(std::string text) const {
    RE2::GlobalReplace(&text, *elements_, "\\1" + std::string(kRedacted) + "\\3");
    RE2::GlobalReplace(&text, *named_, "\\1" + std::string(kRedacted) + "\\3");
    return text;
}

void Redactor::redact(HttpMessage& message) const {
    for (const char* name : {"Authorization", "Proxy-Authorization"}) {
        if (const auto* value = message.headers.find(name)) {
            message.headers.set(name, withoutSecret(*value));
        }
    }
    for (const char* name : {"Cookie", "Set-Cookie", "Authentication-Info", "WWW-Authenticate"}) {
        message.headers.remove(name);
    }
    auto encoding = wsman::xml::Encoding::kUtf8;
    const auto text =
        wsman::xml::toUtf8(message.body, wsman::xml::charsetOf(message.headers.get("Content-Type")), &encoding);
    if (!text || encoding == wsman::xml::Encoding::kUtf8) {
        message.body = redact(std::move(message.body));
        return;
    }
    std::string clean = redact(*text);
    if (clean != *text) {
        if (auto encoded = wsman::xml::fromUtf8(clean, encoding)) {
            message.body = std::move(*encoded);
        }
    }
}

std::string blankElements(std::string text, const std::vector<std::string>& names) {
    if (!names.empty()) {
        const std::string list = alternatives(names, false);
        RE2::GlobalReplace(&text, *elementsOf(list), "\\1\\3");
        RE2::GlobalReplace(&text, *namedOf(list), "\\1\\3");
    }
    return text;
}

}  // namespace mockserver::record
