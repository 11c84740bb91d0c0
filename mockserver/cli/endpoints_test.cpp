// Several endpoints and fleets by the program's own options.
#include <fstream>

#include "mockserver/cli/program_for_test.h"

namespace mockserver::cli {
namespace {

using testing::AllOf;
using testing::HasSubstr;

class Endpoints : public Program {};

TEST_F(Endpoints, OfAConfigurationAreAnnouncedByName) {
    scenario();
    write("config.json", R"({"schema": 1, "endpoints": [{"name": "a", "scenarios": ["one"]},
                                                        {"name": "b", "scenarios": ["one"], "path": "/b/wsman"}]})");
    auto run = start({"serve", "--config", (root_ / "config.json").string(), "--ready-file", (root_ / "ready").string(),
                      "--strict"});
    const auto a = run->readLine();
    const auto b = run->readLine();
    EXPECT_THAT(a, testing::MatchesRegex("mi-mockserver ready on http://127\\.0\\.0\\.1:[0-9]+/wsman \\(a\\)"));
    EXPECT_THAT(b, testing::MatchesRegex("mi-mockserver ready on http://127\\.0\\.0\\.1:[0-9]+/b/wsman \\(b\\)"));
    const auto port = portOf(b.substr(0, b.find("/b/")));
    EXPECT_THAT(RawClient(port).exchange(RawClient::post(kGet, "", "/b/wsman")).body, HasSubstr("<r/>"));
    for (int i = 0; i < 500 && read("ready").empty(); ++i) {
        std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
    EXPECT_THAT(read("ready"), testing::MatchesRegex("a http://[^\n]+/wsman\nb http://[^\n]+/b/wsman\n"));
    run->signal(SIGTERM);
    EXPECT_EQ(run->wait(), 1);
    EXPECT_THAT(run->rest(), AllOf(HasSubstr("\u2717 a/one: exchange \"get\" is used"),
                                   HasSubstr("\u2713 b/one: exchange \"get\" is used")));
}

TEST_F(Endpoints, AFleetHasItsHostsByPath) {
    write("one/scenario.json", R"({"schema": 1, "name": "one", "exchanges": [
        {"id": "get", "reply": {"bodyInline": "<r>{{host.name}} runs {{host.os}}</r>"}}]})");
    write("hosts.json", R"([{"os": "A"}, {"os": "B"}])");
    auto run =
        start({"serve", (root_ / "one").string(), "--fleet", "3000", "--fleet-data", (root_ / "hosts.json").string()});
    const auto line = run->readLine();
    EXPECT_THAT(line, HasSubstr("/{name}/wsman"));
    const auto port = portOf(line.substr(0, line.find("/{name}")));
    EXPECT_THAT(RawClient(port).exchange(RawClient::post(kGet, "", "/host-2/wsman")).body,
                HasSubstr("<r>host-2 runs B</r>"));
    EXPECT_THAT(RawClient(port).exchange(RawClient::post(kGet, "", "/host-2999/wsman")).body,
                HasSubstr("<r>host-2999 runs A</r>"));
    EXPECT_EQ(RawClient(port).exchange(RawClient::post(kGet, "", "/host-3001/wsman")).status, 404);
}

TEST_F(Endpoints, WhatDoesNotGoTogetherIsUsage) {
    write("config.json", "{}");
    const auto config = (root_ / "config.json").string();
    EXPECT_EQ(start({"serve"})->wait(), 2);
    EXPECT_EQ(start({"serve", scenario(), "--config", config})->wait(), 2);
    EXPECT_EQ(start({"serve", "--config", config, "--fleet", "3"})->wait(), 2);
    EXPECT_EQ(start({"serve", scenario(), "--fleet", "0"})->wait(), 2);
    EXPECT_EQ(start({"serve", scenario(), "--fleet-data", config})->wait(), 2);
    EXPECT_EQ(start({"serve", "--config", config, "--port", "0"})->wait(), 2);
    EXPECT_EQ(start({"serve", "--config", config, "--user", "u:p"})->wait(), 2);
    EXPECT_EQ(start({"serve", scenario(), "--tls-ca-file", (root_ / "ca.pem").string()})->wait(), 2);
    auto bad = start({"serve", "--config", config});
    EXPECT_EQ(bad->wait(), 1);
    EXPECT_THAT(bad->errors(), HasSubstr("expected 1 (" + config + "#/schema)"));
}

}  // namespace
}  // namespace mockserver::cli
