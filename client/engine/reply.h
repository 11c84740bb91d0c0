// From an HTTP reply to a message that answers our request, or the reason why it is none.
#pragma once

#include <optional>
#include <string_view>

#include "client/engine/operation.h"
#include "client/transport/transport.h"
#include "wsman/soap/fault.h"
#include "wsman/soap/message.h"

namespace client {

/// A reply that ends the operation unless its machine knows better: a fault, or nothing usable at all.
struct Refusal {
    Completion completion;
    std::optional<wsman::soap::Fault> fault{};  ///< set when the server answered with a SOAP fault
};

/// Reads `reply` as the answer to the message `messageId` (empty: not checked, Identify has none). HTTP 401, and 403
/// without a fault, are kAccessDenied; a redirect is kNotSupported with "REDIRECT_LOCATION: <url>" as
/// ProbableCauseDescription; faults count on every status; what else is not 2xx, is empty, is no SOAP message, answers
/// another message, or has a header that must be understood and is not, is kFailed.
tl::expected<wsman::soap::Message, Refusal> readReply(const HttpReply& reply, std::string_view messageId,
                                                      const wsman::xml::Limits& limits, bool invoked);

}  // namespace client
