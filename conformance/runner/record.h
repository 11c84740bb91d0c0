#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "conformance/runner/case.h"
#include "conformance/runner/waiver.h"

namespace conformance {

/// A case and what came of it: all that a report needs.
struct CaseRecord {
    std::string id{};
    std::string clause{};
    std::string requirement{};
    Level level = Level::kMust;
    std::vector<std::string> needs{};
    CaseResult result{};
    double milliseconds = 0;
    std::optional<Waiver> waiver{};
    bool stale = false;                    ///< waived, and passes
    std::map<Verdict, unsigned> rounds{};  ///< with --repeat: how often which verdict; else empty
};

/// The record of a case that has not run.
CaseRecord recordOf(const Case& one);

/// What a case found, as a verdict that counts: a breach of a rule that is no MUST is a warning, a waived one is
/// waived. Credentials are taken out of the exchange.
void settle(CaseRecord& record, CaseResult result, const Waiver* waiver);

/// Adds a further round to a case's record: the worst verdict stays, with its reason.
void addRound(CaseRecord& total, const CaseRecord& round);

}  // namespace conformance
