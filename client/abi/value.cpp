#include "client/abi/value.h"

#include <cstdlib>
#include <cstring>
#include <memory>
#include <new>
#include <string>
#include <vector>

#include "client/abi/instance.h"

namespace client::abi {

namespace cim = wsman::cim;

// The numbers of both sides are the same, which lets values cross without tables.
static_assert(static_cast<int>(cim::Type::kBoolean) == MI_BOOLEAN && static_cast<int>(cim::Type::kUint8) == MI_UINT8);
static_assert(static_cast<int>(cim::Type::kReal64) == MI_REAL64 && static_cast<int>(cim::Type::kChar16) == MI_CHAR16);
static_assert(static_cast<int>(cim::Type::kString) == MI_STRING &&
              static_cast<int>(cim::Type::kInstance) == MI_INSTANCE);

namespace {

void* allocate(std::size_t bytes) {
    void* memory = std::malloc(bytes ? bytes : 1);
    if (!memory) {
        throw std::bad_alloc();
    }
    return memory;
}

MI_Type elementOf(MI_Type type) {
    return static_cast<MI_Type>(type & ~MI_ARRAY);
}

// Types whose values are pointers to something owned.
bool isString(MI_Type element) {
    return element == MI_STRING;
}
bool isObject(MI_Type element) {
    return element == MI_REFERENCE || element == MI_INSTANCE;
}

MI_Instance* cloneOf(const MI_Instance* instance) {
    MI_Instance* clone = nullptr;
    if (MI_Instance_Clone(instance, &clone) != MI_RESULT_OK) {
        throw std::bad_alloc();
    }
    return clone;
}

// One element of an array (or a scalar), as an MI_Value of its own.
MI_Value elementAt(MI_Type element, const MI_Array& array, std::size_t index) {
    MI_Value value{};
    std::memcpy(&value, static_cast<const char*>(array.data) + index * sizeOf(element), sizeOf(element));
    return value;
}

cim::Scalar scalarOf(MI_Type element, const MI_Value& value) {
    switch (element) {
        case MI_BOOLEAN:
            return value.boolean != MI_FALSE;
        case MI_UINT8:
            return value.uint8;
        case MI_SINT8:
            return static_cast<std::int8_t>(value.sint8);
        case MI_UINT16:
            return value.uint16;
        case MI_SINT16:
            return value.sint16;
        case MI_UINT32:
            return value.uint32;
        case MI_SINT32:
            return value.sint32;
        case MI_UINT64:
            return static_cast<std::uint64_t>(value.uint64);
        case MI_SINT64:
            return static_cast<std::int64_t>(value.sint64);
        case MI_REAL32:
            return value.real32;
        case MI_REAL64:
            return value.real64;
        case MI_CHAR16:
            return cim::Char16{static_cast<char16_t>(value.char16)};
        case MI_DATETIME:
            return toCim(value.datetime);
        case MI_REFERENCE:
            return cim::Reference{std::make_shared<const cim::Instance>(toCim(*value.reference))};
        case MI_INSTANCE:
            return cim::Embedded{std::make_shared<const cim::Instance>(toCim(*value.instance))};
        default:
            return std::string(value.string);
    }
}

MI_Value valueOf(const cim::Scalar& scalar) {
    MI_Value value{};
    switch (cim::typeOf(scalar)) {
        case cim::Type::kBoolean:
            value.boolean = std::get<bool>(scalar) ? MI_TRUE : MI_FALSE;
            break;
        case cim::Type::kUint8:
            value.uint8 = std::get<std::uint8_t>(scalar);
            break;
        case cim::Type::kSint8:
            value.sint8 = std::get<std::int8_t>(scalar);
            break;
        case cim::Type::kUint16:
            value.uint16 = std::get<std::uint16_t>(scalar);
            break;
        case cim::Type::kSint16:
            value.sint16 = std::get<std::int16_t>(scalar);
            break;
        case cim::Type::kUint32:
            value.uint32 = std::get<std::uint32_t>(scalar);
            break;
        case cim::Type::kSint32:
            value.sint32 = std::get<std::int32_t>(scalar);
            break;
        case cim::Type::kUint64:
            value.uint64 = std::get<std::uint64_t>(scalar);
            break;
        case cim::Type::kSint64:
            value.sint64 = std::get<std::int64_t>(scalar);
            break;
        case cim::Type::kReal32:
            value.real32 = std::get<float>(scalar);
            break;
        case cim::Type::kReal64:
            value.real64 = std::get<double>(scalar);
            break;
        case cim::Type::kChar16:
            value.char16 = std::get<cim::Char16>(scalar).unit;
            break;
        case cim::Type::kDatetime:
            value.datetime = fromCim(std::get<cim::Datetime>(scalar));
            break;
        case cim::Type::kString:
            value.string = copyString(std::get<std::string>(scalar));
            break;
        case cim::Type::kReference:
            value.reference = newInstance(*std::get<cim::Reference>(scalar).target);
            break;
        case cim::Type::kInstance:
            value.instance = newInstance(*std::get<cim::Embedded>(scalar).instance);
            break;
    }
    return value;
}

}  // namespace

std::size_t sizeOf(MI_Type type) {
    if (!isType(type)) {
        return 0;
    }
    if (isArray(type)) {
        return sizeof(MI_Array);
    }
    static constexpr std::size_t kSizes[] = {
        sizeof(MI_Boolean),  sizeof(MI_Uint8),  sizeof(MI_Sint8),     sizeof(MI_Uint16),
        sizeof(MI_Sint16),   sizeof(MI_Uint32), sizeof(MI_Sint32),    sizeof(MI_Uint64),
        sizeof(MI_Sint64),   sizeof(MI_Real32), sizeof(MI_Real64),    sizeof(MI_Char16),
        sizeof(MI_Datetime), sizeof(MI_Char*),  sizeof(MI_Instance*), sizeof(MI_Instance*)};
    return kSizes[type];
}

bool isReadable(MI_Type type, const MI_Value* value) {
    if (!isType(type)) {
        return false;
    }
    if (!value) {
        return true;
    }
    const MI_Type element = elementOf(type);
    if (!isArray(type)) {
        return !(isString(element) || isObject(element)) || value->string;
    }
    if (!value->array.size) {
        return true;
    }
    if (!value->array.data) {
        return false;
    }
    if (isString(element) || isObject(element)) {
        for (std::size_t i = 0; i < value->array.size; ++i) {
            if (!static_cast<void* const*>(value->array.data)[i]) {
                return false;
            }
        }
    }
    return true;
}

MI_Char* copyString(std::string_view text) {
    auto* copy = static_cast<MI_Char*>(allocate(text.size() + 1));
    std::memcpy(copy, text.data(), text.size());
    copy[text.size()] = '\0';
    return copy;
}

MI_Value copyValue(MI_Type type, const MI_Value& value) {
    const MI_Type element = elementOf(type);
    MI_Value copy = value;
    if (!isArray(type)) {
        if (isString(element)) {
            copy.string = copyString(value.string);
        } else if (isObject(element)) {
            copy.instance = cloneOf(value.instance);
        }
        return copy;
    }
    // The copy owns what it has so far, should a later element fail.
    OwnedValue owner(type, MI_Value{});
    MI_Value partial{};
    partial.array.data = value.array.size ? allocate(value.array.size * sizeOf(element)) : nullptr;
    owner = OwnedValue(type, partial);
    for (std::size_t i = 0; i < value.array.size; ++i) {
        const MI_Value one = copyValue(element, elementAt(element, value.array, i));
        std::memcpy(static_cast<char*>(partial.array.data) + i * sizeOf(element), &one, sizeOf(element));
        partial.array.size = static_cast<MI_Uint32>(i + 1);
        owner.release();
        owner = OwnedValue(type, partial);
    }
    return owner.release();
}

void releaseValue(MI_Type type, MI_Value& value) noexcept {
    const MI_Type element = elementOf(type);
    if (!isArray(type)) {
        if (isString(element)) {
            std::free(value.string);
        } else if (isObject(element)) {
            MI_Instance_Delete(value.instance);
        }
        return;
    }
    if (isString(element) || isObject(element)) {
        for (std::size_t i = 0; i < value.array.size; ++i) {
            MI_Value one = elementAt(element, value.array, i);
            releaseValue(element, one);
        }
    }
    std::free(value.array.data);
}

MI_Datetime fromCim(const cim::Datetime& datetime) {
    MI_Datetime out{};
    if (const auto* stamp = std::get_if<cim::Timestamp>(&datetime)) {
        out.isTimestamp = 1;
        out.u.timestamp = {stamp->year,   stamp->month,  stamp->day,          stamp->hour,
                           stamp->minute, stamp->second, stamp->microseconds, stamp->utc};
    } else {
        const auto& interval = std::get<cim::Interval>(datetime);
        out.u.interval = {
            interval.days, interval.hours, interval.minutes, interval.seconds, interval.microseconds, 0, 0, 0};
    }
    return out;
}

cim::Datetime toCim(const MI_Datetime& datetime) {
    if (datetime.isTimestamp) {
        const auto& in = datetime.u.timestamp;
        return cim::Timestamp{in.year, in.month, in.day, in.hour, in.minute, in.second, in.microseconds, in.utc};
    }
    const auto& in = datetime.u.interval;
    return cim::Interval{in.days, in.hours, in.minutes, in.seconds, in.microseconds};
}

cim::Value toCim(MI_Type type, const MI_Value* value) {
    const MI_Type element = elementOf(type);
    const auto coreType = static_cast<cim::Type>(element);
    if (!value || !isReadable(type, value)) {
        return cim::Value::null(coreType, isArray(type));
    }
    if (!isArray(type)) {
        return cim::Value::of(scalarOf(element, *value));
    }
    cim::Value out = cim::Value::null(coreType, true);
    auto& elements = out.elements.emplace();
    elements.reserve(value->array.size);
    for (std::size_t i = 0; i < value->array.size; ++i) {
        elements.push_back(scalarOf(element, elementAt(element, value->array, i)));
    }
    return out;
}

MI_Type typeOf(const cim::Value& value) {
    return static_cast<MI_Type>(static_cast<int>(value.type) + (value.isArray ? MI_ARRAY : 0));
}

OwnedValue fromCim(const cim::Value& value) {
    const MI_Type type = typeOf(value);
    if (value.scalar) {
        return {type, valueOf(*value.scalar)};
    }
    if (!value.elements || value.elements->empty()) {
        return {type, MI_Value{}};
    }
    const std::size_t size = sizeOf(elementOf(type));
    MI_Value partial{};
    partial.array.data = allocate(value.elements->size() * size);
    OwnedValue owner(type, partial);
    for (const auto& element : *value.elements) {
        const MI_Value one = valueOf(element);
        std::memcpy(static_cast<char*>(partial.array.data) + partial.array.size * size, &one, size);
        ++partial.array.size;
        owner.release();
        owner = OwnedValue(type, partial);
    }
    return owner;
}

}  // namespace client::abi
