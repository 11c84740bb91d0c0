// The fixtures of the rules, as if a client had sent them: what comes out of the journal must be judged as the rule
// judges the message itself.
#include <gtest/gtest.h>

#include <set>

#include "conformance/client/suite.h"
#include "wsman/rules/fixtures.h"

namespace conformance {
namespace {

namespace rules = wsman::rules;
namespace fixtures = wsman::rules::test;

std::vector<fixtures::Fixture> clientFixtures() {
    std::vector<fixtures::Fixture> out;
    for (const auto& fixture : fixtures::allFixtures())
        if (const auto* rule = rules::findRule(fixture.rule); rule && rule->party == rules::Party::kClient)
            out.push_back(fixture);
    return out;
}

std::string head(const std::string& first, const rules::HttpFacts& http) {
    std::string out = first + "\r\nHost: x\r\n";
    if (!http.contentType.empty())
        out += "content-type:" + http.contentType + "\r\n";
    if (http.soapAction)
        out += "SOAPAction: " + *http.soapAction + "\r\n";
    return out + "\r\n";
}

ClientRun runOf(const fixtures::Case& one) {
    ClientRun run;
    auto exchanges = one.before;
    exchanges.push_back(one.judged);
    for (const auto& exchange : exchanges) {
        mockserver::JournalEntry entry;
        entry.sequence = run.requests.size() + 1;
        entry.request =
            head(exchange.request.http.method + " /wsman HTTP/1.1", exchange.request.http) + exchange.request.bytes;
        const int status = exchange.reply.http.status ? exchange.reply.http.status : 200;
        entry.reply = head("HTTP/1.1 " + std::to_string(status) + " x", exchange.reply.http) + exchange.reply.bytes;
        run.requests.push_back(std::make_shared<const mockserver::JournalEntry>(std::move(entry)));
    }
    return run;
}

CaseResult judged(const std::string& id, const ClientRun& run) {
    for (const auto& one : clientSuite(run).cases)
        if (one.id == id)
            return one.run();
    return CaseResult::error("no case " + id);
}

TEST(ClientRules, EveryCaseHasAFixture) {
    std::set<std::string> known;
    for (const auto& fixture : clientFixtures())
        known.insert(fixture.rule);
    for (const auto& one : clientSuite({}).cases)
        EXPECT_TRUE(known.contains(one.id)) << one.id;
}

TEST(ClientRules, EveryCaseTellsItsFixturesApart) {
    for (const auto& fixture : clientFixtures()) {
        const auto obeying = judged(fixture.rule, runOf(fixture.obeying));
        EXPECT_EQ(obeying.verdict, Verdict::kPass) << fixture.rule << ": " << obeying.reason;
        const auto breaking = judged(fixture.rule, runOf(fixture.breaking));
        const bool strict = wsman::rules::findRule(fixture.rule)->level == wsman::rules::Level::kMust;
        EXPECT_EQ(breaking.verdict, strict ? Verdict::kFail : Verdict::kWarn)
            << fixture.rule << ": " << breaking.reason;
        const auto number = std::to_string(fixture.breaking.before.size() + 1);
        EXPECT_NE(breaking.reason.find("request " + number), std::string::npos) << fixture.rule << breaking.reason;
        EXPECT_FALSE(breaking.expected.empty()) << fixture.rule;
        EXPECT_FALSE(breaking.exchange.empty()) << fixture.rule;
    }
}

}  // namespace
}  // namespace conformance
