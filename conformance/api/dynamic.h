// A dynamic instance, for the cases about instances.
#pragma once

#include "conformance/api/api_case.h"

namespace conformance {

/// An application with one dynamic instance, for the length of a case.
class Dynamic {
public:
    explicit Dynamic(ApiTarget& target) {
        if (target.library.initialize(0, nullptr, nullptr, &application) == MI_RESULT_OK)
            instance = make();
    }
    Dynamic(const Dynamic&) = delete;
    Dynamic& operator=(const Dynamic&) = delete;
    ~Dynamic() {
        if (instance)
            MI_Instance_Delete(instance);
        if (application.ft)
            MI_Application_Close(&application);
    }
    [[nodiscard]] MI_Instance* make() {
        MI_Instance* made = nullptr;
        MI_Application_NewInstance(&application, "X_Test", nullptr, &made);
        return made;
    }
    static MI_Result addNumber(MI_Instance* to, const char* name, MI_Uint32 number) {
        MI_Value value{};
        value.uint32 = number;
        return MI_Instance_AddElement(to, name, &value, MI_UINT32, 0);
    }
    static MI_Result setNumber(MI_Instance* of, const char* name, MI_Uint32 number) {
        MI_Value value{};
        value.uint32 = number;
        return MI_Instance_SetElement(of, name, &value, MI_UINT32, 0);
    }
    /// The number, or one that no case sets.
    static MI_Uint32 number(const MI_Instance* of, const char* name) {
        MI_Value value{};
        MI_Type type = MI_BOOLEAN;
        const auto result = MI_Instance_GetElement(of, name, &value, &type, nullptr, nullptr);
        return result == MI_RESULT_OK && type == MI_UINT32 ? value.uint32 : 0xffffffffu;
    }
    MI_Application application = MI_APPLICATION_NULL;
    MI_Instance* instance = nullptr;
};

}  // namespace conformance
