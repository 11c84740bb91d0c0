#include "conformance/runner/selection.h"

#include <fnmatch.h>

#include <algorithm>
#include <charconv>
#include <random>

namespace conformance {

namespace {

using Globs = std::vector<std::string>;

bool anyMatches(const Globs& globs, const std::string& text) {
    return std::any_of(globs.begin(), globs.end(), [&](const auto& glob) { return matches(glob, text); });
}

/// The first glob that matches nothing, or nullptr.
const std::string* unmatched(const Globs& globs, const std::vector<Case>& cases, std::string Case::*text) {
    for (const auto& glob : globs)
        if (std::none_of(cases.begin(), cases.end(), [&](const Case& one) { return matches(glob, one.*text); }))
            return &glob;
    return nullptr;
}

wsman::Result<std::vector<Case>> nothing(std::string what) {
    return wsman::fail(wsman::ErrorCode::kInvalidArgument, std::move(what) + "; --list shows them");
}

}  // namespace

bool matches(std::string_view glob, std::string_view text) {
    return ::fnmatch(std::string(glob).c_str(), std::string(text).c_str(), 0) == 0;
}

wsman::Result<std::vector<Case>> chooseCases(const std::vector<Case>& cases, const Selection& selection) {
    Globs wanted, unwanted = selection.exclude;
    for (const auto& text : selection.select)
        text.starts_with('-') ? unwanted.push_back(text.substr(1)) : wanted.push_back(text);
    const auto count = "none of the " + std::to_string(cases.size()) + " cases";
    if (const auto* glob = unmatched(wanted, cases, &Case::id))
        return nothing("--select '" + *glob + "' matches " + count);
    if (const auto* glob = unmatched(unwanted, cases, &Case::id))
        return nothing("what is to be left out, '" + *glob + "', matches " + count);
    if (const auto* glob = unmatched(selection.clauses, cases, &Case::clause))
        return nothing("--clause '" + *glob + "' matches " + count);
    std::vector<Case> out;
    for (const auto& one : cases)
        if ((wanted.empty() || anyMatches(wanted, one.id)) && !anyMatches(unwanted, one.id) &&
            (selection.clauses.empty() || anyMatches(selection.clauses, one.clause)) &&
            (selection.levels.empty() ||
             std::find(selection.levels.begin(), selection.levels.end(), one.level) != selection.levels.end()))
            out.push_back(one);
    if (out.empty())
        return nothing("the selection matches " + count);
    return out;
}

std::optional<Shard> parseShard(std::string_view text) {
    Shard shard{0, 0};
    const char* end = text.data() + text.size();
    const auto index = std::from_chars(text.data(), end, shard.index);
    if (index.ec != std::errc() || index.ptr == end || *index.ptr != '/')
        return std::nullopt;
    const auto count = std::from_chars(index.ptr + 1, end, shard.count);
    if (count.ec != std::errc() || count.ptr != end || shard.index < 1 || shard.index > shard.count)
        return std::nullopt;
    return shard;
}

std::vector<Case> shardOf(const std::vector<Case>& cases, Shard shard) {
    std::vector<Case> out;
    for (std::size_t i = shard.index - 1; i < cases.size(); i += shard.count)
        out.push_back(cases[i]);
    return out;
}

void shuffleCases(std::vector<Case>& cases, std::uint32_t seed) {
    // Not std::shuffle, whose order is each standard library's own.
    std::mt19937 random(seed);
    for (std::size_t i = cases.size(); i > 1; --i)
        std::swap(cases[i - 1], cases[random() % i]);
    std::stable_partition(cases.begin(), cases.end(), [](const Case& one) { return !one.afterOthers; });
}

}  // namespace conformance
