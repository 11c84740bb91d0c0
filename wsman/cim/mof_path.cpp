#include "wsman/cim/mof_path.h"

#include <algorithm>
#include <memory>

#include "wsman/cim/datetime.h"
#include "wsman/cim/mof_lexer.h"
#include "wsman/cim/mof_literal.h"
#include "wsman/cim/quote.h"

namespace wsman::cim {

namespace {

tl::unexpected<Error> invalid(std::string_view path, std::string_view why) {
    return fail(ErrorCode::kInvalidValue, quoted(path) + " is not an object path: " + std::string(why));
}

bool isName(std::string_view text) {
    MofLexer lexer(text);
    const auto token = lexer.next();
    return token && token->kind == MofTokenKind::kName && token->text.size() == text.size();
}

Result<Scalar> fromString(std::string text, std::optional<Type> type, const PropertyLookup& lookup, std::size_t depth) {
    if (!type || *type == Type::kString) {
        return Scalar(std::move(text));
    }
    if (*type == Type::kDatetime) {
        auto datetime = parseDatetime(text);
        if (!datetime) {
            return tl::unexpected(std::move(datetime.error()));
        }
        return Scalar(*datetime);
    }
    if (*type == Type::kReference) {
        if (depth >= kMaxPathNesting) {
            return fail(ErrorCode::kLimitExceeded, "references are nested too deep");
        }
        auto target = readObjectPath(text, lookup, depth + 1);
        if (!target) {
            return tl::unexpected(std::move(target.error()));
        }
        return Scalar(Reference{std::make_shared<const Instance>(std::move(*target))});
    }
    return fail(ErrorCode::kInvalidValue, quoted(text) + " is not a " + std::string(typeName(*type)));
}

Result<Scalar> keyValue(const MofToken& token, std::optional<Type> type, const PropertyLookup& lookup,
                        std::size_t depth) {
    switch (token.kind) {
        case MofTokenKind::kString:
            return fromString(token.text, type, lookup, depth);
        case MofTokenKind::kChar:
            if (!type || *type == Type::kChar16) {
                return Scalar(Char16{token.unit});
            }
            break;
        case MofTokenKind::kInteger:
        case MofTokenKind::kReal:
            if (auto number = mofNumber(token, type)) {
                return std::move(*number);
            }
            break;
        case MofTokenKind::kName:
            if ((!type || *type == Type::kBoolean) && (sameName(token.text, "true") || sameName(token.text, "false"))) {
                return Scalar(sameName(token.text, "true"));
            }
            break;
        default:
            break;
    }
    return fail(ErrorCode::kInvalidValue,
                type ? "a " + std::string(typeName(*type)) + " was expected" : "the value of a key was expected");
}

/// "Key=value,Key=value" from `offset` on.
Result<void> readKeys(std::string_view path, std::size_t offset, Instance& out, const PropertyLookup& lookup,
                      std::size_t depth) {
    MofLexer lexer(path, offset);
    for (;;) {
        const auto name = lexer.next();
        const auto equals = name ? lexer.next() : name;
        const auto token = equals ? lexer.next() : equals;
        if (!token) {
            return invalid(path, token.error().message);
        }
        if (name->kind != MofTokenKind::kName || equals->text != "=" || equals->kind != MofTokenKind::kSymbol) {
            return invalid(path, "key=value was expected");
        }
        const PropertyDecl* declared = lookup ? lookup(out.className, name->text) : nullptr;
        auto value = keyValue(*token, declared ? std::optional<Type>(declared->type) : std::nullopt, lookup, depth);
        if (!value) {
            return value.error().code == ErrorCode::kLimitExceeded ? tl::unexpected(value.error())
                                                                   : invalid(path, value.error().message);
        }
        if (out.find(name->text)) {
            return invalid(path, "a key is stated twice");
        }
        out.properties.push_back({name->text, Value::of(std::move(*value)), flag::kKey});
        const auto separator = lexer.next();
        if (!separator) {
            return invalid(path, separator.error().message);
        }
        if (separator->kind == MofTokenKind::kEnd) {
            return {};
        }
        if (separator->kind != MofTokenKind::kSymbol || separator->text != ",") {
            return invalid(path, "a comma was expected after a key");
        }
        // Looking for a name among many is a walk through all of them.
        if (out.properties.size() >= 1024) {
            return fail(ErrorCode::kLimitExceeded, "an object path has too many keys");
        }
    }
}

}  // namespace

void splitNameSpace(std::string_view path, std::string& serverName, std::string& nameSpace) {
    std::string text(path);
    std::replace(text.begin(), text.end(), '\\', '/');
    serverName.clear();
    if (text.starts_with("//")) {
        const std::size_t end = std::min(text.find('/', 2), text.size());
        serverName = text.substr(2, end - 2);
        text.erase(0, end);
    }
    const std::size_t first = std::min(text.find_first_not_of('/'), text.size());
    const std::size_t last = text.find_last_not_of('/');
    nameSpace = first < text.size() ? text.substr(first, last - first + 1) : std::string();
}

Result<Instance> readObjectPath(std::string_view path, const PropertyLookup& lookup, std::size_t depth) {
    const std::size_t equals = path.find('=');
    const std::string_view head = path.substr(0, equals);
    const std::size_t colon = head.rfind(':');
    const std::size_t start = colon == std::string_view::npos ? 0 : colon + 1;
    const std::size_t dot = head.find('.', start);
    Instance out;
    if (colon != std::string_view::npos) {
        splitNameSpace(head.substr(0, colon), out.serverName, out.nameSpace);
    }
    out.className = std::string(head.substr(start, dot == std::string_view::npos ? dot : dot - start));
    if (!isName(out.className)) {
        return invalid(path, "the name of a class was expected");
    }
    if (dot == std::string_view::npos) {
        if (equals != std::string_view::npos && path.substr(equals) != "=@") {
            return invalid(path, "a dot was expected before the keys");
        }
        return out;
    }
    if (auto read = readKeys(path, dot + 1, out, lookup, depth); !read) {
        return tl::unexpected(std::move(read.error()));
    }
    return out;
}

}  // namespace wsman::cim
