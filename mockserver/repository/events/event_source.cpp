#include "mockserver/repository/events/event_source.h"

#include <array>
#include <charconv>
#include <string_view>
#include <utility>

#include "mockserver/repository/store/keys.h"
#include "wsman/query/datum.h"

namespace mockserver::repository {

namespace cim = wsman::cim;

namespace {

/// 100-nanosecond intervals since 1601, as WMI counts them.
std::uint64_t fileTime(std::chrono::system_clock::time_point time) {
    using Ticks = std::chrono::duration<std::int64_t, std::ratio<1, 10'000'000>>;
    constexpr std::int64_t kSince1601 = 116'444'736'000'000'000;
    return static_cast<std::uint64_t>(std::chrono::duration_cast<Ticks>(time.time_since_epoch()).count() + kSince1601);
}

cim::Datetime timestamp(std::chrono::system_clock::time_point time) {
    using namespace std::chrono;
    const auto day = floor<days>(time);
    const year_month_day date(day);
    const hh_mm_ss clock(floor<microseconds>(time - day));
    return cim::Timestamp{.year = static_cast<std::uint32_t>(static_cast<int>(date.year())),
                          .month = static_cast<unsigned>(date.month()),
                          .day = static_cast<unsigned>(date.day()),
                          .hour = static_cast<std::uint32_t>(clock.hours().count()),
                          .minute = static_cast<std::uint32_t>(clock.minutes().count()),
                          .second = static_cast<std::uint32_t>(clock.seconds().count()),
                          .microseconds = static_cast<std::uint32_t>(clock.subseconds().count())};
}

cim::Value embedded(const InstancePtr& instance) {
    return instance ? cim::Value::of(cim::Embedded{instance}) : cim::Value::null(cim::Type::kInstance);
}

/// Names of the classes of events by Change::Kind.
constexpr std::array<std::string_view, 3> kWmi{"__InstanceCreationEvent", "__InstanceModificationEvent",
                                               "__InstanceDeletionEvent"};
constexpr std::array<std::string_view, 3> kCim{"CIM_InstCreation", "CIM_InstModification", "CIM_InstDeletion"};

cim::Instance intrinsic(const Happening& happening, std::string_view className, bool wmi) {
    const Change& change = *happening.change;
    const bool modified = change.kind == Change::Kind::kModified;
    const InstancePtr& subject = change.after ? change.after : change.before;
    cim::Instance out;
    out.className = className;
    out.nameSpace = happening.nameSpace;
    if (wmi) {
        out.set("TIME_CREATED", cim::Value::of(fileTime(happening.time)));
        out.set("TargetInstance", embedded(subject));
    } else {
        out.set("IndicationIdentifier", cim::Value::of(std::to_string(happening.sequence)));
        out.set("IndicationTime", cim::Value::of(timestamp(happening.time)));
        out.set("SourceInstance", embedded(subject));
        out.set("SourceInstanceModelPath",
                cim::Value::of(happening.nameSpace + ":" + wsman::query::relativePath(*subject)));
    }
    if (modified) {
        out.set("PreviousInstance", embedded(change.before));
    }
    return out;
}

}  // namespace

std::vector<cim::Instance> eventsOf(const Happening& happening, const EventFilter& filter) {
    std::vector<cim::Instance> out;
    if (foldNamespace(happening.nameSpace) != foldNamespace(filter.nameSpace())) {
        return out;
    }
    const auto take = [&](cim::Instance event) {
        if (filter.matches(event)) {
            out.push_back(std::move(event));
        }
    };
    if (happening.extrinsic) {
        if (filter.wants(happening.extrinsic->className)) {
            take(*happening.extrinsic);
        }
        return out;
    }
    const auto kind = static_cast<std::size_t>(happening.change->kind);
    if (filter.wants(kWmi.at(kind))) {
        take(intrinsic(happening, kWmi.at(kind), true));
    }
    if (filter.wants(kCim.at(kind))) {
        take(intrinsic(happening, kCim.at(kind), false));
    }
    return out;
}

std::string bookmarkOf(const std::string& log, std::uint64_t sequence) {
    return log + "/" + std::to_string(sequence);
}

std::optional<std::uint64_t> readBookmark(const std::string& log, const std::string& bookmark) {
    if (!bookmark.starts_with(log + "/")) {
        return std::nullopt;
    }
    std::uint64_t out = 0;
    const char* begin = bookmark.data() + log.size() + 1;
    const char* end = bookmark.data() + bookmark.size();
    const auto read = std::from_chars(begin, end, out);
    return read.ec == std::errc() && read.ptr == end ? std::optional(out) : std::nullopt;
}

}  // namespace mockserver::repository
