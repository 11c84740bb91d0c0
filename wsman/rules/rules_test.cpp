#include <gmock/gmock.h>

#include <fstream>
#include <iterator>
#include <map>
#include <set>

#include "wsman/rules/fixtures.h"

namespace wsman::rules {
namespace {

using test::allFixtures;
using test::Case;
using test::Exchange;
using test::Fixture;

using ::testing::UnorderedElementsAre;

Session sessionAfter(const std::vector<Exchange>& exchanges) {
    Session session;
    for (const Exchange& exchange : exchanges) {
        const Observed request(exchange.request.bytes, exchange.request.http);
        const Observed reply(exchange.reply.bytes, exchange.reply.http);
        session.observe(request);
        session.observe(request, reply);
    }
    return session;
}

bool isRequestRule(const Rule& rule) {
    return std::holds_alternative<RequestCheck>(rule.check);
}

Verdict verdictOf(const Rule& rule, const Case& fixture) {
    const Session before = sessionAfter(fixture.before);
    const Observed request(fixture.judged.request.bytes, fixture.judged.request.http);
    if (isRequestRule(rule)) {
        return judge(rule, request, before);
    }
    const Observed reply(fixture.judged.reply.bytes, fixture.judged.reply.http);
    return judge(rule, request, reply, before);
}

/// The ids of the rules that an exchange breaks, or breaks weakly.
std::set<std::string> brokenBy(const Case& fixture) {
    const Session before = sessionAfter(fixture.before);
    const Observed request(fixture.judged.request.bytes, fixture.judged.request.http);
    std::vector<Finding> findings = judgeRequest(request, before);
    if (!fixture.judged.reply.bytes.empty()) {
        const Observed reply(fixture.judged.reply.bytes, fixture.judged.reply.http);
        std::vector<Finding> more = judgeReply(request, reply, before);
        findings.insert(findings.end(), more.begin(), more.end());
    }
    std::set<std::string> broken;
    for (const Finding& finding : findings) {
        if (finding.verdict.outcome != Outcome::kPass) {
            broken.emplace(finding.rule->id);
        }
    }
    return broken;
}

TEST(Rules, EveryRuleHasOneFixtureAndEveryFixtureARule) {
    std::multiset<std::string> fixtures;
    for (const Fixture& fixture : allFixtures()) {
        fixtures.insert(fixture.rule);
        EXPECT_NE(findRule(fixture.rule), nullptr) << fixture.rule;
    }
    for (const Rule& rule : allRules()) {
        EXPECT_EQ(fixtures.count(std::string(rule.id)), 1u) << rule.id;
    }
}

TEST(Rules, EveryRuleTellsItsFixturesApart) {
    std::size_t proved = 0;
    for (const Fixture& fixture : allFixtures()) {
        const Rule* rule = findRule(fixture.rule);
        ASSERT_NE(rule, nullptr) << fixture.rule;
        const Verdict obeying = verdictOf(*rule, fixture.obeying);
        EXPECT_EQ(obeying.outcome, Outcome::kPass)
            << rule->id << ": " << toString(obeying.outcome) << " " << obeying.text << "\n"
            << fixture.obeying.judged.request.bytes << "\n"
            << fixture.obeying.judged.reply.bytes;
        const Verdict breaking = verdictOf(*rule, fixture.breaking);
        EXPECT_EQ(breaking.outcome, rule->level == Level::kMust ? Outcome::kFail : Outcome::kWarn)
            << rule->id << ": " << toString(breaking.outcome) << " " << breaking.text << "\n"
            << fixture.breaking.judged.request.bytes << "\n"
            << fixture.breaking.judged.reply.bytes;
        EXPECT_FALSE(breaking.text.empty()) << rule->id;
        EXPECT_FALSE(breaking.expected.empty()) << rule->id;
        proved += obeying.outcome == Outcome::kPass && breaking.outcome != Outcome::kPass &&
                  breaking.outcome != Outcome::kNotApplicable;
    }
    std::cout << allRules().size() << " rules, " << proved << " proved both ways\n";
}

// What obeys one rule on purpose must not break another by accident: that would be a rule that cries wolf.
TEST(Rules, ObeyingFixturesBreakNoRule) {
    for (const Fixture& fixture : allFixtures()) {
        EXPECT_THAT(brokenBy(fixture.obeying), UnorderedElementsAre()) << fixture.rule;
    }
}

TEST(Rules, IdsAreUniqueAndRulesComplete) {
    std::set<std::string_view> ids;
    std::map<Party, int> ofParty;
    for (const Rule& rule : allRules()) {
        EXPECT_TRUE(ids.insert(rule.id).second) << rule.id;
        EXPECT_NE(rule.id.find('/'), std::string_view::npos) << rule.id;
        EXPECT_FALSE(rule.clause.empty()) << rule.id;
        EXPECT_FALSE(rule.requirement.empty()) << rule.id;
        EXPECT_EQ(isRequestRule(rule), rule.party == Party::kClient) << rule.id;
        ++ofParty[rule.party];
    }
    EXPECT_GE(ofParty[Party::kClient], 90);
    EXPECT_GE(ofParty[Party::kServer], 70);
    EXPECT_EQ(findRule("DSP0226/none"), nullptr);
}

TEST(Rules, ARuleOfTheOtherSideDoesNotApply) {
    const Case fixture = test::got(test::reply(action::kGet, "<f:CIM_Fan/>"));
    const Observed request(fixture.judged.request.bytes, fixture.judged.request.http);
    const Observed reply(fixture.judged.reply.bytes, fixture.judged.reply.http);
    const Session before;
    EXPECT_EQ(judge(*findRule("DSP0226/R5.3-1s"), request, before).outcome, Outcome::kNotApplicable);
    EXPECT_EQ(judge(*findRule("DSP0226/R5.3-1c"), request, reply, before).outcome, Outcome::kNotApplicable);
}

TEST(Rules, AParsedMessageIsJudgedAsItsBytesAre) {
    const std::string bytes = test::request(action::kGet).without("a:To").bytes();
    const Result<soap::Message> message = soap::Message::parse(bytes);
    ASSERT_TRUE(message) << message.error().text();
    const Observed borrowed(bytes, {.method = "POST", .contentType = test::kContentType}, *message);
    const Observed owned(bytes, {.method = "POST", .contentType = test::kContentType});
    EXPECT_EQ(borrowed.message(), &*message);
    const auto first = judgeRequest(borrowed, Session());
    const auto second = judgeRequest(owned, Session());
    ASSERT_EQ(first.size(), second.size());
    for (std::size_t i = 0; i < first.size(); ++i) {
        EXPECT_EQ(first[i].rule, second[i].rule);
        EXPECT_EQ(first[i].verdict.outcome, second[i].verdict.outcome) << first[i].rule->id;
        EXPECT_EQ(first[i].verdict.where, second[i].verdict.where) << first[i].rule->id;
    }
}

TEST(Rules, AnythingCanBeJudged) {
    for (const char* bytes :
         {"", "x", "<", "<a/>", "\xFF\xFE", "\xFF", "<s:Envelope xmlns:s='urn:s'/>",
          "<Envelope xmlns='http://www.w3.org/2003/05/soap-envelope'/>",
          "<e:Envelope xmlns:e='http://www.w3.org/2003/05/soap-envelope'><e:Body><e:Fault/></e:Body>"
          "</e:Envelope>"}) {
        for (const int status : {0, 200, 401, 500}) {
            const Observed request(bytes, {});
            const Observed reply(bytes, {.status = status});
            Session session;
            session.observe(request);
            session.observe(request, reply);
            EXPECT_NO_THROW(judgeRequest(request, session)) << bytes;
            EXPECT_NO_THROW(judgeReply(request, reply, session)) << bytes;
        }
    }
}

TEST(Rules, AnUnauthorizedReplyIsNoSoapMessage) {
    Case fixture = test::got({});
    fixture.judged.reply = {"<html>Unauthorized</html>", {.status = 401, .contentType = "text/html"}};
    EXPECT_THAT(brokenBy(fixture), UnorderedElementsAre());
}

Case recorded(const std::string& requestFile, const std::string& replyFile = {}, int status = 200) {
    const auto read = [](const std::string& name) {
        const bool hasFolder = name.find('/') != std::string::npos;
        std::ifstream file(
            std::string(MITB_SOURCE_DIR) + "/wsman/" + (hasFolder ? "" : "ops/testdata/") + name + ".xml",
            std::ios::binary);
        EXPECT_TRUE(file) << name;
        return std::string(std::istreambuf_iterator<char>(file), {});
    };
    Case result;
    result.judged.request = {read(requestFile), {.method = "POST", .contentType = test::kContentType}};
    if (!replyFile.empty()) {
        result.judged.reply = {read(replyFile), {.status = status, .contentType = test::kContentType}};
    }
    return result;
}

// Programs in use, judged by what they were seen to send. Each deviation is real, and no other is reported.
TEST(Rules, RecordedRequestsAreJudgedFairly) {
    EXPECT_THAT(brokenBy(recorded("omi_Get")), UnorderedElementsAre());
    EXPECT_THAT(brokenBy(recorded("omi_Put")), UnorderedElementsAre());
    EXPECT_THAT(brokenBy(recorded("omi_SpellNumber")), UnorderedElementsAre());
    EXPECT_THAT(brokenBy(recorded("omi_Enumerate_optimized")), UnorderedElementsAre());
    EXPECT_THAT(brokenBy(recorded("omi_Identify")), UnorderedElementsAre());
    // MessageID is a bare number, and nothing is marked mustUnderstand.
    EXPECT_THAT(brokenBy(recorded("amt_Pull")), UnorderedElementsAre("DSP0226/R5.4.4-1c", "DSP0226/5.2-mu"));
    // mustUnderstand is written without SOAP's namespace, which makes it another attribute.
    EXPECT_THAT(brokenBy(recorded("masterzen_Create_shell")), UnorderedElementsAre("DSP0226/5.2-mu"));
    EXPECT_THAT(brokenBy(recorded("npm_Delete_shell")), UnorderedElementsAre("DSP0226/5.2-mu"));
    EXPECT_THAT(brokenBy(recorded("npm_Create_shell")), UnorderedElementsAre("DSP0226/5.2-mu"));
    EXPECT_THAT(brokenBy(recorded("soap/testdata/ansible_create_request")), UnorderedElementsAre("DSP0226/5.2-mu"));
    EXPECT_THAT(brokenBy(recorded("soap/testdata/go_winrm_receive_request")), UnorderedElementsAre("DSP0226/5.2-mu"));
    EXPECT_THAT(brokenBy(recorded("omi_Create")), UnorderedElementsAre());
    EXPECT_THAT(brokenBy(recorded("omi_Enumerate_assoc")), UnorderedElementsAre());
    EXPECT_THAT(brokenBy(recorded("omi_Subscribe_pull")), UnorderedElementsAre());
    EXPECT_THAT(brokenBy(recorded("amt_RequestPowerStateChange")),
                UnorderedElementsAre("DSP0226/R5.4.4-1c", "DSP0226/5.2-mu"));
    EXPECT_THAT(brokenBy(recorded("amt_ReadRecords")), UnorderedElementsAre("DSP0226/R5.4.4-1c", "DSP0226/5.2-mu"));
}

TEST(Rules, RecordedRepliesAreJudgedFairly) {
    EXPECT_THAT(brokenBy(recorded("omi_Get", "omi_GetResponse")), UnorderedElementsAre());
    EXPECT_THAT(brokenBy(recorded("omi_Enumerate_optimized", "omi_EnumerateResponse_optimized")),
                UnorderedElementsAre());
    EXPECT_THAT(brokenBy(recorded("omi_Pull", "omi_PullResponse_more")), UnorderedElementsAre());
    EXPECT_THAT(brokenBy(recorded("omi_Enumerate_objepr", "omi_EnumerateResponse_objepr")),
                UnorderedElementsAre("DSP0226/R8.2.3-5"));
    EXPECT_THAT(brokenBy(recorded("omi_Enumerate_plain", "omi_EnumerateResponse_plain")),
                UnorderedElementsAre("DSP0226/R8.2.3-2"));
    EXPECT_THAT(brokenBy(recorded("omi_SpellNumber", "omi_SpellNumberResponse")),
                UnorderedElementsAre("DSP0226/R5.4.5-3s", "DSP0230/10-output"));
    EXPECT_THAT(brokenBy(recorded("omi_Identify", "omi_IdentifyResponse")), UnorderedElementsAre("DSP0226/R11-r"));
    EXPECT_THAT(brokenBy(recorded("omi_Create", "omi_fault", 500)), UnorderedElementsAre("DSP0226/RC.2-9"));
    EXPECT_THAT(brokenBy(recorded("omi_Subscribe_pull", "omi_SubscribeResponse_pull")),
                UnorderedElementsAre("DSP0226/R10.2.4-1"));
}

}  // namespace
}  // namespace wsman::rules
