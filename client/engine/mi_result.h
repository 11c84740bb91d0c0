#pragma once

#include <cstdint>
#include <string_view>

namespace client {

/// How an operation ended, numbered as MI_Result (which are DMTF's CIM status codes, DSP0200; 18 and 19 are unused).
/// The C boundary asserts that the numbers are equal.
enum class MiResult : std::uint32_t {
    kOk = 0,
    kFailed = 1,
    kAccessDenied = 2,
    kInvalidNamespace = 3,
    kInvalidParameter = 4,
    kInvalidClass = 5,
    kNotFound = 6,
    kNotSupported = 7,
    kClassHasChildren = 8,
    kClassHasInstances = 9,
    kInvalidSuperclass = 10,
    kAlreadyExists = 11,
    kNoSuchProperty = 12,
    kTypeMismatch = 13,
    kQueryLanguageNotSupported = 14,
    kInvalidQuery = 15,
    kMethodNotAvailable = 16,
    kMethodNotFound = 17,
    kNamespaceNotEmpty = 20,
    kInvalidEnumerationContext = 21,
    kInvalidOperationTimeout = 22,
    kPullHasBeenAbandoned = 23,
    kPullCannotBeAbandoned = 24,
    kFilteredEnumerationNotSupported = 25,
    kContinuationOnErrorNotSupported = 26,
    kServerLimitsExceeded = 27,
    kServerIsShuttingDown = 28,
};

/// "OK", "ACCESS_DENIED", ...: the name in mi.h without MI_RESULT_; empty for a number that has none.
std::string_view toString(MiResult result);

/// `number` as a result, or kFailed when MI_Result has no such number.
MiResult miResultOf(std::uint64_t number);

/// Groups of errors for people, numbered as MI_ErrorCategory.
enum class ErrorCategory : std::uint16_t {
    kNotSpecified = 0,
    kCloseError = 2,
    kInvalidArgument = 5,
    kInvalidData = 6,
    kInvalidType = 9,
    kMetadataError = 10,
    kNotImplemented = 11,
    kObjectNotFound = 13,
    kOperationStopped = 14,
    kOperationTimeout = 15,
    kParserError = 17,
    kAccessDenied = 18,
    kResourceBusy = 19,
    kResourceExists = 20,
    kResourceUnavailable = 21,
    kSecurityError = 25,
    kProtocolError = 26,
    kConnectionError = 27,
    kAuthenticationError = 28,
    kLimitsExceeded = 29,
};

/// The category that goes with a result when nothing more is known.
ErrorCategory categoryOf(MiResult result);

}  // namespace client
