// Options: what all three kinds have in common. Numbers and texts are set by name, through the table.
#include <algorithm>

#include "conformance/api/bag.h"

namespace conformance {

namespace {

using Destination = Bag<MI_DestinationOptions>;
using Operation = Bag<MI_OperationOptions>;
using Delivery = Bag<MI_SubscriptionDeliveryOptions>;

template <class Options>
CaseResult unsetIsNoSuchProperty(ApiTarget& target) {
    Bag<Options> bag(target);
    Check check;
    if (!bag.isThere(check))
        return check.result();
    const auto* ft = bag.options.ft;
    MI_Uint32 number = 0;
    const MI_Char* text = nullptr;
    MI_Interval interval{};
    return check
        .equal("GetNumber of a new bag", ft->GetNumber(&bag.options, "X_Number", &number, nullptr, nullptr),
               MI_RESULT_NO_SUCH_PROPERTY)
        .equal("GetString of a new bag", ft->GetString(&bag.options, "X_Text", &text, nullptr, nullptr),
               MI_RESULT_NO_SUCH_PROPERTY)
        .equal("GetInterval of a new bag", ft->GetInterval(&bag.options, "X_Time", &interval, nullptr, nullptr),
               MI_RESULT_NO_SUCH_PROPERTY)
        .equal("SetNumber", ft->SetNumber(&bag.options, "X_Number", 1, 0), MI_RESULT_OK)
        .equal("GetNumber once it is set", ft->GetNumber(&bag.options, "X_Number", &number, nullptr, nullptr),
               MI_RESULT_OK)
        .result();
}

template <class Options>
CaseResult otherTypeIsAMismatch(ApiTarget& target) {
    Bag<Options> bag(target);
    Check check;
    if (!bag.isThere(check))
        return check.result();
    const auto* ft = bag.options.ft;
    MI_Uint32 number = 0;
    const MI_Char* text = nullptr;
    return check.equal("SetString", ft->SetString(&bag.options, "X_Text", "1", 0), MI_RESULT_OK)
        .equal("SetNumber", ft->SetNumber(&bag.options, "X_Number", 1, 0), MI_RESULT_OK)
        .equal("GetNumber of a text", ft->GetNumber(&bag.options, "X_Text", &number, nullptr, nullptr),
               MI_RESULT_TYPE_MISMATCH)
        .equal("GetString of a number", ft->GetString(&bag.options, "X_Number", &text, nullptr, nullptr),
               MI_RESULT_TYPE_MISMATCH)
        .equal("SetNumber of a text", ft->SetNumber(&bag.options, "X_Text", 1, 0), MI_RESULT_TYPE_MISMATCH)
        .result();
}

template <class Options>
CaseResult indexesAgree(ApiTarget& target) {
    Bag<Options> bag(target);
    Check check;
    if (!bag.isThere(check))
        return check.result();
    const auto* ft = bag.options.ft;
    MI_Uint32 before = 0;
    MI_Uint32 count = 0;
    check.equal("GetOptionCount", ft->GetOptionCount(&bag.options, &before), MI_RESULT_OK)
        .equal("SetString", ft->SetString(&bag.options, "X_Text", "one", 0), MI_RESULT_OK)
        .equal("SetNumber", ft->SetNumber(&bag.options, "X_Number", 2, 0), MI_RESULT_OK)
        .equal("SetNumber once more", ft->SetNumber(&bag.options, "X_Number", 3, 0), MI_RESULT_OK)
        .equal("GetOptionCount", ft->GetOptionCount(&bag.options, &count), MI_RESULT_OK)
        .equal("the count", count, before + 2);
    if (!check.ok())
        return check.result();
    for (const auto* name : {"X_Text", "X_Number"}) {
        MI_Value value{};
        MI_Type type = MI_BOOLEAN;
        MI_Uint32 index = 99;
        const MI_Char* seen = nullptr;
        check.equal("GetOption", ft->GetOption(&bag.options, name, &value, &type, &index, nullptr), MI_RESULT_OK)
            .equal("GetOptionAt", ft->GetOptionAt(&bag.options, index, &seen, &value, &type, nullptr), MI_RESULT_OK);
        if (!check.ok())
            break;
        check.equal("the name at the index that GetOption told", shown(seen), name);
        if (check.ok() && type == MI_STRING)
            check.equal("the text", shown(value.string), "one");
        else if (check.ok())
            check.equal("the type", type, MI_UINT32).equal("the number", value.uint32, 3u);
    }
    return check.result();
}

template <class Options>
CaseResult refusesIndexBeyondEnd(ApiTarget& target) {
    Bag<Options> bag(target);
    Check check;
    if (!bag.isThere(check))
        return check.result();
    const auto* ft = bag.options.ft;
    MI_Uint32 count = 0;
    const MI_Char* name = nullptr;
    MI_Value value{};
    MI_Type type = MI_BOOLEAN;
    check.equal("SetNumber", ft->SetNumber(&bag.options, "X_Number", 2, 0), MI_RESULT_OK)
        .equal("GetOptionCount", ft->GetOptionCount(&bag.options, &count), MI_RESULT_OK)
        .equal("GetOptionAt of the last", ft->GetOptionAt(&bag.options, count - 1, &name, &value, &type, nullptr),
               MI_RESULT_OK)
        .equal("GetOptionAt at the count", ft->GetOptionAt(&bag.options, count, &name, &value, &type, nullptr),
               MI_RESULT_INVALID_PARAMETER);
    return check.result();
}

template <class Options>
CaseResult flagsMustBeZero(ApiTarget& target) {
    Bag<Options> bag(target);
    Check check;
    if (!bag.isThere(check))
        return check.result();
    const auto* ft = bag.options.ft;
    MI_Interval interval{};
    interval.seconds = 1;
    return check.equal("SetNumber with flags 0", ft->SetNumber(&bag.options, "X_Number", 1, 0), MI_RESULT_OK)
        .equal("SetNumber with flags", ft->SetNumber(&bag.options, "X_Number", 1, 1), MI_RESULT_INVALID_PARAMETER)
        .equal("SetString with flags", ft->SetString(&bag.options, "X_Text", "1", 1), MI_RESULT_INVALID_PARAMETER)
        .equal("SetInterval with flags", ft->SetInterval(&bag.options, "X_Time", &interval, 1),
               MI_RESULT_INVALID_PARAMETER)
        .result();
}

CaseResult dateTimeFlagsMustBeZero(ApiTarget& target) {
    Delivery bag(target);
    Check check;
    if (!bag.isThere(check))
        return check.result();
    MI_Datetime datetime{};
    datetime.u.interval.seconds = 1;
    const auto* ft = bag.options.ft;
    return check.equal("SetDateTime with flags 0", ft->SetDateTime(&bag.options, "X_Time", &datetime, 0), MI_RESULT_OK)
        .equal("SetDateTime with flags", ft->SetDateTime(&bag.options, "X_Time", &datetime, 1),
               MI_RESULT_INVALID_PARAMETER)
        .result();
}

template <class Options>
CaseResult clonesAreIndependent(ApiTarget& target) {
    Bag<Options> bag(target);
    Check check;
    if (!bag.isThere(check))
        return check.result();
    const auto* ft = bag.options.ft;
    Options clone{};
    check.equal("SetNumber", ft->SetNumber(&bag.options, "X_Number", 1, 0), MI_RESULT_OK)
        .equal("Clone", ft->Clone(&bag.options, &clone), MI_RESULT_OK);
    if (!check.ok() || !clone.ft)
        return check.isTrue("Clone gave nothing", clone.ft != nullptr).result();
    MI_Uint32 ofOriginal = 0;
    MI_Uint32 ofClone = 0;
    check.equal("SetNumber of the original", ft->SetNumber(&bag.options, "X_Number", 2, 0), MI_RESULT_OK)
        .equal("GetNumber of the clone", clone.ft->GetNumber(&clone, "X_Number", &ofClone, nullptr, nullptr),
               MI_RESULT_OK)
        .equal("the clone's number", ofClone, 1u)
        .equal("SetNumber of the clone", clone.ft->SetNumber(&clone, "X_Number", 3, 0), MI_RESULT_OK)
        .equal("GetNumber of the original", ft->GetNumber(&bag.options, "X_Number", &ofOriginal, nullptr, nullptr),
               MI_RESULT_OK)
        .equal("the original's number", ofOriginal, 2u);
    clone.ft->Delete(&clone);
    return check.result();
}

CaseResult deletedOptionsAreDead(ApiTarget& target) {
    Destination bag(target);
    Check check;
    if (!bag.isThere(check))
        return check.result();
    check.equal("SetDestinationPort", MI_DestinationOptions_SetDestinationPort(&bag.options, 1), MI_RESULT_OK);
    auto copy = bag.options;
    MI_DestinationOptions_Delete(&bag.options);
    bag.options = MI_DESTINATIONOPTIONS_NULL;
    MI_Uint32 number = 0;
    // A crash here fails the case.
    return check
        .isTrue("a copy of a handle that was deleted gives values",
                MI_DestinationOptions_GetDestinationPort(&copy, &number) != MI_RESULT_OK)
        .result();
}

CaseResult channelsAreSwitched(ApiTarget& target) {
    Operation bag(target);
    Check check;
    if (!bag.isThere(check))
        return check.result();
    MI_Uint32 channels[8] = {};
    MI_Uint32 count = 99;
    check.equal("EnableChannel", MI_OperationOptions_EnableChannel(&bag.options, 1), MI_RESULT_OK)
        .equal("EnableChannel", MI_OperationOptions_EnableChannel(&bag.options, 2), MI_RESULT_OK)
        .equal("EnableChannel", MI_OperationOptions_EnableChannel(&bag.options, 40), MI_RESULT_OK)
        .equal("DisableChannel", MI_OperationOptions_DisableChannel(&bag.options, 2), MI_RESULT_OK)
        .equal("GetEnabledChannels", MI_OperationOptions_GetEnabledChannels(&bag.options, channels, 8, &count, nullptr),
               MI_RESULT_OK)
        .isTrue("more channels are enabled than there is room for", count <= 8);
    // A library may have channels enabled from the start.
    const auto has = [&](MI_Uint32 channel) {
        return std::find(channels, channels + count, channel) != channels + count;
    };
    if (check.ok())
        check.isTrue("a channel is missing", has(1) && has(40)).isTrue("a channel is still enabled", !has(2));
    return check.result();
}

CaseResult channelsAreCounted(ApiTarget& target) {
    Operation bag(target);
    Check check;
    if (!bag.isThere(check))
        return check.result();
    MI_Uint32 channels[16] = {};
    MI_Uint32 all = 0;
    MI_Uint32 count = 99;
    for (const MI_Uint32 channel : {1u, 2u, 40u})
        check.equal("EnableChannel", MI_OperationOptions_EnableChannel(&bag.options, channel), MI_RESULT_OK);
    check
        .equal("GetEnabledChannels", MI_OperationOptions_GetEnabledChannels(&bag.options, channels, 16, &all, nullptr),
               MI_RESULT_OK)
        .isTrue("there are fewer channels than were enabled", all >= 3);
    channels[1] = 77;
    const auto result = MI_OperationOptions_GetEnabledChannels(&bag.options, channels, 1, &count, nullptr);
    return check.isTrue("three channels went into a buffer for one", result != MI_RESULT_OK)
        .equal("the number of channels", count, all)
        .equal("what stands behind the buffer", channels[1], 77u)
        .result();
}

}  // namespace

std::span<const ApiCase> bagCases() {
    using D = MI_DestinationOptions;
    using O = MI_OperationOptions;
    using S = MI_SubscriptionDeliveryOptions;
    static constexpr ApiCase kCases[] = {
        {"MI/I2b", "mi.h MI_OperationOptions", "An option that was not set is NO_SUCH_PROPERTY", Level::kVendor,
         unsetIsNoSuchProperty<O>},
        {"MI/I2c", "mi.h MI_SubscriptionDeliveryOptions", "An option that was not set is NO_SUCH_PROPERTY",
         Level::kVendor, unsetIsNoSuchProperty<S>},
        {"MI/I3b", "mi.h MI_OperationOptions", "Another type than the option's is TYPE_MISMATCH", Level::kVendor,
         otherTypeIsAMismatch<O>},
        {"MI/I3c", "mi.h MI_SubscriptionDeliveryOptions", "Another type than the option's is TYPE_MISMATCH",
         Level::kVendor, otherTypeIsAMismatch<S>},
        {"MI/I4", "mi.h MI_DestinationOptions_GetOptionAt", "Count, positions and names agree", Level::kMust,
         indexesAgree<D>},
        {"MI/I4b", "mi.h MI_OperationOptions_GetOptionAt", "Count, positions and names agree", Level::kMust,
         indexesAgree<O>},
        {"MI/I4c", "mi.h MI_SubscriptionDeliveryOptions_GetOptionAt", "Count, positions and names agree", Level::kMust,
         indexesAgree<S>},
        {"MI/I5", "mi.h MI_DestinationOptions_GetOptionAt", "A position behind the last is INVALID_PARAMETER",
         Level::kVendor, refusesIndexBeyondEnd<D>},
        {"MI/I5b", "mi.h MI_OperationOptions_GetOptionAt", "A position behind the last is INVALID_PARAMETER",
         Level::kVendor, refusesIndexBeyondEnd<O>},
        {"MI/I5c", "mi.h MI_SubscriptionDeliveryOptions_GetOptionAt", "A position behind the last is INVALID_PARAMETER",
         Level::kVendor, refusesIndexBeyondEnd<S>},
        {"MI/I6b", "mi.h MI_OperationOptions", "Flags other than 0 are INVALID_PARAMETER", Level::kVendor,
         flagsMustBeZero<O>},
        {"MI/I6c", "mi.h MI_SubscriptionDeliveryOptions", "Flags other than 0 are INVALID_PARAMETER", Level::kVendor,
         flagsMustBeZero<S>},
        {"MI/I6d", "mi.h MI_SubscriptionDeliveryOptions_SetDateTime", "Flags other than 0 are INVALID_PARAMETER",
         Level::kVendor, dateTimeFlagsMustBeZero},
        {"MI/I7b", "mi.h MI_OperationOptions_Clone", "A clone is independent", Level::kMust, clonesAreIndependent<O>},
        {"MI/I7c", "mi.h MI_SubscriptionDeliveryOptions_Clone", "A clone is independent", Level::kMust,
         clonesAreIndependent<S>},
        {"MI/I10", "mi.h MI_OperationOptions_GetEnabledChannels", "Channels can be switched on and off", Level::kMust,
         channelsAreSwitched},
        {"MI/I10b", "mi.h MI_OperationOptions_GetEnabledChannels",
         "Too small a buffer is not overrun, and the number needed is told", Level::kMust, channelsAreCounted},
        {"MI/I11", "mi.h MI_DestinationOptions_Delete", "A copy of a deleted handle gives nothing", Level::kShould,
         deletedOptionsAreDead},
    };
    return kCases;
}

}  // namespace conformance
