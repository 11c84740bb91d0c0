#include "client/abi/hosted_provider.h"

#include "client/abi/handle_table.h"

namespace client::abi {

namespace {

MI_Result answer(const MI_HostedProvider* provider) {
    return provider ? MI_RESULT_NOT_SUPPORTED : MI_RESULT_INVALID_PARAMETER;
}

MI_Result MI_CALL closeProvider(MI_HostedProvider* provider) {
    return answer(provider);
}

MI_Result MI_CALL getProviderApplication(MI_HostedProvider* provider, MI_Application* application) {
    put(application, MI_Application{});
    return answer(provider);
}

}  // namespace

const MI_HostedProviderFT kHostedProviderFT = {closeProvider, getProviderApplication};

}  // namespace client::abi
