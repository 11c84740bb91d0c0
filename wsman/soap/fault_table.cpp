#include "wsman/soap/fault_table.h"

#include <algorithm>
#include <array>
#include <iterator>

#include "wsman/uris.h"

namespace wsman::soap {
namespace {

using std::string_view;

using Tokens = std::span<const string_view>;

// Tokens of wsman:FaultDetail, per fault (DSP0226 §14.6; MS-WSMV adds those marked so).
constexpr string_view kActionTokens[] = {"ActionMismatch"};
constexpr string_view kDestinationTokens[] = {"InvalidResourceURI"};
constexpr string_view kEncodingTokens[] = {"CharacterSet",         "EncodingType",        "MaxEnvelopeSize",
                                           "MinimumEnvelopeLimit", "OptionLimit",         "SelectorLimit",
                                           "ServiceEnvelopeLimit", "UnreportableSuccess", "UnsupportedCharacter",
                                           "URILimitExceeded",     "Whitespace"};
constexpr string_view kUnavailableTokens[] = {"ResourceOffline"};
constexpr string_view kDeliverTokens[] = {"CannotComplyWithPolicy", "PolicyTooComplex"};  // Microsoft's
constexpr string_view kFilteringTokens[] = {"FilteringRequired"};
constexpr string_view kBookmarkTokens[] = {"Expired", "InvalidFormat"};
constexpr string_view kOptionTokens[] = {"NotSupported", "InvalidName", "InvalidValue"};
constexpr string_view kParameterTokens[] = {"TypeMismatch", "InvalidName"};
constexpr string_view kRepresentationTokens[] = {"InvalidValues", "MissingValues", "InvalidNamespace",
                                                 "InvalidFragment"};
constexpr string_view kSelectorTokens[] = {"InsufficientSelectors", "UnexpectedSelectors", "TypeMismatch",
                                           "InvalidValue", "DuplicateSelectors"};
constexpr string_view kFeatureTokens[] = {"Ack",
                                          "AddressingMode",
                                          "AsynchronousRequest",
                                          "Bookmarks",
                                          "DeliveryRetries",
                                          "EnumerationMode",
                                          "ExpirationTime",
                                          "FilteringRequired",
                                          "FormatMismatch",
                                          "FragmentLevelAccess",
                                          "Heartbeats",
                                          "InsecureAddress",
                                          "Locale",
                                          "MaxElements",
                                          "MaxEnvelopePolicy",
                                          "MaxEnvelopeSize",
                                          "MaxTime",
                                          "OperationTimeout",
                                          "DataLocale"};  // the last is Microsoft's

constexpr string_view kSender = "Sender";
constexpr string_view kReceiver = "Receiver";

constexpr int statusOf(string_view code) {
    return code == kReceiver ? 500 : 400;
}

constexpr FaultInfo wsman(FaultId id, string_view name, string_view code, string_view reason, Tokens details = {}) {
    return {id, name, code, {ns::kWsman, name.substr(6)}, action::kWsmanFault, statusOf(code), reason, details};
}
constexpr FaultInfo wsa(FaultId id, string_view name, string_view code, string_view reason, Tokens details = {}) {
    return {id,     name,   code, {ns::kAddressing, name.substr(4)}, action::kAddressingFault, statusOf(code),
            reason, details};
}
constexpr FaultInfo wsen(FaultId id, string_view name, string_view code, string_view reason, Tokens details = {}) {
    return {id,     name,   code, {ns::kEnumeration, name.substr(5)}, action::kEnumerationFault, statusOf(code),
            reason, details};
}
constexpr FaultInfo wse(FaultId id, string_view name, string_view code, string_view reason, Tokens details = {}) {
    return {id, name, code, {ns::kEventing, name.substr(4)}, action::kEventingFault, statusOf(code), reason, details};
}
constexpr FaultInfo wxf(FaultId id, string_view name, string_view code, string_view reason, Tokens details = {}) {
    return {id, name, code, {ns::kTransfer, name.substr(4)}, action::kTransferFault, statusOf(code), reason, details};
}
/// DSP0227's fault.
constexpr FaultInfo wsmb(FaultId id, string_view name, string_view code, string_view reason) {
    return {id, name, code, {ns::kCimBinding, name.substr(5)}, action::kCimBindingFault, statusOf(code), reason, {}};
}
/// A fault of SOAP 1.2 itself, without subcode.
constexpr FaultInfo soap(FaultId id, string_view name, string_view reason) {
    return {id, name, name.substr(2), {}, action::kAddressingFault, 500, reason, {}};
}

constexpr std::array kTable{
    wsman(FaultId::kWsmanAccessDenied, "wsman:AccessDenied", kSender, "Access was denied"),
    wsa(FaultId::kWsaActionNotSupported, "wsa:ActionNotSupported", kSender,
        "The action is not supported for this resource", kActionTokens),
    wsman(FaultId::kWsmanAlreadyExists, "wsman:AlreadyExists", kSender, "The resource exists already"),
    wsen(FaultId::kWsenCannotProcessFilter, "wsen:CannotProcessFilter", kSender,
         "The filter of the enumeration could not be processed"),
    wsman(FaultId::kWsmanCannotProcessFilter, "wsman:CannotProcessFilter", kSender,
          "The filter or fragment expression could not be processed"),
    wsman(FaultId::kWsmanConcurrency, "wsman:Concurrency", kSender, "A concurrent access prevents the operation"),
    wse(FaultId::kWseDeliveryModeRequestedUnavailable, "wse:DeliveryModeRequestedUnavailable", kSender,
        "The delivery mode is not supported"),
    wsman(FaultId::kWsmanDeliveryRefused, "wsman:DeliveryRefused", kReceiver,
          "The receiver refuses the event and cancels the subscription"),
    wsa(FaultId::kWsaDestinationUnreachable, "wsa:DestinationUnreachable", kSender,
        "There is no resource at this destination", kDestinationTokens),
    wsman(FaultId::kWsmanEncodingLimit, "wsman:EncodingLimit", kSender, "A limit of the message encoding was exceeded",
          kEncodingTokens),
    wsa(FaultId::kWsaEndpointUnavailable, "wsa:EndpointUnavailable", kReceiver, "The endpoint is not available now",
        kUnavailableTokens),
    wsman(FaultId::kWsmanEventDeliverToUnusable, "wsman:EventDeliverToUnusable", kSender,
          "Events cannot be delivered to the given address", kDeliverTokens),
    wse(FaultId::kWseEventSourceUnableToProcess, "wse:EventSourceUnableToProcess", kReceiver,
        "The event source cannot process the subscription"),
    wsen(FaultId::kWsenFilterDialectRequestedUnavailable, "wsen:FilterDialectRequestedUnavailable", kSender,
         "The filter dialect is not supported"),
    wse(FaultId::kWseFilteringNotSupported, "wse:FilteringNotSupported", kSender,
        "Filtering is not supported for this subscription"),
    wsen(FaultId::kWsenFilteringNotSupported, "wsen:FilteringNotSupported", kSender,
         "Filtering is not supported for this enumeration"),
    wse(FaultId::kWseFilteringRequestedUnavailable, "wse:FilteringRequestedUnavailable", kSender,
        "The filter or its dialect is not available", kFilteringTokens),
    wsman(FaultId::kWsmanFragmentDialectNotSupported, "wsman:FragmentDialectNotSupported", kSender,
          "The fragment dialect is not supported"),
    wsman(FaultId::kWsmanInternalError, "wsman:InternalError", kReceiver, "The service failed internally"),
    wsman(FaultId::kWsmanInvalidBookmark, "wsman:InvalidBookmark", kSender, "The bookmark is not usable",
          kBookmarkTokens),
    wsen(FaultId::kWsenInvalidEnumerationContext, "wsen:InvalidEnumerationContext", kReceiver,
         "The enumeration context is not valid"),
    wse(FaultId::kWseInvalidExpirationTime, "wse:InvalidExpirationTime", kSender,
        "The expiration time of the subscription is not valid"),
    wsen(FaultId::kWsenInvalidExpirationTime, "wsen:InvalidExpirationTime", kSender,
         "The expiration time of the enumeration is not valid"),
    wse(FaultId::kWseInvalidMessage, "wse:InvalidMessage", kSender, "The eventing message is not valid"),
    wsa(FaultId::kWsaInvalidMessageInformationHeader, "wsa:InvalidMessageInformationHeader", kSender,
        "A header of the message is not valid"),
    wsman(FaultId::kWsmanInvalidOptions, "wsman:InvalidOptions", kSender, "An option is not valid", kOptionTokens),
    wsman(FaultId::kWsmanInvalidParameter, "wsman:InvalidParameter", kSender,
          "A parameter of the operation is not valid", kParameterTokens),
    wxf(FaultId::kWxfInvalidRepresentation, "wxf:InvalidRepresentation", kSender,
        "The representation of the resource is not valid", kRepresentationTokens),
    wsman(FaultId::kWsmanInvalidSelectors, "wsman:InvalidSelectors", kSender, "The selectors are not valid",
          kSelectorTokens),
    wsa(FaultId::kWsaMessageInformationHeaderRequired, "wsa:MessageInformationHeaderRequired", kSender,
        "A required header is missing"),
    wsman(FaultId::kWsmanNoAck, "wsman:NoAck", kSender, "The event was not acknowledged"),
    wsman(FaultId::kWsmanQuotaLimit, "wsman:QuotaLimit", kSender, "A quota of the service was exceeded"),
    wsman(FaultId::kWsmanSchemaValidationError, "wsman:SchemaValidationError", kSender,
          "The message does not conform to its schema"),
    wsen(FaultId::kWsenTimedOut, "wsen:TimedOut", kReceiver, "The enumeration timed out"),
    wsman(FaultId::kWsmanTimedOut, "wsman:TimedOut", kReceiver, "The operation timed out"),
    wse(FaultId::kWseUnableToRenew, "wse:UnableToRenew", kSender, "The subscription cannot be renewed"),
    wse(FaultId::kWseUnsupportedExpirationType, "wse:UnsupportedExpirationType", kSender,
        "The kind of expiration time is not supported for subscriptions"),
    wsen(FaultId::kWsenUnsupportedExpirationType, "wsen:UnsupportedExpirationType", kSender,
         "The kind of expiration time is not supported for enumerations"),
    wsman(FaultId::kWsmanUnsupportedFeature, "wsman:UnsupportedFeature", kSender,
          "A requested feature is not supported", kFeatureTokens),
    soap(FaultId::kSoapMustUnderstand, "s:MustUnderstand", "A header that must be understood is not understood"),
    soap(FaultId::kSoapVersionMismatch, "s:VersionMismatch", "The message is not a SOAP 1.2 envelope"),
    wsmb(FaultId::kWsmbPolymorphismModeNotSupported, "wsmb:PolymorphismModeNotSupported", kSender,
         "The polymorphism mode is not supported"),
};

constexpr bool isInOrder() {
    for (std::size_t i = 0; i < kTable.size(); ++i) {
        if (static_cast<std::size_t>(kTable[i].id) != i) {
            return false;
        }
    }
    return kTable.size() == static_cast<std::size_t>(FaultId::kWsmbPolymorphismModeNotSupported) + 1;
}
static_assert(isInOrder(), "faultInfo() looks rows up by number");

template <class Predicate>
const FaultInfo* findRow(Predicate predicate) {
    const auto* found = std::ranges::find_if(kTable, predicate);
    return found == kTable.end() ? nullptr : found;
}

}  // namespace

std::span<const FaultInfo> faultTable() {
    return kTable;
}

const FaultInfo& faultInfo(FaultId id) {
    return kTable[static_cast<std::size_t>(id)];
}

const FaultInfo* findFault(string_view name) {
    return findRow([name](const FaultInfo& row) { return row.name == name; });
}

const FaultInfo* findFaultBySubcode(string_view ns, string_view local) {
    if (local.empty()) {
        return nullptr;
    }
    return findRow([ns, local](const FaultInfo& row) { return row.subcode.local == local && row.subcode.ns == ns; });
}

bool isFaultDetailToken(string_view token) {
    return findRow([token](const FaultInfo& row) {
               return std::ranges::find(row.details, token) != row.details.end();
           }) != nullptr;
}

}  // namespace wsman::soap
