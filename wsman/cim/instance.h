#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "wsman/cim/value.h"
#include "wsman/soap/epr.h"

namespace wsman::cim {

/// Bits of elements, numbered as MI_FLAG_*.
namespace flag {
inline constexpr std::uint32_t kClass = 1u << 0, kMethod = 1u << 1, kProperty = 1u << 2, kParameter = 1u << 3,
                               kAssociation = 1u << 4, kIndication = 1u << 5, kReference = 1u << 6,
                               // Flavors of qualifiers.
    kEnableOverride = 1u << 7, kDisableOverride = 1u << 8, kRestricted = 1u << 9, kToSubclass = 1u << 10,
                               kTranslatable = 1u << 11,
                               // Boolean qualifiers.
    kKey = 1u << 12, kIn = 1u << 13, kOut = 1u << 14, kRequired = 1u << 15, kStatic = 1u << 16, kAbstract = 1u << 17,
                               kTerminal = 1u << 18, kExpensive = 1u << 19, kStream = 1u << 20, kReadOnly = 1u << 21,
                               kNotModified = 1u << 25, kNull = 1u << 29;
}

/// Compares CIM names, which ignore ASCII case (DSP0004 §4.3).
bool sameName(std::string_view a, std::string_view b);
/// A text that is equal for names that sameName holds equal, for maps.
std::string foldName(std::string_view name);

struct Property {
    std::string name;
    Value value;
    std::uint32_t flags = 0;  ///< flag::kKey and friends; kNull is not kept here, Value knows
    bool operator==(const Property&) const = default;
};

/// A CIM instance. Property order is kept. `resourceUri` is the class URI that it was read under or is to be written
/// with; empty means the CIM schema prefix and the class name.
struct Instance {
    std::string className;
    std::string nameSpace{};  ///< "root/cimv2"; empty means the server's default
    std::string serverName{};
    std::string resourceUri{};
    std::vector<Property> properties{};

    [[nodiscard]] const Property* find(std::string_view name) const;
    /// Replaces the value of a property of that name (and its flags, unless `flags` is 0), or appends one.
    void set(std::string name, Value value, std::uint32_t flags = 0);
    bool operator==(const Instance&) const = default;
};

/// How deep instances may stand in each other, as embedded instances or reference keys, before the readers and writers
/// of this folder give up. Far above what an xml::Document's default depth holds; it bounds their recursion.
inline constexpr std::size_t kMaxNesting = 128;

/// The selector that names the CIM namespace (DSP0227 R5.3-1).
inline constexpr std::string_view kNameSpaceSelector = "__cimnamespace";

/// The class name at the end of a class resource URI ("http://.../cim-schema/2/CIM_X" -> "CIM_X"), or empty ("*" names
/// no class).
std::string_view classNameOf(std::string_view resourceUri);
/// The CIM namespace that a Microsoft WMI resource URI holds ("…/wmi/root/cimv2/Win32_X" -> "root/cimv2"), or empty.
std::string_view nameSpaceOf(std::string_view resourceUri);
/// `resourceUri` of the instance, or the CIM schema URI of its class.
std::string resourceUriOf(const Instance& instance);

/// The EPR of an instance: its resource URI, its key properties as selectors, and __cimnamespace when it has a
/// namespace (and the URI holds none). Errors: kInvalidValue for a key that is null, an array or an embedded instance,
/// kLimitExceeded for references nested deeper than kMaxNesting.
Result<soap::Epr> eprOf(const Instance& instance, std::string_view address);
/// Selectors alone, as eprOf.
Result<soap::SelectorSet> selectorsOf(const Instance& instance);
/// The instance that an EPR names: class from the ResourceURI, each selector a key property (a string: an EPR carries
/// no types), __cimnamespace (or the namespace in a WMI URI) as its namespace, nested EPRs as references; one nested
/// deeper than kMaxNesting is a null reference.
Instance instanceOf(const soap::Epr& epr);

}  // namespace wsman::cim
