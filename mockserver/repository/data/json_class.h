#pragma once

#include <nlohmann/json_fwd.hpp>

#include "wsman/cim/class.h"
#include "wsman/error.h"

namespace mockserver::repository {

/// A class from {"name", "superClass", "abstract", "association", "indication", "properties", "methods"}
/// (docs/repository-format.md). Properties may be written unless they are "readOnly". Errors: kInvalidValue,
/// kNotFound for a type that there is not; `where` is a pointer below the class.
wsman::Result<wsman::cim::Class> classFromJson(const nlohmann::json& declaration);

}  // namespace mockserver::repository
