#pragma once

#include <string_view>

#include <mi.h>

#include "client/engine/operation.h"

namespace client::abi {

extern const MI_UtilitiesFT kUtilitiesFT;

/// The category of an error number of `type` (MI_RESULT_TYPE_*); NOT_SPECIFIED for what is in no table.
MI_ErrorCategory categoryOf(std::string_view type, MI_Uint32 code);

/// Tells why a call failed: stores a CIM error for the caller to delete, when it asked for one. Returns `code`.
MI_Result explain(MI_Instance** extendedError, MI_Result code, std::string_view why);

}  // namespace client::abi
