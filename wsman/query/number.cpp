#include "wsman/query/number.h"

#include <array>
#include <charconv>
#include <cmath>
#include <system_error>

namespace wsman::query {

namespace {

template <class T>
std::optional<T> parse(std::string_view text, std::chars_format format) {
    T value{};
    const char* const end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data(), end, value, format);
    return error == std::errc{} && stop == end ? std::optional(value) : std::nullopt;
}

}  // namespace

std::optional<long double> parseNumber(std::string_view text, bool asDouble) {
    const bool negative = text.starts_with('-');
    if (negative || text.starts_with('+')) {
        text.remove_prefix(1);
    }
    const bool hex = text.starts_with("0x") || text.starts_with("0X");
    // from_chars knows more: "inf", "nan", and exponents of hexadecimal numbers.
    if (hex) {
        text.remove_prefix(2);
    }
    const auto allowed = hex ? std::string_view("0123456789abcdefABCDEF") : std::string_view("0123456789+-.eE");
    if (text.empty() || text.starts_with('-') || text.starts_with('+') ||
        text.find_first_not_of(allowed) != std::string_view::npos) {
        return std::nullopt;
    }
    const auto format = hex ? std::chars_format::hex : std::chars_format::general;
    std::optional<long double> out;
    if (asDouble) {
        out = parse<double>(text, format);
    }
    if (!out) {  // a double too small to be told from zero is one in a wider type
        out = parse<long double>(text, format);
        if (out && asDouble) {
            out = static_cast<double>(*out);
        }
    }
    if (!out || !std::isfinite(*out)) {
        return std::nullopt;
    }
    return negative ? -*out : *out;
}

std::string formatNumber(long double number, bool real) {
    std::array<char, 64> buffer{};
    const auto format = real ? std::chars_format::scientific : std::chars_format::fixed;
    const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), number, format, real ? 21 : 0).ptr;
    return {buffer.data(), end};
}

}  // namespace wsman::query
