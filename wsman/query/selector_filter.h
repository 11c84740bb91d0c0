#pragma once

#include "wsman/cim/class.h"
#include "wsman/cim/instance.h"
#include "wsman/error.h"
#include "wsman/soap/epr.h"

namespace wsman::query {

/// Checks a selector filter (DSP0226 Annex E) against a class. Errors: kNotFound for a name that is no property of it
/// (RE-1), kInvalidValue for a value that the property's type cannot hold.
Result<void> checkSelectors(const soap::SelectorSet& selectors, const cim::Class& declaration);

/// True when every selector equals the property of its name (RE-2), or one element of it (RE-4).
bool matches(const soap::SelectorSet& selectors, const cim::Instance& instance);

}  // namespace wsman::query
