#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "conformance/runner/case.h"

namespace conformance {

/// A breach that is known: the case must fail or warn, and then does not count.
struct Waiver {
    std::string id{};  ///< of a case, or a glob
    std::string reason{};
    std::string issue{};    ///< where it is followed up, or empty
    std::string expires{};  ///< the last day on which it holds, "2027-01-31", or empty
    std::string where{};    ///< "waivers.json:3", for messages
    bool operator==(const Waiver&) const = default;
};

/// True for a day that is in the calendar, as YYYY-MM-DD.
bool isDay(std::string_view text);
/// Today in UTC, as YYYY-MM-DD.
std::string today();

/// What is wrong with the waivers, a sentence each that begins with the place: no case matches, expired before `day`.
std::vector<std::string> checkWaivers(const std::vector<Waiver>& waivers, const std::vector<Case>& cases,
                                      std::string_view day);
/// The first waiver for a case, or nullptr.
const Waiver* waiverFor(const std::vector<Waiver>& waivers, std::string_view id);

}  // namespace conformance
