/* Static schema: how a program or a provider states classes, properties, methods and qualifiers as constant data. */
#ifndef MI_DECLARATIONS_H_INCLUDED
#define MI_DECLARATIONS_H_INCLUDED

#include <mi/types.h>

MI_BEGIN_C_

typedef struct _MI_Class MI_Class;
typedef struct _MI_ClassDecl MI_ClassDecl;
typedef struct _MI_Qualifier MI_Qualifier;
typedef struct _MI_Context MI_Context;
typedef struct _MI_Server MI_Server;
typedef struct _MI_PropertySet MI_PropertySet;
typedef struct _MI_Filter MI_Filter;
typedef struct _MI_ProviderFT MI_ProviderFT;
typedef struct _MI_Module_Self MI_Module_Self;

/* In every declaration: `code` is (first character of the lower-case name << 16) | (last character << 8) | length, so
 * that most unequal names differ in one comparison; `offset` is where the field lies in the generated structure;
 * `value` points to a default, NULL for none. */
typedef struct _MI_ObjectDecl {
    MI_Uint32 flags;
    MI_Uint32 code;
    MI_CONST MI_Char* name;
    MI_Qualifier MI_CONST* MI_CONST* qualifiers;
    MI_Uint32 numQualifiers;
    struct _MI_PropertyDecl MI_CONST* MI_CONST* properties;
    MI_Uint32 numProperties;
    MI_Uint32 size; /* of the generated structure */
} MI_ObjectDecl;

struct _MI_ClassDecl {
    MI_Uint32 flags;
    MI_Uint32 code;
    MI_CONST MI_Char* name;
    struct _MI_Qualifier MI_CONST* MI_CONST* qualifiers;
    MI_Uint32 numQualifiers;
    struct _MI_PropertyDecl MI_CONST* MI_CONST* properties; /* the inherited ones too */
    MI_Uint32 numProperties;
    MI_Uint32 size;
    MI_CONST MI_Char* superClass;
    MI_ClassDecl MI_CONST* superClassDecl;
    struct _MI_MethodDecl MI_CONST* MI_CONST* methods;
    MI_Uint32 numMethods;
    struct _MI_SchemaDecl MI_CONST* schema;
    MI_CONST MI_ProviderFT* providerFT;
    MI_Class* owningClass; /* the MI_Class that this lies in, when it was not stated statically */
};

typedef struct _MI_FeatureDecl {
    MI_Uint32 flags;
    MI_Uint32 code;
    MI_CONST MI_Char* name;
    MI_Qualifier MI_CONST* MI_CONST* qualifiers;
    MI_Uint32 numQualifiers;
} MI_FeatureDecl;

typedef struct _MI_ParameterDecl {
    MI_Uint32 flags;
    MI_Uint32 code;
    MI_CONST MI_Char* name;
    MI_Qualifier MI_CONST* MI_CONST* qualifiers;
    MI_Uint32 numQualifiers;
    MI_Uint32 type;
    MI_CONST MI_Char* className; /* of a reference or an embedded instance */
    MI_Uint32 subscript;         /* of a fixed array */
    MI_Uint32 offset;
} MI_ParameterDecl;

typedef struct _MI_PropertyDecl {
    MI_Uint32 flags;
    MI_Uint32 code;
    MI_CONST MI_Char* name;
    MI_Qualifier MI_CONST* MI_CONST* qualifiers;
    MI_Uint32 numQualifiers;
    MI_Uint32 type;
    MI_CONST MI_Char* className;
    MI_Uint32 subscript;
    MI_Uint32 offset;
    MI_CONST MI_Char* origin;     /* the class that introduced it */
    MI_CONST MI_Char* propagator; /* the class that last overrode it */
    MI_CONST void* value;
} MI_PropertyDecl;

typedef void(MI_CALL* MI_MethodDecl_Invoke)(void* self, MI_Context* context, const MI_Char* nameSpace,
                                            const MI_Char* className, const MI_Char* methodName,
                                            const MI_Instance* instanceName, const MI_Instance* parameters);

typedef struct _MI_MethodDecl {
    MI_Uint32 flags;
    MI_Uint32 code;
    MI_CONST MI_Char* name;
    struct _MI_Qualifier MI_CONST* MI_CONST* qualifiers;
    MI_Uint32 numQualifiers;
    struct _MI_ParameterDecl MI_CONST* MI_CONST* parameters;
    MI_Uint32 numParameters;
    MI_Uint32 size;
    MI_Uint32 returnType;
    MI_CONST MI_Char* origin;
    MI_CONST MI_Char* propagator;
    struct _MI_SchemaDecl MI_CONST* schema;
    MI_MethodDecl_Invoke function;
} MI_MethodDecl;

typedef struct _MI_QualifierDecl {
    MI_CONST MI_Char* name;
    MI_Uint32 type;
    MI_Uint32 scope;
    MI_Uint32 flavor;
    MI_Uint32 subscript;
    MI_CONST void* value;
} MI_QualifierDecl;

/* `value` points to a C object of the type: to an MI_Boolean, an MI_ConstUint8A, an MI_Char* for a string, ... */
struct _MI_Qualifier {
    MI_CONST MI_Char* name;
    MI_Uint32 type;
    MI_Uint32 flavor;
    MI_CONST void* value;
};

typedef struct _MI_SchemaDecl {
    MI_QualifierDecl MI_CONST* MI_CONST* qualifierDecls;
    MI_Uint32 numQualifierDecls;
    MI_ClassDecl MI_CONST* MI_CONST* classDecls;
    MI_Uint32 numClassDecls;
} MI_SchemaDecl;

/* What a provider implements for one class; a NULL slot is an operation that it does not support. */
typedef void(MI_CALL* MI_ProviderFT_Load)(void** self, MI_Module_Self* selfModule, MI_Context* context);
typedef void(MI_CALL* MI_ProviderFT_Unload)(void* self, MI_Context* context);
typedef void(MI_CALL* MI_ProviderFT_GetInstance)(void* self, MI_Context* context, const MI_Char* nameSpace,
                                                 const MI_Char* className, const MI_Instance* instanceName,
                                                 const MI_PropertySet* propertySet);
typedef void(MI_CALL* MI_ProviderFT_EnumerateInstances)(void* self, MI_Context* context, const MI_Char* nameSpace,
                                                        const MI_Char* className, const MI_PropertySet* propertySet,
                                                        MI_Boolean keysOnly, const MI_Filter* filter);
typedef void(MI_CALL* MI_ProviderFT_CreateInstance)(void* self, MI_Context* context, const MI_Char* nameSpace,
                                                    const MI_Char* className, const MI_Instance* newInstance);
typedef void(MI_CALL* MI_ProviderFT_ModifyInstance)(void* self, MI_Context* context, const MI_Char* nameSpace,
                                                    const MI_Char* className, const MI_Instance* modifiedInstance,
                                                    const MI_PropertySet* propertySet);
typedef void(MI_CALL* MI_ProviderFT_DeleteInstance)(void* self, MI_Context* context, const MI_Char* nameSpace,
                                                    const MI_Char* className, const MI_Instance* instanceName);
typedef void(MI_CALL* MI_ProviderFT_AssociatorInstances)(void* self, MI_Context* context, const MI_Char* nameSpace,
                                                         const MI_Char* className, const MI_Instance* instanceName,
                                                         const MI_Char* resultClass, const MI_Char* role,
                                                         const MI_Char* resultRole, const MI_PropertySet* propertySet,
                                                         MI_Boolean keysOnly, const MI_Filter* filter);
typedef void(MI_CALL* MI_ProviderFT_ReferenceInstances)(void* self, MI_Context* context, const MI_Char* nameSpace,
                                                        const MI_Char* className, const MI_Instance* instanceName,
                                                        const MI_Char* role, const MI_PropertySet* propertySet,
                                                        MI_Boolean keysOnly, const MI_Filter* filter);
typedef void(MI_CALL* MI_ProviderFT_EnableIndications)(void* self, MI_Context* indicationsContext,
                                                       const MI_Char* nameSpace, const MI_Char* className);
typedef void(MI_CALL* MI_ProviderFT_DisableIndications)(void* self, MI_Context* indicationsContext,
                                                        const MI_Char* nameSpace, const MI_Char* className);
typedef void(MI_CALL* MI_ProviderFT_Subscribe)(void* self, MI_Context* context, const MI_Char* nameSpace,
                                               const MI_Char* className, const MI_Filter* filter,
                                               const MI_Char* bookmark, MI_Uint64 subscriptionID,
                                               void** subscriptionSelf);
typedef void(MI_CALL* MI_ProviderFT_Unsubscribe)(void* self, MI_Context* context, const MI_Char* nameSpace,
                                                 const MI_Char* className, MI_Uint64 subscriptionID,
                                                 void* subscriptionSelf);
typedef void(MI_CALL* MI_ProviderFT_Invoke)(void* self, MI_Context* context, const MI_Char* nameSpace,
                                            const MI_Char* className, const MI_Char* methodName,
                                            const MI_Instance* instanceName, const MI_Instance* inputParameters);

struct _MI_ProviderFT {
    MI_ProviderFT_Load Load;
    MI_ProviderFT_Unload Unload;
    MI_ProviderFT_GetInstance GetInstance;
    MI_ProviderFT_EnumerateInstances EnumerateInstances;
    MI_ProviderFT_CreateInstance CreateInstance;
    MI_ProviderFT_ModifyInstance ModifyInstance;
    MI_ProviderFT_DeleteInstance DeleteInstance;
    MI_ProviderFT_AssociatorInstances AssociatorInstances;
    MI_ProviderFT_ReferenceInstances ReferenceInstances;
    MI_ProviderFT_EnableIndications EnableIndications;
    MI_ProviderFT_DisableIndications DisableIndications;
    MI_ProviderFT_Subscribe Subscribe;
    MI_ProviderFT_Unsubscribe Unsubscribe;
    MI_ProviderFT_Invoke Invoke;
};

typedef void(MI_CALL* MI_Module_Load)(MI_Module_Self** self, MI_Context* context);
typedef void(MI_CALL* MI_Module_Unload)(MI_Module_Self* self, MI_Context* context);

/* What a provider library says of itself, returned by its MI_Main. */
typedef struct _MI_Module {
    MI_Uint32 version;
    MI_Uint32 generatorVersion;
    MI_Uint32 flags; /* MI_MODULE_FLAG_* */
    MI_Uint32 charSize;
    MI_SchemaDecl* schemaDecl;
    MI_Module_Load Load;
    MI_Module_Unload Unload;
    const MI_ProviderFT* dynamicProviderFT;
} MI_Module;

#define MI_MODULE_FLAG_STANDARD_QUALIFIERS (1 << 0)
#define MI_MODULE_FLAG_DESCRIPTIONS (1 << 1)
#define MI_MODULE_FLAG_VALUES (1 << 2)
#define MI_MODULE_FLAG_MAPPING_STRINGS (1 << 3)
#define MI_MODULE_FLAG_BOOLEANS (1 << 4)
#define MI_MODULE_FLAG_CPLUSPLUS (1 << 5)
#define MI_MODULE_FLAG_LOCALIZED (1 << 6)
#define MI_MODULE_FLAG_FILTER_SUPPORT (1 << 7)

typedef MI_Module*(MI_MAIN_CALL* MI_MainFunction)(MI_Server* server);

MI_END_C_

#endif
