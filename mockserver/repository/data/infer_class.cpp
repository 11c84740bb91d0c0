#include "mockserver/repository/data/infer_class.h"

#include <algorithm>
#include <map>
#include <utility>

namespace mockserver::repository {

namespace cim = wsman::cim;

namespace {

/// What the values of one property have in common.
struct Seen {
    cim::PropertyDecl declared;
    bool typed = false;  ///< by a value that is not null
    bool key = false;
};

void see(const cim::Property& property, Seen& seen) {
    seen.declared.isArray = seen.declared.isArray || property.value.isArray;
    seen.key = seen.key || (property.flags & cim::flag::kKey) != 0;
    if (property.value.isNull()) {
        return;
    }
    if (seen.typed && seen.declared.type != property.value.type) {
        seen.declared.type = cim::Type::kString;
        seen.declared.referenceClass.clear();
        return;
    }
    const auto* reference = property.value.get<cim::Reference>();
    if (!seen.typed && reference != nullptr && reference->target) {
        seen.declared.referenceClass = reference->target->className;
    } else if (reference != nullptr && reference->target &&
               !cim::sameName(seen.declared.referenceClass, reference->target->className)) {
        seen.declared.referenceClass.clear();  // to several classes: to any
    }
    seen.declared.type = property.value.type;
    seen.typed = true;
}

}  // namespace

cim::Class inferClass(const std::vector<const cim::Instance*>& instances, const std::vector<std::string>* keys) {
    std::vector<Seen> all;
    std::map<std::string, std::size_t> places;
    for (const auto* instance : instances) {
        for (const auto& property : instance->properties) {
            const auto [place, isNew] = places.emplace(cim::foldName(property.name), all.size());
            if (isNew) {
                all.push_back({.declared = {.name = property.name, .type = property.value.type}});
            }
            see(property, all[place->second]);
        }
    }
    cim::Class out{.name = instances.front()->className};
    bool association = false;
    for (auto& [declared, typed, marked] : all) {
        const auto& name = declared.name;
        const bool key = keys == nullptr
                             ? marked
                             : std::ranges::any_of(*keys, [&](const auto& k) { return cim::sameName(k, name); });
        if (key) {
            declared.qualifiers.push_back({.name = "Key", .value = cim::Value::of(true)});
        }
        declared.qualifiers.push_back({.name = "Write", .value = cim::Value::of(true)});
        declared.flags = cim::propertyFlags(declared.qualifiers);
        declared.defaultValue = cim::Value::null(declared.type, declared.isArray);
        association = association || declared.type == cim::Type::kReference;
        out.properties.push_back(std::move(declared));
    }
    if (association) {
        out.qualifiers.push_back({.name = "Association", .value = cim::Value::of(true)});
        out.flags = cim::classFlags(out.qualifiers);
    }
    return out;
}

}  // namespace mockserver::repository
