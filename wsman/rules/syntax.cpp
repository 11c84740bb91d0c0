#include "wsman/rules/syntax.h"

#include <algorithm>

namespace wsman::rules {

namespace {

bool isAlpha(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

bool isDigit(char c) {
    return c >= '0' && c <= '9';
}

bool isHex(char c) {
    return isDigit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

}  // namespace

bool isUri(std::string_view text) {
    const std::size_t colon = text.find(':');
    if (colon == std::string_view::npos || colon == 0 || colon + 1 == text.size() || !isAlpha(text.front())) {
        return false;
    }
    const std::string_view scheme = text.substr(0, colon);
    if (!std::all_of(scheme.begin(), scheme.end(),
                     [](char c) { return isAlpha(c) || isDigit(c) || c == '+' || c == '-' || c == '.'; })) {
        return false;
    }
    constexpr std::string_view kPunctuation = "-._~:/?#[]@!$&'()*+,;=";
    for (std::size_t i = colon + 1; i < text.size(); ++i) {
        const char c = text[i];
        if (c == '%') {
            if (i + 2 >= text.size() || !isHex(text[i + 1]) || !isHex(text[i + 2])) {
                return false;
            }
            i += 2;
        } else if (!isAlpha(c) && !isDigit(c) && kPunctuation.find(c) == std::string_view::npos) {
            return false;
        }
    }
    return true;
}

bool isLanguageTag(std::string_view text) {
    bool first = true;
    while (true) {
        const std::size_t dash = text.find('-');
        const std::string_view subtag = text.substr(0, dash);
        if (subtag.empty() || subtag.size() > 8 ||
            !std::all_of(subtag.begin(), subtag.end(), [&](char c) { return isAlpha(c) || (!first && isDigit(c)); })) {
            return false;
        }
        if (dash == std::string_view::npos) {
            return true;
        }
        text.remove_prefix(dash + 1);
        first = false;
    }
}

std::string mediaType(std::string_view contentType) {
    contentType = contentType.substr(0, contentType.find(';'));
    std::string type;
    for (const char c : contentType) {
        if (c != ' ' && c != '\t') {
            type += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
        }
    }
    return type;
}

}  // namespace wsman::rules
