#pragma once

#include <string>
#include <vector>

#include "mockserver/repository/store/schema.h"
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

/// The same declarations, each after its superclass where that is among them; of two with one name the first.
std::vector<wsman::cim::Class> superclassesFirst(std::vector<wsman::cim::Class> classes);
/// Makes a recorded declaration, which holds what it inherits, one that can be added: what its superclass has comes
/// from there; without that class, it is the class's own.
void settleInherited(const Schema& schema, wsman::cim::Class& declaration);

}  // namespace mockserver::repository
