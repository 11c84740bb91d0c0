#include "wsman/cim/class.h"

#include <algorithm>

#include "wsman/cim/cim_xml.h"

namespace wsman::cim {

namespace {

const Qualifier* findQualifier(const std::vector<Qualifier>& qualifiers, std::string_view name) {
    const auto found =
        std::find_if(qualifiers.begin(), qualifiers.end(), [&](const Qualifier& q) { return sameName(q.name, name); });
    return found == qualifiers.end() ? nullptr : &*found;
}

/// The boolean qualifier `name`, or `otherwise` when it is absent. One that is there without a value is true, as in
/// MOF ("[Key]").
bool isSet(const std::vector<Qualifier>& qualifiers, std::string_view name, bool otherwise = false) {
    const Qualifier* qualifier = findQualifier(qualifiers, name);
    if (qualifier == nullptr) {
        return otherwise;
    }
    const bool* value = qualifier->value.get<bool>();
    return value != nullptr ? *value : qualifier->value.isNull();
}

template <class T>
const T* findNamed(const std::vector<T>& items, std::string_view name) {
    const auto found =
        std::find_if(items.begin(), items.end(), [&](const T& item) { return sameName(item.name, name); });
    return found == items.end() ? nullptr : &*found;
}

}  // namespace

const PropertyDecl* Class::property(std::string_view wanted) const {
    return findNamed(properties, wanted);
}

const MethodDecl* Class::method(std::string_view wanted) const {
    return findNamed(methods, wanted);
}

std::uint32_t classFlags(const std::vector<Qualifier>& qualifiers) {
    return (isSet(qualifiers, "Association") ? flag::kAssociation : 0) |
           (isSet(qualifiers, "Indication") ? flag::kIndication : 0) |
           (isSet(qualifiers, "Abstract") ? flag::kAbstract : 0) |
           (isSet(qualifiers, "Terminal") ? flag::kTerminal : 0);
}

std::uint32_t propertyFlags(const std::vector<Qualifier>& qualifiers) {
    return (isSet(qualifiers, "Key") ? flag::kKey : 0) | (isSet(qualifiers, "Required") ? flag::kRequired : 0) |
           (isSet(qualifiers, "Static") ? flag::kStatic : 0) | (isSet(qualifiers, "Expensive") ? flag::kExpensive : 0) |
           (isSet(qualifiers, "Write") ? 0 : flag::kReadOnly);
}

std::uint32_t parameterFlags(const std::vector<Qualifier>& qualifiers) {
    return (isSet(qualifiers, "In", true) ? flag::kIn : 0) | (isSet(qualifiers, "Out") ? flag::kOut : 0) |
           (isSet(qualifiers, "Required") ? flag::kRequired : 0) | (isSet(qualifiers, "Stream") ? flag::kStream : 0);
}

std::uint32_t methodFlags(const std::vector<Qualifier>& qualifiers) {
    return (isSet(qualifiers, "Static") ? flag::kStatic : 0) | (isSet(qualifiers, "Expensive") ? flag::kExpensive : 0);
}

bool saysEmbedded(const std::vector<Qualifier>& qualifiers) {
    return findQualifier(qualifiers, cimxml::kEmbeddedInstanceQualifier) != nullptr ||
           isSet(qualifiers, cimxml::kEmbeddedObjectQualifier);
}

std::string embeddedClass(const std::vector<Qualifier>& qualifiers) {
    const Qualifier* qualifier = findQualifier(qualifiers, cimxml::kEmbeddedInstanceQualifier);
    const auto* name = qualifier != nullptr ? qualifier->value.get<std::string>() : nullptr;
    return name != nullptr ? *name : std::string();
}

}  // namespace wsman::cim
