#include "wsman/cim/octets.h"

#include "wsman/xml/chars.h"

namespace wsman::cim {

namespace {

constexpr std::string_view kAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

}  // namespace

std::optional<std::vector<std::uint8_t>> decodeBase64(std::string_view text) {
    std::vector<std::uint8_t> octets;
    octets.reserve(text.size() / 4 * 3);
    std::uint32_t group = 0;
    std::size_t digits = 0, padding = 0;
    for (const char c : text) {
        if (xml::isSpace(c)) {
            continue;
        }
        const auto value = kAlphabet.find(c);
        if (c == '=' ? digits % 4 + padding < 2 || padding == 2 : value == std::string_view::npos || padding > 0) {
            return std::nullopt;
        }
        if (c == '=') {
            ++padding;
            continue;
        }
        group = group << 6 | static_cast<std::uint32_t>(value);
        if (++digits % 4 == 0) {
            octets.push_back(static_cast<std::uint8_t>(group >> 16));
            octets.push_back(static_cast<std::uint8_t>(group >> 8));
            octets.push_back(static_cast<std::uint8_t>(group));
        }
    }
    const std::size_t left = digits % 4;
    if (left == 0 ? padding != 0 : left + padding != 4) {
        return std::nullopt;
    }
    if (left == 2) {
        octets.push_back(static_cast<std::uint8_t>(group >> 4));
    } else if (left == 3) {
        octets.push_back(static_cast<std::uint8_t>(group >> 10));
        octets.push_back(static_cast<std::uint8_t>(group >> 2));
    }
    return octets;
}

std::vector<std::uint8_t> octetString(const std::vector<std::uint8_t>& octets) {
    const auto length = static_cast<std::uint32_t>(octets.size() + 4);
    std::vector<std::uint8_t> value;
    value.reserve(length);
    for (int shift = 24; shift >= 0; shift -= 8) {
        value.push_back(static_cast<std::uint8_t>(length >> shift));
    }
    value.insert(value.end(), octets.begin(), octets.end());
    return value;
}

}  // namespace wsman::cim
