#pragma once

#include <optional>

#include "wsman/cim/mof_lexer.h"
#include "wsman/cim/value.h"

namespace wsman::cim {

/// An integer or real token as a scalar of `type`, or of the type that it shows (sint64, uint64 beyond it, real64).
/// nullopt when the type cannot hold it.
std::optional<Scalar> mofNumber(const MofToken& token, std::optional<Type> type);

}  // namespace wsman::cim
