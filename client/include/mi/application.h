/* MI_Application_*, MI_HostedProvider_*, MI_Serializer_*, MI_Deserializer_* and MI_Utilities_*. */
#ifndef MI_APPLICATION_H_INCLUDED
#define MI_APPLICATION_H_INCLUDED

#include <mi/client.h>

MI_BEGIN_C_

MI_INLINE MI_Result MI_Application_Close(MI_Application* application) {
    return MI_VIA_FT_(application, Close(application));
}

/* The New* functions: without an application the output is emptied, so that it can be closed or tested all the same. */
MI_INLINE MI_Result MI_Application_NewSession(MI_Application* application, const MI_Char* protocol,
                                              const MI_Char* destination, MI_DestinationOptions* options,
                                              MI_SessionCallbacks* callbacks, MI_Instance** extendedError,
                                              MI_Session* session) {
    if (!application || !application->ft)
        MI_ZERO_(session);
    return MI_VIA_FT_(application,
                      NewSession(application, protocol, destination, options, callbacks, extendedError, session));
}

MI_INLINE MI_Result MI_Application_NewHostedProvider(MI_Application* application, const MI_Char* namespaceName,
                                                     const MI_Char* providerName, MI_MainFunction mi_Main,
                                                     MI_Instance** extendedError, MI_HostedProvider* hostedProvider) {
    if (!application || !application->ft)
        MI_ZERO_(hostedProvider);
    return MI_VIA_FT_(application, NewHostedProvider(application, namespaceName, providerName, mi_Main, extendedError,
                                                     hostedProvider));
}

MI_INLINE MI_Result MI_Application_NewInstance(MI_Application* application, const MI_Char* className,
                                               const MI_ClassDecl* classRTTI, MI_Instance** instance) {
    if (!application || !application->ft)
        MI_ZERO_(instance);
    return MI_VIA_FT_(application, NewInstance(application, className, classRTTI, instance));
}

MI_INLINE MI_Result MI_Application_NewInstanceFromClass(MI_Application* application, const MI_Char* className,
                                                        const MI_Class* classObject, MI_Instance** instance) {
    if (!application || !application->ft)
        MI_ZERO_(instance);
    return MI_VIA_FT_(application, NewInstanceFromClass(application, className, classObject, instance));
}

/* The instance that carries the input of MI_Session_Invoke. */
MI_INLINE MI_Result MI_Application_NewParameterSet(MI_Application* application, const MI_ClassDecl* classRTTI,
                                                   MI_Instance** instance) {
    return MI_Application_NewInstance(application, MI_T("Parameters"), classRTTI, instance);
}

MI_INLINE MI_Result MI_Application_NewClass(MI_Application* application, const MI_ClassDecl* classDecl,
                                            const MI_Char* namespaceName, const MI_Char* serverName,
                                            MI_Class** classObject) {
    if (!application || !application->ft)
        MI_ZERO_(classObject);
    return MI_VIA_FT_(application, NewClass(application, classDecl, namespaceName, serverName, classObject));
}

MI_INLINE MI_Result MI_Application_NewDestinationOptions(MI_Application* application, MI_DestinationOptions* options) {
    if (!application || !application->ft)
        MI_ZERO_(options);
    return MI_VIA_FT_(application, NewDestinationOptions(application, options));
}

MI_INLINE MI_Result MI_Application_NewOperationOptions(MI_Application* application, MI_Boolean mustUnderstand,
                                                       MI_OperationOptions* options) {
    if (!application || !application->ft)
        MI_ZERO_(options);
    return MI_VIA_FT_(application, NewOperationOptions(application, mustUnderstand, options));
}

MI_INLINE MI_Result MI_Application_NewSubscriptionDeliveryOptions(MI_Application* application,
                                                                  MI_SubscriptionDeliveryType deliveryType,
                                                                  MI_SubscriptionDeliveryOptions* deliveryOptions) {
    if (!application || !application->ft)
        MI_ZERO_(deliveryOptions);
    return MI_VIA_FT_(application, NewSubscriptionDeliveryOptions(application, deliveryType, deliveryOptions));
}

MI_INLINE MI_Result MI_Application_NewSerializer(MI_Application* application, MI_Uint32 flags, MI_Char* format,
                                                 MI_Serializer* serializer) {
    if (!application || !application->ft)
        MI_ZERO_(serializer);
    return MI_VIA_FT_(application, NewSerializer(application, flags, format, serializer));
}

MI_INLINE MI_Result MI_Application_NewDeserializer(MI_Application* application, MI_Uint32 flags, MI_Char* format,
                                                   MI_Deserializer* deserializer) {
    if (!application || !application->ft)
        MI_ZERO_(deserializer);
    return MI_VIA_FT_(application, NewDeserializer(application, flags, format, deserializer));
}

MI_INLINE MI_Result MI_HostedProvider_Close(MI_HostedProvider* hostedProvider) {
    return MI_VIA_FT_(hostedProvider, Close(hostedProvider));
}

MI_INLINE MI_Result MI_HostedProvider_GetApplication(MI_HostedProvider* hostedProvider, MI_Application* application) {
    if (!hostedProvider || !hostedProvider->ft)
        MI_ZERO_(application);
    return MI_VIA_FT_(hostedProvider, GetApplication(hostedProvider, application));
}

#define MI_Serializer_Close (mi_clientFT->serializerFT->Close)
#define MI_Serializer_SerializeClass (mi_clientFT->serializerFT->SerializeClass)
#define MI_Serializer_SerializeInstance (mi_clientFT->serializerFT->SerializeInstance)
#define MI_Deserializer_Close (mi_clientFT->deserializerFT->Close)
#define MI_Deserializer_DeserializeClass (mi_clientFT->deserializerFT->DeserializeClass)
#define MI_Deserializer_Class_GetClassName (mi_clientFT->deserializerFT->Class_GetClassName)
#define MI_Deserializer_Class_GetParentClassName (mi_clientFT->deserializerFT->Class_GetParentClassName)
#define MI_Deserializer_DeserializeInstance (mi_clientFT->deserializerFT->DeserializeInstance)
#define MI_Deserializer_Instance_GetClassName (mi_clientFT->deserializerFT->Instance_GetClassName)
#define MI_Utilities_MapErrorToMiErrorCategory (mi_clientFT->utilitiesFT->MapErrorToMiErrorCategory)
#define MI_Utilities_CimErrorFromErrorCode (mi_clientFT->utilitiesFT->CimErrorFromErrorCode)

MI_END_C_

#endif
