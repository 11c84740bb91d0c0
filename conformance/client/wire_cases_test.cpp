#include "conformance/client/wire_cases.h"

#include <gmock/gmock.h>

#include "conformance/client/suite.h"

namespace conformance {
namespace {

using testing::HasSubstr;

constexpr const char* kHead =
    "POST /wsman HTTP/1.1\r\nHost: x\r\nContent-Type: application/soap+xml;charset=UTF-8\r\n\r\n";

/// A Get without a MessageID, which DSP0226 R5.4.4-1 asks for.
mockserver::Journal::Entry nameless() {
    mockserver::JournalEntry out;
    out.sequence = 1;
    out.request = std::string(kHead) +
                  "<s:Envelope xmlns:s=\"http://www.w3.org/2003/05/soap-envelope\" "
                  "xmlns:a=\"http://schemas.xmlsoap.org/ws/2004/08/addressing\" "
                  "xmlns:w=\"http://schemas.dmtf.org/wbem/wsman/1/wsman.xsd\"><s:Header><a:To>http://x/wsman</a:To>"
                  "<w:ResourceURI s:mustUnderstand=\"true\">http://schemas.dmtf.org/wbem/wscim/1/cim-schema/2/CIM_X"
                  "</w:ResourceURI><a:Action>http://schemas.xmlsoap.org/ws/2004/09/transfer/Get</a:Action></s:Header>"
                  "<s:Body/></s:Envelope>";
    out.reply = "HTTP/1.1 200 OK\r\nContent-Type: application/soap+xml;charset=UTF-8\r\n\r\n";
    return std::make_shared<const mockserver::JournalEntry>(std::move(out));
}

TEST(WireCases, AreTheClientRulesUnderNamesOfTheirOwn) {
    const ClientRun run;
    const auto rules = clientSuite(run).cases;
    const auto cases = wireCases([] { return std::vector<mockserver::Journal::Entry>{}; });
    ASSERT_EQ(cases.size(), rules.size());
    for (std::size_t i = 0; i < cases.size(); ++i) {
        EXPECT_EQ(cases[i].id, "WIRE/" + rules[i].id);
        EXPECT_EQ(cases[i].level, rules[i].level);
        EXPECT_EQ(cases[i].requirement, rules[i].requirement);
    }
}

TEST(WireCases, AskOnceAndNotBeforeTheFirstRuns) {
    int asked = 0;
    const auto cases = wireCases([&] {
        ++asked;
        return std::vector{nameless()};
    });
    EXPECT_EQ(asked, 0);
    int failures = 0;
    int skipped = 0;
    for (const auto& one : cases) {
        const auto result = one.run();
        failures += result.verdict == Verdict::kFail;
        skipped += result.verdict == Verdict::kSkipped;
    }
    EXPECT_EQ(asked, 1);
    EXPECT_GT(failures, 0);
    EXPECT_GT(skipped, 0);
}

TEST(WireCases, WhatWasNotSentIsSkipped) {
    for (const auto& one : wireCases([] { return std::vector<mockserver::Journal::Entry>{}; })) {
        const auto result = one.run();
        EXPECT_EQ(result.verdict, Verdict::kSkipped) << one.id;
        EXPECT_THAT(result.reason, HasSubstr("sent nothing")) << one.id;
    }
}

}  // namespace
}  // namespace conformance
