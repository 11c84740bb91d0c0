#pragma once

#include <string>
#include <string_view>

#include "wsman/error.h"

namespace wsman::xml {

enum class Encoding { kUtf8, kUtf16Le, kUtf16Be };

/// Turns the bytes of a message into UTF-8 without a byte-order mark. `charset` is what the transport said (the charset
/// parameter of Content-Type, any case, empty when it said nothing); the byte-order mark and the XML declaration decide
/// the rest (DSP0226 R13.1-4..8). UTF-16 needs a byte-order mark or a charset that says UTF-16; with the latter alone
/// and without LE or BE in its name, the byte order is that of the first "<". US-ASCII is read as the part of UTF-8
/// that it is. Errors: kBadEncoding when they contradict each other, when the charset is none of these, or when the
/// bytes are not valid in it ("byte N" tells where). `found`, when given, receives the encoding in which a reply should
/// be written (R13.1-5); on an error it is left as it was.
Result<std::string> toUtf8(std::string_view bytes, std::string_view charset = {}, Encoding* found = nullptr);

/// Writes UTF-8 text in `encoding`: UTF-16 with a byte-order mark, UTF-8 without (R13.1-6). `utf8` must be valid
/// (kBadEncoding otherwise).
Result<std::string> fromUtf8(std::string_view utf8, Encoding encoding);

/// The charset parameter of a Content-Type value ("application/soap+xml;charset=UTF-8" -> "UTF-8"), unquoted; empty
/// when there is none. A view into `contentType`.
std::string_view charsetOf(std::string_view contentType);

}  // namespace wsman::xml
