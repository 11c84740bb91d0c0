#include "wsman/xml/chars.h"

#include <cstring>

namespace wsman::xml {
namespace {

std::uint8_t byteAt(std::string_view text, std::size_t at) {
    return static_cast<std::uint8_t>(text[at]);
}

bool isTail(std::uint8_t byte) {
    return (byte & 0xC0) == 0x80;
}

struct Range {
    char32_t first;
    char32_t last;
};

template <std::size_t n>
bool inAny(const Range (&ranges)[n], char32_t c) {
    for (const Range& range : ranges) {
        if (c >= range.first && c <= range.last) {
            return true;
        }
    }
    return false;
}

}  // namespace

CodePoint decodeUtf8(std::string_view text, std::size_t at) {
    const std::uint8_t lead = byteAt(text, at);
    const std::size_t left = text.size() - at;
    if (lead < 0x80) {
        return {lead, 1};
    }
    if (lead >= 0xC2 && lead <= 0xDF && left >= 2 && isTail(byteAt(text, at + 1))) {
        return {static_cast<char32_t>((lead & 0x1F) << 6 | (byteAt(text, at + 1) & 0x3F)), 2};
    }
    if ((lead & 0xF0) == 0xE0 && left >= 3 && isTail(byteAt(text, at + 1)) && isTail(byteAt(text, at + 2))) {
        const auto value = static_cast<char32_t>((lead & 0x0F) << 12 | (byteAt(text, at + 1) & 0x3F) << 6 |
                                                 (byteAt(text, at + 2) & 0x3F));
        const bool good = value >= 0x800 && (value < 0xD800 || value > 0xDFFF);
        return {value, good ? std::size_t{3} : std::size_t{0}};
    }
    if (lead >= 0xF0 && lead <= 0xF4 && left >= 4 && isTail(byteAt(text, at + 1)) && isTail(byteAt(text, at + 2)) &&
        isTail(byteAt(text, at + 3))) {
        const auto value = static_cast<char32_t>((lead & 0x07) << 18 | (byteAt(text, at + 1) & 0x3F) << 12 |
                                                 (byteAt(text, at + 2) & 0x3F) << 6 | (byteAt(text, at + 3) & 0x3F));
        const bool good = value >= 0x10000 && value <= 0x10FFFF;
        return {value, good ? std::size_t{4} : std::size_t{0}};
    }
    return {};
}

bool isNameStartBeyondAscii(char32_t c) {
    static constexpr Range kRanges[] = {{0xC0, 0xD6},     {0xD8, 0xF6},     {0xF8, 0x2FF},    {0x370, 0x37D},
                                        {0x37F, 0x1FFF},  {0x200C, 0x200D}, {0x2070, 0x218F}, {0x2C00, 0x2FEF},
                                        {0x3001, 0xD7FF}, {0xF900, 0xFDCF}, {0xFDF0, 0xFFFD}, {0x10000, 0xEFFFF}};
    return inAny(kRanges, c);
}

bool isNameBeyondAscii(char32_t c) {
    static constexpr Range kRanges[] = {{0xB7, 0xB7}, {0x300, 0x36F}, {0x203F, 0x2040}};
    return isNameStartBeyondAscii(c) || inAny(kRanges, c);
}

bool isNcName(std::string_view text) {
    for (std::size_t at = 0; at < text.size();) {
        const CodePoint point = decodeUtf8(text, at);
        if (point.size == 0) {
            return false;
        }
        if (point.size == 1 ? !isClass(text[at], at == 0 ? kNameStartClass : kNameClass)
                            : !(at == 0 ? isNameStartBeyondAscii(point.value) : isNameBeyondAscii(point.value))) {
            return false;
        }
        at += point.size;
    }
    return !text.empty();
}

std::size_t findBadUtf8(std::string_view text) {
    std::size_t at = 0;
    while (at < text.size()) {
        if (text.size() - at >= sizeof(std::uint64_t)) {
            std::uint64_t word = 0;
            std::memcpy(&word, text.data() + at, sizeof word);
            if ((word & 0x8080808080808080) == 0) {
                at += sizeof word;
                continue;
            }
        }
        const CodePoint point = decodeUtf8(text, at);
        if (point.size == 0) {
            return at;
        }
        at += point.size;
    }
    return std::string_view::npos;
}

}  // namespace wsman::xml
