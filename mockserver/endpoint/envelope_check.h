#pragma once

#include <optional>

#include "wsman/soap/fault.h"
#include "wsman/soap/message.h"

namespace mockserver {

/// True when the message asks for Identify (DSP0226 §11), which needs no header at all.
bool isIdentify(const wsman::soap::Message& message);

/// The fault for a request that no service could process, whatever it is about: a header that must be understood and is
/// not (DSP0226 R5.2-2), no Action, To, ReplyTo or MessageID (R5.3-1, R5.4.2-1, R5.4.4-4, R5.4.5-2), a reply wanted
/// elsewhere than on this connection (R5.4.2-2, R5.4.3-1). nullopt when there is none of these.
std::optional<wsman::soap::Fault> checkEnvelope(const wsman::soap::Message& message);

/// The fault for a request that nobody answered: wsa:DestinationUnreachable when its action is one of WS-Man's, or a
/// method of its resource, else wsa:ActionNotSupported with the action as detail. `why` is added to the reason.
wsman::soap::Fault unansweredFault(const wsman::soap::Message& message, const std::string& why);

}  // namespace mockserver
