#pragma once

#include <mi.h>

namespace client::abi {

/// The table of what needs an open handle that this library never gives out (NewHostedProvider answers
/// MI_RESULT_NOT_SUPPORTED). Every function empties its outputs and answers the same, or INVALID_PARAMETER without a
/// handle.
extern const MI_HostedProviderFT kHostedProviderFT;

}  // namespace client::abi
