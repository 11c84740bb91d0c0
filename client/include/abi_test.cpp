// Pins the binary interface of mi.h: sizes, offsets, the order of every function table, and numeric values. Another
// header of the same ABI must agree with every line here, so a failure is a break for programs already compiled.
#include <gtest/gtest.h>
#include <mi.h>

#include <string_view>

namespace {

// Sizes in bytes on a 64-bit Unix.
static_assert(sizeof(MI_Char) == 1);
static_assert(sizeof(MI_Value) == 40);
static_assert(sizeof(MI_Array) == 16);
static_assert(sizeof(MI_Datetime) == 36);
static_assert(sizeof(MI_Interval) == 32);
static_assert(sizeof(MI_Timestamp) == 32);
static_assert(sizeof(MI_Application) == 24);
static_assert(sizeof(MI_Session) == 24);
static_assert(sizeof(MI_Operation) == 24);
static_assert(sizeof(MI_Instance) == 64);
static_assert(sizeof(MI_Class) == 64);
static_assert(sizeof(MI_HostedProvider) == 24);
static_assert(sizeof(MI_DestinationOptions) == 24);
static_assert(sizeof(MI_OperationOptions) == 24);
static_assert(sizeof(MI_SubscriptionDeliveryOptions) == 24);
static_assert(sizeof(MI_Serializer) == 16);
static_assert(sizeof(MI_Deserializer) == 16);
static_assert(sizeof(MI_OperationCallbacks) == 72);
static_assert(sizeof(MI_SessionCallbacks) == 24);
static_assert(sizeof(MI_UserCredentials) == 32);
static_assert(sizeof(MI_Context) == 32);
static_assert(sizeof(MI_Filter) == 32);
static_assert(sizeof(MI_PropertySet) == 32);
static_assert(sizeof(MI_ApplicationFT) == 88);
static_assert(sizeof(MI_SessionFT) == 120);
static_assert(sizeof(MI_OperationFT) == 48);
static_assert(sizeof(MI_DestinationOptionsFT) == 120);
static_assert(sizeof(MI_OperationOptionsFT) == 104);
static_assert(sizeof(MI_SubscriptionDeliveryOptionsFT) == 136);
static_assert(sizeof(MI_InstanceFT) == 144);
static_assert(sizeof(MI_ClassFT) == 112);
static_assert(sizeof(MI_SerializerFT) == 24);
static_assert(sizeof(MI_DeserializerFT) == 48);
static_assert(sizeof(MI_ClientFT_V1) == 80);
static_assert(sizeof(MI_UtilitiesFT) == 16);
static_assert(sizeof(MI_ClassDecl) == 104);
static_assert(sizeof(MI_PropertyDecl) == 72);
static_assert(sizeof(MI_MethodDecl) == 88);
static_assert(sizeof(MI_ProviderFT) == 112);
static_assert(sizeof(MI_Qualifier) == 24);

// Every table is pointers and nothing else, so a slot is an index.
#define SLOT(Table, index, Name) static_assert(offsetof(Table, Name) == (index) * sizeof(void*))

static_assert(sizeof(MI_ServerFT) == 2 * sizeof(void*));
SLOT(MI_ServerFT, 0, GetVersion);
SLOT(MI_ServerFT, 1, GetSystemName);
static_assert(sizeof(MI_FilterFT) == 2 * sizeof(void*));
SLOT(MI_FilterFT, 0, Evaluate);
SLOT(MI_FilterFT, 1, GetExpression);
static_assert(sizeof(MI_PropertySetFT) == 8 * sizeof(void*));
SLOT(MI_PropertySetFT, 0, GetElementCount);
SLOT(MI_PropertySetFT, 1, ContainsElement);
SLOT(MI_PropertySetFT, 2, AddElement);
SLOT(MI_PropertySetFT, 3, GetElementAt);
SLOT(MI_PropertySetFT, 4, Clear);
SLOT(MI_PropertySetFT, 5, Destruct);
SLOT(MI_PropertySetFT, 6, Delete);
SLOT(MI_PropertySetFT, 7, Clone);
static_assert(sizeof(MI_InstanceFT) == 18 * sizeof(void*));
SLOT(MI_InstanceFT, 0, Clone);
SLOT(MI_InstanceFT, 1, Destruct);
SLOT(MI_InstanceFT, 2, Delete);
SLOT(MI_InstanceFT, 3, IsA);
SLOT(MI_InstanceFT, 4, GetClassName);
SLOT(MI_InstanceFT, 5, SetNameSpace);
SLOT(MI_InstanceFT, 6, GetNameSpace);
SLOT(MI_InstanceFT, 7, GetElementCount);
SLOT(MI_InstanceFT, 8, AddElement);
SLOT(MI_InstanceFT, 9, SetElement);
SLOT(MI_InstanceFT, 10, SetElementAt);
SLOT(MI_InstanceFT, 11, GetElement);
SLOT(MI_InstanceFT, 12, GetElementAt);
SLOT(MI_InstanceFT, 13, ClearElement);
SLOT(MI_InstanceFT, 14, ClearElementAt);
SLOT(MI_InstanceFT, 15, GetServerName);
SLOT(MI_InstanceFT, 16, SetServerName);
SLOT(MI_InstanceFT, 17, GetClass);
static_assert(sizeof(MI_ContextFT) == 31 * sizeof(void*));
SLOT(MI_ContextFT, 0, PostResult);
SLOT(MI_ContextFT, 1, PostInstance);
SLOT(MI_ContextFT, 2, PostIndication);
SLOT(MI_ContextFT, 3, ConstructInstance);
SLOT(MI_ContextFT, 4, ConstructParameters);
SLOT(MI_ContextFT, 5, NewInstance);
SLOT(MI_ContextFT, 6, NewDynamicInstance);
SLOT(MI_ContextFT, 7, NewParameters);
SLOT(MI_ContextFT, 8, Canceled);
SLOT(MI_ContextFT, 9, GetLocale);
SLOT(MI_ContextFT, 10, RegisterCancel);
SLOT(MI_ContextFT, 11, RequestUnload);
SLOT(MI_ContextFT, 12, RefuseUnload);
SLOT(MI_ContextFT, 13, GetLocalSession);
SLOT(MI_ContextFT, 14, SetStringOption);
SLOT(MI_ContextFT, 15, GetStringOption);
SLOT(MI_ContextFT, 16, GetNumberOption);
SLOT(MI_ContextFT, 17, GetCustomOption);
SLOT(MI_ContextFT, 18, GetCustomOptionCount);
SLOT(MI_ContextFT, 19, GetCustomOptionAt);
SLOT(MI_ContextFT, 20, WriteMessage);
SLOT(MI_ContextFT, 21, WriteProgress);
SLOT(MI_ContextFT, 22, WriteStreamParameter);
SLOT(MI_ContextFT, 23, WriteCimError);
SLOT(MI_ContextFT, 24, PromptUser);
SLOT(MI_ContextFT, 25, ShouldProcess);
SLOT(MI_ContextFT, 26, ShouldContinue);
SLOT(MI_ContextFT, 27, PostError);
SLOT(MI_ContextFT, 28, PostCimError);
SLOT(MI_ContextFT, 29, WriteError);
SLOT(MI_ContextFT, 30, GetLifecycleIndicationContext);
static_assert(sizeof(MI_QualifierSetFT) == 3 * sizeof(void*));
SLOT(MI_QualifierSetFT, 0, GetQualifierCount);
SLOT(MI_QualifierSetFT, 1, GetQualifierAt);
SLOT(MI_QualifierSetFT, 2, GetQualifier);
static_assert(sizeof(MI_ParameterSetFT) == 4 * sizeof(void*));
SLOT(MI_ParameterSetFT, 0, GetMethodReturnType);
SLOT(MI_ParameterSetFT, 1, GetParameterCount);
SLOT(MI_ParameterSetFT, 2, GetParameterAt);
SLOT(MI_ParameterSetFT, 3, GetParameter);
static_assert(sizeof(MI_ClassFT) == 14 * sizeof(void*));
SLOT(MI_ClassFT, 0, GetClassName);
SLOT(MI_ClassFT, 1, GetNameSpace);
SLOT(MI_ClassFT, 2, GetServerName);
SLOT(MI_ClassFT, 3, GetElementCount);
SLOT(MI_ClassFT, 4, GetElement);
SLOT(MI_ClassFT, 5, GetElementAt);
SLOT(MI_ClassFT, 6, GetClassQualifierSet);
SLOT(MI_ClassFT, 7, GetMethodCount);
SLOT(MI_ClassFT, 8, GetMethodAt);
SLOT(MI_ClassFT, 9, GetMethod);
SLOT(MI_ClassFT, 10, GetParentClassName);
SLOT(MI_ClassFT, 11, GetParentClass);
SLOT(MI_ClassFT, 12, Delete);
SLOT(MI_ClassFT, 13, Clone);
static_assert(sizeof(MI_SubscriptionDeliveryOptionsFT) == 17 * sizeof(void*));
SLOT(MI_SubscriptionDeliveryOptionsFT, 0, SetString);
SLOT(MI_SubscriptionDeliveryOptionsFT, 1, SetNumber);
SLOT(MI_SubscriptionDeliveryOptionsFT, 2, SetDateTime);
SLOT(MI_SubscriptionDeliveryOptionsFT, 3, SetInterval);
SLOT(MI_SubscriptionDeliveryOptionsFT, 4, AddCredentials);
SLOT(MI_SubscriptionDeliveryOptionsFT, 5, Delete);
SLOT(MI_SubscriptionDeliveryOptionsFT, 6, GetString);
SLOT(MI_SubscriptionDeliveryOptionsFT, 7, GetNumber);
SLOT(MI_SubscriptionDeliveryOptionsFT, 8, GetDateTime);
SLOT(MI_SubscriptionDeliveryOptionsFT, 9, GetInterval);
SLOT(MI_SubscriptionDeliveryOptionsFT, 10, GetOptionCount);
SLOT(MI_SubscriptionDeliveryOptionsFT, 11, GetOptionAt);
SLOT(MI_SubscriptionDeliveryOptionsFT, 12, GetOption);
SLOT(MI_SubscriptionDeliveryOptionsFT, 13, GetCredentialsCount);
SLOT(MI_SubscriptionDeliveryOptionsFT, 14, GetCredentialsAt);
SLOT(MI_SubscriptionDeliveryOptionsFT, 15, GetCredentialsPasswordAt);
SLOT(MI_SubscriptionDeliveryOptionsFT, 16, Clone);
static_assert(sizeof(MI_SerializerFT) == 3 * sizeof(void*));
SLOT(MI_SerializerFT, 0, Close);
SLOT(MI_SerializerFT, 1, SerializeClass);
SLOT(MI_SerializerFT, 2, SerializeInstance);
static_assert(sizeof(MI_DeserializerFT) == 6 * sizeof(void*));
SLOT(MI_DeserializerFT, 0, Close);
SLOT(MI_DeserializerFT, 1, DeserializeClass);
SLOT(MI_DeserializerFT, 2, Class_GetClassName);
SLOT(MI_DeserializerFT, 3, Class_GetParentClassName);
SLOT(MI_DeserializerFT, 4, DeserializeInstance);
SLOT(MI_DeserializerFT, 5, Instance_GetClassName);
static_assert(sizeof(MI_ApplicationFT) == 11 * sizeof(void*));
SLOT(MI_ApplicationFT, 0, Close);
SLOT(MI_ApplicationFT, 1, NewSession);
SLOT(MI_ApplicationFT, 2, NewHostedProvider);
SLOT(MI_ApplicationFT, 3, NewInstance);
SLOT(MI_ApplicationFT, 4, NewDestinationOptions);
SLOT(MI_ApplicationFT, 5, NewOperationOptions);
SLOT(MI_ApplicationFT, 6, NewSubscriptionDeliveryOptions);
SLOT(MI_ApplicationFT, 7, NewSerializer);
SLOT(MI_ApplicationFT, 8, NewDeserializer);
SLOT(MI_ApplicationFT, 9, NewInstanceFromClass);
SLOT(MI_ApplicationFT, 10, NewClass);
static_assert(sizeof(MI_HostedProviderFT) == 2 * sizeof(void*));
SLOT(MI_HostedProviderFT, 0, Close);
SLOT(MI_HostedProviderFT, 1, GetApplication);
static_assert(sizeof(MI_SessionFT) == 15 * sizeof(void*));
SLOT(MI_SessionFT, 0, Close);
SLOT(MI_SessionFT, 1, GetApplication);
SLOT(MI_SessionFT, 2, GetInstance);
SLOT(MI_SessionFT, 3, ModifyInstance);
SLOT(MI_SessionFT, 4, CreateInstance);
SLOT(MI_SessionFT, 5, DeleteInstance);
SLOT(MI_SessionFT, 6, Invoke);
SLOT(MI_SessionFT, 7, EnumerateInstances);
SLOT(MI_SessionFT, 8, QueryInstances);
SLOT(MI_SessionFT, 9, AssociatorInstances);
SLOT(MI_SessionFT, 10, ReferenceInstances);
SLOT(MI_SessionFT, 11, Subscribe);
SLOT(MI_SessionFT, 12, GetClass);
SLOT(MI_SessionFT, 13, EnumerateClasses);
SLOT(MI_SessionFT, 14, TestConnection);
static_assert(sizeof(MI_OperationFT) == 6 * sizeof(void*));
SLOT(MI_OperationFT, 0, Close);
SLOT(MI_OperationFT, 1, Cancel);
SLOT(MI_OperationFT, 2, GetSession);
SLOT(MI_OperationFT, 3, GetInstance);
SLOT(MI_OperationFT, 4, GetIndication);
SLOT(MI_OperationFT, 5, GetClass);
static_assert(sizeof(MI_DestinationOptionsFT) == 15 * sizeof(void*));
SLOT(MI_DestinationOptionsFT, 0, Delete);
SLOT(MI_DestinationOptionsFT, 1, SetString);
SLOT(MI_DestinationOptionsFT, 2, SetNumber);
SLOT(MI_DestinationOptionsFT, 3, AddCredentials);
SLOT(MI_DestinationOptionsFT, 4, GetString);
SLOT(MI_DestinationOptionsFT, 5, GetNumber);
SLOT(MI_DestinationOptionsFT, 6, GetOptionCount);
SLOT(MI_DestinationOptionsFT, 7, GetOptionAt);
SLOT(MI_DestinationOptionsFT, 8, GetOption);
SLOT(MI_DestinationOptionsFT, 9, GetCredentialsCount);
SLOT(MI_DestinationOptionsFT, 10, GetCredentialsAt);
SLOT(MI_DestinationOptionsFT, 11, GetCredentialsPasswordAt);
SLOT(MI_DestinationOptionsFT, 12, Clone);
SLOT(MI_DestinationOptionsFT, 13, SetInterval);
SLOT(MI_DestinationOptionsFT, 14, GetInterval);
static_assert(sizeof(MI_OperationOptionsFT) == 13 * sizeof(void*));
SLOT(MI_OperationOptionsFT, 0, Delete);
SLOT(MI_OperationOptionsFT, 1, SetString);
SLOT(MI_OperationOptionsFT, 2, SetNumber);
SLOT(MI_OperationOptionsFT, 3, SetCustomOption);
SLOT(MI_OperationOptionsFT, 4, GetString);
SLOT(MI_OperationOptionsFT, 5, GetNumber);
SLOT(MI_OperationOptionsFT, 6, GetOptionCount);
SLOT(MI_OperationOptionsFT, 7, GetOptionAt);
SLOT(MI_OperationOptionsFT, 8, GetOption);
SLOT(MI_OperationOptionsFT, 9, GetEnabledChannels);
SLOT(MI_OperationOptionsFT, 10, Clone);
SLOT(MI_OperationOptionsFT, 11, SetInterval);
SLOT(MI_OperationOptionsFT, 12, GetInterval);
static_assert(sizeof(MI_UtilitiesFT) == 2 * sizeof(void*));
SLOT(MI_UtilitiesFT, 0, MapErrorToMiErrorCategory);
SLOT(MI_UtilitiesFT, 1, CimErrorFromErrorCode);
static_assert(sizeof(MI_ClientFT_V1) == 10 * sizeof(void*));
SLOT(MI_ClientFT_V1, 0, applicationFT);
SLOT(MI_ClientFT_V1, 1, sessionFT);
SLOT(MI_ClientFT_V1, 2, operationFT);
SLOT(MI_ClientFT_V1, 3, hostedProviderFT);
SLOT(MI_ClientFT_V1, 4, serializerFT);
SLOT(MI_ClientFT_V1, 5, deserializerFT);
SLOT(MI_ClientFT_V1, 6, subscribeDeliveryOptionsFT);
SLOT(MI_ClientFT_V1, 7, destinationOptionsFT);
SLOT(MI_ClientFT_V1, 8, operationOptionsFT);
SLOT(MI_ClientFT_V1, 9, utilitiesFT);
static_assert(sizeof(MI_LifecycleIndicationContextFT) == 14 * sizeof(void*));
SLOT(MI_LifecycleIndicationContextFT, 0, PostCreate);
SLOT(MI_LifecycleIndicationContextFT, 1, PostModify);
SLOT(MI_LifecycleIndicationContextFT, 2, PostDelete);
SLOT(MI_LifecycleIndicationContextFT, 3, PostRead);
SLOT(MI_LifecycleIndicationContextFT, 4, PostMethodCall);
SLOT(MI_LifecycleIndicationContextFT, 5, PostResult);
SLOT(MI_LifecycleIndicationContextFT, 6, ConstructInstance);
SLOT(MI_LifecycleIndicationContextFT, 7, ConstructParameters);
SLOT(MI_LifecycleIndicationContextFT, 8, NewInstance);
SLOT(MI_LifecycleIndicationContextFT, 9, NewDynamicInstance);
SLOT(MI_LifecycleIndicationContextFT, 10, NewParameters);
SLOT(MI_LifecycleIndicationContextFT, 11, SetSupportedTypes);
SLOT(MI_LifecycleIndicationContextFT, 12, GetTypes);
SLOT(MI_LifecycleIndicationContextFT, 13, RegisterCallback);
#undef SLOT

// Where handles and objects keep what the inline functions read.
static_assert(offsetof(MI_Application, reserved2) == 8 && offsetof(MI_Application, ft) == 16);
static_assert(offsetof(MI_Session, reserved2) == 8 && offsetof(MI_Session, ft) == 16);
static_assert(offsetof(MI_Operation, reserved2) == 8 && offsetof(MI_Operation, ft) == 16);
static_assert(offsetof(MI_HostedProvider, reserved2) == 8 && offsetof(MI_HostedProvider, ft) == 16);
static_assert(offsetof(MI_DestinationOptions, reserved2) == 8 && offsetof(MI_DestinationOptions, ft) == 16);
static_assert(offsetof(MI_OperationOptions, reserved2) == 8 && offsetof(MI_OperationOptions, ft) == 16);
static_assert(offsetof(MI_SubscriptionDeliveryOptions, reserved2) == 8 &&
              offsetof(MI_SubscriptionDeliveryOptions, ft) == 16);
static_assert(offsetof(MI_QualifierSet, reserved2) == 8 && offsetof(MI_QualifierSet, ft) == 16);
static_assert(offsetof(MI_ParameterSet, reserved2) == 8 && offsetof(MI_ParameterSet, ft) == 16);
static_assert(offsetof(MI_Instance, ft) == 0 && offsetof(MI_Instance, classDecl) == 8);
static_assert(offsetof(MI_Instance, serverName) == 16 && offsetof(MI_Instance, nameSpace) == 24);
static_assert(offsetof(MI_Instance, reserved) == 32);
static_assert(offsetof(MI_Class, ft) == 0 && offsetof(MI_Class, classDecl) == 8);
static_assert(offsetof(MI_Class, namespaceName) == 16 && offsetof(MI_Class, serverName) == 24);
static_assert(offsetof(MI_Class, reserved) == 32);
static_assert(offsetof(MI_Array, size) == 8 && offsetof(MI_StringA, size) == 8 && offsetof(MI_ConstStringA, size) == 8);
static_assert(offsetof(MI_Datetime, u) == 4 && offsetof(MI_Timestamp, utc) == 28);
static_assert(offsetof(MI_UserCredentials, credentials) == 8 && offsetof(MI_UsernamePasswordCreds, password) == 16);
static_assert(offsetof(MI_OperationCallbacks, promptUser) == 8 && offsetof(MI_OperationCallbacks, writeError) == 16);
static_assert(offsetof(MI_OperationCallbacks, writeMessage) == 24 &&
              offsetof(MI_OperationCallbacks, writeProgress) == 32);
static_assert(offsetof(MI_OperationCallbacks, instanceResult) == 40);
static_assert(offsetof(MI_OperationCallbacks, indicationResult) == 48);
static_assert(offsetof(MI_OperationCallbacks, classResult) == 56);
static_assert(offsetof(MI_OperationCallbacks, streamedParameterResult) == 64);
static_assert(offsetof(MI_SessionCallbacks, writeMessage) == 8 && offsetof(MI_SessionCallbacks, writeError) == 16);
static_assert(offsetof(MI_ClassDecl, properties) == 32 && offsetof(MI_ClassDecl, superClass) == 48);
static_assert(offsetof(MI_ClassDecl, methods) == 64 && offsetof(MI_ClassDecl, owningClass) == 96);
static_assert(offsetof(MI_PropertyDecl, type) == 28 && offsetof(MI_PropertyDecl, value) == 64);
static_assert(offsetof(MI_MethodDecl, parameters) == 32 && offsetof(MI_MethodDecl, function) == 80);
static_assert(offsetof(MI_StringField, exists) == 8 && offsetof(MI_DatetimeField, exists) == 36);

// Numeric values.
static_assert(MI_RESULT_OK == 0);
static_assert(MI_RESULT_FAILED == 1);
static_assert(MI_RESULT_ACCESS_DENIED == 2);
static_assert(MI_RESULT_INVALID_NAMESPACE == 3);
static_assert(MI_RESULT_INVALID_PARAMETER == 4);
static_assert(MI_RESULT_INVALID_CLASS == 5);
static_assert(MI_RESULT_NOT_FOUND == 6);
static_assert(MI_RESULT_NOT_SUPPORTED == 7);
static_assert(MI_RESULT_CLASS_HAS_CHILDREN == 8);
static_assert(MI_RESULT_CLASS_HAS_INSTANCES == 9);
static_assert(MI_RESULT_INVALID_SUPERCLASS == 10);
static_assert(MI_RESULT_ALREADY_EXISTS == 11);
static_assert(MI_RESULT_NO_SUCH_PROPERTY == 12);
static_assert(MI_RESULT_TYPE_MISMATCH == 13);
static_assert(MI_RESULT_QUERY_LANGUAGE_NOT_SUPPORTED == 14);
static_assert(MI_RESULT_INVALID_QUERY == 15);
static_assert(MI_RESULT_METHOD_NOT_AVAILABLE == 16);
static_assert(MI_RESULT_METHOD_NOT_FOUND == 17);
static_assert(MI_RESULT_NAMESPACE_NOT_EMPTY == 20);
static_assert(MI_RESULT_INVALID_ENUMERATION_CONTEXT == 21);
static_assert(MI_RESULT_INVALID_OPERATION_TIMEOUT == 22);
static_assert(MI_RESULT_PULL_HAS_BEEN_ABANDONED == 23);
static_assert(MI_RESULT_PULL_CANNOT_BE_ABANDONED == 24);
static_assert(MI_RESULT_FILTERED_ENUMERATION_NOT_SUPPORTED == 25);
static_assert(MI_RESULT_CONTINUATION_ON_ERROR_NOT_SUPPORTED == 26);
static_assert(MI_RESULT_SERVER_LIMITS_EXCEEDED == 27);
static_assert(MI_RESULT_SERVER_IS_SHUTTING_DOWN == 28);
static_assert(MI_ERRORCATEGORY_NOT_SPECIFIED == 0);
static_assert(MI_ERRORCATEGORY_OPEN_ERROR == 1);
static_assert(MI_ERRORCATEGORY_CLOS_EERROR == 2);
static_assert(MI_ERRORCATEGORY_DEVICE_ERROR == 3);
static_assert(MI_ERRORCATEGORY_DEADLOCK_DETECTED == 4);
static_assert(MI_ERRORCATEGORY_INVALID_ARGUMENT == 5);
static_assert(MI_ERRORCATEGORY_INVALID_DATA == 6);
static_assert(MI_ERRORCATEGORY_INVALID_OPERATION == 7);
static_assert(MI_ERRORCATEGORY_INVALID_RESULT == 8);
static_assert(MI_ERRORCATEGORY_INVALID_TYPE == 9);
static_assert(MI_ERRORCATEGORY_METADATA_ERROR == 10);
static_assert(MI_ERRORCATEGORY_NOT_IMPLEMENTED == 11);
static_assert(MI_ERRORCATEGORY_NOT_INSTALLED == 12);
static_assert(MI_ERRORCATEGORY_OBJECT_NOT_FOUND == 13);
static_assert(MI_ERRORCATEGORY_OPERATION_STOPPED == 14);
static_assert(MI_ERRORCATEGORY_OPERATION_TIMEOUT == 15);
static_assert(MI_ERRORCATEGORY_SYNTAX_ERROR == 16);
static_assert(MI_ERRORCATEGORY_PARSER_ERROR == 17);
static_assert(MI_ERRORCATEGORY_ACCESS_DENIED == 18);
static_assert(MI_ERRORCATEGORY_RESOURCE_BUSY == 19);
static_assert(MI_ERRORCATEGORY_RESOURCE_EXISTS == 20);
static_assert(MI_ERRORCATEGORY_RESOURCE_UNAVAILABLE == 21);
static_assert(MI_ERRORCATEGORY_READ_ERROR == 22);
static_assert(MI_ERRORCATEGORY_WRITE_ERROR == 23);
static_assert(MI_ERRORCATEGORY_FROM_STDERR == 24);
static_assert(MI_ERRORCATEGORY_SECURITY_ERROR == 25);
static_assert(MI_ERRORCATEGORY_PROTOCOL_ERROR == 26);
static_assert(MI_ERRORCATEGORY_CONNECTION_ERROR == 27);
static_assert(MI_ERRORCATEGORY_AUTHENTICATION_ERROR == 28);
static_assert(MI_ERRORCATEGORY_LIMITS_EXCEEDED == 29);
static_assert(MI_ERRORCATEGORY_QUOTA_EXCEEDED == 30);
static_assert(MI_ERRORCATEGORY_NOT_ENABLED == 31);
static_assert(MI_BOOLEAN == 0 && MI_BOOLEANA == 16);
static_assert(MI_UINT8 == 1 && MI_UINT8A == 17);
static_assert(MI_SINT8 == 2 && MI_SINT8A == 18);
static_assert(MI_UINT16 == 3 && MI_UINT16A == 19);
static_assert(MI_SINT16 == 4 && MI_SINT16A == 20);
static_assert(MI_UINT32 == 5 && MI_UINT32A == 21);
static_assert(MI_SINT32 == 6 && MI_SINT32A == 22);
static_assert(MI_UINT64 == 7 && MI_UINT64A == 23);
static_assert(MI_SINT64 == 8 && MI_SINT64A == 24);
static_assert(MI_REAL32 == 9 && MI_REAL32A == 25);
static_assert(MI_REAL64 == 10 && MI_REAL64A == 26);
static_assert(MI_CHAR16 == 11 && MI_CHAR16A == 27);
static_assert(MI_DATETIME == 12 && MI_DATETIMEA == 28);
static_assert(MI_STRING == 13 && MI_STRINGA == 29);
static_assert(MI_REFERENCE == 14 && MI_REFERENCEA == 30);
static_assert(MI_INSTANCE == 15 && MI_INSTANCEA == 31);
static_assert(MI_ARRAY == 16);
static_assert(static_cast<MI_Uint32>(MI_FLAG_CLASS) == 1U << 0);
static_assert(static_cast<MI_Uint32>(MI_FLAG_METHOD) == 1U << 1);
static_assert(static_cast<MI_Uint32>(MI_FLAG_PROPERTY) == 1U << 2);
static_assert(static_cast<MI_Uint32>(MI_FLAG_PARAMETER) == 1U << 3);
static_assert(static_cast<MI_Uint32>(MI_FLAG_ASSOCIATION) == 1U << 4);
static_assert(static_cast<MI_Uint32>(MI_FLAG_INDICATION) == 1U << 5);
static_assert(static_cast<MI_Uint32>(MI_FLAG_REFERENCE) == 1U << 6);
static_assert(static_cast<MI_Uint32>(MI_FLAG_ENABLEOVERRIDE) == 1U << 7);
static_assert(static_cast<MI_Uint32>(MI_FLAG_DISABLEOVERRIDE) == 1U << 8);
static_assert(static_cast<MI_Uint32>(MI_FLAG_RESTRICTED) == 1U << 9);
static_assert(static_cast<MI_Uint32>(MI_FLAG_TOSUBCLASS) == 1U << 10);
static_assert(static_cast<MI_Uint32>(MI_FLAG_TRANSLATABLE) == 1U << 11);
static_assert(static_cast<MI_Uint32>(MI_FLAG_KEY) == 1U << 12);
static_assert(static_cast<MI_Uint32>(MI_FLAG_IN) == 1U << 13);
static_assert(static_cast<MI_Uint32>(MI_FLAG_OUT) == 1U << 14);
static_assert(static_cast<MI_Uint32>(MI_FLAG_REQUIRED) == 1U << 15);
static_assert(static_cast<MI_Uint32>(MI_FLAG_STATIC) == 1U << 16);
static_assert(static_cast<MI_Uint32>(MI_FLAG_ABSTRACT) == 1U << 17);
static_assert(static_cast<MI_Uint32>(MI_FLAG_TERMINAL) == 1U << 18);
static_assert(static_cast<MI_Uint32>(MI_FLAG_EXPENSIVE) == 1U << 19);
static_assert(static_cast<MI_Uint32>(MI_FLAG_STREAM) == 1U << 20);
static_assert(static_cast<MI_Uint32>(MI_FLAG_READONLY) == 1U << 21);
static_assert(static_cast<MI_Uint32>(MI_FLAG_TOINSTANCE) == 1U << 22);
static_assert(static_cast<MI_Uint32>(MI_FLAG_NOT_MODIFIED) == 1U << 25);
static_assert(static_cast<MI_Uint32>(MI_FLAG_NULL) == 1U << 29);
static_assert(static_cast<MI_Uint32>(MI_FLAG_BORROW) == 1U << 30);
static_assert(static_cast<MI_Uint32>(MI_FLAG_ADOPT) == 1U << 31);
static_assert(MI_FLAG_ANY == 127 && MI_FLAG_VERSION == 0x1C000000);
static_assert(MI_OPERATIONFLAGS_MANUAL_ACK_RESULTS == 0x0001 && MI_OPERATIONFLAGS_BASIC_RTTI == 0x0002);
static_assert(MI_OPERATIONFLAGS_FULL_RTTI == 0x0004 && MI_OPERATIONFLAGS_LOCALIZED_QUALIFIERS == 0x0008);
static_assert(MI_OPERATIONFLAGS_EXPENSIVE_PROPERTIES == 0x0040 && MI_OPERATIONFLAGS_POLYMORPHISM_SHALLOW == 0x0080);
static_assert(MI_OPERATIONFLAGS_POLYMORPHISM_DEEP_BASE_PROPS_ONLY == 0x0180);
static_assert(MI_OPERATIONFLAGS_REPORT_OPERATION_STARTED == 0x0200 && MI_OPERATIONFLAGS_NO_RTTI == 0x0400);
static_assert(MI_OPERATIONFLAGS_STANDARD_RTTI == 0x0800 && MI_OPERATIONFLAGS_DEFAULT_RTTI == 0);
static_assert(MI_PROMPTTYPE_NORMAL == 0 && MI_PROMPTTYPE_CRITICAL == 1);
static_assert(MI_CALLBACKMODE_REPORT == 0 && MI_CALLBACKMODE_INQUIRE == 1 && MI_CALLBACKMODE_IGNORE == 2);
static_assert(MI_PROVIDER_ARCHITECTURE_32BIT == 0 && MI_PROVIDER_ARCHITECTURE_64BIT == 1);
static_assert(MI_REASON_NONE == 0 && MI_REASON_TIMEOUT == 1 && MI_REASON_SHUTDOWN == 2 && MI_REASON_SERVICESTOP == 3);
static_assert(MI_LOCALE_TYPE_REQUESTED_UI == 0 && MI_LOCALE_TYPE_CLOSEST_DATA == 3);
static_assert(MI_OperationCallback_ResponseType_No == 0 && MI_OperationCallback_ResponseType_YesToAll == 3);
static_assert(MI_SubscriptionDeliveryType_Pull == 1 && MI_SubscriptionDeliveryType_Push == 2);
static_assert(MI_DestinationOptions_ImpersonationType_Default == 0);
static_assert(MI_DestinationOptions_ImpersonationType_Delegate == 4);
static_assert(MI_WRITEMESSAGE_CHANNEL_WARNING == 0 && MI_WRITEMESSAGE_CHANNEL_DEBUG == 2);

using std::string_view;

// A table that records what the inline functions ask of it.
struct Asked {
    string_view name;
    string_view text;
    MI_Uint32 number = 0;
    MI_Uint32 flags = 0;
    int calls = 0;
} asked;

MI_Result MI_CALL setString(MI_DestinationOptions*, const MI_Char* name, const MI_Char* value, MI_Uint32 flags) {
    asked = {name, value, 0, flags, asked.calls + 1};
    return MI_RESULT_OK;
}

MI_Result MI_CALL setNumber(MI_OperationOptions*, const MI_Char* name, MI_Uint32 value, MI_Uint32 flags) {
    asked = {name, {}, value, flags, asked.calls + 1};
    return string_view(name) == "__MI_OPERATIONOPTIONS_PROMPTUSERMODE" && value == 99 ? MI_RESULT_FAILED : MI_RESULT_OK;
}

MI_Result MI_CALL getNumber(const MI_OperationOptions*, const MI_Char* name, MI_Uint32* value, MI_Uint32*, MI_Uint32*) {
    asked = {name, {}, 0, 0, asked.calls + 1};
    if (string_view(name) == "__MI_OPERATIONOPTIONS_USE_MACHINE_ID")
        return MI_RESULT_NO_SUCH_PROPERTY;
    *value = 1;
    return MI_RESULT_OK;
}

TEST(InlineOptions, UseTheKeysOfTheAbiWithFlagsZero) {
    asked = {};
    MI_DestinationOptionsFT table{};
    table.SetString = setString;
    MI_DestinationOptions options{0, 0, &table};
    EXPECT_EQ(MI_DestinationOptions_SetHttpUrlPrefix(&options, "/x"), MI_RESULT_OK);
    EXPECT_EQ(asked.name, "__MI_DESTINATIONOPTIONS_HTTP_URL_PREFIX");
    EXPECT_EQ(asked.text, "/x");
    EXPECT_EQ(asked.flags, 0U);
}

TEST(InlineOptions, ChannelsAreSwitchedByFlag) {
    asked = {};
    MI_OperationOptionsFT table{};
    table.SetNumber = setNumber;
    MI_OperationOptions options{0, 0, &table};
    EXPECT_EQ(MI_OperationOptions_DisableChannel(&options, 7), MI_RESULT_OK);
    EXPECT_EQ(asked.name, "__MI_OPERATIONOPTIONS_CHANNEL");
    EXPECT_EQ(asked.number, 7U);
    EXPECT_EQ(asked.flags, 1U);
}

TEST(InlineOptions, ThePairIsNotHalfSetWhenTheFirstFails) {
    asked = {};
    MI_OperationOptionsFT table{};
    table.SetNumber = setNumber;
    MI_OperationOptions options{0, 0, &table};
    EXPECT_EQ(MI_OperationOptions_SetPromptUserRegularMode(&options, static_cast<MI_CallbackMode>(99), MI_TRUE),
              MI_RESULT_FAILED);
    EXPECT_EQ(asked.calls, 1);
    EXPECT_EQ(MI_OperationOptions_SetPromptUserRegularMode(&options, MI_CALLBACKMODE_REPORT, MI_TRUE), MI_RESULT_OK);
    EXPECT_EQ(asked.calls, 3);
    EXPECT_EQ(asked.name, "__MI_OPERATIONOPTIONS_PROMPTUSERMODEREGULAR_ACKVALUE");
}

TEST(InlineOptions, AGetterThatFailsLeavesItsOutputAlone) {
    MI_OperationOptionsFT table{};
    table.GetNumber = getNumber;
    MI_OperationOptions options{0, 0, &table};
    MI_Boolean flag = 42;
    EXPECT_EQ(MI_OperationOptions_GetUseMachineID(&options, &flag), MI_RESULT_NO_SUCH_PROPERTY);
    EXPECT_EQ(flag, 42);
    MI_CallbackMode mode = MI_CALLBACKMODE_IGNORE;
    EXPECT_EQ(MI_OperationOptions_GetWriteErrorMode(&options, &mode), MI_RESULT_OK);
    EXPECT_EQ(mode, MI_CALLBACKMODE_INQUIRE);
}

TEST(InlineHandles, WithoutATableNothingIsCalled) {
    MI_Application application = MI_APPLICATION_NULL;
    EXPECT_EQ(MI_Application_Close(nullptr), MI_RESULT_INVALID_PARAMETER);
    EXPECT_EQ(MI_Application_Close(&application), MI_RESULT_INVALID_PARAMETER);
    MI_Session session{1, 2, nullptr};
    EXPECT_EQ(MI_Application_NewSession(&application, nullptr, nullptr, nullptr, nullptr, nullptr, &session),
              MI_RESULT_INVALID_PARAMETER);
    EXPECT_EQ(session.reserved1, 0U);
    EXPECT_EQ(session.reserved2, 0);
    auto* instance = reinterpret_cast<MI_Instance*>(8);
    EXPECT_EQ(MI_Application_NewInstance(nullptr, "C", nullptr, &instance), MI_RESULT_INVALID_PARAMETER);
    EXPECT_EQ(instance, nullptr);
    EXPECT_EQ(MI_Instance_Delete(nullptr), MI_RESULT_INVALID_PARAMETER);
    MI_DestinationOptions_Delete(nullptr);
}

TEST(InlineSession, ClosingNothingStillCompletes) {
    int closed = 0;
    auto done = [](void* context) { ++*static_cast<int*>(context); };
    EXPECT_EQ(MI_Session_Close(nullptr, &closed, done), MI_RESULT_OK);
    EXPECT_EQ(closed, 1);
    EXPECT_EQ(MI_Session_Close(nullptr, nullptr, nullptr), MI_RESULT_INVALID_PARAMETER);
}

struct Refusal {
    int calls = 0;
    MI_Result result = MI_RESULT_OK;
    bool empty = false;
};

TEST(InlineSession, AnOperationWithoutASessionIsRefusedThroughItsOwnCallbackOnly) {
    Refusal refusal;
    MI_OperationCallbacks callbacks = MI_OPERATIONCALLBACKS_NULL;
    callbacks.callbackContext = &refusal;
    callbacks.instanceResult = [](MI_Operation* operation, void* context, const MI_Instance* instance, MI_Boolean more,
                                  MI_Result result, const MI_Char* text, const MI_Instance* details,
                                  MI_Result(MI_CALL * acknowledge)(MI_Operation*)) {
        auto& seen = *static_cast<Refusal*>(context);
        ++seen.calls;
        seen.result = result;
        seen.empty = !operation && !instance && !more && !text && !details && !acknowledge;
    };
    MI_Operation operation{1, 2, nullptr};
    MI_Session_GetInstance(nullptr, 0, nullptr, nullptr, nullptr, &callbacks, &operation);
    EXPECT_EQ(refusal.calls, 1);
    EXPECT_EQ(refusal.result, MI_RESULT_INVALID_PARAMETER);
    EXPECT_TRUE(refusal.empty);
    EXPECT_EQ(operation.reserved1, 0U);

    MI_Session_GetClass(nullptr, 0, nullptr, nullptr, nullptr, &callbacks, &operation);
    MI_Session_Subscribe(nullptr, 0, nullptr, nullptr, nullptr, nullptr, nullptr, &callbacks, nullptr);
    EXPECT_EQ(refusal.calls, 1);
}

TEST(InlineOperation, GettersOfNothingSayThatNothingFollows) {
    MI_Operation operation = MI_OPERATION_NULL;
    const MI_Instance* instance = nullptr;
    MI_Boolean more = MI_TRUE;
    MI_Result result = MI_RESULT_OK;
    EXPECT_EQ(MI_Operation_GetInstance(&operation, &instance, &more, &result, nullptr, nullptr),
              MI_RESULT_INVALID_PARAMETER);
    EXPECT_EQ(result, MI_RESULT_INVALID_PARAMETER);
    EXPECT_EQ(more, MI_FALSE);
}

TEST(InlineContext, TheLocaleIsEmptyWhenThereIsNone) {
    MI_Char locale[MI_MAX_LOCALE_SIZE] = "xx";
    EXPECT_EQ(MI_Context_GetLocale(nullptr, MI_LOCALE_TYPE_CLOSEST_UI, locale), MI_RESULT_INVALID_PARAMETER);
    EXPECT_STREQ(locale, "");
}

}  // namespace
