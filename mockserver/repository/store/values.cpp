#include "mockserver/repository/store/values.h"

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

#include "wsman/cim/instance.h"
#include "wsman/cim/text.h"

namespace mockserver::repository {

namespace cim = wsman::cim;

namespace {

const cim::Value* qualifier(const cim::PropertyDecl& property, std::string_view name) {
    const auto found =
        std::ranges::find_if(property.qualifiers, [&](const auto& q) { return cim::sameName(q.name, name); });
    return found == property.qualifiers.end() ? nullptr : &found->value;
}

/// An integer of any width; unsigned ones beyond the signed range are as large as it goes.
std::optional<std::int64_t> integerOf(const cim::Scalar& scalar) {
    return std::visit(
        [](const auto& value) -> std::optional<std::int64_t> {
            using T = std::decay_t<decltype(value)>;
            if constexpr (std::is_integral_v<T> && !std::is_same_v<T, bool>) {
                return std::in_range<std::int64_t>(value) ? static_cast<std::int64_t>(value) : INT64_MAX;
            } else {
                return std::nullopt;
            }
        },
        scalar);
}

std::optional<std::int64_t> integerOf(const cim::Value* value) {
    return value != nullptr && value->scalar ? integerOf(*value->scalar) : std::nullopt;
}

/// Characters, not bytes.
std::int64_t lengthOf(std::string_view utf8) {
    return std::ranges::count_if(utf8, [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; });
}

std::optional<std::int64_t> parseInteger(std::string_view text) {
    const auto parsed = text.empty() ? wsman::Result<cim::Scalar>(tl::make_unexpected(wsman::Error{}))
                                     : cim::parseScalar(cim::Type::kSint64, text);
    return parsed ? integerOf(*parsed) : std::nullopt;
}

/// One entry of a ValueMap: a value, "low..high" with either end left out, or ".." for all that is not listed.
bool admits(std::string_view entry, const cim::Scalar& scalar) {
    const auto number = integerOf(scalar);
    const auto dots = number ? entry.find("..") : std::string_view::npos;
    if (dots != std::string_view::npos) {
        const auto low = parseInteger(entry.substr(0, dots));
        const auto high = parseInteger(entry.substr(dots + 2));
        return (!low || *number >= *low) && (!high || *number <= *high);
    }
    if (number) {
        const auto listed = parseInteger(entry);
        return listed && *listed == *number;
    }
    const auto* text = std::get_if<std::string>(&scalar);
    return text != nullptr && *text == entry;
}

StoreResult<void> checkScalar(const cim::PropertyDecl& property, const cim::Scalar& scalar) {
    const auto refused = [&](const std::string& why) {
        return refuse(StoreErrorKind::kInvalidValue,
                      property.name + " may not be \"" + cim::formatScalar(scalar) + "\": " + why, property.name);
    };
    if (const auto* text = std::get_if<std::string>(&scalar)) {
        if (const auto most = integerOf(qualifier(property, "MaxLen")); most && lengthOf(*text) > *most) {
            return refused("it is longer than " + std::to_string(*most) + " characters");
        }
        if (const auto least = integerOf(qualifier(property, "MinLen")); least && lengthOf(*text) < *least) {
            return refused("it is shorter than " + std::to_string(*least) + " characters");
        }
    }
    if (const auto number = integerOf(scalar)) {
        if (const auto least = integerOf(qualifier(property, "MinValue")); least && *number < *least) {
            return refused("the least is " + std::to_string(*least));
        }
        if (const auto most = integerOf(qualifier(property, "MaxValue")); most && *number > *most) {
            return refused("the most is " + std::to_string(*most));
        }
    }
    const auto* map = qualifier(property, "ValueMap");
    if (map != nullptr && map->elements && !map->elements->empty()) {
        const bool listed = std::ranges::any_of(*map->elements, [&](const cim::Scalar& entry) {
            const auto* text = std::get_if<std::string>(&entry);
            return text != nullptr && admits(*text, scalar);
        });
        if (!listed) {
            return refused("it is not in the ValueMap");
        }
    }
    return {};
}

StoreResult<cim::Scalar> scalarAs(const cim::PropertyDecl& property, cim::Scalar scalar) {
    if (cim::typeOf(scalar) == property.type) {
        return scalar;
    }
    const auto wanted = property.type;
    const bool plain = wanted != cim::Type::kReference && wanted != cim::Type::kInstance;
    const bool textual = cim::typeOf(scalar) == cim::Type::kString || integerOf(scalar).has_value();
    if (plain && textual && wanted != cim::Type::kString) {
        if (auto parsed = cim::parseScalar(wanted, cim::formatScalar(scalar))) {
            return std::move(*parsed);
        }
    }
    const auto text = cim::formatScalar(scalar);
    return refuse(StoreErrorKind::kTypeMismatch,
                  property.name + " is a " + std::string(cim::typeName(wanted)) +
                      (text.empty() ? std::string() : ", which \"" + text + "\" is not"),
                  property.name);
}

}  // namespace

StoreResult<cim::Value> asDeclared(const cim::PropertyDecl& property, cim::Value value) {
    if (value.isNull()) {
        return cim::Value::null(property.type, property.isArray);
    }
    if (!value.isArray && !property.isArray) {
        auto scalar = scalarAs(property, std::move(*value.scalar));
        return scalar ? StoreResult<cim::Value>(cim::Value::of(std::move(*scalar)))
                      : tl::unexpected(std::move(scalar.error()));
    }
    if (value.isArray && !property.isArray) {
        return refuse(StoreErrorKind::kTypeMismatch, property.name + " is no array", property.name);
    }
    std::vector<cim::Scalar> elements;
    if (value.scalar) {  // one element, as an array of one stands in XML
        elements.push_back(std::move(*value.scalar));
    } else {
        elements = std::move(*value.elements);
    }
    for (auto& element : elements) {
        auto scalar = scalarAs(property, std::move(element));
        if (!scalar) {
            return tl::unexpected(std::move(scalar.error()));
        }
        element = std::move(*scalar);
    }
    return *cim::Value::array(property.type, std::move(elements));  // each element was made of that type
}

StoreResult<void> checkValue(const cim::PropertyDecl& property, const cim::Value& value) {
    if (value.scalar) {
        return checkScalar(property, *value.scalar);
    }
    if (value.elements) {
        for (const auto& element : *value.elements) {
            if (auto checked = checkScalar(property, element); !checked) {
                return checked;
            }
        }
    }
    return {};
}

}  // namespace mockserver::repository
