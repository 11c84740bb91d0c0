#include <fnmatch.h>

#include <algorithm>

#include "conformance/runner/run.h"

namespace conformance {

bool matches(std::string_view glob, std::string_view id) {
    return ::fnmatch(std::string(glob).c_str(), std::string(id).c_str(), 0) == 0;
}

std::vector<Case> selectCases(const std::vector<Case>& cases, const std::vector<std::string>& select) {
    const auto any = [&](bool negative, const std::string& id) {
        return std::any_of(select.begin(), select.end(), [&](const std::string& text) {
            const bool minus = text.starts_with('-');
            return minus == negative && matches(std::string_view(text).substr(minus ? 1 : 0), id);
        });
    };
    const bool chooses =
        std::any_of(select.begin(), select.end(), [](const auto& text) { return !text.starts_with('-'); });
    std::vector<Case> out;
    for (const auto& one : cases)
        if ((!chooses || any(false, one.id)) && !any(true, one.id))
            out.push_back(one);
    return out;
}

}  // namespace conformance
