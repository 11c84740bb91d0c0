#include "client/loader/convert.h"

#include <array>
#include <string>
#include <vector>

namespace client {

namespace cim = wsman::cim;

namespace {

constexpr int kMaxDepth = 32;

cim::Instance instanceAt(const MI_Instance* instance, int depth);

cim::Datetime datetimeOf(const MI_Datetime& value) {
    if (value.isTimestamp) {
        const auto& t = value.u.timestamp;
        return cim::Timestamp{t.year, t.month, t.day, t.hour, t.minute, t.second, t.microseconds, t.utc};
    }
    const auto& i = value.u.interval;
    return cim::Interval{i.days, i.hours, i.minutes, i.seconds, i.microseconds};
}

MI_Datetime datetimeOf(const cim::Datetime& value) {
    MI_Datetime out{};
    if (const auto* t = std::get_if<cim::Timestamp>(&value)) {
        out.isTimestamp = 1;
        out.u.timestamp = {t->year, t->month, t->day, t->hour, t->minute, t->second, t->microseconds, t->utc};
    } else {
        const auto& i = std::get<cim::Interval>(value);
        out.u.interval = {i.days, i.hours, i.minutes, i.seconds, i.microseconds, 0, 0, 0};
    }
    return out;
}

std::shared_ptr<const cim::Instance> shared(const MI_Instance* instance, int depth) {
    return std::make_shared<const cim::Instance>(instanceAt(instance, depth));
}

std::string stringOf(const MI_Char* text) {
    return text ? text : "";
}

/// The scalar of `type` that stands at `data`, which points to one element of that type's array.
cim::Scalar scalarAt(cim::Type type, const void* data, std::size_t index, int depth) {
    const auto at = [&]<class T>(const T*) -> const T& { return static_cast<const T*>(data)[index]; };
    switch (type) {
        case cim::Type::kBoolean:
            return at(static_cast<const MI_Boolean*>(nullptr)) != 0;
        case cim::Type::kUint8:
            return static_cast<std::uint8_t>(at(static_cast<const MI_Uint8*>(nullptr)));
        case cim::Type::kSint8:
            return static_cast<std::int8_t>(at(static_cast<const MI_Sint8*>(nullptr)));
        case cim::Type::kUint16:
            return static_cast<std::uint16_t>(at(static_cast<const MI_Uint16*>(nullptr)));
        case cim::Type::kSint16:
            return static_cast<std::int16_t>(at(static_cast<const MI_Sint16*>(nullptr)));
        case cim::Type::kUint32:
            return static_cast<std::uint32_t>(at(static_cast<const MI_Uint32*>(nullptr)));
        case cim::Type::kSint32:
            return static_cast<std::int32_t>(at(static_cast<const MI_Sint32*>(nullptr)));
        case cim::Type::kUint64:
            return static_cast<std::uint64_t>(at(static_cast<const MI_Uint64*>(nullptr)));
        case cim::Type::kSint64:
            return static_cast<std::int64_t>(at(static_cast<const MI_Sint64*>(nullptr)));
        case cim::Type::kReal32:
            return at(static_cast<const MI_Real32*>(nullptr));
        case cim::Type::kReal64:
            return at(static_cast<const MI_Real64*>(nullptr));
        case cim::Type::kChar16:
            return cim::Char16{static_cast<char16_t>(at(static_cast<const MI_Char16*>(nullptr)))};
        case cim::Type::kDatetime:
            return datetimeOf(at(static_cast<const MI_Datetime*>(nullptr)));
        case cim::Type::kString:
            return stringOf(at(static_cast<MI_Char* const*>(nullptr)));
        case cim::Type::kReference:
            return cim::Reference{shared(at(static_cast<MI_Instance* const*>(nullptr)), depth + 1)};
        case cim::Type::kInstance:
            return cim::Embedded{shared(at(static_cast<MI_Instance* const*>(nullptr)), depth + 1)};
    }
    return std::string();
}

cim::Value valueOf(const MI_Value& value, MI_Type miType, bool null, int depth) {
    const auto type = static_cast<cim::Type>(miType & ~MI_ARRAY);
    const bool isArray = (miType & MI_ARRAY) != 0;
    if (null)
        return cim::Value::null(type, isArray);
    if (!isArray)
        return cim::Value::of(scalarAt(type, &value, 0, depth));
    std::vector<cim::Scalar> elements;
    elements.reserve(value.array.size);
    for (std::size_t i = 0; i < value.array.size; ++i)
        elements.push_back(scalarAt(type, value.array.data, i, depth));
    cim::Value out;
    out.type = type;
    out.isArray = true;
    out.elements = std::move(elements);
    return out;
}

cim::Instance instanceAt(const MI_Instance* instance, int depth) {
    cim::Instance out;
    if (!instance || depth > kMaxDepth)
        return out;
    const MI_Char* text = nullptr;
    if (MI_Instance_GetClassName(instance, &text) == MI_RESULT_OK)
        out.className = stringOf(text);
    text = nullptr;
    if (MI_Instance_GetNameSpace(instance, &text) == MI_RESULT_OK)
        out.nameSpace = stringOf(text);
    text = nullptr;
    if (MI_Instance_GetServerName(instance, &text) == MI_RESULT_OK)
        out.serverName = stringOf(text);
    MI_Uint32 count = 0;
    if (MI_Instance_GetElementCount(instance, &count) != MI_RESULT_OK)
        return out;
    for (MI_Uint32 i = 0; i < count; ++i) {
        const MI_Char* name = nullptr;
        MI_Value value{};
        MI_Type type = MI_STRING;
        MI_Uint32 flags = 0;
        if (MI_Instance_GetElementAt(instance, i, &name, &value, &type, &flags) != MI_RESULT_OK)
            continue;
        out.properties.push_back({stringOf(name), valueOf(value, type, (flags & MI_FLAG_NULL) != 0, depth),
                                  flags & (cim::flag::kKey | cim::flag::kReadOnly | cim::flag::kNotModified)});
    }
    return out;
}

std::vector<cim::Qualifier> qualifiersOf(const MI_QualifierSet& set) {
    std::vector<cim::Qualifier> out;
    MI_Uint32 count = 0;
    if (MI_QualifierSet_GetQualifierCount(&set, &count) != MI_RESULT_OK)
        return out;
    for (MI_Uint32 i = 0; i < count; ++i) {
        const MI_Char* name = nullptr;
        MI_Type type = MI_STRING;
        MI_Uint32 flags = 0;
        MI_Value value{};
        if (MI_QualifierSet_GetQualifierAt(&set, i, &name, &type, &flags, &value) == MI_RESULT_OK)
            out.push_back({stringOf(name), valueOf(value, type, (flags & MI_FLAG_NULL) != 0, 0), flags});
    }
    return out;
}

cim::MethodDecl methodAt(const MI_Class* declaration, MI_Uint32 index) {
    cim::MethodDecl out;
    const MI_Char* name = nullptr;
    MI_QualifierSet qualifiers{};
    MI_ParameterSet parameters{};
    if (MI_Class_GetMethodAt(declaration, index, &name, &qualifiers, &parameters) != MI_RESULT_OK)
        return out;
    out.name = stringOf(name);
    out.qualifiers = qualifiersOf(qualifiers);
    MI_Type returnType = MI_UINT32;
    MI_QualifierSet unused{};
    if (MI_ParameterSet_GetMethodReturnType(&parameters, &returnType, &unused) == MI_RESULT_OK) {
        out.returnType = static_cast<cim::Type>(returnType & ~MI_ARRAY);
        out.returnsArray = (returnType & MI_ARRAY) != 0;
    }
    MI_Uint32 count = 0;
    MI_ParameterSet_GetParameterCount(&parameters, &count);
    for (MI_Uint32 i = 0; i < count; ++i) {
        MI_Type type = MI_STRING;
        MI_Char* referenceClass = nullptr;
        MI_QualifierSet set{};
        if (MI_ParameterSet_GetParameterAt(&parameters, i, &name, &type, &referenceClass, &set) != MI_RESULT_OK)
            continue;
        cim::ParameterDecl parameter;
        parameter.name = stringOf(name);
        parameter.type = static_cast<cim::Type>(type & ~MI_ARRAY);
        parameter.isArray = (type & MI_ARRAY) != 0;
        parameter.referenceClass = stringOf(referenceClass);
        parameter.qualifiers = qualifiersOf(set);
        parameter.flags = cim::parameterFlags(parameter.qualifiers);
        out.parameters.push_back(std::move(parameter));
    }
    return out;
}

/// Keeps what a scalar points to alive while AddElement copies it.
struct Holder {
    std::vector<MiInstancePtr> instances;
};

MI_Result putScalar(MI_Application* application, const cim::Scalar& scalar, Holder& holder, void* at);

MI_Result putInstance(MI_Application* application, const std::shared_ptr<const cim::Instance>& instance, Holder& holder,
                      MI_Instance*& at) {
    auto made = toMi(application, instance ? *instance : cim::Instance{});
    if (made.result != MI_RESULT_OK)
        return made.result;
    at = made.instance.get();
    holder.instances.push_back(std::move(made.instance));
    return MI_RESULT_OK;
}

MI_Result putScalar(MI_Application* application, const cim::Scalar& scalar, Holder& holder, void* at) {
    return std::visit(
        [&]<class T>(const T& value) -> MI_Result {
            if constexpr (std::is_same_v<T, bool>)
                *static_cast<MI_Boolean*>(at) = value ? MI_TRUE : MI_FALSE;
            else if constexpr (std::is_same_v<T, cim::Char16>)
                *static_cast<MI_Char16*>(at) = value.unit;
            else if constexpr (std::is_same_v<T, cim::Datetime>)
                *static_cast<MI_Datetime*>(at) = datetimeOf(value);
            else if constexpr (std::is_same_v<T, std::string>)
                *static_cast<MI_Char**>(at) = const_cast<MI_Char*>(value.c_str());
            else if constexpr (std::is_same_v<T, cim::Reference>)
                return putInstance(application, value.target, holder, *static_cast<MI_Instance**>(at));
            else if constexpr (std::is_same_v<T, cim::Embedded>)
                return putInstance(application, value.instance, holder, *static_cast<MI_Instance**>(at));
            else
                *static_cast<T*>(at) = value;
            return MI_RESULT_OK;
        },
        scalar);
}

std::size_t sizeOf(cim::Type type) {
    static constexpr std::array<std::size_t, 16> kSizes = {
        1, 1, 1, 2, 2, 4, 4, 8, 8, 4, 8, 2, sizeof(MI_Datetime), sizeof(void*), sizeof(void*), sizeof(void*)};
    return kSizes[static_cast<std::size_t>(type)];
}

MI_Result addProperty(MI_Application* application, MI_Instance* instance, const cim::Property& property) {
    Holder holder;
    MI_Value value{};
    std::vector<std::uint64_t> storage;  // of 64 bits each, so that every element type is aligned
    MI_Uint32 flags = property.flags;
    if (property.value.isNull()) {
        flags |= MI_FLAG_NULL;
    } else if (property.value.scalar) {
        if (const auto result = putScalar(application, *property.value.scalar, holder, &value); result != MI_RESULT_OK)
            return result;
    } else {
        const auto& elements = *property.value.elements;
        const auto size = sizeOf(property.value.type);
        storage.resize((elements.size() * size + 7) / 8 + 1);
        auto* bytes = reinterpret_cast<unsigned char*>(storage.data());
        for (std::size_t i = 0; i < elements.size(); ++i) {
            const auto result = putScalar(application, elements[i], holder, bytes + i * size);
            if (result != MI_RESULT_OK)
                return result;
        }
        value.array.data = bytes;
        value.array.size = static_cast<MI_Uint32>(elements.size());
    }
    const auto type =
        static_cast<MI_Type>(static_cast<int>(property.value.type) | (property.value.isArray ? MI_ARRAY : 0));
    return MI_Instance_AddElement(instance, property.name.c_str(), property.value.isNull() ? nullptr : &value, type,
                                  flags);
}

}  // namespace

cim::Instance fromMi(const MI_Instance* instance) {
    return instanceAt(instance, 0);
}

cim::Class fromMi(const MI_Class* declaration) {
    cim::Class out;
    if (!declaration)
        return out;
    const MI_Char* text = nullptr;
    if (MI_Class_GetClassName(declaration, &text) == MI_RESULT_OK)
        out.name = stringOf(text);
    text = nullptr;
    if (MI_Class_GetParentClassName(declaration, &text) == MI_RESULT_OK)
        out.superClass = stringOf(text);
    text = nullptr;
    if (MI_Class_GetNameSpace(declaration, &text) == MI_RESULT_OK)
        out.nameSpace = stringOf(text);
    MI_QualifierSet qualifiers{};
    if (MI_Class_GetClassQualifierSet(declaration, &qualifiers) == MI_RESULT_OK)
        out.qualifiers = qualifiersOf(qualifiers);
    MI_Uint32 count = 0;
    if (MI_Class_GetElementCount(declaration, &count) != MI_RESULT_OK)
        count = 0;
    for (MI_Uint32 i = 0; i < count; ++i) {
        const MI_Char* name = nullptr;
        MI_Value value{};
        MI_Boolean exists = MI_FALSE;
        MI_Type type = MI_STRING;
        MI_Char* referenceClass = nullptr;
        MI_QualifierSet set{};
        MI_Uint32 flags = 0;
        if (MI_Class_GetElementAt(declaration, i, &name, &value, &exists, &type, &referenceClass, &set, &flags) !=
            MI_RESULT_OK)
            continue;
        cim::PropertyDecl property;
        property.name = stringOf(name);
        property.type = static_cast<cim::Type>(type & ~MI_ARRAY);
        property.isArray = (type & MI_ARRAY) != 0;
        property.referenceClass = stringOf(referenceClass);
        property.defaultValue = valueOf(value, type, !exists, 0);
        property.qualifiers = qualifiersOf(set);
        property.flags = flags;
        out.properties.push_back(std::move(property));
    }
    count = 0;
    if (MI_Class_GetMethodCount(declaration, &count) == MI_RESULT_OK)
        for (MI_Uint32 i = 0; i < count; ++i)
            out.methods.push_back(methodAt(declaration, i));
    return out;
}

MadeInstance toMi(MI_Application* application, const cim::Instance& instance) {
    MadeInstance out;
    MI_Instance* made = nullptr;
    out.result = MI_Application_NewInstance(application, instance.className.c_str(), nullptr, &made);
    if (out.result != MI_RESULT_OK)
        return out;
    out.instance.reset(made);
    if (!instance.nameSpace.empty())
        out.result = MI_Instance_SetNameSpace(made, instance.nameSpace.c_str());
    for (const auto& property : instance.properties) {
        if (out.result != MI_RESULT_OK)
            break;
        out.result = addProperty(application, made, property);
    }
    if (out.result != MI_RESULT_OK)
        out.instance.reset();
    return out;
}

std::string resultName(MI_Result result) {
    switch (result) {
#define MITB_NAME(code)    \
    case MI_RESULT_##code: \
        return "MI_RESULT_" #code;
        MITB_NAME(OK)
        MITB_NAME(FAILED)
        MITB_NAME(ACCESS_DENIED)
        MITB_NAME(INVALID_NAMESPACE)
        MITB_NAME(INVALID_PARAMETER)
        MITB_NAME(INVALID_CLASS)
        MITB_NAME(NOT_FOUND)
        MITB_NAME(NOT_SUPPORTED)
        MITB_NAME(CLASS_HAS_CHILDREN)
        MITB_NAME(CLASS_HAS_INSTANCES)
        MITB_NAME(INVALID_SUPERCLASS)
        MITB_NAME(ALREADY_EXISTS)
        MITB_NAME(NO_SUCH_PROPERTY)
        MITB_NAME(TYPE_MISMATCH)
        MITB_NAME(QUERY_LANGUAGE_NOT_SUPPORTED)
        MITB_NAME(INVALID_QUERY)
        MITB_NAME(METHOD_NOT_AVAILABLE)
        MITB_NAME(METHOD_NOT_FOUND)
        MITB_NAME(NAMESPACE_NOT_EMPTY)
        MITB_NAME(INVALID_ENUMERATION_CONTEXT)
        MITB_NAME(INVALID_OPERATION_TIMEOUT)
        MITB_NAME(PULL_HAS_BEEN_ABANDONED)
        MITB_NAME(PULL_CANNOT_BE_ABANDONED)
        MITB_NAME(FILTERED_ENUMERATION_NOT_SUPPORTED)
        MITB_NAME(CONTINUATION_ON_ERROR_NOT_SUPPORTED)
        MITB_NAME(SERVER_LIMITS_EXCEEDED)
        MITB_NAME(SERVER_IS_SHUTTING_DOWN)
#undef MITB_NAME
    }
    return "MI_RESULT(" + std::to_string(static_cast<int>(result)) + ")";
}

}  // namespace client
