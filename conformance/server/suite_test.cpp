// Every probe tells a server that obeys its rule from one that breaks it.
#include "conformance/server/suite.h"

#include <gmock/gmock.h>

#include <map>
#include <set>

#include "conformance/server/probed_server_for_test.h"
#include "conformance/server/probes.h"
#include "conformance/server/spoiler_for_test.h"

namespace conformance {
namespace {

using test::Flaw;
using test::ProbedServer;
using testing::ContainerEq;
using testing::HasSubstr;

using Ids = std::set<std::string>;

/// The probes that ProbedServer has flaws for; those of the other files are proved beside them.
std::vector<Case> probesOf(ServerRun& run) {
    std::vector<Case> probes;
    for (const auto add : {addIdentifyProbes, addEnvelopeProbes, addHttpProbes, addHeaderProbes, addEnumerationProbes})
        add(run, probes);
    return probes;
}

/// What each flaw breaks, and nothing else.
const std::map<Flaw, Ids> kBrokenBy = {
    {Flaw::kIdentifyIsUnknown,
     {"DSP0226/R11-1", "DSP0226/R11-2", "DSP0226/R11-version", "DSP0226/R13.1-11", "DSP0226/RC.2-12p"}},
    {Flaw::kIdentifyRefusesHeaders, {"DSP0226/R11-2"}},
    {Flaw::kIdentifySkipsMustUnderstand, {"DSP0226/R11-mu"}},
    {Flaw::kIdentifyNamesNoVersion, {"DSP0226/R11-version"}},
    {Flaw::kTakesSoap11, {"DSP0226/R13.1-1"}},
    {Flaw::kTakesTruncatedXml, {"SOAP12/truncated"}},
    {Flaw::kTakesDoctype, {"SOAP12/dtd"}},
    {Flaw::kExpandsEntities, {"SOAP12/dtd"}},
    {Flaw::kTakesAnyCharset, {"DSP0226/R13.1-5p"}},
    {Flaw::kCharsetWithoutDetail, {"DSP0226/R13.1-5p"}},
    {Flaw::kMisreadsByteOrderMark, {"DSP0226/R13.1-8"}},
    {Flaw::kTakesRepeatedHeaders, {"DSP0226/R13.1-9"}},
    {Flaw::kRefusesComments, {"DSP0226/R13.1-11"}},
    {Flaw::kAnswersGetOfHttp, {"DSP0226/RC.2-6p"}},
    {Flaw::kTakesAnyMediaType, {"DSP0226/RC.2-14"}},
    {Flaw::kRefusesSoapAction, {"DSP0226/RC.2-12p"}},
    {Flaw::kLetsEveryoneIn, {"DSP0226/RC.3-1"}},
    {Flaw::kNamesNoScheme, {"DSP0226/RC.3-1"}},
    {Flaw::kNoResourceIsAnotherFault, {"DSP0226/R5.1.2.1-6"}},
    {Flaw::kTakesSelectorTwice, {"DSP0226/R5.1.2.2-4p"}},
    {Flaw::kSkipsMustUnderstand, {"DSP0226/R5.2-2"}},
    {Flaw::kNamesNotTheHeader, {"DSP0226/R5.2-2"}},
    {Flaw::kRefusesOptionalHeader, {"SOAP12/ignored-header"}},
    {Flaw::kNeedsNoTo, {"DSP0226/R5.3-1"}},
    {Flaw::kAnswersForAnyResource, {"DSP0226/R5.3-3b"}},
    {Flaw::kNeedsNoReplyTo, {"DSP0226/R5.4.2-1s"}},
    {Flaw::kRepliesElsewhere, {"DSP0226/R5.4.2-2"}},
    {Flaw::kElsewhereWithoutDetail, {"DSP0226/R5.4.2-2"}},
    {Flaw::kDropsReplyParameters, {"DSP0226/R5.4.2-5p"}},
    {Flaw::kNeedsNoMessageId, {"DSP0226/R5.4.4-4"}},
    {Flaw::kUnknownActionIsAnotherFault, {"DSP0226/R5.4.5-2"}},
    {Flaw::kNeedsNoAction, {"DSP0226/R5.4.5-2b"}},
    {Flaw::kTakesAnyTimeout, {"DSP0226/R6.1-2"}},
    {Flaw::kTakesSmallEnvelope, {"DSP0226/R6.2-4"}},
    {Flaw::kIgnoresSizeHint, {"DSP0226/R6.2-1p"}},
    {Flaw::kRepliesAtAnyLength, {"DSP0226/R6.2-1p", "DSP0226/R6.2-2p"}},
    {Flaw::kTooLongIsAnotherFault, {"DSP0226/R6.2-1p", "DSP0226/R6.2-2p"}},
    {Flaw::kGetReturnsTwo, {"DSP0226/R7.3-1"}},
    {Flaw::kPullHasNoEnd, {"DSP0226/R8.1-2", "DSP0226/R8.2.3-5p", "DSP0226/R8.7-3/EnumerateEPR"}},
    {Flaw::kLosesTheContext, {"DSP0226/R8.1-2", "DSP0226/R8.2.3-5p", "DSP0226/R8.7-3/EnumerateEPR"}},
    {Flaw::kPullIsUnknown,
     {"DSP0226/R8.1-2", "DSP0226/R8.2.3-5p", "DSP0226/R8.4-9p", "DSP0226/R8.5-1", "DSP0226/R8.7-3/EnumerateEPR",
      "DSP0226/wsen-ctx"}},
    {Flaw::kPullsInBulk, {"DSP0226/R8.4-9p"}},
    {Flaw::kOptimisesInBulk, {"DSP0226/R8.2.3-3p"}},
    {Flaw::kOptimisedLosesAnItem, {"DSP0226/R8.2.3-5p"}},
    {Flaw::kUnknownModeIsAnotherFault, {"DSP0226/R8.7-3/EnumerateObjectAndEPR"}},
    {Flaw::kReferencesHaveNoEnd, {"DSP0226/R8.7-3/EnumerateEPR"}},
    {Flaw::kReleaseIsUnknown, {"DSP0226/R8.5-1"}},
    {Flaw::kForgetsNoContext, {"DSP0226/R8.5-1"}},
    {Flaw::kTakesAnyContext, {"DSP0226/R8.5-1", "DSP0226/wsen-ctx"}},
};

TEST(Probes, PassOnAServerThatObeys) {
    const ProbedServer server;
    ServerRun run(server.target());
    for (const auto& probe : probesOf(run)) {
        const auto result = probe.run();
        EXPECT_EQ(result.verdict, Verdict::kPass) << probe.id << ": " << result.reason << "\nexpected "
                                                  << result.expected << "\nactual   " << result.actual << '\n'
                                                  << result.exchange;
    }
}

TEST(Probes, FailOnAServerThatBreaksTheirRule) {
    for (const auto& [flaw, ids] : kBrokenBy) {
        const ProbedServer server(flaw);
        ServerRun run(server.target());
        Ids failed;
        for (const auto& probe : probesOf(run)) {
            const auto result = probe.run();
            if (result.verdict == Verdict::kPass)
                continue;
            EXPECT_EQ(result.verdict, Verdict::kFail) << probe.id << ": " << result.reason;
            EXPECT_FALSE(result.reason.empty()) << probe.id;
            EXPECT_FALSE(result.expected.empty()) << probe.id;
            failed.insert(probe.id);
        }
        EXPECT_THAT(failed, ContainerEq(ids)) << "flaw " << static_cast<int>(flaw);
    }
}

TEST(Probes, EachHasAServerThatBreaksIt) {
    Ids breakable;
    for (const auto& [flaw, ids] : kBrokenBy)
        breakable.insert(ids.begin(), ids.end());
    ServerRun run(ServerTarget{});
    Ids probes;
    for (const auto& probe : probesOf(run))
        probes.insert(probe.id);
    EXPECT_THAT(breakable, ContainerEq(probes));
    std::cout << probes.size() << " rules, " << breakable.size() << " proved both ways\n";
}

TEST(ServerSuite, HasIdsOfTheirOwn) {
    ServerRun run(ServerTarget{});
    Ids ids;
    for (const auto& one : serverSuite(run).cases) {
        EXPECT_TRUE(ids.insert(one.id).second) << one.id << " stands twice";
        EXPECT_FALSE(one.requirement.empty()) << one.id;
        EXPECT_FALSE(one.clause.empty()) << one.id;
    }
    EXPECT_GE(ids.size(), 350u);
}

TEST(ServerSuite, RulesJudgeWhatTheProbesGot) {
    const ProbedServer server;
    ServerRun run(server.target());
    const auto suite = serverSuite(run);
    const auto verdictOf = [&](const std::string& id) {
        const auto found = std::find_if(suite.cases.begin(), suite.cases.end(), [&](auto& c) { return c.id == id; });
        return found == suite.cases.end() ? Verdict::kError : found->run().verdict;
    };
    EXPECT_EQ(verdictOf("DSP0226/R8.4-9"), Verdict::kSkipped) << "nothing was pulled yet";
    EXPECT_EQ(verdictOf("DSP0226/R8.4-9p"), Verdict::kPass);
    EXPECT_EQ(verdictOf("DSP0226/R8.4-9"), Verdict::kPass);
    // The server for the probes never relates its replies to anything.
    EXPECT_EQ(verdictOf("DSP0226/R5.4.4-3"), Verdict::kFail);
}

TEST(ServerSuite, ReleasesWhatAProbeLeavesOpen) {
    const test::Machine machine;
    const auto run = machine.run(machine.port());
    for (const auto& one : serverSuite(*run).cases)
        if (one.id == "DSP0226/R8.4-3") {
            EXPECT_EQ(one.run().verdict, Verdict::kPass);
        }
    const auto& last = *run->wire.exchanges().back();
    EXPECT_THAT(last.requestBody, HasSubstr("<n:Release>"));
    EXPECT_EQ(last.status, 200) << last.replyBody;
}

TEST(ServerSuite, SkipsWhatItKnowsNothingToAskFor) {
    const ProbedServer server;
    auto target = server.target();
    target.resourceUri.clear();
    target.selectors.clear();
    ServerRun run(target);
    Ids skipped;
    for (const auto& probe : probesOf(run))
        if (const auto result = probe.run(); result.verdict == Verdict::kSkipped) {
            EXPECT_THAT(result.reason, HasSubstr("--resource")) << probe.id;
            skipped.insert(probe.id);
        } else {
            EXPECT_EQ(result.verdict, Verdict::kPass) << probe.id << ": " << result.actual;
        }
    EXPECT_THAT(skipped, ContainerEq(Ids{"DSP0226/R5.4.2-5p", "DSP0226/R6.2-1p", "DSP0226/R6.2-2p", "DSP0226/R7.3-1",
                                         "DSP0226/R8.1-2", "DSP0226/R8.2.3-3p", "DSP0226/R8.2.3-5p", "DSP0226/R8.4-9p",
                                         "DSP0226/R8.5-1", "DSP0226/R8.7-3/EnumerateEPR",
                                         "DSP0226/R8.7-3/EnumerateObjectAndEPR", "DSP0226/wsen-ctx"}));
}

TEST(ServerSuite, AServerThatIsGoneCouldNotBeTested) {
    ServerTarget target;
    {
        const ProbedServer server;
        target = server.target();
    }
    ServerRun run(target);
    EXPECT_THAT(checkReachable(run), HasSubstr("cannot reach http://127.0.0.1:"));
    for (const auto& probe : probesOf(run))
        EXPECT_EQ(probe.run().verdict, Verdict::kError) << probe.id;
}

TEST(Reachable, SaysWhatIsWrong) {
    const ProbedServer server;
    {
        ServerRun run(server.target());
        EXPECT_EQ(checkReachable(run), "");
    }
    auto target = server.target();
    target.user.clear();
    ServerRun stranger(target);
    EXPECT_THAT(checkReachable(stranger), HasSubstr("--user"));
}

TEST(Reachable, SomethingElseAnswers) {
    httplib::Server web;
    web.Post(".*", [](const httplib::Request&, httplib::Response& response) {
        response.set_content("<html/>", "text/html");
    });
    ServerTarget target;
    target.host = "127.0.0.1";
    target.port = static_cast<std::uint16_t>(web.bind_to_any_port("127.0.0.1"));
    std::thread serving([&web] { web.listen_after_bind(); });
    {
        ServerRun run(target);
        EXPECT_THAT(checkReachable(run), HasSubstr("does not speak SOAP 1.2: HTTP 200"));
    }
    web.stop();
    serving.join();
}

}  // namespace
}  // namespace conformance
