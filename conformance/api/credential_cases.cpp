// Options: credentials, which are kept beside the others and never shown whole.
#include <cstring>

#include "conformance/api/bag.h"

namespace conformance {

namespace {

using Destination = Bag<MI_DestinationOptions>;
using Delivery = Bag<MI_SubscriptionDeliveryOptions>;

MI_UserCredentials basic(const char* user, const char* password) {
    MI_UserCredentials out{};
    out.authenticationType = MI_AUTH_TYPE_BASIC;
    out.credentials.usernamePassword = {"", user, password};
    return out;
}

CaseResult shortBufferIsRefused(ApiTarget& target) {
    const Destination bag(target);
    Check check;
    if (!bag.isThere(check))
        return check.result();
    auto options = bag.options;
    const auto credentials = basic("user", "secret");
    const MI_Char* name = nullptr;
    MI_Uint32 length = 0;
    MI_Char buffer[16] = {};
    check.equal("AddDestinationCredentials", MI_DestinationOptions_AddDestinationCredentials(&options, &credentials),
                MI_RESULT_OK);
    std::memset(buffer, '#', sizeof buffer);
    // The text fits, the NUL behind it does not.
    check
        .isTrue("a buffer one too short was accepted",
                MI_DestinationOptions_GetCredentialsPasswordAt(&options, 0, &name, buffer, 6, &length, nullptr) !=
                    MI_RESULT_OK)
        .equal("what stands behind the buffer", buffer[6], '#')
        .equal("the length needed", length, 7u)
        .equal("GetCredentialsPasswordAt with that length",
               MI_DestinationOptions_GetCredentialsPasswordAt(&options, 0, &name, buffer, length, &length, nullptr),
               MI_RESULT_OK)
        .equal("the password", std::string(buffer, ::strnlen(buffer, sizeof buffer)), "secret");
    return check.result();
}

CaseResult tellsTheLength(ApiTarget& target) {
    const Destination bag(target);
    Check check;
    if (!bag.isThere(check))
        return check.result();
    auto options = bag.options;
    const auto credentials = basic("user", "secret");
    const MI_Char* name = nullptr;
    MI_Uint32 length = 0;
    check
        .equal("AddDestinationCredentials", MI_DestinationOptions_AddDestinationCredentials(&options, &credentials),
               MI_RESULT_OK)
        .equal("GetCredentialsPasswordAt without a buffer",
               MI_DestinationOptions_GetCredentialsPasswordAt(&options, 0, &name, nullptr, 0, &length, nullptr),
               MI_RESULT_OK)
        .equal("the length, NUL included", length, 7u);
    return check.result();
}

CaseResult credentialsAddUp(ApiTarget& target) {
    const Destination bag(target);
    Check check;
    if (!bag.isThere(check))
        return check.result();
    auto options = bag.options;
    const auto first = basic("one", "1");
    const auto second = basic("two", "2");
    MI_Uint32 count = 99;
    MI_Uint32 before = 99;
    MI_Uint32 after = 99;
    const MI_Char* name = nullptr;
    MI_UserCredentials seen{};
    check.equal("GetOptionCount", MI_DestinationOptions_GetOptionCount(&options, &before), MI_RESULT_OK)
        .equal("AddDestinationCredentials", MI_DestinationOptions_AddDestinationCredentials(&options, &first),
               MI_RESULT_OK)
        .equal("AddProxyCredentials", MI_DestinationOptions_AddProxyCredentials(&options, &second), MI_RESULT_OK)
        .equal("GetCredentialsCount", MI_DestinationOptions_GetCredentialsCount(&options, &count), MI_RESULT_OK)
        .equal("the number of credentials", count, 2u)
        .equal("GetOptionCount", MI_DestinationOptions_GetOptionCount(&options, &after), MI_RESULT_OK)
        .equal("the number of plain options", after, before)
        .equal("GetCredentialsAt of the second",
               MI_DestinationOptions_GetCredentialsAt(&options, 1, &name, &seen, nullptr), MI_RESULT_OK);
    if (check.ok())
        check.equal("the second's name", shown(name), "__MI_DESTINATIONOPTIONS_PROXY_CREDENTIALS")
            .equal("its user", shown(seen.credentials.usernamePassword.username), "two")
            .equal("its type", shown(seen.authenticationType), MI_AUTH_TYPE_BASIC);
    return check.result();
}

CaseResult keepsThumbprints(ApiTarget& target) {
    const Destination bag(target);
    Check check;
    if (!bag.isThere(check))
        return check.result();
    auto options = bag.options;
    MI_UserCredentials credentials{};
    credentials.authenticationType = MI_AUTH_TYPE_CLIENT_CERTS;
    credentials.credentials.certificateThumbprint = "0123456789abcdef";
    const MI_Char* name = nullptr;
    MI_UserCredentials seen{};
    check
        .equal("AddDestinationCredentials", MI_DestinationOptions_AddDestinationCredentials(&options, &credentials),
               MI_RESULT_OK)
        .equal("GetCredentialsAt", MI_DestinationOptions_GetCredentialsAt(&options, 0, &name, &seen, nullptr),
               MI_RESULT_OK);
    if (check.ok())
        check.equal("the type", shown(seen.authenticationType), MI_AUTH_TYPE_CLIENT_CERTS)
            .equal("the thumbprint", shown(seen.credentials.certificateThumbprint), "0123456789abcdef");
    return check.result();
}

CaseResult deliveryHidesPasswords(ApiTarget& target) {
    const Delivery bag(target);
    Check check;
    if (!bag.isThere(check))
        return check.result();
    auto options = bag.options;
    const auto credentials = basic("user", "secret");
    const MI_Char* name = nullptr;
    MI_UserCredentials seen{};
    MI_Char buffer[16] = {};
    MI_Uint32 length = 0;
    check
        .equal("AddDeliveryCredentials", MI_SubscriptionDeliveryOptions_AddDeliveryCredentials(&options, &credentials),
               MI_RESULT_OK)
        .equal("GetCredentialsAt", MI_SubscriptionDeliveryOptions_GetCredentialsAt(&options, 0, &name, &seen, nullptr),
               MI_RESULT_OK);
    if (check.ok())
        check.equal("the password as shown", shown(seen.credentials.usernamePassword.password), "******");
    check
        .equal("GetCredentialsPasswordAt",
               MI_SubscriptionDeliveryOptions_GetCredentialsPasswordAt(&options, 0, &name, buffer, sizeof buffer,
                                                                       &length, nullptr),
               MI_RESULT_OK)
        .equal("the password itself", std::string(buffer, ::strnlen(buffer, sizeof buffer)), "secret");
    return check.result();
}

CaseResult passwordBehindTheLast(ApiTarget& target) {
    const Destination bag(target);
    Check check;
    if (!bag.isThere(check))
        return check.result();
    auto options = bag.options;
    const auto credentials = basic("user", "secret");
    const MI_Char* name = nullptr;
    MI_Char buffer[16] = {};
    MI_Uint32 length = 0;
    const auto at = [&](MI_Uint32 index) {
        return MI_DestinationOptions_GetCredentialsPasswordAt(&options, index, &name, buffer, sizeof buffer, &length,
                                                              nullptr);
    };
    return check
        .equal("AddDestinationCredentials", MI_DestinationOptions_AddDestinationCredentials(&options, &credentials),
               MI_RESULT_OK)
        .equal("GetCredentialsPasswordAt of the only ones", at(0), MI_RESULT_OK)
        .equal("GetCredentialsPasswordAt behind them", at(1), MI_RESULT_NO_SUCH_PROPERTY)
        .result();
}

CaseResult credentialsBehindTheLast(ApiTarget& target) {
    const Destination bag(target);
    Check check;
    if (!bag.isThere(check))
        return check.result();
    auto options = bag.options;
    const auto credentials = basic("user", "secret");
    const MI_Char* name = nullptr;
    MI_UserCredentials seen{};
    return check
        .equal("AddDestinationCredentials", MI_DestinationOptions_AddDestinationCredentials(&options, &credentials),
               MI_RESULT_OK)
        .equal("GetCredentialsAt of the only ones",
               MI_DestinationOptions_GetCredentialsAt(&options, 0, &name, &seen, nullptr), MI_RESULT_OK)
        .isTrue("GetCredentialsAt behind them succeeded",
                MI_DestinationOptions_GetCredentialsAt(&options, 1, &name, &seen, nullptr) != MI_RESULT_OK)
        .result();
}

}  // namespace

std::span<const ApiCase> credentialCases() {
    static constexpr ApiCase kCases[] = {
        {"MI/I8b", "mi.h MI_DestinationOptions_GetCredentialsPasswordAt",
         "Too small a buffer is not overrun, and the length needed is told", Level::kMust, shortBufferIsRefused},
        {"MI/I8c", "mi.h MI_DestinationOptions_GetCredentialsPasswordAt", "Without a buffer, the length needed is told",
         Level::kMust, tellsTheLength},
        {"MI/I8d", "mi.h MI_SubscriptionDeliveryOptions_GetCredentialsAt",
         "Passwords of a delivery are masked, and told only when asked for", Level::kMust, deliveryHidesPasswords},
        {"MI/I8e", "mi.h MI_DestinationOptions_GetCredentialsCount", "Credentials add up, apart from the other options",
         Level::kMust, credentialsAddUp},
        {"MI/I8f", "mi.h MI_UserCredentials", "The thumbprint of a certificate is kept", Level::kMust,
         keepsThumbprints},
        {"MI/I9", "mi.h MI_DestinationOptions_GetCredentialsPasswordAt",
         "A password behind the last is NO_SUCH_PROPERTY", Level::kVendor, passwordBehindTheLast},
        {"MI/I9b", "mi.h MI_DestinationOptions_GetCredentialsAt", "Credentials behind the last are an error",
         Level::kMust, credentialsBehindTheLast},
    };
    return kCases;
}

}  // namespace conformance
