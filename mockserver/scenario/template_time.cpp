// Times as templates write and read them.
#include <array>
#include <chrono>
#include <ctime>
#include <variant>

#include "mockserver/scenario/template.h"
#include "wsman/cim/datetime.h"

namespace mockserver {

std::string formatTime(std::chrono::system_clock::time_point time, const std::string& format) {
    const auto seconds = std::chrono::floor<std::chrono::seconds>(time);
    const auto micros = std::chrono::duration_cast<std::chrono::microseconds>(time - seconds).count();
    const std::time_t whole = std::chrono::system_clock::to_time_t(seconds);
    std::tm utc{};
    if (gmtime_r(&whole, &utc) == nullptr) {
        return {};
    }
    std::string pattern = format;
    if (format == "iso") {
        pattern = "%Y-%m-%dT%H:%M:%SZ";
    } else if (format == "cim") {
        std::string digits = std::to_string(micros);
        digits.insert(0, 6 - digits.size(), '0');
        pattern = "%Y%m%d%H%M%S." + digits + "+000";
    }
    std::array<char, 512> buffer{};
    return std::string(buffer.data(), std::strftime(buffer.data(), buffer.size(), pattern.c_str(), &utc));
}

wsman::Result<std::chrono::system_clock::time_point> parseTime(std::string_view text) {
    namespace chrono = std::chrono;
    const auto read = wsman::cim::parseDatetime(text);
    const auto* stamp = read ? std::get_if<wsman::cim::Timestamp>(&*read) : nullptr;
    if (stamp == nullptr) {
        return wsman::fail(wsman::ErrorCode::kInvalidValue,
                           "\"" + std::string(text.substr(0, 64)) + "\" is not a point in time");
    }
    const chrono::year_month_day day{chrono::year(static_cast<int>(stamp->year)), chrono::month(stamp->month),
                                     chrono::day(stamp->day)};
    return chrono::time_point_cast<chrono::system_clock::duration>(
        chrono::sys_days(day) + chrono::hours(stamp->hour) + chrono::minutes(stamp->minute) +
        chrono::seconds(stamp->second) + chrono::microseconds(stamp->microseconds) - chrono::minutes(stamp->utc));
}

}  // namespace mockserver
