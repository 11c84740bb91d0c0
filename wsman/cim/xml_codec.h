#pragma once

#include <string_view>

#include "wsman/cim/class.h"
#include "wsman/cim/instance.h"
#include "wsman/xml/document.h"
#include "wsman/xml/writer.h"

namespace wsman::cim {

/// Reads an instance in its WS-CIM form (DSP0230): the root element names the class, each child element a property in
/// the class's namespace (any namespace is taken: peers differ). Types come from `schema` when given; else from
/// xsi:type (cim:cimUnsignedInt, xs:unsignedInt, {class}X_Type ...); else a child that is an EPR is a reference, one
/// with element content an embedded instance, one with cim:Datetime/Interval/... or p:Datetime content a datetime, and
/// everything else a string, as OMI and Windows do. Elements of one name make an array, in order; xsi:nil a null.
/// cim:Location and wsman:XmlFragment wrappers are understood. Errors: kInvalidBody for no element, kInvalidValue with
/// the path for text that its declared type cannot hold.
Result<Instance> readInstance(xml::Node element, const Class* schema = nullptr);

struct WriteOptions {
    std::string_view prefix = "p";  ///< for the class namespace
    bool xsiType = false;           ///< xsi:type on every property element
    bool keysOnly = false;
    bool writeNulls = true;             ///< xsi:nil="true" elements; else null properties are left out
    std::string_view elementName = {};  ///< instead of the class name ("Method_INPUT")
};

/// Writes the WS-CIM form: `<p:Class xmlns:p="resourceUri">` and a child per property. References are written as EPR
/// content, embedded instances with xsi:type, datetimes as cim:Datetime or cim:Interval (DSP0230), arrays as repeated
/// elements, an empty array as nothing. Prefixes xsi, cim, a, w must be in scope (writeMessage declares them).
void writeInstance(xml::Writer& writer, const Instance& instance, const WriteOptions& options = {});

/// Reads a DSP0201 CLASS element (in no namespace, or in any: DSP0227 §15 wraps them). Unknown children are ignored;
/// kInvalidBody for no NAME, an unknown TYPE.
Result<Class> readClass(xml::Node element);
/// Writes a DSP0201 CLASS element in no namespace.
void writeClass(xml::Writer& writer, const Class& declaration);

/// MOF for people and tools: `instance of X { ... };` and class declarations, strings escaped (DSP0004 Annex A).
std::string toMof(const Instance& instance);
std::string toMof(const Class& declaration);

}  // namespace wsman::cim
