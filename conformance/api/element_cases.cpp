// MI_Instance: what its elements hold.
#include <cstring>

#include "conformance/api/dynamic.h"

namespace conformance {

namespace {

constexpr auto kNull = static_cast<MI_Uint32>(MI_FLAG_NULL);

/// A type, one value of it, and how many bytes of the union that takes.
struct Sample {
    MI_Type type;
    std::size_t size;
    MI_Value value;
};

template <class T>
Sample sample(MI_Type type, T number) {
    Sample out{type, sizeof number, {}};
    std::memcpy(&out.value, &number, sizeof number);
    return out;
}

std::vector<Sample> scalars() {
    MI_Datetime datetime{};
    datetime.isTimestamp = MI_TRUE;
    datetime.u.timestamp = {2026, 2, 28, 23, 59, 58, 123456, -90};
    return {sample<MI_Boolean>(MI_BOOLEAN, MI_TRUE),
            sample<MI_Uint8>(MI_UINT8, 0xfe),
            sample<MI_Sint8>(MI_SINT8, -5),
            sample<MI_Uint16>(MI_UINT16, 0xfedc),
            sample<MI_Sint16>(MI_SINT16, -12345),
            sample<MI_Uint32>(MI_UINT32, 0xfedcba98u),
            sample<MI_Sint32>(MI_SINT32, -123456789),
            sample<MI_Uint64>(MI_UINT64, 0xfedcba9876543210ull),
            sample<MI_Sint64>(MI_SINT64, -1234567890123456789ll),
            sample<MI_Real32>(MI_REAL32, 1.5F),
            sample<MI_Real64>(MI_REAL64, -2.25e100),
            sample<MI_Char16>(MI_CHAR16, 0x20ac),
            sample<MI_Datetime>(MI_DATETIME, datetime)};
}

CaseResult keepsEveryScalar(ApiTarget& target) {
    const Dynamic dynamic(target);
    Check check;
    for (const auto& one : scalars()) {
        const auto name = "Of" + std::to_string(one.type);
        MI_Value seen{};
        MI_Type type = MI_STRING;
        check.equal(name.c_str(), MI_Instance_AddElement(dynamic.instance, name.c_str(), &one.value, one.type, 0),
                    MI_RESULT_OK);
        check
            .equal(name.c_str(), MI_Instance_GetElement(dynamic.instance, name.c_str(), &seen, &type, nullptr, nullptr),
                   MI_RESULT_OK)
            .equal((name + "'s type").c_str(), type, one.type)
            .isTrue((name + " has another value").c_str(), std::memcmp(&seen, &one.value, one.size) == 0);
    }
    return check.result();
}

CaseResult keepsEveryArray(ApiTarget& target) {
    const Dynamic dynamic(target);
    Check check;
    for (const auto& one : scalars()) {
        const auto type = static_cast<MI_Type>(one.type | MI_ARRAY);
        const auto name = "Of" + std::to_string(type);
        std::vector<char> source(3 * one.size);
        for (std::size_t i = 0; i < 3; ++i)
            std::memcpy(&source[i * one.size], &one.value, one.size);
        const auto original = source;
        MI_Value value{};
        value.array = {source.data(), 3};
        check.equal(name.c_str(), MI_Instance_AddElement(dynamic.instance, name.c_str(), &value, type, 0),
                    MI_RESULT_OK);
        std::fill(source.begin(), source.end(), '\0');  // it was to be copied
        MI_Value seen{};
        MI_Type seenType = MI_STRING;
        check
            .equal(name.c_str(),
                   MI_Instance_GetElement(dynamic.instance, name.c_str(), &seen, &seenType, nullptr, nullptr),
                   MI_RESULT_OK)
            .equal((name + "'s type").c_str(), seenType, type)
            .equal((name + "'s size").c_str(), seen.array.size, 3u);
        if (check.ok())
            check.isTrue((name + " has other values").c_str(),
                         seen.array.data && std::memcmp(seen.array.data, original.data(), original.size()) == 0);
    }
    return check.result();
}

CaseResult keepsTextArrays(ApiTarget& target) {
    const Dynamic dynamic(target);
    std::string first = "first";
    std::string second = "second";
    MI_Char* texts[] = {first.data(), second.data()};
    MI_Value value{};
    value.stringa = {texts, 2};
    Check check;
    check.equal("AddElement", MI_Instance_AddElement(dynamic.instance, "Texts", &value, MI_STRINGA, 0), MI_RESULT_OK);
    first = "other";
    texts[1] = nullptr;
    MI_Value seen{};
    MI_Type type = MI_BOOLEAN;
    check
        .equal("GetElement", MI_Instance_GetElement(dynamic.instance, "Texts", &seen, &type, nullptr, nullptr),
               MI_RESULT_OK)
        .equal("the type", type, MI_STRINGA)
        .equal("the size", seen.stringa.size, 2u);
    if (check.ok())
        check.equal("the first text", shown(seen.stringa.data[0]), "first")
            .equal("the second text", shown(seen.stringa.data[1]), "second");
    return check.result();
}

CaseResult copiesInstances(ApiTarget& target, MI_Type type) {
    Dynamic dynamic(target);
    const client::MiInstancePtr inner(dynamic.make());
    Check check;
    check.equal("AddElement to the inner instance", Dynamic::addNumber(inner.get(), "Number", 1), MI_RESULT_OK);
    MI_Value value{};
    value.instance = inner.get();
    check.equal("AddElement", MI_Instance_AddElement(dynamic.instance, "Inner", &value, type, 0), MI_RESULT_OK)
        .equal("SetElement of the inner instance", Dynamic::setNumber(inner.get(), "Number", 2), MI_RESULT_OK);
    MI_Value seen{};
    MI_Type seenType = MI_BOOLEAN;
    check
        .equal("GetElement", MI_Instance_GetElement(dynamic.instance, "Inner", &seen, &seenType, nullptr, nullptr),
               MI_RESULT_OK)
        .equal("the type", seenType, type);
    if (check.ok())
        check.isTrue("it is the instance that was given", seen.instance && seen.instance != inner.get())
            .equal("Number of the copy", Dynamic::number(seen.instance, "Number"), 1u);
    return check.result();
}

CaseResult copiesEmbedded(ApiTarget& target) {
    return copiesInstances(target, MI_INSTANCE);
}
CaseResult copiesReferences(ApiTarget& target) {
    return copiesInstances(target, MI_REFERENCE);
}

CaseResult refusesBadNames(ApiTarget& target) {
    const Dynamic dynamic(target);
    Check check;
    check.equal("AddElement of a good name", Dynamic::addNumber(dynamic.instance, "_a1", 1), MI_RESULT_OK);
    for (const auto* name : {"1x", "a b", "", "a-b"})
        check.equal((std::string("AddElement of \"") + name + "\"").c_str(),
                    Dynamic::addNumber(dynamic.instance, name, 1), MI_RESULT_INVALID_PARAMETER);
    return check.result();
}

bool saysMissing(MI_Result result) {
    return result == MI_RESULT_NO_SUCH_PROPERTY || result == MI_RESULT_NOT_FOUND;
}

CaseResult unknownIsNotSet(ApiTarget& target) {
    const Dynamic dynamic(target);
    return Check()
        .equal("AddElement", Dynamic::addNumber(dynamic.instance, "Number", 1), MI_RESULT_OK)
        .isTrue("SetElement of an unknown name is neither NOT_FOUND nor NO_SUCH_PROPERTY",
                saysMissing(Dynamic::setNumber(dynamic.instance, "Other", 2)))
        .equal("SetElement of a known name", Dynamic::setNumber(dynamic.instance, "nUMBER", 3), MI_RESULT_OK)
        .equal("Number", Dynamic::number(dynamic.instance, "Number"), 3u)
        .result();
}

CaseResult unknownIsNotGot(ApiTarget& target) {
    const Dynamic dynamic(target);
    MI_Value value{};
    MI_Type type = MI_BOOLEAN;
    return Check()
        .equal("AddElement", Dynamic::addNumber(dynamic.instance, "Number", 1), MI_RESULT_OK)
        .isTrue("GetElement of an unknown name is neither NOT_FOUND nor NO_SUCH_PROPERTY",
                saysMissing(MI_Instance_GetElement(dynamic.instance, "Other", &value, &type, nullptr, nullptr)))
        .equal("Number in another case", Dynamic::number(dynamic.instance, "NUMBER"), 1u)
        .result();
}

/// Whether an element is null.
void isNull(Check& check, const MI_Instance* instance, const char* name, bool expected) {
    MI_Value value{};
    MI_Type type = MI_BOOLEAN;
    MI_Uint32 flags = 0;
    check.equal("GetElement", MI_Instance_GetElement(instance, name, &value, &type, &flags, nullptr), MI_RESULT_OK)
        .equal("the type", type, MI_UINT32)
        .equal((std::string("MI_FLAG_NULL of ") + name).c_str(), (flags & kNull) != 0, expected);
}

CaseResult withoutValueItIsNull(ApiTarget& target) {
    const Dynamic dynamic(target);
    Check check;
    check.equal("AddElement", MI_Instance_AddElement(dynamic.instance, "Added", nullptr, MI_UINT32, 0), MI_RESULT_OK)
        .equal("AddElement", Dynamic::addNumber(dynamic.instance, "Number", 1), MI_RESULT_OK);
    isNull(check, dynamic.instance, "Added", true);
    isNull(check, dynamic.instance, "Number", false);
    check.equal("SetElement", MI_Instance_SetElement(dynamic.instance, "Number", nullptr, MI_UINT32, 0), MI_RESULT_OK);
    isNull(check, dynamic.instance, "Number", true);
    return check.result();
}

CaseResult theFlagSaysNull(ApiTarget& target) {
    const Dynamic dynamic(target);
    MI_Value value{};
    value.uint32 = 5;
    Check check;
    check.equal("AddElement", MI_Instance_AddElement(dynamic.instance, "Added", &value, MI_UINT32, kNull), MI_RESULT_OK)
        .equal("AddElement", Dynamic::addNumber(dynamic.instance, "Number", 1), MI_RESULT_OK);
    isNull(check, dynamic.instance, "Added", true);
    check.equal("SetElement", Dynamic::setNumber(dynamic.instance, "Added", 5), MI_RESULT_OK);
    isNull(check, dynamic.instance, "Added", false);
    check.equal("SetElement", MI_Instance_SetElement(dynamic.instance, "Number", &value, MI_UINT32, kNull),
                MI_RESULT_OK);
    isNull(check, dynamic.instance, "Number", true);
    return check.result();
}

CaseResult clearsByIndex(ApiTarget& target) {
    const Dynamic dynamic(target);
    Check check;
    check.equal("AddElement", Dynamic::addNumber(dynamic.instance, "First", 1), MI_RESULT_OK)
        .equal("AddElement", Dynamic::addNumber(dynamic.instance, "Second", 2), MI_RESULT_OK)
        .equal("ClearElementAt", MI_Instance_ClearElementAt(dynamic.instance, 1), MI_RESULT_OK);
    isNull(check, dynamic.instance, "First", false);
    isNull(check, dynamic.instance, "Second", true);
    return check.result();
}

CaseResult clearsNothingBehindTheEnd(ApiTarget& target) {
    const Dynamic dynamic(target);
    Check check;
    check.equal("AddElement", Dynamic::addNumber(dynamic.instance, "Number", 1), MI_RESULT_OK)
        .isTrue("ClearElementAt at the count succeeded",
                MI_Instance_ClearElementAt(dynamic.instance, 1) != MI_RESULT_OK);
    isNull(check, dynamic.instance, "Number", false);
    return check.result();
}

}  // namespace

std::span<const ApiCase> elementCases() {
    static constexpr ApiCase kCases[] = {
        {"MI/J1a", "mi.h MI_Instance_AddElement", "Arrays of every type are copied and come back", Level::kMust,
         keepsEveryArray},
        {"MI/J1b", "mi.h MI_Instance_AddElement", "Scalars of every type come back", Level::kMust, keepsEveryScalar},
        {"MI/J1c", "mi.h MI_Instance_AddElement", "Embedded instances are copied", Level::kMust, copiesEmbedded},
        {"MI/J1d", "mi.h MI_Instance_AddElement", "References are copied", Level::kMust, copiesReferences},
        {"MI/J1e", "mi.h MI_Instance_AddElement", "Arrays of texts are copied with their texts", Level::kMust,
         keepsTextArrays},
        {"MI/J4", "mi.h MI_Instance_AddElement", "What is no CIM name is INVALID_PARAMETER", Level::kVendor,
         refusesBadNames},
        {"MI/J6", "mi.h MI_Instance_SetElement", "An element that is not there cannot be set", Level::kMust,
         unknownIsNotSet},
        {"MI/J6b", "mi.h MI_Instance_GetElement", "An element that is not there cannot be got", Level::kMust,
         unknownIsNotGot},
        {"MI/J7", "mi.h MI_Instance_SetElement", "Without a value, an element is null", Level::kMust,
         withoutValueItIsNull},
        {"MI/J7b", "mi.h MI_FLAG_NULL", "With MI_FLAG_NULL, an element is null whatever its value", Level::kMust,
         theFlagSaysNull},
        {"MI/J8b", "mi.h MI_Instance_ClearElementAt", "An element is cleared by its position", Level::kMust,
         clearsByIndex},
        {"MI/J8c", "mi.h MI_Instance_ClearElementAt", "A position behind the end is refused", Level::kMust,
         clearsNothingBehindTheEnd},
    };
    return kCases;
}

}  // namespace conformance
