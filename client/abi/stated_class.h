#pragma once

#include "wsman/cim/class.h"

namespace client::abi {

/// A class whose flags are stated as qualifiers: a text has no other place for them, while a declaration in C may have
/// MI_FLAG_KEY without a Key qualifier.
wsman::cim::Class stated(wsman::cim::Class declaration);

}  // namespace client::abi
