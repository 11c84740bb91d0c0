#pragma once

#include <cstddef>
#include <span>
#include <string_view>

#include "wsman/xml/document.h"

namespace wsman::soap {

/// The faults of DSP0226 §14.6, SOAP 1.2 and DSP0227, one per row of the table. Names are namespace and subcode joined;
/// a scenario names them "wsman:AccessDenied".
enum class FaultId {
    kWsmanAccessDenied,
    kWsaActionNotSupported,
    kWsmanAlreadyExists,
    kWsenCannotProcessFilter,
    kWsmanCannotProcessFilter,
    kWsmanConcurrency,
    kWseDeliveryModeRequestedUnavailable,
    kWsmanDeliveryRefused,
    kWsaDestinationUnreachable,
    kWsmanEncodingLimit,
    kWsaEndpointUnavailable,
    kWsmanEventDeliverToUnusable,
    kWseEventSourceUnableToProcess,
    kWsenFilterDialectRequestedUnavailable,
    kWseFilteringNotSupported,
    kWsenFilteringNotSupported,
    kWseFilteringRequestedUnavailable,
    kWsmanFragmentDialectNotSupported,
    kWsmanInternalError,
    kWsmanInvalidBookmark,
    kWsenInvalidEnumerationContext,
    kWseInvalidExpirationTime,
    kWsenInvalidExpirationTime,
    kWseInvalidMessage,
    kWsaInvalidMessageInformationHeader,
    kWsmanInvalidOptions,
    kWsmanInvalidParameter,
    kWxfInvalidRepresentation,
    kWsmanInvalidSelectors,
    kWsaMessageInformationHeaderRequired,
    kWsmanNoAck,
    kWsmanQuotaLimit,
    kWsmanSchemaValidationError,
    kWsenTimedOut,
    kWsmanTimedOut,
    kWseUnableToRenew,
    kWseUnsupportedExpirationType,
    kWsenUnsupportedExpirationType,
    kWsmanUnsupportedFeature,
    kSoapMustUnderstand,
    kSoapVersionMismatch,
    kWsmbPolymorphismModeNotSupported,
};

/// One row. All text is static.
struct FaultInfo {
    FaultId id;
    std::string_view name;    ///< "wsman:AccessDenied"; "s:MustUnderstand" for faults without subcode
    std::string_view code;    ///< local name in the SOAP namespace: Sender, Receiver, MustUnderstand, VersionMismatch
    xml::Name subcode;        ///< expanded; empty for the two SOAP faults
    std::string_view action;  ///< wsa:Action of the fault message
    int status;               ///< HTTP status by DSP0226 RC.2-9: Sender 400, all else 500
    std::string_view reason;  ///< default text, English
    std::span<const std::string_view> details;  ///< tokens below uri::kFaultDetailPrefix that may go with it
};

/// All rows, in the order of FaultId.
std::span<const FaultInfo> faultTable();
const FaultInfo& faultInfo(FaultId id);
/// By "wsman:AccessDenied", or nullptr.
const FaultInfo* findFault(std::string_view name);
/// By expanded subcode, or nullptr.
const FaultInfo* findFaultBySubcode(std::string_view ns, std::string_view local);
/// True when `token` is a known faultDetail token of any row.
bool isFaultDetailToken(std::string_view token);

}  // namespace wsman::soap
