#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "wsman/error.h"

namespace re2 {
class RE2;
}

namespace mockserver {

/// What a scenario asks of one text: to be equal, to match a regular expression as a whole, to be there or not.
/// Immutable, cheap to copy, thread-safe. Regular expressions are RE2's: linear in the text, whatever the text.
class TextCriterion {
public:
    static TextCriterion equals(std::string text);
    static TextCriterion presence(bool present);
    /// Errors: kInvalidValue with RE2's words.
    static wsman::Result<TextCriterion> regex(const std::string& expression);

    /// `text` is nullopt when the request has none.
    [[nodiscard]] bool matches(std::optional<std::string_view> text) const;
    /// For near misses: "\"x\"", "/x.*/", "present", "absent".
    [[nodiscard]] std::string describe() const;
    /// The text asked for, when it is a comparison for equality.
    [[nodiscard]] const std::string* exactText() const { return kind_ == Kind::kEquals ? &text_ : nullptr; }
    /// True when it asks only that there is something.
    [[nodiscard]] bool asksPresence() const { return kind_ == Kind::kPresent; }
    /// How much it counts when the most specific match is sought.
    [[nodiscard]] int weight() const { return kind_ == Kind::kEquals ? 2 : 1; }

private:
    enum class Kind { kEquals, kRegex, kPresent, kAbsent };
    explicit TextCriterion(Kind kind) : kind_(kind) {}

    Kind kind_;
    std::string text_{};
    std::shared_ptr<const re2::RE2> regex_{};
};

/// A text as near misses show it: in quotes, cut when it is long; "nothing" for nullopt.
std::string inQuotes(std::optional<std::string_view> text);

/// `text` without white space at its ends and with one space for every run of it within.
std::string collapseSpace(std::string_view text);

}  // namespace mockserver
