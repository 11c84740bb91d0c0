#include "mockserver/repository/service/expiry.h"

#include <algorithm>
#include <variant>

#include "wsman/cim/datetime.h"
#include "wsman/duration.h"

namespace mockserver::repository {

namespace cim = wsman::cim;
using std::chrono::system_clock;

namespace {

system_clock::time_point timeOf(const cim::Timestamp& stamp) {
    using namespace std::chrono;
    const year_month_day date{year(static_cast<int>(stamp.year)), month(stamp.month), day(stamp.day)};
    return sys_days(date) + hours(stamp.hour) + minutes(stamp.minute) + seconds(stamp.second) +
           microseconds(stamp.microseconds) - minutes(stamp.utc);
}

cim::Timestamp stampOf(system_clock::time_point time) {
    using namespace std::chrono;
    const auto day = floor<days>(time);
    const year_month_day date(day);
    const hh_mm_ss clock(floor<seconds>(time - day));
    return {.year = static_cast<std::uint32_t>(static_cast<int>(date.year())),
            .month = static_cast<unsigned>(date.month()),
            .day = static_cast<unsigned>(date.day()),
            .hour = static_cast<std::uint32_t>(clock.hours().count()),
            .minute = static_cast<std::uint32_t>(clock.minutes().count()),
            .second = static_cast<std::uint32_t>(clock.seconds().count())};
}

}  // namespace

std::string Expiry::text(system_clock::time_point now) const {
    if (absolute) {
        return cim::formatXsdDatetime(stampOf(at));
    }
    const auto left = std::chrono::ceil<std::chrono::seconds>(at - now);
    return wsman::formatDuration(std::max(left, std::chrono::seconds(0)));
}

tl::expected<Expiry, wsman::soap::Fault> readExpiry(const std::optional<std::string>& text,
                                                    system_clock::time_point now, std::chrono::milliseconds otherwise,
                                                    std::chrono::milliseconds most, wsman::soap::FaultId invalid) {
    if (!text || text->empty()) {
        return Expiry{now + otherwise};
    }
    const auto refused = [&](const std::string& why) {
        return tl::unexpected(wsman::soap::makeFault(invalid, "Expires \"" + *text + "\" " + why + "."));
    };
    Expiry out{now};
    if (const auto length = wsman::parseDuration(*text)) {
        if (*length <= wsman::Duration::zero()) {
            return refused("is no time to come");
        }
        out.at = now + std::min<wsman::Duration>(*length, most);
        return out;
    }
    const auto read = cim::parseDatetime(*text);
    const auto* stamp = read && text->find('T') != std::string::npos ? std::get_if<cim::Timestamp>(&*read) : nullptr;
    if (stamp == nullptr) {
        return refused("is neither an xs:duration nor an xs:dateTime");
    }
    out.at = timeOf(*stamp);
    out.absolute = true;
    if (out.at <= now) {
        return refused("is past");
    }
    out.at = std::min<system_clock::time_point>(out.at, now + most);
    return out;
}

}  // namespace mockserver::repository
