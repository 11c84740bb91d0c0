#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "client/engine/engine_for_test.h"
#include "wsman/ops/identify.h"
#include "wsman/ops/invoke.h"

namespace client {
namespace {

using wsman::cim::Scalar;
using wsman::cim::Value;

constexpr const char* kSmallNumber = "http://schemas.dmtf.org/wbem/wscim/1/cim-schema/2/X_SmallNumber";

TEST(Invoke, StaticMethodAsRecorded) {
    wsman::cim::Instance parameters;
    parameters.set("num", Value::of(Scalar(std::uint64_t{123})));
    Engine engine(op::Invoke{"X_SmallNumber", "SpellNumber", {}, parameters}, contextFor("invoke"));
    const Step first = engine.start();
    const auto message = parsed(first);
    EXPECT_EQ(message.header().resourceUri->value, kSmallNumber);
    EXPECT_EQ(message.action(), std::string(kSmallNumber) + "/SpellNumber");
    EXPECT_EQ(message.header().selectors->items.size(), 1u);  // the namespace alone
    const auto sent = wsman::ops::readInvoke(message);
    ASSERT_TRUE(sent) << sent.error().text();
    EXPECT_EQ(message.payload().localName(), "SpellNumber_INPUT");
    EXPECT_EQ(textOf(*sent, "num"), "123");
    const Step step = engine.onReply(http(recorded("invoke")));
    ASSERT_EQ(codeOf(step), MiResult::kOk) << step.completion->message;
    EXPECT_EQ(instanceAt(step, 0).className, "SpellNumber");
    EXPECT_EQ(textOf(instanceAt(step, 0), "ReturnValue"), "one hundred twenty three");
}

TEST(Invoke, InstanceMethodSendsKeysAndReadsTypedOutput) {
    auto schema = std::make_shared<wsman::cim::Class>();
    schema->name = "MSFT_President";
    schema->methods.push_back(
        {.name = "Elect",
         .returnType = wsman::cim::Type::kUint32,
         .parameters = {
             {.name = "Votes", .type = wsman::cim::Type::kUint16, .isArray = true, .flags = wsman::cim::flag::kOut}}});
    OperationContext settings = context();
    settings.schema = schema;
    Engine engine(op::Invoke{"", "Elect", president(4)}, settings);
    const Step first = engine.start();
    const auto message = parsed(first);
    EXPECT_EQ(*message.header().selector("Key"), "4");
    EXPECT_EQ(message.payload().localName(), "Elect_INPUT");
    EXPECT_EQ(message.payload().childCount(), 0u);
    const Step step = engine.onReply(answer(
        *first.send,
        "<p:Elect_OUTPUT xmlns:p=\"urn:p\"><p:ReturnValue>0</p:ReturnValue><p:Votes>7</p:Votes></p:Elect_OUTPUT>"));
    ASSERT_EQ(codeOf(step), MiResult::kOk) << step.completion->message;
    EXPECT_EQ(*instanceAt(step, 0).find("ReturnValue")->value.get<std::uint32_t>(), 0u);
    EXPECT_TRUE(instanceAt(step, 0).find("Votes")->value.isArray);
}

TEST(Invoke, AClassNameGoesBeforeTheInstancesOwn) {
    Engine engine(op::Invoke{"Derived", "Elect", president(4)}, context());
    const auto message = parsed(engine.start());
    EXPECT_EQ(message.header().resourceUri->value, "http://schemas.dmtf.org/wbem/wscim/1/cim-schema/2/Derived");
    EXPECT_EQ(*message.header().selector("Key"), "4");
}

TEST(Invoke, BadArguments) {
    for (const op::Invoke& spec :
         {op::Invoke{"X", ""}, op::Invoke{"X", "a b"}, op::Invoke{"", "M"}, op::Invoke{"X", "M/../N"}}) {
        Engine engine(spec, context());
        const Step step = engine.start();
        EXPECT_EQ(codeOf(step), MiResult::kInvalidParameter) << spec.method;
        EXPECT_FALSE(step.send);
    }
}

TEST(Invoke, AnActionThatIsNotSupportedIsAnUnknownMethod) {
    Engine engine(op::Invoke{"X", "Nope"}, context());
    const Step first = engine.start();
    EXPECT_EQ(codeOf(engine.onReply(fault(*first.send, "a:ActionNotSupported", "no"))), MiResult::kMethodNotFound);
}

TEST(TestConnection, ReadsOmisIdentityInTheWrongNamespace) {
    Engine engine(op::TestConnection{}, context());
    const Step first = engine.start();
    EXPECT_TRUE(wsman::ops::isIdentify(parsed(first)));
    EXPECT_EQ(first.send->messageId, "");
    const Step step = engine.onReply(http(recorded("identify")));
    ASSERT_EQ(codeOf(step), MiResult::kOk) << step.completion->message;
    EXPECT_EQ(textOf(instanceAt(step, 0), "ProductVendor"), "Open Management Infrastructure");
    EXPECT_EQ(textOf(instanceAt(step, 0), "ProductVersion"), "1.0.8-6");
    EXPECT_EQ(instanceAt(step, 0).find("ProtocolVersion")->value.elements->size(), 1u);
}

TEST(TestConnection, AnyOtherServerFails) {
    Engine engine(op::TestConnection{}, context());
    engine.start();
    const Step step = engine.onReply(http("<html>It works!</html>"));
    EXPECT_EQ(codeOf(step), MiResult::kFailed);
    EXPECT_FALSE(step.completion->message.empty());
}

}  // namespace
}  // namespace client
