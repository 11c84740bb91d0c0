// MI_UtilitiesFT, and errors as CIM instances.
#include "client/abi/cim_error.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <string>

#include "client/abi/handle_table.h"
#include "client/abi/instance.h"
#include "client/engine/completion.h"
#include "wsman/cim/instance.h"

namespace client::abi {

namespace {

using wsman::cim::sameName;

// The engine's numbers are those of mi.h.
static_assert(static_cast<int>(MiResult::kServerIsShuttingDown) == MI_RESULT_SERVER_IS_SHUTTING_DOWN);
static_assert(static_cast<int>(MiResult::kMethodNotFound) == MI_RESULT_METHOD_NOT_FOUND);
static_assert(static_cast<int>(MiResult::kNamespaceNotEmpty) == MI_RESULT_NAMESPACE_NOT_EMPTY);
static_assert(static_cast<int>(ErrorCategory::kLimitsExceeded) == MI_ERRORCATEGORY_LIMITS_EXCEEDED);
static_assert(static_cast<int>(ErrorCategory::kMetadataError) == MI_ERRORCATEGORY_METADATA_ERROR);

struct Row {
    MI_Uint32 code;
    MI_ErrorCategory category;
};

// errno numbers and what kind of trouble they are.
constexpr Row kErrno[] = {
    {EPERM, MI_ERRORCATEGORY_ACCESS_DENIED},           {EACCES, MI_ERRORCATEGORY_ACCESS_DENIED},
    {EROFS, MI_ERRORCATEGORY_ACCESS_DENIED},           {ENOENT, MI_ERRORCATEGORY_OBJECT_NOT_FOUND},
    {ESRCH, MI_ERRORCATEGORY_OBJECT_NOT_FOUND},        {ENXIO, MI_ERRORCATEGORY_DEVICE_ERROR},
    {ENODEV, MI_ERRORCATEGORY_DEVICE_ERROR},           {EIO, MI_ERRORCATEGORY_DEVICE_ERROR},
    {EINTR, MI_ERRORCATEGORY_OPERATION_STOPPED},       {ECANCELED, MI_ERRORCATEGORY_OPERATION_STOPPED},
    {EEXIST, MI_ERRORCATEGORY_RESOURCE_EXISTS},        {EBUSY, MI_ERRORCATEGORY_RESOURCE_BUSY},
    {ETXTBSY, MI_ERRORCATEGORY_RESOURCE_BUSY},         {EAGAIN, MI_ERRORCATEGORY_RESOURCE_UNAVAILABLE},
    {ENOMEM, MI_ERRORCATEGORY_RESOURCE_UNAVAILABLE},   {ENOSPC, MI_ERRORCATEGORY_RESOURCE_UNAVAILABLE},
    {EINVAL, MI_ERRORCATEGORY_INVALID_ARGUMENT},       {EDOM, MI_ERRORCATEGORY_INVALID_ARGUMENT},
    {ENOTDIR, MI_ERRORCATEGORY_INVALID_TYPE},          {EISDIR, MI_ERRORCATEGORY_INVALID_TYPE},
    {EILSEQ, MI_ERRORCATEGORY_INVALID_DATA},           {EDEADLK, MI_ERRORCATEGORY_DEADLOCK_DETECTED},
    {ENOSYS, MI_ERRORCATEGORY_NOT_IMPLEMENTED},        {ENOTSUP, MI_ERRORCATEGORY_NOT_IMPLEMENTED},
    {EMFILE, MI_ERRORCATEGORY_LIMITS_EXCEEDED},        {ENFILE, MI_ERRORCATEGORY_LIMITS_EXCEEDED},
    {EFBIG, MI_ERRORCATEGORY_LIMITS_EXCEEDED},         {EDQUOT, MI_ERRORCATEGORY_QUOTA_EXCEEDED},
    {EPROTO, MI_ERRORCATEGORY_PROTOCOL_ERROR},         {ETIMEDOUT, MI_ERRORCATEGORY_OPERATION_TIMEOUT},
    {ECONNREFUSED, MI_ERRORCATEGORY_CONNECTION_ERROR}, {ECONNRESET, MI_ERRORCATEGORY_CONNECTION_ERROR},
    {ECONNABORTED, MI_ERRORCATEGORY_CONNECTION_ERROR}, {ENOTCONN, MI_ERRORCATEGORY_CONNECTION_ERROR},
    {EPIPE, MI_ERRORCATEGORY_CONNECTION_ERROR},        {EHOSTUNREACH, MI_ERRORCATEGORY_CONNECTION_ERROR},
    {ENETUNREACH, MI_ERRORCATEGORY_CONNECTION_ERROR},
};

// Win32 system error codes.
constexpr Row kWin32[] = {
    {2, MI_ERRORCATEGORY_OBJECT_NOT_FOUND},         // FILE_NOT_FOUND
    {3, MI_ERRORCATEGORY_OBJECT_NOT_FOUND},         // PATH_NOT_FOUND
    {5, MI_ERRORCATEGORY_ACCESS_DENIED},            // ACCESS_DENIED
    {8, MI_ERRORCATEGORY_RESOURCE_UNAVAILABLE},     // NOT_ENOUGH_MEMORY
    {13, MI_ERRORCATEGORY_INVALID_DATA},            // INVALID_DATA
    {14, MI_ERRORCATEGORY_RESOURCE_UNAVAILABLE},    // OUTOFMEMORY
    {32, MI_ERRORCATEGORY_RESOURCE_BUSY},           // SHARING_VIOLATION
    {50, MI_ERRORCATEGORY_NOT_IMPLEMENTED},         // NOT_SUPPORTED
    {53, MI_ERRORCATEGORY_CONNECTION_ERROR},        // BAD_NETPATH
    {80, MI_ERRORCATEGORY_RESOURCE_EXISTS},         // FILE_EXISTS
    {87, MI_ERRORCATEGORY_INVALID_ARGUMENT},        // INVALID_PARAMETER
    {121, MI_ERRORCATEGORY_OPERATION_TIMEOUT},      // SEM_TIMEOUT
    {170, MI_ERRORCATEGORY_RESOURCE_BUSY},          // BUSY
    {183, MI_ERRORCATEGORY_RESOURCE_EXISTS},        // ALREADY_EXISTS
    {1168, MI_ERRORCATEGORY_OBJECT_NOT_FOUND},      // NOT_FOUND
    {1223, MI_ERRORCATEGORY_OPERATION_STOPPED},     // CANCELLED
    {1225, MI_ERRORCATEGORY_CONNECTION_ERROR},      // CONNECTION_REFUSED
    {1326, MI_ERRORCATEGORY_AUTHENTICATION_ERROR},  // LOGON_FAILURE
    {1460, MI_ERRORCATEGORY_OPERATION_TIMEOUT},     // TIMEOUT
    {1722, MI_ERRORCATEGORY_CONNECTION_ERROR},      // RPC_S_SERVER_UNAVAILABLE
};

// WinRM codes (facility 0x033) that name their cause.
constexpr Row kWinrm[] = {
    {0x80338000, MI_ERRORCATEGORY_OBJECT_NOT_FOUND},   // service config not found
    {0x80338012, MI_ERRORCATEGORY_CONNECTION_ERROR},   // cannot connect
    {0x80338029, MI_ERRORCATEGORY_OPERATION_TIMEOUT},  // operation timed out
    {0x80338126, MI_ERRORCATEGORY_CONNECTION_ERROR},   // no answer, firewall
    {0x8033811E, MI_ERRORCATEGORY_INVALID_ARGUMENT},   // default authentication with an IP address
};

template <std::size_t N>
MI_ErrorCategory find(const Row (&rows)[N], MI_Uint32 code) {
    const auto* row = std::find_if(std::begin(rows), std::end(rows), [&](const Row& one) { return one.code == code; });
    return row == std::end(rows) ? MI_ERRORCATEGORY_NOT_SPECIFIED : row->category;
}

constexpr MI_Uint32 kWin32Facility = 0x80070000;

// MI_Result numbers, as the CIM status code of an error must be one.
MI_Result statusOf(std::string_view type, MI_Uint32 code) {
    return sameName(type, MI_RESULT_TYPE_MI) ? static_cast<MI_Result>(miResultOf(code)) : MI_RESULT_FAILED;
}

bool isKnown(std::string_view type) {
    for (const char* known : {MI_RESULT_TYPE_MI, MI_RESULT_TYPE_HRESULT, MI_RESULT_TYPE_WIN32, MI_RESULT_TYPE_ERRNO,
                              MI_RESULT_TYPE_WINRM}) {
        if (sameName(type, known)) {
            return true;
        }
    }
    return false;
}

MI_ErrorCategory MI_CALL mapErrorToMiErrorCategory(const MI_Char* errorType, MI_Uint32 error) {
    return errorType ? categoryOf(errorType, error) : MI_ERRORCATEGORY_NOT_SPECIFIED;
}

MI_Result MI_CALL cimErrorFromErrorCode(MI_Uint32 error, const MI_Char* errorType, const MI_Char* errorMessage,
                                        MI_Instance** cimError) {
    if (!cimError) {
        return MI_RESULT_INVALID_PARAMETER;
    }
    *cimError = nullptr;
    if (!errorType || !isKnown(errorType)) {
        return MI_RESULT_INVALID_PARAMETER;
    }
    return guarded([&] {
        ErrorFacts facts;
        facts.category = static_cast<ErrorCategory>(categoryOf(errorType, error));
        facts.code = error;
        facts.codeType = errorType;
        const auto completion = failure(static_cast<MiResult>(statusOf(errorType, error)),
                                        errorMessage ? errorMessage : "", std::move(facts));
        *cimError = newInstance(*completion.details);
        return MI_RESULT_OK;
    });
}

}  // namespace

MI_ErrorCategory categoryOf(std::string_view type, MI_Uint32 code) {
    if (sameName(type, MI_RESULT_TYPE_MI)) {
        return static_cast<MI_ErrorCategory>(client::categoryOf(miResultOf(code)));
    }
    if (sameName(type, MI_RESULT_TYPE_ERRNO)) {
        return find(kErrno, code);
    }
    if (sameName(type, MI_RESULT_TYPE_WIN32)) {
        return find(kWin32, code);
    }
    if (sameName(type, MI_RESULT_TYPE_WINRM)) {
        return find(kWinrm, code);
    }
    if (sameName(type, MI_RESULT_TYPE_HRESULT)) {
        return (code & 0xFFFF0000U) == kWin32Facility ? find(kWin32, code & 0xFFFFU) : find(kWinrm, code);
    }
    return MI_ERRORCATEGORY_NOT_SPECIFIED;
}

MI_Result explain(MI_Instance** extendedError, MI_Result code, std::string_view why) {
    if (extendedError) {
        *extendedError = nullptr;
        const auto completion = failure(static_cast<MiResult>(code), std::string(why));
        *extendedError = newInstance(*completion.details);
    }
    return code;
}

const MI_UtilitiesFT kUtilitiesFT = {mapErrorToMiErrorCategory, cimErrorFromErrorCode};

}  // namespace client::abi
