// mi_clientFT_V1: every table of the library. (A copy that misses the last slot of the session table would crash those
// who read it here; these are the same tables that handles carry.)
#include "client/abi/application.h"
#include "client/abi/cim_error.h"
#include "client/abi/hosted_provider.h"
#include "client/abi/operation.h"
#include "client/abi/options.h"
#include "client/abi/serializer.h"
#include "client/abi/session.h"

namespace {

const MI_ClientFT_V1 kClientFT = {&client::abi::kApplicationFT,      &client::abi::kSessionFT,
                                  &client::abi::kOperationFT,        &client::abi::kHostedProviderFT,
                                  &client::abi::kSerializerFT,       &client::abi::kDeserializerFT,
                                  &client::abi::kDeliveryOptionsFT,  &client::abi::kDestinationOptionsFT,
                                  &client::abi::kOperationOptionsFT, &client::abi::kUtilitiesFT};

}  // namespace

MI_EXPORT const MI_ClientFT_V1* mi_clientFT_V1 = &kClientFT;
