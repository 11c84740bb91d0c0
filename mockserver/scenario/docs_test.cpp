// The examples of docs/scenario-format.md, loaded and driven; and the schema, which must name what the document names.
#include <gtest/gtest.h>

#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>

#include "mockserver/scenario/scenario_fixture.h"
#include "mockserver/scenario/schema.h"

namespace mockserver {
namespace {
using test::Ask;

std::string document() {
    std::ifstream in(MITB_SOURCE_DIR "/docs/scenario-format.md");
    std::stringstream text;
    text << in.rdbuf();
    return text.str();
}

/// The code after "<!-- example: NAME -->".
std::string example(const std::string& name) {
    const std::string text = document();
    const std::size_t mark = text.find("<!-- example: " + name + " -->");
    const std::size_t begin = text.find('\n', text.find("```jsonc", mark)) + 1;
    const std::size_t end = text.find("```\n", begin);
    return mark == std::string::npos ? "" : text.substr(begin, end - begin);
}

TEST(ScenarioDocs, TheSpoolerStops) {
    const auto scenario = test::load(example("stub"));
    ASSERT_TRUE(scenario) << scenario.error();
    ScenarioResponder responder({*scenario});
    const std::string service = "http://schemas.microsoft.com/wbem/wsman/1/wmi/root/cimv2/Win32_Service";
    Ask get{.resource = service, .selectors = test::selectors({{"Name", "Spooler"}})};
    EXPECT_EQ(test::textOf(test::ask(responder, get).body(), "State"), "Running");
    Ask stop = get;
    stop.action = service + "/StopService";
    stop.body = "<i:StopService_INPUT xmlns:i='" + service + "'/>";
    EXPECT_EQ(test::textOf(test::ask(responder, stop).body(), "ReturnValue"), "0");
    EXPECT_EQ(test::textOf(test::ask(responder, get).body(), "State"), "Stopped");
    get.action = wsman::action::kDelete;
    EXPECT_EQ(test::textOf(test::ask(responder, get).body(), "Text"), "miuser may not delete services.");
}

TEST(ScenarioDocs, ThePagesComeInOrder) {
    const auto scenario = test::load(example("pages"));
    ASSERT_TRUE(scenario) << scenario.error();
    ScenarioResponder responder({*scenario});
    Ask request{.action = std::string(wsman::action::kEnumerate),
                .resource = "http://schemas.dmtf.org/wbem/wscim/1/cim-schema/2/X_Number"};
    const std::string context = test::textOf(test::ask(responder, request).body(), "EnumerationContext");
    request.action = wsman::action::kPull;
    request.body = "<n:Pull><n:EnumerationContext>" + context + "</n:EnumerationContext></n:Pull>";
    EXPECT_EQ(test::textOf(test::ask(responder, request).body(), "Number"), "1");
    const std::string last = test::ask(responder, request).body();
    EXPECT_EQ(test::textOf(last, "Number"), "2");
    EXPECT_NE(last.find("EndOfSequence"), std::string::npos);
    EXPECT_FALSE(test::ask(responder, request).reply);
}

void memberNames(const nlohmann::json& schema, std::vector<std::string>& names) {
    if (schema.contains("properties") && schema["properties"].is_object()) {
        for (const auto& member : schema["properties"].items()) {
            names.push_back(member.key());
        }
    }
    for (const auto& part : schema) {
        if (part.is_structured()) {
            memberNames(part, names);
        }
    }
}

TEST(ScenarioDocs, NameEveryMemberOfTheSchema) {
    const std::string text = document();
    std::vector<std::string> names;
    memberNames(nlohmann::json::parse(scenarioSchemaText()), names);
    ASSERT_GT(names.size(), 50U);
    for (const std::string& name : names) {
        EXPECT_NE(text.find(name), std::string::npos) << name;
    }
}

}  // namespace
}  // namespace mockserver
