#include "mockserver/scenario/template_lexer.h"

#include <algorithm>
#include <utility>

namespace mockserver {

using wsman::ErrorCode;
using wsman::fail;
using wsman::Result;

namespace {
constexpr std::string_view kOpen = "{{";
constexpr std::string_view kLiteralOpen = "{{{{";
constexpr std::string_view kClose = "}}";
}  // namespace

bool TemplateLexer::text(std::string& out) {
    while (at_ < text_.size()) {
        const std::size_t open = std::min(text_.find(kOpen, at_), text_.size());
        out += text_.substr(at_, open - at_);
        at_ = open;
        if (!text_.substr(at_).starts_with(kLiteralOpen)) {
            return at_ < text_.size();
        }
        out += kOpen;
        at_ += kLiteralOpen.size();
    }
    return false;
}

Result<TemplateTag> TemplateLexer::tag() {
    tagStart_ = at_;
    at_ += kOpen.size();
    auto words = readWords(false, 0);
    if (!words) {
        return tl::unexpected(words.error());
    }
    return TemplateTag{std::move(*words), std::string(text_.substr(tagStart_, at_ - tagStart_))};
}

/// Words up to the closing "}}", or ")" when `nested`, which is taken too.
Result<std::vector<TemplateWord>> TemplateLexer::readWords(bool nested, std::size_t depth) {
    std::vector<TemplateWord> words;
    while (true) {
        at_ = std::min(text_.find_first_not_of(" \t\r\n", at_), text_.size());
        const std::string_view rest = text_.substr(at_);
        if (rest.empty()) {
            return fail(ErrorCode::kInvalidValue, "found a placeholder without its closing \"}}\"");
        }
        if (nested ? rest[0] == ')' : rest.starts_with(kClose)) {
            at_ += nested ? 1 : kClose.size();
            return words;
        }
        auto word = readWord(rest[0], depth);
        if (!word) {
            return tl::unexpected(word.error());
        }
        words.push_back(std::move(*word));
    }
}

Result<TemplateWord> TemplateLexer::readWord(char first, std::size_t depth) {
    if (first == '"' || first == '\'') {
        return quotedWord();
    }
    if (first == '(') {
        ++at_;
        if (depth == kMaxTemplateNesting) {
            return fail(ErrorCode::kLimitExceeded, "found too many parentheses within each other");
        }
        auto inner = readWords(true, depth + 1);
        if (!inner) {
            return tl::unexpected(inner.error());
        }
        return TemplateWord{.inner = std::move(*inner), .nested = true};
    }
    const std::size_t end = std::min(text_.find_first_of(" \t\r\n}\"'()", at_), text_.size());
    if (end == at_) {
        return fail(ErrorCode::kInvalidValue,
                    "found a single \"" + std::string(1, first) + "\" in a placeholder, expected \"}}\"");
    }
    const std::size_t begin = std::exchange(at_, end);
    return TemplateWord{.text = std::string(text_.substr(begin, end - begin))};
}

Result<TemplateWord> TemplateLexer::quotedWord() {
    const char quote = text_[at_++];
    TemplateWord word{.quoted = true};
    for (; at_ < text_.size(); ++at_) {
        if (text_[at_] == quote) {
            ++at_;
            return word;
        }
        if (text_[at_] == '\\' && at_ + 1 < text_.size()) {
            ++at_;
        }
        word.text += text_[at_];
    }
    return fail(ErrorCode::kInvalidValue, "found an argument without its closing quote");
}

}  // namespace mockserver
