#pragma once

#include <functional>
#include <string_view>
#include <tl/expected.hpp>

#include <mi.h>

#include "client/abi/instance.h"
#include "client/engine/operation.h"

namespace client::abi {

/// Declarations by class name, for embedded instances and references; nullptr for a class that is not known.
using FindDeclaration = std::function<const MI_ClassDecl*(std::string_view)>;

/// `instance` as generated code of a provider reads it: in the structure of `declaration` (of a class, or of a method,
/// which begins alike), each value of the declared type. A text is read as a value of that type, since a client may not
/// know better. kInvalidParameter for a property that is not declared, or a value that does not fit.
tl::expected<InstancePointer, Completion> typedInstance(const MI_ClassDecl& declaration,
                                                        const wsman::cim::Instance& instance,
                                                        const FindDeclaration& find);

}  // namespace client::abi
