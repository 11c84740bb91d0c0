#pragma once

#include <string>
#include <string_view>

namespace conformance {

/// `text` with U+FFFD for what is no UTF-8: replies are a stranger's octets.
std::string validUtf8(const std::string& text);
/// The same for XML 1.0: also without the characters that no document may have, escaped for content and attributes.
std::string xmlText(const std::string& text);

}  // namespace conformance
