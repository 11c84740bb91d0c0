#pragma once

#include <string>
#include <string_view>

// The lexical forms that rules ask about. For this folder only.
namespace wsman::rules {

/// An absolute URI of RFC 3986: a scheme, a colon, and only characters and %-escapes that a URI may hold.
bool isUri(std::string_view text);
/// A language tag of RFC 5646 by its shape: subtags of one to eight letters or digits, the first of letters.
bool isLanguageTag(std::string_view text);
/// The media type of a Content-Type value, lower-case, without parameters.
std::string mediaType(std::string_view contentType);

}  // namespace wsman::rules
