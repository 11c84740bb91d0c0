#pragma once

#include <string>
#include <vector>

#include "wsman/cim/class.h"
#include "wsman/cim/instance.h"

namespace mockserver::repository {

/// The class that an instance might be of, where nobody declares one: its properties with their types, all of them
/// writable; keys are those named, or else those that are marked in the instance.
wsman::cim::Class inferClass(const wsman::cim::Instance& instance, const std::vector<std::string>* keys);

}  // namespace mockserver::repository
