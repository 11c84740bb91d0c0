// Requests that no client should send, to the real `mi-mockserver`: each gets its fault or status, and the server goes
// on serving.
#include "mockserver/cli/program_for_test.h"
#include "wsman/soap/fault.h"
#include "wsman/soap/message.h"

namespace mockserver::cli {
namespace {

using testing::HasSubstr;
using testing::Not;

std::string replaced(std::string text, const std::string& from, const std::string& to) {
    const auto at = text.find(from);
    EXPECT_NE(at, std::string::npos) << from;
    return text.replace(at, from.size(), to);
}

/// The Get that the scenario answers, with `body` in its Body.
std::string withBody(const std::string& body) {
    return replaced(kGet, "<s:Body/>", "<s:Body>" + body + "</s:Body>");
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

class BadRequest : public Program {
protected:
    BadRequest() : run_(start({"serve", scenario(), "--log-level", "debug"})), port_(portOf(run_->readLine())) {}
    ~BadRequest() override {
        RawClient good(port_);
        EXPECT_EQ(good.exchange(RawClient::post(kGet)).status, 200) << "it must still serve";
        run_->signal(SIGTERM);
        EXPECT_EQ(run_->wait(), 0) << run_->errors();
    }

    /// The subcode of the fault that answers `body`, without its namespace; the connection must stay usable.
    std::string faultOf(const std::string& body) {
        RawClient client(port_);
        const auto reply = client.exchange(RawClient::post(body));
        EXPECT_EQ(reply.status, 500) << reply.body;
        EXPECT_EQ(reply.headers.get("Content-Type"), "application/soap+xml;charset=UTF-8");
        EXPECT_EQ(client.exchange(RawClient::post(kGet)).status, 200) << "after a fault";
        const auto message = wsman::soap::Message::parse(reply.body);
        if (!message) {
            return "no message: " + reply.body;
        }
        const auto fault = wsman::soap::readFault(*message);
        return !fault ? "no fault" : fault->subcode ? fault->subcode->local : fault->code.local;
    }
    int statusOf(const std::string& bytes) {
        RawClient client(port_);
        const auto reply = client.exchange(bytes);
        EXPECT_THAT(reply.body, Not(HasSubstr("Envelope")));
        return reply.status;
    }

    std::unique_ptr<Process> run_;
    std::uint16_t port_;
};

TEST_F(BadRequest, WhatIsNoEnvelopeIsAFault) {
    EXPECT_EQ(faultOf(""), "SchemaValidationError");
    EXPECT_EQ(faultOf("hello"), "SchemaValidationError");
    EXPECT_EQ(faultOf(replaced(kGet, "</s:Header>", "")), "SchemaValidationError");
    EXPECT_EQ(
        faultOf(replaced(kGet, "http://www.w3.org/2003/05/soap-envelope", "http://schemas.xmlsoap.org/soap/envelope/")),
        "VersionMismatch");
    EXPECT_EQ(faultOf(replaced(kGet, "http://www.w3.org/2003/05/soap-envelope", "urn:x")), "VersionMismatch");
}

TEST_F(BadRequest, WhatLacksItsHeadersIsAFault) {
    EXPECT_EQ(faultOf(replaced(kGet, "<a:Action>http://schemas.xmlsoap.org/ws/2004/09/transfer/Get</a:Action>", "")),
              "MessageInformationHeaderRequired");
    EXPECT_EQ(faultOf(replaced(kGet, "http://schemas.xmlsoap.org/ws/2004/08/addressing'", "urn:other-addressing'")),
              "MessageInformationHeaderRequired");
}

TEST_F(BadRequest, AnUnknownResourceOrActionIsAFault) {
    EXPECT_EQ(faultOf(replaced(kGet, "http://r/X", "http://r/Unknown")), "DestinationUnreachable");
    EXPECT_EQ(faultOf(replaced(kGet, "transfer/Get<", "transfer/Fetch<")), "ActionNotSupported");
    RawClient client(port_);
    EXPECT_THAT(client.exchange(RawClient::post(replaced(kGet, "http://r/X", "http://r/Unknown"))).body,
                HasSubstr("http://r/Unknown"));
}

TEST_F(BadRequest, WhatIsMeantToHarmIsAFault) {
    EXPECT_EQ(faultOf(std::string("<!DOCTYPE a [<!ENTITY b SYSTEM \"file:///etc/passwd\">]>") + kGet),
              "SchemaValidationError");
    EXPECT_EQ(faultOf(withBody(nested(100'000))), "EncodingLimit");
    EXPECT_EQ(faultOf(withBody("<a>\xff\xfe</a>")), "EncodingLimit");
    EXPECT_EQ(faultOf(withBody("<a>\xc0\xaf</a>")), "EncodingLimit") << "overlong UTF-8";
}

TEST_F(BadRequest, WhatHttpAloneRefusesIsAStatus) {
    EXPECT_EQ(statusOf(RawClient::post(kGet, "", "/wsman", "text/plain")), 415);
    EXPECT_EQ(statusOf(RawClient::post(kGet, "", "/wsman", "application/x-www-form-urlencoded")), 415);
    EXPECT_EQ(statusOf(RawClient::post(kGet, "", "/elsewhere")), 404);
    EXPECT_EQ(statusOf("GET /wsman HTTP/1.1\r\nHost: h\r\n\r\n"), 405);
    EXPECT_EQ(statusOf("POST /wsman HTTP/1.1\r\nHost: h\r\nContent-Length: 99999999999\r\n\r\n"), 413);
    EXPECT_EQ(statusOf("POST /wsman HTTP/1.1\r\nHost: h\r\nContent-Length: -1\r\n\r\n"), 400);
    EXPECT_EQ(statusOf("POST /wsman HTTP/1.1\r\nHost: h\r\nX: " + std::string(200'000, 'x') + "\r\n\r\n"), 431);
    EXPECT_EQ(statusOf("hello\r\n\r\n"), 400);
    const RawClient rude(port_);
    EXPECT_TRUE(rude.send(RawClient::post(kGet).substr(0, 300))) << "and goes away in the middle";
}

}  // namespace
}  // namespace mockserver::cli
