/* The provider side: what MI_Main is given (MI_Server), and through what a provider answers a request (MI_Context). */
#ifndef MI_CONTEXT_H_INCLUDED
#define MI_CONTEXT_H_INCLUDED

#include <mi/client.h>

MI_BEGIN_C_

typedef struct _MI_ServerFT MI_ServerFT;
typedef struct _MI_ContextFT MI_ContextFT;

struct _MI_ServerFT {
    MI_Result(MI_CALL* GetVersion)(MI_Uint32* version);
    MI_Result(MI_CALL* GetSystemName)(const MI_Char** systemName);
};

struct _MI_Server {
    const MI_ServerFT* serverFT;
    const MI_ContextFT* contextFT;
    const MI_InstanceFT* instanceFT;
    const MI_PropertySetFT* propertySetFT;
    const MI_FilterFT* filterFT;
};

/* Defined by the provider's own object file, over the MI_Server that MI_Main received. */
MI_Result MI_CALL MI_Server_GetVersion(MI_Uint32* version);
MI_Result MI_CALL MI_Server_GetSystemName(const MI_Char** systemName);

typedef void(MI_CALL* MI_CancelCallback)(MI_CancellationReason reason, void* callbackData);

#if MI_API_VERSION == 2
typedef struct _MI_LifecycleIndicationContext MI_LifecycleIndicationContext;
#endif

/* Post* ends (PostResult, PostError, PostCimError) or feeds a request; Write*, PromptUser and Should* talk to the
 * client meanwhile; GetLocalSession is a session under the request's identity, never to be closed. */
struct _MI_ContextFT {
    MI_Result(MI_CALL* PostResult)(MI_Context* context, MI_Result result);
    MI_Result(MI_CALL* PostInstance)(MI_Context* context, const MI_Instance* instance);
    MI_Result(MI_CALL* PostIndication)(MI_Context* context, const MI_Instance* indication,
                                       MI_Uint32 subscriptionIDCount, const MI_Char* bookmark);
    MI_Result(MI_CALL* ConstructInstance)(MI_Context* context, const MI_ClassDecl* classDecl, MI_Instance* instance);
    MI_Result(MI_CALL* ConstructParameters)(MI_Context* context, const MI_MethodDecl* methodDecl,
                                            MI_Instance* instance);
    MI_Result(MI_CALL* NewInstance)(MI_Context* context, const MI_ClassDecl* classDecl, MI_Instance** instance);
    MI_Result(MI_CALL* NewDynamicInstance)(MI_Context* context, const MI_Char* className, MI_Uint32 flags,
                                           MI_Instance** instance);
    MI_Result(MI_CALL* NewParameters)(MI_Context* context, const MI_MethodDecl* methodDecl, MI_Instance** instance);
    MI_Result(MI_CALL* Canceled)(const MI_Context* context, MI_Boolean* flag);
    MI_Result(MI_CALL* GetLocale)(const MI_Context* context, MI_LocaleType localeType,
                                  MI_Char locale[MI_MAX_LOCALE_SIZE]);
    MI_Result(MI_CALL* RegisterCancel)(MI_Context* context, MI_CancelCallback callback, void* callbackData);
    MI_Result(MI_CALL* RequestUnload)(MI_Context* context);
    MI_Result(MI_CALL* RefuseUnload)(MI_Context* context);
    MI_Result(MI_CALL* GetLocalSession)(const MI_Context* context, MI_Session* session);
    MI_Result(MI_CALL* SetStringOption)(MI_Context* context, const MI_Char* name, const MI_Char* value);
    MI_Result(MI_CALL* GetStringOption)(MI_Context* context, const MI_Char* name, const MI_Char** value);
    MI_Result(MI_CALL* GetNumberOption)(MI_Context* context, const MI_Char* name, MI_Uint32* value);
    MI_Result(MI_CALL* GetCustomOption)(MI_Context* context, const MI_Char* name, MI_Type* valueType, MI_Value* value);
    MI_Result(MI_CALL* GetCustomOptionCount)(MI_Context* context, MI_Uint32* count);
    MI_Result(MI_CALL* GetCustomOptionAt)(MI_Context* context, MI_Uint32 index, const MI_Char** name,
                                          MI_Type* valueType, MI_Value* value);
    MI_Result(MI_CALL* WriteMessage)(MI_Context* context, MI_Uint32 channel, const MI_Char* message);
    MI_Result(MI_CALL* WriteProgress)(MI_Context* context, const MI_Char* activity, const MI_Char* currentOperation,
                                      const MI_Char* statusDescription, MI_Uint32 percentComplete,
                                      MI_Uint32 secondsRemaining);
    MI_Result(MI_CALL* WriteStreamParameter)(MI_Context* context, const MI_Char* name, const MI_Value* value,
                                             MI_Type type, MI_Uint32 flags);
    MI_Result(MI_CALL* WriteCimError)(MI_Context* context, const MI_Instance* error, MI_Boolean* flag);
    MI_Result(MI_CALL* PromptUser)(MI_Context* context, const MI_Char* message, MI_PromptType promptType,
                                   MI_Boolean* result);
    MI_Result(MI_CALL* ShouldProcess)(MI_Context* context, const MI_Char* target, const MI_Char* action,
                                      MI_Boolean* result);
    MI_Result(MI_CALL* ShouldContinue)(MI_Context* context, const MI_Char* message, MI_Boolean* result);
    MI_Result(MI_CALL* PostError)(MI_Context* context, MI_Uint32 resultCode, const MI_Char* resultType,
                                  const MI_Char* errorMessage);
    MI_Result(MI_CALL* PostCimError)(MI_Context* context, const MI_Instance* error);
    MI_Result(MI_CALL* WriteError)(MI_Context* context, MI_Uint32 resultCode, const MI_Char* resultType,
                                   const MI_Char* errorMessage, MI_Boolean* flag);
#if MI_API_VERSION == 2
    MI_Result(MI_CALL* GetLifecycleIndicationContext)(const MI_Context* context,
                                                      MI_LifecycleIndicationContext** lifecycleContext);
#endif
};

struct _MI_Context {
    const MI_ContextFT* ft;
    ptrdiff_t reserved[3];
};

MI_INLINE MI_Result MI_CALL MI_Context_PostResult(MI_Context* context, MI_Result result) {
    return MI_VIA_FT_(context, PostResult(context, result));
}

MI_INLINE MI_Result MI_CALL MI_Context_PostCimError(MI_Context* context, const MI_Instance* error) {
    return MI_VIA_FT_(context, PostCimError(context, error));
}

MI_INLINE MI_Result MI_CALL MI_Context_PostError(MI_Context* context, MI_Uint32 resultCode, const MI_Char* resultType,
                                                 const MI_Char* errorMessage) {
    return MI_VIA_FT_(context, PostError(context, resultCode, resultType, errorMessage));
}

MI_INLINE MI_Result MI_CALL MI_Context_PostInstance(MI_Context* context, const MI_Instance* instance) {
    return MI_VIA_FT_(context, PostInstance(context, instance));
}

MI_INLINE MI_Result MI_CALL MI_Context_PostIndication(MI_Context* context, const MI_Instance* indication,
                                                      MI_Uint32 subscriptionIDCount, const MI_Char* bookmark) {
    return MI_VIA_FT_(context, PostIndication(context, indication, subscriptionIDCount, bookmark));
}

MI_INLINE MI_Result MI_CALL MI_Context_ConstructInstance(MI_Context* context, const MI_ClassDecl* classDecl,
                                                         MI_Instance* instance) {
    return MI_VIA_FT_(context, ConstructInstance(context, classDecl, instance));
}

MI_INLINE MI_Result MI_CALL MI_Context_ConstructParameters(MI_Context* context, const MI_MethodDecl* methodDecl,
                                                           MI_Instance* instance) {
    return MI_VIA_FT_(context, ConstructParameters(context, methodDecl, instance));
}

MI_INLINE MI_Result MI_CALL MI_Context_NewInstance(MI_Context* context, const MI_ClassDecl* classDecl,
                                                   MI_Instance** instance) {
    return MI_VIA_FT_(context, NewInstance(context, classDecl, instance));
}

MI_INLINE MI_Result MI_CALL MI_Context_NewDynamicInstance(MI_Context* context, const MI_Char* className,
                                                          MI_Uint32 flags, MI_Instance** instance) {
    return MI_VIA_FT_(context, NewDynamicInstance(context, className, flags, instance));
}

MI_INLINE MI_Result MI_CALL MI_Context_NewParameters(MI_Context* context, const MI_MethodDecl* methodDecl,
                                                     MI_Instance** instance) {
    return MI_VIA_FT_(context, NewParameters(context, methodDecl, instance));
}

MI_INLINE MI_Result MI_CALL MI_Context_Canceled(const MI_Context* context, MI_Boolean* flag) {
    return MI_VIA_FT_(context, Canceled(context, flag));
}

MI_INLINE MI_Result MI_CALL MI_Context_RegisterCancel(MI_Context* context, MI_CancelCallback callback,
                                                      void* callbackData) {
    return MI_VIA_FT_(context, RegisterCancel(context, callback, callbackData));
}

MI_INLINE MI_Result MI_CALL MI_Context_RequestUnload(MI_Context* context) {
    return MI_VIA_FT_(context, RequestUnload(context));
}

MI_INLINE MI_Result MI_CALL MI_Context_RefuseUnload(MI_Context* context) {
    return MI_VIA_FT_(context, RefuseUnload(context));
}

MI_INLINE MI_Result MI_CALL MI_Context_SetStringOption(MI_Context* context, const MI_Char* name, const MI_Char* value) {
    return MI_VIA_FT_(context, SetStringOption(context, name, value));
}

MI_INLINE MI_Result MI_CALL MI_Context_GetStringOption(MI_Context* context, const MI_Char* name,
                                                       const MI_Char** value) {
    return MI_VIA_FT_(context, GetStringOption(context, name, value));
}

MI_INLINE MI_Result MI_CALL MI_Context_GetNumberOption(MI_Context* context, const MI_Char* name, MI_Uint32* value) {
    return MI_VIA_FT_(context, GetNumberOption(context, name, value));
}

MI_INLINE MI_Result MI_CALL MI_Context_GetCustomOption(MI_Context* context, const MI_Char* name, MI_Type* valueType,
                                                       MI_Value* value) {
    return MI_VIA_FT_(context, GetCustomOption(context, name, valueType, value));
}

MI_INLINE MI_Result MI_CALL MI_Context_GetCustomOptionCount(MI_Context* context, MI_Uint32* count) {
    return MI_VIA_FT_(context, GetCustomOptionCount(context, count));
}

MI_INLINE MI_Result MI_CALL MI_Context_GetCustomOptionAt(MI_Context* context, MI_Uint32 index, const MI_Char** name,
                                                         MI_Type* valueType, MI_Value* value) {
    return MI_VIA_FT_(context, GetCustomOptionAt(context, index, name, valueType, value));
}

MI_INLINE MI_Result MI_CALL MI_Context_ShouldProcess(MI_Context* context, const MI_Char* target, const MI_Char* action,
                                                     MI_Boolean* flag) {
    return MI_VIA_FT_(context, ShouldProcess(context, target, action, flag));
}

MI_INLINE MI_Result MI_CALL MI_Context_ShouldContinue(MI_Context* context, const MI_Char* message, MI_Boolean* flag) {
    return MI_VIA_FT_(context, ShouldContinue(context, message, flag));
}

MI_INLINE MI_Result MI_CALL MI_Context_PromptUser(MI_Context* context, const MI_Char* message, MI_PromptType promptType,
                                                  MI_Boolean* flag) {
    return MI_VIA_FT_(context, PromptUser(context, message, promptType, flag));
}

MI_INLINE MI_Result MI_CALL MI_Context_WriteError(MI_Context* context, MI_Uint32 resultCode, const MI_Char* resultType,
                                                  const MI_Char* errorMessage, MI_Boolean* flag) {
    return MI_VIA_FT_(context, WriteError(context, resultCode, resultType, errorMessage, flag));
}

MI_INLINE MI_Result MI_CALL MI_Context_WriteCimError(MI_Context* context, const MI_Instance* error, MI_Boolean* flag) {
    return MI_VIA_FT_(context, WriteCimError(context, error, flag));
}

MI_INLINE MI_Result MI_CALL MI_Context_WriteMessage(MI_Context* context, MI_Uint32 channel, const MI_Char* message) {
    return MI_VIA_FT_(context, WriteMessage(context, channel, message));
}

MI_INLINE MI_Result MI_CALL MI_Context_WriteProgress(MI_Context* context, const MI_Char* activity,
                                                     const MI_Char* currentOperation, const MI_Char* statusDescription,
                                                     MI_Uint32 percentComplete, MI_Uint32 secondsRemaining) {
    return MI_VIA_FT_(context, WriteProgress(context, activity, currentOperation, statusDescription, percentComplete,
                                             secondsRemaining));
}

MI_INLINE MI_Result MI_CALL MI_Context_WriteStreamParameter(MI_Context* self, const MI_Char* name,
                                                            const MI_Value* value, MI_Type type, MI_Uint32 flags) {
    return MI_VIA_FT_(self, WriteStreamParameter(self, name, value, type, flags));
}

MI_INLINE MI_Result MI_CALL MI_Context_WriteWarning(MI_Context* context, const MI_Char* message) {
    return MI_VIA_FT_(context, WriteMessage(context, MI_WRITEMESSAGE_CHANNEL_WARNING, message));
}

MI_INLINE MI_Result MI_CALL MI_Context_WriteVerbose(MI_Context* context, const MI_Char* message) {
    return MI_VIA_FT_(context, WriteMessage(context, MI_WRITEMESSAGE_CHANNEL_VERBOSE, message));
}

MI_INLINE MI_Result MI_CALL MI_Context_WriteDebug(MI_Context* context, const MI_Char* message) {
    return MI_VIA_FT_(context, WriteMessage(context, MI_WRITEMESSAGE_CHANNEL_DEBUG, message));
}

MI_INLINE MI_Result MI_CALL MI_Context_GetLocalSession(const MI_Context* context, MI_Session* session) {
    return MI_VIA_FT_(context, GetLocalSession(context, session));
}

MI_INLINE MI_Result MI_CALL MI_Context_GetLocale(const MI_Context* context, MI_LocaleType localeType,
                                                 MI_Char locale[MI_MAX_LOCALE_SIZE]) {
    if (locale)
        locale[0] = 0;
    return MI_VIA_FT_(context, GetLocale(context, localeType, locale));
}

#if MI_API_VERSION == 2
/* Whether the provider filters indications itself. */
MI_INLINE MI_Result MI_CALL MI_Context_SetFilterOption(MI_Context* context, MI_Boolean filterByProvider) {
    return MI_VIA_FT_(context, SetStringOption(context, MI_T("__FilterByProvider"),
                                               filterByProvider == MI_TRUE ? MI_T("TRUE") : MI_T("FALSE")));
}

MI_INLINE MI_Result MI_CALL MI_Context_GetLifecycleIndicationContext(const MI_Context* context,
                                                                     MI_LifecycleIndicationContext** lifecycleContext) {
    if (!context || !context->ft)
        *lifecycleContext = NULL;
    return MI_VIA_FT_(context, GetLifecycleIndicationContext(context, lifecycleContext));
}

#define MI_LIFECYCLE_INDICATION_NONE 0
#define MI_LIFECYCLE_INDICATION_CREATE 1
#define MI_LIFECYCLE_INDICATION_MODIFY 2
#define MI_LIFECYCLE_INDICATION_DELETE 4
#define MI_LIFECYCLE_INDICATION_READ 8
#define MI_LIFECYCLE_INDICATION_METHODCALL 16
#define MI_LIFECYCLE_INDICATION_ALL 31

typedef void(MI_CALL* MI_LifecycleIndicationCallback)(MI_Uint32 types, void* callbackData);

/* Indications of instances coming, changing and going, which a provider posts outside any request. */
typedef struct _MI_LifecycleIndicationContextFT MI_LifecycleIndicationContextFT;
struct _MI_LifecycleIndicationContextFT {
    MI_Result(MI_CALL* PostCreate)(MI_LifecycleIndicationContext* context, const MI_Instance* instance);
    MI_Result(MI_CALL* PostModify)(MI_LifecycleIndicationContext* context, const MI_Instance* orginalInstance,
                                   const MI_Instance* instance);
    MI_Result(MI_CALL* PostDelete)(MI_LifecycleIndicationContext* context, const MI_Instance* orginalInstance);
    MI_Result(MI_CALL* PostRead)(MI_LifecycleIndicationContext* context, const MI_Instance* instance);
    MI_Result(MI_CALL* PostMethodCall)(MI_LifecycleIndicationContext* context, const MI_Instance* instance,
                                       const MI_Char* methodName, MI_Boolean precall, const MI_Instance* parameter,
                                       const MI_Char* returnvalue);
    MI_Result(MI_CALL* PostResult)(MI_LifecycleIndicationContext* context, MI_Result result);
    MI_Result(MI_CALL* ConstructInstance)(MI_LifecycleIndicationContext* context, const MI_ClassDecl* classDecl,
                                          MI_Instance* instance);
    MI_Result(MI_CALL* ConstructParameters)(MI_LifecycleIndicationContext* context, const MI_MethodDecl* methodDecl,
                                            MI_Instance* instance);
    MI_Result(MI_CALL* NewInstance)(MI_LifecycleIndicationContext* context, const MI_ClassDecl* classDecl,
                                    MI_Instance** instance);
    MI_Result(MI_CALL* NewDynamicInstance)(MI_LifecycleIndicationContext* context, const MI_Char* className,
                                           MI_Uint32 flags, MI_Instance** instance);
    MI_Result(MI_CALL* NewParameters)(MI_LifecycleIndicationContext* context, const MI_MethodDecl* methodDecl,
                                      MI_Instance** instance);
    MI_Result(MI_CALL* SetSupportedTypes)(MI_LifecycleIndicationContext* context, MI_Uint32 types);
    MI_Result(MI_CALL* GetTypes)(MI_LifecycleIndicationContext* context, MI_Uint32* types);
    MI_Result(MI_CALL* RegisterCallback)(MI_LifecycleIndicationContext* context,
                                         MI_LifecycleIndicationCallback callback, void* callbackData);
};

struct _MI_LifecycleIndicationContext {
    const MI_LifecycleIndicationContextFT* ft;
    ptrdiff_t reserved[3];
};

MI_INLINE MI_Result MI_CALL MI_LifecycleIndicationContext_PostCreate(MI_LifecycleIndicationContext* context,
                                                                     const MI_Instance* instance) {
    return MI_VIA_FT_(context, PostCreate(context, instance));
}

MI_INLINE MI_Result MI_CALL MI_LifecycleIndicationContext_PostModify(MI_LifecycleIndicationContext* context,
                                                                     const MI_Instance* orginalInstance,
                                                                     const MI_Instance* instance) {
    return MI_VIA_FT_(context, PostModify(context, orginalInstance, instance));
}

MI_INLINE MI_Result MI_CALL MI_LifecycleIndicationContext_PostDelete(MI_LifecycleIndicationContext* context,
                                                                     const MI_Instance* orginalInstance) {
    return MI_VIA_FT_(context, PostDelete(context, orginalInstance));
}

MI_INLINE MI_Result MI_CALL MI_LifecycleIndicationContext_PostRead(MI_LifecycleIndicationContext* context,
                                                                   const MI_Instance* instance) {
    return MI_VIA_FT_(context, PostRead(context, instance));
}

MI_INLINE MI_Result MI_CALL MI_LifecycleIndicationContext_PostResult(MI_LifecycleIndicationContext* context,
                                                                     MI_Result result) {
    return MI_VIA_FT_(context, PostResult(context, result));
}

MI_INLINE MI_Result MI_CALL MI_LifecycleIndicationContext_SetSupportedTypes(MI_LifecycleIndicationContext* context,
                                                                            MI_Uint32 types) {
    return MI_VIA_FT_(context, SetSupportedTypes(context, types));
}

MI_INLINE MI_Result MI_CALL MI_LifecycleIndicationContext_RegisterCallback(MI_LifecycleIndicationContext* context,
                                                                           MI_LifecycleIndicationCallback callback,
                                                                           void* callbackData) {
    return MI_VIA_FT_(context, RegisterCallback(context, callback, callbackData));
}

MI_INLINE MI_Result MI_CALL MI_LifecycleIndicationContext_ConstructInstance(MI_LifecycleIndicationContext* context,
                                                                            const MI_ClassDecl* classDecl,
                                                                            MI_Instance* instance) {
    return MI_VIA_FT_(context, ConstructInstance(context, classDecl, instance));
}

MI_INLINE MI_Result MI_CALL MI_LifecycleIndicationContext_ConstructParameters(MI_LifecycleIndicationContext* context,
                                                                              const MI_MethodDecl* methodDecl,
                                                                              MI_Instance* instance) {
    return MI_VIA_FT_(context, ConstructParameters(context, methodDecl, instance));
}

MI_INLINE MI_Result MI_CALL MI_LifecycleIndicationContext_NewInstance(MI_LifecycleIndicationContext* context,
                                                                      const MI_ClassDecl* classDecl,
                                                                      MI_Instance** instance) {
    return MI_VIA_FT_(context, NewInstance(context, classDecl, instance));
}

MI_INLINE MI_Result MI_CALL MI_LifecycleIndicationContext_NewDynamicInstance(MI_LifecycleIndicationContext* context,
                                                                             const MI_Char* className, MI_Uint32 flags,
                                                                             MI_Instance** instance) {
    return MI_VIA_FT_(context, NewDynamicInstance(context, className, flags, instance));
}

MI_INLINE MI_Result MI_CALL MI_LifecycleIndicationContext_NewParameters(MI_LifecycleIndicationContext* context,
                                                                        const MI_MethodDecl* methodDecl,
                                                                        MI_Instance** instance) {
    return MI_VIA_FT_(context, NewParameters(context, methodDecl, instance));
}

MI_INLINE MI_Result MI_CALL MI_LifecycleIndicationContext_PostMethodCall_Before(MI_LifecycleIndicationContext* context,
                                                                                const MI_Instance* instance,
                                                                                const MI_Char* methodName,
                                                                                const MI_Instance* parameter) {
    if (!instance || !methodName)
        return MI_RESULT_INVALID_PARAMETER;
    return MI_VIA_FT_(context, PostMethodCall(context, instance, methodName, MI_TRUE, parameter, NULL));
}

MI_INLINE MI_Result MI_CALL MI_LifecycleIndicationContext_PostMethodCall_After(MI_LifecycleIndicationContext* context,
                                                                               const MI_Instance* instance,
                                                                               const MI_Char* methodName,
                                                                               const MI_Instance* parameter,
                                                                               const MI_Char* returnValue) {
    if (!instance || !methodName)
        return MI_RESULT_INVALID_PARAMETER;
    return MI_VIA_FT_(context, PostMethodCall(context, instance, methodName, MI_FALSE, parameter, returnValue));
}

MI_INLINE MI_Result MI_CALL MI_LifecycleIndicationContext_GetTypes(MI_LifecycleIndicationContext* context,
                                                                   MI_Uint32* types) {
    if (!context || !context->ft)
        *types = 0;
    return MI_VIA_FT_(context, GetTypes(context, types));
}
#endif

MI_END_C_

#endif
