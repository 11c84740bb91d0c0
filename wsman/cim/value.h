// wsman/cim: CIM values, instances and classes as data, and their text and XML forms (DSP0004, DSP0230, DSP0201 for
// classes, MOF of DSP0004). Knows nothing of mi.h, but its type numbers and flag bits are those of MI_Type and
// MI_FLAG_*, so the C boundary converts without tables.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "wsman/error.h"
#include "wsman/soap/epr.h"

namespace wsman::cim {

/// The 16 CIM types, numbered as MI_Type.
enum class Type : std::uint8_t {
    kBoolean,
    kUint8,
    kSint8,
    kUint16,
    kSint16,
    kUint32,
    kSint32,
    kUint64,
    kSint64,
    kReal32,
    kReal64,
    kChar16,
    kDatetime,
    kString,
    kReference,
    kInstance,
};

/// "uint32", "datetime", ...: the CIM name (MOF, CIM-XML TYPE attribute). kReference is "reference", kInstance
/// "instance".
std::string_view typeName(Type type);
/// By CIM name, ignoring case ("UInt32" too); nullopt for no type's name.
std::optional<Type> typeByName(std::string_view name);

/// A point in time: a CIM timestamp. `utc` is minutes east of UTC.
struct Timestamp {
    std::uint32_t year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0, microseconds = 0;
    std::int32_t utc = 0;
    bool operator==(const Timestamp&) const = default;
};

/// A length of time: a CIM interval, never negative.
struct Interval {
    std::uint32_t days = 0, hours = 0, minutes = 0, seconds = 0, microseconds = 0;
    bool operator==(const Interval&) const = default;
};

using Datetime = std::variant<Timestamp, Interval>;

struct Instance;

/// A UTF-16 code unit (CIM char16).
struct Char16 {
    char16_t unit = 0;
    bool operator==(const Char16&) const = default;
};

/// A reference to an instance: the instance with its keys, as MI holds it, made from an EPR by reading its selectors.
struct Reference {
    std::shared_ptr<const Instance> target;
    bool operator==(const Reference& other) const;
};

/// An instance embedded in a value.
struct Embedded {
    std::shared_ptr<const Instance> instance;
    bool operator==(const Embedded& other) const;
};

/// One value that is not null: a scalar of one of the 16 types. Alternatives stand in the order of Type.
using Scalar =
    std::variant<bool, std::uint8_t, std::int8_t, std::uint16_t, std::int16_t, std::uint32_t, std::int32_t,
                 std::uint64_t, std::int64_t, float, double, Char16, Datetime, std::string, Reference, Embedded>;

/// The type of a scalar: its alternative's index.
inline Type typeOf(const Scalar& scalar) {
    return static_cast<Type>(scalar.index());
}

/// A typed value: null, a scalar, or an array. `type` holds even for null and for empty arrays; every element of an
/// array is of it (checked where values are made, see Value::array).
struct Value {
    Type type = Type::kString;
    bool isArray = false;
    std::optional<Scalar> scalar{};                 ///< set when neither null nor an array
    std::optional<std::vector<Scalar>> elements{};  ///< set for an array that is not null

    [[nodiscard]] bool isNull() const { return !scalar && !elements; }
    bool operator==(const Value&) const = default;

    static Value null(Type type, bool isArray = false) { return {type, isArray, {}, {}}; }
    static Value of(Scalar scalar);
    /// kTypeMismatch when an element is of another type.
    static Result<Value> array(Type type, std::vector<Scalar> elements);

    /// The scalar as T (bool, std::string, std::uint32_t ...), or nullptr when null, an array or of another type.
    template <class T>
    [[nodiscard]] const T* get() const {
        return scalar ? std::get_if<T>(&*scalar) : nullptr;
    }
};

}  // namespace wsman::cim
