#pragma once

#include "mockserver/repository/service/call.h"
#include "wsman/cim/instance.h"
#include "wsman/ops/transfer.h"
#include "wsman/xml/document.h"

namespace mockserver::repository {

/// The instance in its class's namespace, with types as the profile has them.
wsman::ops::BodyWriter representation(const ServiceParts& parts, const Resource& resource,
                                      const wsman::cim::Instance& instance);

/// Reads the representation in a Put or Create of the resource's class. Faults: InvalidRepresentation with
/// InvalidNamespace for an element of another class or namespace, InvalidValues (R7.4-5).
FaultOr<wsman::cim::Instance> readRepresentation(const Call& call, const wsman::cim::Class& declaration,
                                                 wsman::xml::Node element);

}  // namespace mockserver::repository
