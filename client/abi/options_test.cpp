#include "client/abi/options.h"

#include "client/abi/fixture_for_test.h"

namespace client::abi {
namespace {

class OptionsTest : public testing::AbiTest {
protected:
    void SetUp() override {
        AbiTest::SetUp();
        ASSERT_EQ(MI_Application_NewDestinationOptions(&application, &destination), MI_RESULT_OK);
        ASSERT_EQ(MI_Application_NewOperationOptions(&application, MI_TRUE, &operation), MI_RESULT_OK);
        ASSERT_EQ(
            MI_Application_NewSubscriptionDeliveryOptions(&application, MI_SubscriptionDeliveryType_Pull, &delivery),
            MI_RESULT_OK);
    }
    void TearDown() override {
        MI_DestinationOptions_Delete(&destination);
        MI_OperationOptions_Delete(&operation);
        MI_SubscriptionDeliveryOptions_Delete(&delivery);
        AbiTest::TearDown();
    }
    MI_DestinationOptions destination = MI_DESTINATIONOPTIONS_NULL;
    MI_OperationOptions operation = MI_OPERATIONOPTIONS_NULL;
    MI_SubscriptionDeliveryOptions delivery = MI_SUBSCRIPTIONDELIVERYOPTIONS_NULL;
};

TEST_F(OptionsTest, NamedStringsRoundTripUnderTheirKeys) {
    using Set = MI_Result (*)(MI_DestinationOptions*, const MI_Char*);
    using Get = MI_Result (*)(const MI_DestinationOptions*, const MI_Char**);
    const struct {
        Set set;
        Get get;
        const char* key;
    } rows[] = {
        {MI_DestinationOptions_SetPacketEncoding, MI_DestinationOptions_GetPacketEncoding, "PACKET_ENCODING"},
        {MI_DestinationOptions_SetDataLocale, MI_DestinationOptions_GetDataLocale, "DATA_LOCALE"},
        {MI_DestinationOptions_SetUILocale, MI_DestinationOptions_GetUILocale, "UI_LOCALE"},
        {MI_DestinationOptions_SetHttpUrlPrefix, MI_DestinationOptions_GetHttpUrlPrefix, "HTTP_URL_PREFIX"},
        {MI_DestinationOptions_SetTrustedCertsDir, MI_DestinationOptions_GetTrustedCertsDir, "TRUSTED_CERTS_DIR"},
        {MI_DestinationOptions_SetCertFile, MI_DestinationOptions_GetCertFile, "CERT_FILE"},
        {MI_DestinationOptions_SetPrivateKeyFile, MI_DestinationOptions_GetPrivateKeyFile, "PRIVATE_KEY_FILE"},
        {MI_DestinationOptions_SetTransport, MI_DestinationOptions_GetTransport, "TRANSPORT"},
        {MI_DestinationOptions_SetProxyType, MI_DestinationOptions_GetProxyType, "PROXY_TYPE"},
    };
    MI_Uint32 index = 0;
    for (const auto& row : rows) {
        const MI_Char* text = nullptr;
        EXPECT_EQ(row.get(&destination, &text), MI_RESULT_NO_SUCH_PROPERTY) << row.key;
        ASSERT_EQ(row.set(&destination, row.key), MI_RESULT_OK) << row.key;
        ASSERT_EQ(row.get(&destination, &text), MI_RESULT_OK) << row.key;
        EXPECT_STREQ(text, row.key);
        const MI_Char* name = nullptr;
        MI_Value value{};
        MI_Type type = MI_BOOLEAN;
        ASSERT_EQ(MI_DestinationOptions_GetOptionAt(&destination, index++, &name, &value, &type, nullptr),
                  MI_RESULT_OK);
        EXPECT_EQ(name, std::string("__MI_DESTINATIONOPTIONS_") + row.key);
        EXPECT_EQ(type, MI_STRING);
    }
}

TEST_F(OptionsTest, NamedNumbersRoundTripUnderTheirKeys) {
    ASSERT_EQ(MI_DestinationOptions_SetDestinationPort(&destination, 5985), MI_RESULT_OK);
    ASSERT_EQ(MI_DestinationOptions_SetMaxEnvelopeSize(&destination, 512), MI_RESULT_OK);
    ASSERT_EQ(MI_DestinationOptions_SetMaxElements(&destination, 20), MI_RESULT_OK);
    ASSERT_EQ(MI_DestinationOptions_SetCertCACheck(&destination, MI_FALSE), MI_RESULT_OK);
    ASSERT_EQ(MI_DestinationOptions_SetCertCNCheck(&destination, MI_FALSE), MI_RESULT_OK);
    ASSERT_EQ(MI_DestinationOptions_SetCertRevocationCheck(&destination, MI_FALSE), MI_RESULT_OK);
    ASSERT_EQ(MI_DestinationOptions_SetPacketPrivacy(&destination, MI_TRUE), MI_RESULT_OK);
    ASSERT_EQ(MI_DestinationOptions_SetPacketIntegrity(&destination, MI_TRUE), MI_RESULT_OK);
    ASSERT_EQ(MI_DestinationOptions_SetEncodePortInSPN(&destination, MI_TRUE), MI_RESULT_OK);
    ASSERT_EQ(MI_DestinationOptions_SetSslOptions(&destination, 3), MI_RESULT_OK);
    ASSERT_EQ(
        MI_DestinationOptions_SetImpersonationType(&destination, MI_DestinationOptions_ImpersonationType_Delegate),
        MI_RESULT_OK);
    const std::pair<const char*, MI_Uint32> rows[] = {
        {"DESTINATION_PORT", 5985}, {"MAX_ENVELOPE_SIZE", 512},   {"MAX_ELEMENTS", 20},     {"CERT_CA_CHECK", 0},
        {"CERT_CN_CHECK", 0},       {"CERT_REVOCATION_CHECK", 0}, {"PACKET_PRIVACY", 1},    {"PACKET_INTEGRITY", 1},
        {"ENCODE_PORT_IN_SPN", 1},  {"SSL_OPTIONS", 3},           {"IMPERSONATION_TYPE", 4}};
    for (const auto& [key, expected] : rows) {
        MI_Uint32 number = 99;
        EXPECT_EQ(MI_DestinationOptions_GetNumber(&destination, (std::string("__MI_DESTINATIONOPTIONS_") + key).c_str(),
                                                  &number, nullptr),
                  MI_RESULT_OK)
            << key;
        EXPECT_EQ(number, expected) << key;
    }
    MI_DestinationOptions_ImpersonationType type{};
    EXPECT_EQ(MI_DestinationOptions_GetImpersonationType(&destination, &type), MI_RESULT_OK);
    EXPECT_EQ(type, MI_DestinationOptions_ImpersonationType_Delegate);
    MI_Uint32 count = 0;
    EXPECT_EQ(MI_DestinationOptions_GetOptionCount(&destination, &count), MI_RESULT_OK);
    EXPECT_EQ(count, std::size(rows));
}

TEST_F(OptionsTest, SettingAgainReplacesButKeepsTheType) {
    auto* ft = destination.ft;
    ASSERT_EQ(ft->SetString(&destination, "Key", "one", 0), MI_RESULT_OK);
    ASSERT_EQ(ft->SetString(&destination, "KEY", "two", 0), MI_RESULT_OK);
    EXPECT_EQ(ft->SetNumber(&destination, "Key", 1, 0), MI_RESULT_TYPE_MISMATCH);
    MI_Uint32 number = 0;
    EXPECT_EQ(ft->GetNumber(&destination, "Key", &number, nullptr, nullptr), MI_RESULT_TYPE_MISMATCH);
    const MI_Char* text = nullptr;
    MI_Uint32 index = 9;
    MI_Uint32 flags = 9;
    EXPECT_EQ(ft->GetString(&destination, "key", &text, &index, &flags), MI_RESULT_OK);
    EXPECT_STREQ(text, "two");
    EXPECT_EQ(index, 0U);
    EXPECT_EQ(flags, 0U);
    MI_Uint32 count = 0;
    EXPECT_EQ(ft->GetOptionCount(&destination, &count), MI_RESULT_OK);
    EXPECT_EQ(count, 1U);
}

TEST_F(OptionsTest, WhatIsHandedOutOutlivesOtherOptions) {
    auto* ft = destination.ft;
    ASSERT_EQ(ft->SetString(&destination, "First", "kept", 0), MI_RESULT_OK);
    const MI_Char* text = nullptr;
    ASSERT_EQ(ft->GetString(&destination, "First", &text, nullptr, nullptr), MI_RESULT_OK);
    for (int i = 0; i < 100; ++i) {
        ASSERT_EQ(ft->SetNumber(&destination, ("N" + std::to_string(i)).c_str(), 1, 0), MI_RESULT_OK);
    }
    EXPECT_STREQ(text, "kept");
}

TEST_F(OptionsTest, ArgumentsAreChecked) {
    auto* ft = destination.ft;
    const MI_Interval interval{};
    const MI_Datetime datetime{};
    const MI_UserCredentials credentials{MI_AUTH_TYPE_NONE, {}};
    EXPECT_EQ(ft->SetString(&destination, "K", "v", 1), MI_RESULT_INVALID_PARAMETER);
    EXPECT_EQ(ft->SetNumber(&destination, "K", 1, 1), MI_RESULT_INVALID_PARAMETER);
    EXPECT_EQ(ft->SetInterval(&destination, "K", &interval, 1), MI_RESULT_INVALID_PARAMETER);
    EXPECT_EQ(delivery.ft->SetDateTime(&delivery, "K", &datetime, 1), MI_RESULT_INVALID_PARAMETER);
    EXPECT_EQ(ft->AddCredentials(&destination, "K", &credentials, 1), MI_RESULT_INVALID_PARAMETER);
    EXPECT_EQ(ft->SetString(nullptr, "K", "v", 0), MI_RESULT_INVALID_PARAMETER);
    EXPECT_EQ(ft->SetString(&destination, nullptr, "v", 0), MI_RESULT_INVALID_PARAMETER);
    EXPECT_EQ(ft->SetString(&destination, "K", nullptr, 0), MI_RESULT_INVALID_PARAMETER);
    EXPECT_EQ(ft->SetInterval(&destination, "K", nullptr, 0), MI_RESULT_INVALID_PARAMETER);
    EXPECT_EQ(ft->GetString(&destination, "K", nullptr, nullptr, nullptr), MI_RESULT_INVALID_PARAMETER);
    EXPECT_EQ(ft->GetOptionCount(&destination, nullptr), MI_RESULT_INVALID_PARAMETER);
    const MI_Char* name = nullptr;
    MI_Value value{};
    MI_Type type{};
    EXPECT_EQ(ft->GetOptionAt(&destination, 0, &name, &value, &type, nullptr), MI_RESULT_INVALID_PARAMETER);
    EXPECT_EQ(ft->GetOption(&destination, "K", &value, &type, nullptr, nullptr), MI_RESULT_NO_SUCH_PROPERTY);
    EXPECT_EQ(ft->GetOption(&destination, "K", &value, nullptr, nullptr, nullptr), MI_RESULT_INVALID_PARAMETER);
}

TEST_F(OptionsTest, IntervalsAreStoredAsDatetimesButTimesAreNoIntervals) {
    MI_Interval interval{};
    interval.minutes = 2;
    ASSERT_EQ(MI_DestinationOptions_SetTimeout(&destination, &interval), MI_RESULT_OK);
    MI_Interval back{};
    ASSERT_EQ(MI_DestinationOptions_GetTimeout(&destination, &back), MI_RESULT_OK);
    EXPECT_EQ(back.minutes, 2U);
    MI_Value value{};
    MI_Type type{};
    ASSERT_EQ(
        MI_DestinationOptions_GetOption(&destination, MI_KEY_DESTINATION_TIMEOUT, &value, &type, nullptr, nullptr),
        MI_RESULT_OK);
    EXPECT_EQ(type, MI_DATETIME);
    EXPECT_EQ(value.datetime.isTimestamp, 0U);

    MI_Datetime expires{};
    expires.isTimestamp = 1;
    expires.u.timestamp.year = 2030;
    ASSERT_EQ(MI_SubscriptionDeliveryOptions_SetExpirationTime(&delivery, &expires), MI_RESULT_OK);
    EXPECT_EQ(
        MI_SubscriptionDeliveryOptions_GetInterval(&delivery, MI_KEY_DELIVERY_EXPIRATION_TIME, &back, nullptr, nullptr),
        MI_RESULT_TYPE_MISMATCH);
    MI_Datetime read{};
    ASSERT_EQ(MI_SubscriptionDeliveryOptions_GetExpirationTime(&delivery, &read), MI_RESULT_OK);
    EXPECT_EQ(read.u.timestamp.year, 2030U);
}

TEST_F(OptionsTest, CloneIsIndependentAndKeepsCredentials) {
    const MI_UserCredentials credentials{MI_AUTH_TYPE_BASIC, {{nullptr, "user", "secret"}}};
    ASSERT_EQ(MI_DestinationOptions_SetString(&destination, "Key", "one"), MI_RESULT_OK);
    ASSERT_EQ(MI_DestinationOptions_AddDestinationCredentials(&destination, &credentials), MI_RESULT_OK);
    MI_DestinationOptions clone = MI_DESTINATIONOPTIONS_NULL;
    ASSERT_EQ(MI_DestinationOptions_Clone(&destination, &clone), MI_RESULT_OK);
    ASSERT_EQ(MI_DestinationOptions_SetString(&destination, "Key", "two"), MI_RESULT_OK);
    const MI_Char* text = nullptr;
    ASSERT_EQ(MI_DestinationOptions_GetString(&clone, "Key", &text, nullptr), MI_RESULT_OK);
    EXPECT_STREQ(text, "one");
    MI_Uint32 count = 0;
    EXPECT_EQ(MI_DestinationOptions_GetCredentialsCount(&clone, &count), MI_RESULT_OK);
    EXPECT_EQ(count, 1U);
    MI_DestinationOptions_Delete(&clone);
}

TEST_F(OptionsTest, PasswordsAreMaskedUnlessAskedFor) {
    const MI_UserCredentials credentials{MI_AUTH_TYPE_BASIC, {{"dom", "user", "secret"}}};
    ASSERT_EQ(MI_DestinationOptions_AddDestinationCredentials(&destination, &credentials), MI_RESULT_OK);
    const MI_Char* name = nullptr;
    MI_UserCredentials shown{};
    MI_Uint32 flags = 9;
    ASSERT_EQ(MI_DestinationOptions_GetCredentialsAt(&destination, 0, &name, &shown, &flags), MI_RESULT_OK);
    EXPECT_STREQ(name, MI_KEY_DESTINATION_DESTINATION_CREDENTIALS);
    EXPECT_STREQ(shown.authenticationType, "Basic");
    EXPECT_STREQ(shown.credentials.usernamePassword.domain, "dom");
    EXPECT_STREQ(shown.credentials.usernamePassword.username, "user");
    EXPECT_STREQ(shown.credentials.usernamePassword.password, "******");
    MI_Uint32 length = 0;
    ASSERT_EQ(MI_DestinationOptions_GetCredentialsPasswordAt(&destination, 0, &name, nullptr, 0, &length, nullptr),
              MI_RESULT_OK);
    EXPECT_EQ(length, 7U);
    MI_Char buffer[7] = "";
    EXPECT_EQ(MI_DestinationOptions_GetCredentialsPasswordAt(&destination, 0, &name, buffer, 6, &length, nullptr),
              MI_RESULT_FAILED);
    EXPECT_EQ(MI_DestinationOptions_GetCredentialsPasswordAt(&destination, 0, &name, buffer, 7, &length, nullptr),
              MI_RESULT_OK);
    EXPECT_STREQ(buffer, "secret");
    EXPECT_EQ(MI_DestinationOptions_GetCredentialsPasswordAt(&destination, 1, &name, buffer, 7, &length, nullptr),
              MI_RESULT_NO_SUCH_PROPERTY);
    MI_Uint32 count = 9;
    EXPECT_EQ(MI_DestinationOptions_GetOptionCount(&destination, &count), MI_RESULT_OK);
    EXPECT_EQ(count, 0U);
}

TEST_F(OptionsTest, CredentialsMustBeWholeForTheirType) {
    const auto add = [&](const char* type, const char* user, const char* password) {
        const MI_UserCredentials credentials{type, {{nullptr, user, password}}};
        return MI_DestinationOptions_AddDestinationCredentials(&destination, &credentials);
    };
    EXPECT_EQ(add(MI_AUTH_TYPE_BASIC, nullptr, "p"), MI_RESULT_INVALID_PARAMETER);
    EXPECT_EQ(add(MI_AUTH_TYPE_NEGO_WITH_CREDS, "u", nullptr), MI_RESULT_INVALID_PARAMETER);
    EXPECT_EQ(add(nullptr, "u", "p"), MI_RESULT_INVALID_PARAMETER);
    EXPECT_EQ(add(MI_AUTH_TYPE_KERBEROS, nullptr, nullptr), MI_RESULT_OK);
    MI_UserCredentials thumbprint{MI_AUTH_TYPE_CLIENT_CERTS, {}};
    EXPECT_EQ(MI_DestinationOptions_AddDestinationCredentials(&destination, &thumbprint), MI_RESULT_INVALID_PARAMETER);
    thumbprint.credentials.certificateThumbprint = "AB12";
    EXPECT_EQ(MI_DestinationOptions_AddDestinationCredentials(&destination, &thumbprint), MI_RESULT_OK);
    const MI_Char* name = nullptr;
    MI_UserCredentials shown{};
    ASSERT_EQ(MI_DestinationOptions_GetCredentialsAt(&destination, 1, &name, &shown, nullptr), MI_RESULT_OK);
    EXPECT_STREQ(shown.credentials.certificateThumbprint, "AB12");
}

TEST_F(OptionsTest, ChannelsSwitchOnAndOff) {
    MI_Uint32 channels[4] = {};
    MI_Uint32 count = 9;
    EXPECT_EQ(MI_OperationOptions_GetEnabledChannels(&operation, channels, 4, &count, nullptr), MI_RESULT_OK);
    EXPECT_EQ(count, 0U);
    ASSERT_EQ(MI_OperationOptions_EnableChannel(&operation, 1), MI_RESULT_OK);
    ASSERT_EQ(MI_OperationOptions_EnableChannel(&operation, 7), MI_RESULT_OK);
    ASSERT_EQ(MI_OperationOptions_EnableChannel(&operation, 1), MI_RESULT_OK);
    EXPECT_EQ(MI_OperationOptions_GetEnabledChannels(&operation, nullptr, 0, &count, nullptr), MI_RESULT_FAILED);
    EXPECT_EQ(count, 2U);
    ASSERT_EQ(MI_OperationOptions_DisableChannel(&operation, 1), MI_RESULT_OK);
    EXPECT_EQ(MI_OperationOptions_GetEnabledChannels(&operation, channels, 4, &count, nullptr), MI_RESULT_OK);
    EXPECT_EQ(count, 1U);
    EXPECT_EQ(channels[0], 7U);
    EXPECT_EQ(operation.ft->SetNumber(&operation, MI_KEY_OPERATION_CHANNEL, 1, 2), MI_RESULT_INVALID_PARAMETER);
}

TEST_F(OptionsTest, OperationPairsRoundTrip) {
    MI_CallbackMode mode{};
    MI_Boolean flag = MI_FALSE;
    ASSERT_EQ(MI_OperationOptions_SetPromptUserRegularMode(&operation, MI_CALLBACKMODE_IGNORE, MI_TRUE), MI_RESULT_OK);
    ASSERT_EQ(MI_OperationOptions_GetPromptUserRegularMode(&operation, &mode, &flag), MI_RESULT_OK);
    EXPECT_EQ(mode, MI_CALLBACKMODE_IGNORE);
    EXPECT_EQ(flag, MI_TRUE);
    MI_ProviderArchitecture architecture{};
    ASSERT_EQ(MI_OperationOptions_SetProviderArchitecture(&operation, MI_PROVIDER_ARCHITECTURE_64BIT, MI_FALSE),
              MI_RESULT_OK);
    ASSERT_EQ(MI_OperationOptions_GetProviderArchitecture(&operation, &architecture, &flag), MI_RESULT_OK);
    EXPECT_EQ(architecture, MI_PROVIDER_ARCHITECTURE_64BIT);
    EXPECT_EQ(flag, MI_FALSE);
}

TEST_F(OptionsTest, CustomOptionsMayHaveAnyType) {
    MI_Uint16 numbers[] = {1, 2};
    MI_Value value{};
    value.uint16a = {numbers, 2};
    ASSERT_EQ(MI_OperationOptions_SetCustomOption(&operation, "Mine", MI_UINT16A, &value, MI_TRUE), MI_RESULT_OK);
    numbers[0] = 9;
    MI_Type type{};
    ASSERT_EQ(MI_OperationOptions_GetOption(&operation, "Mine", &value, &type, nullptr, nullptr), MI_RESULT_OK);
    EXPECT_EQ(type, MI_UINT16A);
    EXPECT_EQ(value.uint16a.data[0], 1);
    EXPECT_EQ(MI_OperationOptions_SetCustomOption(&operation, "Mine", MI_STRING, nullptr, MI_TRUE),
              MI_RESULT_INVALID_PARAMETER);
}

TEST_F(OptionsTest, CopiesOfADeletedHandleFindNothing) {
    MI_DestinationOptions stale = destination;
    MI_DestinationOptions_Delete(&destination);
    EXPECT_EQ(destination.ft, nullptr);
    EXPECT_EQ(MI_DestinationOptions_SetString(&stale, "K", "v"), MI_RESULT_INVALID_PARAMETER);
    MI_DestinationOptions_Delete(&stale);
    MI_SubscriptionDeliveryOptions gone = delivery;
    EXPECT_EQ(MI_SubscriptionDeliveryOptions_Delete(&delivery), MI_RESULT_OK);
    EXPECT_EQ(MI_SubscriptionDeliveryOptions_Delete(&gone), MI_RESULT_INVALID_PARAMETER);
}

}  // namespace
}  // namespace client::abi
