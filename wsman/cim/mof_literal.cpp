#include "wsman/cim/mof_literal.h"

#include <limits>

#include "wsman/cim/text.h"

namespace wsman::cim {

namespace {

template <class T>
std::optional<Scalar> integer(const MofToken& token) {
    constexpr auto kMax = static_cast<std::uint64_t>(std::numeric_limits<T>::max());
    if (!token.negative) {
        return token.magnitude <= kMax ? std::optional<Scalar>(static_cast<T>(token.magnitude)) : std::nullopt;
    }
    if (std::is_unsigned_v<T>) {
        return token.magnitude == 0 ? std::optional<Scalar>(T{0}) : std::nullopt;
    }
    if (token.magnitude > kMax + 1) {
        return std::nullopt;
    }
    // In two steps: the magnitude of the lowest value is beyond the type.
    return token.magnitude == 0 ? Scalar(T{0})
                                : Scalar(static_cast<T>(-static_cast<std::int64_t>(token.magnitude - 1) - 1));
}

std::optional<Scalar> real(const MofToken& token, Type type) {
    const std::string text =
        token.kind == MofTokenKind::kReal ? token.text : (token.negative ? "-" : "") + std::to_string(token.magnitude);
    auto parsed = parseScalar(type, text);
    return parsed ? std::optional<Scalar>(std::move(*parsed)) : std::nullopt;
}

}  // namespace

std::optional<Scalar> mofNumber(const MofToken& token, std::optional<Type> type) {
    const bool isReal = token.kind == MofTokenKind::kReal;
    if (!type) {
        if (isReal) {
            return real(token, Type::kReal64);
        }
        auto small = integer<std::int64_t>(token);
        return small ? small : integer<std::uint64_t>(token);
    }
    if (*type == Type::kReal32 || *type == Type::kReal64) {
        return real(token, *type);
    }
    if (isReal) {
        return std::nullopt;
    }
    switch (*type) {
        case Type::kUint8:
            return integer<std::uint8_t>(token);
        case Type::kSint8:
            return integer<std::int8_t>(token);
        case Type::kUint16:
            return integer<std::uint16_t>(token);
        case Type::kSint16:
            return integer<std::int16_t>(token);
        case Type::kUint32:
            return integer<std::uint32_t>(token);
        case Type::kSint32:
            return integer<std::int32_t>(token);
        case Type::kUint64:
            return integer<std::uint64_t>(token);
        case Type::kSint64:
            return integer<std::int64_t>(token);
        default:
            return std::nullopt;
    }
}

}  // namespace wsman::cim
