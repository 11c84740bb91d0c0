#pragma once

#include <string>
#include <vector>

#include "wsman/cim/class.h"
#include "wsman/cim/instance.h"
#include "wsman/error.h"
#include "wsman/xml/document.h"

namespace mockserver::repository {

/// What recorded XML holds.
struct RecordedItems {
    std::vector<wsman::cim::Class> classes{};       ///< CIM-XML declarations
    std::vector<wsman::cim::Instance> instances{};  ///< keys are marked where EPRs tell them
};

/// Takes an instance document, or an envelope with a Get, Enumerate or Pull reply, apart. Errors: kInvalidBody for XML
/// that holds neither instances nor classes, and as cim::readInstance.
wsman::Result<RecordedItems> readRecorded(wsman::xml::Node root);

}  // namespace mockserver::repository
