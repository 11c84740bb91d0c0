#include "client/abi/class_store.h"

#include <cctype>
#include <cstring>
#include <utility>

namespace client::abi {

namespace cim = wsman::cim;

namespace {

std::string textOf(const MI_Char* text) {
    return text ? text : "";
}

// `value` of a declaration points to a C object of the type.
cim::Value valueOf(MI_Uint32 type, const void* value) {
    const auto miType = static_cast<MI_Type>(type);
    MI_Value read{};
    if (value) {
        std::memcpy(&read, value, sizeOf(miType));
    }
    return toCim(miType, value ? &read : nullptr);
}

std::vector<cim::Qualifier> qualifiersOf(MI_Qualifier MI_CONST* MI_CONST* qualifiers, MI_Uint32 count) {
    std::vector<cim::Qualifier> out;
    out.reserve(count);
    for (MI_Uint32 i = 0; i < count; ++i) {
        const auto& from = *qualifiers[i];
        out.push_back({textOf(from.name), valueOf(from.type, from.value), from.flavor});
    }
    return out;
}

// The feature part that properties and parameters have in common.
template <class To, class From>
void copyTyped(To& to, const From& from) {
    const auto type = static_cast<MI_Type>(from.type);
    to.name = textOf(from.name);
    to.type = static_cast<cim::Type>(type & ~MI_ARRAY);
    to.isArray = isArray(type);
    to.maxSize = from.subscript;
    to.referenceClass = textOf(from.className);
    to.qualifiers = qualifiersOf(from.qualifiers, from.numQualifiers);
    to.flags = from.flags;
}

// Generated declarations describe what a method returns as one more parameter.
constexpr std::string_view kReturnParameter = "MIReturn";

}  // namespace

MI_Uint32 nameCode(std::string_view name) {
    if (name.empty()) {
        return 0;
    }
    const auto lower = [](char c) { return static_cast<MI_Uint32>(std::tolower(static_cast<unsigned char>(c))); };
    return (lower(name.front()) << 16) | (lower(name.back()) << 8) | static_cast<MI_Uint32>(name.size() & 0xFF);
}

cim::Class toCim(const MI_ClassDecl& declaration) {
    cim::Class out;
    out.name = textOf(declaration.name);
    out.superClass = textOf(declaration.superClass);
    out.flags = declaration.flags;
    out.qualifiers = qualifiersOf(declaration.qualifiers, declaration.numQualifiers);
    for (MI_Uint32 i = 0; i < declaration.numProperties; ++i) {
        const auto& from = *declaration.properties[i];
        auto& to = out.properties.emplace_back();
        copyTyped(to, from);
        to.defaultValue = valueOf(from.type, from.value);
        to.origin = textOf(from.origin);
        to.propagated = !to.origin.empty() && !cim::sameName(to.origin, out.name);
    }
    for (MI_Uint32 i = 0; i < declaration.numMethods; ++i) {
        const auto& from = *declaration.methods[i];
        auto& to = out.methods.emplace_back();
        to.name = textOf(from.name);
        const auto type = static_cast<MI_Type>(from.returnType & 0x1F);
        to.returnType = static_cast<cim::Type>(type & ~MI_ARRAY);
        to.returnsArray = isArray(type);
        to.origin = textOf(from.origin);
        to.propagated = !to.origin.empty() && !cim::sameName(to.origin, out.name);
        to.qualifiers = qualifiersOf(from.qualifiers, from.numQualifiers);
        to.flags = from.flags;
        for (MI_Uint32 p = 0; p < from.numParameters; ++p) {
            if (!cim::sameName(textOf(from.parameters[p]->name), kReturnParameter)) {
                copyTyped(to.parameters.emplace_back(), *from.parameters[p]);
            }
        }
    }
    return out;
}

std::shared_ptr<const ClassStore> ClassStore::of(const MI_ClassDecl& declaration) {
    auto parent = declaration.superClassDecl ? of(*declaration.superClassDecl) : nullptr;
    return std::make_shared<const ClassStore>(toCim(declaration), std::move(parent));
}

ClassStore::ClassStore(cim::Class model, std::shared_ptr<const ClassStore> parent)
    : model_(std::move(model)), parent_(std::move(parent)) {
    declaration_.flags = model_.flags | MI_FLAG_CLASS;
    declaration_.code = nameCode(model_.name);
    declaration_.name = text(model_.name);
    declaration_.qualifiers = qualifiers(model_.qualifiers);
    declaration_.numQualifiers = static_cast<MI_Uint32>(model_.qualifiers.size());
    std::vector<const MI_PropertyDecl*> properties;
    for (const auto& from : model_.properties) {
        properties.push_back(property(from));
    }
    declaration_.numProperties = static_cast<MI_Uint32>(properties.size());
    declaration_.properties = array(std::move(properties));
    declaration_.size = sizeof(MI_Instance);
    declaration_.superClass = model_.superClass.empty() ? nullptr : text(model_.superClass);
    declaration_.superClassDecl = parent_ ? &parent_->declaration() : nullptr;
    std::vector<const MI_MethodDecl*> methods;
    for (const auto& from : model_.methods) {
        methods.push_back(method(from));
    }
    declaration_.numMethods = static_cast<MI_Uint32>(methods.size());
    declaration_.methods = array(std::move(methods));
}

const MI_Char* ClassStore::text(const std::string& text) {
    return texts_.emplace_back(text).c_str();
}

const void* ClassStore::value(const cim::Value& value) {
    return value.isNull() ? nullptr : &values_.emplace_back(fromCim(value)).get();
}

template <class Pointer>
Pointer* ClassStore::array(std::vector<Pointer> pointers) {
    auto& kept = arrays_.emplace_back(pointers.begin(), pointers.end());
    return reinterpret_cast<Pointer*>(kept.data());
}

MI_Qualifier MI_CONST* MI_CONST* ClassStore::qualifiers(const std::vector<cim::Qualifier>& from) {
    std::vector<const MI_Qualifier*> pointers;
    pointers.reserve(from.size());
    for (const auto& qualifier : from) {
        pointers.push_back(&qualifiers_.emplace_back(MI_Qualifier{text(qualifier.name),
                                                                  static_cast<MI_Uint32>(typeOf(qualifier.value)),
                                                                  qualifier.flavor, value(qualifier.value)}));
    }
    return array(std::move(pointers));
}

const MI_PropertyDecl* ClassStore::property(const cim::PropertyDecl& from) {
    auto& to = properties_.emplace_back();
    to.flags = from.flags | MI_FLAG_PROPERTY;
    to.code = nameCode(from.name);
    to.name = text(from.name);
    to.qualifiers = qualifiers(from.qualifiers);
    to.numQualifiers = static_cast<MI_Uint32>(from.qualifiers.size());
    to.type = static_cast<MI_Uint32>(from.type) + (from.isArray ? MI_ARRAY : 0);
    to.className = from.referenceClass.empty() ? nullptr : text(from.referenceClass);
    to.subscript = from.maxSize;
    to.origin = text(from.origin.empty() ? model_.name : from.origin);
    to.propagator = text(from.propagated ? model_.superClass : model_.name);
    to.value = value(from.defaultValue);
    return &to;
}

const MI_ParameterDecl* ClassStore::parameter(const cim::ParameterDecl& from) {
    auto& to = parameters_.emplace_back();
    to.flags = from.flags | MI_FLAG_PARAMETER;
    to.code = nameCode(from.name);
    to.name = text(from.name);
    to.qualifiers = qualifiers(from.qualifiers);
    to.numQualifiers = static_cast<MI_Uint32>(from.qualifiers.size());
    to.type = static_cast<MI_Uint32>(from.type) + (from.isArray ? MI_ARRAY : 0);
    to.className = from.referenceClass.empty() ? nullptr : text(from.referenceClass);
    to.subscript = from.maxSize;
    return &to;
}

const MI_MethodDecl* ClassStore::method(const cim::MethodDecl& from) {
    auto& to = methods_.emplace_back();
    to.flags = from.flags | MI_FLAG_METHOD;
    to.code = nameCode(from.name);
    to.name = text(from.name);
    to.qualifiers = qualifiers(from.qualifiers);
    to.numQualifiers = static_cast<MI_Uint32>(from.qualifiers.size());
    std::vector<const MI_ParameterDecl*> parameters;
    for (const auto& one : from.parameters) {
        parameters.push_back(parameter(one));
    }
    to.numParameters = static_cast<MI_Uint32>(parameters.size());
    to.parameters = array(std::move(parameters));
    // mi.h has no number for "nothing"; void methods take that of the usual return value.
    to.returnType =
        static_cast<MI_Uint32>(from.returnType.value_or(cim::Type::kUint32)) + (from.returnsArray ? MI_ARRAY : 0);
    to.origin = text(from.origin.empty() ? model_.name : from.origin);
    to.propagator = text(from.propagated ? model_.superClass : model_.name);
    return &to;
}

}  // namespace client::abi
