#include "mockserver/scenario/text_criterion.h"

#include <re2/re2.h>

namespace mockserver {

TextCriterion TextCriterion::equals(std::string text) {
    TextCriterion out(Kind::kEquals);
    out.text_ = std::move(text);
    return out;
}

TextCriterion TextCriterion::presence(bool present) {
    return TextCriterion(present ? Kind::kPresent : Kind::kAbsent);
}

wsman::Result<TextCriterion> TextCriterion::regex(const std::string& expression) {
    re2::RE2::Options options;
    options.set_log_errors(false);
    options.set_dot_nl(true);
    auto compiled = std::make_shared<const re2::RE2>(expression, options);
    if (!compiled->ok()) {
        return wsman::fail(wsman::ErrorCode::kInvalidValue, compiled->error());
    }
    TextCriterion out(Kind::kRegex);
    out.text_ = expression;
    out.regex_ = std::move(compiled);
    return out;
}

bool TextCriterion::matches(std::optional<std::string_view> text) const {
    switch (kind_) {
        case Kind::kEquals:
            return text && *text == text_;
        case Kind::kRegex:
            return text && re2::RE2::FullMatch(re2::StringPiece(text->data(), text->size()), *regex_);
        case Kind::kPresent:
            return text.has_value();
        case Kind::kAbsent:
            return !text;
    }
    return false;
}

std::string TextCriterion::describe() const {
    switch (kind_) {
        case Kind::kEquals:
            return inQuotes(text_);
        case Kind::kRegex:
            return "/" + text_ + "/";
        case Kind::kPresent:
            return "present";
        case Kind::kAbsent:
            break;
    }
    return "absent";
}

std::string inQuotes(std::optional<std::string_view> text) {
    constexpr std::size_t kMost = 200;
    if (!text) {
        return "nothing";
    }
    std::size_t cut = text->size();
    if (cut > kMost) {
        for (cut = kMost; cut > 0 && (static_cast<unsigned char>((*text)[cut]) & 0xC0U) == 0x80U; --cut) {
        }
    }
    return '"' + std::string(text->substr(0, cut)) + (cut < text->size() ? "...\"" : "\"");
}

std::string collapseSpace(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    bool pending = false;
    for (const char c : text) {
        if (c == ' ' || c == '\t' || c == '\n' || c == '\r') {
            pending = !out.empty();
        } else {
            if (pending) {
                out += ' ';
                pending = false;
            }
            out += c;
        }
    }
    return out;
}

}  // namespace mockserver
