#pragma once

#include <functional>
#include <optional>
#include <string>

#include "conformance/runner/case.h"
#include "wsman/rules/rule.h"

namespace conformance {

/// The catalogue's level as ours.
Level levelOf(wsman::rules::Level level);

/// What one rule says of many messages: the first breach decides, or else the first doubt.
class Findings {
public:
    /// Takes the verdict on one message. `place` follows the place in the message in the reason; `exchange` is asked
    /// for what shows it only when that is needed. False: what follows can change nothing any more.
    bool add(const wsman::rules::Verdict& verdict, const std::string& place,
             const std::function<std::string()>& exchange);
    /// `nothing` is the reason for skipping when the rule spoke of none of the messages.
    [[nodiscard]] CaseResult result(std::string nothing) const;

private:
    bool applied_ = false;
    std::optional<CaseResult> worst_;
};

}  // namespace conformance
