#include <algorithm>
#include <limits>

#include "wsman/cim/datetime.h"
#include "wsman/cim/mof_literal.h"
#include "wsman/cim/mof_parser.h"
#include "wsman/cim/mof_path.h"
#include "wsman/cim/quote.h"

namespace wsman::cim {

bool MofParser::failType(Type type, std::string_view found) {
    return fail(ErrorCode::kInvalidValue,
                "a " + std::string(typeName(type)) + " was expected, not " + std::string(found), token_.offset);
}

bool MofParser::value(const Expected& expected, Value& out) {
    const bool literalTells = !expected.type;
    if (isSymbol('{')) {
        if (!literalTells && !expected.isArray) {
            return failType(*expected.type, "an array");
        }
        return arrayValue(expected, out);
    }
    const std::size_t offset = token_.offset;
    Scalar read;
    bool isNull = false;
    if (!scalar(expected.type, read, isNull)) {
        return false;
    }
    if (isNull) {
        out = Value::null(expected.type.value_or(Type::kString), expected.isArray);
        return true;
    }
    if (expected.isArray) {
        return fail(ErrorCode::kInvalidValue, "an array in braces was expected", offset);
    }
    out = Value::of(std::move(read));
    return true;
}

/// From the "{" to the "}".
bool MofParser::arrayValue(const Expected& expected, Value& out) {
    const std::size_t offset = token_.offset;
    advance();
    std::optional<Type> type = expected.type;
    bool guessedIntegers = false;
    std::vector<Scalar> elements;
    while (!error_ && !isSymbol('}')) {
        if (!elements.empty() && !expectSymbol(',')) {
            return false;
        }
        Scalar read;
        bool isNull = false;
        const std::size_t at = token_.offset;
        guessedIntegers = guessedIntegers || (!type && token_.kind == MofTokenKind::kInteger);
        if (!countItem() || !scalar(guessedIntegers && !expected.type ? std::nullopt : type, read, isNull)) {
            return false;
        }
        if (isNull) {
            return fail(ErrorCode::kInvalidValue, "an array cannot hold a null here", at);
        }
        type = type ? type : typeOf(read);
        elements.push_back(std::move(read));
    }
    if (!expectSymbol('}') || (guessedIntegers && !unifyIntegers(elements, offset))) {
        return false;
    }
    const Type elementType = elements.empty() ? type.value_or(Type::kString) : typeOf(elements.front());
    auto array = Value::array(elementType, std::move(elements));
    if (!array) {
        return fail(ErrorCode::kInvalidValue, std::move(array.error().message), offset);
    }
    out = std::move(*array);
    return true;
}

/// Integers whose type only they themselves tell are all of one: sint64, or uint64 where one needs it.
bool MofParser::unifyIntegers(std::vector<Scalar>& elements, std::size_t offset) {
    const auto isUnsigned = [](const Scalar& each) { return typeOf(each) == Type::kUint64; };
    if (std::none_of(elements.begin(), elements.end(), isUnsigned)) {
        return true;
    }
    for (Scalar& each : elements) {
        if (const auto* number = std::get_if<std::int64_t>(&each)) {
            if (*number < 0) {
                return fail(ErrorCode::kInvalidValue, "no integer type holds all numbers of the array", offset);
            }
            each = static_cast<std::uint64_t>(*number);
        }
    }
    return true;
}

bool MofParser::scalar(std::optional<Type> type, Scalar& out, bool& isNull) {
    switch (token_.kind) {
        case MofTokenKind::kName:
            return wordScalar(type, out, isNull);
        case MofTokenKind::kString:
            return stringScalar(type, out);
        case MofTokenKind::kAlias: {
            const MofToken token = token_;
            if (!aliasValue(token, type, out)) {
                return false;
            }
            break;
        }
        case MofTokenKind::kChar:
            if (type && *type != Type::kChar16) {
                return failType(*type, "a character");
            }
            out = Char16{token_.unit};
            break;
        case MofTokenKind::kInteger:
        case MofTokenKind::kReal: {
            auto number = mofNumber(token_, type);
            if (!number) {
                const auto literal = text_.substr(token_.offset, token_.end - token_.offset);
                return type ? failType(*type, literal)
                            : fail(ErrorCode::kInvalidValue, "no type holds the number", token_.offset);
            }
            out = std::move(*number);
            break;
        }
        default:
            return failExpected("a value");
    }
    advance();
    return !error_;
}

/// NULL, true, false, or an instance in place.
bool MofParser::wordScalar(std::optional<Type> type, Scalar& out, bool& isNull) {
    if (isWord("null")) {
        isNull = true;
    } else if (isWord("instance")) {
        if (type && *type != Type::kInstance) {
            return failType(*type, "an instance");
        }
        advance();
        Instance instance;
        if (!instanceDeclaration(instance, nullptr)) {
            return false;
        }
        out = Embedded{std::make_shared<const Instance>(std::move(instance))};
        return true;
    } else if (isWord("true") || isWord("false")) {
        if (type && *type != Type::kBoolean) {
            return failType(*type, quoted(token_.text));
        }
        out = isWord("true");
    } else {
        return failExpected("a value");
    }
    advance();
    return !error_;
}

bool MofParser::stringScalar(std::optional<Type> type, Scalar& out) {
    const Type wanted = type.value_or(Type::kString);
    switch (wanted) {
        case Type::kString:
            out = std::move(token_.text);
            break;
        case Type::kDatetime: {
            auto datetime = parseDatetime(token_.text);
            if (!datetime) {
                return failType(wanted, quoted(token_.text));
            }
            out = *datetime;
            break;
        }
        case Type::kReference: {
            const auto lookup = [this](std::string_view className, std::string_view property) {
                return context_.property(className, property).property;
            };
            auto target = readObjectPath(token_.text, lookup);
            if (!target) {
                return fail(target.error().code, std::move(target.error().message), token_.offset);
            }
            out = Reference{std::make_shared<const Instance>(std::move(*target))};
            break;
        }
        case Type::kInstance: {
            const MofToken token = token_;
            if (!embeddedInString(token, out)) {
                return false;
            }
            break;
        }
        default:
            return failType(wanted, "a string");
    }
    advance();
    return !error_;
}

}  // namespace wsman::cim
