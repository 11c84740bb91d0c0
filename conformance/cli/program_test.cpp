// The real mi-conformance: what it prints, writes and returns, and our own mock, client and library under it.
#include <gmock/gmock.h>

#include <pugixml.hpp>

#include "conformance/cli/program_for_test.h"

namespace conformance {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

TEST_F(Program, OurMockObeysTheServerSuite) {
    const std::string machine = MITB_SOURCE_DIR "/scenarios/conformance";
    const auto judged = run({"server", repository(machine), "--profile", machine + "/profile.json", "--allow-writes"});
    EXPECT_EQ(judged.code, 0) << judged.failures();
    EXPECT_THAT(judged.output, HasSubstr("pass    DSP0226/R8.1-2 "));
    EXPECT_THAT(judged.output, HasSubstr("pass    DSP0226/R7.5-1 "));
}

TEST_F(Program, OurMockObeysItAlsoWhenNothingIsKnownOfIt) {
    const auto judged = run({"server", repository("builtin:win32")});
    EXPECT_EQ(judged.code, 0) << judged.failures();
    EXPECT_THAT(judged.output, HasSubstr("skipped DSP0226/R7.5-1 "));
    EXPECT_THAT(judged.output, HasSubstr("pass    DSP0226/R8.1-2 "));
}

TEST_F(Program, OurClientObeysTheClientSuite) {
    const char* mi = std::getenv("MI_PROGRAM");
    ASSERT_NE(mi, nullptr);
    const auto judged =
        run({"client", "--strict", "--", mi, "--url", "{url}", "--user", "{user}", "--password", "{password}",
             "--namespace", "root/cimv2", "--output", "json", "enumerate", "Win32_Process"});
    EXPECT_EQ(judged.code, 0) << judged.output << judged.errors;
    EXPECT_THAT(judged.output, HasSubstr("pass    DSP0226/R8.4-11 "));
}

TEST_F(Program, OurClientIsGivenLessons) {
    const char* mi = std::getenv("MI_PROGRAM");
    ASSERT_NE(mi, nullptr);
    const std::vector<std::string> command{"--",          mi,           "--url",      "{url}",
                                           "--user",      "{user}",     "--password", "{password}",
                                           "--namespace", "root/cimv2", "enumerate",  "Win32_Process"};
    const auto client = [&](std::vector<std::string> arguments) {
        arguments.insert(arguments.begin(), "client");
        arguments.insert(arguments.end(), command.begin(), command.end());
        return run(arguments);
    };
    const auto one = client({"--select", "DSP0226/R8.2.3-5c*"});
    EXPECT_EQ(one.code, 0) << one.output << one.errors;
    EXPECT_THAT(one.output, AllOf(HasSubstr("pass    DSP0226/R8.2.3-5c1 "), HasSubstr("pass    DSP0226/R8.2.3-5c3 "),
                                  Not(HasSubstr("DSP0226/R8.4-empty"))));
    const auto none = client({"--no-lessons", "--select", "DSP0226/R8*"});
    EXPECT_EQ(none.code, 0) << none.output << none.errors;
    EXPECT_THAT(none.output, Not(HasSubstr("DSP0226/R8.2.3-5c1")));
}

TEST_F(Program, ListsRulesAndLessons) {
    const auto listed = run({"client", "--list", "--select", "DSP0226/R8.4-*"});
    EXPECT_EQ(listed.code, 0) << listed.errors;
    EXPECT_THAT(listed.output, AllOf(HasSubstr("DSP0226/R8.4-11  MUST"), HasSubstr("DSP0226/R8.4-empty  MUST")));
    EXPECT_EQ(run({"client", "--list", "--no-lessons", "--select", "DSP0226/R8.4-empty"}).code, 2);
}

TEST_F(Program, OurLibraryObeysTheApiSuite) {
    const auto judged = run({"api", "--strict"});
    EXPECT_EQ(judged.code, 0) << judged.output << judged.errors;
    EXPECT_THAT(judged.output, AllOf(HasSubstr(" 0 warn, 0 fail, "), HasSubstr(" 0 error")));
    EXPECT_THAT(judged.output, Not(HasSubstr("skipped MI/")));
    // What it sent meanwhile, to the mock and to the cases' own peers.
    EXPECT_THAT(judged.output,
                AllOf(HasSubstr("pass    WIRE/DSP0226/R5.4.4-1c "), HasSubstr("pass    WIRE/DSP0226/R8.4-11 ")));
}

TEST_F(Program, KnownDeviationsOfALibraryAreSkippedUnlessAskedFor) {
    const std::vector<std::string> arguments{"api", "--profile", "omi", "--select", "MI/A1", "--select", "MI/K8"};
    const auto known = run(arguments);
    EXPECT_EQ(known.code, 0) << known.output << known.errors;
    EXPECT_THAT(known.output, AllOf(HasSubstr("pass    MI/A1 "), HasSubstr("skipped MI/K8 "),
                                    HasSubstr("known deviation of omi: the table behind mi_clientFT_V1")));
    auto all = arguments;
    all.emplace_back("--no-deviations");
    EXPECT_THAT(run(all).output, HasSubstr("pass    MI/K8 "));
}

TEST_F(Program, RefusesAProfileThatItDoesNotKnow) {
    const auto refused = run({"api", "--profile", "sun"});
    EXPECT_EQ(refused.code, 2);
    EXPECT_THAT(refused.errors, AllOf(HasSubstr("no profile 'sun'"), HasSubstr("libmi, omi, pswsman, windows")));
}

TEST_F(Program, AWarningIsAFailureWhenStrict) {
    const std::vector<std::string> arguments{"server",           mock(),     "--select",
                                             "DSP0226/R5.4.5-2", "--select", "DSP0226/RC.2-9"};
    const auto lenient = run(arguments);
    EXPECT_EQ(lenient.code, 0) << lenient.output << lenient.errors;
    EXPECT_THAT(lenient.output, AllOf(HasSubstr("\nwarn    DSP0226/RC.2-9  SHOULD"), HasSubstr("expected: 400"),
                                      HasSubstr("actual:   500"), HasSubstr("2 cases: 1 pass, 1 warn, 0 fail")));
    auto strict = arguments;
    strict.emplace_back("--strict");
    EXPECT_EQ(run(strict).code, 1);
}

TEST_F(Program, AFailureIsTold) {
    // No Win32_Nothing is there to be listed.
    const std::vector<std::string> arguments{
        "server",     mock(),
        "--resource", "http://schemas.microsoft.com/wbem/wsman/1/wmi/root/cimv2/Win32_Nothing",
        "--select",   "DSP0226/R8.1-2",
        "--select",   "DSP0226/R11-1"};
    const auto judged = run(arguments);
    EXPECT_EQ(judged.code, 1);
    EXPECT_THAT(judged.output, AllOf(HasSubstr("pass    DSP0226/R11-1 "), HasSubstr("FAIL    DSP0226/R8.1-2  MUST"),
                                     HasSubstr("| > application/soap+xml"), HasSubstr("| < HTTP 500"),
                                     HasSubstr("2 cases: 1 pass, 0 warn, 1 fail, 0 skipped, 0 error")));
}

TEST_F(Program, StopsAtTheFirstFailureWhenTold) {
    const auto judged = run({"server", mock(), "--resource", "http://schemas.example.org/No_Such_Resource",
                             "--fail-fast", "--select", "DSP0226/R8*"});
    EXPECT_EQ(judged.code, 1);
    EXPECT_THAT(judged.output, AllOf(HasSubstr("FAIL    DSP0226/R8.1-2"), HasSubstr(" 1 fail, ")));
    EXPECT_THAT(judged.output, Not(HasSubstr("pass    DSP0226/R8")));
}

TEST_F(Program, WritesJUnit) {
    const auto file = root_ / "report.xml";
    const auto judged =
        run({"server", mock(), "--junit", file.string(), "--select", "DSP0226/R11*", "--select", "DSP0226/R8.1-2"});
    EXPECT_EQ(judged.code, 0) << judged.output << judged.errors;
    pugi::xml_document report;
    ASSERT_TRUE(report.load_file(file.c_str()));
    const auto suite = report.child("testsuites").child("testsuite");
    EXPECT_STREQ(suite.attribute("name").value(), "server");
    EXPECT_EQ(suite.attribute("failures").as_int(-1), 0);
    bool found = false;
    for (const auto test : suite.children("testcase"))
        for (const auto property : test.child("properties").children("property"))
            found = found || std::string_view(property.attribute("value").value()) == "DSP0226/R11-1";
    EXPECT_TRUE(found);
}

TEST_F(Program, ListsWithoutAServer) {
    const auto listed = run({"server", "http://127.0.0.1:1/wsman", "--list", "--select", "DSP0226/R11-1"});
    EXPECT_EQ(listed.code, 0) << listed.errors;
    EXPECT_EQ(listed.output, "DSP0226/R11-1  SHOULD  11  Identify is answered at the service's address\n");
    const auto others = run({"api", "--list"});
    EXPECT_EQ(others.code, 0);
    EXPECT_THAT(others.output, StartsWith("MI/A1  MUST"));
}

TEST_F(Program, AnUnreachableServerIsNotTested) {
    const auto judged = run({"server", "http://127.0.0.1:1/wsman"});
    EXPECT_EQ(judged.code, 3);
    EXPECT_THAT(judged.errors, StartsWith("mi-conformance: cannot reach http://127.0.0.1:1/wsman"));
}

TEST_F(Program, WrongCredentialsAreTold) {
    auto url = mock();
    url.replace(url.find("mipass"), 6, "wrong1");
    const auto judged = run({"server", url});
    EXPECT_EQ(judged.code, 3);
    EXPECT_THAT(judged.errors, HasSubstr("401"));
}

TEST_F(Program, RefusesABadCommandLine) {
    for (const auto& arguments : std::vector<std::vector<std::string>>{{},
                                                                       {"judge"},
                                                                       {"server"},
                                                                       {"server", "ftp://x"},
                                                                       {"server", "http://x", "--selector", "Name"},
                                                                       {"api", "--select", "NO/SUCH*"},
                                                                       {"client"}}) {
        const auto refused = run(arguments);
        EXPECT_EQ(refused.code, 2) << testing::PrintToString(arguments) << refused.output;
        EXPECT_FALSE(refused.errors.empty() && refused.output.empty()) << testing::PrintToString(arguments);
    }
}

TEST_F(Program, ALibraryThatIsNoneIsNotTested) {
    const auto judged = run({"api", "--library", (root_ / "none.so").string()});
    EXPECT_EQ(judged.code, 3);
    EXPECT_THAT(judged.errors + judged.output, HasSubstr("none.so"));
}

}  // namespace
}  // namespace conformance
