#include <fmt/format.h>

#include <algorithm>

#include "wsman/cim/cim_xml.h"
#include "wsman/cim/mof_path.h"
#include "wsman/cim/text.h"
#include "wsman/cim/xml_codec.h"

namespace wsman::cim {

namespace {

constexpr std::size_t kIndent = 4;

std::string indent(std::size_t depth) {
    return std::string(depth * kIndent, ' ');
}

/// Appends `text` escaped for a MOF literal in quotes of the kind `quote`.
void appendEscaped(std::string& out, std::string_view text, char quote) {
    for (const char c : text) {
        switch (c) {
            case '\b':
                out += "\\b";
                break;
            case '\t':
                out += "\\t";
                break;
            case '\n':
                out += "\\n";
                break;
            case '\f':
                out += "\\f";
                break;
            case '\r':
                out += "\\r";
                break;
            case '\\':
                out += "\\\\";
                break;
            default:
                if (c == quote) {
                    out.append(1, '\\').append(1, c);
                } else if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F) {
                    out += fmt::format("\\x{:04X}", static_cast<unsigned char>(c));
                } else {
                    out += c;
                }
        }
    }
}

std::string stringLiteral(std::string_view text) {
    std::string out = "\"";
    appendEscaped(out, text, '"');
    return out += '"';
}

std::string characterLiteral(Char16 character) {
    if (character.unit >= 0xD800 && character.unit <= 0xDFFF) {
        return fmt::format("'\\x{:04X}'", static_cast<unsigned>(character.unit));
    }
    std::string out = "'";
    appendEscaped(out, formatScalar(character), '\'');
    return out += '\'';
}

/// MOF wants a decimal point in every real, and has no infinity.
std::string realLiteral(const std::string& text) {
    if (text == "NaN" || text == "INF" || text == "-INF") {
        return "NULL /* " + text + " */";
    }
    if (text.find('.') != std::string::npos) {
        return text;
    }
    const auto exponent = std::min(text.find('e'), text.size());
    return text.substr(0, exponent) + ".0" + text.substr(exponent);
}

/// `NameSpace:Class.Key="value",Other=5`, the path that a MOF reference holds. Keys of a path have no reals, dates are
/// strings, references are paths in quotes.
std::string objectPath(const Instance& instance, std::size_t depth) {
    std::string path = instance.nameSpace.empty() ? instance.className : instance.nameSpace + ":" + instance.className;
    char separator = '.';
    for (const Property& key : instance.properties) {
        if ((key.flags & flag::kKey) == 0 || !key.value.scalar) {
            continue;
        }
        path.append(1, separator).append(key.name).append(1, '=');
        separator = ',';
        const auto* reference = key.value.get<Reference>();
        if (reference != nullptr) {
            const bool nested = reference->target && depth < kMaxPathNesting;
            path += stringLiteral(nested ? objectPath(*reference->target, depth + 1) : std::string());
        } else if (key.value.type == Type::kString || key.value.type == Type::kDatetime) {
            path += stringLiteral(formatScalar(*key.value.scalar));
        } else if (const auto* character = key.value.get<Char16>()) {
            path += characterLiteral(*character);
        } else {
            path += formatScalar(*key.value.scalar);
        }
    }
    return path;
}

void appendInstance(std::string& out, const Instance& instance, std::size_t depth);

void appendScalar(std::string& out, const Scalar& scalar, std::size_t depth) {
    if (const auto* character = std::get_if<Char16>(&scalar)) {
        out += characterLiteral(*character);
    } else if (const auto* reference = std::get_if<Reference>(&scalar)) {
        out += reference->target ? stringLiteral(objectPath(*reference->target, 0)) : "NULL";
    } else if (const auto* embedded = std::get_if<Embedded>(&scalar)) {
        if (embedded->instance && depth < kMaxNesting) {
            appendInstance(out, *embedded->instance, depth + 1);
        } else {
            out += "NULL";
        }
    } else if (std::holds_alternative<std::string>(scalar) || std::holds_alternative<Datetime>(scalar)) {
        out += stringLiteral(formatScalar(scalar));
    } else if (std::holds_alternative<float>(scalar) || std::holds_alternative<double>(scalar)) {
        out += realLiteral(formatScalar(scalar));
    } else {
        out += formatScalar(scalar);
    }
}

void appendValue(std::string& out, const Value& value, std::size_t depth) {
    if (value.scalar) {
        return appendScalar(out, *value.scalar, depth);
    }
    if (!value.elements) {
        out += "NULL";
        return;
    }
    out += '{';
    std::string_view separator;
    for (const Scalar& element : *value.elements) {
        out += separator;
        appendScalar(out, element, depth);
        separator = ", ";
    }
    out += '}';
}

/// Everything of `instance of X { ... }` but the semicolon; `depth` is that of its braces.
void appendInstance(std::string& out, const Instance& instance, std::size_t depth) {
    out.append("instance of ").append(instance.className).append("\n").append(indent(depth)).append("{\n");
    for (const Property& property : instance.properties) {
        out.append(indent(depth + 1)).append(property.name).append(" = ");
        appendValue(out, property.value, depth);
        out += ";\n";
    }
    out.append(indent(depth)).append("}");
}

std::string qualifierText(const Qualifier& qualifier) {
    std::string out = qualifier.name;
    const bool* set = qualifier.value.get<bool>();
    if (set != nullptr ? !*set : qualifier.value.scalar.has_value()) {
        out += '(';
        appendScalar(out, *qualifier.value.scalar, 0);
        out += ')';
    } else if (qualifier.value.elements) {
        out += ' ';
        appendValue(out, qualifier.value, 0);
    }
    std::string flavors;
    flavors += (qualifier.flavor & flag::kDisableOverride) != 0 ? " DisableOverride" : "";
    flavors += (qualifier.flavor & flag::kRestricted) != 0 ? " Restricted" : "";
    flavors += (qualifier.flavor & flag::kTranslatable) != 0 ? " Translatable" : "";
    return flavors.empty() ? out : out + " :" + flavors;
}

/// "[A, B(\"x\")]", or nothing. An embedded type needs the qualifier that says so, stated or not.
std::string qualifierList(const std::vector<Qualifier>& qualifiers, bool embedded = false,
                          const std::string& embeddedClass = {}) {
    std::string out;
    bool told = !embedded;
    for (const Qualifier& qualifier : qualifiers) {
        out.append(out.empty() ? "[" : ", ").append(qualifierText(qualifier));
        told = told || sameName(qualifier.name, cimxml::kEmbeddedInstanceQualifier) ||
               sameName(qualifier.name, cimxml::kEmbeddedObjectQualifier);
    }
    if (!told) {
        out += out.empty() ? "[" : ", ";
        out += embeddedClass.empty()
                   ? std::string(cimxml::kEmbeddedObjectQualifier)
                   : fmt::format("{}({})", cimxml::kEmbeddedInstanceQualifier, stringLiteral(embeddedClass));
    }
    return out.empty() ? out : out + "]";
}

/// "uint32 Name[4]", "CIM_X REF Name", with the qualifiers before it, each on its line.
template <class Declaration>
void appendDeclaration(std::string& out, const Declaration& declaration, std::string_view lead) {
    const std::string qualifiers =
        qualifierList(declaration.qualifiers, declaration.type == Type::kInstance, declaration.referenceClass);
    if (!qualifiers.empty()) {
        out.append(lead).append(qualifiers).append("\n");
    }
    out += lead;
    if (declaration.type == Type::kReference) {
        out.append(declaration.referenceClass.empty() ? "object" : declaration.referenceClass).append(" REF");
    } else {
        out += typeName(declaration.type == Type::kInstance ? Type::kString : declaration.type);
    }
    out.append(" ").append(declaration.name);
    if (declaration.isArray) {
        out += declaration.maxSize != 0 ? fmt::format("[{}]", declaration.maxSize) : "[]";
    }
}

void appendMethod(std::string& out, const MethodDecl& method) {
    const std::string lead = indent(1);
    const std::string qualifiers = qualifierList(method.qualifiers);
    if (!qualifiers.empty()) {
        out.append(lead).append(qualifiers).append("\n");
    }
    out.append(lead).append(method.returnType ? typeName(*method.returnType) : "void");
    out.append(method.returnsArray ? "[] " : " ").append(method.name).append("(");
    std::string_view separator = "\n";
    for (const ParameterDecl& parameter : method.parameters) {
        out += separator;
        appendDeclaration(out, parameter, indent(2));
        separator = ",\n";
    }
    out += ");\n";
}

}  // namespace

std::string toMof(const Instance& instance) {
    std::string out;
    appendInstance(out, instance, 0);
    return out + ";\n";
}

std::string toMof(const Class& declaration) {
    std::string out;
    if (const std::string qualifiers = qualifierList(declaration.qualifiers); !qualifiers.empty()) {
        out += qualifiers + "\n";
    }
    out += "class " + declaration.name;
    if (!declaration.superClass.empty()) {
        out += " : " + declaration.superClass;
    }
    out += "\n{\n";
    for (const PropertyDecl& property : declaration.properties) {
        appendDeclaration(out, property, indent(1));
        if (!property.defaultValue.isNull()) {
            out += " = ";
            appendValue(out, property.defaultValue, 0);
        }
        out += ";\n";
    }
    for (const MethodDecl& method : declaration.methods) {
        appendMethod(out, method);
    }
    return out + "};\n";
}

}  // namespace wsman::cim
