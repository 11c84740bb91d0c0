#include "wsman/cim/value.h"

#include <algorithm>
#include <array>

#include "wsman/cim/instance.h"

namespace wsman::cim {

namespace {

constexpr std::array<std::string_view, 16> kTypeNames{"boolean",  "uint8",  "sint8",     "uint16",  "sint16", "uint32",
                                                      "sint32",   "uint64", "sint64",    "real32",  "real64", "char16",
                                                      "datetime", "string", "reference", "instance"};
static_assert(kTypeNames.size() == std::variant_size_v<Scalar>);

bool sameTarget(const std::shared_ptr<const Instance>& a, const std::shared_ptr<const Instance>& b) {
    return a == b || (a && b && *a == *b);
}

}  // namespace

std::string_view typeName(Type type) {
    return kTypeNames[static_cast<std::size_t>(type)];
}

std::optional<Type> typeByName(std::string_view name) {
    const auto* found =
        std::find_if(kTypeNames.begin(), kTypeNames.end(), [&](std::string_view each) { return sameName(each, name); });
    if (found == kTypeNames.end()) {
        return std::nullopt;
    }
    return static_cast<Type>(found - kTypeNames.begin());
}

bool Reference::operator==(const Reference& other) const {
    return sameTarget(target, other.target);
}

bool Embedded::operator==(const Embedded& other) const {
    return sameTarget(instance, other.instance);
}

Value Value::of(Scalar scalar) {
    const Type type = typeOf(scalar);
    return {type, false, std::move(scalar), {}};
}

Result<Value> Value::array(Type type, std::vector<Scalar> elements) {
    const auto wrong =
        std::find_if(elements.begin(), elements.end(), [&](const Scalar& s) { return typeOf(s) != type; });
    if (wrong != elements.end()) {
        return fail(
            ErrorCode::kTypeMismatch,
            "an array of " + std::string(typeName(type)) + " cannot hold a " + std::string(typeName(typeOf(*wrong))),
            "element " + std::to_string(wrong - elements.begin()));
    }
    return Value{type, true, {}, std::move(elements)};
}

}  // namespace wsman::cim
