#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace wsman::ops {

/// Reads an xs:positiveInteger without white space around: digits, perhaps after a plus, not all of them zero. Numbers
/// beyond 64 bits are legal there (R8.4-10) and read as the largest one. nullopt for anything else.
std::optional<std::uint64_t> parsePositive(std::string_view text);

}  // namespace wsman::ops
