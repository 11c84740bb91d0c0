// MI_Instance: to whom its values belong, and what a class of its own allows.
#include <cstddef>

#include "conformance/api/dynamic.h"
#include "conformance/api/held.h"

namespace conformance {

namespace {

/// A class with one property, and its instances as a generated structure.
struct X_Typed {
    MI_Instance __instance;  // NOLINT(bugprone-reserved-identifier): the name that generators give it
    MI_ConstUint32Field Number;
};
constexpr MI_Uint32 code(char first, char last, MI_Uint32 length) {
    return static_cast<MI_Uint32>(first) << 16 | static_cast<MI_Uint32>(last) << 8 | length;
}
const MI_PropertyDecl kNumber = {.flags = MI_FLAG_PROPERTY,
                                 .code = code('n', 'r', 6),
                                 .name = "Number",
                                 .qualifiers = nullptr,
                                 .numQualifiers = 0,
                                 .type = MI_UINT32,
                                 .className = nullptr,
                                 .subscript = 0,
                                 .offset = offsetof(X_Typed, Number),
                                 .origin = "X_Typed",
                                 .propagator = "X_Typed",
                                 .value = nullptr};
const MI_PropertyDecl* const kProperties[] = {&kNumber};
const MI_ClassDecl kTyped = {.flags = MI_FLAG_CLASS,
                             .code = code('x', 'd', 7),
                             .name = "X_Typed",
                             .qualifiers = nullptr,
                             .numQualifiers = 0,
                             .properties = kProperties,
                             .numProperties = 1,
                             .size = sizeof(X_Typed),
                             .superClass = nullptr,
                             .superClassDecl = nullptr,
                             .methods = nullptr,
                             .numMethods = 0,
                             .schema = nullptr,
                             .providerFT = nullptr,
                             .owningClass = nullptr};

CaseResult typedInstancesTakeNoMore(ApiTarget& target) {
    Dynamic dynamic(target);
    MI_Instance* made = nullptr;
    Check check;
    check.equal("NewInstance of a class", MI_Application_NewInstance(&dynamic.application, "X_Typed", &kTyped, &made),
                MI_RESULT_OK);
    const client::MiInstancePtr typed(made);
    MI_Uint32 count = 0;
    return check.equal("SetElement of what the class has", Dynamic::setNumber(typed.get(), "Number", 5), MI_RESULT_OK)
        .equal("Number", Dynamic::number(typed.get(), "Number"), 5u)
        .isTrue("AddElement of what it has not succeeded", Dynamic::addNumber(typed.get(), "Other", 1) != MI_RESULT_OK)
        .equal("GetElementCount", MI_Instance_GetElementCount(typed.get(), &count), MI_RESULT_OK)
        .equal("the count", count, 1u)
        .result();
}

CaseResult clonesAreIndependent(ApiTarget& target) {
    const Dynamic dynamic(target);
    MI_Instance* clone = nullptr;
    Check check;
    check.equal("AddElement", Dynamic::addNumber(dynamic.instance, "Number", 1), MI_RESULT_OK)
        .equal("MI_Instance_Clone", MI_Instance_Clone(dynamic.instance, &clone), MI_RESULT_OK)
        .isTrue("the clone is the instance itself", clone != dynamic.instance);
    if (!check.ok())
        return check.result();
    const client::MiInstancePtr owner(clone);
    return check.equal("SetElement of the original", Dynamic::setNumber(dynamic.instance, "Number", 2), MI_RESULT_OK)
        .equal("Number of the clone", Dynamic::number(clone, "Number"), 1u)
        .equal("SetElement of the clone", Dynamic::setNumber(clone, "Number", 3), MI_RESULT_OK)
        .equal("Number of the original", Dynamic::number(dynamic.instance, "Number"), 2u)
        .result();
}

CaseResult clonesAreDeep(ApiTarget& target) {
    Dynamic dynamic(target);
    const client::MiInstancePtr inner(dynamic.make());
    MI_Value value{};
    value.instance = inner.get();
    MI_Instance* clone = nullptr;
    MI_Value ofOriginal{};
    MI_Value ofClone{};
    Check check;
    check.equal("AddElement to the inner instance", Dynamic::addNumber(inner.get(), "Number", 1), MI_RESULT_OK)
        .equal("AddElement", MI_Instance_AddElement(dynamic.instance, "Inner", &value, MI_INSTANCE, 0), MI_RESULT_OK)
        .equal("MI_Instance_Clone", MI_Instance_Clone(dynamic.instance, &clone), MI_RESULT_OK);
    if (!check.ok())
        return check.result();
    const client::MiInstancePtr owner(clone);
    check
        .equal("GetElement of the original",
               MI_Instance_GetElement(dynamic.instance, "Inner", &ofOriginal, nullptr, nullptr, nullptr), MI_RESULT_OK)
        .equal("GetElement of the clone", MI_Instance_GetElement(clone, "Inner", &ofClone, nullptr, nullptr, nullptr),
               MI_RESULT_OK);
    if (!check.ok())
        return check.result();
    return check.isTrue("both share one inner instance", ofOriginal.instance != ofClone.instance)
        .equal("SetElement of the original's", Dynamic::setNumber(ofOriginal.instance, "Number", 2), MI_RESULT_OK)
        .equal("Number of the clone's", Dynamic::number(ofClone.instance, "Number"), 1u)
        .result();
}

CaseResult borrowsWhenTold(ApiTarget& target) {
    const Dynamic dynamic(target);
    std::string text = "before";
    MI_Value value{};
    value.string = text.data();
    MI_Value seen{};
    Check check;
    check.equal(
        "AddElement",
        MI_Instance_AddElement(dynamic.instance, "Text", &value, MI_STRING, static_cast<MI_Uint32>(MI_FLAG_BORROW)),
        MI_RESULT_OK);
    text.replace(0, 6, "behind");
    check.equal("GetElement", MI_Instance_GetElement(dynamic.instance, "Text", &seen, nullptr, nullptr, nullptr),
                MI_RESULT_OK);
    if (check.ok())
        check.equal("the text once its owner has changed it", shown(seen.string), "behind");
    return check.result();
}

CaseResult adoptsWhenTold(ApiTarget& target) {
    constexpr int kTimes = 1000;
    constexpr std::size_t kSize = 16384;
    Dynamic dynamic(target);
    std::string text(kSize, 'x');
    Check check;
    // What is adopted goes with its owner: neither twice, which would crash, nor never, which shows in the end.
    const auto adopt = [&] {
        const client::MiInstancePtr outer(dynamic.make());
        client::MiInstancePtr inner(dynamic.make());
        MI_Value value{};
        value.string = text.data();
        check.equal("AddElement to the inner instance",
                    MI_Instance_AddElement(inner.get(), "Text", &value, MI_STRING, 0), MI_RESULT_OK);
        value.instance = inner.release();
        check.equal("AddElement", MI_Instance_AddElement(outer.get(), "Inner", &value, MI_INSTANCE, MI_FLAG_ADOPT),
                    MI_RESULT_OK);
        MI_Value seen{};
        check.equal("GetElement", MI_Instance_GetElement(outer.get(), "Inner", &seen, nullptr, nullptr, nullptr),
                    MI_RESULT_OK);
        if (check.ok())
            check.equal("GetElement of the inner instance",
                        MI_Instance_GetElement(seen.instance, "Text", &value, nullptr, nullptr, nullptr), MI_RESULT_OK);
        if (check.ok())
            check.isTrue("the inner text is another", shown(value.string) == text);
    };
    for (int i = 0; i < 50 && check.ok(); ++i)
        adopt();
    const auto before = Held::now();
    for (int i = 0; i < kTimes && check.ok(); ++i)
        adopt();
    return check
        .isTrue("what was adopted is left behind", Held::now().kilobytes < before.kilobytes + kTimes * kSize / 1024 / 4)
        .result();
}

}  // namespace

std::span<const ApiCase> ownershipCases() {
    static constexpr ApiCase kCases[] = {
        {"MI/J3", "mi.h MI_Instance_AddElement", "An instance of a class takes no further elements", Level::kMust,
         typedInstancesTakeNoMore},
        {"MI/J10", "mi.h MI_Instance_Clone", "A clone is independent", Level::kMust, clonesAreIndependent},
        {"MI/J10b", "mi.h MI_Instance_Clone", "A clone has embedded instances of its own", Level::kMust, clonesAreDeep},
        {"MI/J11", "mi.h MI_FLAG_BORROW", "A borrowed value stays its owner's", Level::kMust, borrowsWhenTold},
        {"MI/J11b", "mi.h MI_FLAG_ADOPT", "An adopted value belongs to the instance and goes with it", Level::kMust,
         adoptsWhenTold},
    };
    return kCases;
}

}  // namespace conformance
