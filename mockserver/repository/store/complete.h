#pragma once

#include "mockserver/repository/store/schema.h"
#include "mockserver/repository/store/store_error.h"
#include "wsman/cim/instance.h"

namespace mockserver::repository {

/// The instance as it is stored: every property of its class in the class's order and with its flags, values of the
/// declared types, defaults for what is absent, keys of references as their classes have them. What is not checked:
/// keys. Errors: kUnknownProperty, kTypeMismatch, kInvalidValue, kMissingValue for a required property without value.
StoreResult<wsman::cim::Instance> completed(const Schema& schema, const wsman::cim::Class& declaration,
                                            const wsman::cim::Instance& given);

/// A value as a property's declaration and the classes that it refers to want it. Errors: kTypeMismatch, kInvalidValue.
StoreResult<wsman::cim::Value> fitted(const Schema& schema, const wsman::cim::PropertyDecl& property,
                                      wsman::cim::Value value);

}  // namespace mockserver::repository
