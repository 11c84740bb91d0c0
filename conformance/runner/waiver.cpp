#include "conformance/runner/waiver.h"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cstdio>

#include "conformance/runner/selection.h"

namespace conformance {

bool isDay(std::string_view text) {
    if (text.size() != 10 || text[4] != '-' || text[7] != '-')
        return false;
    const auto number = [&](std::size_t at, std::size_t length) {
        int value = -1;
        const char* end = text.data() + at + length;
        return std::from_chars(text.data() + at, end, value).ptr == end ? value : -1;
    };
    const int year = number(0, 4), month = number(5, 2), day = number(8, 2);
    return year >= 0 && month > 0 && day > 0 &&
           std::chrono::year_month_day(std::chrono::year(year), std::chrono::month(static_cast<unsigned>(month)),
                                       std::chrono::day(static_cast<unsigned>(day)))
               .ok();
}

std::string today() {
    const std::chrono::year_month_day day(std::chrono::floor<std::chrono::days>(std::chrono::system_clock::now()));
    char text[32];
    std::snprintf(text, sizeof text, "%04d-%02u-%02u", static_cast<int>(day.year()), static_cast<unsigned>(day.month()),
                  static_cast<unsigned>(day.day()));
    return text;
}

std::vector<std::string> checkWaivers(const std::vector<Waiver>& waivers, const std::vector<Case>& cases,
                                      std::string_view day) {
    std::vector<std::string> problems;
    for (const auto& waiver : waivers) {
        if (std::none_of(cases.begin(), cases.end(), [&](const Case& one) { return matches(waiver.id, one.id); }))
            problems.push_back(waiver.where + ": the waiver for '" + waiver.id + "' matches no selected case");
        // Days written this way compare as text.
        if (!waiver.expires.empty() && waiver.expires < day)
            problems.push_back(waiver.where + ": the waiver for '" + waiver.id + "' expired on " + waiver.expires);
    }
    return problems;
}

const Waiver* waiverFor(const std::vector<Waiver>& waivers, std::string_view id) {
    for (const auto& waiver : waivers)
        if (matches(waiver.id, id))
            return &waiver;
    return nullptr;
}

}  // namespace conformance
