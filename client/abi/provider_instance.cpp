#include "client/abi/provider_instance.h"

#include <string>
#include <utility>

#include "client/abi/value.h"
#include "client/engine/completion.h"
#include "wsman/cim/text.h"

namespace client::abi {

namespace {

namespace cim = wsman::cim;

tl::unexpected<Completion> refuse(std::string why) {
    return tl::unexpected(failure(MiResult::kInvalidParameter, std::move(why)));
}

const MI_PropertyDecl* find(const MI_ClassDecl& declaration, std::string_view name) {
    for (MI_Uint32 i = 0; i < declaration.numProperties; ++i) {
        if (cim::sameName(declaration.properties[i]->name, name)) {
            return declaration.properties[i];
        }
    }
    return nullptr;
}

bool isInstance(MI_Type type) {
    const auto scalar = static_cast<MI_Type>(type & ~MI_ARRAY);
    return scalar == MI_INSTANCE || scalar == MI_REFERENCE;
}

// A value with its scalars read anew as `type`.
wsman::Result<cim::Value> converted(const cim::Value& value, cim::Type type, bool isArray) {
    if (value.isNull()) {
        return cim::Value::null(type, isArray);
    }
    if (value.isArray != isArray) {
        return wsman::fail(wsman::ErrorCode::kTypeMismatch, isArray ? "an array is needed" : "one value is needed");
    }
    const auto one = [type](const cim::Scalar& scalar) { return cim::parseScalar(type, cim::formatScalar(scalar)); };
    if (value.scalar) {
        auto scalar = one(*value.scalar);
        return scalar ? wsman::Result<cim::Value>(cim::Value::of(std::move(*scalar))) : tl::unexpected(scalar.error());
    }
    std::vector<cim::Scalar> elements;
    for (const auto& element : *value.elements) {
        auto scalar = one(element);
        if (!scalar) {
            return tl::unexpected(scalar.error());
        }
        elements.push_back(std::move(*scalar));
    }
    return cim::Value::array(type, std::move(elements));
}

// Sets one embedded instance or reference, typed itself where its class is known.
tl::expected<void, Completion> setInstance(MI_Instance& typed, const MI_PropertyDecl& property,
                                           const cim::Property& from, const FindDeclaration& findDeclaration) {
    const cim::Instance* embedded = nullptr;
    if (from.value.scalar) {
        if (const auto* instance = std::get_if<cim::Embedded>(&*from.value.scalar)) {
            embedded = instance->instance.get();
        } else if (const auto* reference = std::get_if<cim::Reference>(&*from.value.scalar)) {
            embedded = reference->target.get();
        }
    }
    const MI_ClassDecl* inner = embedded ? findDeclaration(embedded->className) : nullptr;
    if (embedded && !inner && property.className) {
        inner = findDeclaration(property.className);
    }
    if (!inner) {
        const OwnedValue value = from.value.isNull() ? OwnedValue() : fromCim(from.value);
        MI_Instance_SetElement(&typed, property.name, from.value.isNull() ? nullptr : &value.get(),
                               static_cast<MI_Type>(property.type), 0);
        return {};
    }
    auto made = typedInstance(*inner, *embedded, findDeclaration);
    if (!made) {
        return tl::unexpected(made.error());
    }
    MI_Value value{};
    value.instance = made->get();
    MI_Instance_SetElement(&typed, property.name, &value, static_cast<MI_Type>(property.type), 0);
    return {};
}

}  // namespace

tl::expected<InstancePointer, Completion> typedInstance(const MI_ClassDecl& declaration, const cim::Instance& instance,
                                                        const FindDeclaration& findDeclaration) {
    InstancePointer typed(newInstance(declaration.name, declaration));
    if (!instance.nameSpace.empty()) {
        MI_Instance_SetNameSpace(typed.get(), instance.nameSpace.c_str());
    }
    for (const auto& from : instance.properties) {
        const auto* property = find(declaration, from.name);
        if (!property) {
            return refuse(std::string(declaration.name) + " has no " + from.name + ".");
        }
        const auto type = static_cast<MI_Type>(property->type);
        if (isInstance(type)) {
            if (auto set = setInstance(*typed, *property, from, findDeclaration); !set) {
                return tl::unexpected(set.error());
            }
            continue;
        }
        const auto value = converted(from.value, static_cast<cim::Type>(type & ~MI_ARRAY), (type & MI_ARRAY) != 0);
        if (!value) {
            return refuse(std::string(declaration.name) + "." + from.name + ": " + value.error().text() + ".");
        }
        const OwnedValue owned = value->isNull() ? OwnedValue() : fromCim(*value);
        const MI_Result set =
            MI_Instance_SetElement(typed.get(), property->name, value->isNull() ? nullptr : &owned.get(), type, 0);
        if (set != MI_RESULT_OK) {
            return refuse(std::string(declaration.name) + "." + from.name + " cannot be set.");
        }
    }
    return typed;
}

}  // namespace client::abi
