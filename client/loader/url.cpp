#include "client/loader/url.h"

#include <charconv>

namespace client {

using wsman::ErrorCode;
using wsman::fail;

namespace {

wsman::Result<std::string> percentDecoded(std::string_view text) {
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '%') {
            out.push_back(text[i]);
            continue;
        }
        unsigned value = 0;
        const auto digits = text.substr(i + 1, 2);
        const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value, 16);
        if (error != std::errc{} || digits.size() != 2 || end != digits.data() + 2)
            return fail(ErrorCode::kInvalidArgument,
                        "'%' in the credentials is not followed by two hexadecimal digits");
        out.push_back(static_cast<char>(value));
        i += 2;
    }
    return out;
}

/// The URL as an error may show it: without what might be a password.
std::string shown(std::string_view text) {
    const auto scheme = text.find("://");
    const auto begin = scheme == text.npos ? 0 : scheme + 3;
    const auto at = text.rfind('@');
    return at == text.npos || at < begin ? std::string(text)
                                         : std::string(text.substr(0, begin)) + "..." + std::string(text.substr(at));
}

}  // namespace

std::string Url::text() const {
    const bool v6 = host.find(':') != std::string::npos;
    return scheme + "://" + (v6 ? "[" + host + "]" : host) + ":" + std::to_string(port) + path;
}

wsman::Result<Url> parseUrl(std::string_view text) {
    Url url;
    std::string_view rest = text;
    if (const auto mark = rest.find("://"); mark != std::string_view::npos) {
        url.scheme = rest.substr(0, mark);
        for (char& c : url.scheme)
            c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
        if (url.scheme != "http" && url.scheme != "https")
            return fail(ErrorCode::kInvalidArgument, "the scheme is neither http nor https", shown(text));
        rest.remove_prefix(mark + 3);
    }
    if (url.scheme == "https")
        url.port = 5986;
    if (const auto slash = rest.find('/'); slash != std::string_view::npos) {
        url.path = rest.substr(slash);
        rest = rest.substr(0, slash);
    }
    if (const auto at = rest.rfind('@'); at != std::string_view::npos) {
        const auto credentials = rest.substr(0, at);
        rest.remove_prefix(at + 1);
        const auto colon = credentials.find(':');
        auto user = percentDecoded(credentials.substr(0, colon));
        auto password = percentDecoded(colon == std::string_view::npos ? "" : credentials.substr(colon + 1));
        if (!user || !password)
            return tl::unexpected(user ? password.error() : user.error());
        url.user = *user;
        url.password = *password;
    }
    std::string_view port;
    bool hasPort = false;
    if (!rest.empty() && rest.front() == '[') {
        const auto close = rest.find(']');
        if (close == std::string_view::npos)
            return fail(ErrorCode::kInvalidArgument, "'[' is not closed", shown(text));
        url.host = rest.substr(1, close - 1);
        rest.remove_prefix(close + 1);
        if (!rest.empty() && rest.front() != ':')
            return fail(ErrorCode::kInvalidArgument, "something other than a port follows ']'", shown(text));
        hasPort = !rest.empty();
        port = hasPort ? rest.substr(1) : rest;
    } else {
        const auto colon = rest.find(':');
        url.host = rest.substr(0, colon);
        hasPort = colon != std::string_view::npos;
        port = hasPort ? rest.substr(colon + 1) : std::string_view();
    }
    if (url.host.empty())
        return fail(ErrorCode::kInvalidArgument, "there is no host", shown(text));
    if (hasPort) {
        unsigned value = 0;
        const auto [end, error] = std::from_chars(port.data(), port.data() + port.size(), value);
        if (error != std::errc{} || end != port.data() + port.size() || value == 0 || value > 65535)
            return fail(ErrorCode::kInvalidArgument, "the port is no number from 1 to 65535", shown(text));
        url.port = static_cast<std::uint16_t>(value);
    }
    return url;
}

}  // namespace client
