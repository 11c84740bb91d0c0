#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "conformance/runner/case.h"
#include "wsman/error.h"

namespace conformance {

/// Which cases to run. All that is given must hold; nothing given chooses every case.
struct Selection {
    std::vector<std::string> select{};   ///< ids or globs ("DSP0226/R5.*"); a leading "-" takes away
    std::vector<std::string> exclude{};  ///< ids or globs to take away
    std::vector<std::string> clauses{};  ///< globs of the clause ("8.*")
    std::vector<Level> levels{};
};

/// True when `text` matches a glob of * and ?; ASCII case counts.
bool matches(std::string_view glob, std::string_view text);

/// The cases that the selection leaves, in their order. Errors: kInvalidArgument when a glob matches no case of all
/// (a typo must not look like a success), or when nothing is left.
wsman::Result<std::vector<Case>> chooseCases(const std::vector<Case>& cases, const Selection& selection);

/// One of `count` parts, from 1.
struct Shard {
    unsigned index = 1;
    unsigned count = 1;
};
/// "2/3"; nullopt for anything that is no shard.
std::optional<Shard> parseShard(std::string_view text);
/// The shard's cases: each case is in exactly one shard, and neighbours are in different ones.
std::vector<Case> shardOf(const std::vector<Case>& cases, Shard shard);

/// Puts the cases in another order, always the same for one seed. Those that come after others stay behind them.
void shuffleCases(std::vector<Case>& cases, std::uint32_t seed);

}  // namespace conformance
