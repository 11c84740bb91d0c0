#pragma once

#include <string_view>

namespace wsman::cim {

/// Names of DSP0201 elements and attributes that both the reader and the writer of classes need.
namespace cimxml {
inline constexpr std::string_view kClass = "CLASS", kQualifier = "QUALIFIER", kProperty = "PROPERTY",
                                  kPropertyArray = "PROPERTY.ARRAY", kPropertyReference = "PROPERTY.REFERENCE",
                                  kPropertyRefArray = "PROPERTY.REFARRAY", kMethod = "METHOD", kParameter = "PARAMETER",
                                  kParameterArray = "PARAMETER.ARRAY", kParameterReference = "PARAMETER.REFERENCE",
                                  kParameterRefArray = "PARAMETER.REFARRAY", kValue = "VALUE",
                                  kValueArray = "VALUE.ARRAY", kDeclarationGroup = "DECLGROUP";
inline constexpr std::string_view kName = "NAME", kSuperClass = "SUPERCLASS", kType = "TYPE", kOrigin = "CLASSORIGIN",
                                  kPropagated = "PROPAGATED", kOverridable = "OVERRIDABLE", kToSubclass = "TOSUBCLASS",
                                  kTranslatable = "TRANSLATABLE", kArraySize = "ARRAYSIZE",
                                  kReferenceClass = "REFERENCECLASS", kEmbeddedObject = "EmbeddedObject",
                                  kIsArray = "ISARRAY";
/// Qualifiers that say what a string holds (DSP0004 §5.6.3.14).
inline constexpr std::string_view kEmbeddedInstanceQualifier = "EmbeddedInstance",
                                  kEmbeddedObjectQualifier = "EmbeddedObject";
}  // namespace cimxml

}  // namespace wsman::cim
