// A GoogleTest fixture with a mock of its own: the scenario is served while a test runs, and looked at by matchers.
#include <cstdlib>

#include "mockserver/gtest.h"

class HelloTest : public testing::Test {
protected:
    mockserver::TestMock mock_{EXAMPLE_SCENARIO};
};

TEST_F(HelloTest, TheClientAsksOnce) {
    const std::string command = EXAMPLE_CLIENT " 127.0.0.1 " + std::to_string(mock_.port()) + " user secret";
    ASSERT_EQ(std::system(command.c_str()), 0);
    EXPECT_THAT(mock_.requests(),
                testing::ElementsAre(testing::AllOf(mockserver::HasAction(testing::EndsWith("/transfer/Get")),
                                                    mockserver::WasAnswered())));
    mock_.verify(/*strict=*/true);
}
