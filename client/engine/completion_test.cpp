// Faults, HTTP statuses and transport errors as MI results, through a Get.
#include "client/engine/completion.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "client/engine/engine_for_test.h"

namespace client {
namespace {

using testing::HasSubstr;

/// A Get that was sent; what it makes of a reply is the test.
struct RunningGet {
    Engine engine{op::GetInstance{president(1)}, context()};
    Step first = engine.start();
    const Outgoing& request = *first.send;
};

TEST(Completion, RecordedFaultsOfOmi) {
    struct Case {
        const char* name;
        MiResult code;
        const char* message;
    };
    for (const Case& test : {
             Case{"get_not_found", MiResult::kNotFound, "The requested object cannot be found."},
             Case{"get_bad_namespace", MiResult::kInvalidNamespace, "The target namespace does not exist."},
             Case{"get_bad_class", MiResult::kInvalidClass, "The specified class does not exist."},
             Case{"create_not_supported", MiResult::kNotSupported, "The requested operation is not supported."},
             Case{"invoke_bad_method", MiResult::kFailed,
                  "A general error occurred, not covered by a more specific error code."},
         }) {
        Engine engine(op::GetInstance{president(1)}, contextFor(test.name));
        engine.start();
        const Step step = engine.onReply(http(recorded(test.name), 500));
        EXPECT_EQ(codeOf(step), test.code) << test.name;
        EXPECT_EQ(step.completion->message, test.message);
        ASSERT_TRUE(step.completion->details) << test.name;
        EXPECT_EQ(step.completion->details->className, "OMI_Error");
        EXPECT_EQ(textOf(*step.completion->details, "OwningEntity"), "OMI:CIMOM");
        EXPECT_EQ(*step.completion->details->find("CIMStatusCode")->value.get<std::uint32_t>(),
                  std::uint32_t(test.code));
        EXPECT_FALSE(step.send);
    }
}

TEST(Completion, CimErrorOfWindowsWinsOverTheSubcode) {
    RunningGet get;
    const Step step = get.engine.onReply(
        fault(get.request, "w:InternalError", "reason",
              R"(<f:WSManFault Code="2150858752" Machine="m"><f:Message>outer</f:Message></f:WSManFault>)"
              R"(<p:MSFT_WmiError b:IsCIM_Error="true" xmlns:p="http://schemas.microsoft.com/wbem/wsman/1/wmi/root/)"
              R"(microsoft/windows/MSFT_WmiError"><p:CIMStatusCode>6</p:CIMStatusCode><p:Message>Gone.</p:Message>)"
              R"(<p:error_Category>13</p:error_Category></p:MSFT_WmiError>)"));
    EXPECT_EQ(codeOf(step), MiResult::kNotFound);
    EXPECT_EQ(step.completion->message, "Gone.");
    EXPECT_EQ(*step.completion->details->find("error_Category")->value.get<std::uint16_t>(), 13);
}

TEST(Completion, MessageIdOfOmiCountsWhenTheStatusDoesNot) {
    for (const char* status : {"", "<p:CIMStatusCode>0</p:CIMStatusCode>", "<p:CIMStatusCode>99</p:CIMStatusCode>",
                               "<p:CIMStatusCode>many</p:CIMStatusCode>"}) {
        RunningGet get;
        const Step step =
            get.engine.onReply(fault(get.request, "w:InternalError", "reason",
                                     std::string(R"(<p:OMI_Error b:IsCIM_Error="true" xmlns:p="urn:p">)") + status +
                                         "<p:MessageID>OMI:MI_Result:11</p:MessageID></p:OMI_Error>"));
        EXPECT_EQ(codeOf(step), MiResult::kAlreadyExists) << status;
        EXPECT_EQ(step.completion->message, "reason");
    }
}

TEST(Completion, CimErrorWithoutNumbersLeavesTheCodeToTheTable) {
    RunningGet get;
    const Step step =
        get.engine.onReply(fault(get.request, "w:AccessDenied", "no",
                                 R"(<p:X b:IsCIM_Error="1" xmlns:p="urn:p"><p:Message>No!</p:Message></p:X>)"));
    EXPECT_EQ(codeOf(step), MiResult::kAccessDenied);
    EXPECT_EQ(step.completion->message, "No!");
}

TEST(Completion, SubcodeAndDetailAreTold) {
    RunningGet get;
    const Step step = get.engine.onReply(
        fault(get.request, "a:DestinationUnreachable", "Nothing there",
              "<w:FaultDetail>http://schemas.dmtf.org/wbem/wsman/1/wsman/faultDetail/InvalidResourceURI"
              "</w:FaultDetail>",
              400));
    EXPECT_EQ(codeOf(step), MiResult::kInvalidClass);
    EXPECT_EQ(step.completion->message, "Nothing there (wsa:DestinationUnreachable/InvalidResourceURI)");
    const auto& details = *step.completion->details;
    EXPECT_EQ(textOf(details, "MessageID"), "wsa:DestinationUnreachable");
    EXPECT_EQ(textOf(details, "OwningEntity"), "WS-Management");
    EXPECT_EQ(*details.find("CIMStatusCode")->value.get<std::uint32_t>(), 5u);
    EXPECT_EQ(*details.find("error_Category")->value.get<std::uint16_t>(), 10);
}

TEST(Completion, WindowsCodesAndWordsAreKept) {
    RunningGet get;
    const Step step = get.engine.onReply(
        fault(get.request, "w:TimedOut", "reason",
              R"(<f:WSManFault Code="2150858793" Machine="m"><f:Message>Too slow.</f:Message></f:WSManFault>)"));
    EXPECT_EQ(codeOf(step), MiResult::kFailed);
    EXPECT_THAT(step.completion->message, HasSubstr("Too slow."));
    EXPECT_EQ(*step.completion->details->find("error_Code")->value.get<std::uint32_t>(), 2150858793u);
    EXPECT_EQ(textOf(*step.completion->details, "error_Type"), "HRESULT");
    EXPECT_EQ(*step.completion->details->find("error_Category")->value.get<std::uint16_t>(), 15);
}

TEST(Completion, UnknownSubcodeSeveralReasonsAnyStatus) {
    for (const int status : {200, 400, 403, 404, 500, 503}) {
        RunningGet get;
        const Step step = get.engine.onReply(
            answer(get.request,
                   "<s:Fault><s:Code><s:Value>s:Receiver</s:Value><s:Subcode><s:Value>f:Odd</s:Value></s:Subcode>"
                   "</s:Code><s:Reason><s:Text xml:lang=\"de\">Nein</s:Text><s:Text xml:lang=\"en\">No</s:Text>"
                   "</s:Reason></s:Fault>",
                   status));
        EXPECT_EQ(codeOf(step), MiResult::kFailed) << status;
        EXPECT_EQ(step.completion->message, "No (Odd)");
    }
}

TEST(Completion, HttpStatusesWithoutAFault) {
    struct Case {
        int status;
        const char* body;
        MiResult code;
        const char* words;
    };
    for (const Case& test : {
             Case{401, "", MiResult::kAccessDenied, "401"},
             Case{401, "<html/>", MiResult::kAccessDenied, "denied"},
             Case{403, "", MiResult::kAccessDenied, "403"},
             Case{403, "<html>no</html>", MiResult::kAccessDenied, "403"},
             Case{404, "not here", MiResult::kFailed, "The server refused the request: HTTP status 404"},
             Case{500, "", MiResult::kFailed, "The server refused the request: HTTP status 500, with an empty reply"},
             Case{200, "", MiResult::kFailed, "empty"},
             Case{503, "<html>later</html>", MiResult::kFailed, "503"},
             Case{200, "<html>hello</html>", MiResult::kFailed, "not a WS-Management message"},
             Case{200, "{\"json\": true}", MiResult::kFailed, "not a WS-Management message"},
             Case{200, "<s:Envelope xmlns:s=\"http://www.w3.org/2003/05/soap-envelope\"><s:Body>", MiResult::kFailed,
                  "not a WS-Management message"},
             Case{200, "<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>", MiResult::kFailed, "not a WS-Management message"},
         }) {
        RunningGet get;
        const Step step = get.engine.onReply(http(test.body, test.status));
        EXPECT_EQ(codeOf(step), test.code) << test.status << test.body;
        EXPECT_THAT(step.completion->message, HasSubstr(test.words));
        EXPECT_TRUE(step.completion->details);
    }
}

TEST(Completion, NamesWhatCameInsteadOfAMessage) {
    for (const int status : {200, 404}) {
        RunningGet get;
        HttpReply reply = http("<html>hello</html>", status);
        reply.headers = {{"Content-Type", "text/html; charset=utf-8"}};
        EXPECT_THAT(get.engine.onReply(reply).completion->message, HasSubstr(" text/html")) << status;
    }
}

TEST(Completion, SuccessBodyOnAnErrorStatusIsNoSuccess) {
    RunningGet get;
    const Step step = get.engine.onReply(answer(get.request, "<p:X xmlns:p=\"urn:p\"/>", 500));
    EXPECT_EQ(codeOf(step), MiResult::kFailed);
    EXPECT_TRUE(step.results.empty());
}

TEST(Completion, Redirects) {
    RunningGet get;
    HttpReply reply = http("", 302);
    reply.headers.emplace_back("Location", "https://other.example/wsman");
    const Step step = get.engine.onReply(reply);
    EXPECT_EQ(codeOf(step), MiResult::kNotSupported);
    EXPECT_EQ(textOf(*step.completion->details, "ProbableCauseDescription"),
              "REDIRECT_LOCATION: https://other.example/wsman");
    RunningGet second;
    EXPECT_EQ(codeOf(second.engine.onReply(http("", 302))), MiResult::kFailed);
}

TEST(Completion, AReplyToAnotherMessageIsRefused) {
    RunningGet get;
    Outgoing other;
    other.messageId = "uuid:somebody-elses";
    const Step step = get.engine.onReply(answer(other, "<p:X xmlns:p=\"urn:p\"/>"));
    EXPECT_EQ(codeOf(step), MiResult::kFailed);
    EXPECT_THAT(step.completion->message, HasSubstr("uuid:somebody-elses"));
    EXPECT_TRUE(step.results.empty());
}

TEST(Completion, RepliesInUtf16AreRead) {
    RunningGet get;
    const std::string utf8 = answer(get.request, "<p:X xmlns:p=\"urn:p\"><p:A>\xC3\xA4</p:A></p:X>").body;
    HttpReply reply = http(*wsman::xml::fromUtf8(utf8, wsman::xml::Encoding::kUtf16Le));
    reply.headers = {{"Content-Type", "application/soap+xml;charset=UTF-16"}};
    const Step step = get.engine.onReply(reply);
    ASSERT_EQ(codeOf(step), MiResult::kOk) << step.completion->message;
    EXPECT_EQ(textOf(instanceAt(step, 0), "A"), "\xC3\xA4");
}

TEST(Completion, TransportErrors) {
    for (int kind = 0; kind <= static_cast<int>(TransportErrorKind::kUnsupported); ++kind) {
        RunningGet get;
        const Step step =
            get.engine.onTransportError({static_cast<TransportErrorKind>(kind), "what happened", "system words"});
        const bool unsupported = static_cast<TransportErrorKind>(kind) == TransportErrorKind::kUnsupported;
        EXPECT_EQ(codeOf(step), unsupported ? MiResult::kNotSupported : MiResult::kFailed);
        EXPECT_EQ(step.completion->message, "what happened");
        EXPECT_TRUE(step.completion->details);
    }
    RunningGet late;
    const Step timeout = late.engine.onTransportError({TransportErrorKind::kTimeout, "late"});
    EXPECT_EQ(textOf(*timeout.completion->details, "ProbableCauseDescription"), "Timeout");
    EXPECT_EQ(*timeout.completion->details->find("error_Category")->value.get<std::uint16_t>(), 15);
}

TEST(Completion, NothingHappensAfterTheEnd) {
    RunningGet get;
    EXPECT_TRUE(get.engine.onTransportError({TransportErrorKind::kConnect, "x"}).completion);
    for (const Step& step : {get.engine.onReply(http("")), get.engine.cancel(), get.engine.start(),
                             get.engine.onTransportError({TransportErrorKind::kConnect, "x"})}) {
        EXPECT_FALSE(step.completion || step.send || !step.results.empty());
    }
}

}  // namespace
}  // namespace client
