#pragma once

#include "mockserver/repository/store/store_error.h"
#include "wsman/cim/class.h"
#include "wsman/cim/value.h"

namespace mockserver::repository {

/// Whether a property may hold the value: its type and arity, and what its qualifiers ask (MaxLen, MinLen, MinValue,
/// MaxValue, ValueMap with plain values and ranges; DSP0004 §5.6.3). Null always may. Errors: kTypeMismatch,
/// kInvalidValue.
StoreResult<void> checkValue(const wsman::cim::PropertyDecl& property, const wsman::cim::Value& value);

/// The value as the property's type, when it is one of another integer type, or text, that says the same. Errors:
/// kTypeMismatch.
StoreResult<wsman::cim::Value> asDeclared(const wsman::cim::PropertyDecl& property, wsman::cim::Value value);

}  // namespace mockserver::repository
