#include "conformance/runner/summary.h"

namespace conformance {

Tally tallyOf(const std::vector<CaseRecord>& records) {
    Tally tally;
    for (const auto& record : records) {
        ++tally.cases;
        tally.stale += record.stale;
        switch (record.result.verdict) {
            case Verdict::kPass:
                ++tally.pass;
                break;
            case Verdict::kWarn:
                ++tally.warn;
                break;
            case Verdict::kFail:
                ++tally.fail;
                break;
            case Verdict::kSkipped:
                ++tally.skipped;
                break;
            case Verdict::kError:
                ++tally.error;
                break;
            case Verdict::kWaived:
                ++tally.waived;
                break;
        }
    }
    return tally;
}

std::string toString(const Tally& tally) {
    auto out = std::to_string(tally.cases) + " cases: " + std::to_string(tally.pass) + " pass, " +
               std::to_string(tally.warn) + " warn, " + std::to_string(tally.fail) + " fail, " +
               std::to_string(tally.skipped) + " skipped, " + std::to_string(tally.error) + " error";
    if (tally.waived)
        out += ", " + std::to_string(tally.waived) + " waived";
    if (tally.stale)
        out += "; " + std::to_string(tally.stale) + " passed though waived: take the waivers away";
    return out;
}

int exitCodeOf(const Tally& tally, bool strict) {
    if (tally.fail || tally.stale || (strict && tally.warn))
        return kExitNotConformant;
    // A run in which nothing was judged must never look like a success.
    if (tally.error || tally.pass + tally.warn + tally.waived == 0)
        return kExitNotTested;
    return kExitConformant;
}

}  // namespace conformance
