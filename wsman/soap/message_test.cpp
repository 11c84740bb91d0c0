#include "wsman/soap/message.h"

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

Error errorOf(std::string_view bytes, std::string_view charset = {}, const xml::Limits& limits = {}) {
    const Result<Message> message = Message::parse(bytes, charset, limits);
    EXPECT_FALSE(message) << bytes.substr(0, 300);
    return message ? Error{} : message.error();
}

TEST(Message, ReadsEveryRecordedOne) {
    for (const std::string& name : test::recordedNames()) {
        const Result<Message> message = Message::parse(test::recorded(name), "UTF-8");
        ASSERT_TRUE(message) << name << ": " << message.error().text();
        EXPECT_TRUE(message->body()) << name;
        EXPECT_THAT(message->notUnderstood(), IsEmpty()) << name;
        EXPECT_THAT(message->header().others, IsEmpty()) << name;
    }
}

TEST(Message, ReadsAGetOfOmisClient) {
    const Message message = parsed(test::recorded("omi_get_request"));
    const Header& header = message.header();
    EXPECT_EQ(message.action(), action::kGet);
    EXPECT_EQ(header.to, "HTTP://localhost:15999/wsman/");
    EXPECT_EQ(header.resourceUri->value, std::string(uri::kCimSchemaPrefix) + "MSFT_President");
    EXPECT_EQ(header.resourceUri->mustUnderstand, true);
    EXPECT_EQ(header.action->mustUnderstand, std::nullopt);
    EXPECT_EQ(header.replyTo->address, uri::kAnonymous);
    EXPECT_EQ(header.maxEnvelopeSize->value, 102400u);
    EXPECT_EQ(header.messageId, "uuid:48FEAE6E-60E2-0006-0000-000000010000");
    EXPECT_EQ(header.operationTimeout->value, std::chrono::seconds(90));
    EXPECT_EQ(header.locale, (Marked<std::string>{"en-us", false}));
    EXPECT_EQ(header.dataLocale, (Marked<std::string>{"en-us", false}));
    EXPECT_THAT(header.options->value, IsEmpty());
    EXPECT_EQ(*header.selector("KEY"), "1");
    EXPECT_EQ(*header.selector("__cimnamespace"), "root/test");
    EXPECT_EQ(header.selector("none"), nullptr);
    EXPECT_FALSE(message.payload());
    EXPECT_FALSE(message.isFault());
    EXPECT_EQ(message.encoding(), xml::Encoding::kUtf8);
}

TEST(Message, ReadsRepliesAndOtherClients) {
    const Message reply = parsed(test::recorded("omi_get_response"));
    EXPECT_EQ(reply.payload().localName(), "MSFT_President");
    EXPECT_EQ(reply.header().relatesTo, "uuid:48FEAE6E-60E2-0006-0000-000000010000");
    EXPECT_TRUE(parsed(test::recorded("omi_fault_not_found")).isFault());

    const Message identify = parsed(test::recorded("omi_identify_request"));
    EXPECT_EQ(identify.action(), "");
    EXPECT_TRUE(identify.headerElement());
    EXPECT_TRUE(identify.payload().is(ns::kIdentity, "Identify"));

    const Message ansible = parsed(test::recorded("ansible_create_request"));
    EXPECT_EQ(*ansible.header().option("WINRS_CODEPAGE"), "65001");
    EXPECT_EQ(ansible.header().option("winrs_codepage"), nullptr);
    // Its mustUnderstand has no prefix and so is not SOAP's.
    EXPECT_EQ(ansible.header().resourceUri->mustUnderstand, std::nullopt);

    const Message amt = parsed(test::recorded("amt_get_request"));
    EXPECT_EQ(amt.header().to, "/wsman");
    EXPECT_EQ(amt.header().messageId, "0");
}

TEST(Message, TheHeaderIsOptional) {
    const Message message = parsed(R"(<Envelope xmlns="http://www.w3.org/2003/05/soap-envelope"><Body/></Envelope>)");
    EXPECT_FALSE(message.headerElement());
    EXPECT_EQ(message.action(), "");
    EXPECT_TRUE(message.body());
}

TEST(Message, StaysValidWhenItMoves) {
    Message first = parsed(test::recorded("omi_get_response"));
    const xml::Node payload = first.payload();
    const Message second = std::move(first);
    EXPECT_EQ(second.payload(), payload);
    EXPECT_EQ(payload.childLocal("Last").text(), "Washington");
}

TEST(Message, RefusesWhatIsNoSoap12Envelope) {
    const std::string soap = R"(xmlns:s="http://www.w3.org/2003/05/soap-envelope")";
    const auto refused = [&](const std::string& content, ErrorCode code, const std::string& where) {
        const Error error = errorOf("<s:Envelope " + soap + ">" + content + "</s:Envelope>");
        EXPECT_EQ(error.code, code) << content;
        EXPECT_EQ(error.where, where) << content;
    };
    refused("", ErrorCode::kNotSoap, "/s:Envelope");
    refused("<s:Header/>", ErrorCode::kNotSoap, "/s:Envelope");
    refused("<s:Body/><s:Header/>", ErrorCode::kNotSoap, "/s:Envelope/s:Header");
    refused("<s:Header/><s:Header/><s:Body/>", ErrorCode::kNotSoap, "/s:Envelope/s:Header[2]");
    refused("<s:Body/><s:Body/>", ErrorCode::kNotSoap, "/s:Envelope/s:Body[2]");
    refused("<x/><s:Body/>", ErrorCode::kNotSoap, "/s:Envelope/x");
    refused("<Body/>", ErrorCode::kNotSoap, "/s:Envelope/Body");
    refused("x<s:Body/>", ErrorCode::kNotSoap, "/s:Envelope");
    refused("<s:Body>x</s:Body>", ErrorCode::kInvalidBody, "/s:Envelope/s:Body");
    refused("<s:Header>x</s:Header><s:Body/>", ErrorCode::kInvalidHeader, "/s:Envelope/s:Header");

    EXPECT_EQ(errorOf("<a/>").code, ErrorCode::kNotSoap);
    EXPECT_EQ(errorOf("<a/>").where, "/a");
    EXPECT_EQ(errorOf("<Envelope/>").code, ErrorCode::kNotSoap);
    const Error old =
        errorOf(R"(<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/"><e:Body/></e:Envelope>)");
    EXPECT_EQ(old.code, ErrorCode::kVersionMismatch);
    EXPECT_EQ(old.where, "/e:Envelope");
    const Error other = errorOf(R"(<Envelope xmlns="urn:x"><Body/></Envelope>)");
    EXPECT_EQ(other.code, ErrorCode::kVersionMismatch);
    EXPECT_NE(other.message.find("urn:x"), std::string::npos);
}

TEST(Message, TellsWhichRefusedMessageItIs) {
    const auto refused = [](const std::string& header) {
        return R"(<s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope")"
               R"( xmlns:a="http://schemas.xmlsoap.org/ws/2004/08/addressing"><s:Header>)" +
               header + "</s:Header><s:Body/></s:Envelope>";
    };
    EXPECT_EQ(messageIdOf(refused("<a:MessageID>uuid:1</a:MessageID><a:MessageID>uuid:2</a:MessageID>")), "uuid:1");
    EXPECT_EQ(messageIdOf(refused("<a:To/>")), std::nullopt);
    EXPECT_EQ(messageIdOf("<a>"), std::nullopt);
    EXPECT_EQ(messageIdOf("<a/>"), std::nullopt);
    EXPECT_EQ(messageIdOf("\xff"), std::nullopt);
}

TEST(Message, RefusesBadXmlAndKeepsLimits) {
    EXPECT_EQ(errorOf("").code, ErrorCode::kMalformedXml);
    EXPECT_EQ(errorOf("not xml").where, "1:1");
    EXPECT_EQ(errorOf("<!DOCTYPE a>" + envelope("")).code, ErrorCode::kMalformedXml);
    EXPECT_EQ(errorOf(envelope("", "<?pi?>")).code, ErrorCode::kMalformedXml);
    xml::Limits limits;
    limits.maxBytes = 100;
    EXPECT_EQ(errorOf(envelope(""), "", limits).code, ErrorCode::kLimitExceeded);
    EXPECT_EQ(errorOf(std::string(201, ' '), "", limits).code, ErrorCode::kLimitExceeded);
    EXPECT_EQ(errorOf(envelope(""), "iso-8859-5").code, ErrorCode::kBadEncoding);
}

TEST(Message, EveryTruncationIsAnError) {
    for (const std::string name : {"omi_get_request", "omi_fault_not_found", "go_winrm_receive_request"}) {
        std::string text = test::recorded(name);
        text.erase(text.find_last_not_of("\r\n \t") + 1);
        for (std::size_t size = 0; size < text.size(); ++size) {
            const Result<Message> message = Message::parse(std::string_view(text).substr(0, size));
            ASSERT_FALSE(message) << name << " cut at " << size;
            ASSERT_FALSE(message.error().message.empty());
        }
    }
}

TEST(Message, ReadsUtf16InBothOrders) {
    const std::string text = test::recorded("omi_get_response");
    for (const xml::Encoding encoding : {xml::Encoding::kUtf16Le, xml::Encoding::kUtf16Be}) {
        const std::string bytes = xml::fromUtf8(text, encoding).value();
        const Result<Message> message = Message::parse(bytes, "utf-16");
        ASSERT_TRUE(message) << message.error().text();
        EXPECT_EQ(message->encoding(), encoding);
        EXPECT_EQ(message->header().messageId, parsed(text).header().messageId);
        EXPECT_EQ(errorOf(bytes, "utf-8").code, ErrorCode::kBadEncoding);
        EXPECT_EQ(errorOf(std::string_view(bytes).substr(0, bytes.size() - 1), "utf-16").code, ErrorCode::kBadEncoding);
    }
}

TEST(Message, CommentsAndWhiteSpaceNeverMatter) {
    const Message message =
        parsed("<!-- c -->" +
               envelope("<!-- c --> <a:Action>\r\n " + std::string(action::kGet) +
                            " \t<!-- c --></a:Action><w:MaxEnvelopeSize> 8192\n</w:MaxEnvelopeSize>"
                            "<w:OperationTimeout> PT5S </w:OperationTimeout><a:MessageID>\nuuid:1 </a:MessageID>"
                            "<w:SelectorSet>\n<!-- c --><w:Selector Name=\"k\"> v </w:Selector>\n</w:SelectorSet>",
                        "<!-- c --> <x/>"));
    EXPECT_EQ(message.action(), action::kGet);
    EXPECT_EQ(message.header().maxEnvelopeSize->value, 8192u);
    EXPECT_EQ(message.header().operationTimeout->value, std::chrono::seconds(5));
    EXPECT_EQ(message.header().messageId, "uuid:1");
    EXPECT_EQ(*message.header().selector("k"), "v");
    EXPECT_EQ(message.payload().localName(), "x");
}

TEST(ReplyHeader, AnswersToReplyTo) {
    const Message request = parsed(envelope(
        "<a:MessageID>uuid:A</a:MessageID><a:ReplyTo><a:Address>http://c/</a:Address><a:ReferenceParameters>"
        "<w:ResourceURI>http://r/</w:ResourceURI><w:SelectorSet><w:Selector Name=\"k\">v</w:Selector></w:SelectorSet>"
        "<x:Cookie xmlns:x=\"urn:x\">c</x:Cookie></a:ReferenceParameters></a:ReplyTo>"
        "<p:OperationID s:mustUnderstand=\"true\">uuid:O</p:OperationID>"));
    const Header reply = replyHeader(request.header(), "http://act/", "uuid:B");
    EXPECT_EQ(reply.to, "http://c/");
    EXPECT_EQ(reply.action->value, "http://act/");
    EXPECT_EQ(reply.messageId, "uuid:B");
    EXPECT_EQ(reply.relatesTo, "uuid:A");
    EXPECT_EQ(reply.resourceUri->value, "http://r/");
    EXPECT_EQ(*reply.selector("k"), "v");
    EXPECT_THAT(reply.others, ElementsAre("<x:Cookie xmlns:x=\"urn:x\">c</x:Cookie>"));
    EXPECT_EQ(reply.operationId->value.uuid, "uuid:O");
    EXPECT_EQ(reply.operationId->mustUnderstand, false);
}

TEST(ReplyHeader, FallsBackToAnonymous) {
    const Header reply = replyHeader({}, "http://act/", "uuid:B");
    EXPECT_EQ(reply.to, uri::kAnonymous);
    EXPECT_EQ(reply.relatesTo, std::nullopt);
    EXPECT_EQ(reply.resourceUri, std::nullopt);
    EXPECT_EQ(reply.operationId, std::nullopt);
}

TEST(ResponseAction, AppendsResponse) {
    EXPECT_EQ(responseAction(action::kGet), "http://schemas.xmlsoap.org/ws/2004/09/transfer/GetResponse");
}

TEST(MakeMessageId, IsAVersion4Uuid) {
    std::array<std::uint8_t, 16> random{};
    EXPECT_EQ(makeMessageId(random), "uuid:00000000-0000-4000-8000-000000000000");
    random.fill(0xFF);
    EXPECT_EQ(makeMessageId(random), "uuid:FFFFFFFF-FFFF-4FFF-BFFF-FFFFFFFFFFFF");
    for (std::size_t i = 0; i < random.size(); ++i) {
        random[i] = static_cast<std::uint8_t>(0x10 * i + i);
    }
    EXPECT_EQ(makeMessageId(random), "uuid:00112233-4455-4677-8899-AABBCCDDEEFF");
}

}  // namespace
}  // namespace wsman::soap
