#pragma once

#include <string>
#include <vector>

#include "wsman/cim/class.h"
#include "wsman/cim/instance.h"

namespace mockserver::repository {

/// The class that instances, at least one, might be of, where nobody declares it: all their properties, writable; keys
/// are those named, or else those that are marked in an instance. Where types differ it is a string.
wsman::cim::Class inferClass(const std::vector<const wsman::cim::Instance*>& instances,
                             const std::vector<std::string>* keys);

}  // namespace mockserver::repository
