#pragma once

#include "conformance/runner/case.h"
#include "wsman/rules/rule.h"

namespace conformance {

/// The catalogue's level as ours.
Level levelOf(wsman::rules::Level level);

}  // namespace conformance
