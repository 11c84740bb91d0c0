#pragma once

#include <cstddef>
#include <utility>

#include <mi.h>

#include "wsman/cim/value.h"

namespace client::abi {

/// The bytes that a value of `type` takes in an MI_Value, or 0 for a number that is no type.
std::size_t sizeOf(MI_Type type);
inline bool isArray(MI_Type type) {
    return (type & MI_ARRAY) != 0;
}
/// True for types of mi.h: 0 to 31.
inline bool isType(MI_Type type) {
    return static_cast<unsigned>(type) <= static_cast<unsigned>(MI_INSTANCEA);
}

/// True when the value can be read: strings, instances and array elements are there. `value` may be NULL (null).
bool isReadable(MI_Type type, const MI_Value* value);

/// A deep copy whose parts come from malloc; instances are cloned. Throws std::bad_alloc.
MI_Value copyValue(MI_Type type, const MI_Value& value);
/// Frees the parts of such a copy, or of a value that a program handed over with MI_FLAG_ADOPT.
void releaseValue(MI_Type type, MI_Value& value) noexcept;

/// A string from malloc. Throws std::bad_alloc.
MI_Char* copyString(std::string_view text);

/// Owns the parts of one value. Movable.
class OwnedValue {
public:
    OwnedValue() = default;
    OwnedValue(MI_Type type, MI_Value value) : type_(type), value_(value), owned_(true) {}
    OwnedValue(OwnedValue&& other) noexcept
        : type_(other.type_), value_(other.value_), owned_(std::exchange(other.owned_, false)) {}
    OwnedValue& operator=(OwnedValue&& other) noexcept {
        if (this != &other) {
            reset();
            type_ = other.type_;
            value_ = other.value_;
            owned_ = std::exchange(other.owned_, false);
        }
        return *this;
    }
    ~OwnedValue() { reset(); }

    /// A value that somebody else owns and keeps alive.
    static OwnedValue borrowed(MI_Type type, MI_Value value) {
        OwnedValue view(type, value);
        view.owned_ = false;
        return view;
    }
    [[nodiscard]] const MI_Value& get() const { return value_; }
    [[nodiscard]] MI_Type type() const { return type_; }
    [[nodiscard]] bool isOwned() const { return owned_; }
    /// Gives the parts away.
    MI_Value release() {
        owned_ = false;
        return value_;
    }

private:
    void reset() noexcept {
        if (std::exchange(owned_, false)) {
            releaseValue(type_, value_);
        }
    }

    MI_Type type_ = MI_BOOLEAN;
    MI_Value value_{};
    bool owned_ = false;
};

/// The value as the core knows it; `value` NULL is null. Instances of any implementation are read through their table.
wsman::cim::Value toCim(MI_Type type, const MI_Value* value);
/// The value as C knows it, owned; for a null the parts are empty.
OwnedValue fromCim(const wsman::cim::Value& value);
/// The MI_Type of a core value.
MI_Type typeOf(const wsman::cim::Value& value);

MI_Datetime fromCim(const wsman::cim::Datetime& datetime);
wsman::cim::Datetime toCim(const MI_Datetime& datetime);

}  // namespace client::abi
