#include "wsman/cim/text.h"

#include <array>
#include <charconv>
#include <cmath>
#include <limits>
#include <type_traits>

#include "wsman/cim/datetime.h"
#include "wsman/cim/instance.h"
#include "wsman/cim/quote.h"
#include "wsman/xml/chars.h"

namespace wsman::cim {

namespace {

tl::unexpected<Error> notA(Type type, std::string_view text) {
    return fail(ErrorCode::kInvalidValue, quoted(text) + " is not a " + std::string(typeName(type)));
}

std::string utf8Of(char16_t unit) {
    const unsigned code = unit >= 0xD800 && unit <= 0xDFFF ? 0xFFFDu : unit;
    const auto byte = [](unsigned value) { return static_cast<char>(static_cast<unsigned char>(value)); };
    if (code < 0x80) {
        return {byte(code)};
    }
    if (code < 0x800) {
        return {byte(0xC0u | code >> 6), byte(0x80u | (code & 0x3Fu))};
    }
    return {byte(0xE0u | code >> 12), byte(0x80u | (code >> 6 & 0x3Fu)), byte(0x80u | (code & 0x3Fu))};
}

/// The one UTF-16 unit that `text` is in UTF-8; nullopt for anything else.
std::optional<char16_t> singleUnit(std::string_view text) {
    const xml::CodePoint point = text.empty() ? xml::CodePoint{} : xml::decodeUtf8(text, 0);
    if (point.size == 0 || point.size != text.size() || point.value > 0xFFFF) {
        return std::nullopt;
    }
    return static_cast<char16_t>(point.value);
}

template <class T>
std::string formatNumber(T value) {
    if constexpr (std::is_floating_point_v<T>) {
        if (std::isnan(value)) {
            return "NaN";
        }
        if (std::isinf(value)) {
            return value > 0 ? "INF" : "-INF";
        }
    }
    std::array<char, 40> buffer{};
    const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value).ptr;
    return {buffer.data(), end};
}

template <class T>
std::optional<T> parseNumber(std::string_view text) {
    bool negativeZeroOnly = false;
    if (!text.empty() && text.front() == '+') {
        text.remove_prefix(1);
        if (!text.empty() && text.front() == '-') {
            return std::nullopt;
        }
    } else if (std::is_unsigned_v<T> && !text.empty() && text.front() == '-') {
        text.remove_prefix(1);  // xs:unsignedInt has "-0" among its forms
        negativeZeroOnly = true;
    }
    T value{};
    const char* const end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data(), end, value);
    if (error != std::errc{} || stop != end || (negativeZeroOnly && value != T{})) {
        return std::nullopt;
    }
    return value;
}

template <class T>
std::optional<T> parseReal(std::string_view text) {
    std::string_view magnitude = text;
    if (!magnitude.empty() && (magnitude.front() == '-' || magnitude.front() == '+')) {
        magnitude.remove_prefix(1);
    }
    if (sameName(magnitude, "INF")) {
        return text.front() == '-' ? -std::numeric_limits<T>::infinity() : std::numeric_limits<T>::infinity();
    }
    if (sameName(text, "NaN")) {
        return std::numeric_limits<T>::quiet_NaN();
    }
    // from_chars knows more spellings of the special values than XSD does.
    if (text.find_first_not_of("0123456789+-.eE") != std::string_view::npos) {
        return std::nullopt;
    }
    return parseNumber<T>(text);
}

std::optional<bool> parseBoolean(std::string_view text) {
    if (text == "1" || sameName(text, "true")) {
        return true;
    }
    if (text == "0" || sameName(text, "false")) {
        return false;
    }
    return std::nullopt;
}

std::optional<Char16> parseChar16(std::string_view text) {
    if (const auto unit = singleUnit(text)) {
        return Char16{*unit};
    }
    const std::string_view digits = xml::trim(text);
    if (digits.size() > 1 && digits.find_first_not_of("0123456789") == std::string_view::npos) {
        if (const auto number = parseNumber<std::uint16_t>(digits)) {
            return Char16{static_cast<char16_t>(*number)};
        }
    }
    return std::nullopt;
}

template <class T>
Result<Scalar> scalarOr(Type type, std::string_view text, const std::optional<T>& value) {
    if (!value) {
        return notA(type, text);
    }
    return Scalar(*value);
}

}  // namespace

std::string formatScalar(const Scalar& scalar) {
    return std::visit(
        [](const auto& value) -> std::string {
            using T = std::decay_t<decltype(value)>;
            if constexpr (std::is_same_v<T, bool>) {
                return value ? "true" : "false";
            } else if constexpr (std::is_arithmetic_v<T>) {
                return formatNumber(value);
            } else if constexpr (std::is_same_v<T, Char16>) {
                return utf8Of(value.unit);
            } else if constexpr (std::is_same_v<T, Datetime>) {
                return formatDatetime(value);
            } else if constexpr (std::is_same_v<T, std::string>) {
                return value;
            } else {
                return {};
            }
        },
        scalar);
}

Result<Scalar> parseScalar(Type type, std::string_view text) {
    const std::string_view core = xml::trim(text);
    switch (type) {
        case Type::kBoolean:
            return scalarOr(type, text, parseBoolean(core));
        case Type::kUint8:
            return scalarOr(type, text, parseNumber<std::uint8_t>(core));
        case Type::kSint8:
            return scalarOr(type, text, parseNumber<std::int8_t>(core));
        case Type::kUint16:
            return scalarOr(type, text, parseNumber<std::uint16_t>(core));
        case Type::kSint16:
            return scalarOr(type, text, parseNumber<std::int16_t>(core));
        case Type::kUint32:
            return scalarOr(type, text, parseNumber<std::uint32_t>(core));
        case Type::kSint32:
            return scalarOr(type, text, parseNumber<std::int32_t>(core));
        case Type::kUint64:
            return scalarOr(type, text, parseNumber<std::uint64_t>(core));
        case Type::kSint64:
            return scalarOr(type, text, parseNumber<std::int64_t>(core));
        case Type::kReal32:
            return scalarOr(type, text, parseReal<float>(core));
        case Type::kReal64:
            return scalarOr(type, text, parseReal<double>(core));
        case Type::kChar16:
            return scalarOr(type, text, parseChar16(text));
        case Type::kDatetime: {
            auto datetime = parseDatetime(core);
            if (!datetime) {
                return notA(type, text);
            }
            return Scalar(*datetime);
        }
        case Type::kString:
            return Scalar(std::string(text));
        case Type::kReference:
        case Type::kInstance:
            break;
    }
    return fail(ErrorCode::kInvalidArgument, "a " + std::string(typeName(type)) + " has no text form");
}

}  // namespace wsman::cim
