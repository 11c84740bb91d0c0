#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "wsman/error.h"

namespace mockserver::record {

/// What of a recorded request decides how its reply becomes a template.
struct AnsweredRequest {
    std::string messageId;
    std::string context;  ///< see contextOf
};

/// A recorded reply as a template of the scenario format.
struct ReplyTemplate {
    std::string text;
    std::vector<std::string> contexts;  ///< those that the reply carries, as recorded
    bool ends = false;                  ///< the enumeration, subscription or shell is over with this reply
    std::vector<std::string> notices;   ///< what could not be made a template, for a person
};

/// Replaces what another run has another value for: the reply's own MessageID, RelatesTo when it is the request's
/// MessageID (another's stays, as that is what the server did), and the contexts that a reply issues or hands on
/// (EnumerationContext, a subscription's Identifier, a ShellId). Everything else stays byte for byte. `envelope` is a
/// SOAP message in UTF-8 without byte-order mark. Errors: those of soap::Message::parse.
wsman::Result<ReplyTemplate> makeTemplate(std::string_view envelope, const AnsweredRequest& request);

}  // namespace mockserver::record
