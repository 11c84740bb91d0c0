#pragma once

#include <optional>
#include <vector>

#include "mockserver/repository/service/call.h"
#include "wsman/ops/enumeration.h"
#include "wsman/query/query.h"

namespace mockserver::repository {

/// The instances that an association filter finds (DSP0227 §8.2): the far ends of associations, or the associations
/// themselves. Each once, in the order of the associations. Faults: CannotProcessFilter for an Object that names no
/// instance (R8.2.1-4), and for classes that there are not.
FaultOr<std::vector<InstancePtr>> relatedTo(const ServiceParts& parts, const Resource& resource,
                                            const wsman::ops::AssociationFilter& filter);

struct RelatedResult {
    std::vector<InstancePtr> instances{};
    std::optional<std::vector<ClassPtr>> classes{};  ///< in their place, with ClassDefsOnly or SchemaOnly
};

/// The same for ASSOCIATORS OF and REFERENCES OF of WQL.
FaultOr<RelatedResult> relatedTo(const ServiceParts& parts, const Resource& resource, const wsman::query::Query& query);

}  // namespace mockserver::repository
