#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "client/engine/engine_for_test.h"
#include "wsman/ops/transfer.h"
#include "wsman/uris.h"

namespace client {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using wsman::cim::Scalar;
using wsman::cim::Value;

std::vector<std::string> selectorsOf(const wsman::soap::Message& message) {
    std::vector<std::string> texts;
    if (message.header().selectors) {
        for (const auto& selector : message.header().selectors->items) {
            texts.push_back(selector.name + "=" + selector.value);
        }
    }
    return texts;
}

TEST(GetInstance, SendsKeysOnlyAndAllHeadersThatTheContextAsksFor) {
    auto keys = president(7);
    keys.set("First", Value::of(Scalar(std::string("ignored"))));
    OperationContext settings = context();
    settings.timeout = std::chrono::seconds(90);
    settings.locale = "en-US";
    settings.dataLocale = "de-DE";
    settings.maxEnvelopeSize = 512'000;
    settings.options = {{.name = "Trace", .value = "<1>", .type = "xs:string"}};
    settings.optionsMustUnderstand = true;
    settings.machineId = "here";
    Engine engine(op::GetInstance{keys}, settings);
    const Step step = engine.start();
    const auto message = parsed(step);
    const auto& header = message.header();
    EXPECT_EQ(message.action(), wsman::action::kGet);
    EXPECT_EQ(step.send->action, wsman::action::kGet);
    EXPECT_EQ(step.send->contentType, "application/soap+xml;charset=UTF-8");
    EXPECT_EQ(step.send->timeout, std::chrono::seconds(90));
    EXPECT_EQ(header.to, "http://server.example:5985/wsman");
    EXPECT_EQ(header.messageId, step.send->messageId);
    EXPECT_EQ(header.replyTo->address, wsman::uri::kAnonymous);
    EXPECT_EQ(header.resourceUri->value, "http://schemas.dmtf.org/wbem/wscim/1/cim-schema/2/MSFT_President");
    EXPECT_EQ(header.resourceUri->mustUnderstand, true);
    EXPECT_THAT(selectorsOf(message), ElementsAre("__cimnamespace=root/test", "Key=7"));
    EXPECT_EQ(header.operationTimeout->value, std::chrono::seconds(90));
    EXPECT_EQ(header.maxEnvelopeSize->value, 512'000u);
    EXPECT_EQ(header.locale->value, "en-US");
    EXPECT_EQ(header.locale->mustUnderstand, false);
    EXPECT_EQ(header.dataLocale->value, "de-DE");
    EXPECT_EQ(*header.option("Trace"), "<1>");
    EXPECT_EQ(header.options->mustUnderstand, true);
    EXPECT_EQ(header.machineId, "here");
    EXPECT_FALSE(message.payload());
}

TEST(GetInstance, LeavesOutWhatTheContextDoesNotAskFor) {
    OperationContext settings = context();
    settings.nameSpace.clear();
    settings.timeout.reset();
    Engine engine(op::GetInstance{president(7)}, settings);
    const Step step = engine.start();
    const auto message = parsed(step);
    EXPECT_THAT(selectorsOf(message), ElementsAre("Key=7"));
    EXPECT_FALSE(message.header().operationTimeout || message.header().maxEnvelopeSize || message.header().locale ||
                 message.header().dataLocale || message.header().options || message.header().machineId);
    EXPECT_FALSE(step.send->timeout);
}

TEST(GetInstance, ReadsARecordedReply) {
    Engine engine(op::GetInstance{president(1)}, contextFor("get"));
    engine.start();
    const Step step = engine.onReply(http(recorded("get")));
    ASSERT_EQ(codeOf(step), MiResult::kOk) << step.completion->message;
    ASSERT_EQ(step.results.size(), 1u);
    EXPECT_EQ(instanceAt(step, 0).className, "MSFT_President");
    EXPECT_EQ(instanceAt(step, 0).nameSpace, "root/test");
    EXPECT_EQ(textOf(instanceAt(step, 0), "Key"), "1");
    EXPECT_EQ(textOf(instanceAt(step, 0), "Last"), "Washington");
    EXPECT_TRUE(step.completion->message.empty());
    EXPECT_FALSE(step.completion->details);
}

TEST(GetInstance, TakesTypesFromTheSchemaOfItsClass) {
    auto schema = std::make_shared<wsman::cim::Class>();
    schema->name = "msft_president";
    schema->properties.push_back({.name = "Key", .type = wsman::cim::Type::kUint32, .flags = wsman::cim::flag::kKey});
    OperationContext settings = contextFor("get");
    settings.schema = schema;
    Engine engine(op::GetInstance{president(1)}, settings);
    engine.start();
    const Step step = engine.onReply(http(recorded("get")));
    ASSERT_EQ(codeOf(step), MiResult::kOk);
    EXPECT_EQ(*instanceAt(step, 0).find("Key")->value.get<std::uint32_t>(), 1u);
}

TEST(GetInstance, AnEmptyReplyIsAnError) {
    Engine engine(op::GetInstance{president(1)}, context());
    const Step first = engine.start();
    EXPECT_EQ(codeOf(engine.onReply(answer(*first.send, ""))), MiResult::kFailed);
}

TEST(Target, ResourceUriOptionsAndNamespaces) {
    struct Case {
        const char* uri;
        const char* prefix;
        const char* own;
        const char* expected;
        bool selector;
    };
    for (const Case& test : {
             Case{"urn:whole", "http://p/", "", "urn:whole", true},
             Case{"", "http://p", "", "http://p/MSFT_President", true},
             Case{"", "http://schemas.microsoft.com/wbem/wsman/1/wmi/root/test/", "",
                  "http://schemas.microsoft.com/wbem/wsman/1/wmi/root/test/MSFT_President", false},
             Case{"", "http://p/", "http://own/MSFT_President", "http://own/MSFT_President", true},
         }) {
        auto keys = president(1);
        keys.resourceUri = test.own;
        OperationContext settings = context();
        settings.resourceUri = test.uri;
        settings.resourceUriPrefix = test.prefix;
        Engine engine(op::DeleteInstance{keys}, settings);
        const auto message = parsed(engine.start());
        EXPECT_EQ(message.header().resourceUri->value, test.expected);
        EXPECT_EQ(message.header().selector("__cimnamespace") != nullptr, test.selector) << test.expected;
    }
    auto elsewhere = president(1);
    elsewhere.nameSpace = "root/other";
    Engine engine(op::GetInstance{elsewhere}, context());
    EXPECT_EQ(*parsed(engine.start()).header().selector("__cimnamespace"), "root/other");
}

TEST(Target, WithoutFlaggedKeysAllScalarPropertiesAreKeys) {
    wsman::cim::Instance keys;
    keys.className = "X";
    keys.set("A", Value::of(Scalar(true)));
    keys.set("B", Value::of(Scalar(std::string("<&>"))));
    keys.set("C", Value::null(wsman::cim::Type::kString));
    Engine engine(op::GetInstance{keys}, context());
    EXPECT_THAT(selectorsOf(parsed(engine.start())), ElementsAre("__cimnamespace=root/test", "A=true", "B=<&>"));
}

TEST(Target, ReferenceKeysBecomeNestedEprs) {
    wsman::cim::Instance keys;
    keys.className = "Assoc";
    keys.set("Left", Value::of(Scalar(wsman::cim::Reference{std::make_shared<wsman::cim::Instance>(president(3))})),
             wsman::cim::flag::kKey);
    Engine engine(op::GetInstance{keys}, context());
    const auto message = parsed(engine.start());
    const auto* left = message.header().selectors->find("Left");
    ASSERT_TRUE(left != nullptr && left->reference);
    EXPECT_EQ(left->reference->selectors.find("Key")->value, "3");
}

TEST(Target, ArgumentsThatCannotBeSentNeverReachTheWire) {
    wsman::cim::Instance noClass = president(1);
    noClass.className.clear();
    wsman::cim::Instance markup = president(1);
    markup.className = "X><evil/><X";
    wsman::cim::Instance badProperty = president(1);
    badProperty.set("a b", Value::of(Scalar(true)));
    wsman::cim::Instance nullKey;
    nullKey.className = "X";
    nullKey.set("K", Value::null(wsman::cim::Type::kString), wsman::cim::flag::kKey);
    for (const auto& instance : {noClass, markup, badProperty, nullKey}) {
        for (const OperationSpec& spec :
             {OperationSpec(op::GetInstance{instance}), OperationSpec(op::ModifyInstance{instance}),
              OperationSpec(op::DeleteInstance{instance}), OperationSpec(op::AssociatorInstances{instance}),
              OperationSpec(op::ReferenceInstances{instance}), OperationSpec(op::Invoke{"", "M", instance})}) {
            Engine engine(spec, context());
            const Step step = engine.start();
            EXPECT_EQ(codeOf(step), MiResult::kInvalidParameter) << instance.className << " " << spec.index();
            EXPECT_FALSE(step.send);
            EXPECT_THAT(step.completion->message, HasSubstr("Invalid argument"));
        }
    }
    Engine get(op::GetClass{""}, context());
    EXPECT_EQ(codeOf(get.start()), MiResult::kInvalidParameter);
    Engine enumerate(op::EnumerateInstances{""}, context());
    EXPECT_EQ(codeOf(enumerate.start()), MiResult::kInvalidParameter);
}

TEST(ModifyInstance, SendsTheRepresentationAndTakesAnAnswerWithOrWithoutOne) {
    auto instance = president(1);
    instance.set("First", Value::of(Scalar(std::string("Ge<o>"))));
    instance.set("Last", Value::null(wsman::cim::Type::kString));
    const auto run = [&](const std::string& body) {
        Engine engine(op::ModifyInstance{instance}, context());
        const Step first = engine.start();
        const auto message = parsed(first);
        EXPECT_EQ(message.action(), wsman::action::kPut);
        EXPECT_EQ(message.payload().localName(), "MSFT_President");
        EXPECT_EQ(message.payload().childLocal("Key").text(), "1");
        EXPECT_EQ(message.payload().childLocal("First").text(), "Ge<o>");
        EXPECT_TRUE(message.payload().childLocal("Last").isNil());
        EXPECT_EQ(*message.header().selector("Key"), "1");
        return engine.onReply(answer(*first.send, body));
    };
    const Step silent = run("");
    EXPECT_EQ(codeOf(silent), MiResult::kOk);
    EXPECT_TRUE(silent.results.empty());
    const Step full = run("<p:MSFT_President xmlns:p=\"urn:p\"><p:First>New</p:First></p:MSFT_President>");
    EXPECT_EQ(codeOf(full), MiResult::kOk);
    EXPECT_EQ(textOf(instanceAt(full, 0), "First"), "New");
}

TEST(CreateInstance, AddressesTheClassAndReturnsTypedKeys) {
    auto instance = president(33);
    instance.set("First", Value::of(Scalar(std::string("John"))));
    Engine engine(op::CreateInstance{instance}, context());
    const Step first = engine.start();
    const auto message = parsed(first);
    EXPECT_EQ(message.action(), wsman::action::kCreate);
    EXPECT_THAT(selectorsOf(message), ElementsAre("__cimnamespace=root/test"));
    EXPECT_EQ(message.payload().childLocal("Key").text(), "33");
    const Step step = engine.onReply(answer(
        *first.send,
        "<x:ResourceCreated><a:Address>http://s/wsman</a:Address><a:ReferenceParameters><w:ResourceURI>"
        "http://schemas.dmtf.org/wbem/wscim/1/cim-schema/2/MSFT_President</w:ResourceURI><w:SelectorSet>"
        "<w:Selector Name=\"__cimnamespace\">root/test</w:Selector><w:Selector Name=\"Key\">33</w:Selector>"
        "<w:Selector Name=\"Extra\">e</w:Selector></w:SelectorSet></a:ReferenceParameters></x:ResourceCreated>"));
    ASSERT_EQ(codeOf(step), MiResult::kOk) << step.completion->message;
    const auto& created = instanceAt(step, 0);
    EXPECT_EQ(created.className, "MSFT_President");
    EXPECT_EQ(created.nameSpace, "root/test");
    EXPECT_EQ(*created.find("Key")->value.get<std::uint32_t>(), 33u);
    EXPECT_EQ(created.find("Key")->flags & wsman::cim::flag::kKey, wsman::cim::flag::kKey);
    EXPECT_EQ(textOf(created, "Extra"), "e");
}

TEST(CreateInstance, TakesTheElementNameFromTheResourceUriWhenThereIsNoClass) {
    wsman::cim::Instance instance;
    instance.set("A", Value::of(Scalar(true)));
    OperationContext settings = context();
    settings.resourceUri = "http://schemas.microsoft.com/wbem/wsman/1/config/Listener";
    Engine named(op::CreateInstance{instance}, settings);
    EXPECT_EQ(parsed(named.start()).payload().localName(), "Listener");
    settings.resourceUri = "urn:*";
    for (const OperationSpec& spec :
         {OperationSpec(op::CreateInstance{instance}), OperationSpec(op::ModifyInstance{instance})}) {
        Engine nameless(spec, settings);
        EXPECT_EQ(codeOf(nameless.start()), MiResult::kInvalidParameter);
    }
}

TEST(CreateInstance, NeedsNoKeys) {
    wsman::cim::Instance instance;
    instance.className = "X";
    instance.set("List", *Value::array(wsman::cim::Type::kString, {Scalar(std::string("a"))}));
    Engine engine(op::CreateInstance{instance}, context());
    EXPECT_TRUE(engine.start().send);
}

TEST(DeleteInstance, EndsWithoutAnInstance) {
    Engine engine(op::DeleteInstance{president(1)}, context());
    const Step first = engine.start();
    EXPECT_EQ(parsed(first).action(), wsman::action::kDelete);
    const Step step = engine.onReply(answer(*first.send, ""));
    EXPECT_EQ(codeOf(step), MiResult::kOk);
    EXPECT_TRUE(step.results.empty());
}

TEST(GetInstance, IsSentInUtf16WhenThatIsAskedFor) {
    auto keys = president(7);
    keys.set("Name", Value::of(Scalar(std::string("\u00c5ngstr\u00f6m"))));
    OperationContext settings = context();
    settings.encoding = wsman::xml::Encoding::kUtf16Le;
    const Step step = Engine(op::ModifyInstance{keys}, settings).start();
    EXPECT_EQ(step.send->contentType, "application/soap+xml;charset=UTF-16");
    EXPECT_TRUE(step.send->body.starts_with("\xff\xfe<"));
    const auto text = wsman::xml::toUtf8(step.send->body, "UTF-16");
    ASSERT_TRUE(text) << text.error().text();
    EXPECT_THAT(*text, HasSubstr(">\u00c5ngstr\u00f6m<"));
}

TEST(GetClass, AsksForCimXmlAndReadsTheDeclaration) {
    Engine engine(op::GetClass{"CIM_Thing"}, context());
    const Step first = engine.start();
    const auto message = parsed(first);
    EXPECT_EQ(message.header().resourceUri->value, wsman::uri::kCimXmlAll);
    EXPECT_THAT(selectorsOf(message), ElementsAre("__cimnamespace=root/test", "ClassName=CIM_Thing"));
    for (const char* option : {"IncludeInheritanceHierarchy", "IncludeInheritedElements", "IncludeQualifiers"}) {
        EXPECT_EQ(*message.header().option(option), "true") << option;
    }
    const Step step = engine.onReply(answer(
        *first.send, R"(<CLASS NAME="CIM_Thing" SUPERCLASS="CIM_Base"><PROPERTY NAME="Id" TYPE="uint64">)"
                     R"(<QUALIFIER NAME="Key" TYPE="boolean"><VALUE>true</VALUE></QUALIFIER></PROPERTY></CLASS>)"));
    ASSERT_EQ(codeOf(step), MiResult::kOk) << step.completion->message;
    const auto& declaration = std::get<ClassResult>(step.results.at(0)).declaration;
    EXPECT_EQ(declaration.name, "CIM_Thing");
    EXPECT_EQ(declaration.superClass, "CIM_Base");
    EXPECT_EQ(declaration.nameSpace, "root/test");
    EXPECT_EQ(declaration.property("Id")->type, wsman::cim::Type::kUint64);
}

TEST(GetClass, AReplyWithoutAClassIsAnError) {
    for (const char* body : {"", "<p:X xmlns:p=\"urn:p\"/>"}) {
        Engine engine(op::GetClass{"CIM_Thing"}, context());
        const Step first = engine.start();
        EXPECT_EQ(codeOf(engine.onReply(answer(*first.send, body))), MiResult::kFailed) << body;
    }
}

TEST(Cancel, BeforeStartAndWhileWaiting) {
    Engine fresh(op::GetInstance{president(1)}, context());
    EXPECT_EQ(codeOf(fresh.cancel()), MiResult::kFailed);
    Engine running(op::GetInstance{president(1)}, context());
    running.start();
    const Step step = running.cancel("The session was closed.");
    EXPECT_EQ(codeOf(step), MiResult::kFailed);
    EXPECT_EQ(step.completion->message, "The session was closed.");
    EXPECT_FALSE(step.send);
    EXPECT_EQ(*step.completion->details->find("error_Category")->value.get<std::uint16_t>(), 14);
}

}  // namespace
}  // namespace client
