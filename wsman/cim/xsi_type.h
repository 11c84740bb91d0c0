#pragma once

#include <optional>
#include <string_view>

#include "wsman/cim/value.h"
#include "wsman/xml/document.h"

namespace wsman::cim {

/// The local name of a type in the WS-CIM common schema (DSP0230 Annex), "cimUnsignedInt" for kUint32; empty for
/// kInstance, whose type is its class's.
std::string_view cimTypeName(Type type);

/// What an xsi:type says.
struct XsiType {
    std::optional<Type> type{};  ///< nullopt for a type that is neither of CIM nor of XSD: look at the content
    bool octets = false;         ///< base64 of a uint8 array (an OctetString property)
    std::string_view local;      ///< the QName's local part, in the caller's text
    std::string_view className;  ///< for a class type, "Win32_Service_Type" -> "Win32_Service"
};

/// Reads "cim:cimUnsignedInt", "xs:unsignedInt", "p:Win32_Service_Type", ... by local name: what peers bind their
/// prefixes to differs. `text` must outlive the answer.
XsiType readXsiType(std::string_view text);

/// The xsi:type attribute of an element, in either namespace that peers take for that of xsi (OMI's client binds the
/// prefix to XMLSchema itself).
std::optional<std::string> xsiTypeOf(xml::Node element);

}  // namespace wsman::cim
