/* Values: result codes, CIM types and their C forms, arrays, the value union, and fields of generated instances. */
#ifndef MI_TYPES_H_INCLUDED
#define MI_TYPES_H_INCLUDED

#include <mi/platform.h>

MI_BEGIN_C_

/* How an operation or call ended. 1 to 28 are the DMTF CIM status codes of the same number (DSP0223). */
typedef enum _MI_Result {
    MI_RESULT_OK = 0,
    MI_RESULT_FAILED = 1,
    MI_RESULT_ACCESS_DENIED = 2,
    MI_RESULT_INVALID_NAMESPACE = 3,
    MI_RESULT_INVALID_PARAMETER = 4,
    MI_RESULT_INVALID_CLASS = 5,
    MI_RESULT_NOT_FOUND = 6,
    MI_RESULT_NOT_SUPPORTED = 7,
    MI_RESULT_CLASS_HAS_CHILDREN = 8,
    MI_RESULT_CLASS_HAS_INSTANCES = 9,
    MI_RESULT_INVALID_SUPERCLASS = 10,
    MI_RESULT_ALREADY_EXISTS = 11,
    MI_RESULT_NO_SUCH_PROPERTY = 12,
    MI_RESULT_TYPE_MISMATCH = 13,
    MI_RESULT_QUERY_LANGUAGE_NOT_SUPPORTED = 14,
    MI_RESULT_INVALID_QUERY = 15,
    MI_RESULT_METHOD_NOT_AVAILABLE = 16,
    MI_RESULT_METHOD_NOT_FOUND = 17,
    MI_RESULT_NAMESPACE_NOT_EMPTY = 20,
    MI_RESULT_INVALID_ENUMERATION_CONTEXT = 21,
    MI_RESULT_INVALID_OPERATION_TIMEOUT = 22,
    MI_RESULT_PULL_HAS_BEEN_ABANDONED = 23,
    MI_RESULT_PULL_CANNOT_BE_ABANDONED = 24,
    MI_RESULT_FILTERED_ENUMERATION_NOT_SUPPORTED = 25,
    MI_RESULT_CONTINUATION_ON_ERROR_NOT_SUPPORTED = 26,
    MI_RESULT_SERVER_LIMITS_EXCEEDED = 27,
    MI_RESULT_SERVER_IS_SHUTTING_DOWN = 28
} MI_Result;

/* A coarse kind of error, for programs that decide by kind (error_Category of MSFT_WmiError). */
typedef enum _MI_ErrorCategory {
    MI_ERRORCATEGORY_NOT_SPECIFIED = 0,
    MI_ERRORCATEGORY_OPEN_ERROR = 1,
    MI_ERRORCATEGORY_CLOS_EERROR = 2, /* spelt so in every MI header */
    MI_ERRORCATEGORY_DEVICE_ERROR = 3,
    MI_ERRORCATEGORY_DEADLOCK_DETECTED = 4,
    MI_ERRORCATEGORY_INVALID_ARGUMENT = 5,
    MI_ERRORCATEGORY_INVALID_DATA = 6,
    MI_ERRORCATEGORY_INVALID_OPERATION = 7,
    MI_ERRORCATEGORY_INVALID_RESULT = 8,
    MI_ERRORCATEGORY_INVALID_TYPE = 9,
    MI_ERRORCATEGORY_METADATA_ERROR = 10,
    MI_ERRORCATEGORY_NOT_IMPLEMENTED = 11,
    MI_ERRORCATEGORY_NOT_INSTALLED = 12,
    MI_ERRORCATEGORY_OBJECT_NOT_FOUND = 13,
    MI_ERRORCATEGORY_OPERATION_STOPPED = 14,
    MI_ERRORCATEGORY_OPERATION_TIMEOUT = 15,
    MI_ERRORCATEGORY_SYNTAX_ERROR = 16,
    MI_ERRORCATEGORY_PARSER_ERROR = 17,
    MI_ERRORCATEGORY_ACCESS_DENIED = 18,
    MI_ERRORCATEGORY_RESOURCE_BUSY = 19,
    MI_ERRORCATEGORY_RESOURCE_EXISTS = 20,
    MI_ERRORCATEGORY_RESOURCE_UNAVAILABLE = 21,
    MI_ERRORCATEGORY_READ_ERROR = 22,
    MI_ERRORCATEGORY_WRITE_ERROR = 23,
    MI_ERRORCATEGORY_FROM_STDERR = 24,
    MI_ERRORCATEGORY_SECURITY_ERROR = 25,
    MI_ERRORCATEGORY_PROTOCOL_ERROR = 26,
    MI_ERRORCATEGORY_CONNECTION_ERROR = 27,
    MI_ERRORCATEGORY_AUTHENTICATION_ERROR = 28,
    MI_ERRORCATEGORY_LIMITS_EXCEEDED = 29,
    MI_ERRORCATEGORY_QUOTA_EXCEEDED = 30,
    MI_ERRORCATEGORY_NOT_ENABLED = 31
} MI_ErrorCategory;

typedef enum _MI_PromptType { MI_PROMPTTYPE_NORMAL, MI_PROMPTTYPE_CRITICAL } MI_PromptType;

/* What happens when the server asks or reports a non-fatal error: tell only, ask the program, or drop it. */
typedef enum _MI_CallbackMode {
    MI_CALLBACKMODE_REPORT,
    MI_CALLBACKMODE_INQUIRE,
    MI_CALLBACKMODE_IGNORE
} MI_CallbackMode;

typedef enum _MI_ProviderArchitecture {
    MI_PROVIDER_ARCHITECTURE_32BIT,
    MI_PROVIDER_ARCHITECTURE_64BIT
} MI_ProviderArchitecture;

typedef enum _MI_CancellationReason {
    MI_REASON_NONE,
    MI_REASON_TIMEOUT,
    MI_REASON_SHUTDOWN,
    MI_REASON_SERVICESTOP
} MI_CancellationReason;

typedef enum _MI_LocaleType {
    MI_LOCALE_TYPE_REQUESTED_UI,
    MI_LOCALE_TYPE_REQUESTED_DATA,
    MI_LOCALE_TYPE_CLOSEST_UI,
    MI_LOCALE_TYPE_CLOSEST_DATA
} MI_LocaleType;
#define MI_MAX_LOCALE_SIZE 128

#define MI_QUERY_DIALECT_WQL MI_T("WQL")
#define MI_QUERY_DIALECT_CQL MI_T("CQL")
#define MI_QUERY_DIALECT_SELECTOR MI_T("selectorFilter")

/* Names of number spaces, for MI_Utilities_* and MI_Context_PostError. */
#define MI_RESULT_TYPE_MI MI_T("MI")
#define MI_RESULT_TYPE_HRESULT MI_T("HRESULT")
#define MI_RESULT_TYPE_WIN32 MI_T("WIN32")
#define MI_RESULT_TYPE_ERRNO MI_T("ERRNO")
#define MI_RESULT_TYPE_WINRM MI_T("WINRM")

/* Channels of MI_OperationCallback_WriteMessage; higher numbers are the provider's own. */
#define MI_WRITEMESSAGE_CHANNEL_WARNING 0
#define MI_WRITEMESSAGE_CHANNEL_VERBOSE 1
#define MI_WRITEMESSAGE_CHANNEL_DEBUG 2

/* Flags of declarations and elements: what the thing is, ... */
#define MI_FLAG_CLASS (1 << 0)
#define MI_FLAG_METHOD (1 << 1)
#define MI_FLAG_PROPERTY (1 << 2)
#define MI_FLAG_PARAMETER (1 << 3)
#define MI_FLAG_ASSOCIATION (1 << 4)
#define MI_FLAG_INDICATION (1 << 5)
#define MI_FLAG_REFERENCE (1 << 6)
#define MI_FLAG_ANY 0x7F
/* ... the flavour of a qualifier, ... */
#define MI_FLAG_ENABLEOVERRIDE (1 << 7)
#define MI_FLAG_DISABLEOVERRIDE (1 << 8)
#define MI_FLAG_RESTRICTED (1 << 9)
#define MI_FLAG_TOSUBCLASS (1 << 10)
#define MI_FLAG_TRANSLATABLE (1 << 11)
/* ... Boolean qualifiers, ... */
#define MI_FLAG_KEY (1 << 12)
#define MI_FLAG_IN (1 << 13)
#define MI_FLAG_OUT (1 << 14)
#define MI_FLAG_REQUIRED (1 << 15)
#define MI_FLAG_STATIC (1 << 16)
#define MI_FLAG_ABSTRACT (1 << 17)
#define MI_FLAG_TERMINAL (1 << 18)
#define MI_FLAG_EXPENSIVE (1 << 19)
#define MI_FLAG_STREAM (1 << 20)
#define MI_FLAG_READONLY (1 << 21)
#define MI_FLAG_TOINSTANCE (1 << 22)
/* ... the state of a value, ... */
#define MI_FLAG_NOT_MODIFIED (1 << 25)
#define MI_FLAG_VERSION (7 << 26)
#define MI_FLAG_NULL (1 << 29)
/* ... and who owns a value that is set: the caller (it must outlive the instance), or the instance from now on. */
#define MI_FLAG_BORROW (1 << 30)
#define MI_FLAG_ADOPT ((MI_Uint32)1 << 31)

/* The CIM types; MI_ARRAY is the bit that makes an array of a scalar type. */
typedef enum _MI_Type {
    MI_BOOLEAN = 0,
    MI_UINT8 = 1,
    MI_SINT8 = 2,
    MI_UINT16 = 3,
    MI_SINT16 = 4,
    MI_UINT32 = 5,
    MI_SINT32 = 6,
    MI_UINT64 = 7,
    MI_SINT64 = 8,
    MI_REAL32 = 9,
    MI_REAL64 = 10,
    MI_CHAR16 = 11,
    MI_DATETIME = 12,
    MI_STRING = 13,
    MI_REFERENCE = 14,
    MI_INSTANCE = 15,
    MI_BOOLEANA = 16,
    MI_UINT8A = 17,
    MI_SINT8A = 18,
    MI_UINT16A = 19,
    MI_SINT16A = 20,
    MI_UINT32A = 21,
    MI_SINT32A = 22,
    MI_UINT64A = 23,
    MI_SINT64A = 24,
    MI_REAL32A = 25,
    MI_REAL64A = 26,
    MI_CHAR16A = 27,
    MI_DATETIMEA = 28,
    MI_STRINGA = 29,
    MI_REFERENCEA = 30,
    MI_INSTANCEA = 31,
    MI_ARRAY = 16
} MI_Type;

typedef unsigned char MI_Boolean;
typedef unsigned char MI_Uint8;
typedef signed char MI_Sint8;
typedef unsigned short MI_Uint16;
typedef signed short MI_Sint16;
typedef unsigned int MI_Uint32;
typedef signed int MI_Sint32;
typedef unsigned long long MI_Uint64;
typedef signed long long MI_Sint64;
typedef float MI_Real32;
typedef double MI_Real64;
typedef unsigned short MI_Char16;
typedef char MI_Char;
typedef const MI_Char* MI_ConstStringPtr;

#define MI_TRUE ((MI_Boolean)1)
#define MI_FALSE ((MI_Boolean)0)

typedef struct _MI_Instance MI_Instance;

/* A point in time; utc is the offset from UTC in minutes. */
typedef struct _MI_Timestamp {
    MI_Uint32 year;
    MI_Uint32 month;
    MI_Uint32 day;
    MI_Uint32 hour;
    MI_Uint32 minute;
    MI_Uint32 second;
    MI_Uint32 microseconds;
    MI_Sint32 utc;
} MI_Timestamp;

/* A length of time, as long as a timestamp. */
typedef struct _MI_Interval {
    MI_Uint32 days;
    MI_Uint32 hours;
    MI_Uint32 minutes;
    MI_Uint32 seconds;
    MI_Uint32 microseconds;
    MI_Uint32 __padding1;
    MI_Uint32 __padding2;
    MI_Uint32 __padding3;
} MI_Interval;

typedef struct _MI_Datetime {
    MI_Uint32 isTimestamp; /* else u.interval */
    union {
        MI_Timestamp timestamp;
        MI_Interval interval;
    } u;
} MI_Datetime;

/* Arrays, as MI_<Type>A (data may be written) and MI_Const<Type>A (data may not). */
#define MI_DECLARE_ARRAY_(Name, Element, ConstElement) \
    typedef struct _MI_##Name {                        \
        Element* data;                                 \
        MI_Uint32 size;                                \
    } MI_##Name;                                       \
    typedef struct _MI_Const##Name {                   \
        ConstElement* data;                            \
        MI_Uint32 size;                                \
    } MI_Const##Name;
MI_DECLARE_ARRAY_(BooleanA, MI_Boolean, MI_CONST MI_Boolean)
MI_DECLARE_ARRAY_(Uint8A, MI_Uint8, MI_CONST MI_Uint8)
MI_DECLARE_ARRAY_(Sint8A, MI_Sint8, MI_CONST MI_Sint8)
MI_DECLARE_ARRAY_(Uint16A, MI_Uint16, MI_CONST MI_Uint16)
MI_DECLARE_ARRAY_(Sint16A, MI_Sint16, MI_CONST MI_Sint16)
MI_DECLARE_ARRAY_(Uint32A, MI_Uint32, MI_CONST MI_Uint32)
MI_DECLARE_ARRAY_(Sint32A, MI_Sint32, MI_CONST MI_Sint32)
MI_DECLARE_ARRAY_(Uint64A, MI_Uint64, MI_CONST MI_Uint64)
MI_DECLARE_ARRAY_(Sint64A, MI_Sint64, MI_CONST MI_Sint64)
MI_DECLARE_ARRAY_(Real32A, MI_Real32, MI_CONST MI_Real32)
MI_DECLARE_ARRAY_(Real64A, MI_Real64, MI_CONST MI_Real64)
MI_DECLARE_ARRAY_(Char16A, MI_Char16, MI_CONST MI_Char16)
MI_DECLARE_ARRAY_(DatetimeA, MI_Datetime, MI_CONST MI_Datetime)
MI_DECLARE_ARRAY_(StringA, MI_Char*, MI_CONST MI_Char* MI_CONST)
MI_DECLARE_ARRAY_(ReferenceA, MI_Instance*, MI_CONST MI_Instance* MI_CONST)
MI_DECLARE_ARRAY_(InstanceA, MI_Instance*, MI_CONST MI_Instance* MI_CONST)
#undef MI_DECLARE_ARRAY_

/* What all arrays have in common. */
typedef struct _MI_Array {
    void* data;
    MI_Uint32 size;
} MI_Array;

/* One value of any type; the type and a null mark travel beside it. */
typedef union _MI_Value {
    MI_Boolean boolean;
    MI_Uint8 uint8;
    MI_Sint8 sint8;
    MI_Uint16 uint16;
    MI_Sint16 sint16;
    MI_Uint32 uint32;
    MI_Sint32 sint32;
    MI_Uint64 uint64;
    MI_Sint64 sint64;
    MI_Real32 real32;
    MI_Real64 real64;
    MI_Char16 char16;
    MI_Datetime datetime;
    MI_Char* string;
    MI_Instance* instance;
    MI_Instance* reference;
    MI_BooleanA booleana;
    MI_Uint8A uint8a;
    MI_Sint8A sint8a;
    MI_Uint16A uint16a;
    MI_Sint16A sint16a;
    MI_Uint32A uint32a;
    MI_Sint32A sint32a;
    MI_Uint64A uint64a;
    MI_Sint64A sint64a;
    MI_Real32A real32a;
    MI_Real64A real64a;
    MI_Char16A char16a;
    MI_DatetimeA datetimea;
    MI_StringA stringa;
    MI_ReferenceA referencea;
    MI_InstanceA instancea;
    MI_Array array;
} MI_Value;

/* Properties of generated instance structures: the value, whether it exists (else null), and its flags. */
#define MI_DECLARE_FIELD_(Name, Value) \
    typedef struct _MI_##Name##Field { \
        Value value;                   \
        MI_Boolean exists;             \
        MI_Uint8 flags;                \
    } MI_##Name##Field;
MI_DECLARE_FIELD_(Boolean, MI_Boolean)
MI_DECLARE_FIELD_(Uint8, MI_Uint8)
MI_DECLARE_FIELD_(Sint8, MI_Sint8)
MI_DECLARE_FIELD_(Uint16, MI_Uint16)
MI_DECLARE_FIELD_(Sint16, MI_Sint16)
MI_DECLARE_FIELD_(Uint32, MI_Uint32)
MI_DECLARE_FIELD_(Sint32, MI_Sint32)
MI_DECLARE_FIELD_(Uint64, MI_Uint64)
MI_DECLARE_FIELD_(Sint64, MI_Sint64)
MI_DECLARE_FIELD_(Real32, MI_Real32)
MI_DECLARE_FIELD_(Real64, MI_Real64)
MI_DECLARE_FIELD_(Char16, MI_Char16)
MI_DECLARE_FIELD_(Datetime, MI_Datetime)
MI_DECLARE_FIELD_(String, MI_Char*)
MI_DECLARE_FIELD_(Reference, MI_Instance*)
MI_DECLARE_FIELD_(Instance, MI_Instance*)
MI_DECLARE_FIELD_(BooleanA, MI_BooleanA)
MI_DECLARE_FIELD_(Uint8A, MI_Uint8A)
MI_DECLARE_FIELD_(Sint8A, MI_Sint8A)
MI_DECLARE_FIELD_(Uint16A, MI_Uint16A)
MI_DECLARE_FIELD_(Sint16A, MI_Sint16A)
MI_DECLARE_FIELD_(Uint32A, MI_Uint32A)
MI_DECLARE_FIELD_(Sint32A, MI_Sint32A)
MI_DECLARE_FIELD_(Uint64A, MI_Uint64A)
MI_DECLARE_FIELD_(Sint64A, MI_Sint64A)
MI_DECLARE_FIELD_(Real32A, MI_Real32A)
MI_DECLARE_FIELD_(Real64A, MI_Real64A)
MI_DECLARE_FIELD_(Char16A, MI_Char16A)
MI_DECLARE_FIELD_(DatetimeA, MI_DatetimeA)
MI_DECLARE_FIELD_(StringA, MI_StringA)
MI_DECLARE_FIELD_(ReferenceA, MI_ReferenceA)
MI_DECLARE_FIELD_(InstanceA, MI_InstanceA)
MI_DECLARE_FIELD_(Array, MI_Array)
MI_DECLARE_FIELD_(ConstBoolean, MI_Boolean)
MI_DECLARE_FIELD_(ConstUint8, MI_Uint8)
MI_DECLARE_FIELD_(ConstSint8, MI_Sint8)
MI_DECLARE_FIELD_(ConstUint16, MI_Uint16)
MI_DECLARE_FIELD_(ConstSint16, MI_Sint16)
MI_DECLARE_FIELD_(ConstUint32, MI_Uint32)
MI_DECLARE_FIELD_(ConstSint32, MI_Sint32)
MI_DECLARE_FIELD_(ConstUint64, MI_Uint64)
MI_DECLARE_FIELD_(ConstSint64, MI_Sint64)
MI_DECLARE_FIELD_(ConstReal32, MI_Real32)
MI_DECLARE_FIELD_(ConstReal64, MI_Real64)
MI_DECLARE_FIELD_(ConstChar16, MI_Char16)
MI_DECLARE_FIELD_(ConstDatetime, MI_Datetime)
MI_DECLARE_FIELD_(ConstString, MI_CONST MI_Char*)
MI_DECLARE_FIELD_(ConstReference, MI_CONST MI_Instance*)
MI_DECLARE_FIELD_(ConstInstance, MI_CONST MI_Instance*)
MI_DECLARE_FIELD_(ConstBooleanA, MI_ConstBooleanA)
MI_DECLARE_FIELD_(ConstUint8A, MI_ConstUint8A)
MI_DECLARE_FIELD_(ConstSint8A, MI_ConstSint8A)
MI_DECLARE_FIELD_(ConstUint16A, MI_ConstUint16A)
MI_DECLARE_FIELD_(ConstSint16A, MI_ConstSint16A)
MI_DECLARE_FIELD_(ConstUint32A, MI_ConstUint32A)
MI_DECLARE_FIELD_(ConstSint32A, MI_ConstSint32A)
MI_DECLARE_FIELD_(ConstUint64A, MI_ConstUint64A)
MI_DECLARE_FIELD_(ConstSint64A, MI_ConstSint64A)
MI_DECLARE_FIELD_(ConstReal32A, MI_ConstReal32A)
MI_DECLARE_FIELD_(ConstReal64A, MI_ConstReal64A)
MI_DECLARE_FIELD_(ConstChar16A, MI_ConstChar16A)
MI_DECLARE_FIELD_(ConstDatetimeA, MI_ConstDatetimeA)
MI_DECLARE_FIELD_(ConstStringA, MI_ConstStringA)
MI_DECLARE_FIELD_(ConstReferenceA, MI_ConstReferenceA)
MI_DECLARE_FIELD_(ConstInstanceA, MI_ConstInstanceA)
#undef MI_DECLARE_FIELD_

MI_END_C_

#endif
