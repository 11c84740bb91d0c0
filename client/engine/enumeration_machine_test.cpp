#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "client/engine/engine_for_test.h"
#include "wsman/ops/enumeration.h"
#include "wsman/uris.h"

namespace client {
namespace {

using testing::HasSubstr;

std::string item(int number) {
    return "<p:X xmlns:p=\"http://schemas.dmtf.org/wbem/wscim/1/cim-schema/2/X\"><p:N>" + std::to_string(number) +
           "</p:N></p:X>";
}

std::string contextElement(const std::string& context) {
    return "<n:EnumerationContext>" + context + "</n:EnumerationContext>";
}

TEST(EnumerateInstances, AsksForItemsWithTheFirstReply) {
    OperationContext settings = context();
    settings.maxElements = 7;
    settings.polymorphism = wsman::ops::Polymorphism::kExcludeSubClassProperties;
    Engine engine(op::EnumerateInstances{"X"}, settings);
    const Step step = engine.start();
    const auto message = parsed(step);
    const auto request = wsman::ops::readEnumerate(message);
    ASSERT_TRUE(request) << request.error().text();
    EXPECT_TRUE(request->optimize);
    EXPECT_EQ(request->maxElements, 7u);
    EXPECT_EQ(request->mode, wsman::ops::EnumerationMode::kObject);
    EXPECT_EQ(request->polymorphism, wsman::ops::Polymorphism::kExcludeSubClassProperties);
    EXPECT_FALSE(request->filter);
    EXPECT_EQ(message.header().resourceUri->value, "http://schemas.dmtf.org/wbem/wscim/1/cim-schema/2/X");
}

TEST(EnumerateInstances, RecordedInOneReply) {
    Engine engine(op::EnumerateInstances{"MSFT_President"}, contextFor("enumerate"));
    engine.start();
    const Step step = engine.onReply(http(recorded("enumerate")));
    ASSERT_EQ(codeOf(step), MiResult::kOk) << step.completion->message;
    ASSERT_EQ(step.results.size(), 5u);
    EXPECT_EQ(textOf(instanceAt(step, 0), "First"), "George");
    EXPECT_EQ(textOf(instanceAt(step, 4), "Last"), "Monroe");
    EXPECT_FALSE(step.send);
}

TEST(EnumerateInstances, RecordedOverSeveralPulls) {
    OperationContext settings = context();
    auto page = std::make_shared<int>(0);
    settings.newMessageId = [page] {
        const char* const ids[] = {"00010000", "00020000", "008F0000"};
        return std::string("uuid:482CA07F-60E2-0006-0000-0000") + ids[(*page)++];
    };
    Engine engine(op::EnumerateInstances{"X_SmallNumber"}, settings);
    engine.start();
    const Step first = engine.onReply(http(recorded("pages_1")));
    EXPECT_EQ(first.results.size(), 7u);
    EXPECT_FALSE(first.completion);
    const auto pull = wsman::ops::readPull(parsed(first));
    ASSERT_TRUE(pull) << pull.error().text();
    EXPECT_EQ(pull->context, "2557018112");
    EXPECT_EQ(pull->maxElements, settings.maxElements);
    const Step second = engine.onReply(http(recorded("pages_2")));
    EXPECT_EQ(second.results.size(), 7u);
    const Step last = engine.onReply(http(recorded("pages_3")));
    EXPECT_EQ(codeOf(last), MiResult::kOk);
    EXPECT_EQ(textOf(instanceAt(last, last.results.size() - 1), "SpelledNumber"), "nine hundred ninety nine");
    EXPECT_TRUE(instanceAt(last, 0).find("Description")->value.isNull());
    EXPECT_FALSE(last.send);
}

TEST(EnumerateInstances, UsesTheNewestContextAndTheSameTarget) {
    Engine engine(op::EnumerateInstances{"X"}, context());
    Step step = engine.start();
    const auto first = parsed(step);
    step =
        engine.onReply(answer(*step.send, "<n:EnumerateResponse>" + contextElement("one") + "</n:EnumerateResponse>"));
    EXPECT_EQ(wsman::ops::readPull(parsed(step))->context, "one");
    step = engine.onReply(answer(*step.send, "<n:PullResponse>" + contextElement("<p:t xmlns:p='urn:p'>two</p:t>") +
                                                 "<n:Items>" + item(1) + "</n:Items></n:PullResponse>"));
    EXPECT_THAT(wsman::ops::readPull(parsed(step))->context, HasSubstr("two"));
    // A server may leave the context out when it has not changed; items in the other namespace count too.
    step = engine.onReply(answer(*step.send, "<n:PullResponse><w:Items>" + item(2) + "</w:Items></n:PullResponse>"));
    const auto pull = parsed(step);
    EXPECT_THAT(wsman::ops::readPull(pull)->context, HasSubstr("two"));
    EXPECT_EQ(step.results.size(), 1u);
    EXPECT_EQ(pull.header().resourceUri, first.header().resourceUri);
    EXPECT_EQ(pull.header().selectors, first.header().selectors);
    EXPECT_NE(pull.header().messageId, first.header().messageId);
    step = engine.onReply(answer(*step.send, "<n:PullResponse><n:Items/><w:EndOfSequence/></n:PullResponse>"));
    EXPECT_EQ(codeOf(step), MiResult::kOk);
    EXPECT_TRUE(step.results.empty());
}

TEST(EnumerateInstances, AnIgnoredOptimizationLosesNothing) {
    Engine engine(op::EnumerateInstances{"MSFT_President"}, contextFor("enumerate_plain"));
    engine.start();
    const Step step = engine.onReply(http(recorded("enumerate_plain")));
    EXPECT_TRUE(step.results.empty());
    EXPECT_EQ(wsman::ops::readPull(parsed(step))->context, "1164378112");
}

TEST(EnumerateInstances, NoWayToGoOnIsAnErrorAndNoEnd) {
    for (const char* body :
         {"<n:EnumerateResponse/>", "<n:EnumerateResponse><n:EnumerationContext/></n:EnumerateResponse>",
          "<p:Other xmlns:p=\"urn:p\"/>", ""}) {
        Engine engine(op::EnumerateInstances{"X"}, context());
        const Step first = engine.start();
        const Step step = engine.onReply(answer(*first.send, body));
        EXPECT_EQ(codeOf(step), MiResult::kFailed) << body;
        EXPECT_FALSE(step.send);
    }
}

TEST(EnumerateInstances, EndlessEmptyRepliesEnd) {
    Engine engine(op::EnumerateInstances{"X"}, context());
    Step step = engine.start();
    step = engine.onReply(answer(*step.send, "<n:EnumerateResponse>" + contextElement("c") + "</n:EnumerateResponse>"));
    int pulls = 0;
    while (!step.completion && pulls < 5000) {
        ++pulls;
        step = engine.onReply(answer(*step.send, "<n:PullResponse>" + contextElement("c") + "</n:PullResponse>"));
    }
    EXPECT_EQ(codeOf(step), MiResult::kFailed);
    EXPECT_EQ(parsed(step).action(), wsman::action::kRelease);
}

TEST(EnumerateInstances, KeysOnlyFromEprs) {
    for (const char* name : {"enumerate_epr", "enumerate_object_and_epr"}) {
        Engine engine(op::EnumerateInstances{"MSFT_President", true}, contextFor(name));
        const Step first = engine.start();
        EXPECT_EQ(wsman::ops::readEnumerate(parsed(first))->mode, wsman::ops::EnumerationMode::kEpr);
        const Step step = engine.onReply(http(recorded(name)));
        ASSERT_EQ(codeOf(step), MiResult::kOk) << step.completion->message;
        ASSERT_EQ(step.results.size(), 5u);
        const auto& keys = instanceAt(step, 2);
        EXPECT_EQ(keys.className, "MSFT_President");
        EXPECT_EQ(keys.nameSpace, "root/test");
        ASSERT_EQ(keys.properties.size(), 1u);
        EXPECT_EQ(textOf(keys, "Key"), "3");
        EXPECT_NE(keys.properties[0].flags & wsman::cim::flag::kKey, 0u);
    }
}

TEST(EnumerateInstances, ObjectsWithEprsAreObjectsWhenNotOnlyKeysAreAskedFor) {
    Engine engine(op::EnumerateInstances{"MSFT_President"}, contextFor("enumerate_object_and_epr"));
    engine.start();
    const Step step = engine.onReply(http(recorded("enumerate_object_and_epr")));
    ASSERT_EQ(codeOf(step), MiResult::kOk);
    EXPECT_EQ(textOf(instanceAt(step, 1), "Last"), "Adams");
}

TEST(EnumerateInstances, AFaultInTheMiddleKeepsWhatCameBefore) {
    Engine engine(op::EnumerateInstances{"X"}, context());
    Step step = engine.start();
    step = engine.onReply(answer(*step.send, "<n:EnumerateResponse>" + contextElement("c") + "<w:Items>" + item(1) +
                                                 item(2) + "</w:Items></n:EnumerateResponse>"));
    EXPECT_EQ(step.results.size(), 2u);
    step = engine.onReply(fault(*step.send, "n:InvalidEnumerationContext", "gone"));
    EXPECT_EQ(codeOf(step), MiResult::kInvalidEnumerationContext);
    EXPECT_FALSE(step.send);
}

TEST(EnumerateInstances, WhenTheServerStillKeepsAContextItIsReleased) {
    const auto running = [] {
        auto engine = std::make_unique<Engine>(op::EnumerateInstances{"X"}, context());
        Step step = engine->start();
        step = engine->onReply(
            answer(*step.send, "<n:EnumerateResponse>" + contextElement("keep") + "</n:EnumerateResponse>"));
        return std::pair(std::move(engine), *step.send);
    };
    const auto released = [](const Step& step) {
        const auto message = parsed(step);
        EXPECT_EQ(message.action(), wsman::action::kRelease);
        return wsman::ops::readEnumerationContext(message).value_or("?");
    };
    auto [canceled, pull] = running();
    Step step = canceled->cancel();
    EXPECT_EQ(codeOf(step), MiResult::kFailed);
    EXPECT_EQ(released(step), "keep");

    auto [late, latePull] = running();
    step = late->onTransportError({TransportErrorKind::kTimeout, "late"});
    EXPECT_EQ(released(step), "keep");

    auto [timedOut, timedOutPull] = running();
    step = timedOut->onReply(fault(timedOutPull, "w:TimedOut", "late"));
    EXPECT_EQ(codeOf(step), MiResult::kFailed);
    EXPECT_EQ(released(step), "keep");

    auto [garbled, garbledPull] = running();
    step = garbled->onReply(
        answer(garbledPull, "<n:PullResponse><n:Items>" + item(1) + "<w:Item/></n:Items></n:PullResponse>"));
    EXPECT_EQ(codeOf(step), MiResult::kFailed);
    EXPECT_EQ(step.results.size(), 1u);
    EXPECT_EQ(released(step), "keep");

    auto [refused, refusedPull] = running();
    step = refused->onTransportError({TransportErrorKind::kConnect, "gone"});
    EXPECT_FALSE(step.send);
}

TEST(EnumerateInstances, CancelBeforeAnyContextSaysNothing) {
    Engine engine(op::EnumerateInstances{"X"}, context());
    engine.start();
    EXPECT_FALSE(engine.cancel().send);
}

TEST(QueryInstances, DialectsAndEscaping) {
    struct Case {
        const char* dialect;
        std::string_view uri;
    };
    for (const Case& test :
         {Case{"WQL", wsman::uri::kDialectWql}, Case{"wql", wsman::uri::kDialectWql}, Case{"", wsman::uri::kDialectWql},
          Case{"CQL", wsman::uri::kDialectCql}, Case{"http://example/dialect", "http://example/dialect"}}) {
        Engine engine(op::QueryInstances{test.dialect, "select * from X where A < 3 & B = \"&lt;\""}, context());
        const auto message = parsed(engine.start());
        const auto request = wsman::ops::readEnumerate(message);
        ASSERT_TRUE(request && request->filter);
        EXPECT_EQ(request->filter->dialect, test.uri);
        EXPECT_EQ(request->filter->text, "select * from X where A < 3 & B = \"&lt;\"");
        EXPECT_EQ(message.header().resourceUri->value, wsman::uri::kCimAllClasses);
    }
    OperationContext wmi = context();
    wmi.resourceUriPrefix = "http://schemas.microsoft.com/wbem/wsman/1/wmi/root/cimv2";
    Engine engine(op::QueryInstances{"WQL", "select * from X"}, wmi);
    const auto message = parsed(engine.start());
    EXPECT_EQ(message.header().resourceUri->value, "http://schemas.microsoft.com/wbem/wsman/1/wmi/root/cimv2/*");
    EXPECT_EQ(message.header().selector("__cimnamespace"), nullptr);
}

TEST(QueryInstances, UnknownDialectAndMissingExpressionAreRefusedHere) {
    Engine dialect(op::QueryInstances{"XYZ", "select"}, context());
    EXPECT_EQ(codeOf(dialect.start()), MiResult::kQueryLanguageNotSupported);
    Engine expression(op::QueryInstances{"WQL", ""}, context());
    EXPECT_EQ(codeOf(expression.start()), MiResult::kInvalidParameter);
    OperationContext settings = context();
    settings.resourceUri = "urn:everything";
    Engine byUri(op::QueryInstances{"", ""}, settings);
    EXPECT_FALSE(wsman::ops::readEnumerate(parsed(byUri.start()))->filter);
}

TEST(AssociatorInstances, AllFiltersReachTheWire) {
    Engine engine(op::AssociatorInstances{president(8), "Assoc", "Result", "Role", "ResultRole", true}, context());
    const auto message = parsed(engine.start());
    EXPECT_EQ(message.header().resourceUri->value, wsman::uri::kCimAllClasses);
    const auto request = wsman::ops::readEnumerate(message);
    ASSERT_TRUE(request && request->filter && request->filter->association);
    EXPECT_EQ(request->filter->dialect, wsman::uri::kDialectAssociation);
    EXPECT_EQ(request->mode, wsman::ops::EnumerationMode::kEpr);
    const auto& filter = *request->filter->association;
    EXPECT_FALSE(filter.references);
    EXPECT_EQ(filter.associationClass, "Assoc");
    EXPECT_EQ(filter.resultClass, "Result");
    EXPECT_EQ(filter.role, "Role");
    EXPECT_EQ(filter.resultRole, "ResultRole");
    EXPECT_EQ(filter.object.resourceUri, "http://schemas.dmtf.org/wbem/wscim/1/cim-schema/2/MSFT_President");
    EXPECT_EQ(filter.object.selectors.find("Key")->value, "8");
    EXPECT_EQ(filter.object.selectors.find("__cimnamespace")->value, "root/test");
}

TEST(AssociatorInstances, ReadsARecordedReplyOfSeveralClasses) {
    Engine engine(op::AssociatorInstances{president(8)}, contextFor("associators"));
    engine.start();
    const Step step = engine.onReply(http(recorded("associators")));
    ASSERT_EQ(codeOf(step), MiResult::kOk) << step.completion->message;
    ASSERT_EQ(step.results.size(), 3u);
    EXPECT_EQ(textOf(instanceAt(step, 1), "SpelledNumber"), "sixteen");
    EXPECT_EQ(instanceAt(step, 2).className, "X_NumberWorld");
    EXPECT_EQ(textOf(instanceAt(step, 2), "Description"), "<&\t xml-encoding-test \t&>");
}

TEST(ReferenceInstances, AsksForAssociations) {
    Engine engine(op::ReferenceInstances{president(8), "Result", "Role"}, context());
    const auto request = wsman::ops::readEnumerate(parsed(engine.start()));
    ASSERT_TRUE(request && request->filter && request->filter->association);
    EXPECT_TRUE(request->filter->association->references);
    EXPECT_EQ(request->filter->association->resultClass, "Result");
    EXPECT_EQ(request->filter->association->role, "Role");
}

TEST(EnumerateClasses, ClassesAndNames) {
    const std::string items =
        "<n:EnumerateResponse><n:EnumerationContext/><w:Items>"
        "<CLASS NAME=\"A\"><PROPERTY NAME=\"P\" TYPE=\"string\"/></CLASS><CLASS NAME=\"B\" SUPERCLASS=\"A\"/>"
        "<a:EndpointReference><a:Address>x</a:Address><a:ReferenceParameters><w:ResourceURI>"
        "http://schemas.dmtf.org/wbem/cim-xml/2/cim-schema/2/*</w:ResourceURI><w:SelectorSet>"
        "<w:Selector Name=\"ClassName\">C</w:Selector></w:SelectorSet></a:ReferenceParameters></a:EndpointReference>"
        "</w:Items><w:EndOfSequence/></n:EnumerateResponse>";
    for (const bool namesOnly : {false, true}) {
        Engine engine(op::EnumerateClasses{"A", namesOnly}, context());
        const Step first = engine.start();
        EXPECT_EQ(parsed(first).header().resourceUri->value, wsman::uri::kCimXmlAll);
        EXPECT_EQ(*parsed(first).header().selector("ClassName"), "A");
        const Step step = engine.onReply(answer(*first.send, items));
        ASSERT_EQ(codeOf(step), MiResult::kOk) << step.completion->message;
        ASSERT_EQ(step.results.size(), 3u);
        const auto& a = std::get<ClassResult>(step.results[0]).declaration;
        EXPECT_EQ(a.name, "A");
        EXPECT_EQ(a.properties.size(), namesOnly ? 0u : 1u);
        EXPECT_EQ(std::get<ClassResult>(step.results[1]).declaration.superClass, namesOnly ? "" : "A");
        EXPECT_EQ(std::get<ClassResult>(step.results[2]).declaration.name, "C");
    }
    Engine all(op::EnumerateClasses{}, context());
    EXPECT_EQ(parsed(all.start()).header().selector("ClassName"), nullptr);
}

}  // namespace
}  // namespace client
