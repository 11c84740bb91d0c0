#include <algorithm>
#include <utility>

#include "wsman/query/query.h"

namespace wsman::query {

namespace {

char lower(char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

}  // namespace

LikePattern::LikePattern(std::string text, Dialect dialect) : text_(std::move(text)), dialect_(dialect) {
    using Kind = Part::Kind;
    const bool wql = dialect == Dialect::kWql;
    const auto plain = [&](char c) { parts_.push_back({Kind::kChar, std::string(1, wql ? lower(c) : c)}); };
    for (std::size_t i = 0; i < text_.size(); ++i) {
        const char c = text_[i];
        if (wql && c == '%') {
            parts_.push_back({Kind::kMany});
        } else if ((wql && c == '_') || (!wql && c == '.')) {
            const bool many = !wql && i + 1 < text_.size() && text_[i + 1] == '*';
            parts_.push_back({many ? Kind::kMany : Kind::kAny});
            i += many ? 1 : 0;
        } else if (wql && c == '[' && text_.find(']', i + 1) != std::string::npos) {
            const std::size_t end = text_.find(']', i + 1);
            Part part{Kind::kSet};
            std::size_t at = i + 1;
            if (text_[at] == '^' || text_[at] == '!') {
                part.negated = true;
                ++at;
            }
            for (; at < end; ++at) {
                if (at + 2 < end && text_[at + 1] == '-') {
                    for (int each = static_cast<unsigned char>(lower(text_[at]));
                         each <= static_cast<unsigned char>(lower(text_[at + 2])); ++each) {
                        part.set += static_cast<char>(each);
                    }
                    at += 2;
                } else {
                    part.set += lower(text_[at]);
                }
            }
            parts_.push_back(std::move(part));
            i = end;
        } else if (!wql && c == '\\' && i + 1 < text_.size()) {
            plain(text_[++i]);
        } else {
            plain(c);
        }
    }
}

bool LikePattern::fits(const Part& part, char c) const {
    if (dialect_ == Dialect::kWql) {
        c = lower(c);
    }
    switch (part.kind) {
        case Part::Kind::kChar:
            return part.set.front() == c;
        case Part::Kind::kSet:
            return (part.set.find(c) != std::string::npos) != part.negated;
        default:
            return true;
    }
}

bool LikePattern::matches(std::string_view text) const {
    // A "many" that did not work out takes one character more: only the last one ever has to.
    std::size_t part = 0;
    std::size_t at = 0;
    std::size_t many = parts_.size();
    std::size_t from = 0;
    while (at < text.size()) {
        if (part < parts_.size() && parts_[part].kind == Part::Kind::kMany) {
            many = part++;
            from = at;
        } else if (part < parts_.size() && fits(parts_[part], text[at])) {
            // One character may be several bytes; "any" takes them all.
            const bool one = parts_[part].kind != Part::Kind::kChar;
            ++part;
            ++at;
            while (one && at < text.size() && (static_cast<unsigned char>(text[at]) & 0xC0U) == 0x80U) {
                ++at;
            }
        } else if (many < parts_.size()) {
            part = many + 1;
            at = ++from;
        } else {
            return false;
        }
    }
    return std::all_of(parts_.begin() + static_cast<std::ptrdiff_t>(part), parts_.end(),
                       [](const Part& rest) { return rest.kind == Part::Kind::kMany; });
}

}  // namespace wsman::query
