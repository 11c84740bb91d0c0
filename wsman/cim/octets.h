#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace wsman::cim {

/// Decodes xs:base64Binary; white space anywhere is ignored. nullopt for anything else, missing padding included.
std::optional<std::vector<std::uint8_t>> decodeBase64(std::string_view text);

/// The value of an OctetString uint8 array that holds `octets`: their number and 4 in four bytes, high byte first, then
/// the octets (DSP0004 §5.6.3.33). On the wire the four bytes are left out.
std::vector<std::uint8_t> octetString(const std::vector<std::uint8_t>& octets);

}  // namespace wsman::cim
