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
    }
    return "?";
}

}  // namespace conformance
