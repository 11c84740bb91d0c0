#pragma once

#include "mockserver/repository/service/call.h"
#include "wsman/cim/class.h"
#include "wsman/soap/header.h"

namespace mockserver::repository {

/// How much of a declaration a request wants (DSP0227 §15.8): its options IncludeQualifiers, IncludeInheritedElements,
/// IncludeClassOrigin, all true by default, with or without OMI's "wmi:" before them.
struct DeclarationForm {
    bool qualifiers = true;
    bool inherited = true;
    bool origin = true;

    static DeclarationForm of(const wsman::soap::Header& header);
    [[nodiscard]] wsman::cim::Class apply(const Schema& schema, const wsman::cim::Class& complete) const;
};

/// GetClass: the declaration in CIM-XML (DSP0227 §15.3). The resource is a schema. Faults: ActionNotSupported for all
/// declarations at once.
Answer getClass(const ServiceParts& parts, const Call& call);

}  // namespace mockserver::repository
