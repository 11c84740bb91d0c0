#include "conformance/runner/console.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>

namespace conformance {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

CaseRecord record(CaseResult result, const Waiver* waiver = nullptr) {
    auto out = recordOf({"DSP0226/R5.1-1", "5.1", "It is so", Level::kMust, {}});
    settle(out, std::move(result), waiver);
    return out;
}

std::string told(ConsoleStyle style, const std::vector<CaseRecord>& records) {
    std::ostringstream out;
    Console console(out, style);
    console.runBegins(records.size());
    for (const auto& one : records) {
        console.caseBegins(one);
        console.caseEnds(one);
    }
    console.runEnds();
    return out.str();
}

const CaseRecord kFailed = record(CaseResult::fail("It is not", "so", "not so", "> a\n< b"));

TEST(Console, PrintsALineACaseWhereThereIsNoTerminal) {
    EXPECT_EQ(told({}, {record(CaseResult::pass()), kFailed}),
              "pass    DSP0226/R5.1-1  MUST  It is so\n"
              "FAIL    DSP0226/R5.1-1  MUST  It is so\n"
              "        It is not\n"
              "        expected: so\n"
              "        actual:   not so\n"
              "        | > a\n"
              "        | < b\n");
}

TEST(Console, RewritesOneLineOnATerminal) {
    EXPECT_EQ(told({.terminal = true}, {record(CaseResult::pass()), record(CaseResult::pass())}),
              "[ 1/2 ] DSP0226/R5.1-1 It is so"
              "\r\033[K[ 2/2 ] DSP0226/R5.1-1 It is so"
              "\r\033[K");
    EXPECT_THAT(told({.terminal = true}, {kFailed}),
                HasSubstr("It is so\r\033[KFAIL    DSP0226/R5.1-1  MUST  It is so\n        It is not\n"));
}

TEST(Console, NumbersAreAligned) {
    const std::vector<CaseRecord> many(10, record(CaseResult::pass()));
    EXPECT_THAT(told({.terminal = true}, many), AllOf(HasSubstr("[  1/10 ] "), HasSubstr("[ 10/10 ] ")));
}

TEST(Console, NeverFillsTheLine) {
    auto one = record(CaseResult::pass());
    one.requirement = "\u00c4\u00c4\u00c4\u00c4\u00c4\u00c4\u00c4\u00c4";
    for (std::size_t width = 1; width < 45; ++width) {
        const auto text = told({.terminal = true, .width = width}, {one});
        const auto line = text.substr(0, text.find('\r'));
        EXPECT_LE(line.size(), std::max<std::size_t>(width - 1, 3)) << width;
        EXPECT_THAT(line, Not(HasSubstr("\xc3..."))) << width;
    }
}

TEST(Console, PrintsEveryCaseOnATerminalWhenVerbose) {
    EXPECT_THAT(told({.terminal = true, .verbose = true}, {record(CaseResult::pass())}),
                HasSubstr("\r\033[Kpass    DSP0226/R5.1-1  MUST  It is so\n"));
}

TEST(Console, PaintsTheVerdictWhenTold) {
    EXPECT_THAT(told({.color = true}, {kFailed}), HasSubstr("\033[1;31mFAIL    \033[0mDSP0226/R5.1-1"));
    EXPECT_THAT(told({}, {kFailed}), Not(HasSubstr("\033")));
}

TEST(Console, TellsOfWaivers) {
    const Waiver waiver{"*", "known to be so", "https://example.org/1", {}, "w.json:3"};
    EXPECT_THAT(
        told({}, {record(CaseResult::fail("It is not", {}, {}, "> a"), &waiver)}),
        AllOf(HasSubstr("waived  DSP0226/R5.1-1"),
              HasSubstr("waived: known to be so (https://example.org/1)\n        It is not\n"), Not(HasSubstr("> a"))));
    EXPECT_THAT(
        told({.terminal = true}, {record(CaseResult::pass(), &waiver)}),
        HasSubstr("STALE   DSP0226/R5.1-1  MUST  It is so\n        passes, yet w.json:3 waives it: known to be so"));
}

}  // namespace
}  // namespace conformance
