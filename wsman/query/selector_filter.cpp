#include "wsman/query/selector_filter.h"

#include <algorithm>

#include "wsman/cim/text.h"

namespace wsman::query {

namespace {

bool isPlain(cim::Type type) {
    return type != cim::Type::kReference && type != cim::Type::kInstance;
}

bool equals(const soap::Selector& selector, const cim::Scalar& scalar) {
    if (const auto* reference = std::get_if<cim::Reference>(&scalar)) {
        if (!selector.reference || !reference->target) {
            return false;
        }
        const auto wanted = cim::instanceOf(*selector.reference);
        const auto held = cim::eprOf(*reference->target, {});
        return held && cim::sameName(wanted.className, reference->target->className) && [&] {
            const auto keys = cim::instanceOf(*held);
            return std::ranges::all_of(wanted.properties, [&](const auto& key) {
                const auto* found = keys.find(key.name);
                return found != nullptr && found->value == key.value;
            });
        }();
    }
    if (selector.reference || !isPlain(cim::typeOf(scalar))) {
        return false;
    }
    if (const auto* text = std::get_if<std::string>(&scalar)) {
        return *text == selector.value;
    }
    // "+01" and "1" are the same number, "1" and "true" the same boolean.
    const auto parsed = cim::parseScalar(cim::typeOf(scalar), selector.value);
    return parsed && *parsed == scalar;
}

}  // namespace

Result<void> checkSelectors(const soap::SelectorSet& selectors, const cim::Class& declaration) {
    for (const auto& selector : selectors.items) {
        if (cim::sameName(selector.name, cim::kNameSpaceSelector)) {
            continue;
        }
        const auto* property = declaration.property(selector.name);
        if (property == nullptr) {
            return fail(ErrorCode::kNotFound, declaration.name + " has no property " + selector.name);
        }
        if (!selector.reference && isPlain(property->type) && !cim::parseScalar(property->type, selector.value)) {
            return fail(ErrorCode::kInvalidValue, selector.name + " is a " +
                                                      std::string(cim::typeName(property->type)) + ", which \"" +
                                                      selector.value + "\" is not");
        }
    }
    return {};
}

bool matches(const soap::SelectorSet& selectors, const cim::Instance& instance) {
    return std::ranges::all_of(selectors.items, [&](const soap::Selector& selector) {
        if (cim::sameName(selector.name, cim::kNameSpaceSelector)) {
            return true;
        }
        const auto* property = instance.find(selector.name);
        if (property == nullptr) {
            return false;
        }
        if (property->value.scalar) {
            return equals(selector, *property->value.scalar);
        }
        return property->value.elements && std::ranges::any_of(*property->value.elements, [&](const auto& element) {
                   return equals(selector, element);
               });
    });
}

}  // namespace wsman::query
