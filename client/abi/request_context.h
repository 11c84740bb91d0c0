#pragma once

#include <string_view>

#include <mi.h>

#include "client/abi/option_bag.h"
#include "client/engine/operation.h"

namespace client::abi {

/// What an operation is told by its flags, its own options (may be absent), the session's destination options, and its
/// name space ("" for the server's default). Operation options win over destination options.
OperationContext contextOf(MI_Uint32 flags, const OptionBag* operationOptions, bool mustUnderstand,
                           const OptionBag& destinationOptions, std::string_view nameSpace, std::string_view url);

/// A new identifier on each call, from the system's random source. Thread-safe.
std::string newMessageId();

}  // namespace client::abi
