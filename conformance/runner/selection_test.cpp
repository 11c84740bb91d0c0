#include "conformance/runner/selection.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

namespace conformance {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::UnorderedElementsAreArray;

std::vector<Case> cases() {
    return {{"DSP0226/R5.1-1", "5.1", "", Level::kMust, {}},
            {"DSP0226/R5.4.4-3", "5.4.4", "", Level::kMust, {}},
            {"DSP0226/R13.1-1", "13.1", "", Level::kShould, {}}};
}

std::vector<std::string> idsOf(const std::vector<Case>& from) {
    std::vector<std::string> out;
    for (const auto& one : from)
        out.push_back(one.id);
    return out;
}

std::vector<std::string> chosen(const Selection& selection) {
    const auto out = chooseCases(cases(), selection);
    EXPECT_TRUE(out) << out.error().text();
    return out ? idsOf(*out) : std::vector<std::string>{};
}

std::string refused(const Selection& selection) {
    const auto out = chooseCases(cases(), selection);
    return out ? "" : out.error().text();
}

TEST(Selection, NoneMeansAll) {
    EXPECT_EQ(chosen({}).size(), 3u);
}

TEST(Selection, TakesIdsAndGlobs) {
    EXPECT_THAT(chosen({.select = {"DSP0226/R5.4.4-3"}}), ElementsAre("DSP0226/R5.4.4-3"));
    EXPECT_THAT(chosen({.select = {"DSP0226/R5*"}}), ElementsAre("DSP0226/R5.1-1", "DSP0226/R5.4.4-3"));
    EXPECT_THAT(chosen({.select = {"*R13*", "*-3"}}), ElementsAre("DSP0226/R5.4.4-3", "DSP0226/R13.1-1"));
}

TEST(Selection, TakesAwayByMinusAndByExclude) {
    EXPECT_THAT(chosen({.select = {"-*R5.1*"}}), ElementsAre("DSP0226/R5.4.4-3", "DSP0226/R13.1-1"));
    EXPECT_THAT(chosen({.select = {"*R5*", "-*-3"}}), ElementsAre("DSP0226/R5.1-1"));
    EXPECT_THAT(chosen({.select = {"*R5*"}, .exclude = {"*-3"}}), ElementsAre("DSP0226/R5.1-1"));
}

TEST(Selection, TakesClausesAndLevels) {
    EXPECT_THAT(chosen({.clauses = {"5.*"}}), ElementsAre("DSP0226/R5.1-1", "DSP0226/R5.4.4-3"));
    EXPECT_THAT(chosen({.clauses = {"13.1", "5.1"}}), ElementsAre("DSP0226/R5.1-1", "DSP0226/R13.1-1"));
    EXPECT_THAT(chosen({.levels = {Level::kShould, Level::kMay}}), ElementsAre("DSP0226/R13.1-1"));
    EXPECT_THAT(chosen({.select = {"*-1"}, .clauses = {"5.*"}, .levels = {Level::kMust}}),
                ElementsAre("DSP0226/R5.1-1"));
}

TEST(Selection, SaysWhichGlobMatchesNothing) {
    EXPECT_THAT(refused({.select = {"*", "DSP226/*"}}), HasSubstr("'DSP226/*' matches none of the 3 cases"));
    EXPECT_THAT(refused({.select = {"dsp0226/*"}}), HasSubstr("'dsp0226/*'"));
    EXPECT_THAT(refused({.select = {"-*R9*"}}), HasSubstr("'*R9*'"));
    EXPECT_THAT(refused({.exclude = {"*R8*"}}), HasSubstr("'*R8*'"));
    EXPECT_THAT(refused({.clauses = {"7.*"}}), HasSubstr("--clause '7.*'"));
    EXPECT_THAT(refused({.levels = {Level::kVendor}}), HasSubstr("the selection matches none"));
    EXPECT_THAT(refused({.exclude = {"*"}}), HasSubstr("the selection matches none"));
}

TEST(Shard, IsPartOfAWhole) {
    const auto shard = parseShard("2/3");
    ASSERT_TRUE(shard);
    EXPECT_EQ(shard->index, 2u);
    EXPECT_EQ(shard->count, 3u);
    for (const char* text : {"", "1", "1/", "/2", "0/2", "3/2", "1/0", "a/b", "1/2x", "-1/2", "1/2/3", " 1/2"})
        EXPECT_FALSE(parseShard(text)) << text;
}

TEST(Shard, PartsAreTheWholeEachCaseOnce) {
    std::vector<Case> all;
    for (int i = 0; i < 100; ++i)
        all.push_back({std::to_string(i), "", "", Level::kMust, {}});
    for (unsigned count : {1u, 2u, 3u, 7u, 100u, 150u}) {
        std::vector<std::string> together;
        for (unsigned index = 1; index <= count; ++index) {
            const auto part = shardOf(all, {index, count});
            EXPECT_LE(part.size(), all.size() / count + 1);
            for (const auto& id : idsOf(part))
                together.push_back(id);
        }
        EXPECT_THAT(together, UnorderedElementsAreArray(idsOf(all))) << count;
    }
}

TEST(Shuffle, GivesOneOrderPerSeedAndKeepsWhatComesAfterOthers) {
    std::vector<Case> all;
    for (int i = 0; i < 50; ++i) {
        all.push_back({std::to_string(i), "", "", Level::kMust, {}});
        all.back().afterOthers = i % 5 == 0;
    }
    auto first = all, again = all, other = all;
    shuffleCases(first, 7);
    shuffleCases(again, 7);
    shuffleCases(other, 8);
    EXPECT_EQ(idsOf(first), idsOf(again));
    EXPECT_NE(idsOf(first), idsOf(all));
    EXPECT_NE(idsOf(first), idsOf(other));
    EXPECT_THAT(idsOf(first), UnorderedElementsAreArray(idsOf(all)));
    const auto after = [](const Case& one) { return one.afterOthers; };
    EXPECT_EQ(std::find_if(first.begin(), first.end(), after) - first.begin(), 40);
}

}  // namespace
}  // namespace conformance
