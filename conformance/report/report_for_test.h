// Reports for the tests of this folder.
#pragma once

#include <string>
#include <vector>

#include "conformance/report/report.h"

namespace conformance::test {

inline CaseRecord record(const std::string& id, CaseResult result, Level level = Level::kMust,
                         const Waiver* waiver = nullptr) {
    auto out = recordOf({id, id.substr(id.find('R') + 1, 1) + ".1", "Requirement of " + id, level, {}});
    settle(out, std::move(result), waiver);
    out.milliseconds = 1.5;
    return out;
}

inline Report reportOf(std::vector<CaseRecord> cases, const std::string& name = "mock",
                       const std::string& suite = "server") {
    Report out;
    out.target = {suite, name, "http://127.0.0.1:5985/wsman"};
    out.tool = "mi-conformance 1.2.3";
    out.started = timestamp();
    out.milliseconds = 12.25;
    out.cases = std::move(cases);
    return out;
}

/// One case of each verdict, and a stale waiver.
inline Report everyVerdict() {
    static const Waiver kWaiver{"X/R6*", "known since long", "https://example.org/7", "2099-12-31", "w.json:3"};
    auto out = reportOf(
        {record("X/R1-1", CaseResult::pass()), record("X/R2-1", CaseResult::fail("no"), Level::kShould),
         record("X/R3-1", CaseResult::fail("It is not so", "so", "not so", "> a/b\n<x/>\n< HTTP 500\n<y/>")),
         record("X/R4-1", CaseResult::skipped("give --resource")), record("X/R5-1", CaseResult::error("no connection")),
         record("X/R6-1", CaseResult::fail("still so"), Level::kMust, &kWaiver),
         record("X/R6-2", CaseResult::pass(), Level::kMust, &kWaiver)});
    out.cases[3].needs = {"instance", "writes"};
    return out;
}

}  // namespace conformance::test
