#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "wsman/cim/instance.h"
#include "wsman/error.h"

namespace client::cli {

/// Reads NAME=VALUE or NAME:TYPE=VALUE as a property: "Name=Spooler", "ProcessId:uint32=42", "Tags:string[]=a,b",
/// "When:datetime=20260101000000.000000+000", "Note:string=" (an empty string), "Note:string" (null, without "=").
/// Without a type it is a string. A comma inside an array element is written "\,". Errors: kInvalidArgument or
/// kInvalidValue with the argument in the place.
wsman::Result<wsman::cim::Property> parseProperty(std::string_view argument, std::uint32_t flags = 0);

/// An instance of `className` with these properties, each with `flags`; kInvalidArgument when a name stands twice.
wsman::Result<wsman::cim::Instance> parseInstance(const std::string& className,
                                                  const std::vector<std::string>& arguments, std::uint32_t flags);

/// Reads "30", "30s", "500ms", "5m", "1h" as a time; a bare number is seconds.
wsman::Result<std::chrono::milliseconds> parseTime(std::string_view text);

}  // namespace client::cli
