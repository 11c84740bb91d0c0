#include "client/abi/request_context.h"

#include <gtest/gtest.h>

#include <set>

namespace client::abi {
namespace {

using std::chrono::seconds;

void setInterval(OptionBag& bag, const char* name, MI_Uint32 inSeconds) {
    MI_Value value{};
    value.datetime.u.interval.seconds = inSeconds;
    ASSERT_EQ(bag.set(name, MI_DATETIME, value), MI_RESULT_OK);
}

OperationContext context(MI_Uint32 flags, const OptionBag* own = nullptr, const OptionBag& destination = {}) {
    return contextOf(flags, own, false, destination, "root/x", "http://server:5985/wsman");
}

TEST(RequestContext, DefaultsAreSet) {
    const auto made = context(0);
    EXPECT_EQ(made.to, "http://server:5985/wsman");
    EXPECT_EQ(made.nameSpace, "root/x");
    EXPECT_EQ(made.timeout, seconds(60));
    EXPECT_EQ(made.locale, "en-US");
    EXPECT_EQ(made.dataLocale, "en-US");
    EXPECT_EQ(made.maxEnvelopeSize, 512000U);
    EXPECT_FALSE(made.polymorphism);
    EXPECT_TRUE(made.options.empty());
    EXPECT_TRUE(made.machineId.empty());
}

TEST(RequestContext, OperationTimeoutWinsOverTheDestinations) {
    OptionBag destination;
    setInterval(destination, MI_KEY_DESTINATION_TIMEOUT, 30);
    EXPECT_EQ(context(0, nullptr, destination).timeout, seconds(30));
    OptionBag own;
    setInterval(own, MI_KEY_OPERATION_TIMEOUT, 2);
    EXPECT_EQ(context(0, &own, destination).timeout, seconds(2));
}

TEST(RequestContext, ShallowAndBasePropertiesAreToldApart) {
    using wsman::ops::Polymorphism;
    EXPECT_EQ(context(MI_OPERATIONFLAGS_POLYMORPHISM_SHALLOW).polymorphism, Polymorphism::kNone);
    EXPECT_EQ(context(MI_OPERATIONFLAGS_POLYMORPHISM_DEEP_BASE_PROPS_ONLY).polymorphism,
              Polymorphism::kExcludeSubClassProperties);
    EXPECT_FALSE(context(MI_OPERATIONFLAGS_MANUAL_ACK_RESULTS | MI_OPERATIONFLAGS_FULL_RTTI).polymorphism);
}

TEST(RequestContext, DestinationOptionsReachTheMessage) {
    OptionBag destination;
    destination.setString(MI_KEY_DESTINATION_UI_LOCALE, "de-DE");
    destination.setString(MI_KEY_DESTINATION_DATA_LOCALE, "fr-FR");
    destination.setNumber(MI_KEY_DESTINATION_MAX_ENVELOPE_SIZE, 100);
    destination.setNumber(MI_KEY_DESTINATION_MAX_ELEMENTS, 7);
    const auto made = context(0, nullptr, destination);
    EXPECT_EQ(made.locale, "de-DE");
    EXPECT_EQ(made.dataLocale, "fr-FR");
    EXPECT_EQ(made.maxEnvelopeSize, 102400U);
    EXPECT_EQ(made.maxElements, 7U);
}

TEST(RequestContext, FlagsThatTheServerCanHonourBecomeOptions) {
    const auto made = context(MI_OPERATIONFLAGS_FULL_RTTI | MI_OPERATIONFLAGS_LOCALIZED_QUALIFIERS);
    const std::vector<wsman::soap::Option> expected = {{"IncludeInheritanceHierarchy", "true", "xs:boolean"},
                                                       {"IncludeQualifiers", "true", "xs:boolean"}};
    EXPECT_EQ(made.options, expected);
    EXPECT_TRUE(context(MI_OPERATIONFLAGS_STANDARD_RTTI | MI_OPERATIONFLAGS_EXPENSIVE_PROPERTIES |
                        MI_OPERATIONFLAGS_REPORT_OPERATION_STARTED)
                    .options.empty());
}

TEST(RequestContext, OptionsOfMiThatConcernTheProviderAreSentByTheirKeys) {
    OptionBag own;
    own.setNumber(MI_KEY_OPERATION_WRITEERRORMODE, MI_CALLBACKMODE_INQUIRE);
    own.setNumber(MI_KEY_OPERATION_PROVIDER_ARCHITECTURE, MI_PROVIDER_ARCHITECTURE_64BIT);
    ASSERT_EQ(own.switchNumber(MI_KEY_OPERATION_CHANNEL, 0, true), MI_RESULT_OK);
    ASSERT_EQ(own.switchNumber(MI_KEY_OPERATION_CHANNEL, 2, true), MI_RESULT_OK);
    const std::vector<wsman::soap::Option> expected = {
        {"wmi:__MI_OPERATIONOPTIONS_WRITEERRORMODE", "1", "xs:unsignedInt"},
        {"wmi:__MI_OPERATIONOPTIONS_PROVIDER_ARCHITECTURE", "1", "xs:unsignedInt"},
        {"wmiarray:__MI_OPERATIONOPTIONS_CHANNELVALUE", "0", "xs:unsignedInt"},
        {"wmiarray:__MI_OPERATIONOPTIONS_CHANNELVALUE", "2", "xs:unsignedInt"}};
    EXPECT_EQ(context(0, &own).options, expected);
}

TEST(RequestContext, PacketEncodingIsHonoured) {
    OptionBag destination;
    EXPECT_EQ(context(0, nullptr, destination).encoding, wsman::xml::Encoding::kUtf8);
    destination.setString(MI_KEY_DESTINATION_PACKET_ENCODING, MI_DESTINATIONOPTIONS_PACKET_ENCODING_UTF16);
    EXPECT_EQ(context(0, nullptr, destination).encoding, wsman::xml::Encoding::kUtf16Le);
}

TEST(RequestContext, OnlyForeignOptionsAreSentToTheProvider) {
    OptionBag own;
    own.setString(MI_KEY_OPERATION_RESOURCE_URI, "http://example.org/r");
    own.setString(MI_KEY_OPERATION_RESOURCE_URI_PREFIX, "http://example.org/");
    own.setNumber(MI_KEY_OPERATION_USE_MACHINE_ID, 1);
    MI_Value value{};
    value.boolean = MI_TRUE;
    ASSERT_EQ(own.set("Force", MI_BOOLEAN, value, true), MI_RESULT_OK);
    MI_Uint8 numbers[] = {1, 2};
    value.uint8a = {numbers, 2};
    ASSERT_EQ(own.set("Level", MI_UINT8A, value), MI_RESULT_OK);
    const auto made = context(0, &own);
    EXPECT_EQ(made.resourceUri, "http://example.org/r");
    EXPECT_EQ(made.resourceUriPrefix, "http://example.org/");
    EXPECT_FALSE(made.machineId.empty());
    const std::vector<wsman::soap::Option> expected = {
        {"Force", "true", "xs:boolean", true}, {"Level", "1", "xs:unsignedByte"}, {"Level", "2", "xs:unsignedByte"}};
    EXPECT_EQ(made.options, expected);
}

TEST(RequestContext, MessageIdsDiffer) {
    std::set<std::string> seen;
    for (int i = 0; i < 1000; ++i) {
        seen.insert(newMessageId());
    }
    EXPECT_EQ(seen.size(), 1000U);
    EXPECT_TRUE(seen.begin()->starts_with("uuid:"));
}

}  // namespace
}  // namespace client::abi
