#include "wsman/ops/identify.h"

#include <gmock/gmock.h>

#include "wsman/ops/test_messages.h"

namespace wsman::ops {
namespace {

using test::parse;
using test::recorded;
using test::withBody;
using ::testing::ElementsAre;
using ::testing::EndsWith;

TEST(Identify, RequestHasNoHeaders) {
    const soap::Message message = parse(writeIdentify());
    EXPECT_TRUE(isIdentify(message));
    EXPECT_EQ(message.headerElement().childCount(), 0u);
    EXPECT_EQ(message.body().childCount(), 1u);
    EXPECT_TRUE(message.payload().is("http://schemas.dmtf.org/wbem/wsman/identity/1/wsmanidentity.xsd", "Identify"));
}

TEST(Identify, IsKnownByNamespace) {
    EXPECT_TRUE(isIdentify(recorded("omi_Identify")));
    EXPECT_FALSE(isIdentify(withBody("<Identify xmlns='urn:x'/>")));
    EXPECT_FALSE(isIdentify(withBody("")));
    EXPECT_FALSE(isIdentify(recorded("omi_IdentifyResponse")));
}

TEST(Identify, ResponseSurvivesARoundTrip) {
    const IdentifyResponse response{{std::string(ns::kWsman), "urn:other"},
                                    "Vendor & Co",
                                    "1 < 2",
                                    {"urn:profile:a", "urn:profile:b"},
                                    {R"(<v:Extra xmlns:v="urn:v">x</v:Extra>)"}};
    const Result<IdentifyResponse> read = readIdentifyResponse(parse(writeIdentifyResponse(response)));
    ASSERT_TRUE(read) << read.error().text();
    EXPECT_EQ(*read, response);
}

TEST(Identify, ResponseOrderIsTheSchemas) {
    const soap::Message message =
        parse(writeIdentifyResponse({{std::string(ns::kWsman)}, "V", "1", {"urn:p"}, {R"(<e xmlns="urn:e"/>)"}}));
    std::vector<std::string> names;
    for (const xml::Node child : message.payload().children()) {
        names.emplace_back(child.localName());
    }
    EXPECT_THAT(names, ElementsAre("ProtocolVersion", "ProductVendor", "ProductVersion", "SecurityProfiles", "e"));
}

TEST(Identify, ReadsOmisResponseInTheSoapNamespace) {
    const Result<IdentifyResponse> read = readIdentifyResponse(recorded("omi_IdentifyResponse"));
    ASSERT_TRUE(read) << read.error().text();
    EXPECT_THAT(read->protocolVersions, ElementsAre(std::string(ns::kWsman)));
    EXPECT_EQ(read->productVendor, "Open Management Infrastructure");
    EXPECT_EQ(read->productVersion, "1.0.8-6");
    EXPECT_THAT(read->securityProfiles, ElementsAre(EndsWith("secprofile/https/basic")));
    ASSERT_EQ(read->extensions.size(), 1u);
    EXPECT_NE(read->extensions[0].find("Capability_FaultIncludesCIMError"), std::string::npos);
}

TEST(Identify, RefusesAResponseWithoutVersionAndOtherBodies) {
    const auto noVersion = readIdentifyResponse(
        withBody("<i:IdentifyResponse xmlns:i='http://schemas.dmtf.org/wbem/wsman/identity/1/wsmanidentity.xsd'/>"));
    ASSERT_FALSE(noVersion);
    EXPECT_EQ(noVersion.error().code, ErrorCode::kInvalidBody);
    EXPECT_EQ(noVersion.error().where, "/s:Envelope/s:Body/i:IdentifyResponse");

    const auto other = readIdentifyResponse(withBody("<IdentifyResponse xmlns='urn:x'/>"));
    ASSERT_FALSE(other);
    EXPECT_EQ(other.error().code, ErrorCode::kInvalidBody);

    const auto empty = readIdentifyResponse(withBody(""));
    ASSERT_FALSE(empty);
    EXPECT_EQ(empty.error().where, "/s:Envelope/s:Body");
}

}  // namespace
}  // namespace wsman::ops
