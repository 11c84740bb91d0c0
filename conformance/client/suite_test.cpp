#include "conformance/client/suite.h"

#include <gtest/gtest.h>

#include <set>

namespace conformance {
namespace {

constexpr const char* kHead =
    "POST /wsman HTTP/1.1\r\nHost: x\r\nContent-Type: application/soap+xml;charset=UTF-8\r\n\r\n";
constexpr const char* kGood =
    "<s:Envelope xmlns:s=\"http://www.w3.org/2003/05/soap-envelope\" "
    "xmlns:a=\"http://schemas.xmlsoap.org/ws/2004/08/addressing\" "
    "xmlns:w=\"http://schemas.dmtf.org/wbem/wsman/1/wsman.xsd\"><s:Header><a:To>http://x/wsman</a:To>"
    "<w:ResourceURI s:mustUnderstand=\"true\">http://schemas.dmtf.org/wbem/wscim/1/cim-schema/2/CIM_X</w:ResourceURI>"
    "<a:ReplyTo><a:Address>http://schemas.xmlsoap.org/ws/2004/08/addressing/role/anonymous</a:Address></a:ReplyTo>"
    "<a:Action>http://schemas.xmlsoap.org/ws/2004/09/transfer/Get</a:Action>"
    "<a:MessageID>uuid:11111111-2222-4333-8444-555555555555</a:MessageID></s:Header><s:Body/></s:Envelope>";

mockserver::Journal::Entry entry(std::uint64_t sequence, const std::string& body) {
    mockserver::JournalEntry out;
    out.sequence = sequence;
    out.request = kHead + body;
    out.reply = "HTTP/1.1 200 OK\r\nContent-Type: application/soap+xml;charset=UTF-8\r\n\r\n";
    return std::make_shared<const mockserver::JournalEntry>(std::move(out));
}

Verdict verdictOf(const ClientRun& run, const std::string& id, std::string* reason = nullptr) {
    for (const auto& one : clientSuite(run).cases)
        if (one.id == id) {
            const auto result = one.run();
            if (reason)
                *reason = result.reason;
            return result.verdict;
        }
    ADD_FAILURE() << "no case " << id;
    return Verdict::kError;
}

TEST(ClientSuite, HasFifteenCasesAtLeastWithIdsOfTheirOwn) {
    const ClientRun run;
    std::set<std::string> ids;
    for (const auto& one : clientSuite(run).cases) {
        EXPECT_TRUE(ids.insert(one.id).second) << one.id << " stands twice";
        EXPECT_FALSE(one.requirement.empty()) << one.id;
    }
    EXPECT_GE(ids.size(), 15u);
}

TEST(ClientSuite, AGoodRequestPasses) {
    ClientRun run;
    run.requests = {entry(1, kGood)};
    for (const auto& one : clientSuite(run).cases)
        EXPECT_NE(one.run().verdict, Verdict::kFail) << one.id << ": " << one.run().reason;
}

TEST(ClientSuite, NothingSentIsNotAPass) {
    const ClientRun run;
    for (const auto& one : clientSuite(run).cases)
        EXPECT_EQ(one.run().verdict, Verdict::kSkipped) << one.id;
}

TEST(ClientSuite, NamesTheRequestThatBreaksARule) {
    std::string bad = kGood;
    bad.replace(bad.find("<a:To>http://x/wsman</a:To>"), 27, "");
    ClientRun run;
    run.requests = {entry(7, bad)};
    std::string reason;
    bool broken = false;
    for (const auto& one : clientSuite(run).cases) {
        const auto result = one.run();
        if (result.verdict == Verdict::kFail && result.reason.find("request 7") != std::string::npos)
            broken = true;
    }
    EXPECT_TRUE(broken) << "no rule saw that To is missing";
}

TEST(ClientSuite, AMessageIdUsedTwiceIsSeenAcrossRequests) {
    ClientRun run;
    run.requests = {entry(1, kGood), entry(2, kGood)};
    std::string reason;
    EXPECT_EQ(verdictOf(run, "DSP0226/R5.4.4-2c", &reason), Verdict::kFail);
    EXPECT_NE(reason.find("request 2"), std::string::npos) << reason;
}

// The first leg of an authentication is an empty POST; an empty GET is a client that does not post.
TEST(ClientSuite, AnEmptyPostIsNoMessageButAnEmptyGetIsABreach) {
    mockserver::JournalEntry leg;
    leg.request = "POST /wsman HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n";
    leg.reply = "HTTP/1.1 200 OK\r\n\r\n";
    ClientRun run;
    run.requests = {std::make_shared<const mockserver::JournalEntry>(leg)};
    EXPECT_EQ(verdictOf(run, "DSP0226/RC.2-6"), Verdict::kSkipped);

    leg.request = "GET /wsman HTTP/1.1\r\nHost: x\r\n\r\n";
    leg.reply = "HTTP/1.1 405 Method Not Allowed\r\n\r\n";
    run.requests = {std::make_shared<const mockserver::JournalEntry>(leg)};
    EXPECT_EQ(verdictOf(run, "DSP0226/RC.2-6"), Verdict::kFail);
}

// Whoever is turned away sends the same message again, with credentials; that is no second use of its MessageID.
TEST(ClientSuite, ARequestThatIsTurnedAwayIsNoMessage) {
    mockserver::JournalEntry away;
    away.request = kHead + std::string(kGood);
    away.reply = "HTTP/1.1 401 Unauthorized\r\n\r\n";
    ClientRun run;
    run.requests = {std::make_shared<const mockserver::JournalEntry>(away), entry(2, kGood)};
    EXPECT_EQ(verdictOf(run, "DSP0226/R5.4.4-2c"), Verdict::kPass);
}

}  // namespace
}  // namespace conformance
