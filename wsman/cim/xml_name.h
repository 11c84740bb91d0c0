#pragma once

#include <string>
#include <string_view>

namespace wsman::cim {

/// `name` if it can be an element's local name, else with '_' for every byte that cannot stand where it does ("_" for
/// no name at all). CIM names always can; names from selectors or a program's mistakes must not become markup.
std::string xmlName(std::string_view name);

}  // namespace wsman::cim
