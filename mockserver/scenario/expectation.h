#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "mockserver/scenario/model.h"
#include "mockserver/scenario/player.h"

namespace mockserver {

/// Holds one expectation against how often each exchange answered, and in which order they did.
ExpectationResult checkExpectation(const Scenario& scenario, const Expectation& expectation,
                                   const std::vector<std::uint64_t>& uses, const std::vector<std::size_t>& order);

}  // namespace mockserver
