/* Client handles, their function tables, callbacks, credentials and operation flags; and the two symbols that an MI
 * library exports. */
#ifndef MI_CLIENT_H_INCLUDED
#define MI_CLIENT_H_INCLUDED

#include <mi/class.h>

MI_BEGIN_C_

#define MI_DECLARE_HANDLE_(Name)                 \
    typedef struct _MI_##Name MI_##Name;         \
    typedef struct _MI_##Name##FT MI_##Name##FT; \
    struct _MI_##Name {                          \
        MI_Uint64 reserved1;                     \
        ptrdiff_t reserved2;                     \
        const MI_##Name##FT* ft;                 \
    };
MI_DECLARE_HANDLE_(Application)
MI_DECLARE_HANDLE_(Session)
MI_DECLARE_HANDLE_(Operation)
MI_DECLARE_HANDLE_(HostedProvider)
MI_DECLARE_HANDLE_(DestinationOptions)
MI_DECLARE_HANDLE_(OperationOptions)
MI_DECLARE_HANDLE_(SubscriptionDeliveryOptions)
#undef MI_DECLARE_HANDLE_

#define MI_APPLICATION_NULL \
    { 0, 0, NULL }
#define MI_SESSION_NULL \
    { 0, 0, NULL }
#define MI_OPERATION_NULL \
    { 0, 0, NULL }
#define MI_HOSTEDPROVIDER_NULL \
    { 0, 0, NULL }
#define MI_DESTINATIONOPTIONS_NULL \
    { 0, 0, NULL }
#define MI_OPERATIONOPTIONS_NULL \
    { 0, 0, NULL }
#define MI_SUBSCRIPTIONDELIVERYOPTIONS_NULL \
    { 0, 0, NULL }

/* These two carry no table; their functions are reached through mi_clientFT_V1. */
typedef struct _MI_Serializer {
    MI_Uint64 reserved1;
    ptrdiff_t reserved2;
} MI_Serializer;
typedef struct _MI_Deserializer {
    MI_Uint64 reserved1;
    ptrdiff_t reserved2;
} MI_Deserializer;
typedef struct _MI_SerializerFT MI_SerializerFT;
typedef struct _MI_DeserializerFT MI_DeserializerFT;

/* Operation flags: one of each group, OR-ed. Acknowledgement of asynchronous results: */
#define MI_OPERATIONFLAGS_AUTOMATIC_ACK_RESULTS 0x0000
#define MI_OPERATIONFLAGS_MANUAL_ACK_RESULTS 0x0001
/* How much type information results carry: */
#define MI_OPERATIONFLAGS_DEFAULT_RTTI 0x0000
#define MI_OPERATIONFLAGS_NO_RTTI 0x0400
#define MI_OPERATIONFLAGS_BASIC_RTTI 0x0002
#define MI_OPERATIONFLAGS_STANDARD_RTTI 0x0800
#define MI_OPERATIONFLAGS_FULL_RTTI 0x0004
/* What is included: */
#define MI_OPERATIONFLAGS_NON_LOCALIZED_QUALIFIERS 0x0000
#define MI_OPERATIONFLAGS_LOCALIZED_QUALIFIERS 0x0008
#define MI_OPERATIONFLAGS_NON_EXPENSIVE_PROPERTIES 0x0000
#define MI_OPERATIONFLAGS_EXPENSIVE_PROPERTIES 0x0040
/* Instances of subclasses: whole, none, or cut down to the base class (this contains the SHALLOW bit). */
#define MI_OPERATIONFLAGS_POLYMORPHISM_DEEP 0x0000
#define MI_OPERATIONFLAGS_POLYMORPHISM_SHALLOW 0x0080
#define MI_OPERATIONFLAGS_POLYMORPHISM_DEEP_BASE_PROPS_ONLY 0x0180
/* An empty first result once the server has begun, where that can be known: */
#define MI_OPERATIONFLAGS_REPORT_OPERATION_STARTED 0x0200

typedef enum _MI_OperationCallback_ResponseType {
    MI_OperationCallback_ResponseType_No,
    MI_OperationCallback_ResponseType_Yes,
    MI_OperationCallback_ResponseType_NoToAll,
    MI_OperationCallback_ResponseType_YesToAll
} MI_OperationCallback_ResponseType;

/* Callbacks run on a thread of the library, one at a time per operation. Arguments last until the callback returns or,
 * when `resultAcknowledgement` is not NULL (MANUAL_ACK), until it is called, once, from any thread. A response function
 * that is not NULL must be called, or the operation waits for ever. */
typedef void(MI_CALL* MI_OperationCallback_PromptUser)(
    MI_Operation* operation, void* callbackContext, const MI_Char* message, MI_PromptType promptType,
    MI_Result(MI_CALL* promptUserResult)(MI_Operation* operation, MI_OperationCallback_ResponseType response));
typedef void(MI_CALL* MI_OperationCallback_WriteError)(
    MI_Operation* operation, void* callbackContext, MI_Instance* instance,
    MI_Result(MI_CALL* writeErrorResult)(MI_Operation* operation, MI_OperationCallback_ResponseType response));
typedef void(MI_CALL* MI_OperationCallback_WriteMessage)(MI_Operation* operation, void* callbackContext,
                                                         MI_Uint32 channel, const MI_Char* message);
typedef void(MI_CALL* MI_OperationCallback_WriteProgress)(MI_Operation* operation, void* callbackContext,
                                                          const MI_Char* activity, const MI_Char* currentOperation,
                                                          const MI_Char* statusDescription,
                                                          MI_Uint32 percentageComplete, MI_Uint32 secondsRemaining);
typedef void(MI_CALL* MI_OperationCallback_Instance)(
    MI_Operation* operation, void* callbackContext, const MI_Instance* instance, MI_Boolean moreResults,
    MI_Result resultCode, const MI_Char* errorString, const MI_Instance* errorDetails,
    MI_Result(MI_CALL* resultAcknowledgement)(MI_Operation* operation));
typedef void(MI_CALL* MI_OperationCallback_StreamedParameter)(
    MI_Operation* operation, void* callbackContext, const MI_Char* parameterName, MI_Type resultType,
    const MI_Value* result, MI_Result(MI_CALL* resultAcknowledgement)(MI_Operation* operation));
typedef void(MI_CALL* MI_OperationCallback_Indication)(
    MI_Operation* operation, void* callbackContext, const MI_Instance* instance, const MI_Char* bookmark,
    const MI_Char* machineID, MI_Boolean moreResults, MI_Result resultCode, const MI_Char* errorString,
    const MI_Instance* errorDetails, MI_Result(MI_CALL* resultAcknowledgement)(MI_Operation* operation));
typedef void(MI_CALL* MI_OperationCallback_Class)(MI_Operation* operation, void* callbackContext,
                                                  const MI_Class* classResult, MI_Boolean moreResults,
                                                  MI_Result resultCode, const MI_Char* errorString,
                                                  const MI_Instance* errorDetails,
                                                  MI_Result(MI_CALL* resultAcknowledgement)(MI_Operation* operation));

/* The operation is asynchronous when the result callback of its own kind is set: instanceResult, indicationResult for
 * Subscribe, classResult for GetClass and EnumerateClasses. Otherwise results are fetched with MI_Operation_Get*. */
typedef struct _MI_OperationCallbacks {
    void* callbackContext;
    MI_OperationCallback_PromptUser promptUser;
    MI_OperationCallback_WriteError writeError;
    MI_OperationCallback_WriteMessage writeMessage;
    MI_OperationCallback_WriteProgress writeProgress;
    MI_OperationCallback_Instance instanceResult;
    MI_OperationCallback_Indication indicationResult;
    MI_OperationCallback_Class classResult;
    MI_OperationCallback_StreamedParameter streamedParameterResult;
} MI_OperationCallbacks;
#define MI_OPERATIONCALLBACKS_NULL \
    { NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL }

/* What NewSession may say while it runs. */
typedef struct _MI_SessionCallbacks {
    void* callbackContext;
    void(MI_CALL* writeMessage)(MI_Application* application, void* callbackContext, MI_Uint32 channel,
                                const MI_Char* message);
    void(MI_CALL* writeError)(MI_Application* application, void* callbackContext, MI_Instance* instance);
} MI_SessionCallbacks;
#define MI_SESSIONCALLBACKS_NULL \
    { NULL, NULL, NULL }

/* Values of MI_UserCredentials.authenticationType. */
#define MI_AUTH_TYPE_DEFAULT MI_T("Default")
#define MI_AUTH_TYPE_NONE MI_T("None")
#define MI_AUTH_TYPE_DIGEST MI_T("Digest")
#define MI_AUTH_TYPE_NEGO_WITH_CREDS MI_T("NegoWithCreds")
#define MI_AUTH_TYPE_NEGO_NO_CREDS MI_T("NegoNoCreds")
#define MI_AUTH_TYPE_BASIC MI_T("Basic")
#define MI_AUTH_TYPE_KERBEROS MI_T("Kerberos")
#define MI_AUTH_TYPE_CLIENT_CERTS MI_T("ClientCerts")
#define MI_AUTH_TYPE_NTLM MI_T("Ntlmdomain")
#define MI_AUTH_TYPE_CREDSSP MI_T("CredSSP")
#define MI_AUTH_TYPE_ISSUER_CERT MI_T("IssuerCert")

typedef struct _MI_UsernamePasswordCreds {
    const MI_Char* domain;
    const MI_Char* username;
    const MI_Char* password;
} MI_UsernamePasswordCreds;

/* ClientCerts and IssuerCert use certificateThumbprint, all others usernamePassword. */
typedef struct _MI_UserCredentials {
    const MI_Char* authenticationType;
    union {
        MI_UsernamePasswordCreds usernamePassword;
        const MI_Char* certificateThumbprint;
    } credentials;
} MI_UserCredentials;

typedef enum _MI_SubscriptionDeliveryType {
    MI_SubscriptionDeliveryType_Pull = 1,
    MI_SubscriptionDeliveryType_Push = 2
} MI_SubscriptionDeliveryType;

typedef enum _MI_DestinationOptions_ImpersonationType {
    MI_DestinationOptions_ImpersonationType_Default = 0,
    MI_DestinationOptions_ImpersonationType_None = 1,
    MI_DestinationOptions_ImpersonationType_Identify = 2,
    MI_DestinationOptions_ImpersonationType_Impersonate = 3,
    MI_DestinationOptions_ImpersonationType_Delegate = 4
} MI_DestinationOptions_ImpersonationType;

/* Close waits until every session is closed; not to be called from a callback. */
struct _MI_ApplicationFT {
    MI_Result(MI_CALL* Close)(MI_Application* application);
    MI_Result(MI_CALL* NewSession)(MI_Application* application, const MI_Char* protocol, const MI_Char* destination,
                                   MI_DestinationOptions* options, MI_SessionCallbacks* callbacks,
                                   MI_Instance** extendedError, MI_Session* session);
    MI_Result(MI_CALL* NewHostedProvider)(MI_Application* application, const MI_Char* namespaceName,
                                          const MI_Char* providerName, MI_MainFunction mi_Main,
                                          MI_Instance** extendedError, MI_HostedProvider* provider);
    MI_Result(MI_CALL* NewInstance)(MI_Application* application, const MI_Char* className,
                                    const MI_ClassDecl* classRTTI, MI_Instance** instance);
    MI_Result(MI_CALL* NewDestinationOptions)(MI_Application* application, MI_DestinationOptions* options);
    MI_Result(MI_CALL* NewOperationOptions)(MI_Application* application, MI_Boolean customOptionsMustUnderstand,
                                            MI_OperationOptions* options);
    MI_Result(MI_CALL* NewSubscriptionDeliveryOptions)(MI_Application* application,
                                                       MI_SubscriptionDeliveryType deliveryType,
                                                       MI_SubscriptionDeliveryOptions* deliveryOptions);
    MI_Result(MI_CALL* NewSerializer)(MI_Application* application, MI_Uint32 flags, MI_Char* format,
                                      MI_Serializer* serializer);
    MI_Result(MI_CALL* NewDeserializer)(MI_Application* application, MI_Uint32 flags, MI_Char* format,
                                        MI_Deserializer* deserializer);
    MI_Result(MI_CALL* NewInstanceFromClass)(MI_Application* application, const MI_Char* className,
                                             const MI_Class* classObject, MI_Instance** instance);
    MI_Result(MI_CALL* NewClass)(MI_Application* application, const MI_ClassDecl* classDecl,
                                 const MI_Char* namespaceName, const MI_Char* serverName, MI_Class** classObject);
};

/* Close cancels what runs and ends when every operation handle is closed: it blocks for that, or, given a callback,
 * returns and calls it then. Operations answer through their handle only, errors of arguments included. */
struct _MI_SessionFT {
    MI_Result(MI_CALL* Close)(MI_Session* session, void* completionContext,
                              void(MI_CALL* completionCallback)(void* completionContext));
    MI_Result(MI_CALL* GetApplication)(MI_Session* session, MI_Application* application);
    void(MI_CALL* GetInstance)(MI_Session* session, MI_Uint32 flags, MI_OperationOptions* options,
                               const MI_Char* namespaceName, const MI_Instance* inboundInstance,
                               MI_OperationCallbacks* callbacks, MI_Operation* operation);
    void(MI_CALL* ModifyInstance)(MI_Session* session, MI_Uint32 flags, MI_OperationOptions* options,
                                  const MI_Char* namespaceName, const MI_Instance* inboundInstance,
                                  MI_OperationCallbacks* callbacks, MI_Operation* operation);
    void(MI_CALL* CreateInstance)(MI_Session* session, MI_Uint32 flags, MI_OperationOptions* options,
                                  const MI_Char* namespaceName, const MI_Instance* inboundInstance,
                                  MI_OperationCallbacks* callbacks, MI_Operation* operation);
    void(MI_CALL* DeleteInstance)(MI_Session* session, MI_Uint32 flags, MI_OperationOptions* options,
                                  const MI_Char* namespaceName, const MI_Instance* inboundInstance,
                                  MI_OperationCallbacks* callbacks, MI_Operation* operation);
    void(MI_CALL* Invoke)(MI_Session* session, MI_Uint32 flags, MI_OperationOptions* options,
                          const MI_Char* namespaceName, const MI_Char* className, const MI_Char* methodName,
                          const MI_Instance* inboundInstance, const MI_Instance* inboundProperties,
                          MI_OperationCallbacks* callbacks, MI_Operation* operation);
    void(MI_CALL* EnumerateInstances)(MI_Session* session, MI_Uint32 flags, MI_OperationOptions* options,
                                      const MI_Char* namespaceName, const MI_Char* className, MI_Boolean keysOnly,
                                      MI_OperationCallbacks* callbacks, MI_Operation* operation);
    void(MI_CALL* QueryInstances)(MI_Session* session, MI_Uint32 flags, MI_OperationOptions* options,
                                  const MI_Char* namespaceName, const MI_Char* queryDialect,
                                  const MI_Char* queryExpression, MI_OperationCallbacks* callbacks,
                                  MI_Operation* operation);
    void(MI_CALL* AssociatorInstances)(MI_Session* session, MI_Uint32 flags, MI_OperationOptions* options,
                                       const MI_Char* namespaceName, const MI_Instance* instanceKeys,
                                       const MI_Char* assocClass, const MI_Char* resultClass, const MI_Char* role,
                                       const MI_Char* resultRole, MI_Boolean keysOnly, MI_OperationCallbacks* callbacks,
                                       MI_Operation* operation);
    void(MI_CALL* ReferenceInstances)(MI_Session* session, MI_Uint32 flags, MI_OperationOptions* options,
                                      const MI_Char* namespaceName, const MI_Instance* instanceKeys,
                                      const MI_Char* resultClass, const MI_Char* role, MI_Boolean keysOnly,
                                      MI_OperationCallbacks* callbacks, MI_Operation* operation);
    void(MI_CALL* Subscribe)(MI_Session* session, MI_Uint32 flags, MI_OperationOptions* options,
                             const MI_Char* namespaceName, const MI_Char* queryDialect, const MI_Char* queryExpression,
                             const MI_SubscriptionDeliveryOptions* deliverOptions, MI_OperationCallbacks* callbacks,
                             MI_Operation* operation);
    void(MI_CALL* GetClass)(MI_Session* session, MI_Uint32 flags, MI_OperationOptions* options,
                            const MI_Char* namespaceName, const MI_Char* className, MI_OperationCallbacks* callbacks,
                            MI_Operation* operation);
    void(MI_CALL* EnumerateClasses)(MI_Session* session, MI_Uint32 flags, MI_OperationOptions* options,
                                    const MI_Char* namespaceName, const MI_Char* className, MI_Boolean classNamesOnly,
                                    MI_OperationCallbacks* callbacks, MI_Operation* operation);
    void(MI_CALL* TestConnection)(MI_Session* session, MI_Uint32 flags, MI_OperationCallbacks* callbacks,
                                  MI_Operation* operation);
};

/* Get* answers the next result of a synchronous operation; call until moreResults is false, then Close. What it hands
 * out lasts until the next Get* or Close. Cancel returns at once; a final result still comes. */
struct _MI_OperationFT {
    MI_Result(MI_CALL* Close)(MI_Operation* operation);
    MI_Result(MI_CALL* Cancel)(MI_Operation* operation, MI_CancellationReason reason);
    MI_Result(MI_CALL* GetSession)(MI_Operation* operation, MI_Session* session);
    MI_Result(MI_CALL* GetInstance)(MI_Operation* operation, const MI_Instance** instance, MI_Boolean* moreResults,
                                    MI_Result* result, const MI_Char** errorMessage,
                                    const MI_Instance** completionDetails);
    MI_Result(MI_CALL* GetIndication)(MI_Operation* operation, const MI_Instance** instance, const MI_Char** bookmark,
                                      const MI_Char** machineID, MI_Boolean* moreResults, MI_Result* result,
                                      const MI_Char** errorMessage, const MI_Instance** completionDetails);
    MI_Result(MI_CALL* GetClass)(MI_Operation* operation, const MI_Class** classResult, MI_Boolean* moreResults,
                                 MI_Result* result, const MI_Char** errorMessage,
                                 const MI_Instance** completionDetails);
};

struct _MI_HostedProviderFT {
    MI_Result(MI_CALL* Close)(MI_HostedProvider* hostedProvider);
    MI_Result(MI_CALL* GetApplication)(MI_HostedProvider* hostedProvider, MI_Application* application);
};

/* Options are a bag of name, type and value; setting again replaces, but keeps the type. `flags` must be 0. */
struct _MI_DestinationOptionsFT {
    void(MI_CALL* Delete)(MI_DestinationOptions* options);
    MI_Result(MI_CALL* SetString)(MI_DestinationOptions* options, const MI_Char* optionName, const MI_Char* value,
                                  MI_Uint32 flags);
    MI_Result(MI_CALL* SetNumber)(MI_DestinationOptions* options, const MI_Char* optionName, MI_Uint32 value,
                                  MI_Uint32 flags);
    MI_Result(MI_CALL* AddCredentials)(MI_DestinationOptions* options, const MI_Char* optionName,
                                       const MI_UserCredentials* credentials, MI_Uint32 flags);
    MI_Result(MI_CALL* GetString)(const MI_DestinationOptions* options, const MI_Char* optionName,
                                  const MI_Char** value, MI_Uint32* index, MI_Uint32* flags);
    MI_Result(MI_CALL* GetNumber)(const MI_DestinationOptions* options, const MI_Char* optionName, MI_Uint32* value,
                                  MI_Uint32* index, MI_Uint32* flags);
    MI_Result(MI_CALL* GetOptionCount)(const MI_DestinationOptions* options, MI_Uint32* count);
    MI_Result(MI_CALL* GetOptionAt)(const MI_DestinationOptions* options, MI_Uint32 index, const MI_Char** optionName,
                                    MI_Value* value, MI_Type* type, MI_Uint32* flags);
    MI_Result(MI_CALL* GetOption)(const MI_DestinationOptions* options, const MI_Char* optionName, MI_Value* value,
                                  MI_Type* type, MI_Uint32* index, MI_Uint32* flags);
    MI_Result(MI_CALL* GetCredentialsCount)(const MI_DestinationOptions* options, MI_Uint32* count);
    MI_Result(MI_CALL* GetCredentialsAt)(const MI_DestinationOptions* options, MI_Uint32 index,
                                         const MI_Char** optionName, MI_UserCredentials* credentials, MI_Uint32* flags);
    MI_Result(MI_CALL* GetCredentialsPasswordAt)(const MI_DestinationOptions* options, MI_Uint32 index,
                                                 const MI_Char** optionName, MI_Char* password, MI_Uint32 bufferLength,
                                                 MI_Uint32* passwordLength, MI_Uint32* flags);
    MI_Result(MI_CALL* Clone)(const MI_DestinationOptions* self, MI_DestinationOptions* newDestinationOptions);
    MI_Result(MI_CALL* SetInterval)(MI_DestinationOptions* options, const MI_Char* optionName, const MI_Interval* value,
                                    MI_Uint32 flags);
    MI_Result(MI_CALL* GetInterval)(const MI_DestinationOptions* options, const MI_Char* optionName, MI_Interval* value,
                                    MI_Uint32* index, MI_Uint32* flags);
};

struct _MI_OperationOptionsFT {
    void(MI_CALL* Delete)(MI_OperationOptions* options);
    MI_Result(MI_CALL* SetString)(MI_OperationOptions* options, const MI_Char* optionName, const MI_Char* value,
                                  MI_Uint32 flags);
    MI_Result(MI_CALL* SetNumber)(MI_OperationOptions* options, const MI_Char* optionName, MI_Uint32 value,
                                  MI_Uint32 flags);
    MI_Result(MI_CALL* SetCustomOption)(MI_OperationOptions* options, const MI_Char* optionName, MI_Type valueType,
                                        const MI_Value* value, MI_Boolean mustComply, MI_Uint32 flags);
    MI_Result(MI_CALL* GetString)(const MI_OperationOptions* options, const MI_Char* optionName, const MI_Char** value,
                                  MI_Uint32* index, MI_Uint32* flags);
    MI_Result(MI_CALL* GetNumber)(const MI_OperationOptions* options, const MI_Char* optionName, MI_Uint32* value,
                                  MI_Uint32* index, MI_Uint32* flags);
    MI_Result(MI_CALL* GetOptionCount)(const MI_OperationOptions* options, MI_Uint32* count);
    MI_Result(MI_CALL* GetOptionAt)(const MI_OperationOptions* options, MI_Uint32 index, const MI_Char** optionName,
                                    MI_Value* value, MI_Type* type, MI_Uint32* flags);
    MI_Result(MI_CALL* GetOption)(const MI_OperationOptions* options, const MI_Char* optionName, MI_Value* value,
                                  MI_Type* type, MI_Uint32* index, MI_Uint32* flags);
    MI_Result(MI_CALL* GetEnabledChannels)(const MI_OperationOptions* options, const MI_Char* optionName,
                                           MI_Uint32* channels, MI_Uint32 bufferLength, MI_Uint32* channelCount,
                                           MI_Uint32* flags);
    MI_Result(MI_CALL* Clone)(const MI_OperationOptions* self, MI_OperationOptions* newOperationOptions);
    MI_Result(MI_CALL* SetInterval)(MI_OperationOptions* options, const MI_Char* optionName, const MI_Interval* value,
                                    MI_Uint32 flags);
    MI_Result(MI_CALL* GetInterval)(const MI_OperationOptions* options, const MI_Char* optionName, MI_Interval* value,
                                    MI_Uint32* index, MI_Uint32* flags);
};

struct _MI_SubscriptionDeliveryOptionsFT {
    MI_Result(MI_CALL* SetString)(MI_SubscriptionDeliveryOptions* options, const MI_Char* optionName,
                                  const MI_Char* value, MI_Uint32 flags);
    MI_Result(MI_CALL* SetNumber)(MI_SubscriptionDeliveryOptions* options, const MI_Char* optionName, MI_Uint32 value,
                                  MI_Uint32 flags);
    MI_Result(MI_CALL* SetDateTime)(MI_SubscriptionDeliveryOptions* options, const MI_Char* optionName,
                                    const MI_Datetime* value, MI_Uint32 flags);
    MI_Result(MI_CALL* SetInterval)(MI_SubscriptionDeliveryOptions* options, const MI_Char* optionName,
                                    const MI_Interval* value, MI_Uint32 flags);
    MI_Result(MI_CALL* AddCredentials)(MI_SubscriptionDeliveryOptions* options, const MI_Char* optionName,
                                       const MI_UserCredentials* credentials, MI_Uint32 flags);
    MI_Result(MI_CALL* Delete)(MI_SubscriptionDeliveryOptions* self);
    MI_Result(MI_CALL* GetString)(const MI_SubscriptionDeliveryOptions* options, const MI_Char* optionName,
                                  const MI_Char** value, MI_Uint32* index, MI_Uint32* flags);
    MI_Result(MI_CALL* GetNumber)(const MI_SubscriptionDeliveryOptions* options, const MI_Char* optionName,
                                  MI_Uint32* value, MI_Uint32* index, MI_Uint32* flags);
    MI_Result(MI_CALL* GetDateTime)(const MI_SubscriptionDeliveryOptions* options, const MI_Char* optionName,
                                    MI_Datetime* value, MI_Uint32* index, MI_Uint32* flags);
    MI_Result(MI_CALL* GetInterval)(const MI_SubscriptionDeliveryOptions* options, const MI_Char* optionName,
                                    MI_Interval* value, MI_Uint32* index, MI_Uint32* flags);
    MI_Result(MI_CALL* GetOptionCount)(const MI_SubscriptionDeliveryOptions* options, MI_Uint32* count);
    MI_Result(MI_CALL* GetOptionAt)(const MI_SubscriptionDeliveryOptions* options, MI_Uint32 index,
                                    const MI_Char** optionName, MI_Value* value, MI_Type* type, MI_Uint32* flags);
    MI_Result(MI_CALL* GetOption)(const MI_SubscriptionDeliveryOptions* options, const MI_Char* optionName,
                                  MI_Value* value, MI_Type* type, MI_Uint32* index, MI_Uint32* flags);
    MI_Result(MI_CALL* GetCredentialsCount)(const MI_SubscriptionDeliveryOptions* options, MI_Uint32* count);
    MI_Result(MI_CALL* GetCredentialsAt)(const MI_SubscriptionDeliveryOptions* options, MI_Uint32 index,
                                         const MI_Char** optionName, MI_UserCredentials* credentials, MI_Uint32* flags);
    MI_Result(MI_CALL* GetCredentialsPasswordAt)(const MI_SubscriptionDeliveryOptions* options, MI_Uint32 index,
                                                 const MI_Char** optionName, MI_Char* password, MI_Uint32 bufferLength,
                                                 MI_Uint32* passwordLength, MI_Uint32* flags);
    MI_Result(MI_CALL* Clone)(const MI_SubscriptionDeliveryOptions* self,
                              MI_SubscriptionDeliveryOptions* newSubscriptionDeliveryOptions);
};

/* A too small (or NULL) buffer answers MI_RESULT_FAILED with the number of bytes needed. */
struct _MI_SerializerFT {
    MI_Result(MI_CALL* Close)(MI_Serializer* serializer);
    MI_Result(MI_CALL* SerializeClass)(MI_Serializer* serializer, MI_Uint32 flags, const MI_Class* classObject,
                                       MI_Uint8* clientBuffer, MI_Uint32 clientBufferLength,
                                       MI_Uint32* clientBufferNeeded);
    MI_Result(MI_CALL* SerializeInstance)(MI_Serializer* serializer, MI_Uint32 flags, const MI_Instance* instanceObject,
                                          MI_Uint8* clientBuffer, MI_Uint32 clientBufferLength,
                                          MI_Uint32* clientBufferNeeded);
};
#define MI_SERIALIZER_FLAGS_CLASS_DEEP 1
#define MI_SERIALIZER_FLAGS_INSTANCE_WITH_CLASS 1

/* Gives a class that a text needs. It stays the callback's, who keeps it until the Deserialize call has returned. */
typedef MI_Result(MI_CALL* MI_Deserializer_ClassObjectNeeded)(void* context, const MI_Char* serverName,
                                                              const MI_Char* namespaceName, const MI_Char* className,
                                                              MI_Class** requestedClassObject);
struct _MI_DeserializerFT {
    MI_Result(MI_CALL* Close)(MI_Deserializer* deserializer);
    MI_Result(MI_CALL* DeserializeClass)(MI_Deserializer* deserializer, MI_Uint32 flags, MI_Uint8* serializedBuffer,
                                         MI_Uint32 serializedBufferLength, MI_Class* parentClass,
                                         const MI_Char* serverName, const MI_Char* namespaceName,
                                         MI_Deserializer_ClassObjectNeeded classObjectNeeded,
                                         void* classObjectNeededContext, MI_Uint32* serializedBufferRead,
                                         MI_Class** classObject, MI_Instance** cimErrorDetails);
    MI_Result(MI_CALL* Class_GetClassName)(MI_Deserializer* deserializer, MI_Uint8* serializedBuffer,
                                           MI_Uint32 serializedBufferLength, MI_Char* className,
                                           MI_Uint32* classNameLength, MI_Instance** cimErrorDetails);
    MI_Result(MI_CALL* Class_GetParentClassName)(MI_Deserializer* deserializer, MI_Uint8* serializedBuffer,
                                                 MI_Uint32 serializedBufferLength, MI_Char* parentClassName,
                                                 MI_Uint32* parentClassNameLength, MI_Instance** cimErrorDetails);
    MI_Result(MI_CALL* DeserializeInstance)(MI_Deserializer* deserializer, MI_Uint32 flags, MI_Uint8* serializedBuffer,
                                            MI_Uint32 serializedBufferLength, MI_Class** classObjects,
                                            MI_Uint32 numberClassObjects,
                                            MI_Deserializer_ClassObjectNeeded classObjectNeeded,
                                            void* classObjectNeededContext, MI_Uint32* serializedBufferRead,
                                            MI_Instance** instanceObject, MI_Instance** cimErrorDetails);
    MI_Result(MI_CALL* Instance_GetClassName)(MI_Deserializer* deserializer, MI_Uint8* serializedBuffer,
                                              MI_Uint32 serializedBufferLength, MI_Char* className,
                                              MI_Uint32* classNameLength, MI_Instance** cimErrorDetails);
};

typedef struct _MI_UtilitiesFT {
    MI_ErrorCategory(MI_CALL* MapErrorToMiErrorCategory)(const MI_Char* errorType, MI_Uint32 error);
    MI_Result(MI_CALL* CimErrorFromErrorCode)(MI_Uint32 error, const MI_Char* errorType, const MI_Char* errorMessage,
                                              MI_Instance** cimError);
} MI_UtilitiesFT;

/* Every table of a library, for what has no handle (and for callers that load the library themselves). */
typedef struct _MI_ClientFT_V1 {
    const MI_ApplicationFT* applicationFT;
    const MI_SessionFT* sessionFT;
    const MI_OperationFT* operationFT;
    const MI_HostedProviderFT* hostedProviderFT;
    const MI_SerializerFT* serializerFT;
    const MI_DeserializerFT* deserializerFT;
    const MI_SubscriptionDeliveryOptionsFT* subscribeDeliveryOptionsFT;
    const MI_DestinationOptionsFT* destinationOptionsFT;
    const MI_OperationOptionsFT* operationOptionsFT;
    const MI_UtilitiesFT* utilitiesFT;
} MI_ClientFT_V1;

extern MI_EXPORT const MI_ClientFT_V1* mi_clientFT_V1;
#define mi_clientFT mi_clientFT_V1

/* Opens the library. `flags` must be 0; `applicationID` (optional) names the program; `extendedError` (optional)
 * receives an instance to delete, or NULL. May be called often; each application is closed by itself. */
MI_EXPORT MI_Result MI_MAIN_CALL MI_Application_InitializeV1(MI_Uint32 flags, const MI_Char* applicationID,
                                                             MI_Instance** extendedError, MI_Application* application);
#define MI_Application_Initialize MI_Application_InitializeV1

MI_END_C_

#endif
