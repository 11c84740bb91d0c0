#include "mockserver/repository/data/infer_class.h"

#include <algorithm>
#include <utility>

namespace mockserver::repository {

namespace cim = wsman::cim;

cim::Class inferClass(const cim::Instance& instance, const std::vector<std::string>* keys) {
    cim::Class out{.name = instance.className};
    bool association = false;
    for (const auto& property : instance.properties) {
        cim::PropertyDecl declared{
            .name = property.name, .type = property.value.type, .isArray = property.value.isArray};
        declared.defaultValue = cim::Value::null(declared.type, declared.isArray);
        const bool key =
            keys == nullptr
                ? (property.flags & cim::flag::kKey) != 0
                : std::ranges::any_of(*keys, [&](const auto& name) { return cim::sameName(name, property.name); });
        if (key) {
            declared.qualifiers.push_back({.name = "Key", .value = cim::Value::of(true)});
        }
        declared.qualifiers.push_back({.name = "Write", .value = cim::Value::of(true)});
        declared.flags = cim::propertyFlags(declared.qualifiers);
        const auto* reference = property.value.get<cim::Reference>();
        if (reference != nullptr && reference->target) {
            declared.referenceClass = reference->target->className;
            association = true;
        }
        out.properties.push_back(std::move(declared));
    }
    if (association) {
        out.qualifiers.push_back({.name = "Association", .value = cim::Value::of(true)});
        out.flags = cim::classFlags(out.qualifiers);
    }
    return out;
}

}  // namespace mockserver::repository
