#include "wsman/ops/invoke.h"

#include <gmock/gmock.h>

#include "wsman/ops/test_messages.h"

namespace wsman::ops {
namespace {

using test::parse;
using test::recorded;
using test::requestHeader;
using test::withBody;

const std::string kFanUri = std::string(uri::kCimSchemaPrefix) + "CIM_Fan";

cim::Instance parameters() {
    cim::Instance instance;
    instance.className = "Parameters";
    instance.set("Speed", cim::Value::of(std::uint32_t{7}));
    instance.set("Names", *cim::Value::array(cim::Type::kString, {std::string("a"), std::string("b & c")}));
    return instance;
}

cim::MethodDecl setSpeed() {
    cim::MethodDecl method;
    method.name = "SetSpeed";
    method.returnType = cim::Type::kUint16;
    method.parameters.push_back({.name = "Speed", .type = cim::Type::kUint32, .flags = cim::flag::kIn});
    method.parameters.push_back(
        {.name = "Names", .type = cim::Type::kString, .isArray = true, .flags = cim::flag::kIn | cim::flag::kOut});
    method.parameters.push_back({.name = "Actual", .type = cim::Type::kReal64, .flags = cim::flag::kOut});
    return method;
}

TEST(Invoke, ActionIsResourceUriAndMethod) {
    EXPECT_EQ(methodAction(kFanUri, "SetSpeed"), kFanUri + "/SetSpeed");
    EXPECT_EQ(methodOf(kFanUri + "/SetSpeed", kFanUri), "SetSpeed");
    EXPECT_EQ(methodOf(kFanUri + "X/SetSpeed", kFanUri), "");
    EXPECT_EQ(methodOf(kFanUri, kFanUri), "");
    EXPECT_EQ(methodOf(kFanUri + "/a/b", kFanUri), "");
    EXPECT_EQ(methodOf("/SetSpeed", ""), "");
}

TEST(Invoke, RequestWireShape) {
    const soap::Message message = parse(writeInvoke(requestHeader(), "SetSpeed", parameters()));
    EXPECT_EQ(message.action(), kFanUri + "/SetSpeed");
    const xml::Node input = message.payload();
    EXPECT_TRUE(input.is(kFanUri, "SetSpeed_INPUT"));
    EXPECT_EQ(input.child(kFanUri, "Speed").text(), "7");
    EXPECT_EQ(input.childCount(), 3u);  // Speed, Names, Names

    const soap::Message none = parse(writeInvoke(requestHeader(), "Stop", {}));
    EXPECT_TRUE(none.payload().is(kFanUri, "Stop_INPUT"));
    EXPECT_EQ(none.payload().childCount(), 0u);
}

TEST(Invoke, TypedByTheDeclarationARequestSurvivesARoundTrip) {
    const cim::MethodDecl declaration = setSpeed();
    const auto read = readInvoke(parse(writeInvoke(requestHeader(), "SetSpeed", parameters())), &declaration);
    ASSERT_TRUE(read) << read.error().text();
    EXPECT_EQ(read->className, "Parameters");
    ASSERT_NE(read->find("Speed"), nullptr);
    EXPECT_EQ(read->find("Speed")->value, cim::Value::of(std::uint32_t{7}));
    ASSERT_NE(read->find("Names"), nullptr);
    EXPECT_EQ(read->find("Names")->value, parameters().find("Names")->value);
}

TEST(Invoke, TypedByTheDeclarationAReplySurvivesARoundTrip) {
    const soap::Message request = parse(writeInvoke(requestHeader(), "SetSpeed", parameters()));
    cim::Instance output;
    output.set("ReturnValue", cim::Value::of(std::uint16_t{5}));
    output.set("Actual", cim::Value::of(1.5));
    const soap::Message reply = parse(writeInvokeResponse(request.header(), "uuid:R", "SetSpeed", output));
    EXPECT_EQ(reply.action(), kFanUri + "/SetSpeedResponse");
    EXPECT_EQ(reply.header().relatesTo, request.header().messageId);
    EXPECT_TRUE(reply.payload().is(kFanUri, "SetSpeed_OUTPUT"));

    const cim::MethodDecl declaration = setSpeed();
    const auto read = readInvokeResponse(reply, &declaration);
    ASSERT_TRUE(read) << read.error().text();
    EXPECT_EQ(read->className, "SetSpeed");
    EXPECT_EQ(read->find("ReturnValue")->value, cim::Value::of(std::uint16_t{5}));
    EXPECT_EQ(read->find("Actual")->value, cim::Value::of(1.5));
}

TEST(Invoke, TextThatTheDeclaredTypeCannotHoldIsRefused) {
    const cim::MethodDecl declaration = setSpeed();
    const auto read =
        readInvoke(withBody("<SetSpeed_INPUT xmlns='urn:f'><Speed>fast</Speed></SetSpeed_INPUT>"), &declaration);
    ASSERT_FALSE(read);
    EXPECT_EQ(read.error().code, ErrorCode::kInvalidValue);
}

TEST(Invoke, RefusesBodiesThatAreNoCall) {
    const auto empty = readInvoke(withBody(""));
    ASSERT_FALSE(empty);
    EXPECT_EQ(empty.error().code, ErrorCode::kInvalidBody);
    const auto other = readInvoke(withBody("<f:SetSpeed xmlns:f='urn:f'/>"));
    ASSERT_FALSE(other);
    EXPECT_EQ(other.error().where, "/s:Envelope/s:Body/f:SetSpeed");
    EXPECT_FALSE(readInvoke(withBody("<A_INPUT xmlns='urn:f'/><B_INPUT xmlns='urn:f'/>")));
    EXPECT_FALSE(readInvokeResponse(recorded("omi_fault")));
}

TEST(Invoke, RefusesTheInputOfAnotherMethod) {
    soap::Header header = requestHeader();
    header.action = soap::Marked<std::string>{kFanUri + "/SetSpeed", true};
    const auto read = readInvoke(parse(soap::writeMessage(
        header, [](xml::Writer& writer) { writer.start("q:Stop_INPUT").declare("q", kFanUri).end(); })));
    ASSERT_FALSE(read);
    EXPECT_EQ(read.error().code, ErrorCode::kInvalidBody);
}

TEST(Invoke, AnEmptyReplyHasNoOutput) {
    const auto read = readInvokeResponse(withBody(""));
    ASSERT_TRUE(read);
    EXPECT_TRUE(read->properties.empty());
}

TEST(Invoke, ReadsRecordedCalls) {
    const auto spell = readInvoke(recorded("omi_SpellNumber"));
    ASSERT_TRUE(spell) << spell.error().text();
    ASSERT_NE(spell->find("num"), nullptr);
    EXPECT_EQ(*spell->find("num")->value.get<std::string>(), "123");

    const auto records = readInvoke(recorded("amt_ReadRecords"));
    ASSERT_TRUE(records) << records.error().text();
    EXPECT_NE(records->find("StartIndex"), nullptr);

    const auto power = readInvoke(recorded("amt_RequestPowerStateChange"));
    ASSERT_TRUE(power) << power.error().text();
    ASSERT_NE(power->find("ManagedElement"), nullptr);
    const auto* reference = power->find("ManagedElement")->value.get<cim::Reference>();
    ASSERT_NE(reference, nullptr);
    EXPECT_EQ(reference->target->className, "CIM_ComputerSystem");
}

TEST(Invoke, ReadsOmisReplyNamedAfterTheClass) {
    const auto read = readInvokeResponse(recorded("omi_SpellNumberResponse"));
    ASSERT_TRUE(read) << read.error().text();
    EXPECT_EQ(read->className, "X_SmallNumber");
    EXPECT_EQ(*read->find("ReturnValue")->value.get<std::string>(), "one hundred twenty three");
}

}  // namespace
}  // namespace wsman::ops
