#include "mockserver/repository/store/keys.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "wsman/cim/text.h"

namespace mockserver::repository {

namespace cim = wsman::cim;

namespace {

bool isKey(const cim::PropertyDecl& property) {
    return (property.flags & cim::flag::kKey) != 0;
}

std::string joined(std::vector<std::string> parts) {
    std::ranges::sort(parts);
    std::string out;
    for (const auto& part : parts) {
        // Lengths in front, so that no value can look like two.
        out += std::to_string(part.size()) + ":" + part;
    }
    return out;
}

/// The keys of what a reference names: of an instance read from an EPR, everything it has.
std::string canonicalTarget(const cim::Instance& target, std::size_t depth);

std::string canonical(const cim::Value& value, std::size_t depth) {
    if (const auto* reference = value.get<cim::Reference>()) {
        if (!reference->target || depth > cim::kMaxNesting) {
            return {};
        }
        return cim::foldName(reference->target->className) + "." + canonicalTarget(*reference->target, depth + 1);
    }
    return value.scalar ? cim::formatScalar(*value.scalar) : std::string();
}

bool marksKeys(const cim::Instance& instance) {
    return std::ranges::any_of(instance.properties, [](const auto& p) { return (p.flags & cim::flag::kKey) != 0; });
}

std::string canonicalTarget(const cim::Instance& target, std::size_t depth) {
    const bool marked = marksKeys(target);
    std::vector<std::string> parts;
    for (const auto& property : target.properties) {
        if (!marked || (property.flags & cim::flag::kKey) != 0) {
            parts.push_back(cim::foldName(property.name) + "=" + canonical(property.value, depth));
        }
    }
    return joined(std::move(parts));
}

}  // namespace

std::string foldNamespace(std::string_view nameSpace) {
    std::string out = cim::foldName(nameSpace);
    std::ranges::replace(out, '\\', '/');
    while (out.starts_with('/')) {
        out.erase(0, 1);
    }
    while (out.ends_with('/')) {
        out.pop_back();
    }
    return out;
}

std::string canonicalValue(const cim::Value& value) {
    return canonical(value, 0);
}

StoreResult<std::string> canonicalKeys(const cim::Class& declaration, const cim::Instance& instance) {
    std::vector<std::string> parts;
    for (const auto& property : declaration.properties) {
        if (!isKey(property)) {
            continue;
        }
        const auto* found = instance.find(property.name);
        if (found == nullptr || !found->value.scalar) {
            return refuse(StoreErrorKind::kMissingKey, "the key " + property.name + " has no value", property.name);
        }
        parts.push_back(cim::foldName(property.name) + "=" + canonicalValue(found->value));
    }
    return joined(std::move(parts));
}

StoreResult<cim::Instance> typedKeys(const cim::Class& declaration, const cim::Instance& keys) {
    cim::Instance out;
    out.className = declaration.name;
    out.nameSpace = declaration.nameSpace;
    for (const auto& given : keys.properties) {
        const auto* property = declaration.property(given.name);
        if (property == nullptr || !isKey(*property)) {
            return refuse(StoreErrorKind::kUnknownKey, declaration.name + " has no key " + given.name, given.name);
        }
    }
    for (const auto& property : declaration.properties) {
        if (!isKey(property)) {
            continue;
        }
        const auto* given = keys.find(property.name);
        if (given == nullptr || !given->value.scalar) {
            return refuse(StoreErrorKind::kMissingKey, "the key " + property.name + " has no value", property.name);
        }
        if (given->value.type == property.type) {
            out.set(property.name, given->value, cim::flag::kKey);
            continue;
        }
        const auto* text = given->value.get<std::string>();
        const bool plain = property.type != cim::Type::kReference && property.type != cim::Type::kInstance;
        auto parsed = text != nullptr && plain ? cim::parseScalar(property.type, *text)
                                               : wsman::Result<cim::Scalar>(tl::make_unexpected(wsman::Error{}));
        if (!parsed) {
            return refuse(StoreErrorKind::kTypeMismatch,
                          "the key " + property.name + " is a " + std::string(cim::typeName(property.type)) +
                              ", which \"" + (text != nullptr ? *text : std::string()) + "\" is not",
                          property.name);
        }
        out.set(property.name, cim::Value::of(std::move(*parsed)), cim::flag::kKey);
    }
    return out;
}

cim::Instance pathOf(const cim::Class& declaration, const cim::Instance& instance) {
    cim::Instance out;
    out.className = instance.className;
    out.nameSpace = instance.nameSpace;
    for (const auto& property : declaration.properties) {
        const auto* value = isKey(property) ? instance.find(property.name) : nullptr;
        if (value != nullptr) {
            out.set(property.name, value->value, cim::flag::kKey);
        }
    }
    return out;
}

bool sameKeys(const cim::Instance& a, const cim::Instance& b) {
    return canonicalTarget(a, 0) == canonicalTarget(b, 0);
}

}  // namespace mockserver::repository
