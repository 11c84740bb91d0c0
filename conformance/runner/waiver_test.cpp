#include "conformance/runner/waiver.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace conformance {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::MatchesRegex;

const std::vector<Case> kCases = {{"DSP0226/R5.1-1", "5.1", "", Level::kMust, {}},
                                  {"DSP0226/R5.4.4-3", "5.4.4", "", Level::kMust, {}}};

TEST(Waiver, MustMatchASelectedCase) {
    EXPECT_THAT(checkWaivers({{"DSP0226/*", "r", {}, {}, "w.json:1"}}, kCases, "2026-01-01"), IsEmpty());
    EXPECT_THAT(checkWaivers({{"DSP0226/R9*", "r", {}, {}, "w.json:7"}}, kCases, "2026-01-01"),
                ElementsAre("w.json:7: the waiver for 'DSP0226/R9*' matches no selected case"));
}

TEST(Waiver, HoldsThroughItsLastDay) {
    const std::vector<Waiver> waivers = {{"DSP0226/*", "r", {}, "2026-03-01", "w.json:2"}};
    EXPECT_THAT(checkWaivers(waivers, kCases, "2026-02-28"), IsEmpty());
    EXPECT_THAT(checkWaivers(waivers, kCases, "2026-03-01"), IsEmpty());
    EXPECT_THAT(checkWaivers(waivers, kCases, "2026-03-02"),
                ElementsAre("w.json:2: the waiver for 'DSP0226/*' expired on 2026-03-01"));
}

TEST(Waiver, TheFirstThatMatchesCounts) {
    const std::vector<Waiver> waivers = {{"*-3", "first", {}, {}, {}}, {"DSP0226/*", "second", {}, {}, {}}};
    EXPECT_EQ(waiverFor(waivers, "DSP0226/R5.4.4-3")->reason, "first");
    EXPECT_EQ(waiverFor(waivers, "DSP0226/R5.1-1")->reason, "second");
    EXPECT_EQ(waiverFor(waivers, "MI/A1"), nullptr);
}

TEST(Waiver, KnowsTheCalendar) {
    EXPECT_TRUE(isDay("2028-02-29"));
    EXPECT_TRUE(isDay(today()));
    EXPECT_THAT(today(), MatchesRegex("20[0-9][0-9]-[0-9][0-9]-[0-9][0-9]"));
    for (const char* text : {"", "2027-02-29", "2027-13-01", "2027-00-01", "2027-1-1", "tomorrow  ", "2027/01/01",
                             "2027-01-0x", "2027-01-01T"})
        EXPECT_FALSE(isDay(text)) << text;
}

}  // namespace
}  // namespace conformance
