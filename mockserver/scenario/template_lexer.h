#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "wsman/error.h"

namespace mockserver {

/// A part of a template's tag: a word, a quoted text, or an expression in parentheses.
struct TemplateWord {
    std::string text{};
    bool quoted = false;
    std::vector<TemplateWord> inner{};
    bool nested = false;
};

/// What stands between "{{" and "}}".
struct TemplateTag {
    std::vector<TemplateWord> words{};
    std::string source{};  ///< as it was written, braces included

    /// The first word when it is a plain one, else empty.
    [[nodiscard]] std::string_view first() const {
        return words.empty() || words[0].quoted || words[0].nested ? std::string_view() : words[0].text;
    }
};

/// How deep parentheses and blocks may be nested.
inline constexpr std::size_t kMaxTemplateNesting = 32;

/// Reads a template's text front to back, in turns: text(), then tag() while it says that there is one.
class TemplateLexer {
public:
    explicit TemplateLexer(std::string_view text) : text_(text) {}

    /// Appends the text up to the next tag, four braces being two; false when the end comes first.
    bool text(std::string& out);
    /// The tag that follows. Errors: kInvalidValue, kLimitExceeded.
    wsman::Result<TemplateTag> tag();
    /// Where the last tag began, in bytes.
    [[nodiscard]] std::size_t tagStart() const { return tagStart_; }

private:
    wsman::Result<std::vector<TemplateWord>> readWords(bool nested, std::size_t depth);
    wsman::Result<TemplateWord> readWord(char first, std::size_t depth);
    wsman::Result<TemplateWord> quotedWord();

    std::string_view text_;
    std::size_t at_ = 0;
    std::size_t tagStart_ = 0;
};

}  // namespace mockserver
