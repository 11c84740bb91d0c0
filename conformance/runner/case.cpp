#include "conformance/runner/case.h"

namespace conformance {

std::string_view toString(Level level) {
    switch (level) {
        case Level::kMust:
            return "MUST";
        case Level::kShould:
            return "SHOULD";
        case Level::kMay:
            return "MAY";
        case Level::kVendor:
            return "vendor";
    }
    return "?";
}

std::string_view toString(Verdict verdict) {
    switch (verdict) {
        case Verdict::kPass:
            return "pass";
        case Verdict::kWarn:
            return "warn";
        case Verdict::kFail:
            return "FAIL";
        case Verdict::kSkipped:
            return "skipped";
        case Verdict::kError:
            return "ERROR";
        case Verdict::kWaived:
            return "waived";
    }
    return "?";
}

std::string_view nameOf(Verdict verdict) {
    switch (verdict) {
        case Verdict::kFail:
            return "fail";
        case Verdict::kError:
            return "error";
        default:
            return toString(verdict);
    }
}

std::string skippedBeforehand(const Suite& suite, const Case& one) {
    if (!one.skip.empty())
        return one.skip;
    if (suite.lacking)
        for (const auto& capability : one.needs)
            if (auto why = suite.lacking(capability); !why.empty())
                return why;
    return {};
}

}  // namespace conformance
