#include "client/abi/stated_class.h"

#include <algorithm>
#include <string_view>
#include <vector>

namespace client::abi {

namespace cim = wsman::cim;
namespace flag = wsman::cim::flag;

namespace {

using Qualifiers = std::vector<cim::Qualifier>;

/// Adds the boolean qualifier `name`, unless one stands there.
void state(Qualifiers& qualifiers, std::string_view name, bool value, std::uint32_t flavor) {
    const auto isIt = [name](const cim::Qualifier& each) { return cim::sameName(each.name, name); };
    if (std::none_of(qualifiers.begin(), qualifiers.end(), isIt)) {
        qualifiers.push_back({std::string(name), cim::Value::of(value), flavor});
    }
}

/// The flavors of these qualifiers in DSP0004 §5.6.3.
constexpr std::uint32_t kFixed = flag::kDisableOverride | flag::kToSubclass;
constexpr std::uint32_t kFree = flag::kEnableOverride | flag::kToSubclass;

struct Stated {
    std::uint32_t flag;
    std::string_view name;
    std::uint32_t flavor;
};

template <std::size_t N>
void stateAll(Qualifiers& qualifiers, std::uint32_t flags, std::uint32_t derived, const Stated (&table)[N]) {
    for (const Stated& each : table) {
        if ((flags & ~derived & each.flag) != 0) {
            state(qualifiers, each.name, true, each.flavor);
        }
    }
}

}  // namespace

cim::Class stated(cim::Class declaration) {
    static constexpr Stated kOfClass[] = {{flag::kAssociation, "Association", kFixed},
                                          {flag::kIndication, "Indication", kFixed},
                                          {flag::kAbstract, "Abstract", flag::kEnableOverride | flag::kRestricted},
                                          {flag::kTerminal, "Terminal", kFree}};
    static constexpr Stated kOfMember[] = {{flag::kKey, "Key", kFixed},
                                           {flag::kRequired, "Required", kFixed},
                                           {flag::kStatic, "Static", kFixed},
                                           {flag::kExpensive, "Expensive", kFree}};
    static constexpr Stated kOfParameter[] = {
        {flag::kOut, "Out", kFixed}, {flag::kRequired, "Required", kFixed}, {flag::kStream, "Stream", kFree}};
    stateAll(declaration.qualifiers, declaration.flags, cim::classFlags(declaration.qualifiers), kOfClass);
    for (auto& property : declaration.properties) {
        stateAll(property.qualifiers, property.flags, cim::propertyFlags(property.qualifiers), kOfMember);
        if ((property.flags & flag::kReadOnly) == 0) {
            state(property.qualifiers, "Write", true, kFree);
        }
    }
    for (auto& method : declaration.methods) {
        stateAll(method.qualifiers, method.flags, cim::methodFlags(method.qualifiers), kOfMember);
        for (auto& parameter : method.parameters) {
            stateAll(parameter.qualifiers, parameter.flags, cim::parameterFlags(parameter.qualifiers), kOfParameter);
            if ((parameter.flags & flag::kOut) != 0 && (parameter.flags & flag::kIn) == 0) {
                state(parameter.qualifiers, "In", false, kFixed);
            }
        }
    }
    return declaration;
}

}  // namespace client::abi
