// conformance/runner: how cases are described, chosen, run under GoogleTest and reported. The three suites (server,
// client, api) only supply cases; nothing here knows what they test.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace conformance {

enum class Level { kMust, kShould, kMay, kVendor };
std::string_view toString(Level level);

enum class Verdict {
    kPass,
    kWarn,  ///< broken, but the rule does not bind strictly
    kFail,
    kSkipped,  ///< its precondition does not hold; `reason` says which
    kError,    ///< could not be tested: no connection, the target crashed or hung
    kWaived,   ///< broken, and a waiver says that this is known
};
/// As the console shows it ("FAIL"), and as files have it ("fail").
std::string_view toString(Verdict verdict);
std::string_view nameOf(Verdict verdict);

/// What a case found.
struct CaseResult {
    Verdict verdict = Verdict::kPass;
    std::string reason{};  ///< one sentence; empty for a pass
    std::string expected{};
    std::string actual{};
    std::string exchange{};  ///< the messages that show it, as they crossed the wire, or empty

    static CaseResult pass() { return {}; }
    static CaseResult skipped(std::string why) { return {Verdict::kSkipped, std::move(why), {}, {}, {}}; }
    static CaseResult error(std::string why) { return {Verdict::kError, std::move(why), {}, {}, {}}; }
    static CaseResult fail(std::string reason, std::string expected = {}, std::string actual = {},
                           std::string exchange = {}) {
        return {Verdict::kFail, std::move(reason), std::move(expected), std::move(actual), std::move(exchange)};
    }
};

/// One rule as a test. `id` never changes once published ("DSP0226/R5.4.4-3"). A case whose level is not MUST reports a
/// breach as a warning; the runner sees to that.
struct Case {
    std::string id;
    std::string clause;       ///< where the document says it
    std::string requirement;  ///< in our words
    Level level = Level::kMust;
    std::function<CaseResult()> run;
    std::vector<std::string> needs{};  ///< capabilities that the target must have ("instance", "writes")
    std::string skip{};                ///< why it is known beforehand that the case is not to run, or empty
    bool afterOthers = false;          ///< judges what the other cases brought about; no shuffling moves it before them
};

/// All cases of one suite ("server", "client", "api").
struct Suite {
    std::string name;
    std::vector<Case> cases;
    /// Why a capability is known to be missing before anything is asked of the target; empty when that is not known.
    std::function<std::string(const std::string& capability)> lacking{};
};

/// Why this case will not run, as far as that is known beforehand, or empty.
std::string skippedBeforehand(const Suite& suite, const Case& one);

}  // namespace conformance
