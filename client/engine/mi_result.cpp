#include "client/engine/mi_result.h"

#include <algorithm>
#include <array>

namespace client {
namespace {

struct Row {
    MiResult result;
    std::string_view name;
    ErrorCategory category;
};

constexpr std::array kRows{
    Row{MiResult::kOk, "OK", ErrorCategory::kNotSpecified},
    Row{MiResult::kFailed, "FAILED", ErrorCategory::kNotSpecified},
    Row{MiResult::kAccessDenied, "ACCESS_DENIED", ErrorCategory::kAccessDenied},
    Row{MiResult::kInvalidNamespace, "INVALID_NAMESPACE", ErrorCategory::kMetadataError},
    Row{MiResult::kInvalidParameter, "INVALID_PARAMETER", ErrorCategory::kInvalidArgument},
    Row{MiResult::kInvalidClass, "INVALID_CLASS", ErrorCategory::kMetadataError},
    Row{MiResult::kNotFound, "NOT_FOUND", ErrorCategory::kObjectNotFound},
    Row{MiResult::kNotSupported, "NOT_SUPPORTED", ErrorCategory::kNotImplemented},
    Row{MiResult::kClassHasChildren, "CLASS_HAS_CHILDREN", ErrorCategory::kMetadataError},
    Row{MiResult::kClassHasInstances, "CLASS_HAS_INSTANCES", ErrorCategory::kMetadataError},
    Row{MiResult::kInvalidSuperclass, "INVALID_SUPERCLASS", ErrorCategory::kMetadataError},
    Row{MiResult::kAlreadyExists, "ALREADY_EXISTS", ErrorCategory::kResourceExists},
    Row{MiResult::kNoSuchProperty, "NO_SUCH_PROPERTY", ErrorCategory::kMetadataError},
    Row{MiResult::kTypeMismatch, "TYPE_MISMATCH", ErrorCategory::kInvalidType},
    Row{MiResult::kQueryLanguageNotSupported, "QUERY_LANGUAGE_NOT_SUPPORTED", ErrorCategory::kNotImplemented},
    Row{MiResult::kInvalidQuery, "INVALID_QUERY", ErrorCategory::kInvalidArgument},
    Row{MiResult::kMethodNotAvailable, "METHOD_NOT_AVAILABLE", ErrorCategory::kMetadataError},
    Row{MiResult::kMethodNotFound, "METHOD_NOT_FOUND", ErrorCategory::kMetadataError},
    Row{MiResult::kNamespaceNotEmpty, "NAMESPACE_NOT_EMPTY", ErrorCategory::kMetadataError},
    Row{MiResult::kInvalidEnumerationContext, "INVALID_ENUMERATION_CONTEXT", ErrorCategory::kMetadataError},
    Row{MiResult::kInvalidOperationTimeout, "INVALID_OPERATION_TIMEOUT", ErrorCategory::kInvalidArgument},
    Row{MiResult::kPullHasBeenAbandoned, "PULL_HAS_BEEN_ABANDONED", ErrorCategory::kOperationStopped},
    Row{MiResult::kPullCannotBeAbandoned, "PULL_CANNOT_BE_ABANDONED", ErrorCategory::kCloseError},
    Row{MiResult::kFilteredEnumerationNotSupported, "FILTERED_ENUMERATION_NOT_SUPPORTED",
        ErrorCategory::kNotImplemented},
    Row{MiResult::kContinuationOnErrorNotSupported, "CONTINUATION_ON_ERROR_NOT_SUPPORTED",
        ErrorCategory::kNotImplemented},
    Row{MiResult::kServerLimitsExceeded, "SERVER_LIMITS_EXCEEDED", ErrorCategory::kResourceBusy},
    Row{MiResult::kServerIsShuttingDown, "SERVER_IS_SHUTTING_DOWN", ErrorCategory::kResourceUnavailable},
};

const Row* rowOf(std::uint64_t number) {
    const auto* found =
        std::find_if(kRows.begin(), kRows.end(), [&](const Row& row) { return std::uint64_t(row.result) == number; });
    return found == kRows.end() ? nullptr : found;
}

}  // namespace

std::string_view toString(MiResult result) {
    const Row* row = rowOf(std::uint64_t(result));
    return row == nullptr ? std::string_view{} : row->name;
}

MiResult miResultOf(std::uint64_t number) {
    const Row* row = rowOf(number);
    return row == nullptr ? MiResult::kFailed : row->result;
}

ErrorCategory categoryOf(MiResult result) {
    const Row* row = rowOf(std::uint64_t(result));
    return row == nullptr ? ErrorCategory::kNotSpecified : row->category;
}

}  // namespace client
