#include "wsman/cim/mof_parser.h"
#include "wsman/cim/mof_path.h"
#include "wsman/cim/quote.h"

namespace wsman::cim {

/// After "instance"; up to the "}". No alias is wanted from an instance in place of a value, which can have none.
bool MofParser::instanceDeclaration(Instance& out, std::string* alias) {
    if (!skipWord("of")) {
        return failExpected("of");
    }
    if (context_.depth >= context_.limits.maxDepth) {
        return fail(ErrorCode::kLimitExceeded, "instances are nested too deep", token_.offset);
    }
    if (!expectName(out.className, "the name of a class")) {
        return false;
    }
    if (alias && skipWord("as") && !expectAlias(*alias)) {
        return false;
    }
    if (!expectSymbol('{')) {
        return false;
    }
    if (alias) {
        out.nameSpace = context_.nameSpace;
        out.serverName = context_.serverName;
    }
    ++context_.depth;
    std::unordered_set<std::string> names;
    while (!isSymbol('}')) {
        if (!instanceMember(out, names)) {
            return false;
        }
    }
    --context_.depth;
    advance();
    if (!error_ && alias && !alias->empty() &&
        !context_.aliases.emplace(foldName(*alias), std::make_shared<const Instance>(out)).second) {
        return fail(ErrorCode::kInvalidValue, "the alias $" + *alias + " is declared twice", token_.offset);
    }
    return !error_;
}

/// `Name = value;`
bool MofParser::instanceMember(Instance& out, std::unordered_set<std::string>& names) {
    std::vector<Qualifier> qualifiers;  // which WMI writes, and an instance cannot have
    if (!countItem() || !qualifierList(qualifiers)) {
        return false;
    }
    const std::size_t offset = token_.offset;
    Property property;
    if (!expectName(property.name, "the name of a property or \"}\"")) {
        return false;
    }
    if (!names.insert(foldName(property.name)).second) {
        return fail(ErrorCode::kInvalidValue, quoted(property.name) + " is stated twice", offset);
    }
    const auto found = context_.property(out.className, property.name);
    if (found.known && !found.property) {
        return fail(ErrorCode::kInvalidValue, quoted(out.className) + " has no property " + quoted(property.name),
                    offset);
    }
    Expected expected;
    if (found.property) {
        expected = {found.property->type, found.property->isArray};
        property.flags = found.property->flags;
    }
    if (!expectSymbol('=') || !value(expected, property.value) || !expectSymbol(';')) {
        return false;
    }
    out.properties.push_back(std::move(property));
    return true;
}

/// A string that holds the declaration of an instance (DSP0004 §5.6.3.14).
bool MofParser::embeddedInString(const MofToken& token, Scalar& out) {
    const std::string nameSpace = context_.nameSpace;
    const std::string serverName = context_.serverName;
    MofParser inner(token.text, 0, context_);
    auto read = inner.next();
    auto* declared = read && *read ? std::get_if<InstanceDecl>(&**read) : nullptr;
    std::string why;
    if (!read) {
        why = read.error().text();
    } else if (!declared) {
        why = "it declares no instance";
    } else if (const auto more = inner.next(); !more || *more) {
        why = more ? "more than one declaration" : more.error().text();
    }
    if (!why.empty()) {
        return fail(read ? ErrorCode::kInvalidValue : read.error().code, "the instance in a string: " + why,
                    token.offset);
    }
    context_.nameSpace = nameSpace;
    context_.serverName = serverName;
    declared->instance.nameSpace.clear();
    declared->instance.serverName.clear();
    out = Embedded{std::make_shared<const Instance>(std::move(declared->instance))};
    return true;
}

bool MofParser::aliasValue(const MofToken& token, std::optional<Type> type, Scalar& out) {
    if (type && *type != Type::kReference && *type != Type::kInstance) {
        return failType(*type, "an alias");
    }
    const auto found = context_.aliases.find(foldName(token.text));
    if (found == context_.aliases.end()) {
        return fail(ErrorCode::kNotFound, "the alias $" + token.text + " is not declared before", token.offset);
    }
    const bool embedded = type == Type::kInstance;
    const auto target = embedded ? found->second : keysOf(*found->second);
    const std::size_t depthLeft = context_.limits.maxDepth - context_.depth;
    if (!context_.take(*target, embedded ? depthLeft : 1)) {
        return fail(ErrorCode::kLimitExceeded, "$" + token.text + " holds too much, or is nested too deep",
                    token.offset);
    }
    if (embedded) {
        out = Embedded{target};
    } else {
        out = Reference{target};
    }
    return true;
}

/// What a reference to the instance holds: its keys, or all that can be one when nobody knows its class.
std::shared_ptr<const Instance> MofParser::keysOf(const Instance& instance) {
    auto keys = std::make_shared<Instance>();
    keys->className = instance.className;
    keys->nameSpace = instance.nameSpace;
    keys->serverName = instance.serverName;
    const bool known = context_.find(instance.className) != nullptr;
    for (const Property& property : instance.properties) {
        const bool possible = property.value.scalar && property.value.type != Type::kInstance;
        if (possible && (!known || (property.flags & flag::kKey) != 0)) {
            keys->properties.push_back({property.name, property.value, flag::kKey});
        }
    }
    return keys;
}

}  // namespace wsman::cim
