#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "wsman/error.h"

namespace wsman::cim {

/// What the MOF grammar is made of (DSP0004 Annex A). Keywords are names: which of them a word is depends on its place.
enum class MofTokenKind : std::uint8_t {
    kEnd,
    kName,     ///< `text` is the word
    kAlias,    ///< `text` is the name after the $
    kString,   ///< `text` is its value, strings side by side joined, escapes resolved
    kChar,     ///< `unit` is its value
    kInteger,  ///< `magnitude` and `negative`
    kReal,     ///< `text` as written
    kPragma,   ///< "#pragma"
    kSymbol,   ///< `text` is one of { } ( ) [ ] : ; , =
};

struct MofToken {
    MofTokenKind kind = MofTokenKind::kEnd;
    std::string text{};
    char16_t unit = 0;
    std::uint64_t magnitude = 0;
    bool negative = false;
    std::size_t offset = 0;  ///< where it begins
    std::size_t end = 0;     ///< where what follows it begins
};

/// "line:column" of an offset, both from 1, columns in bytes.
std::string mofPlace(std::string_view text, std::size_t offset);

/// Cuts MOF text into tokens; white space and comments separate them. The text must outlive it.
class MofLexer {
public:
    /// Begins at `offset`.
    explicit MofLexer(std::string_view text, std::size_t offset = 0) : text_(text), at_(offset) {}

    /// The next token; kEnd at the end, again and again. Errors: kInvalidBody with "line:column" for what is no token
    /// (a character that MOF does not use, a string or comment without an end, a bad escape), kInvalidValue for an
    /// integer beyond 64 bits, kBadEncoding for a literal that is not UTF-8.
    Result<MofToken> next();

private:
    [[nodiscard]] char peek(std::size_t ahead = 0) const {
        return at_ + ahead < text_.size() ? text_[at_ + ahead] : '\0';
    }
    [[nodiscard]] tl::unexpected<Error> failAt(std::size_t offset, std::string message,
                                               ErrorCode code = ErrorCode::kInvalidBody) const;
    Result<void> skipBlank();
    Result<MofToken> word(MofToken token);
    Result<MofToken> string(MofToken token);
    Result<MofToken> character(MofToken token);
    Result<MofToken> number(MofToken token);
    Result<void> appendString(std::string& out);
    Result<char16_t> escape();

    std::string_view text_;
    std::size_t at_;
};

}  // namespace wsman::cim
