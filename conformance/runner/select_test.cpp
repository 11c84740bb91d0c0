#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "conformance/runner/run.h"

namespace conformance {
namespace {

using testing::ElementsAre;

std::vector<std::string> ids(const std::vector<std::string>& select) {
    const std::vector<Case> cases = {{"DSP0226/R5.1-1", "", "", Level::kMust, {}},
                                     {"DSP0226/R5.4.4-3", "", "", Level::kMust, {}},
                                     {"DSP0226/R13.1-1", "", "", Level::kShould, {}}};
    std::vector<std::string> out;
    for (const auto& one : selectCases(cases, select))
        out.push_back(one.id);
    return out;
}

TEST(Select, NoneMeansAll) {
    EXPECT_EQ(ids({}).size(), 3u);
}

TEST(Select, TakesIdsAndGlobs) {
    EXPECT_THAT(ids({"DSP0226/R5.4.4-3"}), ElementsAre("DSP0226/R5.4.4-3"));
    EXPECT_THAT(ids({"DSP0226/R5*"}), ElementsAre("DSP0226/R5.1-1", "DSP0226/R5.4.4-3"));
    EXPECT_THAT(ids({"*R13*", "*-3"}), ElementsAre("DSP0226/R5.4.4-3", "DSP0226/R13.1-1"));
}

TEST(Select, MinusTakesAway) {
    EXPECT_THAT(ids({"-*R5.1*"}), ElementsAre("DSP0226/R5.4.4-3", "DSP0226/R13.1-1"));
    EXPECT_THAT(ids({"*R5*", "-*-3"}), ElementsAre("DSP0226/R5.1-1"));
}

TEST(Select, ATypoMatchesNothing) {
    EXPECT_TRUE(ids({"DSP226/*"}).empty());
    EXPECT_TRUE(ids({"dsp0226/*"}).empty());
}

}  // namespace
}  // namespace conformance
