// Everything that can come back instead of an answer, through the real `mi`: it ends with code 1 within its deadline,
// and its one line says what was wrong.
#include "client/cli/program_for_test.h"
#include "client/transport/raw_server_for_test.h"

namespace client::cli {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::StartsWith;

constexpr const char* kInstance =
    "<p:X xmlns:p=\"http://schemas.dmtf.org/wbem/wscim/1/cim-schema/2/X\"><p:A>1</p:A></p:X>";

std::string http(const std::string& body, const std::string& status = "200 OK",
                 const std::string& type = "application/soap+xml;charset=UTF-8", const std::string& more = "") {
    return "HTTP/1.1 " + status + "\r\nContent-Type: " + type + "\r\n" + more +
           "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
}

std::string envelope(const std::string& relatesTo, const std::string& body) {
    return "<s:Envelope xmlns:s=\"http://www.w3.org/2003/05/soap-envelope\" "
           "xmlns:a=\"http://schemas.xmlsoap.org/ws/2004/08/addressing\"><s:Header>"
           "<a:Action>http://schemas.xmlsoap.org/ws/2004/09/transfer/GetResponse</a:Action><a:RelatesTo>" +
           relatesTo + "</a:RelatesTo></s:Header><s:Body>" + body + "</s:Body></s:Envelope>";
}

/// The answer to Get, whatever its MessageID, with one more header block.
std::string withHeader(const std::string& block) {
    std::string text = envelope("x", kInstance);
    const auto begin = text.find("<a:RelatesTo>");
    const auto end = text.find("</s:Header>");
    return text.replace(begin, end - begin, block);
}

std::string repeated(const std::string& text, std::size_t count) {
    std::string out;
    out.reserve(text.size() * count);
    while (count-- > 0) {
        out += text;
    }
    return out;
}

/// The MessageID of a request.
std::string idOf(const std::string& request) {
    const auto begin = request.find('>', request.find("MessageID")) + 1;
    return request.substr(begin, request.find('<', begin) - begin);
}

using Answer = std::function<std::string(const std::string& id)>;

class BadReply : public test::Program {
protected:
    static test::Words at(std::uint16_t port, test::Words words) {
        words.insert(words.begin(), {"--url", "http://u:p@127.0.0.1:" + std::to_string(port) + "/wsman"});
        return words;
    }
    /// `mi get` against a server that sends what `answer` gives and closes.
    test::Ended getFrom(const Answer& answer, const test::Words& more = {}) {
        const RawServer server([&answer](RawPeer& peer) {
            const auto request = peer.readRequest();
            peer.send(answer(idOf(request)));
        });
        test::Words words = {"get", "X", "A=1"};
        words.insert(words.end(), more.begin(), more.end());
        return mi(at(server.port(), words));
    }
    static Answer always(const std::string& bytes) {
        return [bytes](const std::string&) { return bytes; };
    }
    static void expectFailure(const test::Ended& run, const std::string& said,
                              const std::string& result = "MI_RESULT_FAILED") {
        EXPECT_EQ(run.code, 1) << run.err;
        EXPECT_THAT(run.out, IsEmpty());
        EXPECT_THAT(run.firstError(), AllOf(StartsWith("mi: " + result + ": "), HasSubstr(said)));
        EXPECT_THAT(run.err, HasSubstr("\n    CIMStatusCode = "));
    }
};

TEST_F(BadReply, TheSameServerIsUnderstoodWhenItAnswers) {
    const auto run = getFrom([](const std::string& id) { return http(envelope(id, kInstance)); });
    EXPECT_EQ(run.code, 0) << run.err;
    EXPECT_EQ(run.out, "X\nA : 1\n");
}

struct Case {
    const char* name;
    std::string reply;
    const char* said;
    const char* result = "MI_RESULT_FAILED";
};

class BadReplies : public BadReply, public testing::WithParamInterface<Case> {};

TEST_P(BadReplies, AreNamed) {
    expectFailure(getFrom(always(GetParam().reply)), GetParam().said, GetParam().result);
}

const std::string kHtml = "<html><body>It works!</body></html>";

INSTANTIATE_TEST_SUITE_P(
    All, BadReplies,
    testing::Values(
        Case{"Html", http(kHtml, "200 OK", "text/html"), "is not a WS-Management message but text/html"},
        Case{"HtmlWithDoctype", http("<!DOCTYPE html>" + kHtml, "200 OK", "text/html; charset=utf-8"),
             "is not a WS-Management message but text/html"},
        Case{"PlainText", http("hello", "200 OK", "text/plain"), "is not a WS-Management message but text/plain"},
        Case{"Json", http("{}", "200 OK", "application/json"), "is not a WS-Management message but application/json"},
        Case{"Empty", http(""), "The server sent an empty reply (HTTP status 200 OK)"},
        Case{"Malformed", http("<s:Envelope xmlns:s=\"http://www.w3.org/2003/05/soap-envelope\"><s:Body></s:Envelope>"),
             "the end tag does not match the start tag \"s:Body\" (1:71)"},
        Case{"Soap11", http("<s:Envelope xmlns:s=\"http://schemas.xmlsoap.org/soap/envelope/\"><s:Body/></s:Envelope>"),
             "the envelope is of SOAP 1.1"},
        Case{"WrongNamespace", http("<Envelope xmlns=\"urn:x\"><Body/></Envelope>"),
             "the envelope is of the namespace urn:x and not of SOAP 1.2 (/Envelope)"},
        Case{"OfAnotherRequest", http(envelope("uuid:of-another", kInstance)),
             "The reply answers message uuid:of-another instead of uuid:"},
        Case{"MustUnderstand", http(withHeader("<u:Heed xmlns:u=\"urn:u\" s:mustUnderstand=\"true\"/>")),
             "The reply has a header that must be understood and is not, {urn:u}Heed"},
        Case{"Dtd", http("<!DOCTYPE a [<!ENTITY b \"c\">]>" + envelope("x", "&b;")), "a DTD is not allowed (1:1)"},
        Case{"BadUtf8", http(envelope("x", "<a>\xff\xfe</a>")), "the bytes are not valid UTF-8 (byte "},
        Case{"UnknownCharset", http(envelope("x", kInstance), "200 OK", "application/soap+xml;charset=koi8-r"),
             "the charset \"koi8-r\" is neither UTF-8 nor UTF-16"},
        Case{"TooDeep", http(envelope("x", repeated("<a>", 2000) + repeated("</a>", 2000))),
             "elements are nested more than 64 deep"},
        Case{"Status401", http("", "401 Unauthorized", "text/plain"), "Access is denied (HTTP status 401 Unauthorized)",
             "MI_RESULT_ACCESS_DENIED"},
        Case{"Status403", http("no", "403 Forbidden", "text/plain"), "Access is denied (HTTP status 403 Forbidden)",
             "MI_RESULT_ACCESS_DENIED"},
        Case{"Status404", http(kHtml, "404 Not Found", "text/html"),
             "refused the request: HTTP status 404 Not Found, with text/html instead of a WS-Management message"},
        Case{"Status500", http("", "500 Internal Server Error"),
             "refused the request: HTTP status 500 Internal Server Error, with an empty reply"},
        Case{"Status503", http("busy", "503 Service Unavailable", "text/plain"),
             "refused the request: HTTP status 503 Service Unavailable, with text/plain"},
        Case{"Redirect", http("", "302 Found", "text/plain", "Location: http://elsewhere.example/\r\n"),
             "The server redirects to http://elsewhere.example/", "MI_RESULT_NOT_SUPPORTED"},
        Case{"NotHttp", "SSH-2.0-OpenSSH_9.2\r\n", "is not HTTP/1.1"},
        Case{"NothingAtAll", "", "closed the connection without a reply"},
        Case{"Truncated", "HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n<s:Envelope",
             "closed the connection before its reply was complete (after "},
        Case{"TruncatedHead", "HTTP/1.1 200 OK\r\nContent-Le", "closed the connection before its reply was complete"},
        Case{"Announced", "HTTP/1.1 200 OK\r\nContent-Length: 50000000000\r\n\r\nx",
             "announces 50000000000 bytes, over the limit of 67108864"},
        Case{"EndlessHeader", "HTTP/1.1 200 OK\r\n" + repeated("X-Long: " + std::string(4000, 'x') + "\r\n", 100),
             "over the limit of"}),
    [](const auto& row) { return std::string(row.param.name); });

TEST_F(BadReply, AnInstanceMustBeThereAndAlone) {
    expectFailure(getFrom([](const std::string& id) { return http(envelope(id, "")); }), "holds no instance");
    expectFailure(getFrom([](const std::string& id) { return http(envelope(id, std::string(kInstance) + kInstance)); }),
                  "more than one element in the body");
}

TEST_F(BadReply, WhatIsTooLargeIsNotReadToItsEnd) {
    const RawServer server([](RawPeer& peer) {
        peer.readRequest();
        peer.send("HTTP/1.1 200 OK\r\nContent-Type: application/soap+xml\r\nConnection: close\r\n\r\n");
        const std::string block(1 << 20, 'x');
        for (int sent = 0; sent < 80; ++sent) {
            peer.send(block);
        }
    });
    expectFailure(mi(at(server.port(), {"get", "X", "A=1"})), "is over the limit of 67108864 bytes");
}

TEST_F(BadReply, CannotSteerATerminal) {
    const auto run = getFrom(always(http("", "302 Found", "text/plain",
                                         "Location: http://x/\x1b[31m\xc2\x9b"
                                         "31m\r\n")));
    EXPECT_EQ(run.code, 1);
    EXPECT_THAT(run.err, AllOf(HasSubstr("http://x/ [31m 31m"), Not(HasSubstr("\x1b")), Not(HasSubstr("\xc2\x9b"))));
    const auto shown = getFrom([](const std::string& id) {
        return http(envelope(id,
                             "<p:X xmlns:p=\"urn:p\"><p:A>\xc2\x9b"
                             "31m\nEND</p:A></p:X>"));
    });
    EXPECT_EQ(shown.out, "X\nA :  31m\n    END\n");
}

TEST_F(BadReply, AServerThatIsNotThere) {
    std::uint16_t closed = 0;
    {
        closed = RawServer([](RawPeer&) {}).port();
    }
    expectFailure(mi(at(closed, {"get", "X", "A=1"})),
                  "Cannot connect to 127.0.0.1:" + std::to_string(closed) + ": Connection refused");
    expectFailure(mi({"--url", "http://no-such-host.invalid", "--timeout", "5s", "get", "X", "A=1"}),
                  "no-such-host.invalid");
}

TEST_F(BadReply, AServerThatNeverAnswers) {
    const RawServer server([](RawPeer& peer) {
        peer.readRequest();
        peer.idle(std::chrono::seconds(60));
    });
    const auto begin = std::chrono::steady_clock::now();
    std::vector<std::unique_ptr<wsman::test::Process>> runs;
    for (auto words : {test::Words{"get", "X", "A=1"}, test::Words{"enumerate", "X"}, test::Words{"test"}}) {
        words.insert(words.end(), {"--timeout", "1s"});
        runs.push_back(start("MI_PROGRAM", at(server.port(), words)));
    }
    for (const auto& run : runs) {
        const int code = run->wait(std::chrono::seconds(30)).value_or(-1);
        expectFailure({code, run->rest(), run->errors()}, "Timed out while waiting for the reply of 127.0.0.1:");
        EXPECT_GE(std::chrono::steady_clock::now() - begin, std::chrono::seconds(1));
    }
}

TEST_F(BadReply, APageThatFailsEndsTheEnumerationAfterWhatCame) {
    const RawServer server([](RawPeer& peer) {
        const auto first = peer.readRequest();
        peer.send(
            http("<s:Envelope xmlns:s=\"http://www.w3.org/2003/05/soap-envelope\" "
                 "xmlns:a=\"http://schemas.xmlsoap.org/ws/2004/08/addressing\" "
                 "xmlns:n=\"http://schemas.xmlsoap.org/ws/2004/09/enumeration\" "
                 "xmlns:w=\"http://schemas.dmtf.org/wbem/wsman/1/wsman.xsd\"><s:Header><a:RelatesTo>" +
                 idOf(first) +
                 "</a:RelatesTo></s:Header><s:Body><n:EnumerateResponse><n:EnumerationContext>c1"
                 "</n:EnumerationContext><w:Items>" +
                 kInstance + "</w:Items></n:EnumerateResponse></s:Body></s:Envelope>"));
        peer.readRequest();
        peer.send(http("<broken"));
        peer.readRequest();  // Release
    });
    const auto run = mi(at(server.port(), {"enumerate", "X", "-o", "json"}));
    EXPECT_EQ(run.code, 1);
    EXPECT_EQ(run.out, "[\n {\"__class\":\"X\",\"A\":\"1\"}\n]\n") << "what came is still whole JSON";
    EXPECT_THAT(run.firstError(), HasSubstr("not a WS-Management message"));
}

}  // namespace
}  // namespace client::cli
