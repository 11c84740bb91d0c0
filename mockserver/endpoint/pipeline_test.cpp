#include "mockserver/endpoint/pipeline.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <memory>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "mockserver/endpoint/listener.h"
#include "mockserver/endpoint/raw_client.h"
#include "wsman/soap/fault.h"
#include "wsman/uris.h"
#include "wsman/xml/encoding.h"

namespace mockserver {
namespace {

namespace soap = wsman::soap;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;

const std::string kResource = "http://schemas.dmtf.org/wbem/wscim/1/cim-schema/2/CIM_Thing";
const std::string kTo = "<a:To>http://h/wsman</a:To>";
const std::string kAction = "<a:Action>" + std::string(wsman::action::kGet) + "</a:Action>";
const std::string kId = "<a:MessageID>uuid:1</a:MessageID>";
const std::string kReplyTo =
    "<a:ReplyTo><a:Address>" + std::string(wsman::uri::kAnonymous) + "</a:Address></a:ReplyTo>";
const std::string kUri = "<w:ResourceURI>" + kResource + "</w:ResourceURI>";
const std::string kGetHeaders = kTo + kAction + kId + kReplyTo + kUri;

std::string envelope(const std::string& headers, const std::string& body = "") {
    return "<s:Envelope xmlns:s=\"http://www.w3.org/2003/05/soap-envelope\" "
           "xmlns:a=\"http://schemas.xmlsoap.org/ws/2004/08/addressing\" "
           "xmlns:w=\"http://schemas.dmtf.org/wbem/wsman/1/wsman.xsd\"><s:Header>" +
           headers + "</s:Header><s:Body>" + body + "</s:Body></s:Envelope>";
}

std::string nested(int depth) {
    std::string open;
    std::string close;
    for (int i = 0; i < depth; ++i) {
        open += "<a>";
        close += "</a>";
    }
    return open + close;
}

const std::string kIdentify =
    envelope("", "<i:Identify xmlns:i=\"http://schemas.dmtf.org/wbem/wsman/identity/1/wsmanidentity.xsd\"/>");

HttpRequest post(std::string body, std::string contentType = "application/soap+xml;charset=UTF-8") {
    HttpRequest request{.method = "POST", .target = "/wsman", .path = "/wsman", .version = "HTTP/1.1"};
    if (!contentType.empty()) {
        request.headers.add("Content-Type", std::move(contentType));
    }
    request.body = std::move(body);
    request.connectionId = 1;
    request.remoteAddress = "127.0.0.1:4711";
    return request;
}

class Scripted : public Responder {
public:
    using Answer = std::function<std::optional<HttpReply>(const Exchange&)>;
    Scripted(std::string name, Answer answer) : name_(std::move(name)), answer_(std::move(answer)) {}
    [[nodiscard]] std::string_view name() const override { return name_; }
    std::optional<HttpReply> respond(const Exchange& exchange) override {
        ++calls;
        return answer_(exchange);
    }
    void closed(ConnectionId connection) override { closedConnection = connection; }
    int calls = 0;
    ConnectionId closedConnection = 0;

private:
    std::string name_;
    Answer answer_;
};

HttpReply soapReply(std::string body) {
    return {.headers = {{"Content-Type", std::string(wsman::kContentTypeUtf8)}}, .body = std::move(body)};
}

class PipelineTest : public testing::Test {
protected:
    PipelineTest() {
        parts_.newMessageId = [] { return "uuid:new"; };
        parts_.responders = {responder_};
        parts_.journal = journal_;
        parts_.now = [] { return std::chrono::system_clock::time_point(std::chrono::seconds(1'000)); };
    }

    HttpReply handle(const HttpRequest& request) { return Pipeline(parts_, options_).handle(request); }

    void requireUser() {
        auto basic = BasicAuthenticator::create({{"admin", "secret"}});
        ASSERT_TRUE(basic);
        parts_.authenticator = std::move(*basic);
    }

    // The reply is a fault with that subcode (local name), and nobody was asked.
    static soap::Fault faultOf(const HttpReply& reply) {
        const auto message = soap::Message::parse(reply.body);
        EXPECT_TRUE(message) << reply.body;
        if (!message) {
            return {};
        }
        const auto fault = soap::readFault(*message);
        EXPECT_TRUE(fault) << reply.body;
        return fault ? *fault : soap::Fault{};
    }
    static std::string subcodeOf(const HttpReply& reply) {
        const auto fault = faultOf(reply);
        return fault.subcode ? fault.subcode->local : fault.code.local;
    }

    std::shared_ptr<Scripted> responder_ = std::make_shared<Scripted>("scripted", [](const Exchange& exchange) {
        auto reply = soapReply("<ok/>");
        reply.note = "for " + exchange.user();
        return std::optional(reply);
    });
    std::shared_ptr<Journal> journal_ = std::make_shared<Journal>();
    PipelineParts parts_;
    PipelineOptions options_;
};

TEST_F(PipelineTest, AResponderAnswers) {
    const auto reply = handle(post(envelope(kGetHeaders)));
    EXPECT_EQ(reply.status, 200);
    EXPECT_EQ(reply.body, "<ok/>");
    const auto entries = journal_->entries();
    ASSERT_THAT(entries, SizeIs(1));
    EXPECT_EQ(entries[0]->action, wsman::action::kGet);
    EXPECT_EQ(entries[0]->resourceUri, kResource);
    EXPECT_EQ(entries[0]->messageId, "uuid:1");
    EXPECT_EQ(entries[0]->responder, "scripted");
    EXPECT_EQ(entries[0]->note, "for ");
    EXPECT_EQ(entries[0]->status, 200);
    EXPECT_EQ(entries[0]->time, parts_.now());
    EXPECT_EQ(entries[0]->connection, 1u);
    EXPECT_EQ(entries[0]->remoteAddress, "127.0.0.1:4711");
    EXPECT_EQ(entries[0]->request, "POST /wsman HTTP/1.1\r\nContent-Type: application/soap+xml;charset=UTF-8\r\n\r\n" +
                                       envelope(kGetHeaders));
    EXPECT_EQ(entries[0]->reply,
              "HTTP/1.1 200 OK\r\nContent-Type: application/soap+xml;charset=UTF-8\r\nContent-Length: 5\r\n\r\n<ok/>");
}

TEST_F(PipelineTest, TheFirstThatAnswersWins) {
    auto silent = std::make_shared<Scripted>("silent", [](const Exchange&) { return std::nullopt; });
    auto never = std::make_shared<Scripted>("never", [](const Exchange&) { return soapReply("<no/>"); });
    parts_.responders = {silent, responder_, never};
    EXPECT_EQ(handle(post(envelope(kGetHeaders))).body, "<ok/>");
    EXPECT_EQ(silent->calls, 1);
    EXPECT_EQ(never->calls, 0);
}

TEST_F(PipelineTest, AnUnansweredRequestIsExplained) {
    parts_.responders = {std::make_shared<Scripted>("a",
                                                    [](const Exchange& exchange) {
                                                        exchange.explain("selector Name is 'x', not 'y'");
                                                        return std::nullopt;
                                                    }),
                         std::make_shared<Scripted>("b", [](const Exchange& exchange) {
                             exchange.explain("no such class");
                             return std::nullopt;
                         })};
    const auto reply = handle(post(envelope(kGetHeaders)));
    EXPECT_EQ(reply.status, 500);
    EXPECT_EQ(subcodeOf(reply), "DestinationUnreachable");
    EXPECT_THAT(std::string(faultOf(reply).reason()), testing::AllOf(HasSubstr("selector Name is 'x', not 'y'"),
                                                                     HasSubstr("no such class"), HasSubstr(kResource)));
    EXPECT_THAT(reply.body, HasSubstr(">uuid:1</")) << "RelatesTo is the request's MessageID";
    EXPECT_EQ(journal_->entries().at(0)->responder, "");
    EXPECT_EQ(journal_->entries().at(0)->note, "selector Name is 'x', not 'y'; no such class");
}

TEST_F(PipelineTest, AnUnknownActionIsNotSupported) {
    parts_.responders.clear();
    const auto action = "<a:Action>http://example.org/Nope</a:Action>";
    const auto reply = handle(post(envelope(kTo + action + kId + kReplyTo + kUri)));
    EXPECT_EQ(subcodeOf(reply), "ActionNotSupported");
    EXPECT_THAT(faultOf(reply).detail, testing::Contains(HasSubstr("http://example.org/Nope")));
    const auto method = "<a:Action>" + kResource + "/DoIt</a:Action>";
    EXPECT_EQ(subcodeOf(handle(post(envelope(kTo + method + kId + kReplyTo + kUri)))), "DestinationUnreachable");
}

TEST_F(PipelineTest, OnlyPostToThePath) {
    auto request = post(envelope(kGetHeaders));
    for (const auto* method : {"GET", "HEAD", "PUT", "DELETE", "OPTIONS", "post"}) {
        request.method = method;
        const auto reply = handle(request);
        EXPECT_EQ(reply.status, 405) << method;
        EXPECT_EQ(reply.headers.get("Allow"), "POST");
    }
    request.method = "POST";
    request.path = "/other";
    EXPECT_EQ(handle(request).status, 404);
    request.path = "/wsman/sub";
    EXPECT_EQ(handle(request).status, 200);
    options_.pathPrefix = "/other";
    EXPECT_EQ(handle(request).status, 404);
    EXPECT_THAT(journal_->entries(), SizeIs(9)) << "refusals are journalled too";
}

TEST_F(PipelineTest, RespondersAreToldOfConnectionsThatClose) {
    Pipeline pipeline(parts_, options_);
    pipeline.handler().onClose(17);
    EXPECT_EQ(responder_->closedConnection, 17U);
}

TEST_F(PipelineTest, ContentTypeMustBeSoap) {
    for (const auto* type : {"text/plain", "application/xml", "multipart/related", "application/x-www-form-urlencoded",
                             "application/soap+xmlx;charset=UTF-8"}) {
        const auto reply = handle(post(envelope(kGetHeaders), type));
        EXPECT_EQ(reply.status, 415) << type;
        EXPECT_THAT(reply.body, Not(HasSubstr("Envelope")));
    }
    for (const auto* type : {"application/soap+xml", "Application/SOAP+XML ; charset=\"utf-8\"", "text/xml", "",
                             "application/soap+xml;charset=UTF-8;action=\"x\""}) {
        EXPECT_EQ(handle(post(envelope(kGetHeaders), type)).status, 200) << type;
    }
    auto compressed = post(envelope(kGetHeaders));
    compressed.headers.add("Content-Encoding", "gzip");
    EXPECT_EQ(handle(compressed).status, 415);
}

TEST_F(PipelineTest, AContradictoryByteOrderMarkIsHttp400) {
    const auto utf16 = *wsman::xml::fromUtf8(envelope(kGetHeaders), wsman::xml::Encoding::kUtf16Le);
    EXPECT_EQ(handle(post(utf16, "application/soap+xml;charset=utf-8")).status, 400);
    EXPECT_EQ(handle(post(utf16, "application/soap+xml;charset=utf-16be")).status, 400);
    EXPECT_EQ(handle(post("\xef\xbb\xbf" + envelope(kGetHeaders), "application/soap+xml;charset=UTF-16")).status, 400);
    EXPECT_EQ(responder_->calls, 0);
    EXPECT_EQ(handle(post(utf16, "application/soap+xml;charset=utf-16")).status, 200);
}

TEST_F(PipelineTest, RepliesInTheEncodingOfTheRequest) {
    for (const auto encoding : {wsman::xml::Encoding::kUtf16Le, wsman::xml::Encoding::kUtf16Be}) {
        const auto body = *wsman::xml::fromUtf8(envelope(kGetHeaders), encoding);
        const auto reply = handle(post(body, "application/soap+xml;charset=UTF-16"));
        EXPECT_EQ(reply.body, *wsman::xml::fromUtf8("<ok/>", encoding));
        EXPECT_EQ(reply.headers.get("Content-Type"), "application/soap+xml;charset=UTF-16");
    }
}

TEST_F(PipelineTest, ABodyThatIsNoTextIsNotReencoded) {
    parts_.responders = {
        std::make_shared<Scripted>("broken", [](const Exchange&) { return soapReply("<a>\xff</a>"); })};
    const auto body = *wsman::xml::fromUtf8(envelope(kGetHeaders), wsman::xml::Encoding::kUtf16Le);
    EXPECT_EQ(handle(post(body, "application/soap+xml;charset=UTF-16")).body, "<a>\xff</a>");
}

struct BadEnvelope {
    const char* name;
    std::string body;
    const char* subcode;
};

class BadEnvelopes : public PipelineTest, public testing::WithParamInterface<BadEnvelope> {};

TEST_P(BadEnvelopes, GetTheirFault) {
    const auto reply = handle(post(GetParam().body));
    EXPECT_EQ(reply.status, 500);
    EXPECT_EQ(reply.headers.get("Content-Type"), wsman::kContentTypeUtf8);
    EXPECT_EQ(subcodeOf(reply), GetParam().subcode) << reply.body;
    EXPECT_EQ(responder_->calls, 0);
    EXPECT_THAT(journal_->entries().at(0)->note, Not(IsEmpty()));
}

INSTANTIATE_TEST_SUITE_P(
    All, BadEnvelopes,
    testing::Values(
        BadEnvelope{"Empty", "", "SchemaValidationError"}, BadEnvelope{"NotXml", "hello", "SchemaValidationError"},
        BadEnvelope{"Unclosed", "<a>", "SchemaValidationError"},
        BadEnvelope{"Dtd", "<!DOCTYPE a><a/>", "SchemaValidationError"},
        BadEnvelope{"BadUtf8", "<a>\xff</a>", "EncodingLimit"},
        BadEnvelope{"Soap11",
                    "<s:Envelope xmlns:s=\"http://schemas.xmlsoap.org/soap/envelope/\"><s:Body/></s:Envelope>",
                    "VersionMismatch"},
        BadEnvelope{"WrongNamespace", "<Envelope xmlns=\"urn:x\"><Body/></Envelope>", "VersionMismatch"},
        BadEnvelope{"NoBody", "<s:Envelope xmlns:s=\"http://www.w3.org/2003/05/soap-envelope\"/>",
                    "SchemaValidationError"},
        BadEnvelope{"Entity", "<!DOCTYPE a [<!ENTITY b \"c\">]>" + envelope(kGetHeaders, "&b;"),
                    "SchemaValidationError"},
        BadEnvelope{"Instruction", "<?php evil ?>" + envelope(kGetHeaders), "SchemaValidationError"},
        BadEnvelope{"TooDeep", envelope(kGetHeaders, nested(2'000)), "EncodingLimit"},
        BadEnvelope{"NoAction", envelope(kTo + kId + kReplyTo + kUri), "MessageInformationHeaderRequired"},
        BadEnvelope{"NoTo", envelope(kAction + kId + kReplyTo + kUri), "MessageInformationHeaderRequired"},
        BadEnvelope{"NoMessageId", envelope(kTo + kAction + kReplyTo + kUri), "MessageInformationHeaderRequired"},
        BadEnvelope{"NoReplyTo", envelope(kTo + kAction + kId + kUri), "MessageInformationHeaderRequired"},
        BadEnvelope{
            "ReplyElsewhere",
            envelope(kTo + kAction + kId + kUri + "<a:ReplyTo><a:Address>http://127.0.0.1:9/x</a:Address></a:ReplyTo>"),
            "UnsupportedFeature"},
        BadEnvelope{"FaultElsewhere",
                    envelope(kGetHeaders + "<a:FaultTo><a:Address>http://127.0.0.1:9/x</a:Address></a:FaultTo>"),
                    "UnsupportedFeature"},
        BadEnvelope{"MustUnderstand", envelope(kGetHeaders + "<x:Foo xmlns:x=\"urn:x\" s:mustUnderstand=\"true\"/>"),
                    "MustUnderstand"},
        BadEnvelope{"SmallReplies", envelope(kGetHeaders + "<w:MaxEnvelopeSize>8191</w:MaxEnvelopeSize>"),
                    "EncodingLimit"},
        BadEnvelope{"Repeated", envelope(kGetHeaders + kUri), "InvalidMessageInformationHeader"}),
    [](const auto& row) { return row.param.name; });

TEST_F(PipelineTest, AFaultForABadHeaderRelatesToTheFirstMessageId) {
    const auto reply = handle(post(envelope(kGetHeaders + "<a:MessageID>uuid:2</a:MessageID>")));
    const auto message = soap::Message::parse(reply.body);
    ASSERT_TRUE(message) << reply.body;
    EXPECT_EQ(message->header().relatesTo, "uuid:1");
    EXPECT_EQ(journal_->entries().at(0)->messageId, "uuid:1");
}

TEST_F(PipelineTest, TheLeastEnvelopeSizeIsAccepted) {
    handle(post(envelope(kGetHeaders + "<w:MaxEnvelopeSize>8192</w:MaxEnvelopeSize>")));
    EXPECT_EQ(responder_->calls, 1);
}

TEST_F(PipelineTest, AnEnvelopeAboveTheLimitsIsAFault) {
    options_.xmlLimits.maxDepth = 5;
    const auto reply = handle(post(envelope(kGetHeaders, "<a><b><c><d><e/></d></c></b></a>")));
    EXPECT_EQ(subcodeOf(reply), "EncodingLimit");
}

TEST_F(PipelineTest, AnUnknownCharsetIsAFault) {
    const auto reply = handle(post(envelope(kGetHeaders), "application/soap+xml;charset=iso-8859-5"));
    EXPECT_EQ(subcodeOf(reply), "EncodingLimit");
    EXPECT_THAT(faultOf(reply).faultDetail, HasSubstr("CharacterSet"));
}

TEST_F(PipelineTest, AFaultsStatusMayFollowItsCode) {
    options_.faultStatusByCode = true;
    EXPECT_EQ(handle(post(envelope(kTo + kId + kReplyTo))).status, 400);
}

TEST_F(PipelineTest, EnvelopeChecksCanBeLeftToTheResponders) {
    options_.checkEnvelope = false;
    EXPECT_EQ(handle(post(envelope(""))).status, 200);
}

TEST_F(PipelineTest, IdentifyNeedsNoHeaders) {
    EXPECT_EQ(handle(post(kIdentify)).status, 200);
    parts_.responders.clear();
    EXPECT_THAT(std::string(faultOf(handle(post(kIdentify))).reason()), HasSubstr("Identify"));
}

TEST_F(PipelineTest, AsksForCredentials) {
    requireUser();
    auto request = post("");
    auto reply = handle(request);
    EXPECT_EQ(reply.status, 401);
    EXPECT_EQ(reply.headers.get("WWW-Authenticate"), "Basic realm=\"WSMAN\"");
    EXPECT_EQ(responder_->calls, 0);

    request = post(envelope(kGetHeaders));
    request.headers.add("Authorization", "Basic YWRtaW46c2VjcmV0");
    reply = handle(request);
    EXPECT_EQ(reply.status, 200);
    EXPECT_EQ(reply.note, "for admin");

    const auto entries = journal_->entries();
    EXPECT_EQ(entries.at(0)->user, "");
    EXPECT_EQ(entries.at(1)->user, "admin");
    EXPECT_THAT(entries.at(1)->request, HasSubstr("Authorization: Basic [redacted]\r\n"));
    EXPECT_THAT(entries.at(1)->request, Not(HasSubstr("YWRtaW46")));
}

TEST_F(PipelineTest, OnlyIdentifyIsAnonymous) {
    requireUser();
    auto identify = post(kIdentify);
    EXPECT_EQ(handle(identify).status, 401);
    identify.path = "/wsman-anon/identify";
    EXPECT_EQ(handle(identify).status, 200);
    identify.path = "/wsman";
    identify.headers.add("WSMANIDENTIFY", "unauthenticated");
    EXPECT_EQ(handle(identify).status, 200);

    auto get = post(envelope(kGetHeaders));
    get.path = "/wsman-anon";
    EXPECT_EQ(subcodeOf(handle(get)), "AccessDenied");
    EXPECT_EQ(responder_->calls, 2);

    options_.anonymousIdentify = false;
    EXPECT_EQ(handle(identify).status, 401);
}

// Authenticates a connection in two legs, as Negotiate does.
class TwoLegs final : public Authenticator {
public:
    class Session final : public AuthSession {
    public:
        AuthResult authenticate(const HttpRequest&) override {
            if (++legs_ == 1) {
                return {.headers = {{"WWW-Authenticate", "Legs 1"}}};
            }
            return {.user = "leg" + std::to_string(legs_), .headers = {{"WWW-Authenticate", "Legs done"}}};
        }

    private:
        int legs_ = 0;
    };
    [[nodiscard]] std::unique_ptr<AuthSession> open() const override { return std::make_unique<Session>(); }
};

TEST_F(PipelineTest, AuthenticationBelongsToTheConnection) {
    parts_.authenticator = std::make_shared<TwoLegs>();
    Pipeline pipeline(parts_);
    auto listener = Listener::start({}, pipeline.handler());
    ASSERT_TRUE(listener);
    const auto request = RawClient::post(envelope(kGetHeaders));
    for (int round = 0; round < 2; ++round) {
        RawClient client((*listener)->port());
        EXPECT_EQ(client.exchange(request).status, 401);
        const auto reply = client.exchange(request);
        EXPECT_EQ(reply.status, 200);
        EXPECT_EQ(reply.headers.get("WWW-Authenticate"), "Legs done");
        EXPECT_EQ(client.exchange(request).status, 200);
    }
}

TEST_F(PipelineTest, ServesRealSocketsAndJournalsWhatTheListenerRefuses) {
    Pipeline pipeline(parts_);
    auto listener = Listener::start({.limits = {.maxBody = 10'000}}, pipeline.handler());
    ASSERT_TRUE(listener);
    RawClient client((*listener)->port());
    EXPECT_EQ(client.exchange(RawClient::post(envelope(kGetHeaders))).body, "<ok/>");
    EXPECT_EQ(client.exchange("GET /wsman HTTP/1.1\r\n\r\n").status, 405);
    EXPECT_EQ(client.exchange(RawClient::post(std::string(10'001, ' '))).status, 413);
    (*listener)->stop();
    const auto entries = journal_->entries();
    ASSERT_THAT(entries, SizeIs(3));
    EXPECT_EQ(entries[2]->status, 413);
    EXPECT_THAT(entries[2]->note, HasSubstr("refused by the listener"));
}

}  // namespace
}  // namespace mockserver
