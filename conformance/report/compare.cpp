#include "conformance/report/compare.h"

#include <algorithm>
#include <map>

#include "conformance/runner/summary.h"

namespace conformance {

namespace {

bool broken(const CaseRecord& record, bool strict) {
    return record.result.verdict == Verdict::kFail || (strict && record.result.verdict == Verdict::kWarn);
}

bool untested(const CaseRecord& record) {
    return record.result.verdict == Verdict::kSkipped || record.result.verdict == Verdict::kError;
}

std::string verdictOf(const CaseRecord& record) {
    return std::string(nameOf(record.result.verdict));
}

void section(std::string& out, const char* title, const std::vector<Change>& changes) {
    if (changes.empty())
        return;
    out += std::string(title) + " (" + std::to_string(changes.size()) + "):\n";
    for (const auto& change : changes) {
        out += "  " + change.id + "  " + change.before + (change.before.empty() || change.after.empty() ? "" : " -> ") +
               change.after + (change.reason.empty() ? "" : "  " + change.reason) + "\n";
    }
}

}  // namespace

Comparison compare(const Report& before, const Report& after) {
    Comparison out;
    std::map<std::string_view, const CaseRecord*> earlier;
    for (const auto& record : before.cases)
        earlier.emplace(record.id, &record);
    for (const auto& now : after.cases) {
        const auto found = earlier.find(now.id);
        if (found == earlier.end()) {
            out.added.push_back({now.id, {}, verdictOf(now), now.result.reason});
            continue;
        }
        const auto& then = *found->second;
        earlier.erase(found);
        const Change change{now.id, verdictOf(then), verdictOf(now), now.result.reason};
        if (broken(now, after.strict) && !broken(then, after.strict))
            out.newlyFailing.push_back(change);
        else if (untested(now) && verdictOf(now) != verdictOf(then) &&
                 (!untested(then) || now.result.verdict == Verdict::kError))
            out.untested.push_back(change);
        else if (broken(then, after.strict) && !broken(now, after.strict) && !untested(now))
            out.newlyPassing.push_back(change);
    }
    for (const auto& record : before.cases)
        if (earlier.contains(record.id))
            out.gone.push_back({record.id, verdictOf(record), {}, {}});
    return out;
}

std::string toText(const Comparison& comparison) {
    if (comparison.same())
        return "no difference to the baseline\n";
    std::string out;
    section(out, "newly failing", comparison.newlyFailing);
    section(out, "no longer tested", comparison.untested);
    section(out, "newly passing", comparison.newlyPassing);
    section(out, "not in the baseline", comparison.added);
    section(out, "only in the baseline", comparison.gone);
    return out;
}

int exitCodeOf(const Comparison& comparison, const Report& after) {
    if (!comparison.newlyFailing.empty())
        return kExitNotConformant;
    const auto failsToRun = [](const Change& change) { return change.after == nameOf(Verdict::kError); };
    const auto tally = tallyOf(after.cases);
    if (std::any_of(comparison.untested.begin(), comparison.untested.end(), failsToRun) ||
        tally.cases == tally.skipped + tally.error)
        return kExitNotTested;
    return kExitConformant;
}

}  // namespace conformance
