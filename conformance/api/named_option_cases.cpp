// Options: the named accessors of each kind, what they keep and under which names.
#include "conformance/api/bag.h"

namespace conformance {

namespace {

using Destination = Bag<MI_DestinationOptions>;
using Operation = Bag<MI_OperationOptions>;
using Delivery = Bag<MI_SubscriptionDeliveryOptions>;

/// A named pair of accessors for one kind of value.
template <class Options, class Set, class Get>
struct Pair {
    const char* name;
    MI_Result (*set)(Options*, Set);
    MI_Result (*get)(const Options*, Get*);
};
template <class Options>
using TextPair = Pair<Options, const MI_Char*, const MI_Char*>;
template <class Options>
using IntervalPair = Pair<Options, const MI_Interval*, MI_Interval>;

template <class Options, std::size_t N>
CaseResult keepsTexts(ApiTarget& target, const TextPair<Options> (&pairs)[N]) {
    Bag<Options> bag(target);
    Check check;
    if (!bag.isThere(check))
        return check.result();
    // All are set before any is read, so that none may stand for another.
    for (const auto& pair : pairs)
        check.equal(pair.name, pair.set(&bag.options, (std::string("value of ") + pair.name).c_str()), MI_RESULT_OK);
    for (const auto& pair : pairs) {
        const MI_Char* text = nullptr;
        check.equal(pair.name, pair.get(&bag.options, &text), MI_RESULT_OK)
            .equal(pair.name, shown(text), std::string("value of ") + pair.name);
    }
    return check.result();
}

template <class Options, std::size_t N>
CaseResult keepsIntervals(ApiTarget& target, const IntervalPair<Options> (&pairs)[N]) {
    Bag<Options> bag(target);
    Check check;
    if (!bag.isThere(check))
        return check.result();
    MI_Uint32 seconds = 0;
    for (const auto& pair : pairs) {
        MI_Interval interval{};
        interval.days = 2;
        interval.seconds = ++seconds;
        interval.microseconds = 500;
        check.equal(pair.name, pair.set(&bag.options, &interval), MI_RESULT_OK);
    }
    seconds = 0;
    for (const auto& pair : pairs) {
        MI_Interval interval{};
        check.equal(pair.name, pair.get(&bag.options, &interval), MI_RESULT_OK)
            .equal(pair.name, interval.days, 2u)
            .equal(pair.name, interval.seconds, ++seconds)
            .equal(pair.name, interval.microseconds, 500u);
    }
    return check.result();
}

/// One number, set and read back by a pair whose C type is not MI_Uint32 everywhere.
template <class Options, class Number>
void keeps(Check& check, const char* name, Options& options, MI_Result (*set)(Options*, Number),
           MI_Result (*get)(const Options*, Number*), Number number) {
    Number seen{};
    check.equal(name, set(&options, number), MI_RESULT_OK)
        .equal(name, get(&options, &seen), MI_RESULT_OK)
        .equal(name, seen, number);
}

CaseResult destinationKeepsTexts(ApiTarget& target) {
    static constexpr TextPair<MI_DestinationOptions> kPairs[] = {
        {"Transport", MI_DestinationOptions_SetTransport, MI_DestinationOptions_GetTransport},
        {"HttpUrlPrefix", MI_DestinationOptions_SetHttpUrlPrefix, MI_DestinationOptions_GetHttpUrlPrefix},
        {"PacketEncoding", MI_DestinationOptions_SetPacketEncoding, MI_DestinationOptions_GetPacketEncoding},
        {"DataLocale", MI_DestinationOptions_SetDataLocale, MI_DestinationOptions_GetDataLocale},
        {"UILocale", MI_DestinationOptions_SetUILocale, MI_DestinationOptions_GetUILocale},
        {"ProxyType", MI_DestinationOptions_SetProxyType, MI_DestinationOptions_GetProxyType},
    };
    return keepsTexts(target, kPairs);
}

CaseResult destinationKeepsNumbers(ApiTarget& target) {
    Destination bag(target);
    Check check;
    if (!bag.isThere(check))
        return check.result();
    auto& o = bag.options;
    keeps<MI_DestinationOptions, MI_Boolean>(check, "CertCACheck", o, MI_DestinationOptions_SetCertCACheck,
                                             MI_DestinationOptions_GetCertCACheck, MI_TRUE);
    keeps<MI_DestinationOptions, MI_Boolean>(check, "CertCNCheck", o, MI_DestinationOptions_SetCertCNCheck,
                                             MI_DestinationOptions_GetCertCNCheck, MI_FALSE);
    keeps<MI_DestinationOptions, MI_Boolean>(check, "CertRevocationCheck", o,
                                             MI_DestinationOptions_SetCertRevocationCheck,
                                             MI_DestinationOptions_GetCertRevocationCheck, MI_TRUE);
    keeps<MI_DestinationOptions, MI_Boolean>(check, "PacketPrivacy", o, MI_DestinationOptions_SetPacketPrivacy,
                                             MI_DestinationOptions_GetPacketPrivacy, MI_FALSE);
    keeps<MI_DestinationOptions, MI_Boolean>(check, "PacketIntegrity", o, MI_DestinationOptions_SetPacketIntegrity,
                                             MI_DestinationOptions_GetPacketIntegrity, MI_TRUE);
    keeps<MI_DestinationOptions, MI_Boolean>(check, "EncodePortInSPN", o, MI_DestinationOptions_SetEncodePortInSPN,
                                             MI_DestinationOptions_GetEncodePortInSPN, MI_TRUE);
    keeps<MI_DestinationOptions, MI_Uint32>(check, "MaxEnvelopeSize", o, MI_DestinationOptions_SetMaxEnvelopeSize,
                                            MI_DestinationOptions_GetMaxEnvelopeSize, 512);
    keeps<MI_DestinationOptions, MI_DestinationOptions_ImpersonationType>(
        check, "ImpersonationType", o, MI_DestinationOptions_SetImpersonationType,
        MI_DestinationOptions_GetImpersonationType, MI_DestinationOptions_ImpersonationType_Delegate);
    MI_Boolean again = MI_FALSE;
    return check.equal("CertCACheck in the end", MI_DestinationOptions_GetCertCACheck(&o, &again), MI_RESULT_OK)
        .isTrue("CertCACheck was overwritten by another option", again == MI_TRUE)
        .result();
}

CaseResult destinationKeepsTheTimeout(ApiTarget& target) {
    static constexpr IntervalPair<MI_DestinationOptions> kPairs[] = {
        {"Timeout", MI_DestinationOptions_SetTimeout, MI_DestinationOptions_GetTimeout},
    };
    return keepsIntervals(target, kPairs);
}

CaseResult operationKeepsTexts(ApiTarget& target) {
    static constexpr TextPair<MI_OperationOptions> kPairs[] = {
        {"ResourceUri", MI_OperationOptions_SetResourceUri, MI_OperationOptions_GetResourceUri},
        {"ResourceUriPrefix", MI_OperationOptions_SetResourceUriPrefix, MI_OperationOptions_GetResourceUriPrefix},
    };
    return keepsTexts(target, kPairs);
}

CaseResult operationKeepsNumbers(ApiTarget& target) {
    Operation bag(target);
    Check check;
    if (!bag.isThere(check))
        return check.result();
    auto& o = bag.options;
    keeps<MI_OperationOptions, MI_Boolean>(check, "UseMachineID", o, MI_OperationOptions_SetUseMachineID,
                                           MI_OperationOptions_GetUseMachineID, MI_TRUE);
    keeps<MI_OperationOptions, MI_CallbackMode>(check, "WriteErrorMode", o, MI_OperationOptions_SetWriteErrorMode,
                                                MI_OperationOptions_GetWriteErrorMode, MI_CALLBACKMODE_INQUIRE);
    keeps<MI_OperationOptions, MI_CallbackMode>(check, "PromptUserMode", o, MI_OperationOptions_SetPromptUserMode,
                                                MI_OperationOptions_GetPromptUserMode, MI_CALLBACKMODE_IGNORE);
    return check.result();
}

CaseResult operationKeepsTheTimeout(ApiTarget& target) {
    static constexpr IntervalPair<MI_OperationOptions> kPairs[] = {
        {"Timeout", MI_OperationOptions_SetTimeout, MI_OperationOptions_GetTimeout},
    };
    return keepsIntervals(target, kPairs);
}

CaseResult operationKeepsCustomOptions(ApiTarget& target) {
    Operation bag(target);
    Check check;
    if (!bag.isThere(check))
        return check.result();
    std::string text = "before";
    MI_Value value{};
    value.string = text.data();
    check.equal("SetCustomOption",
                MI_OperationOptions_SetCustomOption(&bag.options, "X_Text", MI_STRING, &value, MI_TRUE), MI_RESULT_OK);
    text = "behind";
    MI_Value seen{};
    MI_Type type = MI_BOOLEAN;
    check.equal("GetOption", MI_OperationOptions_GetOption(&bag.options, "X_Text", &seen, &type, nullptr, nullptr),
                MI_RESULT_OK);
    if (!check.ok())
        return check.result();
    // Some libraries keep the value, others an instance around it.
    bool kept = type == MI_STRING && shown(seen.string) == "before";
    if (type == MI_INSTANCE)
        for (const auto& property : client::fromMi(seen.instance).properties)
            kept = kept || (property.value.get<std::string>() && *property.value.get<std::string>() == "before");
    return check.isTrue("the option does not hold the value", kept).result();
}

CaseResult deliveryKeepsTexts(ApiTarget& target) {
    static constexpr TextPair<MI_SubscriptionDeliveryOptions> kPairs[] = {
        {"Bookmark", MI_SubscriptionDeliveryOptions_SetBookmark, MI_SubscriptionDeliveryOptions_GetBookmark},
        {"DeliveryDestination", MI_SubscriptionDeliveryOptions_SetDeliveryDestination,
         MI_SubscriptionDeliveryOptions_GetDeliveryDestination},
    };
    return keepsTexts(target, kPairs);
}

CaseResult deliveryKeepsNumbers(ApiTarget& target) {
    Delivery bag(target);
    Check check;
    if (!bag.isThere(check))
        return check.result();
    auto& o = bag.options;
    keeps<MI_SubscriptionDeliveryOptions, MI_Uint32>(check, "DeliveryPortNumber", o,
                                                     MI_SubscriptionDeliveryOptions_SetDeliveryPortNumber,
                                                     MI_SubscriptionDeliveryOptions_GetDeliveryPortNumber, 5985);
    keeps<MI_SubscriptionDeliveryOptions, MI_Uint32>(check, "DeliveryRetryAttempts", o,
                                                     MI_SubscriptionDeliveryOptions_SetDeliveryRetryAttempts,
                                                     MI_SubscriptionDeliveryOptions_GetDeliveryRetryAttempts, 7);
    return check.result();
}

CaseResult deliveryKeepsIntervals(ApiTarget& target) {
    static constexpr IntervalPair<MI_SubscriptionDeliveryOptions> kPairs[] = {
        {"MaximumLatency", MI_SubscriptionDeliveryOptions_SetMaximumLatency,
         MI_SubscriptionDeliveryOptions_GetMaximumLatency},
        {"HeartbeatInterval", MI_SubscriptionDeliveryOptions_SetHeartbeatInterval,
         MI_SubscriptionDeliveryOptions_GetHeartbeatInterval},
        {"DeliveryRetryInterval", MI_SubscriptionDeliveryOptions_SetDeliveryRetryInterval,
         MI_SubscriptionDeliveryOptions_GetDeliveryRetryInterval},
    };
    return keepsIntervals(target, kPairs);
}

CaseResult deliveryKeepsTheExpiration(ApiTarget& target) {
    Delivery bag(target);
    Check check;
    if (!bag.isThere(check))
        return check.result();
    MI_Datetime datetime{};
    datetime.isTimestamp = MI_TRUE;
    datetime.u.timestamp = {2026, 2, 28, 23, 59, 58, 123456, -90};
    MI_Datetime seen{};
    check
        .equal("SetExpirationTime", MI_SubscriptionDeliveryOptions_SetExpirationTime(&bag.options, &datetime),
               MI_RESULT_OK)
        .equal("GetExpirationTime", MI_SubscriptionDeliveryOptions_GetExpirationTime(&bag.options, &seen),
               MI_RESULT_OK);
    const auto& at = seen.u.timestamp;
    return check.isTrue("it is no longer a point in time", seen.isTimestamp != 0)
        .equal("the year", at.year, 2026u)
        .equal("the month", at.month, 2u)
        .equal("the day", at.day, 28u)
        .equal("the second", at.second, 58u)
        .equal("the microseconds", at.microseconds, 123456u)
        .equal("the offset", at.utc, -90)
        .result();
}

/// The keys under which the named setters store, as the library tells them.
template <class Options>
CaseResult hasKey(Check& check, const Bag<Options>& bag, const char* key) {
    const auto* ft = bag.options.ft;
    MI_Uint32 count = 0;
    check.equal("GetOptionCount", ft->GetOptionCount(&bag.options, &count), MI_RESULT_OK);
    bool found = false;
    for (MI_Uint32 i = 0; check.ok() && i < count; ++i) {
        const MI_Char* name = nullptr;
        MI_Value value{};
        MI_Type type = MI_BOOLEAN;
        check.equal("GetOptionAt", ft->GetOptionAt(&bag.options, i, &name, &value, &type, nullptr), MI_RESULT_OK);
        found = found || (check.ok() && shown(name) == key);
    }
    return check.isTrue((std::string("no option is stored as ") + key).c_str(), found).result();
}

CaseResult destinationKeys(ApiTarget& target) {
    Destination bag(target);
    Check check;
    if (!bag.isThere(check))
        return check.result();
    MI_Interval interval{};
    MI_DestinationOptions_SetTimeout(&bag.options, &interval);
    MI_DestinationOptions_SetTransport(&bag.options, "HTTP");
    MI_DestinationOptions_SetDestinationPort(&bag.options, 1);
    hasKey(check, bag, "__MI_DESTINATIONOPTIONS_TIMEOUT");
    hasKey(check, bag, "__MI_DESTINATIONOPTIONS_TRANSPORT");
    return hasKey(check, bag, "__MI_DESTINATIONOPTIONS_DESTINATION_PORT");
}

CaseResult operationKeys(ApiTarget& target) {
    Operation bag(target);
    Check check;
    if (!bag.isThere(check))
        return check.result();
    MI_Interval interval{};
    MI_OperationOptions_SetTimeout(&bag.options, &interval);
    MI_OperationOptions_SetResourceUri(&bag.options, "x");
    MI_OperationOptions_SetWriteErrorMode(&bag.options, MI_CALLBACKMODE_REPORT);
    hasKey(check, bag, "__MI_OPERATIONOPTIONS_TIMEOUT");
    hasKey(check, bag, "__MI_OPERATIONOPTIONS_RESOURCE_URI");
    return hasKey(check, bag, "__MI_OPERATIONOPTIONS_WRITEERRORMODE");
}

CaseResult deliveryKeys(ApiTarget& target) {
    Delivery bag(target);
    Check check;
    if (!bag.isThere(check))
        return check.result();
    MI_Interval interval{};
    MI_SubscriptionDeliveryOptions_SetMaximumLatency(&bag.options, &interval);
    MI_SubscriptionDeliveryOptions_SetBookmark(&bag.options, "x");
    MI_SubscriptionDeliveryOptions_SetDeliveryPortNumber(&bag.options, 1);
    hasKey(check, bag, "__MI_SUBSCRIPTIONDELIVERYOPTIONS_SET_MAXIMUM_LATENCY");
    hasKey(check, bag, "__MI_SUBSCRIPTIONDELIVERYOPTIONS_SET_BOOKMARK");
    return hasKey(check, bag, "__MI_SUBSCRIPTIONDELIVERYOPTIONS_SET_DELIVERY_PORT_NUMBER");
}

}  // namespace

std::span<const ApiCase> namedOptionCases() {
    static constexpr ApiCase kCases[] = {
        {"MI/I1a", "mi.h MI_DestinationOptions", "The text options of a destination are kept", Level::kMust,
         destinationKeepsTexts},
        {"MI/I1b", "mi.h MI_DestinationOptions", "The numbers and switches of a destination are kept", Level::kMust,
         destinationKeepsNumbers},
        {"MI/I1c", "mi.h MI_DestinationOptions_SetTimeout", "The time-out of a destination is kept", Level::kMust,
         destinationKeepsTheTimeout},
        {"MI/I1s", "mi.h MI_OperationOptions", "The text options of an operation are kept", Level::kMust,
         operationKeepsTexts},
        {"MI/I1t", "mi.h MI_OperationOptions", "The modes and switches of an operation are kept", Level::kMust,
         operationKeepsNumbers},
        {"MI/I1u", "mi.h MI_OperationOptions_SetTimeout", "The time-out of an operation is kept", Level::kMust,
         operationKeepsTheTimeout},
        {"MI/I1v", "mi.h MI_OperationOptions_SetCustomOption", "The custom options of an operation are copied and kept",
         Level::kMust, operationKeepsCustomOptions},
        {"MI/I1w", "mi.h MI_SubscriptionDeliveryOptions", "The text options of a delivery are kept", Level::kMust,
         deliveryKeepsTexts},
        {"MI/I1x", "mi.h MI_SubscriptionDeliveryOptions", "The numbers of a delivery are kept", Level::kMust,
         deliveryKeepsNumbers},
        {"MI/I1y", "mi.h MI_SubscriptionDeliveryOptions", "The intervals of a delivery are kept", Level::kMust,
         deliveryKeepsIntervals},
        {"MI/I1z", "mi.h MI_SubscriptionDeliveryOptions_SetExpirationTime", "The expiration of a delivery is kept",
         Level::kMust, deliveryKeepsTheExpiration},
        {"MI/I12", "mi.h MI_DestinationOptions", "Options are stored under their names", Level::kMust, destinationKeys},
        {"MI/I12b", "mi.h MI_OperationOptions", "Options are stored under their names", Level::kMust, operationKeys},
        {"MI/I12c", "mi.h MI_SubscriptionDeliveryOptions", "Options are stored under their names", Level::kMust,
         deliveryKeys},
    };
    return kCases;
}

}  // namespace conformance
