#pragma once

#include <string>
#include <string_view>

#include "mockserver/repository/store/store_error.h"
#include "wsman/cim/class.h"
#include "wsman/cim/instance.h"
#include "wsman/soap/epr.h"

namespace mockserver::repository {

/// "root\\CIMV2", "/root/cimv2/" -> "root/cimv2", folded: equal for namespaces that are the same.
std::string foldNamespace(std::string_view nameSpace);

/// The keys of an instance as one text, equal for keys that name the same instance: names folded and sorted, values by
/// type (strings as they are, numbers by value, references by class and keys). `declaration` says which properties are
/// keys. Errors: kMissingKey for a key that is absent, null or an array.
StoreResult<std::string> canonicalKeys(const wsman::cim::Class& declaration, const wsman::cim::Instance& instance);

/// Keys that came as texts, as the class declares them; `keys` has nothing but keys afterwards, all of them. Errors:
/// kMissingKey, kUnknownKey (a name that is no key), kTypeMismatch.
StoreResult<wsman::cim::Instance> typedKeys(const wsman::cim::Class& declaration, const wsman::cim::Instance& keys);

/// The instance's keys alone, in the class's order, with its class and namespace: what names it.
wsman::cim::Instance pathOf(const wsman::cim::Class& declaration, const wsman::cim::Instance& instance);

/// True when both name the same instance: the same keys by name and value; classes and namespaces are not looked at.
bool sameKeys(const wsman::cim::Instance& a, const wsman::cim::Instance& b);

/// The text that is equal for values that are the same key value.
std::string canonicalValue(const wsman::cim::Value& value);

}  // namespace mockserver::repository
