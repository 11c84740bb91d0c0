#include "mockserver/cli/program_for_test.h"

namespace mockserver::cli {
namespace {

using std::chrono::seconds;
using testing::AllOf;
using testing::EndsWith;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::MatchesRegex;
using testing::Not;
using testing::StartsWith;

TEST_F(Program, TellsItsVersionAndHelp) {
    auto version = start({"--version"});
    EXPECT_EQ(version->wait(), 0);
    EXPECT_THAT(version->rest(), MatchesRegex("mi-mockserver [0-9]+\\.[0-9]+\\.[0-9]+\n"));
    auto help = start({"--help"});
    EXPECT_EQ(help->wait(), 0);
    EXPECT_THAT(help->rest(), AllOf(HasSubstr("serve"), HasSubstr("validate"), HasSubstr("import"),
                                    HasSubstr("Examples:"), HasSubstr("Exit codes:")));
    auto serve = start({"serve", "--help"});
    EXPECT_EQ(serve->wait(), 0);
    EXPECT_THAT(serve->rest(), HasSubstr("--port-file"));
}

TEST_F(Program, RefusesABadCommandLine) {
    for (const std::vector<std::string>& arguments : {std::vector<std::string>{},
                                                      {"nonsense"},
                                                      {"serve"},
                                                      {"serve", scenario(), "--port", "70000"},
                                                      {"serve", scenario(), "--mode", "loud"},
                                                      {"serve", scenario(), "--user", "nobody"},
                                                      {"serve", scenario(), "--journal-size", "0"},
                                                      {"import", "x"}}) {
        auto run = start(arguments);
        EXPECT_EQ(run->wait(), 2) << testing::PrintToString(arguments);
        EXPECT_THAT(run->errors(), Not(IsEmpty()));
    }
}

TEST_F(Program, ServesUntilSigterm) {
    auto run = start({"serve", scenario(), "--port-file", (root_ / "port").string(), "--ready-file",
                      (root_ / "ready").string(), "--user", "u:p:q"});
    const auto line = run->readLine();
    ASSERT_THAT(line, MatchesRegex("mi-mockserver ready on http://127\\.0\\.0\\.1:[0-9]+/wsman"));
    const auto port = portOf(line);
    EXPECT_EQ(read("port"), std::to_string(port) + "\n");
    for (int i = 0; i < 200 && !std::filesystem::exists(root_ / "ready"); ++i) {
        std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
    EXPECT_EQ(read("ready"), "http://127.0.0.1:" + std::to_string(port) + "/wsman\n");
    RawClient client(port);
    EXPECT_EQ(client.exchange(RawClient::post(kGet)).status, 401);
    EXPECT_THAT(client.exchange(RawClient::post(kGet, "Authorization: Basic dTpwOnE=\r\n")).body, HasSubstr("<r/>"));
    run->signal(SIGTERM);
    EXPECT_EQ(run->wait(), 0);
    EXPECT_FALSE(RawClient(port).connected());
    EXPECT_THAT(run->errors(), AllOf(HasSubstr("-> 401"), Not(HasSubstr("warning")), Not(HasSubstr("-> 200"))));
    for (const auto& file : std::filesystem::directory_iterator(root_)) {
        EXPECT_THAT(file.path().string(), Not(EndsWith(".tmp")));
    }
}

TEST_F(Program, ScenariosMayStandAfterOptions) {
    auto run = start({"serve", "--user", "u:p", "--user", "v:q", scenario()});
    RawClient client(portOf(run->readLine()));
    EXPECT_EQ(client.exchange(RawClient::post(kGet, "Authorization: Basic djpx\r\n")).status, 200);
}

TEST_F(Program, ServesUntilSigint) {
    auto run = start({"serve", scenario()});
    ASSERT_NE(portOf(run->readLine()), 0);
    run->signal(SIGINT);
    EXPECT_EQ(run->wait(), 0);
    EXPECT_THAT(run->errors(), HasSubstr("SIGINT"));
}

TEST_F(Program, FinishesARequestThatHasBegun) {
    auto run = start({"serve", scenario(1500)});
    const auto port = portOf(run->readLine());
    RawClient client(port, seconds(60));
    ASSERT_TRUE(client.send(RawClient::post(kGet)));
    std::this_thread::sleep_for(std::chrono::milliseconds(300));
    run->signal(SIGTERM);
    EXPECT_THAT(client.readReply().body, HasSubstr("<r/>"));
    EXPECT_EQ(run->wait(), 0);
}

TEST_F(Program, ASecondSignalEndsItAtOnce) {
    auto run = start({"serve", scenario(60'000)});
    RawClient client(portOf(run->readLine()));
    ASSERT_TRUE(client.send(RawClient::post(kGet)));
    std::this_thread::sleep_for(std::chrono::milliseconds(300));
    run->signal(SIGTERM);
    std::this_thread::sleep_for(std::chrono::milliseconds(300));
    run->signal(SIGINT);
    EXPECT_EQ(run->wait(seconds(8)), 130) << "the grace for requests is longer than that";
}

TEST_F(Program, LogsWhatCameNearestToAnUnknownRequest) {
    write("one/scenario.json", R"({"schema": 1, "name": "one", "exchanges": [
        {"id": "other", "when": {"action": "Get", "resourceUri": "http://r/Other"}, "reply": {"bodyInline": "<r/>"}}]})");
    auto run = start({"serve", (root_ / "one").string(), "--log-level", "warn"});
    RawClient client(portOf(run->readLine()));
    EXPECT_EQ(client.exchange(RawClient::post(kGet)).status, 500);
    run->signal(SIGTERM);
    EXPECT_EQ(run->wait(), 0);
    EXPECT_THAT(run->errors(), AllOf(HasSubstr("other"), HasSubstr("http://r/Other"), HasSubstr("http://r/X")));
    EXPECT_THAT(run->errors(), Not(HasSubstr("serving")));
}

TEST_F(Program, SaysThatAPortIsTaken) {
    auto first = start({"serve", scenario()});
    const auto port = std::to_string(portOf(first->readLine()));
    auto second = start({"serve", scenario(), "--port", port, "--port-file", (root_ / "port").string()});
    EXPECT_EQ(second->wait(), 3);
    EXPECT_THAT(second->rest(), IsEmpty());
    const auto errors = second->errors();
    EXPECT_THAT(errors, AllOf(StartsWith("mi-mockserver: "), HasSubstr(port)));
    EXPECT_EQ(std::count(errors.begin(), errors.end(), '\n'), 1) << errors;
    EXPECT_FALSE(std::filesystem::exists(root_ / "port"));
}

TEST_F(Program, SaysThatAPortFileCannotBeWritten) {
    auto run = start({"serve", scenario(), "--port-file", (root_ / "no" / "such" / "port").string()});
    EXPECT_EQ(run->wait(), 3);
    EXPECT_THAT(run->errors(), HasSubstr("no/such/port"));
}

constexpr const char* kBroken = R"({
  "schema": 1,
  "name": "broken",
  "exchanges": [
    {"id": "a", "when": {"acton": "Get"}, "reply": {"status": 200}},
    {"id": "b", "reply": {"body": "bodies/none.xml"}},
    {"id": "b", "reply": {"bodyInline": "<r>{{nonsense}}</r>"}}
  ]
})";

TEST_F(Program, ListsEveryErrorOfABrokenScenario) {
    const auto file = write("broken/scenario.json", kBroken);
    for (const char* command : {"validate", "serve"}) {
        auto run = start({command, (root_ / "broken").string()});
        EXPECT_EQ(run->wait(), 1) << command;
        EXPECT_THAT(run->rest(), Not(HasSubstr("ready")));
        const auto errors = run->errors();
        EXPECT_THAT(errors, HasSubstr(file + ":5:")) << command;
        EXPECT_THAT(errors, HasSubstr(file + ":6:")) << command;
        EXPECT_THAT(errors, HasSubstr(file + ":7:")) << command;
        EXPECT_THAT(errors, AllOf(HasSubstr("acton"), HasSubstr("none.xml"), HasSubstr("nonsense")));
        EXPECT_GE(std::count(errors.begin(), errors.end(), '\n'), 4) << errors;
    }
}

TEST_F(Program, ValidatesScenarios) {
    auto good = start({"validate", scenario()});
    EXPECT_EQ(good->wait(), 0);
    EXPECT_EQ(good->rest(), "1 scenario with 1 exchange: no errors\n");
    auto missing = start({"validate", (root_ / "missing").string()});
    EXPECT_EQ(missing->wait(), 1);
    EXPECT_THAT(missing->errors(), HasSubstr("missing"));
}

TEST_F(Program, ImportsWhatItThenServes) {
    const std::string reply = "<r/>";
    std::string body = kGet;
    const auto capture =
        write("get.http", "===== conn 1 C->S =====\n" + RawClient::post(body, "Authorization: Basic dTpvbGQ=\r\n") +
                              "\n===== conn 1 S->C =====\nHTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n"
                              "Content-Length: 4\r\n\r\n<r/>");
    const auto out = (root_ / "made" / "from-get").string();
    auto import = start({"import", capture, "--out", out, "--user", "u:p", "--source", "A test."});
    EXPECT_EQ(import->wait(), 0) << import->errors();
    EXPECT_EQ(import->rest(), "1 exchange in " + out + "\n");
    EXPECT_THAT(read("made/from-get/scenario.json"), AllOf(HasSubstr("\"from-get\""), HasSubstr("A test.")));
    auto valid = start({"validate", out});
    EXPECT_EQ(valid->wait(), 0) << valid->errors();

    auto again = start({"import", capture, "--out", out});
    EXPECT_EQ(again->wait(), 3);
    auto replaced = start({"import", capture, "--out", out, "--replace", "--mode", "stub", "--user", "u:p"});
    EXPECT_EQ(replaced->wait(), 0) << replaced->errors();
    EXPECT_THAT(read("made/from-get/scenario.json"), HasSubstr("\"stub\""));

    auto run = start({"serve", out});
    RawClient client(portOf(run->readLine()));
    const auto got = client.exchange(RawClient::post(body, "Authorization: Basic dTpw\r\n"));
    EXPECT_EQ(got.status, 200);
    EXPECT_EQ(got.body, reply);
    EXPECT_EQ(got.headers.get("Content-Type"), "text/plain");
    run->signal(SIGTERM);
    EXPECT_EQ(run->wait(), 0);
}

TEST_F(Program, SaysWhereACaptureIsBroken) {
    const auto capture = write("bad.http", "===== C->S =====\nPOST / HTTP/1.1\r\nContent-Length: 9\r\n\r\nabc");
    auto run = start({"import", capture, "--out", (root_ / "x").string()});
    EXPECT_EQ(run->wait(), 1);
    EXPECT_THAT(run->errors(), AllOf(HasSubstr(capture + ":5"), HasSubstr("3 of the 9 bytes")));
    EXPECT_FALSE(std::filesystem::exists(root_ / "x"));
    auto name =
        start({"import", write("ok.http", RawClient::post(kGet)), "--out", (root_ / "x").string(), "--name", "a b"});
    EXPECT_EQ(name->wait(), 2);
}

}  // namespace
}  // namespace mockserver::cli
