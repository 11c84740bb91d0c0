#include "mockserver/repository/store/complete.h"

#include <memory>
#include <string>
#include <utility>
#include <variant>

#include "mockserver/repository/store/keys.h"
#include "mockserver/repository/store/values.h"

namespace mockserver::repository {

namespace cim = wsman::cim;

namespace {

StoreResult<cim::Value> fittedAt(const Schema& schema, const cim::PropertyDecl& property, cim::Value value,
                                 std::size_t depth);

StoreResult<void> fitReference(const Schema& schema, const cim::PropertyDecl& property, cim::Reference& reference) {
    if (!reference.target) {
        return {};
    }
    const auto declaration = schema.find(reference.target->className);
    if (!declaration) {
        return {};  // of another namespace, or of nobody's: a repository may refer to what it does not hold
    }
    if (!property.referenceClass.empty() && schema.find(property.referenceClass) &&
        !schema.isA(declaration->name, property.referenceClass)) {
        return refuse(StoreErrorKind::kTypeMismatch,
                      property.name + " refers to a " + property.referenceClass + ", not a " + declaration->name,
                      property.name);
    }
    if (auto keys = typedKeys(*declaration, *reference.target)) {
        keys->nameSpace = reference.target->nameSpace;
        keys->serverName = reference.target->serverName;
        reference.target = std::make_shared<const cim::Instance>(std::move(*keys));
    }
    return {};
}

/// Values of an embedded instance as its class declares them, where the class is known; it need not be whole.
StoreResult<void> fitEmbedded(const Schema& schema, cim::Embedded& embedded, std::size_t depth) {
    if (!embedded.instance) {
        return {};
    }
    const auto declaration = schema.find(embedded.instance->className);
    if (!declaration || depth > cim::kMaxNesting) {
        return {};
    }
    cim::Instance out = *embedded.instance;
    for (auto& property : out.properties) {
        const auto* declared = declaration->property(property.name);
        if (declared == nullptr) {
            continue;
        }
        auto value = fittedAt(schema, *declared, std::move(property.value), depth + 1);
        if (!value) {
            return tl::unexpected(std::move(value.error()));
        }
        property.value = std::move(*value);
        property.flags = declared->flags;
    }
    embedded.instance = std::make_shared<const cim::Instance>(std::move(out));
    return {};
}

StoreResult<void> fitScalar(const Schema& schema, const cim::PropertyDecl& property, cim::Scalar& scalar,
                            std::size_t depth) {
    if (auto* reference = std::get_if<cim::Reference>(&scalar)) {
        return fitReference(schema, property, *reference);
    }
    if (auto* embedded = std::get_if<cim::Embedded>(&scalar)) {
        return fitEmbedded(schema, *embedded, depth);
    }
    return {};
}

StoreResult<cim::Value> fittedAt(const Schema& schema, const cim::PropertyDecl& property, cim::Value value,
                                 std::size_t depth) {
    auto typed = asDeclared(property, std::move(value));
    if (!typed) {
        return typed;
    }
    StoreResult<void> fit;
    if (typed->scalar) {
        fit = fitScalar(schema, property, *typed->scalar, depth);
    } else if (typed->elements) {
        for (auto& element : *typed->elements) {
            fit = fit ? fitScalar(schema, property, element, depth) : std::move(fit);
        }
    }
    if (!fit) {
        return tl::unexpected(std::move(fit.error()));
    }
    if (auto checked = checkValue(property, *typed); !checked) {
        return tl::unexpected(std::move(checked.error()));
    }
    return typed;
}

}  // namespace

StoreResult<cim::Value> fitted(const Schema& schema, const cim::PropertyDecl& property, cim::Value value) {
    return fittedAt(schema, property, std::move(value), 0);
}

StoreResult<cim::Instance> completed(const Schema& schema, const cim::Class& declaration, const cim::Instance& given) {
    for (const auto& property : given.properties) {
        if (declaration.property(property.name) == nullptr) {
            return refuse(StoreErrorKind::kUnknownProperty, declaration.name + " has no property " + property.name,
                          property.name);
        }
    }
    cim::Instance out;
    out.className = declaration.name;
    out.nameSpace = schema.nameSpace();
    out.properties.reserve(declaration.properties.size());
    for (const auto& property : declaration.properties) {
        const auto* value = given.find(property.name);
        auto fit = value != nullptr ? fitted(schema, property, value->value)
                                    : StoreResult<cim::Value>(property.defaultValue.isNull()
                                                                  ? cim::Value::null(property.type, property.isArray)
                                                                  : property.defaultValue);
        if (!fit) {
            return tl::unexpected(std::move(fit.error()));
        }
        const bool needed = (property.flags & cim::flag::kRequired) != 0 && (property.flags & cim::flag::kKey) == 0;
        if (fit->isNull() && needed) {
            return refuse(StoreErrorKind::kMissingValue, property.name + " must have a value", property.name);
        }
        out.properties.push_back({property.name, std::move(*fit), property.flags});
    }
    return out;
}

}  // namespace mockserver::repository
