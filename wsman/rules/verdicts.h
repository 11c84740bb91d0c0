#pragma once

#include <string>
#include <string_view>

#include "wsman/rules/rule.h"

// How checks say what they found. For this folder only.
namespace wsman::rules {

/// What an over-long actual value is cut to.
inline constexpr std::size_t kMaxActual = 200;

inline Verdict pass() {
    return {};
}

inline Verdict notApplicable() {
    return {.outcome = Outcome::kNotApplicable};
}

/// The rule is broken; judge() makes it a warning where the rule does not bind strictly.
inline Verdict broken(std::string text, std::string_view expected, std::string_view actual, xml::Node where = {}) {
    std::string shown(actual.substr(0, kMaxActual));
    if (actual.size() > kMaxActual) {
        shown += "...";
    }
    return {Outcome::kFail, std::move(text), std::string(expected), std::move(shown), where ? where.path() : ""};
}

/// Broken in a way that is known to be harmless, or not certainly broken.
inline Verdict doubtful(std::string text, std::string_view expected, std::string_view actual, xml::Node where = {}) {
    Verdict verdict = broken(std::move(text), expected, actual, where);
    verdict.outcome = Outcome::kWarn;
    return verdict;
}

/// "{namespace}local", for expected and actual.
inline std::string nameText(xml::Node element) {
    if (!element) {
        return "nothing";
    }
    return "{" + std::string(element.name().ns) + "}" + std::string(element.localName());
}

}  // namespace wsman::rules
