#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace mockserver::repository {

/// The text of scenarios/schema/repository.schema.json, compiled in.
std::string_view repositorySchemaText();

/// MOF that ships, by what follows "builtin:": "cim", "win32", "win32-sample"; nullopt for any other name.
std::optional<std::string_view> builtinMof(std::string_view name);
/// A whole repository file that ships: "win32", "cim"; nullopt for any other name.
std::optional<std::string_view> builtinRepository(std::string_view name);
/// "builtin:cim, builtin:win32, ..." of the MOF.
std::string builtinNames();

}  // namespace mockserver::repository
