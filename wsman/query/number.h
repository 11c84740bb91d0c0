#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace wsman::query {

// Numbers as query text has them: with a point, whatever the locale of the program around us.

/// A whole number with all its digits, or a real as the double that a property would hold (`asDouble`). Reads decimal
/// digits with a sign, fraction and exponent, or "0x" and hexadecimal digits; nullopt for anything else and for what no
/// double holds.
std::optional<long double> parseNumber(std::string_view text, bool asDouble);

/// Reads back as the same number.
std::string formatNumber(long double number, bool real);

}  // namespace wsman::query
