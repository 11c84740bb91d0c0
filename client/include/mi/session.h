/* MI_Session_* and MI_Operation_*. */
#ifndef MI_SESSION_H_INCLUDED
#define MI_SESSION_H_INCLUDED

#include <mi/client.h>

MI_BEGIN_C_

/* Without a session the completion callback, if any, is called at once and the answer is OK. */
MI_INLINE MI_Result MI_Session_Close(MI_Session* session, void* completionContext,
                                     void(MI_CALL* completionCallback)(void* completionContext)) {
    if (session && session->ft)
        return session->ft->Close(session, completionContext, completionCallback);
    if (!completionCallback)
        return MI_RESULT_INVALID_PARAMETER;
    completionCallback(completionContext);
    return MI_RESULT_OK;
}

MI_INLINE MI_Result MI_Session_GetApplication(MI_Session* session, MI_Application* application) {
    if (!session || !session->ft)
        MI_ZERO_(application);
    return MI_VIA_FT_(session, GetApplication(session, application));
}

/* Starts an operation, or, without a session, empties the handle and reports INVALID_PARAMETER to the operation's own
 * result callback, once, inline, with nothing to acknowledge. */
#define MI_REFUSED_instance_ NULL, MI_FALSE
#define MI_REFUSED_class_ NULL, MI_FALSE
#define MI_REFUSED_indication_ NULL, NULL, NULL, MI_FALSE
#define MI_START_(kind, call)                                                               \
    if (session && session->ft) {                                                           \
        session->ft->call;                                                                  \
    } else {                                                                                \
        MI_ZERO_(operation);                                                                \
        if (callbacks && callbacks->kind##Result)                                           \
            callbacks->kind##Result(NULL, callbacks->callbackContext, MI_REFUSED_##kind##_, \
                                    MI_RESULT_INVALID_PARAMETER, NULL, NULL, NULL);         \
    }                                                                                       \
    (void)0

MI_INLINE void MI_Session_GetInstance(MI_Session* session, MI_Uint32 flags, MI_OperationOptions* options,
                                      const MI_Char* namespaceName, const MI_Instance* inboundInstance,
                                      MI_OperationCallbacks* callbacks, MI_Operation* operation) {
    MI_START_(instance, GetInstance(session, flags, options, namespaceName, inboundInstance, callbacks, operation));
}

MI_INLINE void MI_Session_ModifyInstance(MI_Session* session, MI_Uint32 flags, MI_OperationOptions* options,
                                         const MI_Char* namespaceName, const MI_Instance* inboundInstance,
                                         MI_OperationCallbacks* callbacks, MI_Operation* operation) {
    MI_START_(instance, ModifyInstance(session, flags, options, namespaceName, inboundInstance, callbacks, operation));
}

MI_INLINE void MI_Session_CreateInstance(MI_Session* session, MI_Uint32 flags, MI_OperationOptions* options,
                                         const MI_Char* namespaceName, const MI_Instance* inboundInstance,
                                         MI_OperationCallbacks* callbacks, MI_Operation* operation) {
    MI_START_(instance, CreateInstance(session, flags, options, namespaceName, inboundInstance, callbacks, operation));
}

MI_INLINE void MI_Session_DeleteInstance(MI_Session* session, MI_Uint32 flags, MI_OperationOptions* options,
                                         const MI_Char* namespaceName, const MI_Instance* inboundInstance,
                                         MI_OperationCallbacks* callbacks, MI_Operation* operation) {
    MI_START_(instance, DeleteInstance(session, flags, options, namespaceName, inboundInstance, callbacks, operation));
}

MI_INLINE void MI_Session_Invoke(MI_Session* session, MI_Uint32 flags, MI_OperationOptions* options,
                                 const MI_Char* namespaceName, const MI_Char* className, const MI_Char* methodName,
                                 const MI_Instance* inboundInstance, const MI_Instance* inboundProperties,
                                 MI_OperationCallbacks* callbacks, MI_Operation* operation) {
    MI_START_(instance, Invoke(session, flags, options, namespaceName, className, methodName, inboundInstance,
                               inboundProperties, callbacks, operation));
}

MI_INLINE void MI_Session_EnumerateInstances(MI_Session* session, MI_Uint32 flags, MI_OperationOptions* options,
                                             const MI_Char* namespaceName, const MI_Char* className,
                                             MI_Boolean keysOnly, MI_OperationCallbacks* callbacks,
                                             MI_Operation* operation) {
    MI_START_(instance,
              EnumerateInstances(session, flags, options, namespaceName, className, keysOnly, callbacks, operation));
}

MI_INLINE void MI_Session_QueryInstances(MI_Session* session, MI_Uint32 flags, MI_OperationOptions* options,
                                         const MI_Char* namespaceName, const MI_Char* queryDialect,
                                         const MI_Char* queryExpression, MI_OperationCallbacks* callbacks,
                                         MI_Operation* operation) {
    MI_START_(instance, QueryInstances(session, flags, options, namespaceName, queryDialect, queryExpression, callbacks,
                                       operation));
}

MI_INLINE void MI_Session_AssociatorInstances(MI_Session* session, MI_Uint32 flags, MI_OperationOptions* options,
                                              const MI_Char* namespaceName, const MI_Instance* instanceKeys,
                                              const MI_Char* assocClass, const MI_Char* resultClass,
                                              const MI_Char* role, const MI_Char* resultRole, MI_Boolean keysOnly,
                                              MI_OperationCallbacks* callbacks, MI_Operation* operation) {
    MI_START_(instance, AssociatorInstances(session, flags, options, namespaceName, instanceKeys, assocClass,
                                            resultClass, role, resultRole, keysOnly, callbacks, operation));
}

MI_INLINE void MI_Session_ReferenceInstances(MI_Session* session, MI_Uint32 flags, MI_OperationOptions* options,
                                             const MI_Char* namespaceName, const MI_Instance* instanceKeys,
                                             const MI_Char* resultClass, const MI_Char* role, MI_Boolean keysOnly,
                                             MI_OperationCallbacks* callbacks, MI_Operation* operation) {
    MI_START_(instance, ReferenceInstances(session, flags, options, namespaceName, instanceKeys, resultClass, role,
                                           keysOnly, callbacks, operation));
}

MI_INLINE void MI_Session_Subscribe(MI_Session* session, MI_Uint32 flags, MI_OperationOptions* options,
                                    const MI_Char* namespaceName, const MI_Char* queryDialect,
                                    const MI_Char* queryExpression,
                                    const MI_SubscriptionDeliveryOptions* deliverOptions,
                                    MI_OperationCallbacks* callbacks, MI_Operation* operation) {
    MI_START_(indication, Subscribe(session, flags, options, namespaceName, queryDialect, queryExpression,
                                    deliverOptions, callbacks, operation));
}

MI_INLINE void MI_Session_GetClass(MI_Session* session, MI_Uint32 flags, MI_OperationOptions* options,
                                   const MI_Char* namespaceName, const MI_Char* className,
                                   MI_OperationCallbacks* callbacks, MI_Operation* operation) {
    MI_START_(class, GetClass(session, flags, options, namespaceName, className, callbacks, operation));
}

MI_INLINE void MI_Session_EnumerateClasses(MI_Session* session, MI_Uint32 flags, MI_OperationOptions* options,
                                           const MI_Char* namespaceName, const MI_Char* className,
                                           MI_Boolean classNamesOnly, MI_OperationCallbacks* callbacks,
                                           MI_Operation* operation) {
    MI_START_(class, EnumerateClasses(session, flags, options, namespaceName, className, classNamesOnly, callbacks,
                                      operation));
}

MI_INLINE void MI_Session_TestConnection(MI_Session* session, MI_Uint32 flags, MI_OperationCallbacks* callbacks,
                                         MI_Operation* operation) {
    MI_START_(instance, TestConnection(session, flags, callbacks, operation));
}

#undef MI_START_
#undef MI_REFUSED_instance_
#undef MI_REFUSED_class_
#undef MI_REFUSED_indication_

MI_INLINE MI_Result MI_Operation_Close(MI_Operation* operation) {
    return MI_VIA_FT_(operation, Close(operation));
}

MI_INLINE MI_Result MI_Operation_Cancel(MI_Operation* operation, MI_CancellationReason reason) {
    return MI_VIA_FT_(operation, Cancel(operation, reason));
}

MI_INLINE MI_Result MI_Operation_GetSession(MI_Operation* operation, MI_Session* session) {
    MI_ZERO_(session);
    return MI_VIA_FT_(operation, GetSession(operation, session));
}

/* The getters: without an operation, the result says so too and there is no more to fetch. */
#define MI_FETCH_(call)                        \
    if (operation && operation->ft)            \
        return operation->ft->call;            \
    if (result)                                \
        *result = MI_RESULT_INVALID_PARAMETER; \
    if (moreResults)                           \
        *moreResults = MI_FALSE;               \
    return MI_RESULT_INVALID_PARAMETER

MI_INLINE MI_Result MI_Operation_GetInstance(MI_Operation* operation, const MI_Instance** instance,
                                             MI_Boolean* moreResults, MI_Result* result, const MI_Char** errorMessage,
                                             const MI_Instance** completionDetails) {
    MI_FETCH_(GetInstance(operation, instance, moreResults, result, errorMessage, completionDetails));
}

MI_INLINE MI_Result MI_Operation_GetIndication(MI_Operation* operation, const MI_Instance** instance,
                                               const MI_Char** bookmark, const MI_Char** machineID,
                                               MI_Boolean* moreResults, MI_Result* result, const MI_Char** errorMessage,
                                               const MI_Instance** completionDetails) {
    MI_FETCH_(
        GetIndication(operation, instance, bookmark, machineID, moreResults, result, errorMessage, completionDetails));
}

MI_INLINE MI_Result MI_Operation_GetClass(MI_Operation* operation, const MI_Class** classResult,
                                          MI_Boolean* moreResults, MI_Result* result, const MI_Char** errorMessage,
                                          const MI_Instance** completionDetails) {
    MI_FETCH_(GetClass(operation, classResult, moreResults, result, errorMessage, completionDetails));
}
#undef MI_FETCH_

MI_END_C_

#endif
