#include "wsman/query/datum.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <type_traits>
#include <utility>

#include "wsman/cim/datetime.h"
#include "wsman/cim/mof_path.h"
#include "wsman/cim/text.h"
#include "wsman/query/number.h"

namespace wsman::query {

using cim::sameName;

namespace {

constexpr std::size_t kMaxDerivation = 1024;

/// Microseconds since 1970 in UTC, or an interval's length.
long double microsecondsOf(const cim::Datetime& datetime) {
    if (const auto* interval = std::get_if<cim::Interval>(&datetime)) {
        return static_cast<long double>(cim::toDuration(*interval).count());
    }
    using namespace std::chrono;
    const auto& stamp = std::get<cim::Timestamp>(datetime);
    const year_month_day date{year(static_cast<int>(stamp.year)), month(stamp.month), day(stamp.day)};
    const auto days = static_cast<long double>(sys_days(date).time_since_epoch().count());
    return (days * 86'400 + stamp.hour * 3'600.0L + stamp.minute * 60.0L + stamp.second - stamp.utc * 60.0L) *
               1'000'000 +
           stamp.microseconds;
}

std::optional<long double> numberOf(std::string_view text) {
    return text.size() > 64 ? std::nullopt : parseNumber(text, false);
}

template <class T>
int order(const T& left, const T& right) {
    return left < right ? -1 : right < left ? 1 : 0;
}

char lower(char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

int compareTexts(std::string_view left, std::string_view right, bool ignoreCase) {
    if (!ignoreCase) {
        return left.compare(right);
    }
    const std::size_t shared = std::min(left.size(), right.size());
    for (std::size_t i = 0; i < shared; ++i) {
        const int difference = static_cast<unsigned char>(lower(left[i])) - static_cast<unsigned char>(lower(right[i]));
        if (difference != 0) {
            return difference;
        }
    }
    return order(left.size(), right.size());
}

/// A datum that is compared with a number, as one.
std::optional<long double> asNumber(const Datum& datum) {
    switch (datum.kind) {
        case Datum::Kind::kNumber:
            return datum.number;
        case Datum::Kind::kBoolean:
            return datum.boolean ? 1 : 0;
        case Datum::Kind::kText:
            return numberOf(datum.text());
        default:
            return std::nullopt;
    }
}

std::optional<long double> asBoolean(const Datum& datum) {
    if (datum.kind == Datum::Kind::kText) {
        if (sameName(datum.text(), "true")) {
            return 1;
        }
        if (sameName(datum.text(), "false")) {
            return 0;
        }
    }
    return asNumber(datum);
}

std::optional<cim::Datetime> asDatetime(const Datum& datum) {
    if (datum.kind == Datum::Kind::kDatetime) {
        return datum.datetime;
    }
    if (datum.kind != Datum::Kind::kText) {
        return std::nullopt;
    }
    auto parsed = cim::parseDatetime(datum.text());
    return parsed ? std::optional(*parsed) : std::nullopt;
}

std::optional<int> compareDatetimes(const Datum& left, const Datum& right) {
    const auto a = asDatetime(left);
    const auto b = asDatetime(right);
    if (!a || !b || a->index() != b->index()) {
        return std::nullopt;
    }
    return order(microsecondsOf(*a), microsecondsOf(*b));
}

/// A path's text in one form: without server and namespace, keys as relativePath writes them.
std::string pathText(const Datum& datum) {
    if (datum.kind == Datum::Kind::kInstance) {
        return relativePath(*datum.instance);
    }
    const auto read = cim::readObjectPath(datum.text(), [](auto, auto) { return nullptr; });
    return read ? relativePath(*read) : std::string();
}

}  // namespace

Datum Datum::ofText(std::string text) {
    Datum out;
    out.kind = Kind::kText;
    out.owned = std::move(text);
    return out;
}

Datum Datum::ofNumber(long double number) {
    Datum out;
    out.kind = Kind::kNumber;
    out.number = number;
    return out;
}

Datum Datum::of(const cim::Scalar& scalar) {
    return std::visit(
        [&](const auto& value) {
            using T = std::decay_t<decltype(value)>;
            Datum out;
            if constexpr (std::is_same_v<T, bool>) {
                out.kind = Kind::kBoolean;
                out.boolean = value;
            } else if constexpr (std::is_same_v<T, float>) {
                // By its decimal digits: 0.1 in a query is the double 0.1, which no float is.
                out.kind = Kind::kNumber;
                out.number = parseNumber(cim::formatScalar(scalar), true).value_or(value);
            } else if constexpr (std::is_arithmetic_v<T>) {
                out.kind = Kind::kNumber;
                out.number = static_cast<long double>(value);
            } else if constexpr (std::is_same_v<T, std::string>) {
                out.kind = Kind::kText;
                out.view = value;
            } else if constexpr (std::is_same_v<T, cim::Char16>) {
                out = ofText(cim::formatScalar(scalar));
            } else if constexpr (std::is_same_v<T, cim::Datetime>) {
                out.kind = Kind::kDatetime;
                out.datetime = value;
            } else if constexpr (std::is_same_v<T, cim::Reference>) {
                out.kind = value.target ? Kind::kInstance : Kind::kNull;
                out.reference = true;
                out.instance = value.target.get();
            } else {
                out.kind = value.instance ? Kind::kInstance : Kind::kNull;
                out.instance = value.instance.get();
            }
            return out;
        },
        scalar);
}

Datum Datum::of(const cim::Value& value) {
    if (value.scalar) {
        return of(*value.scalar);
    }
    Datum out;
    if (value.elements) {
        out.kind = Kind::kArray;
        out.elements = &*value.elements;
    }
    return out;
}

std::string relativePath(const cim::Instance& instance) {
    std::string out = instance.className;
    char separator = '.';
    for (const auto& property : instance.properties) {
        if ((property.flags & cim::flag::kKey) == 0 || !property.value.scalar) {
            continue;
        }
        out += separator;
        separator = ',';
        out += property.name + "=";
        const auto* reference = property.value.get<cim::Reference>();
        const bool nested = reference != nullptr && reference->target;
        const std::string text = nested ? relativePath(*reference->target) : cim::formatScalar(*property.value.scalar);
        out += '"';
        for (const char c : text) {
            if (c == '"' || c == '\\') {
                out += '\\';
            }
            out += c;
        }
        out += '"';
    }
    return out;
}

std::optional<Datum> systemProperty(const cim::Instance& instance, std::string_view name, const ClassView& classes) {
    if (!name.starts_with("__")) {
        return std::nullopt;
    }
    const auto text = [](std::string value) { return Datum::ofText(std::move(value)); };
    if (sameName(name, "__CLASS")) {
        return text(instance.className);
    }
    if (sameName(name, "__NAMESPACE")) {
        return text(instance.nameSpace);
    }
    if (sameName(name, "__RELPATH")) {
        return text(relativePath(instance));
    }
    if (sameName(name, "__PATH")) {
        return text("//./" + instance.nameSpace + ":" + relativePath(instance));
    }
    if (sameName(name, "__SERVER")) {
        return text(instance.serverName.empty() ? "." : instance.serverName);
    }
    if (sameName(name, "__GENUS")) {
        return Datum::ofNumber(2);
    }
    if (sameName(name, "__PROPERTY_COUNT")) {
        return Datum::ofNumber(static_cast<long double>(instance.properties.size()));
    }
    const bool dynasty = sameName(name, "__DYNASTY");
    if (!dynasty && !sameName(name, "__SUPERCLASS")) {
        return std::nullopt;
    }
    auto declaration = classes.find(instance.className);
    if (!dynasty) {
        return declaration && !declaration->superClass.empty() ? text(declaration->superClass) : Datum{};
    }
    std::string root = instance.className;
    // Bounded: a view may hold classes that derive from each other in a circle.
    for (std::size_t steps = 0; steps < kMaxDerivation && declaration && !declaration->superClass.empty(); ++steps) {
        root = declaration->superClass;
        declaration = classes.find(root);
    }
    return text(root);
}

bool isSystemProperty(std::string_view name) {
    constexpr std::array<std::string_view, 11> kNames{"__CLASS",      "__SUPERCLASS",     "__DYNASTY", "__NAMESPACE",
                                                      "__RELPATH",    "__PATH",           "__SERVER",  "__GENUS",
                                                      "__DERIVATION", "__PROPERTY_COUNT", "__this"};
    return std::ranges::any_of(kNames, [&](std::string_view known) { return sameName(name, known); });
}

cim::Scalar scalarOf(long double number) {
    constexpr long double kTwoTo63 = 9223372036854775808.0L;
    // Compared before converting: what the integer type cannot hold has no conversion. NaN is no whole number.
    if (std::trunc(number) == number) {
        if (number >= -kTwoTo63 && number < kTwoTo63) {
            return static_cast<std::int64_t>(number);
        }
        if (number > 0 && number < 2 * kTwoTo63) {
            return static_cast<std::uint64_t>(number);
        }
    }
    return static_cast<double>(number);
}

std::optional<int> compare(const Datum& left, const Datum& right, bool ignoreCase) {
    using Kind = Datum::Kind;
    const auto either = [&](Kind kind) { return left.kind == kind || right.kind == kind; };
    if (either(Kind::kNull) || either(Kind::kArray)) {
        return std::nullopt;
    }
    if (either(Kind::kInstance)) {
        const auto a = pathText(left);
        const auto b = pathText(right);
        return a.empty() || b.empty() ? std::nullopt : std::optional(compareTexts(a, b, true));
    }
    if (either(Kind::kDatetime)) {
        return compareDatetimes(left, right);
    }
    if (either(Kind::kBoolean)) {
        const auto a = asBoolean(left);
        const auto b = asBoolean(right);
        return a && b ? std::optional(order(*a, *b)) : std::nullopt;
    }
    if (either(Kind::kNumber)) {
        const auto a = asNumber(left);
        const auto b = asNumber(right);
        return a && b && !std::isnan(*a) && !std::isnan(*b) ? std::optional(order(*a, *b)) : std::nullopt;
    }
    return compareTexts(left.text(), right.text(), ignoreCase);
}

}  // namespace wsman::query
