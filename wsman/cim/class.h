#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "wsman/cim/instance.h"
#include "wsman/cim/value.h"

namespace wsman::cim {

struct Qualifier {
    std::string name;
    Value value;
    std::uint32_t flavor = 0;  ///< MI_FLAG_TOSUBCLASS, ENABLEOVERRIDE, TRANSLATABLE ... bits as in mi.h (flag::kTo...)
    bool propagated = false;   ///< inherited, not stated on this element
    bool operator==(const Qualifier&) const = default;
};

struct PropertyDecl {
    std::string name;
    Type type = Type::kString;
    bool isArray = false;
    std::uint32_t maxSize = 0;     ///< fixed array size, 0 for none
    std::string referenceClass{};  ///< class of a reference or EmbeddedInstance
    Value defaultValue{};          ///< null when there is none
    std::string origin{};          ///< CLASSORIGIN
    bool propagated = false;
    std::vector<Qualifier> qualifiers{};
    std::uint32_t flags = 0;  ///< kKey, kReadOnly, kRequired ... derived from the qualifiers
    bool operator==(const PropertyDecl&) const = default;
};

struct ParameterDecl {
    std::string name;
    Type type = Type::kString;
    bool isArray = false;
    std::uint32_t maxSize = 0;
    std::string referenceClass{};
    std::vector<Qualifier> qualifiers{};
    std::uint32_t flags = 0;  ///< kIn, kOut
    bool operator==(const ParameterDecl&) const = default;
};

struct MethodDecl {
    std::string name;
    std::optional<Type> returnType{};  ///< nullopt for void
    bool returnsArray = false;
    std::vector<ParameterDecl> parameters{};
    std::string origin{};
    bool propagated = false;
    std::vector<Qualifier> qualifiers{};
    std::uint32_t flags = 0;  ///< kStatic ...
    bool operator==(const MethodDecl&) const = default;
};

/// A CIM class as a CIM-XML CLASS element or a MOF declaration tells it. Order is kept.
struct Class {
    std::string name;
    std::string superClass{};
    std::string nameSpace{};
    std::string serverName{};
    std::vector<Qualifier> qualifiers{};
    std::vector<PropertyDecl> properties{};
    std::vector<MethodDecl> methods{};
    std::uint32_t flags = 0;  ///< kAssociation, kIndication, kAbstract, kTerminal

    [[nodiscard]] const PropertyDecl* property(std::string_view name) const;
    [[nodiscard]] const MethodDecl* method(std::string_view name) const;
    bool operator==(const Class&) const = default;
};

/// The flags that qualifiers stand for (DSP0004 §5.6.3): Association, Indication, Abstract, Terminal.
std::uint32_t classFlags(const std::vector<Qualifier>& qualifiers);
/// Key, Required, Static, Expensive, and kReadOnly unless Write is true (its default is false).
std::uint32_t propertyFlags(const std::vector<Qualifier>& qualifiers);
/// In (true by default), Out, Required, Stream.
std::uint32_t parameterFlags(const std::vector<Qualifier>& qualifiers);
/// Whether they say that a string holds an instance (DSP0004 §5.6.3.14): EmbeddedInstance, or EmbeddedObject.
bool saysEmbedded(const std::vector<Qualifier>& qualifiers);
/// The class that EmbeddedInstance names, or empty.
std::string embeddedClass(const std::vector<Qualifier>& qualifiers);
/// Static, Expensive.
std::uint32_t methodFlags(const std::vector<Qualifier>& qualifiers);

/// `declaration` with what its superclass hands down (DSP0004 §5.1.2.9): properties and methods that it does not
/// declare itself, before its own and marked as propagated; qualifiers of those that it does, unless they are
/// restricted; that it is an association or indication. A member that it only repeats counts as propagated. `parent` is
/// complete itself.
Class withInherited(Class declaration, const Class& parent);

}  // namespace wsman::cim
