// Every command of `mi`, run as a person runs it, against the real mock server.
#include "client/cli/program_for_test.h"

namespace client::cli {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::MatchesRegex;
using testing::Not;
using testing::StartsWith;

constexpr const char* kServiceEvents =
    "SELECT * FROM __InstanceModificationEvent WITHIN 1 WHERE TargetInstance ISA 'Win32_Service'";

std::size_t linesOf(const std::string& text) {
    return static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n'));
}

class Commands : public test::Program {
protected:
    /// stdout of a command that succeeds without a word on stderr.
    std::string good(const test::Words& words) {
        const auto run = miAtMock(words);
        EXPECT_EQ(run.code, 0) << testing::PrintToString(words) << run.err;
        EXPECT_THAT(run.err, IsEmpty()) << testing::PrintToString(words);
        return run.out;
    }
};

TEST_F(Commands, TestSaysWhoAnswers) {
    EXPECT_THAT(good({"test"}), AllOf(StartsWith("IdentifyResponse\n"), HasSubstr("ProductVendor    : ")));
}

TEST_F(Commands, GetShowsAnInstanceAsAList) {
    const auto text = good({"get", "Win32_Service", "Name=Spooler", "-n", "root/cimv2"});
    EXPECT_THAT(text,
                AllOf(StartsWith("Win32_Service in root/cimv2\n"), HasSubstr("\nName                    : Spooler\n"),
                      HasSubstr("\nState                   : Running\n")));
}

TEST_F(Commands, ModifyChangesWhatGetThenShows) {
    const test::Words get = {"get", "Win32_Service", "Name=Spooler", "-o", "json"};
    EXPECT_THAT(good(get), HasSubstr("\"StartMode\":\"Auto\""));
    EXPECT_THAT(good({"modify", "Win32_Service", "Name=Spooler", "-s", "StartMode=Manual"}),
                HasSubstr("StartMode               : Manual"));
    EXPECT_THAT(good(get), HasSubstr("\"StartMode\":\"Manual\""));
}

TEST_F(Commands, CreateGivesAnInstanceThatDeleteTakesAway) {
    const test::Words keys = {"Win32_Environment", "Name=MITB_HOME", "UserName=<SYSTEM>"};
    const auto with = [&](const char* command) {
        test::Words words = keys;
        words.insert(words.begin(), command);
        return words;
    };
    EXPECT_EQ(miAtMock(with("get")).code, 1) << "it is there before it is made";
    EXPECT_THAT(good({"create", "Win32_Environment", "-k", "Name=MITB_HOME", "-k", "UserName=<SYSTEM>",
                      "VariableValue=D:\\mitb"}),
                HasSubstr("Name     : MITB_HOME"));
    EXPECT_THAT(good(with("get")), HasSubstr("MITB_HOME"));
    EXPECT_THAT(good(with("delete")), IsEmpty());
    EXPECT_EQ(miAtMock(with("get")).code, 1);
}

TEST_F(Commands, InvokeCallsMethodsOfClassesAndInstances) {
    EXPECT_EQ(good({"invoke", "X_SmallNumber", "SpellNumber", "num:uint64=123", "-n", "root/cimv2"}),
              "SpellNumber in root/cimv2\nReturnValue : one hundred twenty three\n");
    EXPECT_THAT(good({"invoke", "Win32_Process", "Create", "CommandLine=notepad.exe"}),
                MatchesRegex("Create\nProcessId   : [0-9]+\nReturnValue : 0\n"));
    EXPECT_THAT(good({"invoke", "Win32_Service", "StopService", "-k", "Name=Spooler"}), HasSubstr("ReturnValue : 0"));
    EXPECT_THAT(good({"get", "Win32_Service", "Name=Spooler"}), HasSubstr(" : Stopped\n"));
}

TEST_F(Commands, EnumerateListsAllPagesAsATable) {
    const auto table = good({"enumerate", "Win32_Process"});
    EXPECT_THAT(table, AllOf(StartsWith("Caption "), HasSubstr("\nsvchost.exe "), HasSubstr(" more properties: ")));
    EXPECT_EQ(linesOf(table), 360u + 2) << "instances, header and note";
    EXPECT_EQ(linesOf(good({"enumerate", "Win32_Process", "--limit", "3"})), 3u + 2);
    EXPECT_THAT(good({"enumerate", "Win32_Process", "--keys-only", "--limit", "2"}), StartsWith("Handle"));
    EXPECT_THAT(good({"enumerate", "Win32_Service", "--shallow"}), HasSubstr("Print Spooler"));
}

TEST_F(Commands, ATableIsAsWideAsTheScreen) {
    for (const char* columns : {"60", "200"}) {
        const test::Variable width("COLUMNS", columns);
        std::istringstream lines(good({"enumerate", "Win32_Service"}));
        for (std::string line; std::getline(lines, line) && !line.starts_with('(');) {
            EXPECT_LE(line.size(), std::stoul(columns) + 8) << line;  // an ellipsis takes three bytes
        }
    }
}

TEST_F(Commands, QueryKeepsWhatTheServerFinds) {
    const auto text = good({"query", "SELECT * FROM Win32_Service WHERE State='Running'"});
    EXPECT_THAT(text, AllOf(HasSubstr("Print Spooler"), Not(HasSubstr("Remote Registry"))));
}

TEST_F(Commands, AssociatorsAndReferences) {
    const auto results = good({"associators", "Win32_Service", "Name=Spooler", "-n", "root/cimv2"});
    EXPECT_THAT(results, AllOf(HasSubstr("Remote Procedure Call (RPC)"), HasSubstr("Win32_ComputerSystem")));
    EXPECT_THAT(good({"associators", "Win32_Service", "Name=Spooler", "-n", "root/cimv2", "--result-class",
                      "Win32_ComputerSystem", "-o", "json"}),
                AllOf(HasSubstr("\"__class\":\"Win32_ComputerSystem\""), Not(HasSubstr("Remote Procedure Call"))));
    EXPECT_THAT(good({"references", "Win32_Service", "Name=Spooler", "-n", "root/cimv2"}),
                HasSubstr("Win32_Service(Name=RpcSs)  Win32_Service(Name=Spooler)"));
}

TEST_F(Commands, SubscribeShowsEventsUntilTheLimit) {
    const auto events = good({"subscribe", kServiceEvents, "-n", "root/cimv2", "--limit", "3"});
    EXPECT_THAT(events, AllOf(HasSubstr("__InstanceModificationEvent in root/cimv2\n"), HasSubstr("TIME_CREATED")));
    EXPECT_EQ(linesOf(good({"subscribe", kServiceEvents, "-n", "root/cimv2", "--limit", "2", "-o", "json"})), 4u);
}

TEST_F(Commands, SubscribeTakesAndShowsBookmarks) {
    EXPECT_THAT(good({"subscribe", kServiceEvents, "-n", "root/cimv2", "--limit", "1", "--bookmark", "oldest"}),
                HasSubstr("\nbookmark: "));
    EXPECT_THAT(
        good({"subscribe", kServiceEvents, "-n", "root/cimv2", "--limit", "1", "--bookmark", "oldest", "-o", "json"}),
        HasSubstr("\"__note\":\"bookmark: "));
}

TEST_F(Commands, ClassesAreDeclared) {
    EXPECT_THAT(good({"get-class", "Win32_Service", "-n", "root/cimv2"}),
                AllOf(HasSubstr("\nclass Win32_Service : Win32_BaseService\n{\n"), HasSubstr("uint32 StopService(")));
    EXPECT_EQ(good({"enumerate-classes", "CIM_Service", "-n", "root/cimv2", "--names-only"}),
              "Win32_BaseService\nWin32_Service\n");
    EXPECT_THAT(
        good({"enumerate-classes", "CIM_Service", "-n", "root/cimv2", "-o", "json"}),
        AllOf(StartsWith("[\n"), HasSubstr("\"__class\":\"Win32_BaseService\",\"superClass\":\"CIM_Service\"")));
}

TEST_F(Commands, TourCoversTheSessionAndPasses) {
    const auto text = good({"tour"});
    EXPECT_THAT(text, HasSubstr("\nPASSED: all 18 calls, covering the 15 members of MI_SessionFT\n"));
    for (const char* member :
         {"GetApplication", "TestConnection", "GetInstance", "ModifyInstance", "CreateInstance", "DeleteInstance",
          "Invoke", "EnumerateInstances", "QueryInstances", "AssociatorInstances", "ReferenceInstances", "Subscribe",
          "GetClass", "EnumerateClasses", "Close"}) {
        EXPECT_THAT(text, HasSubstr(std::string("\n") + member + " "));
    }
}

TEST_F(Commands, TourSaysWhatIsNotAsExpected) {
    const auto run = mi({"--url", mockUrl("miuser:wrong@"), "tour"});
    EXPECT_EQ(run.code, 1);
    EXPECT_THAT(run.out, AllOf(HasSubstr("ACCESS_DENIED"), HasSubstr("<-- expected MI_RESULT_OK"),
                               HasSubstr("\nFAILED: 16 of 18 calls")));
}

TEST_F(Commands, AFailureIsItsResultTheTextAndTheDetails) {
    const auto missing = miAtMock({"get", "Win32_Service", "Name=Nope", "-n", "root/cimv2"});
    EXPECT_EQ(missing.code, 1);
    EXPECT_THAT(missing.out, IsEmpty());
    EXPECT_EQ(missing.firstError(), "mi: MI_RESULT_NOT_FOUND: Not found");
    EXPECT_THAT(missing.err, AllOf(HasSubstr("\n    CIMStatusCode = 6\n"), HasSubstr("HRESULT 0x80041002"),
                                   Not(HasSubstr("    Message = Not found"))));

    const auto recorded = miAtMock({"delete", "MSFT_President", "Key:uint64=1", "-n", "root/test"});
    EXPECT_EQ(recorded.code, 1);
    EXPECT_THAT(recorded.err, AllOf(StartsWith("mi: MI_RESULT_NOT_SUPPORTED: The requested operation is not supported"),
                                    HasSubstr("CIMStatusCode = 7")));

    const auto query = miAtMock({"query", "SELECT nonsense"});
    EXPECT_EQ(query.code, 1);
    EXPECT_EQ(query.firstError(), "mi: MI_RESULT_INVALID_QUERY: Invalid query");

    const auto declaration = miAtMock({"get-class", "NoClass", "-n", "root/cimv2"});
    EXPECT_EQ(declaration.code, 1);
    EXPECT_EQ(declaration.firstError(), "mi: MI_RESULT_INVALID_CLASS: Invalid class");
}

}  // namespace
}  // namespace client::cli
