#include "conformance/runner/catalogue.h"

namespace conformance {

Level levelOf(wsman::rules::Level level) {
    switch (level) {
        case wsman::rules::Level::kMust:
            return Level::kMust;
        case wsman::rules::Level::kShould:
            return Level::kShould;
        case wsman::rules::Level::kMay:
            return Level::kMay;
        case wsman::rules::Level::kVendor:
            return Level::kVendor;
    }
    return Level::kVendor;
}

bool Findings::add(const wsman::rules::Verdict& verdict, const std::string& place,
                   const std::function<std::string()>& exchange) {
    using wsman::rules::Outcome;
    if (verdict.outcome == Outcome::kNotApplicable)
        return true;
    applied_ = true;
    if (verdict.outcome == Outcome::kPass || (verdict.outcome == Outcome::kWarn && worst_))
        return true;
    worst_ = CaseResult::fail(verdict.text + (verdict.where.empty() ? "" : " at " + verdict.where) + place,
                              verdict.expected, verdict.actual, exchange());
    if (verdict.outcome == Outcome::kWarn)
        worst_->verdict = Verdict::kWarn;
    return verdict.outcome == Outcome::kWarn;
}

CaseResult Findings::result(std::string nothing) const {
    if (worst_)
        return *worst_;
    return applied_ ? CaseResult::pass() : CaseResult::skipped(std::move(nothing));
}

}  // namespace conformance
