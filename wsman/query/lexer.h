#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "wsman/error.h"

namespace wsman::query {

struct Token {
    enum class Kind { kEnd, kName, kNumber, kString, kSymbol };
    Kind kind = Kind::kEnd;
    std::string text{};      ///< of a string, its value
    std::size_t offset = 0;  ///< where it begins
};

/// Takes query text apart. Names may hold letters, digits, "_" and bytes beyond ASCII; strings are in single or double
/// quotes, with "\" before what they could not hold or the quote doubled.
class Lexer {
public:
    explicit Lexer(std::string_view text) : text_(text) {}
    /// Errors: kInvalidValue for a character that nothing begins with, a string without end.
    Result<Token> next();
    /// What stands before the next "}" that is in no quotes, and the brace; for object paths.
    Result<std::string> untilBrace();
    /// "line:column" of a byte, both from 1, in characters.
    [[nodiscard]] std::string place(std::size_t offset) const;

private:
    Result<Token> string(char quote);
    Token number();

    std::string_view text_;
    std::size_t at_ = 0;
};

}  // namespace wsman::query
