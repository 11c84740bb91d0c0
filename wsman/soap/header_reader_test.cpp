#include "wsman/soap/header_reader.h"

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

struct Bad {
    const char* blocks;
    const char* where;
};

TEST(HeaderReader, RefusesMalformedValuesAndSaysWhere) {
    const Bad rows[] = {
        {"<a:To> </a:To>", "a:To"},
        {"<a:To><x/></a:To>", "a:To"},
        {"<a:Action/>", "a:Action"},
        {"<a:Action>a b</a:Action>", "a:Action"},
        {"<a:MessageID/>", "a:MessageID"},
        {"<a:RelatesTo>a\tb</a:RelatesTo>", "a:RelatesTo"},
        {"<w:ResourceURI/>", "w:ResourceURI"},
        {"<w:ResourceURI>http://a b</w:ResourceURI>", "w:ResourceURI"},
        {"<w:MaxEnvelopeSize>8k</w:MaxEnvelopeSize>", "w:MaxEnvelopeSize"},
        {"<w:MaxEnvelopeSize>-1</w:MaxEnvelopeSize>", "w:MaxEnvelopeSize"},
        {"<w:MaxEnvelopeSize/>", "w:MaxEnvelopeSize"},
        {"<w:MaxEnvelopeSize>+</w:MaxEnvelopeSize>", "w:MaxEnvelopeSize"},
        {"<w:MaxEnvelopeSize>99999999999999999999</w:MaxEnvelopeSize>", "w:MaxEnvelopeSize"},
        {"<w:OperationTimeout>5 seconds</w:OperationTimeout>", "w:OperationTimeout"},
        {"<w:OperationTimeout>-PT5S</w:OperationTimeout>", "w:OperationTimeout"},
        {"<w:OperationTimeout/>", "w:OperationTimeout"},
        {"<w:Locale/>", "w:Locale"},
        {"<p:DataLocale lang=\"en\"/>", "p:DataLocale"},
        {"<w:OptionSet>x</w:OptionSet>", "w:OptionSet"},
        {"<w:OptionSet><w:Selector Name=\"a\"/></w:OptionSet>", "w:OptionSet/w:Selector"},
        {"<w:OptionSet><w:Option/></w:OptionSet>", "w:OptionSet/w:Option"},
        {"<w:OptionSet><w:Option Name=\"\"/></w:OptionSet>", "w:OptionSet/w:Option"},
        {"<w:OptionSet><w:Option Name=\"a\"/><w:Option Name=\"b\"><x/></w:Option></w:OptionSet>",
         "w:OptionSet/w:Option[2]"},
        {"<w:OptionSet><w:Option Name=\"a\" MustComply=\"yes\"/></w:OptionSet>", "w:OptionSet/w:Option"},
        {"<w:FragmentTransfer><x/></w:FragmentTransfer>", "w:FragmentTransfer"},
        {"<w:TotalItemsCountEstimate>many</w:TotalItemsCountEstimate>", "w:TotalItemsCountEstimate"},
        {"<p:OperationID/>", "p:OperationID"},
        {"<p:SessionId/>", "p:SessionId"},
        {"<p:SequenceId>one</p:SequenceId>", "p:SequenceId"},
        {"<w:SelectorSet><w:Selector>v</w:Selector></w:SelectorSet>", "w:SelectorSet/w:Selector"},
        {"<a:ReplyTo><a:ReferenceParameters><w:SelectorSet><w:Selector/></w:SelectorSet></a:ReferenceParameters>"
         "</a:ReplyTo>",
         "a:ReplyTo/a:ReferenceParameters/w:SelectorSet/w:Selector"},
        {"<w:RequestedEPR><a:EndpointReference><a:ReferenceParameters><w:SelectorSet>x</w:SelectorSet>"
         "</a:ReferenceParameters></a:EndpointReference></w:RequestedEPR>",
         "w:RequestedEPR/a:EndpointReference/a:ReferenceParameters/w:SelectorSet"},
        {"<a:Action s:mustUnderstand=\"yes\">http://a/</a:Action>", "a:Action"},
        {"<x s:mustUnderstand=\"\"/>", "x"},
    };
    for (const Bad& row : rows) {
        const Result<Message> message = Message::parse(envelope(row.blocks));
        ASSERT_FALSE(message) << row.blocks;
        EXPECT_EQ(message.error().code, ErrorCode::kInvalidHeader) << row.blocks;
        EXPECT_EQ(message.error().where, "/s:Envelope/s:Header/" + std::string(row.where)) << row.blocks;
    }
}

TEST(HeaderReader, RefusesRepeatedHeaders) {
    const Bad rows[] = {
        {"<a:To>http://a/</a:To><a:To>http://a/</a:To>", "a:To[2]"},
        {"<a:MessageID>u:1</a:MessageID><x/><a:MessageID>u:2</a:MessageID>", "a:MessageID[2]"},
        {"<w:ResourceURI>u:1</w:ResourceURI><w:ResourceURI>u:1</w:ResourceURI>", "w:ResourceURI[2]"},
        {"<w:OperationTimeout>PT1S</w:OperationTimeout><w:OperationTimeout>PT1S</w:OperationTimeout>",
         "w:OperationTimeout[2]"},
        {"<w:SelectorSet/><w:SelectorSet/>", "w:SelectorSet[2]"},
        {"<w:OptionSet/><w:OptionSet/>", "w:OptionSet[2]"},
        {"<w:RequestEPR/><w:RequestEPR/>", "w:RequestEPR[2]"},
        {"<w:TotalItemsCountEstimate xsi:nil=\"true\"/><w:TotalItemsCountEstimate>1</w:TotalItemsCountEstimate>",
         "w:TotalItemsCountEstimate[2]"},
        {"<p:SequenceId>1</p:SequenceId><p:SequenceID>1</p:SequenceID>", "p:SequenceID"},
        {"<e:Identifier>1</e:Identifier><e:Identifier>2</e:Identifier>", "e:Identifier[2]"},
        {"<w:Unheard/><w:Unheard/>", "w:Unheard[2]"},
        {"<a:To>http://a/</a:To><b:To xmlns:b=\"http://schemas.xmlsoap.org/ws/2004/08/addressing\">u:b</b:To>", "b:To"},
    };
    for (const Bad& row : rows) {
        const Result<Message> message = Message::parse(envelope(row.blocks));
        ASSERT_FALSE(message) << row.blocks;
        EXPECT_EQ(message.error().code, ErrorCode::kInvalidHeader) << row.blocks;
        EXPECT_EQ(message.error().where, "/s:Envelope/s:Header/" + std::string(row.where)) << row.blocks;
    }
    // Others may repeat theirs.
    EXPECT_EQ(parsed(envelope("<x/><x/><p:Activity/><p:Activity/>")).header().others.size(), 4u);
}

TEST(HeaderReader, ManyUnknownHeadersAreNotSlow) {
    std::string blocks;
    for (int i = 0; i < 50'000; ++i) {
        blocks += "<w:h" + std::to_string(i) + "/>";
    }
    EXPECT_EQ(parsed(envelope(blocks)).header().others.size(), 50'000u);
}

TEST(HeaderReader, ReadsEveryKnownHeader) {
    const Header header =
        parsed(
            envelope("<w:FragmentTransfer s:mustUnderstand=\"true\" Dialect=\"http://d/\">a/b</w:FragmentTransfer>"
                     "<w:RequestEPR/><w:RequestTotalItemsCountEstimate/><w:TotalItemsCountEstimate>7"
                     "</w:TotalItemsCountEstimate><w:Bookmark><b>1</b></w:Bookmark><w:AckRequested/>"
                     "<w:RequestedEPR><a:EndpointReference><a:Address>http://x/</a:Address></a:EndpointReference>"
                     "</w:RequestedEPR><p:OperationID>uuid:1</p:OperationID><p:SessionId s:mustUnderstand=\"0\">uuid:2"
                     "</p:SessionId><p:SequenceID s:mustUnderstand=\"1\">3</p:SequenceID>"
                     "<m:MachineID xmlns:m=\"http://schemas.microsoft.com/wbem/wsman/1/machineid\">host</m:MachineID>"
                     "<a:From><a:Address>http://from/</a:Address></a:From>"
                     "<a:FaultTo><a:Address>http://fault/</a:Address></a:FaultTo>"))
            .header();
    EXPECT_EQ(header.fragmentTransfer, (Marked<FragmentTransfer>{{"a/b", "http://d/"}, true}));
    EXPECT_TRUE(header.requestEpr);
    EXPECT_TRUE(header.requestTotalItemsCountEstimate);
    EXPECT_EQ(header.totalItemsCountEstimate, 7u);
    EXPECT_EQ(header.bookmark, "<b>1</b>");
    EXPECT_TRUE(header.ackRequested);
    EXPECT_EQ(header.requestedEpr->address, "http://x/");
    EXPECT_EQ(header.operationId->value.uuid, "uuid:1");
    EXPECT_EQ(header.sessionId, (Marked<std::string>{"uuid:2", false}));
    EXPECT_EQ(header.sequenceId, (Marked<std::uint64_t>{3, true}));
    EXPECT_EQ(header.machineId, "host");
    EXPECT_EQ(header.from->address, "http://from/");
    EXPECT_EQ(header.faultTo->address, "http://fault/");
    EXPECT_THAT(header.others, IsEmpty());
}

TEST(HeaderReader, ReadsOptions) {
    const Header header =
        parsed(envelope("<w:OptionSet s:mustUnderstand=\"true\"><w:Option Name=\"a\" Type=\"xs:string\" "
                        "MustComply=\"1\"> v </w:Option><w:Option Name=\"a\" xsi:nil=\"true\"/></w:OptionSet>"))
            .header();
    EXPECT_EQ(header.options->mustUnderstand, true);
    EXPECT_THAT(header.options->value,
                ElementsAre(Option{"a", "v", "xs:string", true, false}, Option{"a", "", "", false, true}));
    EXPECT_EQ(*header.option("a"), "v");
    EXPECT_EQ(header.option("A"), nullptr);
}

TEST(HeaderReader, AnUnknownTotalIsNoTotal) {
    EXPECT_EQ(parsed(envelope("<w:TotalItemsCountEstimate xsi:nil=\"true\"/>")).header().totalItemsCountEstimate,
              std::nullopt);
}

TEST(HeaderReader, KeepsAnEprThatIsNone) {
    const Header header = parsed(envelope("<w:RequestedEPR><w:EPRInvalid/></w:RequestedEPR>")).header();
    EXPECT_EQ(header.requestedEpr, std::nullopt);
    EXPECT_THAT(header.others, ElementsAre("<w:RequestedEPR xmlns:w=\"http://schemas.dmtf.org/wbem/wsman/1/wsman.xsd\">"
                                           "<w:EPRInvalid/></w:RequestedEPR>"));
}

TEST(HeaderReader, TellsWhatMustBeUnderstoodButIsNot) {
    const auto notUnderstood = [](const std::string& attributes) {
        return parsed(envelope("<x:y xmlns:x=\"urn:x\" " + attributes + "/>")).notUnderstood();
    };
    const xml::QName name{"urn:x", "y"};
    const std::string must = "s:mustUnderstand=\"true\" ";
    const std::string role = "http://www.w3.org/2003/05/soap-envelope/role/";
    EXPECT_THAT(notUnderstood(must), ElementsAre(name));
    EXPECT_THAT(notUnderstood("s:mustUnderstand=\" 1 \""), ElementsAre(name));
    EXPECT_THAT(notUnderstood(must + "s:role=\"\""), ElementsAre(name));
    EXPECT_THAT(notUnderstood(must + "s:role=\"" + role + "ultimateReceiver\""), ElementsAre(name));
    EXPECT_THAT(notUnderstood(must + "s:role=\"" + role + "next\""), ElementsAre(name));
    EXPECT_THAT(notUnderstood(must + "s:role=\"" + role + "none\""), IsEmpty());
    EXPECT_THAT(notUnderstood(must + "s:role=\"http://example.org/proxy\""), IsEmpty());
    EXPECT_THAT(notUnderstood("s:mustUnderstand=\"false\""), IsEmpty());
    EXPECT_THAT(notUnderstood("mustUnderstand=\"true\""), IsEmpty());
    EXPECT_THAT(notUnderstood(""), IsEmpty());
    // Known ones are understood, whatever they say (DSP0226 R5.2-1).
    EXPECT_THAT(parsed(envelope("<a:From s:mustUnderstand=\"true\"/><w:Locale s:mustUnderstand=\"true\" "
                                "xml:lang=\"de\"/>"))
                    .notUnderstood(),
                IsEmpty());
}

TEST(HeaderReader, IssuedTokensAreUnderstoodAndKept) {
    // DSP0226 R12.3-1 has a Subscribe send them so; who delivers events reads them.
    for (const char* ns :
         {"http://schemas.xmlsoap.org/ws/2005/02/trust", "http://docs.oasis-open.org/ws-sx/ws-trust/200512"}) {
        const Message message = parsed(envelope("<t:IssuedTokens xmlns:t=\"" + std::string(ns) +
                                                "\" s:mustUnderstand=\"true\"><t:A>1</t:A></t:IssuedTokens>"));
        EXPECT_THAT(message.notUnderstood(), IsEmpty()) << ns;
        ASSERT_EQ(message.header().others.size(), 1u);
        EXPECT_THAT(message.header().others[0], testing::HasSubstr("<t:A>1</t:A>"));
    }
    const xml::QName other{"urn:t", "IssuedTokens"};
    EXPECT_THAT(parsed(envelope("<t:IssuedTokens xmlns:t=\"urn:t\" s:mustUnderstand=\"true\"/>")).notUnderstood(),
                ElementsAre(other));
}

TEST(HeaderReader, ABlockForSomeoneElseIsNotReadButKept) {
    const Header header = parsed(envelope("<a:To s:role=\"http://example.org/proxy\">not a URI</a:To>"
                                          "<a:To>http://a/</a:To>"))
                              .header();
    EXPECT_EQ(header.to, "http://a/");
    EXPECT_EQ(header.others.size(), 1u);
}

TEST(HeaderReader, KeepsUnknownHeadersStandAlone) {
    const Header header =
        parsed(envelope("<e:Identifier s:mustUnderstand=\"false\">id</e:Identifier><y>w:text</y>")).header();
    EXPECT_THAT(header.others, ElementsAre("<e:Identifier s:mustUnderstand=\"false\" "
                                           "xmlns:e=\"http://schemas.xmlsoap.org/ws/2004/08/eventing\" "
                                           "xmlns:s=\"http://www.w3.org/2003/05/soap-envelope\">id</e:Identifier>",
                                           "<y xmlns:w=\"http://schemas.dmtf.org/wbem/wsman/1/wsman.xsd\">w:text</y>"));
}

}  // namespace
}  // namespace wsman::soap
