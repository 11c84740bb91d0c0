#pragma once

#include <cstddef>
#include <nlohmann/json_fwd.hpp>
#include <string>

#include "mockserver/scenario/diagnostic.h"

namespace mockserver::repository {

/// More than this is not told of one repository.
inline constexpr std::size_t kMaxDiagnostics = 200;

/// A repository file held against its schema; the value stands at `pointer`.
Diagnostics schemaBreaches(const nlohmann::json& root, const std::string& pointer);
/// What a file of classes or instances holds, one or a list of them, held against the same schema. Pointers are into
/// `value`. `kind`: "classes" or "instances".
Diagnostics entryBreaches(const nlohmann::json& value, const std::string& kind);

/// Gives the diagnostics that have no file yet this one, and the places of their pointers in its text.
void placeIn(const std::string& text, const std::string& displayName, Diagnostics& diagnostics);

}  // namespace mockserver::repository
