#include <charconv>

#include "wsman/cim/cim_xml.h"
#include "wsman/cim/quote.h"
#include "wsman/cim/text.h"
#include "wsman/cim/xml_codec.h"
#include "wsman/xml/chars.h"

namespace wsman::cim {

namespace {

tl::unexpected<Error> invalid(ErrorCode code, std::string message, xml::Node element) {
    return fail(code, std::move(message), element.path());
}

std::string attributeOf(xml::Node element, std::string_view name) {
    return element.attribute(name).value_or(std::string());
}

/// A boolean attribute of DSP0201: "true" in any case.
bool boolean(xml::Node element, std::string_view name, bool otherwise) {
    const auto text = element.attribute(name);
    return text ? sameName(*text, "true") : otherwise;
}

std::uint32_t arraySize(xml::Node element) {
    const std::string text = attributeOf(element, cimxml::kArraySize);
    std::uint32_t size = 0;
    std::from_chars(text.data(), text.data() + text.size(), size);
    return size;
}

Result<std::string> nameOf(xml::Node element) {
    auto name = element.attribute(cimxml::kName);
    if (!name || name->empty()) {
        return invalid(ErrorCode::kInvalidBody, "no " + std::string(cimxml::kName), element);
    }
    return std::move(*name);
}

Result<Type> typeAttribute(xml::Node element) {
    const std::string text = attributeOf(element, cimxml::kType);
    const auto type = typeByName(text);
    if (!type) {
        return invalid(ErrorCode::kInvalidBody, quoted(text) + " is not a CIM type", element);
    }
    return *type;
}

/// CIM-XML writes an integer in hexadecimal too ("0x1F", DSP0201 §5.2.4.1); WS-CIM does not.
std::string decimalOf(std::string_view text) {
    const std::string_view core = xml::trim(text);
    if (!core.starts_with("0x") && !core.starts_with("0X")) {
        return std::string(text);
    }
    std::uint64_t number = 0;
    const char* const end = core.data() + core.size();
    const auto [stop, error] = std::from_chars(core.data() + 2, end, number, 16);
    return error == std::errc{} && stop == end ? std::to_string(number) : std::string(text);
}

bool isInteger(Type type) {
    return type >= Type::kUint8 && type <= Type::kSint64;
}

Result<Scalar> readElement(xml::Node value, Type type) {
    if (value.localName() != cimxml::kValue) {
        return invalid(ErrorCode::kInvalidValue, "an array cannot hold a null", value);
    }
    const std::string text = value.rawText();
    auto scalar = parseScalar(type, isInteger(type) ? decimalOf(text) : text);
    if (!scalar) {
        return invalid(ErrorCode::kInvalidValue, std::move(scalar.error().message), value);
    }
    return scalar;
}

/// The VALUE or VALUE.ARRAY in `element`; null when there is neither, or when the type is one whose values are not text
/// (the default of a reference or of an embedded instance is not kept).
Result<Value> readValueOf(xml::Node element, Type type, bool isArray) {
    const bool hasText = type != Type::kReference && type != Type::kInstance;
    if (const xml::Node array = element.childLocal(cimxml::kValueArray); array && hasText) {
        std::vector<Scalar> elements;
        for (xml::Node child = array.firstChild(); child; child = child.next()) {
            auto scalar = readElement(child, type);
            if (!scalar) {
                return tl::unexpected(std::move(scalar.error()));
            }
            elements.push_back(std::move(*scalar));
        }
        return Value{type, true, {}, std::move(elements)};
    }
    if (const xml::Node value = element.childLocal(cimxml::kValue); value && hasText && !isArray) {
        auto scalar = readElement(value, type);
        if (!scalar) {
            return tl::unexpected(std::move(scalar.error()));
        }
        return Value::of(std::move(*scalar));
    }
    return Value::null(type, isArray);
}

Result<Qualifier> readQualifier(xml::Node element) {
    auto name = nameOf(element);
    if (!name) {
        return tl::unexpected(std::move(name.error()));
    }
    Type type = Type::kString;
    if (element.attribute(cimxml::kType)) {
        const auto said = typeAttribute(element);
        if (!said) {
            return tl::unexpected(said.error());
        }
        type = *said;
    }
    auto value = readValueOf(element, type, false);
    if (!value) {
        return tl::unexpected(std::move(value.error()));
    }
    const std::uint32_t flavor =
        (boolean(element, cimxml::kOverridable, true) ? flag::kEnableOverride : flag::kDisableOverride) |
        (boolean(element, cimxml::kToSubclass, true) ? flag::kToSubclass : flag::kRestricted) |
        (boolean(element, cimxml::kTranslatable, false) ? flag::kTranslatable : 0);
    return Qualifier{std::move(*name), std::move(*value), flavor, boolean(element, cimxml::kPropagated, false)};
}

Result<std::vector<Qualifier>> readQualifiers(xml::Node element) {
    std::vector<Qualifier> qualifiers;
    for (xml::Node child = element.firstChild(); child; child = child.next()) {
        if (child.localName() != cimxml::kQualifier) {
            continue;
        }
        auto qualifier = readQualifier(child);
        if (!qualifier) {
            return tl::unexpected(std::move(qualifier.error()));
        }
        qualifiers.push_back(std::move(*qualifier));
    }
    return qualifiers;
}

/// What PROPERTY... and PARAMETER... elements have in common.
struct Element {
    std::string name;
    Type type = Type::kString;
    bool isArray = false;
    std::uint32_t maxSize = 0;
    std::string referenceClass;
    std::vector<Qualifier> qualifiers;
};

/// Embedded instances travel as strings, marked by an attribute or by a qualifier.
bool isEmbedded(xml::Node element, const std::vector<Qualifier>& qualifiers) {
    return element.attribute(cimxml::kEmbeddedObject) || element.attribute("EMBEDDEDOBJECT") ||
           saysEmbedded(qualifiers);
}

Result<Element> readCommon(xml::Node node) {
    Element element;
    auto name = nameOf(node);
    if (!name) {
        return tl::unexpected(std::move(name.error()));
    }
    element.name = std::move(*name);
    auto qualifiers = readQualifiers(node);
    if (!qualifiers) {
        return tl::unexpected(std::move(qualifiers.error()));
    }
    element.qualifiers = std::move(*qualifiers);
    const std::string_view kind = node.localName();
    element.isArray = kind.ends_with("ARRAY");
    element.maxSize = element.isArray ? arraySize(node) : 0;
    if (kind.ends_with(".REFERENCE") || kind.ends_with(".REFARRAY")) {
        element.type = Type::kReference;
    } else {
        const auto type = typeAttribute(node);
        if (!type) {
            return tl::unexpected(type.error());
        }
        element.type = *type == Type::kString && isEmbedded(node, element.qualifiers) ? Type::kInstance : *type;
    }
    element.referenceClass = element.type == Type::kInstance ? embeddedClass(element.qualifiers)
                                                             : attributeOf(node, cimxml::kReferenceClass);
    return element;
}

Result<PropertyDecl> readProperty(xml::Node node) {
    auto common = readCommon(node);
    if (!common) {
        return tl::unexpected(std::move(common.error()));
    }
    auto value = readValueOf(node, common->type, common->isArray);
    if (!value) {
        return tl::unexpected(std::move(value.error()));
    }
    if (value->isArray != common->isArray) {
        return invalid(ErrorCode::kInvalidBody, "an array as the default of a property that is no array", node);
    }
    const std::uint32_t flags = propertyFlags(common->qualifiers);
    return PropertyDecl{std::move(common->name),
                        common->type,
                        common->isArray,
                        common->maxSize,
                        std::move(common->referenceClass),
                        value->isNull() ? Value{} : std::move(*value),
                        attributeOf(node, cimxml::kOrigin),
                        boolean(node, cimxml::kPropagated, false),
                        std::move(common->qualifiers),
                        flags};
}

Result<ParameterDecl> readParameter(xml::Node node) {
    auto common = readCommon(node);
    if (!common) {
        return tl::unexpected(std::move(common.error()));
    }
    const std::uint32_t flags = parameterFlags(common->qualifiers);
    return ParameterDecl{std::move(common->name),
                         common->type,
                         common->isArray,
                         common->maxSize,
                         std::move(common->referenceClass),
                         std::move(common->qualifiers),
                         flags};
}

Result<MethodDecl> readMethod(xml::Node node) {
    MethodDecl method;
    auto name = nameOf(node);
    if (!name) {
        return tl::unexpected(std::move(name.error()));
    }
    method.name = std::move(*name);
    if (node.attribute(cimxml::kType)) {
        const auto type = typeAttribute(node);
        if (!type) {
            return tl::unexpected(type.error());
        }
        method.returnType = *type;
    }
    method.returnsArray = boolean(node, cimxml::kIsArray, false);
    method.origin = attributeOf(node, cimxml::kOrigin);
    method.propagated = boolean(node, cimxml::kPropagated, false);
    auto qualifiers = readQualifiers(node);
    if (!qualifiers) {
        return tl::unexpected(std::move(qualifiers.error()));
    }
    method.flags = methodFlags(*qualifiers);
    method.qualifiers = std::move(*qualifiers);
    for (xml::Node child = node.firstChild(); child; child = child.next()) {
        const std::string_view kind = child.localName();
        if (kind != cimxml::kParameter && kind != cimxml::kParameterArray && kind != cimxml::kParameterReference &&
            kind != cimxml::kParameterRefArray) {
            continue;
        }
        auto parameter = readParameter(child);
        if (!parameter) {
            return tl::unexpected(std::move(parameter.error()));
        }
        method.parameters.push_back(std::move(*parameter));
    }
    return method;
}

/// Reads a child of CLASS into it; what is unknown changes nothing.
Result<void> readMember(xml::Node child, Class& declaration) {
    const std::string_view kind = child.localName();
    if (kind == cimxml::kProperty || kind == cimxml::kPropertyArray || kind == cimxml::kPropertyReference ||
        kind == cimxml::kPropertyRefArray) {
        auto property = readProperty(child);
        if (!property) {
            return tl::unexpected(std::move(property.error()));
        }
        declaration.properties.push_back(std::move(*property));
    } else if (kind == cimxml::kMethod) {
        auto method = readMethod(child);
        if (!method) {
            return tl::unexpected(std::move(method.error()));
        }
        declaration.methods.push_back(std::move(*method));
    }
    return {};
}

}  // namespace

Result<Class> readClass(xml::Node element) {
    if (element && element.localName() != cimxml::kClass) {
        element = element.childLocal(cimxml::kClass);
    }
    if (!element) {
        return fail(ErrorCode::kInvalidBody, "there is no CLASS element");
    }
    Class declaration;
    auto name = nameOf(element);
    if (!name) {
        return tl::unexpected(std::move(name.error()));
    }
    declaration.name = std::move(*name);
    declaration.superClass = attributeOf(element, cimxml::kSuperClass);
    auto qualifiers = readQualifiers(element);
    if (!qualifiers) {
        return tl::unexpected(std::move(qualifiers.error()));
    }
    declaration.flags = classFlags(*qualifiers);
    declaration.qualifiers = std::move(*qualifiers);
    for (xml::Node child = element.firstChild(); child; child = child.next()) {
        const auto read = readMember(child, declaration);
        if (!read) {
            return tl::unexpected(read.error());
        }
    }
    return declaration;
}

}  // namespace wsman::cim
