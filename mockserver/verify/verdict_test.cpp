#include "mockserver/verify/verdict.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "mockserver/scenario/scenario_fixture.h"

namespace mockserver {
namespace {
using test::Ask;
using test::ask;
using testing::HasSubstr;

const std::string kExchanges =
    R"({"id": "get", "when": {"action": "Get"}, "reply": {"bodyInline": "<r/>"}},
       {"id": "put", "when": {"action": "Put"}, "reply": {"bodyInline": "<r/>"}, "times": 5},
       {"id": "delete", "when": {"action": "Delete"}, "reply": {"fault": "wsman:AccessDenied"}})";

class Verification : public testing::Test {
protected:
    void expect(const std::string& verify) {
        const auto scenario = test::exchanges(kExchanges, R"("verify": [)" + verify + "],");
        ASSERT_NE(scenario, nullptr);
        responder_ = std::make_unique<ScenarioResponder>(std::vector{scenario});
    }
    void send(std::initializer_list<std::string_view> actions) {
        for (const auto action : actions) {
            ask(*responder_, Ask{.action = std::string(action)});
        }
    }
    std::string report() { return textReport(judge(*responder_, 0, {}, false)); }

    std::unique_ptr<ScenarioResponder> responder_;
};

TEST_F(Verification, CountsAreExactOrWithinBounds) {
    expect(R"({"exchange": "get"}, {"exchange": "get", "count": 2}, {"exchange": "put", "atMost": 0},
              {"exchange": "put", "atLeast": 1, "atMost": 3}, {"exchange": "delete", "count": 0})");
    send({wsman::action::kGet, wsman::action::kGet});
    EXPECT_EQ(report(),
              "\u2713 test: exchange \"get\" answers at least once\n"
              "\u2713 test: exchange \"get\" answers exactly 2 times\n"
              "\u2713 test: exchange \"put\" does not answer\n"
              "\u2717 test: exchange \"put\" answers 1 to 3 times\n"
              "    it did not answer\n"
              "\u2713 test: exchange \"delete\" does not answer\n"
              "5 expectations, 1 not met\n");
    send({wsman::action::kPut, wsman::action::kDelete, wsman::action::kGet});
    EXPECT_EQ(judge(*responder_, 0, {}, false).failed(), 3U);
}

TEST_F(Verification, OrderAllowsOthersBetween) {
    expect(R"({"order": ["get", "put", "get"]})");
    send({wsman::action::kGet, wsman::action::kDelete, wsman::action::kPut});
    EXPECT_THAT(report(), HasSubstr("\u2717 test: exchanges answer in the order \"get\", \"put\", \"get\"\n"
                                    "    \"get\" did not answer after \"put\"\n"));
    send({wsman::action::kGet});
    EXPECT_TRUE(judge(*responder_, 0, {}, false).passed());
    responder_->reset();
    EXPECT_THAT(report(), HasSubstr("\"get\" did not answer\n"));
}

TEST_F(Verification, StrictAsksForEverything) {
    expect("");
    send({wsman::action::kGet});
    const auto lenient = judge(*responder_, 3, {"one", "two\nlines"}, false);
    EXPECT_TRUE(lenient.passed());
    const auto strict = judge(*responder_, 3, {"one", "two\nlines"}, true);
    EXPECT_EQ(strict.failed(), 3U);
    EXPECT_THAT(textReport(strict), HasSubstr("\u2717 test: exchange \"put\" is used\n    it did not answer\n"));
    EXPECT_THAT(textReport(strict), HasSubstr("\u2717 every request is answered by a scenario\n    one\n    two\n    "
                                              "lines\n    ... and 1 more\n"));
}

TEST_F(Verification, ReportsCanBeRead) {
    expect(R"({"exchange": "put"})");
    const auto verdict = judge(*responder_, 1, {"<&\"\x01"}, true);
    const auto junit = wsman::xml::Document::parse(junitReport(verdict));
    ASSERT_TRUE(junit) << junitReport(verdict);
    EXPECT_EQ(junit->root().attribute("tests"), "5");
    EXPECT_EQ(junit->root().attribute("failures"), "5");
    EXPECT_THAT(junitReport(verdict), HasSubstr("<failure message=\"&lt;&amp;&quot;?\">"));
    EXPECT_THAT(jsonReport(verdict), HasSubstr(R"("passed": false)"));
}

}  // namespace
}  // namespace mockserver
