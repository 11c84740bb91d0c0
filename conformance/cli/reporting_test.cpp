// The real mi-conformance: how cases are chosen, how they run, and what is written of it.
#include <gmock/gmock.h>
#include <poll.h>
#include <pty.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>

#include "conformance/cli/program_for_test.h"
#include "conformance/report/json_report.h"

namespace conformance {
namespace {

using testing::AllOf;
using testing::Contains;
using testing::HasSubstr;
using testing::Not;
using testing::SizeIs;
using testing::StartsWith;

/// Nobody listens there, so a run that touches its target says that it cannot.
constexpr const char* kNobody = "http://127.0.0.1:1/wsman";

class Reporting : public Program {
protected:
    std::string file(const std::string& name, const std::string& text = {}) {
        const auto path = root_ / name;
        if (!text.empty())
            std::ofstream(path) << text;
        return path.string();
    }
    /// A run of two cases against our mock, of which the second warns.
    std::vector<std::string> twoCases(std::vector<std::string> more = {}) {
        std::vector<std::string> out{"server", mock(), "--select", "DSP0226/R5.4.5-2", "--select", "DSP0226/RC.2-9"};
        out.insert(out.end(), more.begin(), more.end());
        return out;
    }
    static Report read(const std::string& file) {
        auto report = readReport(file);
        EXPECT_TRUE(report) << report.error().front();
        return report ? *report : Report{};
    }
    /// The first words of the lines, which are case ids in a list.
    static std::vector<std::string> idsOf(const std::string& output) {
        std::vector<std::string> ids;
        std::istringstream lines(output);
        for (std::string line; std::getline(lines, line);)
            ids.push_back(line.substr(0, line.find("  ")));
        return ids;
    }
    std::vector<std::string> listed(std::vector<std::string> more) {
        more.insert(more.begin(), {"server", kNobody, "--list"});
        const auto out = run(more);
        EXPECT_EQ(out.code, 0) << out.errors;
        return idsOf(out.output);
    }
};

TEST_F(Reporting, ASelectionIsCheckedBeforeTheTargetIsTouched) {
    for (const auto& [option, glob] :
         {std::pair{"--select", "NO/SUCH*"}, {"--exclude", "NO/SUCH*"}, {"--clause", "99.*"}}) {
        const auto refused = run({"server", kNobody, "--select", "DSP0226/R11*", option, glob});
        EXPECT_EQ(refused.code, 2);
        EXPECT_THAT(refused.errors, AllOf(HasSubstr(glob), HasSubstr("matches none of the")));
    }
    EXPECT_EQ(run({"server", kNobody, "--select", "DSP0226/R11-2", "--level", "may"}).code, 2);
    EXPECT_EQ(run({"server", kNobody, "--select", "DSP0226/R11*"}).code, 3);
}

TEST_F(Reporting, ChoosesByClauseLevelAndExclusion) {
    const auto out = run({"server", kNobody, "--list", "--format", "json", "--clause", "11", "--level", "must,may",
                          "--exclude", "*-mu"});
    std::vector<std::string> ids;
    for (const auto& one : nlohmann::json::parse(out.output, nullptr, false)) {
        ids.push_back(one.at("id"));
        EXPECT_EQ(one.at("clause"), "11");
        EXPECT_NE(one.at("level"), "should");
    }
    EXPECT_THAT(ids, AllOf(Contains("DSP0226/R11-2"), Not(Contains("DSP0226/R11-1")), Not(Contains("DSP0226/R11-mu"))));
}

TEST_F(Reporting, ShardsAreAllCasesEachOnce) {
    const auto all = listed({});
    std::multiset<std::string> together;
    for (const char* shard : {"1/3", "2/3", "3/3"})
        for (auto& id : listed({"--shard", shard}))
            together.insert(std::move(id));
    EXPECT_EQ(together, std::multiset<std::string>(all.begin(), all.end()));
    EXPECT_EQ(run({"server", kNobody, "--select", "DSP0226/R11-1", "--shard", "2/2"}).code, 2);
    EXPECT_THAT(run({"server", kNobody, "--shard", "3/2"}).errors, HasSubstr("expected I/N"));
}

TEST_F(Reporting, ListsAsJson) {
    const auto out = run({"server", kNobody, "--list", "--format", "json", "--select", "DSP0226/R11-1"});
    const auto list = nlohmann::json::parse(out.output, nullptr, false);
    ASSERT_TRUE(list.is_array() && list.size() == 1) << out.output << out.errors;
    EXPECT_EQ(list[0]["id"], "DSP0226/R11-1");
    EXPECT_EQ(list[0]["level"], "should");
    EXPECT_TRUE(list[0]["needs"].is_array());
}

TEST_F(Reporting, ADryRunTouchesNothing) {
    const auto server = run({"server", kNobody, "--dry-run", "--select", "DSP0226/R11-1"});
    EXPECT_EQ(server.code, 0) << server.errors;
    EXPECT_THAT(server.output, AllOf(StartsWith("run     DSP0226/R11-1"), HasSubstr("1 cases: 1 would run")));
    const auto all = run({"server", kNobody, "--dry-run"});
    EXPECT_THAT(all.output, AllOf(HasSubstr("[needs "), HasSubstr("        it would write; give --allow-writes\n")));
    const auto writing = run({"server", kNobody, "--dry-run", "--allow-writes"});
    EXPECT_THAT(writing.output, Not(HasSubstr("give --allow-writes")));
    EXPECT_EQ(run({"client", "--dry-run"}).code, 0);
    EXPECT_EQ(run({"api", "--dry-run", "--library", file("none.so")}).code, 0);
}

TEST_F(Reporting, WritesReportsThatCanBeReadBack) {
    const auto judged = run(twoCases({"--json", file("a.json"), "--json", file("b.json"), "--html", file("a.html"),
                                      "--junit", file("a.xml"), "--name", "our mock"}));
    EXPECT_EQ(judged.code, 0) << judged.output << judged.errors;
    const auto report = read(file("a.json"));
    EXPECT_EQ(report.target.suite, "server");
    EXPECT_EQ(report.target.name, "our mock");
    EXPECT_THAT(report.target.url, AllOf(StartsWith("http://127.0.0.1:"), Not(HasSubstr("mipass"))));
    ASSERT_THAT(report.cases, SizeIs(2));
    EXPECT_EQ(report.cases[1].result.verdict, Verdict::kWarn);
    EXPECT_THAT(report.cases[1].result.exchange, HasSubstr("< HTTP 500"));
    EXPECT_EQ(toJsonText(read(file("b.json"))), toJsonText(report));
    for (const char* name : {"a.html", "a.xml", "a.json"}) {
        std::ostringstream text;
        text << std::ifstream(file(name)).rdbuf();
        EXPECT_THAT(text.str(), AllOf(HasSubstr("DSP0226/RC.2-9"), Not(HasSubstr("mipass")))) << name;
    }
}

TEST_F(Reporting, AReportThatCannotBeWrittenIsToldBeforeTheRun) {
    const auto refused = run({"server", kNobody, "--json", file("no/such/folder.json")});
    EXPECT_EQ(refused.code, 3);
    EXPECT_THAT(refused.errors, HasSubstr("folder.json: cannot be written"));
}

TEST_F(Reporting, AWaiverTakesAWarningAway) {
    const auto waivers = file("w.json", "[\n{\"id\": \"DSP0226/RC.2-9\", \"reason\": \"as Windows does\"}]");
    const auto judged = run(twoCases({"--strict", "--waivers", waivers, "--json", file("a.json")}));
    EXPECT_EQ(judged.code, 0) << judged.output << judged.errors;
    EXPECT_THAT(judged.output, AllOf(HasSubstr("waived  DSP0226/RC.2-9"), HasSubstr("waived: as Windows does"),
                                     HasSubstr("1 pass, 0 warn, 0 fail, 0 skipped, 0 error, 1 waived")));
    EXPECT_EQ(read(file("a.json")).cases[1].waiver->reason, "as Windows does");
}

TEST_F(Reporting, AStaleWaiverIsAFailure) {
    const auto waivers = file("w.json", "[\n{\"id\": \"DSP0226/*\", \"reason\": \"all of it\"}]");
    const auto judged = run(twoCases({"--waivers", waivers}));
    EXPECT_EQ(judged.code, 1);
    EXPECT_THAT(judged.output,
                AllOf(HasSubstr("STALE   DSP0226/R5.4.5-2"), HasSubstr("w.json:2 waives it: all of it")));
}

TEST_F(Reporting, AWaiverThatMakesNoSenseIsAUsageError) {
    for (const auto& [text, why] : std::vector<std::pair<std::string, std::string>>{
             {"[\n{\"id\": \"MI/A1\", \"reason\": \"r\"}]",
              "w.json:2: the waiver for 'MI/A1' matches no selected case"},
             {"[{\"id\": \"*\", \"reason\": \"r\", \"expires\": \"2001-01-01\"}]",
              "w.json:1: the waiver for '*' expired on 2001-01-01"},
             {"[\n\n{\"id\": \"*\"}]", "w.json:3: /0: found no member \"reason\""},
             {"[", "w.json:1: "}}) {
        const auto refused = run({"server", kNobody, "--waivers", file("w.json", text)});
        EXPECT_EQ(refused.code, 2) << text;
        EXPECT_THAT(refused.errors, HasSubstr(why));
    }
    EXPECT_THAT(run({"server", kNobody, "--waivers", file("none.json")}).errors, HasSubstr("cannot be read"));
}

TEST_F(Reporting, RunsInRounds) {
    const auto judged = run(twoCases({"--repeat", "3", "--json", file("a.json")}));
    EXPECT_EQ(judged.code, 0);
    const auto report = read(file("a.json"));
    EXPECT_EQ(report.repeat, 3u);
    ASSERT_THAT(report.cases, SizeIs(2));
    EXPECT_EQ(report.cases[0].rounds, (std::map<Verdict, unsigned>{{Verdict::kPass, 3}}));
    EXPECT_THAT(judged.output, HasSubstr("2 cases: 1 pass, 1 warn"));
}

TEST_F(Reporting, OneSeedGivesOneOrder) {
    const auto order = [&](const std::string& option, const char* name) {
        const auto judged = run({"api", "--select", "MI/A*", "--select", "MI/I*", option, "--json", file(name)});
        EXPECT_EQ(judged.code, 0) << judged.output << judged.errors;
        std::vector<std::string> ids;
        for (const auto& one : read(file(name)).cases)
            ids.push_back(one.id);
        return ids;
    };
    const auto first = order("--shuffle", "a.json");
    const auto seed = read(file("a.json")).shuffleSeed;
    ASSERT_TRUE(seed);
    EXPECT_EQ(order("--shuffle=" + std::to_string(*seed), "b.json"), first);
    EXPECT_NE(order("--shuffle=" + std::to_string(*seed + 1), "c.json"), first);
    EXPECT_EQ(run({"api", "--shuffle=soon"}).code, 2);
}

TEST_F(Reporting, TheEnvironmentOfOtherTestsIsNotOurs) {
    ::setenv("GTEST_TOTAL_SHARDS", "2", 1);
    ::setenv("GTEST_SHARD_INDEX", "1", 1);
    ::setenv("GTEST_FILTER", "Nothing", 1);
    const auto judged = run(twoCases());
    for (const char* name : {"GTEST_TOTAL_SHARDS", "GTEST_SHARD_INDEX", "GTEST_FILTER"})
        ::unsetenv(name);
    EXPECT_THAT(judged.output, HasSubstr("2 cases: 1 pass, 1 warn, 0 fail, 0 skipped"));
}

TEST_F(Reporting, ComparesWithABaseline) {
    const auto arguments = twoCases();
    auto good = arguments;
    good.insert(good.end(), {"--json", file("a.json")});
    ASSERT_EQ(run(good).code, 0);
    auto again = arguments;
    again.insert(again.end(), {"--strict", "--baseline", file("a.json")});
    // Strict now, and not before: but the warning was there.
    auto same = run(again);
    EXPECT_EQ(same.code, 1);
    EXPECT_THAT(same.output, HasSubstr("no difference to the baseline"));
    again.emplace_back("--fail-on-regression");
    EXPECT_EQ(run(again).code, 0);

    // An earlier report in which all was well.
    auto report = read(file("a.json"));
    report.cases[1].result = CaseResult::pass();
    report.cases.push_back(report.cases[0]);
    report.cases.back().id = "DSP0226/R-of-old";
    file("b.json", toJsonText(report));
    auto worse = arguments;
    worse.insert(worse.end(),
                 {"--strict", "--baseline", file("b.json"), "--fail-on-regression", "--html", file("b.html")});
    const auto regressed = run(worse);
    EXPECT_EQ(regressed.code, 1);
    EXPECT_THAT(regressed.output, AllOf(HasSubstr("newly failing (1):\n  DSP0226/RC.2-9  pass -> warn"),
                                        HasSubstr("only in the baseline (1):\n  DSP0226/R-of-old")));
    EXPECT_EQ(run({"api", "--baseline", file("b.json")}).code, 2);
    EXPECT_EQ(run({"api", "--fail-on-regression"}).code, 2);
}

TEST_F(Reporting, PutsReportsSideBySide) {
    ASSERT_EQ(run(twoCases({"--json", file("a.json"), "--name", "first"})).code, 0);
    auto report = read(file("a.json"));
    report.target.name = "second";
    report.cases[0].result = CaseResult::fail("no");
    file("b.json", toJsonText(report));
    const auto merged = run({"report", file("a.json"), file("b.json"), "--html", file("m.html"), "--color", "never"});
    EXPECT_EQ(merged.code, 0) << merged.errors;
    EXPECT_THAT(merged.output, AllOf(HasSubstr("A  server  first"), HasSubstr("B  server  second"),
                                     HasSubstr("pass     FAIL     "), HasSubstr("warn     warn     ")));
    EXPECT_TRUE(std::filesystem::exists(file("m.html")));
    const auto regressed = run({"report", file("b.json"), "--baseline", file("a.json"), "--fail-on-regression"});
    EXPECT_EQ(regressed.code, 1);
    EXPECT_THAT(regressed.output, HasSubstr("DSP0226/R5.4.5-2  pass -> fail  no"));
    EXPECT_EQ(run({"report", file("b.json"), "--baseline", file("a.json")}).code, 0);
    EXPECT_EQ(run({"report"}).code, 2);
    EXPECT_EQ(run({"report", file("none.json")}).code, 2);
    EXPECT_EQ(run({"report", file("x.json", "{}")}).code, 2);
    EXPECT_EQ(run({"report", file("a.json"), "--html", file("no/such.html")}).code, 3);
}

TEST_F(Reporting, ACaseHasADeadline) {
    std::filesystem::create_directories(root_ / "slow");
    file("slow/scenario.json",
         R"({"schema": 1, "name": "slow", "mode": "stub", "exchanges": [{"id": "late", "when": {"action": "Enumerate"},
             "reply": {"bodyInline": "<m:Late xmlns:m='urn:late'/>", "delayMs": 4000}}]})");
    const auto judged = run({"server", mock((root_ / "slow").string()), "--timeout", "1", "--select", "DSP0226/R8.1-2",
                             "--resource", "urn:anything", "--selector", "a=b", "--json", file("a.json")});
    EXPECT_EQ(judged.code, 3) << judged.output << judged.errors;
    EXPECT_THAT(judged.output, AllOf(HasSubstr("ERROR   DSP0226/R8.1-2"), HasSubstr("no reply: ")));
    ASSERT_THAT(read(file("a.json")).cases, SizeIs(1));
    EXPECT_LT(read(file("a.json")).cases[0].milliseconds, 3500);
}

TEST_F(Reporting, PaintsWhenTold) {
    EXPECT_THAT(run(twoCases({"--color", "always"})).output, HasSubstr("\033[32mpass"));
    EXPECT_THAT(run(twoCases()).output, Not(HasSubstr("\033")));
    EXPECT_EQ(run({"api", "--color", "blue"}).code, 2);
}

/// The output of the program on a terminal of its own.
std::string onTerminal(std::vector<std::string> arguments) {
    const char* program = std::getenv("MI_CONFORMANCE");
    arguments.insert(arguments.begin(), program ? program : "");
    std::vector<char*> argv;
    for (auto& argument : arguments)
        argv.push_back(argument.data());
    argv.push_back(nullptr);
    winsize size{.ws_row = 25, .ws_col = 60, .ws_xpixel = 0, .ws_ypixel = 0};
    int terminal = -1;
    const pid_t pid = ::forkpty(&terminal, nullptr, nullptr, &size);
    if (pid == 0) {
        ::execv(argv[0], argv.data());
        ::_exit(127);
    }
    EXPECT_GT(pid, 0);
    std::string out;
    pollfd entry{terminal, POLLIN, 0};
    char buffer[4096];
    while (pid > 0 && ::poll(&entry, 1, 60000) > 0) {
        const auto n = ::read(terminal, buffer, sizeof buffer);
        if (n <= 0)
            break;
        out.append(buffer, static_cast<std::size_t>(n));
    }
    ::close(terminal);
    int status = -1;
    ::kill(pid, SIGKILL);
    ::waitpid(pid, &status, 0);
    return out;
}

TEST_F(Reporting, ATerminalHasAStatusLine) {
    const auto out = onTerminal(twoCases({"--color", "never"}));
    EXPECT_THAT(out, AllOf(HasSubstr("[ 1/2 ] DSP0226/R5.4.5-2 "), HasSubstr("\r\033[K[ 2/2 ] DSP0226/RC.2-9 "),
                           HasSubstr("\r\033[Kwarn    DSP0226/RC.2-9  SHOULD"), Not(HasSubstr("pass    "))));
    EXPECT_THAT(onTerminal(twoCases({"--verbose"})), HasSubstr("\033[32mpass    \033[0mDSP0226/R5.4.5-2"));
}

}  // namespace
}  // namespace conformance
