#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace mockserver::record {

/// Decodes base64 as RFC 4648 §4 and §5 write it, with or without padding, line ends allowed. nullopt for anything
/// else.
std::optional<std::string> decodeBase64(std::string_view text);

}  // namespace mockserver::record
