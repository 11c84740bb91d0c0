#include "wsman/query/lexer.h"

#include <algorithm>
#include <array>

#include "wsman/cim/quote.h"

namespace wsman::query {

namespace {

bool isDigit(char c) {
    return c >= '0' && c <= '9';
}

bool isNameChar(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || isDigit(c) ||
           static_cast<unsigned char>(c) >= 0x80U;
}

bool isSpace(char c) {
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

}  // namespace

std::string Lexer::place(std::size_t offset) const {
    std::size_t line = 1;
    std::size_t column = 1;
    for (const char c : text_.substr(0, std::min(offset, text_.size()))) {
        if (c == '\n') {
            ++line;
            column = 1;
        } else if ((static_cast<unsigned char>(c) & 0xC0U) != 0x80U) {
            ++column;
        }
    }
    return std::to_string(line) + ":" + std::to_string(column);
}

Result<Token> Lexer::string(char quote) {
    const std::size_t begin = at_++;
    std::string value;
    while (at_ < text_.size()) {
        const char c = text_[at_++];
        if (c == '\\' && at_ < text_.size()) {
            value += text_[at_++];
        } else if (c == quote) {
            if (at_ == text_.size() || text_[at_] != quote) {
                return Token{Token::Kind::kString, std::move(value), begin};
            }
            value += c;
            ++at_;
        } else {
            value += c;
        }
    }
    return fail(ErrorCode::kInvalidValue, "a string has no end", place(begin));
}

Token Lexer::number() {
    const std::size_t begin = at_;
    const bool hex = text_.substr(at_).starts_with("0x") || text_.substr(at_).starts_with("0X");
    if (hex) {
        at_ += 2;
    }
    const auto sign = [&](std::size_t at) {
        return !hex && (text_[at] == '+' || text_[at] == '-') && (text_[at - 1] == 'e' || text_[at - 1] == 'E');
    };
    while (at_ < text_.size() && (isNameChar(text_[at_]) || (text_[at_] == '.' && !hex) || sign(at_))) {
        ++at_;
    }
    return {Token::Kind::kNumber, std::string(text_.substr(begin, at_ - begin)), begin};
}

Result<Token> Lexer::next() {
    while (at_ < text_.size() && isSpace(text_[at_])) {
        ++at_;
    }
    if (at_ == text_.size()) {
        return Token{Token::Kind::kEnd, {}, at_};
    }
    const char c = text_[at_];
    if (c == '\'' || c == '"') {
        return string(c);
    }
    if (isDigit(c) || (c == '.' && at_ + 1 < text_.size() && isDigit(text_[at_ + 1]))) {
        return number();
    }
    const std::size_t begin = at_;
    if (isNameChar(c)) {
        while (at_ < text_.size() && isNameChar(text_[at_])) {
            ++at_;
        }
        return Token{Token::Kind::kName, std::string(text_.substr(begin, at_ - begin)), begin};
    }
    constexpr std::array<std::string_view, 6> kPairs{"<>", "!=", "<=", ">=", "||", "::"};
    for (const auto pair : kPairs) {
        if (text_.substr(at_).starts_with(pair)) {
            at_ += 2;
            return Token{Token::Kind::kSymbol, std::string(pair), begin};
        }
    }
    if (std::string_view("=<>()[]{},.*+-/@#").find(c) != std::string_view::npos) {
        ++at_;
        return Token{Token::Kind::kSymbol, std::string(1, c), begin};
    }
    return fail(ErrorCode::kInvalidValue, "nothing begins with " + cim::quoted(text_.substr(at_, 1)), place(at_));
}

Result<std::string> Lexer::untilBrace() {
    const std::size_t begin = at_;
    char quote = '\0';
    for (; at_ < text_.size(); ++at_) {
        const char c = text_[at_];
        if (quote != '\0') {
            if (c == '\\') {
                ++at_;
            } else if (c == quote) {
                quote = '\0';
            }
        } else if (c == '"' || c == '\'') {
            quote = c;
        } else if (c == '}') {
            std::string_view path = text_.substr(begin, at_ - begin);
            ++at_;
            while (!path.empty() && isSpace(path.front())) {
                path.remove_prefix(1);
            }
            while (!path.empty() && isSpace(path.back())) {
                path.remove_suffix(1);
            }
            return std::string(path);
        }
    }
    at_ = text_.size();
    return fail(ErrorCode::kInvalidValue, "an object path has no closing brace", place(begin));
}

}  // namespace wsman::query
