#include <algorithm>
#include <limits>

#include "wsman/cim/mof_parser.h"
#include "wsman/cim/quote.h"

namespace wsman::cim {

namespace {

/// The types of DSP0004 §5.6.3 that a literal does not show.
std::optional<Type> standardType(std::string_view qualifier) {
    for (const std::string_view name : {"Max", "MaxLen", "Min", "MinLen"}) {
        if (sameName(qualifier, name)) {
            return Type::kUint32;
        }
    }
    return std::nullopt;
}

std::optional<Type> dataType(std::string_view word) {
    const auto type = typeByName(word);
    return type && *type != Type::kReference && *type != Type::kInstance ? type : std::nullopt;
}

}  // namespace

/// After "class".
bool MofParser::classDeclaration(std::vector<Qualifier> qualifiers, Class& out) {
    std::string alias;
    if (!expectName(out.name, "the name of a class") || (skipWord("as") && !expectAlias(alias)) ||
        (skipSymbol(':') && !expectName(out.superClass, "the name of a superclass")) || !expectSymbol('{')) {
        return false;
    }
    out.nameSpace = context_.nameSpace;
    out.serverName = context_.serverName;
    out.flags = classFlags(qualifiers);
    out.qualifiers = std::move(qualifiers);
    std::unordered_set<std::string> properties;
    while (!isSymbol('}')) {
        if (!classMember(out, properties)) {
            return false;
        }
    }
    advance();
    if (!error_) {
        context_.declare(std::make_shared<const Class>(out));
    }
    return !error_;
}

bool MofParser::classMember(Class& out, std::unordered_set<std::string>& names) {
    Feature read;
    const std::size_t offset = token_.offset;
    if (!countItem() || !feature(read, false)) {
        return false;
    }
    // Methods and properties have separate names (DSP0004 §5.1.2.8).
    const bool isMethod = isSymbol('(');
    if (!names.insert((isMethod ? "(" : "") + foldName(read.name)).second) {
        return fail(ErrorCode::kInvalidValue, quoted(read.name) + " is declared twice", offset);
    }
    if (isMethod) {
        if (read.type == Type::kReference || read.maxSize != 0) {
            return failExpected("a data type that a method can return");
        }
        MethodDecl method;
        method.name = std::move(read.name);
        method.returnType = read.type;
        method.returnsArray = read.returnsArray;
        method.flags = methodFlags(read.qualifiers);
        method.qualifiers = std::move(read.qualifiers);
        advance();
        if (!parameters(method) || !expectSymbol(';')) {
            return false;
        }
        out.methods.push_back(std::move(method));
        return true;
    }
    if (!read.type || read.returnsArray) {
        return failExpected("\"(\"");
    }
    PropertyDecl property;
    property.name = std::move(read.name);
    if (!arraySize(read)) {
        return false;
    }
    property.type = *read.type == Type::kString && saysEmbedded(read.qualifiers) ? Type::kInstance : *read.type;
    property.isArray = read.isArray;
    property.maxSize = read.maxSize;
    property.referenceClass =
        property.type == Type::kInstance ? embeddedClass(read.qualifiers) : std::move(read.referenceClass);
    property.flags = propertyFlags(read.qualifiers);
    property.qualifiers = std::move(read.qualifiers);
    if (skipSymbol('=')) {
        Value initial;
        if (!value({property.type, property.isArray}, initial)) {
            return false;
        }
        property.defaultValue = initial.isNull() ? Value{} : std::move(initial);
    }
    out.properties.push_back(std::move(property));
    return expectSymbol(';');
}

/// Qualifiers, type and name.
bool MofParser::feature(Feature& out, bool isParameter) {
    return qualifierList(out.qualifiers) && featureType(out, isParameter) &&
           expectName(out.name, isParameter ? "the name of a parameter" : "the name of a property or method");
}

bool MofParser::featureType(Feature& out, bool isParameter) {
    std::string word;
    if (!expectName(word, "a type")) {
        return false;
    }
    if (skipWord("ref")) {
        out.type = Type::kReference;
        out.referenceClass = sameName(word, "object") ? std::string() : std::move(word);
        return !error_;
    }
    out.type = dataType(word);
    if (!out.type && (isParameter || !sameName(word, "void"))) {
        return token_.kind == MofTokenKind::kName ? failExpected("REF after the name of a class")
                                                  : failExpected(quoted(word) + " is no type, and REF");
    }
    if (!isParameter && skipSymbol('[')) {
        out.returnsArray = true;
        return expectSymbol(']');
    }
    return !error_;
}

/// "[]" or "[4]", or nothing.
bool MofParser::arraySize(Feature& out) {
    if (!skipSymbol('[')) {
        return !error_;
    }
    out.isArray = true;
    if (token_.kind == MofTokenKind::kInteger) {
        if (token_.negative || token_.magnitude > std::numeric_limits<std::uint32_t>::max()) {
            return fail(ErrorCode::kInvalidValue, "the size of an array is out of range", token_.offset);
        }
        out.maxSize = static_cast<std::uint32_t>(token_.magnitude);
        advance();
    }
    return expectSymbol(']');
}

/// After the "(", and the ")" too.
bool MofParser::parameters(MethodDecl& out) {
    std::unordered_set<std::string> names;
    if (skipSymbol(')')) {
        return !error_;
    }
    do {
        Feature read;
        const std::size_t offset = token_.offset;
        if (!countItem() || !feature(read, true) || !arraySize(read)) {
            return false;
        }
        if (!names.insert(foldName(read.name)).second) {
            return fail(ErrorCode::kInvalidValue, quoted(read.name) + " is declared twice", offset);
        }
        ParameterDecl parameter;
        parameter.name = std::move(read.name);
        parameter.type = *read.type == Type::kString && saysEmbedded(read.qualifiers) ? Type::kInstance : *read.type;
        parameter.isArray = read.isArray;
        parameter.maxSize = read.maxSize;
        parameter.referenceClass =
            parameter.type == Type::kInstance ? embeddedClass(read.qualifiers) : std::move(read.referenceClass);
        parameter.flags = parameterFlags(read.qualifiers);
        parameter.qualifiers = std::move(read.qualifiers);
        out.parameters.push_back(std::move(parameter));
    } while (skipSymbol(','));
    return expectSymbol(')');
}

/// "[...]", or nothing.
bool MofParser::qualifierList(std::vector<Qualifier>& out) {
    if (!skipSymbol('[')) {
        return !error_;
    }
    std::unordered_set<std::string> names;
    do {
        Qualifier read;
        const std::size_t offset = token_.offset;
        if (!countItem() || !qualifier(read)) {
            return false;
        }
        if (!names.insert(foldName(read.name)).second) {
            return fail(ErrorCode::kInvalidValue, quoted(read.name) + " is stated twice", offset);
        }
        out.push_back(std::move(read));
    } while (skipSymbol(','));
    return expectSymbol(']');
}

bool MofParser::qualifier(Qualifier& out) {
    if (!expectName(out.name, "the name of a qualifier")) {
        return false;
    }
    const auto found = context_.qualifiers.find(foldName(out.name));
    const QualifierDecl* declared = found == context_.qualifiers.end() ? nullptr : &found->second;
    out.flavor = declared ? declared->flavor : flag::kEnableOverride | flag::kToSubclass;
    if (!qualifierValue(declared, out)) {
        return false;
    }
    if (skipSymbol(':')) {
        if (token_.kind != MofTokenKind::kName) {
            return failExpected("a flavor");
        }
        while (token_.kind == MofTokenKind::kName) {
            if (!flavors(out.flavor)) {
                return false;
            }
        }
    }
    return !error_;
}

/// "(value)", "{values}" or nothing, which is true, or the declared default of a qualifier that is no boolean.
bool MofParser::qualifierValue(const QualifierDecl* declared, Qualifier& out) {
    Expected expected;
    if (declared) {
        expected = {declared->defaultValue.type, declared->defaultValue.isArray};
    } else {
        expected = {standardType(out.name), isSymbol('{')};
    }
    if (isSymbol('{')) {
        return value(expected, out.value);
    }
    if (!skipSymbol('(')) {
        const bool isBoolean = !declared || (expected.type == Type::kBoolean && !expected.isArray);
        out.value = isBoolean ? Value::of(true) : declared->defaultValue;
        return !error_;
    }
    return value(expected, out.value) && expectSymbol(')');
}

/// One flavor; those of WMI that say how it stores a qualifier change nothing.
bool MofParser::flavors(std::uint32_t& flavor) {
    const auto replace = [&flavor](std::uint32_t off, std::uint32_t on) { flavor = (flavor & ~off) | on; };
    if (isWord("enableoverride")) {
        replace(flag::kDisableOverride, flag::kEnableOverride);
    } else if (isWord("disableoverride")) {
        replace(flag::kEnableOverride, flag::kDisableOverride);
    } else if (isWord("tosubclass")) {
        replace(flag::kRestricted, flag::kToSubclass);
    } else if (isWord("restricted")) {
        replace(flag::kToSubclass, flag::kRestricted);
    } else if (isWord("translatable")) {
        replace(0, flag::kTranslatable);
    } else if (!isWord("toinstance") && !isWord("amended")) {
        return failExpected("EnableOverride, DisableOverride, ToSubclass, Restricted or Translatable");
    }
    advance();
    return !error_;
}

}  // namespace wsman::cim
