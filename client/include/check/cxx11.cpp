// Compiles the whole of mi.h as C++11 under -pedantic, the provider side included.
#include <mi.h>

MI_Result checkCxx11(MI_Context* context, MI_Session* session);

MI_Result checkCxx11(MI_Context* context, MI_Session* session) {
    MI_Instance* instance = nullptr;
    MI_LifecycleIndicationContext* lifecycle = nullptr;
    MI_Operation operation = MI_OPERATION_NULL;
    MI_Session_TestConnection(session, 0, nullptr, &operation);
    if (MI_Context_GetLifecycleIndicationContext(context, &lifecycle) != MI_RESULT_OK)
        return MI_RESULT_FAILED;
    if (MI_NewDynamicInstance(context, MI_T("C"), MI_FLAG_CLASS, &instance) != MI_RESULT_OK)
        return MI_RESULT_FAILED;
    return MI_PostInstance(context, instance);
}
