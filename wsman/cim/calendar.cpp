#include "wsman/cim/calendar.h"

#include <algorithm>
#include <chrono>

namespace wsman::cim {

namespace {

std::uint32_t daysInMonth(std::uint32_t year, std::uint32_t month) {
    using namespace std::chrono;
    const auto last = std::chrono::year{static_cast<int>(year)} / std::chrono::month{month} / std::chrono::last;
    return static_cast<unsigned>(last.day());
}

/// A reader of fixed fields at the front of a text.
struct Fields {
    std::string_view rest;

    bool take(char c) {
        if (rest.empty() || rest.front() != c) {
            return false;
        }
        rest.remove_prefix(1);
        return true;
    }
    std::optional<std::uint32_t> number(std::size_t width) {
        if (rest.size() < width) {
            return std::nullopt;
        }
        std::uint32_t value = 0;
        for (const char c : rest.substr(0, width)) {
            if (c < '0' || c > '9') {
                return std::nullopt;
            }
            value = value * 10 + static_cast<std::uint32_t>(c - '0');
        }
        rest.remove_prefix(width);
        return value;
    }
};

bool readDate(Fields& in, Timestamp& stamp) {
    const auto year = in.number(4);
    if (!year || !in.take('-')) {
        return false;
    }
    const auto month = in.number(2);
    if (!month || !in.take('-')) {
        return false;
    }
    const auto day = in.number(2);
    if (!day) {
        return false;
    }
    stamp.year = *year;
    stamp.month = *month;
    stamp.day = *day;
    return true;
}

bool readFraction(Fields& in, Timestamp& stamp) {
    std::uint32_t scale = 100'000;
    std::size_t digits = 0;
    while (const auto digit = in.number(1)) {
        stamp.microseconds += *digit * scale;
        scale /= 10;
        ++digits;
    }
    return digits > 0;
}

bool readTime(Fields& in, Timestamp& stamp) {
    const auto hour = in.number(2);
    if (!hour || !in.take(':')) {
        return false;
    }
    const auto minute = in.number(2);
    if (!minute || !in.take(':')) {
        return false;
    }
    const auto second = in.number(2);
    if (!second) {
        return false;
    }
    stamp.hour = *hour;
    stamp.minute = *minute;
    stamp.second = *second;
    return !in.take('.') || readFraction(in, stamp);
}

bool readOffset(Fields& in, Timestamp& stamp) {
    if (in.rest.empty() || in.take('Z')) {
        return true;
    }
    const bool west = in.rest.front() == '-';
    if (!in.take('-') && !in.take('+')) {
        return false;
    }
    const auto hours = in.number(2);
    if (!hours || !in.take(':')) {
        return false;
    }
    const auto minutes = in.number(2);
    if (!minutes || *minutes > 59) {
        return false;
    }
    const auto offset = static_cast<std::int32_t>(*hours * 60 + *minutes);
    stamp.utc = west ? -offset : offset;
    return true;
}

/// The midnight that 24:00:00 of a day is.
void rollOver(Timestamp& stamp) {
    stamp.hour = 0;
    if (++stamp.day > daysInMonth(stamp.year, stamp.month)) {
        stamp.day = 1;
        if (++stamp.month > 12) {
            stamp.month = 1;
            ++stamp.year;
        }
    }
}

}  // namespace

bool isValid(const Timestamp& stamp) {
    return stamp == clamped(stamp);
}

Timestamp clamped(Timestamp stamp) {
    stamp.year = std::min(stamp.year, 9999u);
    stamp.month = std::clamp(stamp.month, 1u, 12u);
    stamp.day = std::clamp(stamp.day, 1u, daysInMonth(stamp.year, stamp.month));
    stamp.hour = std::min(stamp.hour, 23u);
    stamp.minute = std::min(stamp.minute, 59u);
    stamp.second = std::min(stamp.second, 59u);
    stamp.microseconds = std::min(stamp.microseconds, 999'999u);
    stamp.utc = std::clamp(stamp.utc, -kMaxOffset, kMaxOffset);
    return stamp;
}

std::optional<Timestamp> parseXsdTimestamp(std::string_view text) {
    Fields in{text};
    Timestamp stamp;
    const bool timeOnly = text.size() > 2 && text[2] == ':';
    if (!timeOnly && !readDate(in, stamp)) {
        return std::nullopt;
    }
    if ((timeOnly || in.take('T')) && !readTime(in, stamp)) {
        return std::nullopt;
    }
    if (!readOffset(in, stamp) || !in.rest.empty()) {
        return std::nullopt;
    }
    if (stamp.hour == 24 && stamp.minute == 0 && stamp.second == 0 && stamp.microseconds == 0) {
        Timestamp day = stamp;
        day.hour = 0;
        if (!isValid(day)) {
            return std::nullopt;
        }
        rollOver(stamp);
    }
    if (!isValid(stamp)) {
        return std::nullopt;
    }
    return stamp;
}

}  // namespace wsman::cim
