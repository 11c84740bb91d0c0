#include "wsman/xml/lexical.h"

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <iterator>

#include "wsman/xml/chars.h"

namespace wsman::xml {
namespace {

using std::string_view;

constexpr std::size_t kNone = string_view::npos;

std::optional<Finding> malformed(std::size_t at, std::string message) {
    return Finding{at, std::move(message), ErrorCode::kMalformedXml};
}

/// [66] CharRef or [68] EntityRef.
std::optional<Finding> checkReference(string_view text, std::size_t ampersand, std::size_t end, std::size_t& after) {
    constexpr std::size_t kLongest = 32;  // leading zeros are allowed, within reason
    const string_view window = text.substr(ampersand + 1, std::min(end - ampersand - 1, kLongest));
    const std::size_t semicolon = window.find(';');
    if (semicolon == kNone) {
        return malformed(ampersand, "\"&\" does not start a reference");
    }
    after = ampersand + semicolon + 2;
    string_view body = window.substr(0, semicolon);
    if (!body.starts_with('#')) {
        constexpr string_view kPredefined[] = {"amp", "lt", "gt", "quot", "apos"};
        if (std::ranges::find(kPredefined, body) == std::end(kPredefined)) {
            return malformed(ampersand, "the entity " + quoted(body) + " is not one of XML's own five");
        }
        return std::nullopt;
    }
    body.remove_prefix(1);
    const bool hex = body.starts_with('x');
    body.remove_prefix(hex ? 1 : 0);
    std::uint32_t value = 0;
    bool good = !body.empty();
    for (const char c : body) {
        const char folded = lower(c);
        if (c >= '0' && c <= '9') {
            value = value * (hex ? 16U : 10U) + static_cast<std::uint32_t>(c - '0');
        } else if (hex && folded >= 'a' && folded <= 'f') {
            value = value * 16U + static_cast<std::uint32_t>(folded - 'a' + 10);
        } else {
            good = false;
        }
        value = std::min(value, 0x110000U);  // stays beyond the last character, cannot wrap
    }
    if (!good || !isXmlChar(value)) {
        return malformed(ampersand, "the character reference names no XML character");
    }
    return std::nullopt;
}

/// The value of a pseudo-attribute by its place in [23]: version, encoding, standalone.
bool isDeclarationValue(std::size_t which, string_view value) {
    switch (which) {
        case 0:
            return value.size() >= 3 && value.starts_with("1.") && value.find_first_not_of("0123456789", 2) == kNone;
        case 1:
            return isNcName(value) && static_cast<unsigned char>(value.front()) < 0x80;
        default:
            return value == "yes" || value == "no";
    }
}

}  // namespace

std::string quoted(string_view name) {
    return "\"" + std::string(name.substr(0, 64)) + "\"";
}

std::optional<Finding> checkCharacters(string_view text) {
    constexpr std::uint64_t kOnes = 0x0101010101010101;
    constexpr std::uint64_t kHigh = 0x8080808080808080;
    std::size_t at = 0;
    while (at < text.size()) {
        if (text.size() - at >= sizeof(std::uint64_t)) {
            std::uint64_t word = 0;
            std::memcpy(&word, text.data() + at, sizeof word);
            const std::uint64_t below0x20 = (word - kOnes * 0x20) & ~word & kHigh;
            if (((word & kHigh) | below0x20) == 0) {
                at += sizeof word;
                continue;
            }
        }
        const char c = text[at];
        if (static_cast<unsigned char>(c) < 0x80) {
            if (isClass(c, kControlClass)) {
                return malformed(at, "a control character that XML does not allow");
            }
            ++at;
            continue;
        }
        const CodePoint point = decodeUtf8(text, at);
        if (point.size == 0) {
            return Finding{at, "the text is not valid UTF-8", ErrorCode::kBadEncoding};
        }
        if (!isXmlChar(point.value)) {
            return malformed(at, "a character that XML does not allow");
        }
        at += point.size;
    }
    return std::nullopt;
}

std::optional<Finding> checkReferences(string_view text, std::size_t begin, std::size_t end) {
    while (begin < end) {
        const void* found = std::memchr(text.data() + begin, '&', end - begin);
        if (found == nullptr) {
            return std::nullopt;
        }
        const auto ampersand = static_cast<std::size_t>(static_cast<const char*>(found) - text.data());
        if (auto finding = checkReference(text, ampersand, end, begin)) {
            return finding;
        }
    }
    return std::nullopt;
}

std::optional<Finding> checkDeclaration(string_view text, std::size_t& after) {
    after = 0;
    constexpr string_view kStart = "<?xml";
    if (!text.starts_with(kStart) || text.size() == kStart.size() || !isSpace(text[kStart.size()])) {
        return std::nullopt;
    }
    const std::size_t end = text.find("?>");
    if (end == kNone) {
        return malformed(0, "the XML declaration does not end");
    }
    std::size_t at = kStart.size();
    const auto skipSpace = [&] {
        const std::size_t begin = at;
        while (isSpace(text[at])) {  // ends at "?>" at the latest
            ++at;
        }
        return at > begin;
    };
    constexpr string_view kNames[] = {"version", "encoding", "standalone"};
    std::size_t next = 0;
    while (skipSpace() && at < end) {
        const std::size_t begin = at;
        while (next < std::size(kNames) && !text.substr(at).starts_with(kNames[next])) {
            if (next++ == 0) {
                return malformed(begin, "the XML declaration must start with the version");
            }
        }
        if (next == std::size(kNames)) {
            return malformed(begin, "the XML declaration holds something unknown or out of order");
        }
        at += kNames[next].size();
        skipSpace();
        if (text[at] != '=') {
            return malformed(at, "\"=\" is missing in the XML declaration");
        }
        ++at;
        skipSpace();
        const char quote = text[at];
        const std::size_t close = quote == '"' || quote == '\'' ? text.find(quote, at + 1) : kNone;
        if (close == kNone || close > end) {
            return malformed(at, "a value in the XML declaration is not quoted");
        }
        const string_view value = text.substr(at + 1, close - at - 1);
        if (!isDeclarationValue(next, value)) {
            return malformed(
                at, "the XML declaration's " + std::string(kNames[next]) + " " + quoted(value) + " is not valid");
        }
        at = close + 1;
        ++next;
    }
    if (at != end || next == 0) {
        return malformed(at, "the XML declaration is malformed");
    }
    after = end + 2;
    return std::nullopt;
}

std::string lineColumn(string_view text, std::size_t at) {
    const string_view before = text.substr(0, at);
    const auto line = std::ranges::count(before, '\n') + 1;
    const std::size_t lineStart = before.rfind('\n') == kNone ? 0 : before.rfind('\n') + 1;
    const auto column = std::ranges::count_if(before.substr(lineStart),
                                              [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }) +
                        1;
    return std::to_string(line) + ":" + std::to_string(column);
}

}  // namespace wsman::xml
