#include "conformance/runner/catalogue.h"

#include <gtest/gtest.h>

namespace conformance {
namespace {

using wsman::rules::Outcome;

wsman::rules::Verdict verdict(Outcome outcome, const std::string& text) {
    wsman::rules::Verdict out;
    out.outcome = outcome;
    out.text = text;
    return out;
}

TEST(Findings, TheFirstBreachDecidesOrElseTheFirstDoubt) {
    int shown = 0;
    const auto exchange = [&shown] {
        ++shown;
        return std::string("the messages");
    };
    Findings findings;
    EXPECT_EQ(findings.result("nothing was seen").verdict, Verdict::kSkipped);
    EXPECT_TRUE(findings.add(verdict(Outcome::kNotApplicable, ""), "", exchange));
    EXPECT_EQ(findings.result("nothing was seen").reason, "nothing was seen");
    EXPECT_TRUE(findings.add(verdict(Outcome::kPass, ""), "", exchange));
    EXPECT_EQ(findings.result("").verdict, Verdict::kPass);
    EXPECT_TRUE(findings.add(verdict(Outcome::kWarn, "odd"), " in request 2", exchange));
    EXPECT_TRUE(findings.add(verdict(Outcome::kWarn, "odder"), " in request 3", exchange));
    EXPECT_EQ(findings.result("").verdict, Verdict::kWarn);
    EXPECT_EQ(findings.result("").reason, "odd in request 2");
    EXPECT_FALSE(findings.add(verdict(Outcome::kFail, "wrong"), " in request 4", exchange));
    EXPECT_EQ(findings.result("").verdict, Verdict::kFail);
    EXPECT_EQ(findings.result("").reason, "wrong in request 4");
    EXPECT_EQ(findings.result("").exchange, "the messages");
    EXPECT_EQ(shown, 2);
}

}  // namespace
}  // namespace conformance
