// MI_Instance: a dynamic instance's elements.
#include "conformance/api/api_case.h"

namespace conformance {

namespace {

/// An application with one dynamic instance, for the length of a case.
class Dynamic {
public:
    explicit Dynamic(ApiTarget& target) {
        if (target.library.initialize(0, nullptr, nullptr, &application_) == MI_RESULT_OK)
            MI_Application_NewInstance(&application_, "X_Test", nullptr, &instance);
    }
    Dynamic(const Dynamic&) = delete;
    Dynamic& operator=(const Dynamic&) = delete;
    ~Dynamic() {
        if (instance)
            MI_Instance_Delete(instance);
        if (application_.ft)
            MI_Application_Close(&application_);
    }
    MI_Result add(const char* name, MI_Uint32 number) const {
        MI_Value value{};
        value.uint32 = number;
        return MI_Instance_AddElement(instance, name, &value, MI_UINT32, 0);
    }
    MI_Instance* instance = nullptr;

private:
    MI_Application application_ = MI_APPLICATION_NULL;
};

CaseResult copiesByDefault(ApiTarget& target) {
    const Dynamic dynamic(target);
    std::string text = "before";
    MI_Value value{};
    value.string = text.data();
    Check check;
    check.equal("AddElement", MI_Instance_AddElement(dynamic.instance, "Text", &value, MI_STRING, 0), MI_RESULT_OK);
    text = "behind";
    MI_Value seen{};
    MI_Type type = MI_BOOLEAN;
    check.equal("GetElement", MI_Instance_GetElement(dynamic.instance, "Text", &seen, &type, nullptr, nullptr),
                MI_RESULT_OK);
    if (check.ok())
        check.equal("the value", shown(seen.string), "before").equal("the type", type, MI_STRING);
    return check.result();
}

CaseResult namesAreUnique(ApiTarget& target) {
    const Dynamic dynamic(target);
    return Check()
        .equal("AddElement", dynamic.add("Number", 1), MI_RESULT_OK)
        .equal("AddElement of the same name", dynamic.add("Number", 2), MI_RESULT_ALREADY_EXISTS)
        .equal("AddElement of the same name in another case", dynamic.add("NUMBER", 3), MI_RESULT_ALREADY_EXISTS)
        .result();
}

CaseResult keepsTypes(ApiTarget& target) {
    const Dynamic dynamic(target);
    MI_Value value{};
    MI_Type type = MI_BOOLEAN;
    Check check;
    value.uint32 = 2;
    check.equal("AddElement", dynamic.add("Number", 1), MI_RESULT_OK)
        .equal("SetElement of the same type", MI_Instance_SetElement(dynamic.instance, "Number", &value, MI_UINT32, 0),
               MI_RESULT_OK);
    value.boolean = MI_TRUE;
    check
        .equal("SetElement of another type", MI_Instance_SetElement(dynamic.instance, "Number", &value, MI_BOOLEAN, 0),
               MI_RESULT_TYPE_MISMATCH)
        .equal("GetElement", MI_Instance_GetElement(dynamic.instance, "Number", &value, &type, nullptr, nullptr),
               MI_RESULT_OK)
        .equal("the type", type, MI_UINT32)
        .equal("the value", value.uint32, 2u);
    return check.result();
}

CaseResult refusesIndexBeyondEnd(ApiTarget& target) {
    const Dynamic dynamic(target);
    MI_Value value{};
    return Check()
        .equal("AddElement", dynamic.add("Number", 1), MI_RESULT_OK)
        .equal("SetElementAt of the only element", MI_Instance_SetElementAt(dynamic.instance, 0, &value, MI_UINT32, 0),
               MI_RESULT_OK)
        .isTrue("SetElementAt at the count succeeded",
                MI_Instance_SetElementAt(dynamic.instance, 1, &value, MI_UINT32, 0) != MI_RESULT_OK)
        .isTrue("SetElementAt behind the count succeeded",
                MI_Instance_SetElementAt(dynamic.instance, 2, &value, MI_UINT32, 0) != MI_RESULT_OK)
        .result();
}

CaseResult knowsNull(ApiTarget& target) {
    const Dynamic dynamic(target);
    MI_Value value{};
    MI_Type type = MI_BOOLEAN;
    MI_Uint32 flags = 0;
    Check check;
    check.equal("AddElement", dynamic.add("Number", 1), MI_RESULT_OK)
        .equal("GetElement", MI_Instance_GetElement(dynamic.instance, "Number", &value, &type, &flags, nullptr),
               MI_RESULT_OK)
        .isTrue("MI_FLAG_NULL is set before", (flags & static_cast<MI_Uint32>(MI_FLAG_NULL)) == 0)
        .equal("ClearElement", MI_Instance_ClearElement(dynamic.instance, "Number"), MI_RESULT_OK)
        .equal("GetElement", MI_Instance_GetElement(dynamic.instance, "Number", &value, &type, &flags, nullptr),
               MI_RESULT_OK)
        .isTrue("MI_FLAG_NULL is not set", (flags & static_cast<MI_Uint32>(MI_FLAG_NULL)) != 0)
        .equal("the type", type, MI_UINT32);
    return check.result();
}

CaseResult keepsOrder(ApiTarget& target) {
    const Dynamic dynamic(target);
    const MI_Char* name = nullptr;
    MI_Uint32 count = 0;
    Check check;
    check.equal("AddElement", dynamic.add("Zebra", 1), MI_RESULT_OK)
        .equal("AddElement", dynamic.add("Ant", 2), MI_RESULT_OK)
        .equal("GetElementCount", MI_Instance_GetElementCount(dynamic.instance, &count), MI_RESULT_OK)
        .equal("the count", count, 2u)
        .equal("GetElementAt", MI_Instance_GetElementAt(dynamic.instance, 0, &name, nullptr, nullptr, nullptr),
               MI_RESULT_OK);
    if (check.ok())
        check.equal("the first element", shown(name), "Zebra")
            .equal("GetElementAt", MI_Instance_GetElementAt(dynamic.instance, 1, &name, nullptr, nullptr, nullptr),
                   MI_RESULT_OK)
            .equal("the second element", shown(name), "Ant");
    return check.result();
}

}  // namespace

std::span<const ApiCase> instanceCases() {
    static constexpr ApiCase kCases[] = {
        {"MI/J1", "mi.h MI_Instance_AddElement", "Values are copied by default", Level::kMust, copiesByDefault},
        {"MI/J2", "mi.h MI_Instance_AddElement", "A name stands once, whatever its case", Level::kShould,
         namesAreUnique},
        {"MI/J5", "mi.h MI_Instance_SetElement", "Another type is TYPE_MISMATCH", Level::kMust, keepsTypes},
        {"MI/J8", "mi.h MI_Instance_ClearElement", "A cleared element is null and keeps its type", Level::kMust,
         knowsNull},
        {"MI/J9", "mi.h MI_Instance_SetElementAt", "An index behind the end is refused", Level::kMust,
         refusesIndexBeyondEnd},
        {"MI/J12", "mi.h MI_Instance_GetElementAt", "Elements keep their order", Level::kMust, keepsOrder},
    };
    return kCases;
}

}  // namespace conformance
