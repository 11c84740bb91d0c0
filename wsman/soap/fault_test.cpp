#include "wsman/soap/fault.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "wsman/soap/test_support.h"
#include "wsman/uris.h"

namespace wsman::soap {
namespace {

using test::envelope;
using test::parsed;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::StartsWith;

xml::QName soapName(std::string local) {
    return {std::string(ns::kSoap), std::move(local)};
}

Fault readBody(const std::string& content, const std::string& headerBlocks = {}) {
    const Result<Fault> fault = readFault(parsed(envelope(headerBlocks, "<s:Fault>" + content + "</s:Fault>")));
    EXPECT_TRUE(fault);
    return fault.value_or(Fault{});
}

TEST(ReadFault, ReadsOmis) {
    const Message message = parsed(test::recorded("omi_fault_not_found"));
    const Fault fault = readFault(message).value();
    EXPECT_EQ(fault.code, soapName("Sender"));
    EXPECT_EQ(fault.subcode, (xml::QName{std::string(ns::kAddressing), "DestinationUnreachable"}));
    EXPECT_EQ(fault.info(), &faultInfo(FaultId::kWsaDestinationUnreachable));
    EXPECT_EQ(fault.reason(), "CIM ERROR:NOT_FOUND: The requested object cannot be found.");
    EXPECT_EQ(fault.reasons.front().lang, "en-US");
    EXPECT_EQ(fault.faultDetail, "");
    EXPECT_FALSE(fault.wsmanFault);
    ASSERT_EQ(fault.detail.size(), 1u);
    const xml::Document detail = xml::Document::parse(fault.detail.front()).value();
    EXPECT_EQ(detail.root().localName(), "OMI_Error");
    EXPECT_EQ(detail.root().attribute(ns::kCimBinding, "IsCIM_Error"), "true");
    EXPECT_EQ(detail.root().childLocal("CIMStatusCode").text(), "6");
}

TEST(ReadFault, ReadsWsmanFaultWithText) {
    const Fault fault = readBody(
        "<s:Code><s:Value>s:Sender</s:Value><s:Subcode><s:Value>w:InvalidSelectors</s:Value></s:Subcode></s:Code>"
        "<s:Reason><s:Text xml:lang=\"en-US\"> no </s:Text></s:Reason><s:Detail><w:FaultDetail>"
        "http://schemas.dmtf.org/wbem/wsman/1/wsman/faultDetail/UnexpectedSelectors</w:FaultDetail>"
        "<f:WSManFault Code=\"2150858843\" Machine=\"host\"><f:Message>It failed. </f:Message></f:WSManFault>"
        "</s:Detail>");
    EXPECT_EQ(fault.faultDetail, std::string(uri::kFaultDetailPrefix) + "UnexpectedSelectors");
    EXPECT_EQ(fault.reason(), "no");
    WsmanFault expected;
    expected.code = 2150858843u;
    expected.machine = "host";
    expected.message = "It failed.";
    EXPECT_EQ(fault.wsmanFault, expected);
    EXPECT_THAT(fault.detail, IsEmpty());
}

TEST(ReadFault, ReadsNestedProviderFaults) {
    const Fault fault = readBody(
        "<s:Code><s:Value>s:Receiver</s:Value></s:Code><s:Reason><s:Text>r</s:Text></s:Reason><s:Detail>"
        "<f:WSManFault Code=\"1\" Machine=\"m\"><f:Message><f:ProviderFault provider=\"WMI\" providerId=\"{id}\">"
        "<f:WSManFault Code=\"2\"><f:Message><f:ProviderFault provider=\"inner\"><f:WSManFault Code=\"3\"><f:Message>"
        "deep</f:Message></f:WSManFault></f:ProviderFault></f:Message></f:WSManFault>"
        "<f:ExtendedError><x "
        "xmlns=\"urn:x\"/></f:ExtendedError></f:ProviderFault></f:Message></f:WSManFault></s:Detail>");
    ASSERT_TRUE(fault.wsmanFault);
    EXPECT_EQ(fault.wsmanFault->code, 1u);
    EXPECT_EQ(fault.wsmanFault->provider, "WMI");
    EXPECT_EQ(fault.wsmanFault->providerId, "{id}");
    EXPECT_EQ(fault.wsmanFault->providerCode, 3u);
    EXPECT_EQ(fault.wsmanFault->message, "deep");
    EXPECT_THAT(fault.detail, ElementsAre(StartsWith("<f:ExtendedError xmlns:f=")));
}

TEST(ReadFault, ReadsProviderText) {
    const Fault fault = readBody(
        "<s:Code><s:Value>s:Receiver</s:Value></s:Code><s:Detail><f:WSManFault Code=\"0x80338012\"><f:Message>"
        "<f:ProviderFault provider=\"Shell\" path=\"c:\\x\">No shell</f:ProviderFault></f:Message></f:WSManFault>"
        "</s:Detail>");
    EXPECT_EQ(fault.wsmanFault->code, 0x80338012u);
    EXPECT_EQ(fault.wsmanFault->message, "No shell");
    EXPECT_EQ(fault.wsmanFault->providerCode, std::nullopt);
    EXPECT_EQ(readBody("<s:Detail><f:WSManFault Code=\"-1\"/></s:Detail>").wsmanFault->code, 0u);
    EXPECT_EQ(readBody("<s:Detail><f:WSManFault/></s:Detail>").wsmanFault, WsmanFault{});
}

TEST(ReadFault, ToleratesTheOddOnes) {
    // Several reasons: English first.
    EXPECT_EQ(
        readBody("<s:Reason><s:Text xml:lang=\"de\">nein</s:Text><s:Text xml:lang=\"en-GB\">no</s:Text></s:Reason>")
            .reason(),
        "no");
    EXPECT_EQ(readBody("<s:Reason><s:Text xml:lang=\"de\">nein</s:Text><s:Text>non</s:Text></s:Reason>").reason(),
              "nein");
    // Nothing at all.
    const Fault empty = readBody("");
    EXPECT_EQ(empty.code, xml::QName{});
    EXPECT_EQ(empty.subcode, std::nullopt);
    EXPECT_EQ(empty.reason(), "");
    EXPECT_EQ(empty.info(), nullptr);
    EXPECT_EQ(readBody("<s:Code><s:Value/><s:Subcode><s:Value/></s:Subcode></s:Code>").subcode, std::nullopt);
    // A subcode in a subcode: the outer one counts.
    const Fault nested = readBody(
        "<s:Code><s:Value> s:Sender </s:Value><s:Subcode><s:Value>w:TimedOut</s:Value><s:Subcode><s:Value>x</s:Value>"
        "</s:Subcode></s:Subcode></s:Code>");
    EXPECT_EQ(nested.info(), &faultInfo(FaultId::kWsmanTimedOut));
    // Prefixes that nobody declared, or that are missing.
    const Fault undeclared =
        readBody("<s:Code><s:Value>env:Sender</s:Value><s:Subcode><s:Value>wsman:Foo</s:Value></s:Subcode></s:Code>");
    EXPECT_EQ(undeclared.code, (xml::QName{"", "Sender"}));
    EXPECT_EQ(undeclared.subcode, (xml::QName{"", "Foo"}));
    EXPECT_EQ(undeclared.info(), nullptr);
    // Children without SOAP's namespace.
    const Fault bare = readBody(
        "<Code><Value>s:Receiver</Value></Code><Reason><Text>r</Text></Reason>"
        "<Detail><x/></Detail>");
    EXPECT_EQ(bare.code, soapName("Receiver"));
    EXPECT_EQ(bare.reason(), "r");
    EXPECT_THAT(bare.detail, ElementsAre("<x/>"));
}

TEST(ReadFault, ReadsNotUnderstoodHeaders) {
    const Fault fault =
        readBody("<s:Code><s:Value>s:MustUnderstand</s:Value></s:Code>",
                 "<s:NotUnderstood qname=\"q:Foo\" xmlns:q=\"urn:q\"/><s:NotUnderstood qname=\"z:B\"/>");
    EXPECT_THAT(fault.notUnderstood, ElementsAre(xml::QName{"urn:q", "Foo"}, xml::QName{"", "B"}));
    EXPECT_EQ(fault.info(), &faultInfo(FaultId::kSoapMustUnderstand));
}

TEST(ReadFault, RefusesOtherBodies) {
    for (const char* payload : {"", "<x/>", "<Fault/>"}) {
        const Result<Fault> fault = readFault(parsed(envelope("", payload)));
        ASSERT_FALSE(fault);
        EXPECT_EQ(fault.error().code, ErrorCode::kInvalidBody);
        EXPECT_EQ(fault.error().where, "/s:Envelope/s:Body");
    }
}

Fault roundTrip(const Fault& fault) {
    return readFault(parsed(writeFaultMessage(fault, nullptr, "uuid:1"))).value();
}

void expectEqual(const Fault& a, const Fault& b) {
    EXPECT_EQ(a.code, b.code);
    EXPECT_EQ(a.subcode, b.subcode);
    EXPECT_EQ(a.reasons, b.reasons);
    EXPECT_EQ(a.faultDetail, b.faultDetail);
    EXPECT_EQ(a.wsmanFault, b.wsmanFault);
    EXPECT_EQ(a.detail, b.detail);
    EXPECT_EQ(a.notUnderstood, b.notUnderstood);
}

TEST(WriteFault, EveryRowSurvivesTheRoundTrip) {
    for (const FaultInfo& row : faultTable()) {
        const Fault fault = makeFault(row.id, "", row.details.empty() ? "" : row.details.front());
        EXPECT_EQ(fault.info(), &row);
        EXPECT_EQ(fault.reason(), row.reason);
        expectEqual(roundTrip(fault), fault);
        const Message message = parsed(writeFaultMessage(fault, nullptr, "uuid:1"));
        EXPECT_EQ(message.action(), row.action) << row.name;
        EXPECT_EQ(message.header().messageId, "uuid:1");
        EXPECT_TRUE(message.isFault());
    }
}

TEST(WriteFault, DetailsSurviveTheRoundTrip) {
    Fault fault = makeFault(FaultId::kWsmanInternalError, "a < b", "");
    fault.reasons.push_back({"kaputt", "de-DE"});
    fault.detail = {"<x xmlns=\"urn:x\">1</x>", "<y:z xmlns:y=\"urn:y\"/>"};
    fault.notUnderstood = {{"urn:q", "Foo"}, {"", "Bar"}};
    WsmanFault& detail = fault.wsmanFault.emplace();
    detail.code = 4294967295u;
    detail.machine = "m\"";
    detail.message = "text & more";
    expectEqual(roundTrip(fault), fault);
    detail.provider = "WMI";
    expectEqual(roundTrip(fault), fault);
    detail.providerId = "{1}";
    detail.providerCode = 5;
    expectEqual(roundTrip(fault), fault);
    fault.subcode = xml::QName{"urn:vendor", "Odd"};
    expectEqual(roundTrip(fault), fault);
    fault.subcode = xml::QName{"", "Bare"};
    expectEqual(roundTrip(fault), fault);
}

TEST(WriteFault, AlwaysSendsAReasonWithALanguage) {
    Fault fault = makeFault(FaultId::kWsmanTimedOut);
    fault.reasons = {{"late", ""}};
    EXPECT_EQ(roundTrip(fault).reasons, (std::vector<ReasonText>{{"late", "en-US"}}));
    fault.reasons.clear();
    EXPECT_EQ(roundTrip(fault).reason(), faultInfo(FaultId::kWsmanTimedOut).reason);
}

TEST(WriteFaultMessage, GoesToFaultToElseReplyTo) {
    Header request;
    request.messageId = "uuid:Q";
    request.replyTo.emplace().address = "http://reply/";
    const Fault fault = makeFault(FaultId::kWsmanTimedOut);
    Message message = parsed(writeFaultMessage(fault, &request, "uuid:1"));
    EXPECT_EQ(message.header().to, "http://reply/");
    EXPECT_EQ(message.header().relatesTo, "uuid:Q");
    request.faultTo.emplace().address = "http://fault/";
    request.faultTo->extraParameters = {"<c xmlns=\"urn:c\"/>"};
    message = parsed(writeFaultMessage(fault, &request, "uuid:1"));
    EXPECT_EQ(message.header().to, "http://fault/");
    EXPECT_THAT(message.header().others, ElementsAre("<c xmlns=\"urn:c\"/>"));
    message = parsed(writeFaultMessage(fault, nullptr, "uuid:1"));
    EXPECT_EQ(message.header().to, uri::kAnonymous);
    EXPECT_EQ(message.header().relatesTo, std::nullopt);
}

TEST(WriteFaultMessage, ActionFollowsTheSubcodesNamespace) {
    Fault fault;
    fault.code = soapName("Sender");
    EXPECT_EQ(parsed(writeFaultMessage(fault, nullptr, "u:1")).action(), action::kAddressingFault);
    fault.subcode = xml::QName{std::string(ns::kEnumeration), "SomethingNew"};
    EXPECT_EQ(parsed(writeFaultMessage(fault, nullptr, "u:1")).action(), action::kEnumerationFault);
    fault.subcode = xml::QName{"urn:vendor", "Odd"};
    EXPECT_EQ(parsed(writeFaultMessage(fault, nullptr, "u:1")).action(), action::kAddressingFault);
}

TEST(WriteFaultMessage, AVersionMismatchSaysWhatIsSupported) {
    const Message message = parsed(writeFaultMessage(makeFault(FaultId::kSoapVersionMismatch), nullptr, "u:1"));
    const xml::Node supported = message.headerElement().child(ns::kSoap, "Upgrade").firstChild();
    EXPECT_TRUE(supported.is(ns::kSoap, "SupportedEnvelope"));
    EXPECT_EQ(supported.resolve(supported.attribute("qname").value()).value(), soapName("Envelope"));
}

TEST(MakeFault, TakesReasonAndToken) {
    const Fault fault = makeFault(FaultId::kWsaDestinationUnreachable, "gone", "InvalidResourceURI");
    EXPECT_EQ(fault.reason(), "gone");
    EXPECT_EQ(fault.faultDetail, "http://schemas.dmtf.org/wbem/wsman/1/wsman/faultDetail/InvalidResourceURI");
}

TEST(HttpStatus, Is500UnlessByCode) {
    EXPECT_EQ(httpStatus(makeFault(FaultId::kWsmanAccessDenied)), 500);
    EXPECT_EQ(httpStatus(makeFault(FaultId::kWsmanAccessDenied), true), 400);
    EXPECT_EQ(httpStatus(makeFault(FaultId::kWsmanTimedOut), true), 500);
    EXPECT_EQ(httpStatus(makeFault(FaultId::kSoapMustUnderstand), true), 500);
    EXPECT_EQ(httpStatus(Fault{}, true), 500);
    for (const FaultInfo& row : faultTable()) {
        EXPECT_EQ(httpStatus(makeFault(row.id), true), row.status) << row.name;
    }
}

/// Row and detail token of the fault that answers these bytes.
std::pair<std::string, std::string> answerTo(const std::string& bytes, std::string_view charset = {}) {
    const Result<Message> message = Message::parse(bytes, charset);
    EXPECT_FALSE(message) << bytes;
    if (message) {
        return {};
    }
    const Fault fault = faultFor(message.error());
    EXPECT_EQ(fault.reason(), message.error().text());
    std::string token = fault.faultDetail;
    if (!token.empty()) {
        EXPECT_TRUE(token.starts_with(uri::kFaultDetailPrefix));
        token.erase(0, uri::kFaultDetailPrefix.size());
    }
    return {std::string(fault.info()->name), token};
}

TEST(FaultFor, AnswersUnreadableMessagesAsTheStandardAsks) {
    using Answer = std::pair<std::string, std::string>;
    EXPECT_EQ(answerTo("<a>"), (Answer{"wsman:SchemaValidationError", ""}));
    EXPECT_EQ(answerTo("<a/>"), (Answer{"wsman:SchemaValidationError", ""}));
    EXPECT_EQ(answerTo(envelope(""), "iso-8859-5"), (Answer{"wsman:EncodingLimit", "CharacterSet"}));
    EXPECT_EQ(answerTo("<s:Envelope xmlns:s=\"http://schemas.xmlsoap.org/soap/envelope/\"/>"),
              (Answer{"s:VersionMismatch", ""}));
    EXPECT_EQ(answerTo(envelope("<a:MessageID/>")), (Answer{"wsa:InvalidMessageInformationHeader", ""}));
    EXPECT_EQ(answerTo(envelope("<w:OperationTimeout>5</w:OperationTimeout>")),
              (Answer{"wsa:InvalidMessageInformationHeader", ""}));
    EXPECT_EQ(answerTo(envelope("<w:ResourceURI/>")), (Answer{"wsa:DestinationUnreachable", "InvalidResourceURI"}));
    EXPECT_EQ(answerTo(envelope("<w:ResourceURI>u:1</w:ResourceURI><w:ResourceURI>u:1</w:ResourceURI>")),
              (Answer{"wsa:InvalidMessageInformationHeader", ""}));
    EXPECT_EQ(answerTo(envelope("<w:SelectorSet><w:Selector Name=\"a\"/><w:Selector Name=\"a\"/></w:SelectorSet>")),
              (Answer{"wsman:InvalidSelectors", "DuplicateSelectors"}));
    EXPECT_EQ(answerTo(envelope("<w:SelectorSet><w:Selector/></w:SelectorSet>")),
              (Answer{"wsman:InvalidSelectors", ""}));
    EXPECT_EQ(answerTo(envelope("<w:SelectorSet/><w:SelectorSet/>")),
              (Answer{"wsa:InvalidMessageInformationHeader", ""}));
    EXPECT_EQ(answerTo(envelope("<w:OptionSet><w:Option/></w:OptionSet>")), (Answer{"wsman:InvalidOptions", ""}));
    EXPECT_EQ(answerTo(envelope("<a:ReplyTo><a:ReferenceParameters><w:SelectorSet><w:Selector/></w:SelectorSet>"
                                "</a:ReferenceParameters></a:ReplyTo>")),
              (Answer{"wsa:InvalidMessageInformationHeader", ""}));
}

TEST(FaultFor, HasAFaultForEveryCode) {
    const std::pair<Error, FaultId> rows[] = {
        {{ErrorCode::kMalformedXml, "m"}, FaultId::kWsmanSchemaValidationError},
        {{ErrorCode::kBadEncoding, "m"}, FaultId::kWsmanEncodingLimit},
        {{ErrorCode::kLimitExceeded, "m"}, FaultId::kWsmanEncodingLimit},
        {{ErrorCode::kNotSoap, "m"}, FaultId::kWsmanSchemaValidationError},
        {{ErrorCode::kVersionMismatch, "m"}, FaultId::kSoapVersionMismatch},
        {{ErrorCode::kMissingHeader, "m"}, FaultId::kWsaMessageInformationHeaderRequired},
        {{ErrorCode::kMissingHeader, "m", "wsa:ReplyTo"}, FaultId::kWsaMessageInformationHeaderRequired},
        {{ErrorCode::kMissingHeader, "m", "/s:Envelope/s:Header/w:ResourceURI"}, FaultId::kWsaDestinationUnreachable},
        {{ErrorCode::kMissingHeader, "m", "wsman:ResourceURI"}, FaultId::kWsaDestinationUnreachable},
        {{ErrorCode::kMissingHeader, "m", "wsman:SelectorSet"}, FaultId::kWsaMessageInformationHeaderRequired},
        {{ErrorCode::kInvalidHeader, "m"}, FaultId::kWsaInvalidMessageInformationHeader},
        {{ErrorCode::kInvalidBody, "m"}, FaultId::kWsmanSchemaValidationError},
        {{ErrorCode::kInvalidValue, "m"}, FaultId::kWsmanSchemaValidationError},
        {{ErrorCode::kUnsupported, "m"}, FaultId::kWsmanUnsupportedFeature},
        {{ErrorCode::kNotFound, "m"}, FaultId::kWsaDestinationUnreachable},
        {{ErrorCode::kTypeMismatch, "m"}, FaultId::kWsmanInvalidParameter},
        {{ErrorCode::kProtocol, "m"}, FaultId::kWsaInvalidMessageInformationHeader},
        {{ErrorCode::kInvalidArgument, "m"}, FaultId::kWsmanInternalError},
        {{ErrorCode::kIo, "m"}, FaultId::kWsmanInternalError},
    };
    for (const auto& [error, id] : rows) {
        EXPECT_EQ(faultFor(error).info(), &faultInfo(id)) << toString(error.code) << " " << error.where;
    }
}

}  // namespace
}  // namespace wsman::soap
