// `mi --async`: the same results by callbacks as by the getters.
#include "client/cli/program_for_test.h"

namespace client::cli {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

class Async : public test::Program {};

TEST_F(Async, GivesWhatTheGettersGive) {
    const test::Words commands[] = {
        {"get", "Win32_Service", "Name=Spooler", "-n", "root/cimv2"},
        {"enumerate", "Win32_Process", "-n", "root/cimv2", "-o", "json"},
        {"enumerate", "Win32_Process", "-n", "root/cimv2", "--limit", "3"},
        {"query", "SELECT * FROM Win32_Service WHERE Name='NoSuchService'", "-n", "root/cimv2", "-o", "json"},
        {"references", "Win32_Service", "Name=Spooler", "-n", "root/cimv2"},
        {"get-class", "Win32_Service", "-n", "root/cimv2"},
        {"subscribe", "SELECT * FROM __InstanceModificationEvent WITHIN 1 WHERE TargetInstance ISA 'Win32_Service'",
         "-n", "root/cimv2", "--limit", "1"},
    };
    for (auto words : commands) {
        const auto expected = miAtMock(words);
        EXPECT_EQ(expected.code, 0) << words[0] << ": " << expected.err;
        EXPECT_NE(expected.out, "") << words[0];
        words.insert(words.begin(), "--async");
        const auto run = miAtMock(words);
        EXPECT_EQ(run.code, 0) << words[1] << ": " << run.err;
        EXPECT_EQ(run.out, expected.out) << words[1];
    }
}

TEST_F(Async, FailuresAreToldAlike) {
    const test::Words words = {"get", "Win32_Service", "Name=NoSuchService", "-n", "root/cimv2"};
    const auto expected = miAtMock(words);
    test::Words asynchronous = words;
    asynchronous.insert(asynchronous.begin(), "--async");
    const auto run = miAtMock(asynchronous);
    EXPECT_EQ(run.code, 1);
    EXPECT_THAT(run.err, StartsWith("mi: MI_RESULT_"));
    EXPECT_EQ(run.firstError(), expected.firstError());
}

TEST_F(Async, RequestsMayBeInUtf16) {
    const auto run = miAtMock({"--encoding", "utf16", "get", "Win32_Service", "Name=Spooler", "-n", "root/cimv2"});
    EXPECT_EQ(run.code, 0) << run.err;
    EXPECT_THAT(run.out, HasSubstr("Print Spooler"));
    EXPECT_EQ(miAtMock({"--encoding", "EBCDIC", "test"}).code, 2);
}

}  // namespace
}  // namespace client::cli
