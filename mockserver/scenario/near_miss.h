#pragma once

#include <optional>
#include <string>
#include <vector>

#include "mockserver/scenario/criteria.h"
#include "wsman/soap/fault.h"

namespace mockserver {

/// An exchange that did not match, and why.
struct NearMiss {
    std::string scenario;
    std::string exchange{};  ///< id; empty when a replay has no exchange left
    std::string remark{};    ///< "2 of 7 in the replay"
    std::vector<CriterionResult> criteria{};

    [[nodiscard]] std::size_t failed() const;
    /// Several lines: the exchange, then a line for each criterion with a tick or a cross, what was expected and what
    /// came for those not met.
    [[nodiscard]] std::string text() const;
};

/// The nearest first: fewest criteria failed, then most met; equally near ones keep their order.
void sortByNearness(std::vector<NearMiss>& misses);

/// "No exchange answers ..." and the near misses after it.
std::string explainMisses(const RequestFacts& facts, const std::vector<NearMiss>& misses);

/// The fault that fits what the nearest exchange lacks (docs/scenario-format.md, Modes), with `explanation` as reason.
wsman::soap::Fault faultForMisses(const std::vector<NearMiss>& misses, const std::string& explanation);

}  // namespace mockserver
