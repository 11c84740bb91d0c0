// MI_Instance: its own names, and getters that are asked for less than they could tell.
#include "conformance/api/api_case.h"

namespace conformance {

namespace {

/// An application, for the length of a case.
class Application {
public:
    explicit Application(ApiTarget& target) { target.library.initialize(0, nullptr, nullptr, &handle); }
    Application(const Application&) = delete;
    Application& operator=(const Application&) = delete;
    ~Application() {
        if (handle.ft)
            MI_Application_Close(&handle);
    }
    client::MiInstancePtr make(const char* className) {
        MI_Instance* made = nullptr;
        MI_Application_NewInstance(&handle, className, nullptr, &made);
        return client::MiInstancePtr(made);
    }
    MI_Application handle = MI_APPLICATION_NULL;
};

using SetName = MI_Result (*)(MI_Instance*, const MI_Char*);
using GetName = MI_Result (*)(const MI_Instance*, const MI_Char**);

CaseResult keepsName(ApiTarget& target, SetName set, GetName get) {
    Application application(target);
    const auto instance = application.make("X_Test");
    std::string text = "root/before";
    const MI_Char* seen = nullptr;
    Check check;
    check.equal("setting the name", set(instance.get(), text.c_str()), MI_RESULT_OK);
    text.replace(5, 6, "behind");  // it was to be copied
    check.equal("getting the name", get(instance.get(), &seen), MI_RESULT_OK);
    if (check.ok())
        check.equal("the name", shown(seen), "root/before");
    check.equal("setting another name", set(instance.get(), "root/other"), MI_RESULT_OK)
        .equal("getting it", get(instance.get(), &seen), MI_RESULT_OK);
    if (check.ok())
        check.equal("the other name", shown(seen), "root/other");
    return check.result();
}

CaseResult keepsTheNameSpace(ApiTarget& target) {
    return keepsName(target, MI_Instance_SetNameSpace, MI_Instance_GetNameSpace);
}
CaseResult keepsTheServerName(ApiTarget& target) {
    return keepsName(target, MI_Instance_SetServerName, MI_Instance_GetServerName);
}

CaseResult clonesKeepNames(ApiTarget& target) {
    Application application(target);
    const auto instance = application.make("X_Test");
    MI_Instance* clone = nullptr;
    const MI_Char* className = nullptr;
    const MI_Char* nameSpace = nullptr;
    Check check;
    check.equal("SetNameSpace", MI_Instance_SetNameSpace(instance.get(), "root/x"), MI_RESULT_OK)
        .equal("MI_Instance_Clone", MI_Instance_Clone(instance.get(), &clone), MI_RESULT_OK);
    const client::MiInstancePtr owner(clone);
    check.equal("GetClassName", MI_Instance_GetClassName(clone, &className), MI_RESULT_OK)
        .equal("GetNameSpace", MI_Instance_GetNameSpace(clone, &nameSpace), MI_RESULT_OK);
    if (check.ok())
        check.equal("the class name", shown(className), "X_Test").equal("the namespace", shown(nameSpace), "root/x");
    return check.result();
}

CaseResult outputsAreOptional(ApiTarget& target) {
    Application application(target);
    const auto instance = application.make("X_Test");
    MI_Value value{};
    value.uint32 = 7;
    MI_Value seen{};
    MI_Uint32 index = 99;
    return Check()
        .equal("AddElement", MI_Instance_AddElement(instance.get(), "Number", &value, MI_UINT32, 0), MI_RESULT_OK)
        .equal("GetElement without outputs",
               MI_Instance_GetElement(instance.get(), "Number", nullptr, nullptr, nullptr, nullptr), MI_RESULT_OK)
        .equal("GetElementAt without outputs",
               MI_Instance_GetElementAt(instance.get(), 0, nullptr, nullptr, nullptr, nullptr), MI_RESULT_OK)
        .equal("GetElement of value and index",
               MI_Instance_GetElement(instance.get(), "Number", &seen, nullptr, nullptr, &index), MI_RESULT_OK)
        .equal("the value", seen.uint32, 7u)
        .equal("the index", index, 0u)
        .result();
}

CaseResult parametersAreCalledSo(ApiTarget& target) {
    Application application(target);
    MI_Instance* made = nullptr;
    const MI_Char* name = nullptr;
    Check check;
    check.equal("NewParameterSet", MI_Application_NewParameterSet(&application.handle, nullptr, &made), MI_RESULT_OK);
    const client::MiInstancePtr owner(made);
    check.equal("GetClassName", MI_Instance_GetClassName(made, &name), MI_RESULT_OK);
    if (check.ok())
        check.equal("the class name", shown(name), "Parameters");
    return check.result();
}

}  // namespace

std::span<const ApiCase> namingCases() {
    static constexpr ApiCase kCases[] = {
        {"MI/J12b", "mi.h MI_Instance_SetNameSpace", "The namespace of an instance is copied and kept", Level::kMust,
         keepsTheNameSpace},
        {"MI/J12c", "mi.h MI_Instance_SetServerName", "The server name of an instance is copied and kept", Level::kMust,
         keepsTheServerName},
        {"MI/J12d", "mi.h MI_Instance_Clone", "A clone has the names of its original", Level::kMust, clonesKeepNames},
        {"MI/J13", "mi.h MI_Instance_GetElement", "Every output of a getter may be NULL", Level::kMust,
         outputsAreOptional},
        {"MI/J14", "mi.h MI_Application_NewParameterSet", "A parameter set is an instance of Parameters", Level::kMust,
         parametersAreCalledSo},
    };
    return kCases;
}

}  // namespace conformance
