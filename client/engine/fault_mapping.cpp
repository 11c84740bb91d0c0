#include "client/engine/fault_mapping.h"

#include <algorithm>
#include <array>

#include "wsman/uris.h"

namespace client {
namespace {

using wsman::soap::FaultId;

constexpr std::array kMappings{
    FaultMapping{FaultId::kWsmanAccessDenied, "", MiResult::kAccessDenied, ErrorCategory::kAccessDenied},
    FaultMapping{FaultId::kWsaActionNotSupported, "", MiResult::kNotSupported, ErrorCategory::kNotImplemented},
    FaultMapping{FaultId::kWsmanAlreadyExists, "", MiResult::kAlreadyExists, ErrorCategory::kResourceExists},
    FaultMapping{FaultId::kWsenCannotProcessFilter, "", MiResult::kInvalidQuery, ErrorCategory::kInvalidArgument},
    FaultMapping{FaultId::kWsmanCannotProcessFilter, "", MiResult::kInvalidQuery, ErrorCategory::kInvalidArgument},
    FaultMapping{FaultId::kWsmanConcurrency, "", MiResult::kServerLimitsExceeded, ErrorCategory::kResourceBusy},
    FaultMapping{FaultId::kWseDeliveryModeRequestedUnavailable, "", MiResult::kNotSupported,
                 ErrorCategory::kNotImplemented},
    FaultMapping{FaultId::kWsmanDeliveryRefused, "", MiResult::kFailed, ErrorCategory::kResourceUnavailable},
    FaultMapping{FaultId::kWsaDestinationUnreachable, "InvalidResourceURI", MiResult::kInvalidClass,
                 ErrorCategory::kMetadataError},
    FaultMapping{FaultId::kWsaDestinationUnreachable, "", MiResult::kNotFound, ErrorCategory::kObjectNotFound},
    FaultMapping{FaultId::kWsmanEncodingLimit, "", MiResult::kServerLimitsExceeded, ErrorCategory::kLimitsExceeded},
    FaultMapping{FaultId::kWsaEndpointUnavailable, "", MiResult::kFailed, ErrorCategory::kResourceUnavailable},
    FaultMapping{FaultId::kWsmanEventDeliverToUnusable, "", MiResult::kInvalidParameter,
                 ErrorCategory::kInvalidArgument},
    FaultMapping{FaultId::kWseEventSourceUnableToProcess, "", MiResult::kFailed, ErrorCategory::kResourceUnavailable},
    FaultMapping{FaultId::kWsenFilterDialectRequestedUnavailable, "", MiResult::kQueryLanguageNotSupported,
                 ErrorCategory::kNotImplemented},
    FaultMapping{FaultId::kWseFilteringNotSupported, "", MiResult::kFilteredEnumerationNotSupported,
                 ErrorCategory::kNotImplemented},
    FaultMapping{FaultId::kWsenFilteringNotSupported, "", MiResult::kFilteredEnumerationNotSupported,
                 ErrorCategory::kNotImplemented},
    FaultMapping{FaultId::kWseFilteringRequestedUnavailable, "", MiResult::kQueryLanguageNotSupported,
                 ErrorCategory::kNotImplemented},
    FaultMapping{FaultId::kWsmanFragmentDialectNotSupported, "", MiResult::kNotSupported,
                 ErrorCategory::kNotImplemented},
    FaultMapping{FaultId::kWsmanInternalError, "", MiResult::kFailed, ErrorCategory::kNotSpecified},
    FaultMapping{FaultId::kWsmanInvalidBookmark, "", MiResult::kInvalidParameter, ErrorCategory::kInvalidArgument},
    FaultMapping{FaultId::kWsenInvalidEnumerationContext, "", MiResult::kInvalidEnumerationContext,
                 ErrorCategory::kMetadataError},
    FaultMapping{FaultId::kWseInvalidExpirationTime, "", MiResult::kInvalidParameter, ErrorCategory::kInvalidArgument},
    FaultMapping{FaultId::kWsenInvalidExpirationTime, "", MiResult::kInvalidParameter, ErrorCategory::kInvalidArgument},
    FaultMapping{FaultId::kWseInvalidMessage, "", MiResult::kInvalidParameter, ErrorCategory::kProtocolError},
    FaultMapping{FaultId::kWsaInvalidMessageInformationHeader, "", MiResult::kInvalidParameter,
                 ErrorCategory::kProtocolError},
    FaultMapping{FaultId::kWsmanInvalidOptions, "", MiResult::kNotSupported, ErrorCategory::kInvalidArgument},
    FaultMapping{FaultId::kWsmanInvalidParameter, "", MiResult::kInvalidParameter, ErrorCategory::kInvalidArgument},
    FaultMapping{FaultId::kWxfInvalidRepresentation, "", MiResult::kInvalidParameter, ErrorCategory::kInvalidData},
    // A key that is missing, unknown or malformed is the caller's fault; without a detail the keys were understood but
    // select nothing.
    FaultMapping{FaultId::kWsmanInvalidSelectors, "InsufficientSelectors", MiResult::kInvalidParameter,
                 ErrorCategory::kInvalidArgument},
    FaultMapping{FaultId::kWsmanInvalidSelectors, "UnexpectedSelectors", MiResult::kInvalidParameter,
                 ErrorCategory::kInvalidArgument},
    FaultMapping{FaultId::kWsmanInvalidSelectors, "TypeMismatch", MiResult::kInvalidParameter,
                 ErrorCategory::kInvalidType},
    FaultMapping{FaultId::kWsmanInvalidSelectors, "InvalidValue", MiResult::kInvalidParameter,
                 ErrorCategory::kInvalidArgument},
    FaultMapping{FaultId::kWsmanInvalidSelectors, "DuplicateSelectors", MiResult::kInvalidParameter,
                 ErrorCategory::kInvalidArgument},
    FaultMapping{FaultId::kWsmanInvalidSelectors, "", MiResult::kNotFound, ErrorCategory::kObjectNotFound},
    FaultMapping{FaultId::kWsaMessageInformationHeaderRequired, "", MiResult::kInvalidParameter,
                 ErrorCategory::kProtocolError},
    FaultMapping{FaultId::kWsmanNoAck, "", MiResult::kFailed, ErrorCategory::kProtocolError},
    FaultMapping{FaultId::kWsmanQuotaLimit, "", MiResult::kServerLimitsExceeded, ErrorCategory::kLimitsExceeded},
    FaultMapping{FaultId::kWsmanSchemaValidationError, "", MiResult::kInvalidParameter, ErrorCategory::kInvalidData},
    FaultMapping{FaultId::kWsenTimedOut, "", MiResult::kFailed, ErrorCategory::kOperationTimeout},
    FaultMapping{FaultId::kWsmanTimedOut, "", MiResult::kFailed, ErrorCategory::kOperationTimeout},
    FaultMapping{FaultId::kWseUnableToRenew, "", MiResult::kFailed, ErrorCategory::kResourceUnavailable},
    FaultMapping{FaultId::kWseUnsupportedExpirationType, "", MiResult::kNotSupported, ErrorCategory::kNotImplemented},
    FaultMapping{FaultId::kWsenUnsupportedExpirationType, "", MiResult::kNotSupported, ErrorCategory::kNotImplemented},
    FaultMapping{FaultId::kWsmanUnsupportedFeature, "", MiResult::kNotSupported, ErrorCategory::kNotImplemented},
    FaultMapping{FaultId::kSoapMustUnderstand, "", MiResult::kNotSupported, ErrorCategory::kProtocolError},
    FaultMapping{FaultId::kSoapVersionMismatch, "", MiResult::kNotSupported, ErrorCategory::kProtocolError},
    FaultMapping{FaultId::kWsmbPolymorphismModeNotSupported, "", MiResult::kNotSupported,
                 ErrorCategory::kNotImplemented},
};

constexpr FaultMapping kUnknownMethod{FaultId::kWsaActionNotSupported, "", MiResult::kMethodNotFound,
                                      ErrorCategory::kMetadataError};

}  // namespace

std::span<const FaultMapping> faultMappings() {
    return kMappings;
}

const FaultMapping* findMapping(const wsman::soap::Fault& fault, bool invoked) {
    const wsman::soap::FaultInfo* info = fault.info();
    if (info == nullptr) {
        return nullptr;
    }
    if (invoked && info->id == kUnknownMethod.fault) {
        return &kUnknownMethod;
    }
    const std::string_view uri = fault.faultDetail;
    const std::string_view token =
        uri.starts_with(wsman::uri::kFaultDetailPrefix) ? uri.substr(wsman::uri::kFaultDetailPrefix.size()) : "";
    const auto* found = std::find_if(kMappings.begin(), kMappings.end(), [&](const FaultMapping& row) {
        return row.fault == info->id && (row.detail.empty() || row.detail == token);
    });
    return found == kMappings.end() ? nullptr : found;
}

}  // namespace client
