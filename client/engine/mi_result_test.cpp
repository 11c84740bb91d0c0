#include "client/engine/mi_result.h"

#include <gtest/gtest.h>

namespace client {
namespace {

TEST(MiResult, NamesAndNumbers) {
    EXPECT_EQ(toString(MiResult::kOk), "OK");
    EXPECT_EQ(toString(MiResult::kServerIsShuttingDown), "SERVER_IS_SHUTTING_DOWN");
    EXPECT_EQ(toString(MiResult(18)), "");
    EXPECT_EQ(miResultOf(11), MiResult::kAlreadyExists);
    for (const std::uint64_t none : {18u, 19u, 29u, 4'000'000'000u}) {
        EXPECT_EQ(miResultOf(none), MiResult::kFailed);
    }
    int named = 0;
    for (std::uint32_t number = 0; number < 40; ++number) {
        named += toString(MiResult(number)).empty() ? 0 : 1;
    }
    EXPECT_EQ(named, 27);
}

TEST(MiResult, Categories) {
    EXPECT_EQ(categoryOf(MiResult::kNotFound), ErrorCategory::kObjectNotFound);
    EXPECT_EQ(std::uint16_t(categoryOf(MiResult::kInvalidNamespace)), 10);  // as OMI's server reports them
    EXPECT_EQ(std::uint16_t(categoryOf(MiResult::kNotSupported)), 11);
    EXPECT_EQ(categoryOf(MiResult(99)), ErrorCategory::kNotSpecified);
}

}  // namespace
}  // namespace client
