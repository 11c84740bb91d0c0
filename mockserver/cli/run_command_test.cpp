#include "mockserver/cli/program_for_test.h"
#include "wsman/xml/document.h"

namespace mockserver::cli {
namespace {

using testing::AllOf;
using testing::HasSubstr;

class Run : public Program {
protected:
    /// A scenario with an expectation.
    std::string expecting(const std::string& verify) {
        write(
            "two/scenario.json", R"({"schema": 1, "name": "two", "endpoint": {"auth": {"basic": {"users": {"u": "p"}}}},
            "exchanges": [{"id": "get", "when": {"action": "Get"}, "reply": {"bodyInline": "<r/>"}},
                          {"id": "put", "when": {"action": "Put"}, "reply": {"bodyInline": "<r/>"}}],
            "verify": [)" + verify + "]}");
        return (root_ / "two").string();
    }
    /// A shell that sends `count` Gets to the mock.
    std::vector<std::string> gets(int count) {
        write("get.xml", kGet);
        return {"sh", "-c",
                "for i in $(seq " + std::to_string(count) +
                    "); do curl -sf -u \"$WSMAN_USER:$WSMAN_PASSWORD\" -H 'Content-Type: application/soap+xml' -d @" +
                    (root_ / "get.xml").string() + " \"$WSMAN_URL\" >/dev/null || exit 9; done"};
    }
    std::unique_ptr<Process> run(std::vector<std::string> options, const std::vector<std::string>& command) {
        options.insert(options.begin(), "run");
        options.emplace_back("--");
        options.insert(options.end(), command.begin(), command.end());
        return start(options);
    }
};

TEST_F(Run, APassingRunIsZero) {
    auto passing = run({expecting(R"({"exchange": "get", "count": 2})")}, gets(2));
    EXPECT_EQ(passing->wait(), 0) << passing->errors();
    EXPECT_EQ(passing->rest(), "\u2713 two: exchange \"get\" answers exactly 2 times\n1 expectation, 0 not met\n");
    EXPECT_EQ(passing->errors(), "");
}

TEST_F(Run, AnExpectationThatIsNotMetIsOne) {
    auto failing = run({expecting(R"({"exchange": "get", "count": 2})"), "--junit", (root_ / "junit.xml").string(),
                        "--report", (root_ / "report.json").string()},
                       gets(1));
    EXPECT_EQ(failing->wait(), 1);
    EXPECT_THAT(failing->rest(),
                HasSubstr("\u2717 two: exchange \"get\" answers exactly 2 times\n    it answered once\n"));
    const auto junit = wsman::xml::Document::parse(read("junit.xml"));
    ASSERT_TRUE(junit);
    EXPECT_EQ(junit->root().attribute("failures"), "1");
    EXPECT_THAT(read("report.json"), HasSubstr(R"("passed": false)"));
}

TEST_F(Run, StrictTellsWhatWasLeftAndWhatWasUnknown) {
    auto lenient = run({scenario()}, gets(1));
    EXPECT_EQ(lenient->wait(), 0) << lenient->errors();
    write("get.xml", std::string(kGet).replace(std::string(kGet).find("http://r/X"), 10, "http://r/Y"));
    auto strict = run({scenario(), "--strict"}, {"sh", "-c",
                                                 "curl -s -H 'Content-Type: application/soap+xml' -d @" +
                                                     (root_ / "get.xml").string() + " {url} >/dev/null"});
    EXPECT_EQ(strict->wait(), 1);
    EXPECT_THAT(strict->rest(),
                AllOf(HasSubstr("\u2717 one: exchange \"get\" is used\n"),
                      HasSubstr("\u2717 every request is answered by a scenario\n    No exchange answers"),
                      HasSubstr("\u2717 resourceUri: expected \"http://r/X\", got \"http://r/Y\"")));
}

TEST_F(Run, TheCommandsOwnFailureComesFirst) {
    auto failing = run({expecting(R"({"exchange": "get"})")}, {"sh", "-c", "exit 42"});
    EXPECT_EQ(failing->wait(), 42);
    EXPECT_THAT(failing->errors(), HasSubstr("the command ended with exit code 42"));
    auto killed = run({scenario()}, {"sh", "-c", "kill -9 $$"});
    EXPECT_EQ(killed->wait(), 128 + 9);
    auto missing = run({scenario()}, {"no-such-command"});
    EXPECT_EQ(missing->wait(), 127);
    EXPECT_THAT(missing->errors(), HasSubstr("cannot run 'no-such-command'"));
}

TEST_F(Run, WithoutACommandOrAScenarioItIsUsage) {
    EXPECT_EQ(start({"run", scenario()})->wait(), 2);
    EXPECT_EQ(start({"run", scenario(), "--"})->wait(), 2);
    EXPECT_EQ(start({"run", "--", "true"})->wait(), 2);
    EXPECT_EQ(run({(root_ / "none").string()}, {"true"})->wait(), 1);
}

TEST_F(Run, ASignalReachesTheCommand) {
    auto running = run({scenario()}, {"sh", "-c", "echo started; trap 'exit 3' TERM; while :; do sleep 0.05; done"});
    EXPECT_EQ(running->readLine(), "started");
    running->signal(SIGTERM);
    EXPECT_EQ(running->wait(), 130);
}

TEST_F(Run, ServeJudgesAtItsEnd) {
    auto serving = start({"serve", expecting(R"({"exchange": "put"})")});
    ASSERT_NE(portOf(serving->readLine()), 0);
    serving->signal(SIGTERM);
    EXPECT_EQ(serving->wait(), 1);
    EXPECT_THAT(serving->rest(), HasSubstr("\u2717 two: exchange \"put\" answers at least once\n"));
}

TEST_F(Run, LogsCanBeJson) {
    auto serving = start({"serve", scenario(), "--log-format", "json"});
    ASSERT_NE(portOf(serving->readLine()), 0);
    serving->signal(SIGTERM);
    EXPECT_EQ(serving->wait(), 0);
    std::istringstream lines(serving->errors());
    std::size_t count = 0;
    for (std::string line; std::getline(lines, line); ++count) {
        EXPECT_THAT(
            line, testing::MatchesRegex(R"(\{"time":"20..-..-..T..:..:..\....Z","level":"info","message":"[^"]*"\})"));
    }
    EXPECT_GE(count, 3U);
}

/// Reloads are told by what is answered, within a deadline.
class Reload : public Run {
protected:
    static bool answers(std::uint16_t port, const std::string& text) {
        for (int i = 0; i < 500; ++i) {
            if (RawClient(port).exchange(RawClient::post(kGet)).body.find(text) != std::string::npos) {
                return true;
            }
            std::this_thread::sleep_for(std::chrono::milliseconds(10));
        }
        return false;
    }
    void answerWith(const std::string& body) {
        write("one/scenario.json",
              R"({"schema": 1, "name": "one", "exchanges": [{"id": "get", "reply": {"bodyInline": ")" + body +
                  R"("}}]})");
    }
};

TEST_F(Reload, OnChangeWithWatch) {
    answerWith("<old/>");
    auto serving = start({"serve", (root_ / "one").string(), "--watch"});
    const auto port = portOf(serving->readLine());
    ASSERT_TRUE(answers(port, "<old/>"));
    answerWith("<new/>");
    EXPECT_TRUE(answers(port, "<new/>"));
    answerWith("<new>");
    for (int i = 0; i < 500 && serving->errors().find("not reloaded") == std::string::npos; ++i) {
        std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
    EXPECT_THAT(serving->errors(),
                AllOf(HasSubstr("not reloaded, the old scenarios go on: "), HasSubstr("scenario.json:1:")));
    EXPECT_TRUE(answers(port, "<new/>"));
    answerWith("<newer/>");
    EXPECT_TRUE(answers(port, "<newer/>"));
}

TEST_F(Reload, OnSighup) {
    answerWith("<old/>");
    auto serving = start({"serve", (root_ / "one").string()});
    const auto port = portOf(serving->readLine());
    answerWith("<new/>");
    EXPECT_TRUE(answers(port, "<old/>"));
    serving->signal(SIGHUP);
    EXPECT_TRUE(answers(port, "<new/>"));
}

}  // namespace
}  // namespace mockserver::cli
