#pragma once

#include <vector>

#include "wsman/error.h"
#include "wsman/soap/header.h"
#include "wsman/xml/document.h"

namespace wsman::soap {

/// What an s:Header element says to this receiver.
struct ReadHeader {
    Header header;
    std::vector<xml::QName> notUnderstood;  ///< unknown and marked mustUnderstand, in order
};

/// Reads an s:Header element; no element gives an empty header. Blocks for other roles than ours (SOAP 1.2 part 1 §2.2:
/// none, next, ultimateReceiver) are not understood but kept in `others`. Values are trimmed (DSP0226 R13.1-10).
/// Errors: kInvalidHeader, with the block's path, for a value that is no such value, an s:mustUnderstand that is no
/// boolean, and a repeated block of the namespaces of addressing, WS-Man, eventing (R13.1-9), or a repeated known one.
Result<ReadHeader> readHeader(xml::Node element);

}  // namespace wsman::soap
