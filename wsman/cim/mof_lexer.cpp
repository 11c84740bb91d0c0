#include "wsman/cim/mof_lexer.h"

#include <algorithm>
#include <charconv>
#include <utility>

#include "wsman/cim/instance.h"
#include "wsman/cim/quote.h"
#include "wsman/xml/chars.h"

namespace wsman::cim {

namespace {

constexpr std::string_view kSymbols = "{}()[]:;,=";

bool isDigit(char c) {
    return c >= '0' && c <= '9';
}

bool isNameStart(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || static_cast<unsigned char>(c) >= 0x80;
}

bool isName(char c) {
    return isNameStart(c) || isDigit(c);
}

bool isHexDigit(char c) {
    return isDigit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

bool isHighSurrogate(char16_t unit) {
    return unit >= 0xD800 && unit <= 0xDBFF;
}

bool isLowSurrogate(char16_t unit) {
    return unit >= 0xDC00 && unit <= 0xDFFF;
}

void appendUtf8(std::string& out, std::uint32_t code) {
    const auto byte = [&out](std::uint32_t value) { out += static_cast<char>(static_cast<unsigned char>(value)); };
    if (code < 0x80) {
        byte(code);
    } else if (code < 0x800) {
        byte(0xC0U | code >> 6);
        byte(0x80U | (code & 0x3FU));
    } else if (code < 0x10000) {
        byte(0xE0U | code >> 12);
        byte(0x80U | (code >> 6 & 0x3FU));
        byte(0x80U | (code & 0x3FU));
    } else {
        byte(0xF0U | code >> 18);
        byte(0x80U | (code >> 12 & 0x3FU));
        byte(0x80U | (code >> 6 & 0x3FU));
        byte(0x80U | (code & 0x3FU));
    }
}

/// The number base of `digits` and the digits alone: "0x1F", "101b", "017", "23".
std::pair<int, std::string_view> baseOf(std::string_view digits) {
    if (digits.starts_with("0x") || digits.starts_with("0X")) {
        return {16, digits.substr(2)};
    }
    if (digits.ends_with('b') || digits.ends_with('B')) {
        return {2, digits.substr(0, digits.size() - 1)};
    }
    return {digits.size() > 1 && digits.front() == '0' ? 8 : 10, digits};
}

/// Digits, a dot with digits after it, an exponent: one of the last two at least. MOF wants the dot; object paths are
/// written without.
bool isReal(std::string_view text) {
    std::size_t at = 0;
    const auto skipDigits = [&] {
        const std::size_t start = at;
        while (at < text.size() && isDigit(text[at])) {
            ++at;
        }
        return at - start;
    };
    std::size_t digits = skipDigits();
    const bool hasDot = at < text.size() && text[at] == '.';
    if (hasDot) {
        ++at;
        const std::size_t decimals = skipDigits();
        digits = decimals == 0 ? 0 : digits + decimals;
    }
    const bool hasExponent = at < text.size() && xml::lower(text[at]) == 'e';
    if (hasExponent) {
        ++at;
        at += at < text.size() && (text[at] == '+' || text[at] == '-') ? 1U : 0U;
        digits = skipDigits() == 0 ? 0 : digits;
    }
    return digits > 0 && at == text.size() && (hasDot || hasExponent);
}

}  // namespace

std::string mofPlace(std::string_view text, std::size_t offset) {
    const std::string_view before = text.substr(0, std::min(offset, text.size()));
    const auto line = std::count(before.begin(), before.end(), '\n') + 1;
    const std::size_t start = before.rfind('\n') == std::string_view::npos ? 0 : before.rfind('\n') + 1;
    return std::to_string(line) + ":" + std::to_string(before.size() - start + 1);
}

tl::unexpected<Error> MofLexer::failAt(std::size_t offset, std::string message, ErrorCode code) const {
    return fail(code, std::move(message), mofPlace(text_, offset));
}

Result<void> MofLexer::skipBlank() {
    while (at_ < text_.size()) {
        const char c = text_[at_];
        if (xml::isSpace(c) || c == '\f' || c == '\v') {
            ++at_;
        } else if (c == '/' && peek(1) == '/') {
            at_ = std::min(text_.find('\n', at_), text_.size());
        } else if (c == '/' && peek(1) == '*') {
            const std::size_t end = text_.find("*/", at_ + 2);
            if (end == std::string_view::npos) {
                return failAt(at_, "a comment without its */");
            }
            at_ = end + 2;
        } else {
            break;
        }
    }
    return {};
}

Result<MofToken> MofLexer::next() {
    if (const auto skipped = skipBlank(); !skipped) {
        return tl::unexpected(skipped.error());
    }
    MofToken token;
    token.offset = token.end = at_;
    if (at_ == text_.size()) {
        return token;
    }
    const char c = text_[at_];
    if (kSymbols.find(c) != std::string_view::npos) {
        token.kind = MofTokenKind::kSymbol;
        token.text = c;
        token.end = ++at_;
        return token;
    }
    if (c == '"') {
        return string(std::move(token));
    }
    if (c == '\'') {
        return character(std::move(token));
    }
    if (isDigit(c) || c == '+' || c == '-' || c == '.') {
        return number(std::move(token));
    }
    if (isNameStart(c) || c == '$' || c == '#') {
        return word(std::move(token));
    }
    return failAt(at_, quoted(text_.substr(at_, 1)) + " has no meaning here");
}

Result<MofToken> MofLexer::word(MofToken token) {
    const char lead = text_[at_];
    token.kind = lead == '$' ? MofTokenKind::kAlias : lead == '#' ? MofTokenKind::kPragma : MofTokenKind::kName;
    if (token.kind != MofTokenKind::kName) {
        ++at_;
    }
    const std::size_t start = at_;
    while (isName(peek())) {
        ++at_;
    }
    const std::string_view name = text_.substr(start, at_ - start);
    if (token.kind == MofTokenKind::kPragma ? !sameName(name, "pragma") : name.empty() || isDigit(name.front())) {
        return failAt(token.offset, lead == '#' ? "#pragma was expected" : "a name was expected after $");
    }
    if (xml::findBadUtf8(name) != std::string_view::npos) {
        return failAt(token.offset, "a name that is not UTF-8", ErrorCode::kBadEncoding);
    }
    token.text = name;
    token.end = at_;
    return token;
}

/// After a backslash.
Result<char16_t> MofLexer::escape() {
    const std::size_t start = at_ - 1;
    const char c = peek();
    ++at_;
    switch (c) {
        case 'b':
            return u'\b';
        case 't':
            return u'\t';
        case 'n':
            return u'\n';
        case 'f':
            return u'\f';
        case 'r':
            return u'\r';
        case '"':
        case '\'':
        case '\\':
            return static_cast<char16_t>(c);
        case 'x':
        case 'X': {
            std::uint32_t unit = 0;
            int digits = 0;
            for (; digits < 4 && isHexDigit(peek()); ++digits, ++at_) {
                const char digit = xml::lower(peek());
                unit = unit * 16 + static_cast<std::uint32_t>(isDigit(digit) ? digit - '0' : digit - 'a' + 10);
            }
            if (digits == 0) {
                return failAt(start, "one to four hexadecimal digits were expected after \\x");
            }
            return static_cast<char16_t>(unit);
        }
        default:
            return failAt(start, "one of b t n f r \" ' \\ x was expected after a backslash");
    }
}

/// One string in quotes; at_ is at the first.
Result<void> MofLexer::appendString(std::string& out) {
    const std::size_t open = at_++;
    for (;;) {
        const std::size_t stop = text_.find_first_of("\"\\", at_);
        if (stop == std::string_view::npos) {
            return failAt(open, "a string without its closing quote");
        }
        out.append(text_.substr(at_, stop - at_));
        at_ = stop + 1;
        if (text_[stop] == '"') {
            return {};
        }
        const auto unit = escape();
        if (!unit) {
            return tl::unexpected(unit.error());
        }
        std::uint32_t code = *unit;
        if (isHighSurrogate(*unit) && peek() == '\\' && (peek(1) == 'x' || peek(1) == 'X')) {
            ++at_;
            const auto low = escape();
            if (low && isLowSurrogate(*low)) {
                code = 0x10000U + ((code - 0xD800U) << 10) + (*low - 0xDC00U);
            }
        }
        if (code >= 0xD800 && code <= 0xDFFF) {
            return failAt(stop, "half of a surrogate pair is no character of a string", ErrorCode::kInvalidValue);
        }
        appendUtf8(out, code);
    }
}

Result<MofToken> MofLexer::string(MofToken token) {
    token.kind = MofTokenKind::kString;
    for (;;) {
        if (const auto appended = appendString(token.text); !appended) {
            return tl::unexpected(appended.error());
        }
        token.end = at_;
        if (const auto skipped = skipBlank(); !skipped) {
            return tl::unexpected(skipped.error());
        }
        if (peek() != '"') {
            break;
        }
    }
    if (xml::findBadUtf8(token.text) != std::string_view::npos) {
        return failAt(token.offset, "a string that is not UTF-8", ErrorCode::kBadEncoding);
    }
    return token;
}

Result<MofToken> MofLexer::character(MofToken token) {
    token.kind = MofTokenKind::kChar;
    ++at_;
    if (peek() == '\\') {
        ++at_;
        const auto unit = escape();
        if (!unit) {
            return tl::unexpected(unit.error());
        }
        token.unit = *unit;
    } else {
        const xml::CodePoint point = at_ < text_.size() ? xml::decodeUtf8(text_, at_) : xml::CodePoint{};
        if (point.size == 0 || point.value > 0xFFFF || point.value == U'\'') {
            return failAt(token.offset, "one 16-bit character was expected between quotes");
        }
        token.unit = static_cast<char16_t>(point.value);
        at_ += point.size;
    }
    if (at_ >= text_.size() || text_[at_] != '\'') {
        return failAt(token.offset, "one character was expected between quotes");
    }
    token.end = ++at_;
    return token;
}

Result<MofToken> MofLexer::number(MofToken token) {
    const bool hasSign = peek() == '+' || peek() == '-';
    token.negative = peek() == '-';
    at_ += hasSign ? 1 : 0;
    const std::size_t start = at_;
    const bool isHex = xml::lower(peek(1)) == 'x';
    while (isName(peek()) || peek() == '.' ||
           ((peek() == '+' || peek() == '-') && !isHex && xml::lower(text_[at_ - 1]) == 'e')) {
        ++at_;
    }
    const std::string_view digits = text_.substr(start, at_ - start);
    token.end = at_;
    if (isReal(digits)) {
        token.kind = MofTokenKind::kReal;
        token.text = text_.substr(token.offset, at_ - token.offset);
        return token;
    }
    token.kind = MofTokenKind::kInteger;
    const auto [base, core] = baseOf(digits);
    const char* const end = core.data() + core.size();
    const auto [stop, error] = std::from_chars(core.data(), end, token.magnitude, base);
    if (error == std::errc::result_out_of_range) {
        return failAt(token.offset, quoted(digits) + " is beyond 64 bits", ErrorCode::kInvalidValue);
    }
    if (error != std::errc{} || stop != end) {
        return failAt(token.offset, quoted(text_.substr(token.offset, at_ - token.offset)) + " is no number");
    }
    return token;
}

}  // namespace wsman::cim
