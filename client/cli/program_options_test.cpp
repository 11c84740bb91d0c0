// Options, environment and usage of the real `mi`.
#include "client/cli/program_for_test.h"

namespace client::cli {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::MatchesRegex;
using testing::Not;
using testing::StartsWith;

const test::Words kGet = {"get", "Win32_Service", "Name=Spooler"};

class Options : public test::Program {
protected:
    test::Ended get(const test::Words& more) {
        auto words = kGet;
        words.insert(words.end(), more.begin(), more.end());
        return miAtMock(words);
    }
};

TEST_F(Options, TellVersionAndHelp) {
    EXPECT_THAT(mi({"--version"}).out, MatchesRegex("mi [0-9]+\\.[0-9]+\\.[0-9]+\n"));
    const auto help = mi({"--help"});
    EXPECT_EQ(help.code, 0);
    for (const char* command : {"test", "get", "modify", "create", "delete", "invoke", "enumerate", "query",
                                "associators", "references", "subscribe", "get-class", "enumerate-classes", "tour"}) {
        EXPECT_THAT(help.out, HasSubstr(std::string("\n  ") + command + " "));
        EXPECT_EQ(mi({command, "--help"}).code, 0) << command;
    }
}

TEST_F(Options, AUsageErrorIsOneLineAndTwo) {
    struct Case {
        test::Words words;
        const char* said;
    };
    for (const auto& test : std::vector<Case>{
             {{}, "A subcommand is required"},
             {{"fetch", "X"}, "no command 'fetch'"},
             {{"get"}, "CLASS is required"},
             {{"get", "X", "A"}, "expected NAME=VALUE"},
             {{"get", "X", "A=1", "A=2"}, "'A' is given twice"},
             {{"get", "X", "A:uint8=256"}, "A:uint8=256"},
             {{"get", "X", "A:nosuch=1"}, "'nosuch' is no CIM type"},
             {{"modify", "X", "A=1"}, "--set is required"},
             {{"delete", "X"}, "KEY=VALUE is required"},
             {{"invoke", "X"}, "METHOD is required"},
             {{"query"}, "QUERY is required"},
             {{"enumerate", "X", "--shallow", "--base-properties"}, "--shallow"},
             {{"enumerate", "X", "--limit", "many"}, "many"},
             {{"get", "X", "-o", "yaml"}, "yaml not in {table,json,xml,mof}"},
             {{"get", "X", "--color", "pink"}, "pink not in {auto,always,never}"},
             {{"get", "X", "--max-elements", "0"}, "--max-elements: Value 0 not in range 1 to 2147483647"},
             {{"get", "X", "--max-envelope", "-1"}, "--max-envelope"},
             {{"get", "X", "--timeout", "soon"}, "--timeout: expected a time such as 30s, 500ms or 5m (soon)"},
             {{"get", "X", "--option", "Foo"}, "expected NAME=VALUE"},
             {{"get", "X", "--option", "Foo:uint8=1"}, "--option takes strings only"},
             {{"get", "X", "--nonsense"}, "--nonsense"},
             {{"get", "X", "--url", "ftp://h"}, "the scheme is neither http nor https (ftp://h)"},
             {{"get", "X", "--url", "http://h:99999"}, "--url: "},
         }) {
        auto words = test.words;
        if (std::find(words.begin(), words.end(), "--url") == words.end()) {
            words.insert(words.begin(), {"--url", "http://127.0.0.1:1"});
        }
        const auto run = mi(words);
        EXPECT_EQ(run.code, 2) << testing::PrintToString(test.words);
        EXPECT_THAT(run.out, IsEmpty());
        EXPECT_THAT(run.err, AllOf(StartsWith("mi: "), HasSubstr(test.said)));
        EXPECT_EQ(std::count(run.err.begin(), run.err.end(), '\n'), 1) << run.err;
    }
    EXPECT_EQ(mi({"test"}).err,
              "mi: no destination: give --url, set WSMAN_URL, or let --local name a scenario folder\n");
}

TEST_F(Options, TheEnvironmentGivesDestinationAndCredentials) {
    const test::Variable url("WSMAN_URL", mockUrl());
    EXPECT_THAT(mi(kGet).firstError(), StartsWith("mi: MI_RESULT_ACCESS_DENIED")) << "nobody said who asks";
    const test::Variable user("WSMAN_USER", "miuser");
    const test::Variable password("WSMAN_PASSWORD", "mipass");
    EXPECT_EQ(mi(kGet).code, 0);
    auto otherwise = kGet;
    otherwise.insert(otherwise.end(), {"-u", "miuser", "-p", "wrong"});
    EXPECT_EQ(mi(otherwise).code, 1) << "the command line goes before the environment";
    otherwise = kGet;
    otherwise.insert(otherwise.end(), {"--url", "http://127.0.0.1:1"});
    EXPECT_THAT(mi(otherwise).firstError(), HasSubstr("127.0.0.1:1"));
}

TEST_F(Options, AWrongPasswordIsAccessDenied) {
    const auto run = mi({"--url", mockUrl(), "-u", "miuser", "-p", "wrong", "get", "Win32_Service", "Name=Spooler"});
    EXPECT_EQ(run.code, 1);
    EXPECT_THAT(run.out, IsEmpty());
    EXPECT_EQ(run.firstError(), "mi: MI_RESULT_ACCESS_DENIED: Access is denied (HTTP status 401 Unauthorized).");
    EXPECT_THAT(run.err, HasSubstr("CIMStatusCode = 2"));
    EXPECT_THAT(run.err, HasSubstr("\n    hint: the user name or the password may be wrong"));
    EXPECT_THAT(mi({"--url", mockUrl(), "get", "Win32_Service", "Name=Spooler"}).err,
                HasSubstr("hint: no credentials were sent"));
}

TEST_F(Options, LibraryLoadsAnyByPath) {
    EXPECT_EQ(get({"--library", built("MI_LIBRARY")}).code, 0);
    const auto text = (root_ / "text.so").string();
    std::ofstream(text) << "not a library\n";
    for (const auto& [path, said] : std::map<std::string, const char*>{
             {text, "cannot load the MI library: "},
             {(root_ / "missing.so").string(), "No such file"},
             {"libc.so.6", "no MI library: it does not export MI_Application_InitializeV1 (libc.so.6)"}}) {
        const auto run = get({"--library", path});
        EXPECT_EQ(run.code, 3) << path;
        EXPECT_THAT(run.out, IsEmpty());
        EXPECT_THAT(run.err, AllOf(StartsWith("mi: "), HasSubstr(path), HasSubstr(said)));
        EXPECT_EQ(std::count(run.err.begin(), run.err.end(), '\n'), 1) << run.err;
    }
}

TEST_F(Options, ASessionThatTheLibraryRefusesIsThree) {
    const auto run = get({"--protocol", "SMOKE_SIGNALS"});
    EXPECT_EQ(run.code, 3);
    EXPECT_THAT(run.err, AllOf(StartsWith("mi: MI_Application_NewSession failed with MI_RESULT_")));
}

TEST_F(Options, TraceShowsTheWireWithoutThePassword) {
    const auto run = get({"--trace"});
    EXPECT_EQ(run.code, 0);
    EXPECT_THAT(run.out, StartsWith("Win32_Service\n"));
    EXPECT_THAT(run.err, AllOf(HasSubstr("--- sent on connection 1\nPOST /wsman HTTP/1.1"),
                               HasSubstr("--- received on connection 1\nHTTP/1.1 200 OK"),
                               HasSubstr("http://schemas.xmlsoap.org/ws/2004/09/transfer/Get"),
                               HasSubstr("Authorization: Basic [redacted]"), Not(HasSubstr("bWl1c2VyOm1pcGFzcw"))));
}

TEST_F(Options, ReachTheWire) {
    const auto run = miAtMock({"enumerate", "Win32_Process", "--limit", "1", "--trace", "--option", "Foo=bar",
                               "--option", "!Must=yes", "--max-elements", "7", "--timeout", "90s", "--max-envelope",
                               "200", "--locale", "de-AT"});
    EXPECT_EQ(run.code, 0) << run.err.substr(0, 300);
    for (const char* part : {"Name=\"Foo\"", ">bar</", "Name=\"Must\"", "MustComply=\"true\"", "MaxElements>7</",
                             "PT1M30S", ">204800</", "xml:lang=\"de-AT\""}) {
        EXPECT_THAT(run.err, HasSubstr(part));
    }
    const auto uri = get({"--trace", "--resource-uri", "http://example.org/Other"});
    EXPECT_THAT(uri.err, HasSubstr("ResourceURI s:mustUnderstand=\"true\">http://example.org/Other</"));
    EXPECT_EQ(uri.code, 1) << "no scenario knows that resource";
}

TEST_F(Options, MaxElementsSetsHowManyMessagesItTakes) {
    const auto pulls = [this](const char* most) {
        const auto run = miAtMock({"enumerate", "Win32_Process", "--trace", "-o", "json", "--max-elements", most});
        EXPECT_EQ(run.code, 0);
        return run.err.find("<n:MaxElements>" + std::string(most) + "</n:MaxElements>") != std::string::npos;
    };
    EXPECT_TRUE(pulls("5"));
    EXPECT_TRUE(pulls("50"));
}

TEST_F(Options, AStdoutThatIsFullIsNoSuccess) {
    const auto shell = std::make_unique<wsman::test::Process>(
        "/bin/sh",
        test::Words{"-c", "exec \"$0\" --url \"$1\" get Win32_Service Name=Spooler >/dev/full", built("MI_PROGRAM"),
                    mockUrl("miuser:mipass@")},
        root_ / "full");
    EXPECT_EQ(shell->wait(), 3);
    EXPECT_EQ(shell->errors(), "mi: cannot write to the standard output\n");
}

}  // namespace
}  // namespace client::cli
