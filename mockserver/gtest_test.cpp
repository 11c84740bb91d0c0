#include "mockserver/gtest.h"

#include <unistd.h>

#include "mockserver/endpoint/raw_client.h"
#include "mockserver/scenario/scenario_fixture.h"
#include "wsman/testing/process.h"

namespace mockserver {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::EndsWith;
using testing::HasSubstr;
using testing::Not;

const std::filesystem::path kVerification =
    std::filesystem::path(MITB_SOURCE_DIR) / "scenarios" / "features" / "verification";

class BackupTest : public testing::Test {
protected:
    void send(const test::Ask& ask) {
        RawClient client(mock_.port());
        client.exchange(RawClient::post(ask.xml(), "X-Test: yes\r\n"));
    }

    TestMock mock_{kVerification};
    const test::Ask look_{.resource = "urn:x/Backup",
                          .selectors = test::selectors({{"Name", "daily"}}),
                          .options = {{"Verbose", "1"}},
                          .body = "<i:In xmlns:i='urn:i'><i:Depth>3</i:Depth></i:In>"};
};

TEST_F(BackupTest, MatchersSeeWhatWasReceived) {
    send(look_);
    send({.resource = "urn:x/Unknown"});
    EXPECT_THAT(mock_.requests(),
                ElementsAre(AllOf(HasAction(EndsWith("/transfer/Get")), HasResourceUri("urn:x/Backup"), HasUser(""),
                                  HasStatus(200), HasSelector("Name", "daily"), HasOption("Verbose", "1"),
                                  HasHttpHeader("x-test", "yes"), HasXPath("s:Body/*/*", "3"), WasAnswered()),
                            AllOf(Not(HasSelector("Name", testing::_)), Not(WasAnswered()), HasStatus(500))));
    EXPECT_THAT(testing::PrintToString(mock_.requests()[0]), HasSubstr("of urn:x/Backup {Name=\"daily\" } -> 200"));
}

TEST_F(BackupTest, VerifyHoldsWhenItDoes) {
    send(look_);
    send({.action = "urn:x/Backup/Start", .resource = "urn:x/Backup"});
    mock_.verify();
}

/// Run by the test below, in a process of its own: it has to fail.
TEST_F(BackupTest, DISABLED_Fails) {
    send({.resource = "urn:x/Unknown"});
    mock_.verify();
}

class WithoutAMock : public testing::Test {
protected:
    TestMock mock_{"/nonexistent"};
};

TEST_F(WithoutAMock, DISABLED_Fails) {
    EXPECT_EQ(mock_.url(), "");
}

TEST(NearMissListener, TellsOfWhatNobodyAnsweredWhenATestFails) {
    const auto path = std::filesystem::read_symlink("/proc/self/exe");
    const auto errors = std::filesystem::path(testing::TempDir()) / ("mitb_listener_" + std::to_string(::getpid()));
    wsman::test::Process run(path, {"--gtest_also_run_disabled_tests", "--gtest_filter=*DISABLED_Fails"}, errors);
    EXPECT_EQ(run.wait(), 1);
    EXPECT_THAT(run.rest(), AllOf(HasSubstr("\u2717 verification: exchange \"start\" answers exactly once"),
                                  HasSubstr("[mock     ] requests that nobody answered:\nNo exchange answers"),
                                  HasSubstr("\u2717 resourceUri: expected /.*/Backup/, got \"urn:x/Unknown\""),
                                  HasSubstr("the mock cannot be started: /nonexistent: no such file or folder")));
    std::filesystem::remove(errors);
}

}  // namespace
}  // namespace mockserver
