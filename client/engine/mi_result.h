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

/// "OK", "ACCESS_DENIED", ...: the name in mi.h without MI_RESULT_; "UNKNOWN" for a number that has none.
std::string_view toString(MiResult result);

}  // namespace client
