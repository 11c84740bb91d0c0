#include "wsman/cim/datetime.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>

#include "wsman/cim/calendar.h"
#include "wsman/cim/quote.h"

namespace wsman::cim {

namespace {

constexpr std::size_t kCimLength = 25;  // yyyymmddHHMMSS.mmmmmmsUUU
constexpr std::uint64_t kMicros = 1'000'000;
constexpr std::uint64_t kMaxDays = 99'999'999;
constexpr std::uint64_t kMaxSeconds = kMaxDays * 86'400 + 86'399;

tl::unexpected<Error> notADatetime(std::string_view text) {
    return fail(ErrorCode::kInvalidValue, quoted(text) + " is not a datetime");
}

/// A field of a DSP0004 datetime: digits, or asterisks (which mean `unknown`). nullopt for anything else.
std::optional<std::uint32_t> field(std::string_view text, std::size_t at, std::size_t width,
                                   std::uint32_t unknown = 0) {
    const std::string_view part = text.substr(at, width);
    if (part.find_first_not_of('*') == std::string_view::npos) {
        return unknown;
    }
    std::uint32_t value = 0;
    for (const char c : part) {
        if (c < '0' || c > '9') {
            return std::nullopt;
        }
        value = value * 10 + static_cast<std::uint32_t>(c - '0');
    }
    return value;
}

/// Microseconds may end in asterisks, one for each digit that is not significant (DSP0004 §5.2.4).
std::optional<std::uint32_t> microseconds(std::string_view text, std::size_t at) {
    std::string digits(text.substr(at, 6));
    const auto star = digits.find('*');
    if (star != std::string::npos) {
        if (digits.find_first_not_of('*', star) != std::string::npos) {
            return std::nullopt;
        }
        digits.replace(star, std::string::npos, digits.size() - star, '0');
    }
    return field(digits, 0, 6);
}

std::optional<Datetime> parseInterval(std::string_view text) {
    const auto days = field(text, 0, 8), hours = field(text, 8, 2), minutes = field(text, 10, 2),
               seconds = field(text, 12, 2), micros = microseconds(text, 15), zone = field(text, 22, 3);
    if (!days || !hours || !minutes || !seconds || !micros || zone != 0u) {
        return std::nullopt;
    }
    if (*hours > 23 || *minutes > 59 || *seconds > 59) {
        return std::nullopt;
    }
    return Interval{*days, *hours, *minutes, *seconds, *micros};
}

std::optional<Datetime> parseTimestamp(std::string_view text) {
    const auto year = field(text, 0, 4), month = field(text, 4, 2, 1), day = field(text, 6, 2, 1),
               hour = field(text, 8, 2), minute = field(text, 10, 2), second = field(text, 12, 2),
               micros = microseconds(text, 15), zone = field(text, 22, 3);
    if (!year || !month || !day || !hour || !minute || !second || !micros || !zone) {
        return std::nullopt;
    }
    const auto utc = static_cast<std::int32_t>(*zone);
    const Timestamp stamp{*year, *month, *day, *hour, *minute, *second, *micros, text[21] == '-' ? -utc : utc};
    if (!isValid(stamp)) {
        return std::nullopt;
    }
    return stamp;
}

std::optional<Datetime> parseCim(std::string_view text) {
    if (text.size() != kCimLength || text[14] != '.') {
        return std::nullopt;
    }
    switch (text[21]) {
        case ':':
            return parseInterval(text);
        case '+':
        case '-':
            return parseTimestamp(text);
        default:
            return std::nullopt;
    }
}

}  // namespace

Result<Datetime> parseDatetime(std::string_view text) {
    if (const auto cim = parseCim(text)) {
        return *cim;
    }
    if (text.find('P') != std::string_view::npos) {
        const auto duration = parseDuration(text);
        if (!duration || duration->count() < 0) {
            return notADatetime(text);
        }
        return Datetime(toInterval(*duration));
    }
    if (const auto stamp = parseXsdTimestamp(text)) {
        return Datetime(*stamp);
    }
    return notADatetime(text);
}

std::string formatDatetime(const Datetime& datetime) {
    if (const auto* interval = std::get_if<Interval>(&datetime)) {
        const Interval i = toInterval(toDuration(*interval));
        return fmt::format("{:08}{:02}{:02}{:02}.{:06}:000", i.days, i.hours, i.minutes, i.seconds, i.microseconds);
    }
    const Timestamp t = clamped(std::get<Timestamp>(datetime));
    return fmt::format("{:04}{:02}{:02}{:02}{:02}{:02}.{:06}{}{:03}", t.year, t.month, t.day, t.hour, t.minute,
                       t.second, t.microseconds, t.utc < 0 ? '-' : '+', std::abs(t.utc));
}

std::string formatXsdDatetime(const Datetime& datetime) {
    if (const auto* interval = std::get_if<Interval>(&datetime)) {
        return formatDuration(toDuration(*interval));
    }
    const Timestamp t = clamped(std::get<Timestamp>(datetime));
    std::string text =
        fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}", t.year, t.month, t.day, t.hour, t.minute, t.second);
    if (t.microseconds != 0) {
        text += fmt::format(".{:06}", t.microseconds);
    }
    if (t.utc == 0) {
        return text + "Z";
    }
    const int minutes = std::abs(t.utc);
    return text + fmt::format("{}{:02}:{:02}", t.utc < 0 ? '-' : '+', minutes / 60, minutes % 60);
}

Duration toDuration(const Interval& interval) {
    const std::uint64_t seconds = std::uint64_t{interval.days} * 86'400 + std::uint64_t{interval.hours} * 3'600 +
                                  std::uint64_t{interval.minutes} * 60 + interval.seconds +
                                  interval.microseconds / kMicros;
    if (seconds > kMaxSeconds) {
        return Duration(static_cast<Duration::rep>(kMaxSeconds * kMicros + (kMicros - 1)));
    }
    return Duration(static_cast<Duration::rep>(seconds * kMicros + interval.microseconds % kMicros));
}

Interval toInterval(Duration duration) {
    const auto longest = static_cast<Duration::rep>(kMaxSeconds * kMicros + (kMicros - 1));
    const auto micros = static_cast<std::uint64_t>(std::clamp<Duration::rep>(duration.count(), 0, longest));
    const std::uint64_t seconds = micros / kMicros;
    return {static_cast<std::uint32_t>(seconds / 86'400), static_cast<std::uint32_t>(seconds / 3'600 % 24),
            static_cast<std::uint32_t>(seconds / 60 % 60), static_cast<std::uint32_t>(seconds % 60),
            static_cast<std::uint32_t>(micros % kMicros)};
}

}  // namespace wsman::cim
