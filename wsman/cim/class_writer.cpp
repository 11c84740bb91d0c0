#include <algorithm>

#include "wsman/cim/cim_xml.h"
#include "wsman/cim/text.h"
#include "wsman/cim/xml_codec.h"

namespace wsman::cim {

namespace {

/// What PROPERTY and PARAMETER elements are called for each kind of value.
struct ElementNames {
    std::string_view scalar, array, reference, referenceArray;
};

constexpr ElementNames kPropertyNames{cimxml::kProperty, cimxml::kPropertyArray, cimxml::kPropertyReference,
                                      cimxml::kPropertyRefArray};
constexpr ElementNames kParameterNames{cimxml::kParameter, cimxml::kParameterArray, cimxml::kParameterReference,
                                       cimxml::kParameterRefArray};

std::string_view nameFor(const ElementNames& names, Type type, bool isArray) {
    if (type == Type::kReference) {
        return isArray ? names.referenceArray : names.reference;
    }
    return isArray ? names.array : names.scalar;
}

std::string cimXmlText(const Scalar& scalar) {
    if (const bool* value = std::get_if<bool>(&scalar)) {
        return *value ? "TRUE" : "FALSE";
    }
    return formatScalar(scalar);
}

void writeValue(xml::Writer& writer, const Value& value) {
    if (value.type == Type::kReference || value.type == Type::kInstance) {
        return;  // no text form
    }
    if (value.scalar) {
        writer.element(cimxml::kValue, cimXmlText(*value.scalar));
    } else if (value.elements) {
        writer.start(cimxml::kValueArray);
        for (const Scalar& element : *value.elements) {
            writer.element(cimxml::kValue, cimXmlText(element));
        }
        writer.end();
    }
}

void writeQualifier(xml::Writer& writer, const Qualifier& qualifier) {
    writer.start(cimxml::kQualifier)
        .attribute(cimxml::kName, qualifier.name)
        .attribute(cimxml::kType, typeName(qualifier.value.type));
    if (qualifier.propagated) {
        writer.attribute(cimxml::kPropagated, "true");
    }
    if ((qualifier.flavor & flag::kDisableOverride) != 0) {
        writer.attribute(cimxml::kOverridable, "false");
    }
    if ((qualifier.flavor & flag::kRestricted) != 0) {
        writer.attribute(cimxml::kToSubclass, "false");
    }
    if ((qualifier.flavor & flag::kTranslatable) != 0) {
        writer.attribute(cimxml::kTranslatable, "true");
    }
    writeValue(writer, qualifier.value);
    writer.end();
}

void writeQualifiers(xml::Writer& writer, const std::vector<Qualifier>& qualifiers) {
    for (const Qualifier& qualifier : qualifiers) {
        writeQualifier(writer, qualifier);
    }
}

/// Opens the element of a property or parameter and writes what both have, but for attributes that only properties
/// have: those are written by `more`, before any content.
template <class Declaration, class More>
void startElement(xml::Writer& writer, const ElementNames& names, const Declaration& declaration, More more) {
    writer.start(nameFor(names, declaration.type, declaration.isArray)).attribute(cimxml::kName, declaration.name);
    if (declaration.type == Type::kReference) {
        if (!declaration.referenceClass.empty()) {
            writer.attribute(cimxml::kReferenceClass, declaration.referenceClass);
        }
    } else if (declaration.type == Type::kInstance) {
        writer.attribute(cimxml::kType, typeName(Type::kString));
    } else {
        writer.attribute(cimxml::kType, typeName(declaration.type));
    }
    if (declaration.isArray && declaration.maxSize != 0) {
        writer.attribute(cimxml::kArraySize, std::to_string(declaration.maxSize));
    }
    more();
    if (declaration.type == Type::kInstance) {
        writer.attribute(cimxml::kEmbeddedObject, declaration.referenceClass.empty() ? "object" : "instance");
    }
    writeQualifiers(writer, declaration.qualifiers);
    if (declaration.type == Type::kInstance && !declaration.referenceClass.empty() &&
        std::none_of(declaration.qualifiers.begin(), declaration.qualifiers.end(), [](const Qualifier& qualifier) {
            return sameName(qualifier.name, cimxml::kEmbeddedInstanceQualifier);
        })) {
        writeQualifier(writer,
                       {std::string(cimxml::kEmbeddedInstanceQualifier), Value::of(declaration.referenceClass)});
    }
}

void writeOrigin(xml::Writer& writer, const std::string& origin, bool propagated) {
    if (!origin.empty()) {
        writer.attribute(cimxml::kOrigin, origin);
    }
    if (propagated) {
        writer.attribute(cimxml::kPropagated, "true");
    }
}

void writeProperty(xml::Writer& writer, const PropertyDecl& property) {
    startElement(writer, kPropertyNames, property, [&] { writeOrigin(writer, property.origin, property.propagated); });
    writeValue(writer, property.defaultValue);
    writer.end();
}

void writeMethod(xml::Writer& writer, const MethodDecl& method) {
    writer.start(cimxml::kMethod).attribute(cimxml::kName, method.name);
    if (method.returnType) {
        writer.attribute(cimxml::kType, typeName(*method.returnType));
    }
    if (method.returnsArray) {
        writer.attribute(cimxml::kIsArray, "true");
    }
    writeOrigin(writer, method.origin, method.propagated);
    writeQualifiers(writer, method.qualifiers);
    for (const ParameterDecl& parameter : method.parameters) {
        startElement(writer, kParameterNames, parameter, [] {});
        writer.end();
    }
    writer.end();
}

}  // namespace

void writeClass(xml::Writer& writer, const Class& declaration) {
    writer.start(cimxml::kClass).attribute(cimxml::kName, declaration.name);
    if (!declaration.superClass.empty()) {
        writer.attribute(cimxml::kSuperClass, declaration.superClass);
    }
    writeQualifiers(writer, declaration.qualifiers);
    for (const PropertyDecl& property : declaration.properties) {
        writeProperty(writer, property);
    }
    for (const MethodDecl& method : declaration.methods) {
        writeMethod(writer, method);
    }
    writer.end();
}

}  // namespace wsman::cim
