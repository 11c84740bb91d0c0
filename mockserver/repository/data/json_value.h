#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

#include "mockserver/repository/store/schema.h"
#include "wsman/cim/class.h"
#include "wsman/cim/instance.h"
#include "wsman/error.h"

namespace mockserver::repository {

/// A value as JSON: numbers, booleans and strings; datetimes as DSP0004 texts; char16 as a string; references as
/// {"class", "keys"}, embedded instances as {"class", "properties"}; arrays and null.
nlohmann::json toJson(const wsman::cim::Value& value);
/// {"Name": value, ...} of all properties.
nlohmann::json toJson(const wsman::cim::Instance& instance);

/// A value of the declared type from JSON as `toJson` writes it; texts are read as the type, an object path is a
/// reference too. Errors: kTypeMismatch, kInvalidValue.
wsman::Result<wsman::cim::Value> valueFromJson(const Schema& schema, const wsman::cim::PropertyDecl& property,
                                               const nlohmann::json& value);
/// An instance of a class from {"Name": value, ...}. Errors: as above, kNotFound for an unknown class or property.
wsman::Result<wsman::cim::Instance> instanceFromJson(const Schema& schema, const std::string& className,
                                                     const nlohmann::json& properties);

}  // namespace mockserver::repository
