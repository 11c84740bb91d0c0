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
/// cim:Location and wsman:XmlFragment wrappers are understood; base64 (xsi:type cimBase64Binary) is an OctetString's
/// uint8 array with its four bytes of length. Property flags are the schema's, else kKey where cim:Key="true" stands.
/// The namespace is that of a WMI URI or of cim:Location. A property of the schema that has no element is left out.
/// Errors: kInvalidBody for no element; kInvalidValue with the path for text that its declared type cannot hold,
/// several elements for a scalar, a null among an array's elements, a bad EPR; kLimitExceeded for nesting beyond
/// kMaxNesting.
Result<Instance> readInstance(xml::Node element, const Class* schema = nullptr);

struct WriteOptions {
    std::string_view prefix = "p";  ///< for the class namespace
    bool xsiType = false;           ///< xsi:type on every property element
    bool keysOnly = false;
    bool writeNulls = true;             ///< xsi:nil="true" elements; else null properties are left out
    std::string_view elementName = {};  ///< instead of the class name ("Method_INPUT")
    bool standAlone = false;            ///< declares xsi, cim, a and w too: the element is a document of its own
};

/// Writes the WS-CIM form: `<p:Class xmlns:p="resourceUri">` and a child per property. References are written as EPR
/// content, embedded instances with xsi:type, datetimes as cim:Datetime or cim:Interval (DSP0230), arrays as repeated
/// elements, an empty array as nothing. Prefixes xsi, cim, a, w must be in scope (writeMessage declares them, or
/// `standAlone`). It cannot fail: a reference that has no EPR (see eprOf) and what nests beyond kMaxNesting are written
/// as nulls, bytes that an element's name cannot hold as '_', characters that XML cannot hold as '?' (of half a
/// surrogate pair, U+FFFD).
void writeInstance(xml::Writer& writer, const Instance& instance, const WriteOptions& options = {});

/// Reads a DSP0201 CLASS element (in no namespace, or in any: DSP0227 §15 wraps them). Unknown children are ignored;
/// kInvalidBody for no NAME, an unknown TYPE, an array as a scalar's default; kInvalidValue for a VALUE that its TYPE
/// cannot hold. Integers may be hexadecimal ("0x1F"). Flags are derived from the qualifiers (classFlags ...). Not kept:
/// TOINSTANCE, and the defaults of references and embedded instances.
Result<Class> readClass(xml::Node element);
/// Writes a DSP0201 CLASS element in no namespace. Embedded instances are strings with EmbeddedObject and, where a
/// class is known, the EmbeddedInstance qualifier. A method that returns an array, which DSP0201 cannot say, gets
/// ISARRAY="true". Flags, name space and server name are not written.
void writeClass(xml::Writer& writer, const Class& declaration);

/// MOF for people, tools and MofReader: `instance of X { ... };` and class declarations, strings escaped (DSP0004 Annex
/// A). Embedded instances stand in place (`A = instance of Y { ... };`), references as object paths; what MOF cannot
/// say (INF, NaN) is NULL with a comment.
std::string toMof(const Instance& instance);
std::string toMof(const Class& declaration);

}  // namespace wsman::cim
