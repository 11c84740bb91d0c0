#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>

#include "wsman/soap/message.h"

namespace mockserver::record {

/// The name of a request for ids and file names: the short name of its action ("Enumerate"), "Identify", or the last
/// part of a custom action ("StopService"). Only letters, digits, '.', '_' and '-'; never empty.
std::string shortName(const wsman::soap::Message& request);

/// The context that a request carries, as recorded: the EnumerationContext of a Pull, Release, Renew or GetStatus, the
/// Identifier header of a request to a subscription manager, the ShellId selector of a request to a shell. Empty when
/// it carries none.
std::string contextOf(const wsman::soap::Message& request);

/// What a scenario's `when` says of this request: everything that says what is asked for (action, resource, selectors,
/// options, filter, enumeration and delivery modes, fragment), nothing that another client may choose freely
/// (timeouts, locale, page size). A request whose body is itself what is asked for (Put, Create, a method) refers to
/// `requestFile`. The context is left to the caller, who knows which reply issued it.
nlohmann::ordered_json criteriaOf(const wsman::soap::Message& request, std::string_view requestFile);

}  // namespace mockserver::record
