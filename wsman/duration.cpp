#include "wsman/duration.h"

#include <array>
#include <charconv>
#include <cstdint>

namespace wsman {
namespace {

constexpr std::uint64_t kSecond = 1'000'000;
constexpr std::uint64_t kDay = 86'400 * kSecond;
constexpr std::uint64_t kMax = 100'000'000 * kDay;  // below 2^63, so sums of two values below it never wrap

struct Unit {
    char letter;
    bool time;
    std::uint64_t size;
};
constexpr std::array<Unit, 4> kUnits{
    {{'D', false, kDay}, {'H', true, 3600 * kSecond}, {'M', true, 60 * kSecond}, {'S', true, kSecond}}};

bool isDigit(char c) {
    return c >= '0' && c <= '9';
}

tl::unexpected<Error> bad(std::string_view text, std::string_view why) {
    return fail(ErrorCode::kInvalidValue,
                "\"" + std::string(text.substr(0, 64)) + "\" is not a usable duration: " + std::string(why));
}

/// Digits at `at`, moved past; false when there are none or the number is beyond any duration.
bool readNumber(std::string_view text, std::size_t& at, std::uint64_t& number) {
    const char* begin = text.data() + at;
    const auto [end, error] = std::from_chars(begin, text.data() + text.size(), number);
    if (error != std::errc() || end == begin) {
        return false;
    }
    at += static_cast<std::size_t>(end - begin);
    return true;
}

/// The digits after the point as microseconds; what is finer is cut off.
std::uint64_t readFraction(std::string_view text, std::size_t& at) {
    std::uint64_t value = 0;
    std::uint64_t scale = kSecond;
    for (; at < text.size() && isDigit(text[at]); ++at) {
        scale /= 10;
        value += static_cast<std::uint64_t>(text[at] - '0') * scale;
    }
    return value;
}

}  // namespace

Result<Duration> parseDuration(std::string_view text) {
    std::size_t at = 0;
    const bool negative = text.starts_with('-');
    at += negative ? 1 : 0;
    if (at >= text.size() || text[at] != 'P') {
        return bad(text, "it does not start with P");
    }
    ++at;
    std::uint64_t total = 0;
    std::size_t nextUnit = 0;
    bool inTime = false;
    bool any = false;
    while (at < text.size()) {
        if (text[at] == 'T') {
            if (inTime || at + 1 == text.size()) {
                return bad(text, "T must be followed by hours, minutes or seconds, once");
            }
            inTime = true;
            ++at;
            continue;
        }
        std::uint64_t number = 0;
        std::uint64_t fraction = 0;
        if (!readNumber(text, at, number)) {
            return bad(text, "a number is missing or too large");
        }
        bool hasFraction = false;
        if (at < text.size() && text[at] == '.') {
            ++at;
            if (at == text.size() || !isDigit(text[at])) {
                return bad(text, "digits are missing after the point");
            }
            hasFraction = true;
            fraction = readFraction(text, at);
        }
        if (at == text.size()) {
            return bad(text, "the unit is missing after a number");
        }
        const char letter = text[at++];
        if (!inTime && (letter == 'Y' || letter == 'M')) {
            return bad(text, "years and months have no fixed length");
        }
        while (nextUnit < kUnits.size() && (kUnits[nextUnit].letter != letter || kUnits[nextUnit].time != inTime)) {
            ++nextUnit;
        }
        if (nextUnit == kUnits.size()) {
            return bad(text, "unknown, repeated or misplaced unit");
        }
        const Unit& unit = kUnits[nextUnit++];
        if (hasFraction && unit.letter != 'S') {
            return bad(text, "only seconds can have a fraction");
        }
        if (number > kMax / unit.size) {
            return bad(text, "it is longer than 10^8 days");
        }
        total += number * unit.size + fraction;
        if (total > kMax) {
            return bad(text, "it is longer than 10^8 days");
        }
        any = true;
    }
    if (!any) {
        return bad(text, "it is empty");
    }
    const auto count = static_cast<std::int64_t>(total);
    return Duration(negative ? -count : count);
}

std::string formatDuration(Duration duration) {
    const std::int64_t count = duration.count();
    // Negating as unsigned keeps the smallest value right, too.
    std::uint64_t rest = count < 0 ? 0 - static_cast<std::uint64_t>(count) : static_cast<std::uint64_t>(count);
    std::string out = count < 0 ? "-P" : "P";
    bool any = false;
    bool inTime = false;
    for (const Unit& unit : kUnits) {
        const std::uint64_t number = rest / unit.size;
        const std::uint64_t fraction = unit.letter == 'S' ? rest % unit.size : 0;
        rest %= unit.size;
        const bool zero = unit.letter == 'S' && !any;
        if (number == 0 && fraction == 0 && !zero) {
            continue;
        }
        if (unit.time && !inTime) {
            out += 'T';
            inTime = true;
        }
        out += std::to_string(number);
        if (fraction != 0) {
            std::string digits = std::to_string(kSecond + fraction);  // a leading 1 keeps the zeros
            digits.erase(digits.find_last_not_of('0') + 1);
            out += "." + digits.substr(1);
        }
        out += unit.letter;
        any = true;
    }
    return out;
}

}  // namespace wsman
