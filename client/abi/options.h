#pragma once

#include <mi.h>

#include "client/abi/option_bag.h"

namespace client::abi {

/// Option objects of each kind are of a type of their own, so that their handles live in tables of their own.
struct DestinationOptions {
    OptionBag bag;
};
struct OperationOptions {
    OptionBag bag;
    bool mustUnderstand = false;
};
struct DeliveryOptions {
    OptionBag bag;
    MI_SubscriptionDeliveryType type = MI_SubscriptionDeliveryType_Pull;
};

extern const MI_DestinationOptionsFT kDestinationOptionsFT;
extern const MI_OperationOptionsFT kOperationOptionsFT;
extern const MI_SubscriptionDeliveryOptionsFT kDeliveryOptionsFT;

}  // namespace client::abi
