#include "wsman/soap/epr.h"

#include "wsman/cim/instance.h"
#include "wsman/cim/text.h"
#include "wsman/uris.h"

namespace wsman::cim {

namespace {

Result<soap::Epr> eprAt(const Instance& instance, std::string_view address, std::size_t depth);

Result<soap::Selector> selectorOf(const Property& key, std::size_t depth) {
    const Value& value = key.value;
    if (!value.scalar) {
        return fail(ErrorCode::kInvalidValue, value.isNull() ? "a key is null" : "a key is an array", key.name);
    }
    if (const auto* reference = value.get<Reference>()) {
        if (!reference->target) {
            return fail(ErrorCode::kInvalidValue, "a key is null", key.name);
        }
        auto nested = eprAt(*reference->target, uri::kAnonymous, depth + 1);
        if (!nested) {
            return tl::unexpected(std::move(nested.error()));
        }
        return soap::Selector{key.name, {}, std::make_shared<const soap::Epr>(std::move(*nested))};
    }
    if (value.get<Embedded>() != nullptr) {
        return fail(ErrorCode::kInvalidValue, "a key is an embedded instance", key.name);
    }
    return soap::Selector{key.name, formatScalar(*value.scalar), {}};
}

Result<soap::SelectorSet> selectorsAt(const Instance& instance, std::size_t depth) {
    if (depth > kMaxNesting) {
        return fail(ErrorCode::kLimitExceeded, "references are nested too deep");
    }
    soap::SelectorSet selectors;
    if (!instance.nameSpace.empty() && nameSpaceOf(instance.resourceUri).empty()) {
        selectors.items.push_back({std::string(kNameSpaceSelector), instance.nameSpace, {}});
    }
    for (const Property& property : instance.properties) {
        if ((property.flags & flag::kKey) == 0) {
            continue;
        }
        auto selector = selectorOf(property, depth);
        if (!selector) {
            return tl::unexpected(std::move(selector.error()));
        }
        selectors.items.push_back(std::move(*selector));
    }
    return selectors;
}

Result<soap::Epr> eprAt(const Instance& instance, std::string_view address, std::size_t depth) {
    auto selectors = selectorsAt(instance, depth);
    if (!selectors) {
        return tl::unexpected(std::move(selectors.error()));
    }
    return soap::Epr{std::string(address), resourceUriOf(instance), std::move(*selectors), {}};
}

Value keyOf(const soap::Selector& selector, std::size_t depth);

Instance instanceAt(const soap::Epr& epr, std::size_t depth) {
    Instance instance;
    instance.className = classNameOf(epr.resourceUri);
    instance.nameSpace = nameSpaceOf(epr.resourceUri);
    instance.resourceUri = epr.resourceUri;
    for (const soap::Selector& selector : epr.selectors.items) {
        if (sameName(selector.name, kNameSpaceSelector)) {
            instance.nameSpace = selector.value;  // one that is a reference names no namespace
        } else {
            instance.properties.push_back({selector.name, keyOf(selector, depth), flag::kKey});
        }
    }
    return instance;
}

Value keyOf(const soap::Selector& selector, std::size_t depth) {
    if (!selector.reference) {
        return Value::of(selector.value);
    }
    if (depth >= kMaxNesting) {
        return Value::null(Type::kReference);
    }
    return Value::of(Reference{std::make_shared<const Instance>(instanceAt(*selector.reference, depth + 1))});
}

}  // namespace

Result<soap::Epr> eprOf(const Instance& instance, std::string_view address) {
    return eprAt(instance, address, 0);
}

Result<soap::SelectorSet> selectorsOf(const Instance& instance) {
    return selectorsAt(instance, 0);
}

Instance instanceOf(const soap::Epr& epr) {
    return instanceAt(epr, 0);
}

}  // namespace wsman::cim
