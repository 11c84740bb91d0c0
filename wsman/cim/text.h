#pragma once

#include <string>
#include <string_view>

#include "wsman/cim/value.h"

namespace wsman::cim {

/// A scalar in its XML lexical form (DSP0230): "true", "42", "1.5" (shortest that reads back equal; INF, -INF, NaN),
/// the character of a char16 (U+FFFD for half of a surrogate pair, which no text can hold), the DSP0004 form of a
/// datetime. References and embedded instances have no text: empty.
std::string formatScalar(const Scalar& scalar);
/// Reads text as a scalar of `type` (never kReference or kInstance: kInvalidArgument). White space around is ignored
/// except for strings and char16; "0", "1" and any case of true/false are booleans; integers may have a sign and
/// leading zeros; INF and NaN may be in any case. A char16 is one character, or, as OMI writes it, its number in two or
/// more digits ("65"). Out of range, trailing characters, empty numbers: kInvalidValue with the text in the message.
Result<Scalar> parseScalar(Type type, std::string_view text);

}  // namespace wsman::cim
