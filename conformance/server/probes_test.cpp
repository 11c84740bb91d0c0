// Every probe passes a server that obeys and fails one that does not.
#include "conformance/server/probes.h"

#include <gmock/gmock.h>

#include <map>
#include <set>

#include "conformance/server/misbehaving_server_for_test.h"

namespace conformance {
namespace {

using test::MisbehavingServer;
using test::Misbehaviour;
using test::Passing;

constexpr const char* kEnvelope =
    "<s:Envelope xmlns:s=\"http://www.w3.org/2003/05/soap-envelope\" "
    "xmlns:a=\"http://schemas.xmlsoap.org/ws/2004/08/addressing\" "
    "xmlns:w=\"http://schemas.dmtf.org/wbem/wsman/1/wsman.xsd\"><s:Header><a:MessageID>uuid:1</a:MessageID></s:Header>";

void reply(Passing& passing, int status, const std::string& body) {
    passing.status = status;
    passing.contentType = "application/soap+xml;charset=UTF-8";
    passing.reply = kEnvelope + body + "</s:Envelope>";
    passing.headers.clear();
}

void replace(std::string& text, const std::string& from, const std::string& to) {
    if (const auto at = text.find(from); at != std::string::npos)
        text.replace(at, from.size(), to);
}

bool contains(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

/// Takes everything as if nothing were wrong with it.
Misbehaviour lenient() {
    return {"lenient", {}, [](Passing& passing) {
                if (passing.status != 200)
                    reply(passing, 200, "<s:Body><x xmlns=\"urn:x\"/></s:Body>");
            }};
}

/// Refuses everything.
Misbehaviour refusing() {
    return {"refusing", {}, [](Passing& passing) {
                reply(
                    passing, 500,
                    "<s:Body><s:Fault><s:Code><s:Value>s:Receiver</s:Value><s:Subcode><s:Value>w:InternalError"
                    "</s:Value></s:Subcode></s:Code><s:Reason><s:Text xml:lang=\"en\">no</s:Text></s:Reason></s:Fault>"
                    "</s:Body>");
            }};
}

/// Changes a text of its replies.
Misbehaviour saying(const std::string& other, const std::string& insteadOf) {
    return {other, {}, [=](Passing& passing) { replace(passing.reply, insteadOf, other); }};
}

/// Changes what it was asked.
Misbehaviour hearing(const std::string& other, const std::string& insteadOf) {
    return {other, [=](Passing& passing) { replace(passing.body, insteadOf, other); }, {}};
}

/// Refuses requests with this text in them.
Misbehaviour disliking(const std::string& part) {
    return {"disliking " + part, {}, [part, refuse = refusing().after](Passing& passing) {
                if (contains(passing.body, part))
                    refuse(passing);
            }};
}

std::multimap<std::string, Misbehaviour> misbehaviours() {
    std::multimap<std::string, Misbehaviour> all;
    for (const char* id :
         {"DSP0226/R11-mu",     "DSP0226/R13.1-1",    "SOAP12/truncated", "SOAP12/dtd",       "DSP0226/R13.1-5a",
          "DSP0226/R13.1-8",    "DSP0226/R13.1-9",    "DSP0226/RC.2-6",   "DSP0226/RC.2-14",  "DSP0226/RC.3-1",
          "DSP0226/R5.1.2.1-6", "DSP0226/R5.1.2.2-4", "DSP0226/R5.2-2",   "DSP0226/R5.3-1",   "DSP0226/R5.3-3b",
          "DSP0226/R5.4.2-1s",  "DSP0226/R5.4.2-2",   "DSP0226/R5.4.4-4", "DSP0226/R5.4.5-2", "DSP0226/R5.4.5-2b",
          "DSP0226/R6.1-2",     "DSP0226/R6.2-4",     "DSP0226/R8.5-1",   "DSP0226/wsen-ctx"})
        all.emplace(id, lenient());
    for (const char* id : {"DSP0226/R11-1", "DSP0226/R11-2", "DSP0226/RC.2-12", "DSP0226/R7.3-1", "DSP0226/R8.1-2"})
        all.emplace(id, refusing());

    all.emplace("DSP0226/R11-version", saying("http://schemas.xmlsoap.org/ws/2005/06/management",
                                              "http://schemas.dmtf.org/wbem/wsman/1/wsman.xsd</"));
    all.emplace("DSP0226/R13.1-11", disliking("<!--"));
    all.emplace("SOAP12/ignored-header", disliking("t:Optional"));
    all.emplace("DSP0226/R11-2", disliking("t:Optional"));
    all.emplace("SOAP12/dtd", Misbehaviour{"expanding", {}, [](Passing& passing) {
                                               if (contains(passing.body, "<!ENTITY"))
                                                   replace(passing.reply, "</s:Text>", " expanded</s:Text>");
                                           }});
    all.emplace("DSP0226/R13.1-5a", saying("AddressingMode", "CharacterSet"));
    all.emplace("DSP0226/R13.1-8", Misbehaviour{"faulting", {}, [](Passing& passing) {
                                                    if (passing.status == 400)
                                                        passing.status = 500;
                                                }});
    all.emplace("DSP0226/RC.2-14", Misbehaviour{"400", {}, [](Passing& passing) {
                                                    if (passing.status == 415)
                                                        passing.status = 400;
                                                }});
    all.emplace("DSP0226/RC.3-1", Misbehaviour{"unknown scheme", {}, [](Passing& passing) {
                                                   if (passing.headers.erase("WWW-Authenticate") != 0)
                                                       passing.headers.emplace("WWW-Authenticate", "Bearer");
                                               }});
    all.emplace("DSP0226/R5.2-2", saying(":Other\"", ":Required\""));
    all.emplace("DSP0226/R5.4.2-2", saying("CharacterSet", "AddressingMode"));
    all.emplace("DSP0226/R6.2-4", saying("ServiceEnvelopeLimit", "MinimumEnvelopeLimit"));
    all.emplace("DSP0226/R5.4.5-2", saying("wsa:DestinationUnreachable", "a:ActionNotSupported"));
    all.emplace("DSP0226/R7.3-1", Misbehaviour{"two representations", {}, [](Passing& passing) {
                                                   replace(passing.reply, "</s:Body>", "<x xmlns=\"urn:x\"/></s:Body>");
                                               }});
    all.emplace("DSP0226/R8.1-2", saying("", "<n:EndOfSequence/>"));
    all.emplace("DSP0226/R8.4-9a", hearing("</n:EnumerationContext><n:MaxElements>100</n:MaxElements></n:Pull>",
                                           "</n:EnumerationContext></n:Pull>"));
    return all;
}

/// The probes: the cases in front of those that the rule catalogue makes.
std::vector<Case> probesOf(ServerRun& run) {
    std::vector<Case> out;
    addIdentifyProbes(run, out);
    addEnvelopeProbes(run, out);
    addHttpProbes(run, out);
    addHeaderProbes(run, out);
    addEnumerationProbes(run, out);
    return out;
}

CaseResult judge(const std::string& id, Misbehaviour misbehaviour) {
    MisbehavingServer server(std::move(misbehaviour));
    ServerRun run(server.target());
    for (const auto& one : probesOf(run))
        if (one.id == id)
            return one.run();
    return CaseResult::error("no such probe");
}

TEST(Probes, PassAServerThatObeys) {
    MisbehavingServer server({"none"});
    ServerRun run(server.target());
    for (const auto& one : probesOf(run)) {
        const auto result = one.run();
        EXPECT_EQ(result.verdict, Verdict::kPass) << one.id << ": " << result.reason << '\n'
                                                  << "expected " << result.expected << ", got " << result.actual;
    }
}

TEST(Probes, FailAServerThatDoesNot) {
    for (const auto& [id, misbehaviour] : misbehaviours()) {
        const auto result = judge(id, misbehaviour);
        EXPECT_EQ(result.verdict, Verdict::kFail) << id << " by a server that is " << misbehaviour.name << ": "
                                                  << toString(result.verdict) << ' ' << result.reason;
        EXPECT_FALSE(result.reason.empty()) << id;
    }
}

TEST(Probes, AllHaveAServerThatBreaksThem) {
    MisbehavingServer server({"none"});
    ServerRun run(server.target());
    const auto broken = misbehaviours();
    for (const auto& one : probesOf(run))
        EXPECT_TRUE(broken.contains(one.id)) << one.id;
}

TEST(ServerSuite, HasIdsOfTheirOwn) {
    MisbehavingServer server({"none"});
    ServerRun run(server.target());
    std::set<std::string> ids;
    for (const auto& one : serverSuite(run).cases)
        EXPECT_TRUE(ids.insert(one.id).second) << one.id << " stands twice";
    EXPECT_GE(ids.size(), 15u);
}

TEST(ServerSuite, JudgesEveryReplyOfTheProbes) {
    MisbehavingServer server(saying("<a:RelatesTo>uuid:other-", "<a:RelatesTo>uuid:"));
    ServerRun run(server.target());
    for (const auto& one : serverSuite(run).cases) {
        const auto result = one.run();
        if (one.id == "DSP0226/R5.4.4-3") {
            EXPECT_EQ(result.verdict, Verdict::kFail);
        }
    }
}

TEST(Reachable, SaysWhyAnEndpointCannotBeJudged) {
    MisbehavingServer server({"none"});
    auto target = server.target();
    {
        ServerRun run(target);
        EXPECT_EQ(checkReachable(run), "");
    }
    target.password = "wrong";
    {
        ServerRun run(target);
        EXPECT_THAT(checkReachable(run), testing::HasSubstr("credentials"));
    }
    MisbehavingServer web({"a web site", {}, [](Passing& passing) {
                               passing.reply = "<html/>";
                               passing.contentType = "text/html";
                           }});
    {
        ServerRun run(web.target());
        EXPECT_THAT(checkReachable(run), testing::HasSubstr("does not speak SOAP"));
    }
    target.port = 1;
    ServerRun run(target);
    EXPECT_THAT(checkReachable(run), testing::HasSubstr("cannot reach"));
}

}  // namespace
}  // namespace conformance
