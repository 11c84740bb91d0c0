#include "mockserver/faults/fault_injector.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "mockserver/scenario/scenario_fixture.h"

namespace mockserver {
namespace {
using test::Ask;
using testing::HasSubstr;
using testing::Not;

ScenarioPtr withFaults(const std::string& faults, const std::string& more = "") {
    return test::exchanges("", more + R"("faults": [)" + faults + "],");
}

class Faults : public testing::Test {
protected:
    void use(const std::string& faults, const std::string& more = "") {
        const auto scenario = withFaults(faults, more);
        ASSERT_NE(scenario, nullptr);
        injector_.emplace(std::vector{scenario}, ReplySources{.newUuid = randomUuid});
    }

    /// A reply to this request, as it is after the injector.
    HttpReply ask(const Ask& request = {}) {
        const auto message = wsman::soap::Message::parse(request.xml());
        HttpRequest http;
        http.headers = request.headers;
        HttpReply reply{
            .headers = {{"Content-Type", "application/soap+xml;charset=UTF-8"}},
            .body = wsman::soap::writeMessage(wsman::soap::replyHeader(message->header(), "urn:done", "uuid:REPLY"),
                                              [](wsman::xml::Writer& writer) { writer.raw("<r/>"); })};
        injector_->filter({.http = http, .message = &*message, .user = request.user}, reply);
        return reply;
    }
    std::string pattern(int requests, const Ask& request = {}) {
        std::string out;
        for (int i = 0; i < requests; ++i) {
            out += ask(request).note.empty() ? '.' : 'x';
        }
        return out;
    }

    std::optional<FaultInjector> injector_;
};

TEST_F(Faults, ReplaceTheReplyOfThoseConcerned) {
    use(R"({"id": "slow-down", "when": {"selectorsInclude": {"Name": "A"}}, "apply": {"fault": "wsman:QuotaLimit"}})");
    const auto hit = ask({.selectors = test::selectors({{"Name", "A"}})});
    EXPECT_EQ(hit.status, 500);
    EXPECT_EQ(hit.note, "fault \"slow-down\" injected");
    EXPECT_THAT(hit.body, HasSubstr("QuotaLimit"));
    const auto spared = ask({.selectors = test::selectors({{"Name", "B"}})});
    EXPECT_EQ(spared.status, 200);
    EXPECT_EQ(spared.note, "");
    EXPECT_EQ(injector_->rules().at(0).injected, 1U);
}

TEST_F(Faults, ChangeWhatTheySayOnly) {
    use(R"({"id": "a", "apply": {"status": 503, "headers": {"Retry-After": "1"}, "delayMs": 7, "wire": {"ending": "reset"}}})");
    const auto reply = ask();
    EXPECT_EQ(reply.status, 503);
    EXPECT_EQ(reply.headers.get("Retry-After"), "1");
    EXPECT_THAT(reply.body, HasSubstr("<r/>"));
    ASSERT_TRUE(reply.wire);
    EXPECT_EQ(reply.wire->delay, std::chrono::milliseconds(7));
    EXPECT_EQ(reply.wire->ending, WireAction::Ending::kReset);
}

TEST_F(Faults, CountsDecide) {
    use(R"({"id": "a", "nth": 2, "apply": {"status": 500}})");
    EXPECT_EQ(pattern(5), ".x...");
    use(R"({"id": "a", "every": 3, "times": 2, "apply": {"status": 500}})");
    EXPECT_EQ(pattern(12), "..x..x......");
    use(R"({"id": "a", "times": 2, "per": "session", "apply": {"status": 500}})");
    EXPECT_EQ(pattern(3), "xx.");
    EXPECT_EQ(pattern(3, {.headers = {{"X-Mock-Session", "other"}}}), "xx.");
    injector_->reset();
    EXPECT_EQ(pattern(3), "xx.");
}

TEST_F(Faults, ASeedRepeatsChancesInEachSession) {
    const std::string rule = R"({"id": "a", "probability": 0.3, "apply": {"status": 500}})";
    use(rule, R"("seed": 1,)");
    const auto first = pattern(200);
    const auto hits = std::ranges::count(first, 'x');
    EXPECT_GT(hits, 30);
    EXPECT_LT(hits, 90);
    use(rule, R"("seed": 1,)");
    pattern(50, {.headers = {{"X-Mock-Session", "other"}}});
    EXPECT_EQ(pattern(200), first);
    use(rule, R"("seed": 2,)");
    EXPECT_NE(pattern(200), first);
}

TEST_F(Faults, AreSwitchedWhileTheMockRuns) {
    use(R"({"id": "a", "enabled": false, "apply": {"status": 500}})");
    EXPECT_EQ(pattern(1), ".");
    EXPECT_TRUE(injector_->enable("a", true));
    EXPECT_EQ(pattern(1), "x");
    injector_->reset();
    EXPECT_EQ(pattern(1), ".") << "as the scenario says";
    EXPECT_FALSE(injector_->enable("b", true));
    const auto more = withFaults(R"({"id": "b", "apply": {"status": 418}})");
    ASSERT_TRUE(injector_->add(more));
    EXPECT_FALSE(injector_->add(more)) << "the id is taken";
    EXPECT_EQ(ask().status, 418);
    EXPECT_TRUE(injector_->remove("b"));
    EXPECT_EQ(ask().status, 200);
}

TEST_F(Faults, GoWithTheirScenarioAlone) {
    const auto one = withFaults(R"({"id": "a", "apply": {"status": 418}})");
    const auto other = std::make_shared<Scenario>(*one);
    other->name = "other";
    injector_.emplace(std::vector<ScenarioPtr>{one, other}, ReplySources{.newUuid = randomUuid});
    injector_->removeScenario("other");
    EXPECT_EQ(ask().status, 418);
    injector_->removeScenario(one->name);
    EXPECT_EQ(ask().status, 200);
}

TEST_F(Faults, DamageTheEnvelope) {
    const auto broken = [](const std::string& body) { return !wsman::soap::Message::parse(body).has_value(); };
    const auto damaged = [&](const std::string& name) {
        use(R"({"id": "a", "apply": {"damage": [")" + name + R"("]}})");
        return ask();
    };
    const auto wrongId = wsman::soap::Message::parse(damaged("wrongRelatesTo").body);
    ASSERT_TRUE(wrongId);
    ASSERT_TRUE(wrongId->header().relatesTo);
    EXPECT_NE(*wrongId->header().relatesTo, "uuid:REQUEST");
    const auto noId = wsman::soap::Message::parse(damaged("noRelatesTo").body);
    ASSERT_TRUE(noId);
    EXPECT_FALSE(noId->header().relatesTo);
    EXPECT_EQ(wsman::soap::Message::parse(damaged("wrongAction").body)->action().find("urn:done"), std::string::npos);
    EXPECT_FALSE(wsman::soap::Message::parse(damaged("noAction").body)->header().action);
    const auto two = damaged("twoEnvelopes").body;
    EXPECT_TRUE(broken(two));
    EXPECT_NE(two.find("Envelope", two.find("</s:Envelope>") + 13), std::string::npos);
    const auto cut = damaged("truncatedXml").body;
    EXPECT_TRUE(broken(cut));
    EXPECT_THAT(cut, HasSubstr("Envelope"));
    EXPECT_TRUE(broken(damaged("invalidUtf8").body));
    EXPECT_EQ(damaged("noEnvelope").body, "<r/>");
    const auto page = damaged("noSoap");
    EXPECT_EQ(page.headers.get("Content-Type"), "text/html;charset=UTF-8");
    EXPECT_THAT(page.body, Not(HasSubstr("Envelope")));
    EXPECT_EQ(damaged("emptyBody").body, "");
}

TEST_F(Faults, MakeTheReplyLarge) {
    use(R"({"id": "a", "apply": {"padBytes": 100000}})");
    const auto reply = ask();
    EXPECT_GT(reply.body.size(), 100000U);
    EXPECT_TRUE(wsman::soap::Message::parse(reply.body));
}

TEST_F(Faults, DelaysFollowTheirDistribution) {
    const auto delays = [&](const std::string& shape) {
        use(R"({"id": "a", "apply": {"delayMs": )" + shape + "}}", R"("seed": 3,)");
        std::vector<double> out;
        out.reserve(500);
        for (int i = 0; i < 500; ++i) {
            out.push_back(static_cast<double>(ask().wire->delay.count()));
        }
        std::ranges::sort(out);
        return out;
    };
    const auto uniform = delays(R"({"uniform": [100, 200]})");
    EXPECT_GE(uniform.front(), 100);
    EXPECT_LE(uniform.back(), 200);
    EXPECT_NEAR(uniform[250], 150, 15);
    const auto lognormal = delays(R"({"lognormal": {"median": 100, "sigma": 0.5}})");
    EXPECT_NEAR(lognormal[250], 100, 15);
    EXPECT_NEAR(lognormal[420], 165, 30) << "84 % lie below median * e^sigma";
}

TEST_F(Faults, BreakTheAuthentication) {
    const auto leg = [&](const std::string& challenge) {
        use(R"({"id": "a", "challenge": ")" + challenge + R"("})");
        HttpReply reply{.status = 401, .headers = {{"WWW-Authenticate", "Basic realm=\"WSMAN\""}}};
        injector_->filter({.http = {}}, reply);
        return reply;
    };
    EXPECT_EQ(leg("none").headers.find("WWW-Authenticate"), nullptr);
    EXPECT_EQ(leg("broken").headers.get("WWW-Authenticate"), "Negotiate \"not a token");
    EXPECT_EQ(leg("reject").headers.get("WWW-Authenticate"), "Basic realm=\"WSMAN\"");
    const auto rejected = ask();
    EXPECT_EQ(rejected.status, 401);
    EXPECT_EQ(rejected.body, "");
    use(R"({"id": "a", "apply": {"status": 500}})");
    HttpReply challenge{.status = 401};
    injector_->filter({.http = {}}, challenge);
    EXPECT_EQ(challenge.status, 401) << "a fault of replies leaves authentication alone";
}

}  // namespace
}  // namespace mockserver
