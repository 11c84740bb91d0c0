#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>

#include "wsman/cim/class.h"
#include "wsman/cim/instance.h"

namespace wsman::cim {

/// References in the keys of references: each level's quotes are escaped again, which doubles the length of the last.
inline constexpr std::size_t kMaxPathNesting = 8;

/// The declaration of a class's property, or nullptr when it is not known.
using PropertyLookup = std::function<const PropertyDecl*(std::string_view className, std::string_view property)>;

/// Reads an object path, "root/cimv2:Class.Key="value",Other=5" (DSP0004 §8.2), with a server before the name space
/// ("//host/root/cimv2:...", with backslashes too) and "Class=@" for the only instance of a class. The keys become
/// properties with kKey, of the declared types; of those that are not known a quoted value is a string. Errors, without
/// a place: kInvalidValue, kLimitExceeded for references nested deeper than kMaxPathNesting.
Result<Instance> readObjectPath(std::string_view path, const PropertyLookup& lookup, std::size_t depth = 0);

/// Splits "//server/root/x" (or "root/x", "\\server\root\x"); neither part has a slash at its ends.
void splitNameSpace(std::string_view path, std::string& serverName, std::string& nameSpace);

}  // namespace wsman::cim
