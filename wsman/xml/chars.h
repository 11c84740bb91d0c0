#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace wsman::xml {

/// What a byte may be a part of; the classes of the XML 1.0 grammar that the scanner asks for.
enum CharClass : std::uint8_t {
    kSpaceClass = 1,      ///< [3] S
    kNameStartClass = 2,  ///< [4] NameStartChar without the colon; bytes of longer sequences included
    kNameClass = 4,       ///< [4a] NameChar without the colon; bytes of longer sequences included
    kPlainClass = 8,      ///< printable ASCII that needs no escape anywhere: not & < > "
    kControlClass = 16,   ///< below U+0020 and no white space: no XML character
};

namespace detail {
constexpr std::array<std::uint8_t, 256> makeClasses() {
    std::array<std::uint8_t, 256> table{};
    for (int i = 0; i < 256; ++i) {
        const bool letter = (i >= 'a' && i <= 'z') || (i >= 'A' && i <= 'Z') || i == '_' || i >= 0x80;
        const bool digit = i >= '0' && i <= '9';
        const bool space = i == ' ' || i == '\t' || i == '\n' || i == '\r';
        int value = 0;
        value |= space ? kSpaceClass : 0;
        value |= letter ? kNameStartClass : 0;
        value |= letter || digit || i == '-' || i == '.' ? kNameClass : 0;
        value |= i >= 0x20 && i < 0x80 && i != '&' && i != '<' && i != '>' && i != '"' ? kPlainClass : 0;
        value |= i < 0x20 && !space ? kControlClass : 0;
        table[static_cast<std::size_t>(i)] = static_cast<std::uint8_t>(value);
    }
    return table;
}
inline constexpr std::array<std::uint8_t, 256> kClasses = makeClasses();
}  // namespace detail

constexpr bool isClass(char c, CharClass wanted) {
    return (detail::kClasses[static_cast<unsigned char>(c)] & wanted) != 0;
}
constexpr bool isSpace(char c) {
    return isClass(c, kSpaceClass);
}

/// XML white space at both ends removed.
constexpr std::string_view trim(std::string_view text) {
    while (!text.empty() && isSpace(text.front())) {
        text.remove_prefix(1);
    }
    while (!text.empty() && isSpace(text.back())) {
        text.remove_suffix(1);
    }
    return text;
}
constexpr bool isBlank(std::string_view text) {
    return trim(text).empty();
}

/// ASCII letters in lower case, everything else as it is.
constexpr char lower(char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}
/// Equal but for the case of ASCII letters.
constexpr bool equalsIgnoreCase(std::string_view a, std::string_view b) {
    if (a.size() != b.size()) {
        return false;
    }
    for (std::size_t i = 0; i < a.size(); ++i) {
        if (lower(a[i]) != lower(b[i])) {
            return false;
        }
    }
    return true;
}

/// One code point of UTF-8. `size` is 0 for bytes that are not UTF-8 (overlong, surrogate, beyond U+10FFFF, cut off).
struct CodePoint {
    char32_t value = 0;
    std::size_t size = 0;
};
CodePoint decodeUtf8(std::string_view text, std::size_t at);

/// [2] Char.
constexpr bool isXmlChar(char32_t c) {
    return c == 0x9 || c == 0xA || c == 0xD || (c >= 0x20 && c <= 0xD7FF) || (c >= 0xE000 && c <= 0xFFFD) ||
           (c >= 0x10000 && c <= 0x10FFFF);
}
/// [4] NameStartChar and [4a] NameChar beyond ASCII.
bool isNameStartBeyondAscii(char32_t c);
bool isNameBeyondAscii(char32_t c);
/// A name without a colon (Namespaces in XML [4] NCName).
bool isNcName(std::string_view text);

/// Where `text` stops being UTF-8: the offset of the first bad sequence, or npos.
std::size_t findBadUtf8(std::string_view text);

}  // namespace wsman::xml
