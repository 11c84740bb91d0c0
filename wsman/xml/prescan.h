#pragma once

#include <string_view>

#include "wsman/error.h"
#include "wsman/xml/limits.h"

namespace wsman::xml {

/// Checks UTF-8 text without a byte-order mark in one pass and constant stack, before anything is built from it:
/// well-formed (XML 1.0 and Namespaces in XML 1.0) and within `limits`; no DTD and no processing instruction (SOAP 1.2
/// part 1 §5), hence no entities but the predefined five and character references. What passes here, pugixml parses.
/// Errors: kMalformedXml, kBadEncoding, kLimitExceeded; `where` is "line:column", both from 1, the column in
/// characters.
Result<void> prescan(std::string_view text, const Limits& limits);

}  // namespace wsman::xml
