// Deadlines here; a whole run has a process of its own (conformance/cli/program_test.cpp), for GoogleTest's sake.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "conformance/runner/deadline.h"

namespace conformance {
namespace {

using namespace std::chrono_literals;

TEST(Deadline, SaysWhatIsLeft) {
    startCaseDeadline(std::nullopt);
    EXPECT_FALSE(caseTimeLeft());
    startCaseDeadline(60s);
    ASSERT_TRUE(caseTimeLeft());
    EXPECT_GT(*caseTimeLeft(), 50s);
    EXPECT_LE(*caseTimeLeft(), 60s);
    startCaseDeadline(-1ms);
    EXPECT_EQ(caseTimeLeft(), 0ms);
    {
        const CleanUpTime time;
        EXPECT_EQ(caseTimeLeft(), 10s);
    }
    EXPECT_EQ(caseTimeLeft(), 0ms);
    startCaseDeadline(std::nullopt);
}

}  // namespace
}  // namespace conformance
