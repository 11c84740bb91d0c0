#pragma once

#include "mockserver/repository/store/schema.h"

namespace mockserver::repository {

/// Adds what every namespace of WMI and of a CIM server has: the classes of events (__InstanceCreationEvent and its
/// kin, __ExtrinsicEvent, CIM_Indication, CIM_InstCreation ...). Those that are there already stay as they are.
void addSystemClasses(Schema& schema);

}  // namespace mockserver::repository
