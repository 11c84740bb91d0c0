#include "wsman/cim/mof_parser.h"

#include <algorithm>

#include "wsman/cim/mof_path.h"
#include "wsman/cim/quote.h"

namespace wsman::cim {

namespace {

/// A token as an error message shows it.
std::string shown(const MofToken& token) {
    switch (token.kind) {
        case MofTokenKind::kEnd:
            return "the end";
        case MofTokenKind::kString:
            return "a string";
        case MofTokenKind::kChar:
            return "a character";
        case MofTokenKind::kInteger:
        case MofTokenKind::kReal:
            return "a number";
        case MofTokenKind::kPragma:
            return "#pragma";
        case MofTokenKind::kAlias:
            return quoted("$" + token.text);
        default:
            return quoted(token.text);
    }
}

}  // namespace

MofParser::MofParser(std::string_view text, std::size_t offset, MofContext& context)
    : text_(text), lexer_(text, offset), context_(context), position_(offset) {
    if (text.size() > context.limits.maxBytes) {
        fail(ErrorCode::kLimitExceeded, "more than " + std::to_string(context.limits.maxBytes) + " bytes of MOF", 0);
        return;
    }
    advance();
}

bool MofParser::fail(ErrorCode code, std::string message, std::size_t offset) {
    return adopt({code, std::move(message), mofPlace(text_, offset)});
}

bool MofParser::failExpected(std::string_view what) {
    return fail(ErrorCode::kInvalidBody, std::string(what) + " was expected, not " + shown(token_), token_.offset);
}

bool MofParser::adopt(Error error) {
    if (!error_) {
        error_ = std::move(error);
    }
    token_ = {};
    return false;
}

void MofParser::advance() {
    if (error_) {
        return;
    }
    auto token = lexer_.next();
    if (token) {
        token_ = std::move(*token);
    } else {
        adopt(std::move(token.error()));
    }
}

bool MofParser::isSymbol(char symbol) const {
    return token_.kind == MofTokenKind::kSymbol && token_.text.front() == symbol;
}

bool MofParser::isWord(std::string_view word) const {
    return token_.kind == MofTokenKind::kName && sameName(token_.text, word);
}

bool MofParser::skipSymbol(char symbol) {
    const bool there = isSymbol(symbol);
    if (there) {
        advance();
    }
    return there;
}

bool MofParser::skipWord(std::string_view word) {
    const bool there = isWord(word);
    if (there) {
        advance();
    }
    return there;
}

bool MofParser::expectSymbol(char symbol) {
    return skipSymbol(symbol) ? !error_ : failExpected(quoted(std::string(1, symbol)));
}

bool MofParser::expectName(std::string& out, std::string_view what) {
    if (token_.kind != MofTokenKind::kName) {
        return failExpected(what);
    }
    out = std::move(token_.text);
    advance();
    return !error_;
}

bool MofParser::expectString(std::string& out, std::string_view what) {
    if (token_.kind != MofTokenKind::kString) {
        return failExpected(what);
    }
    out = std::move(token_.text);
    advance();
    return !error_;
}

/// After "as".
bool MofParser::expectAlias(std::string& out) {
    if (token_.kind != MofTokenKind::kAlias) {
        return failExpected("an alias with its $");
    }
    out = std::move(token_.text);
    advance();
    return !error_;
}

bool MofParser::countItem() {
    if (context_.itemsLeft == 0) {
        return fail(ErrorCode::kLimitExceeded, "more than " + std::to_string(context_.limits.maxItems) + " items",
                    token_.offset);
    }
    --context_.itemsLeft;
    return !error_;
}

/// After "#pragma". Those of other compilers may have no or several parameters.
bool MofParser::pragma() {
    const std::size_t offset = token_.offset;
    std::string name;
    std::string parameter;
    if (!expectName(name, "the name of a pragma")) {
        return false;
    }
    if (skipSymbol('(') && !isSymbol(')')) {
        do {
            if (token_.kind == MofTokenKind::kName) {
                advance();
            } else if (!expectString(parameter, "a string")) {
                return false;
            }
        } while (skipSymbol(','));
        if (!expectSymbol(')')) {
            return false;
        }
    }
    if (sameName(name, "include")) {
        return fail(ErrorCode::kUnsupported, "#pragma include cannot be followed: only this text is read", offset);
    }
    if (sameName(name, "namespace")) {
        splitNameSpace(parameter, context_.serverName, context_.nameSpace);
    }
    return !error_;
}

/// After "Qualifier".
bool MofParser::qualifierDeclaration(QualifierDecl& out) {
    Feature typed;
    if (!expectName(out.name, "the name of a qualifier") || !expectSymbol(':') || !featureType(typed, true) ||
        !arraySize(typed)) {
        return false;
    }
    if (!typed.type || *typed.type == Type::kReference) {
        return failExpected("a type that a qualifier can have");
    }
    out.defaultValue = Value::null(*typed.type, typed.isArray);
    if (skipSymbol('=') && !value({typed.type, typed.isArray}, out.defaultValue)) {
        return false;
    }
    if (!expectSymbol(',') || !skipWord("scope") || !expectSymbol('(')) {
        return failExpected("Scope(...)");
    }
    do {
        if (!countItem() || !expectName(out.scopes.emplace_back(), "an element of a scope")) {
            return false;
        }
    } while (skipSymbol(','));
    if (!expectSymbol(')')) {
        return false;
    }
    out.flavor = flag::kEnableOverride | flag::kToSubclass;
    if (skipSymbol(',')) {
        if (!skipWord("flavor") || !expectSymbol('(')) {
            return failExpected("Flavor(...)");
        }
        do {
            if (!flavors(out.flavor)) {
                return false;
            }
        } while (skipSymbol(','));
        if (!expectSymbol(')')) {
            return false;
        }
    }
    context_.qualifiers.insert_or_assign(foldName(out.name), out);
    return !error_;
}

/// Reads pragmas up to a declaration, and that; nothing at the end of the text.
bool MofParser::declaration(std::optional<MofDeclaration>& out) {
    while (token_.kind == MofTokenKind::kPragma) {
        advance();
        if (!pragma()) {
            return false;
        }
    }
    if (error_ || token_.kind == MofTokenKind::kEnd) {
        return !error_;
    }
    std::vector<Qualifier> qualifiers;
    if (!countItem() || !qualifierList(qualifiers)) {
        return false;
    }
    if (skipWord("class")) {
        Class declared;
        if (!classDeclaration(std::move(qualifiers), declared)) {
            return false;
        }
        out = std::move(declared);
    } else if (skipWord("instance")) {
        InstanceDecl declared;
        if (!instanceDeclaration(declared.instance, &declared.alias)) {
            return false;
        }
        out = std::move(declared);
    } else if (qualifiers.empty() && skipWord("qualifier")) {
        QualifierDecl declared;
        if (!qualifierDeclaration(declared)) {
            return false;
        }
        out = std::move(declared);
    } else {
        return failExpected(qualifiers.empty() ? "class, instance, Qualifier or #pragma" : "class or instance");
    }
    // The declaration is complete with its semicolon: what follows is the next one's business, errors included.
    if (!isSymbol(';')) {
        return failExpected("\";\"");
    }
    position_ = std::min(text_.find_first_not_of(" \t\r\n", token_.end), text_.size());
    return true;
}

Result<std::optional<MofDeclaration>> MofParser::next() {
    if (!error_ && isSymbol(';')) {
        advance();  // of the declaration before
    }
    std::optional<MofDeclaration> out;
    if (!error_ && declaration(out)) {
        return out;
    }
    return tl::unexpected(*error_);
}

}  // namespace wsman::cim
