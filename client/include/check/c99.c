/* Compiles the whole of mi.h as C99 under -pedantic, and uses a macro of each kind so that their bodies compile too. */
#include <mi.h>

MI_Result check_c99(MI_Session* session, MI_Interval* timeout);

MI_Result check_c99(MI_Session* session, MI_Interval* timeout) {
    MI_Application application = MI_APPLICATION_NULL;
    MI_Operation operation = MI_OPERATION_NULL;
    MI_OperationOptions options = MI_OPERATIONOPTIONS_NULL;
    MI_OperationCallbacks callbacks = MI_OPERATIONCALLBACKS_NULL;
    MI_SessionCallbacks sessionCallbacks = MI_SESSIONCALLBACKS_NULL;
    const MI_Instance* instance = NULL;
    MI_UNREFERENCED_PARAMETER(sessionCallbacks);
    if (MI_Application_Initialize(0, NULL, NULL, &application) != MI_RESULT_OK)
        return MI_RESULT_FAILED;
    MI_OperationOptions_SetTimeout(&options, timeout);
    MI_Session_EnumerateInstances(session, MI_OPERATIONFLAGS_DEFAULT_RTTI, &options, MI_T("root/cimv2"), MI_T("C"),
                                  MI_FALSE, &callbacks, &operation);
    return MI_Operation_GetInstance(&operation, &instance, NULL, NULL, NULL, NULL);
}
