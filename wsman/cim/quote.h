#pragma once

#include <string>
#include <string_view>

namespace wsman::cim {

/// `text` in double quotes for an error message, cut between characters when it is long: what a peer sent must not
/// swell a log.
std::string quoted(std::string_view text);

}  // namespace wsman::cim
