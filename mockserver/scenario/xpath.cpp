#include "mockserver/scenario/xpath.h"

#include <exception>
#include <pugixml.hpp>

#include "wsman/uris.h"

namespace mockserver {
namespace {

using wsman::ErrorCode;
using wsman::fail;
using wsman::Result;

bool isSpace(char c) {
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}
bool isDigit(char c) {
    return c >= '0' && c <= '9';
}
bool isNameStart(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || static_cast<unsigned char>(c) >= 0x80;
}
bool isNameChar(char c) {
    return isNameStart(c) || isDigit(c) || c == '-' || c == '.';
}

/// Walks the tokens of XPath 1.0 §3.7 and copies them, name tests excepted.
class Rewriter {
public:
    Rewriter(std::string_view text, const NamespaceMap& namespaces) : text_(text), namespaces_(namespaces) {}

    Result<std::string> run() {
        while (at_ < text_.size()) {
            const char c = text_[at_];
            if (isSpace(c)) {
                out_ += c;
                ++at_;
            } else if (c == '"' || c == '\'') {
                const std::size_t end = text_.find(c, at_ + 1);
                if (end == text_.npos) {
                    return fail(ErrorCode::kInvalidValue, "a literal without its closing quote");
                }
                copy(end + 1 - at_, Before::kOperand);
            } else if (isDigit(c) || (c == '.' && at_ + 1 < text_.size() && isDigit(text_[at_ + 1]))) {
                std::size_t end = at_;
                while (end < text_.size() && (isDigit(text_[end]) || text_[end] == '.')) {
                    ++end;
                }
                copy(end - at_, Before::kOperand);
            } else if (c == '$') {
                return fail(ErrorCode::kInvalidValue, "a variable, of which there are none");
            } else if (isNameStart(c)) {
                if (auto done = name(); !done) {
                    return tl::unexpected(done.error());
                }
            } else {
                symbol();
            }
        }
        return std::move(out_);
    }

private:
    /// What stands before the token at hand, as far as it decides what the token is.
    enum class Before { kNothing, kOperand, kAttributeAxis };

    void copy(std::size_t count, Before then) {
        out_ += text_.substr(at_, count);
        at_ += count;
        before_ = then;
    }

    void symbol() {
        const char c = text_[at_];
        if (c == '@') {
            copy(1, Before::kAttributeAxis);
        } else if (c == ')' || c == ']' || c == '.') {
            copy(text_.substr(at_, 2) == ".." ? 2 : 1, Before::kOperand);
        } else if (c == '*') {
            // After an operand it multiplies, else it is a name test.
            copy(1, before_ == Before::kOperand ? Before::kNothing : Before::kOperand);
        } else {
            copy(text_.substr(at_, 2) == "::" || text_.substr(at_, 2) == "//" ? 2 : 1, Before::kNothing);
        }
    }

    std::size_t nameEnd(std::size_t from) const {
        while (from < text_.size() && isNameChar(text_[from])) {
            ++from;
        }
        return from;
    }

    Result<void> name() {
        const std::size_t end = nameEnd(at_);
        const std::string_view word = text_.substr(at_, end - at_);
        std::size_t next = end;
        while (next < text_.size() && isSpace(text_[next])) {
            ++next;
        }
        if (before_ == Before::kOperand) {
            copy(word.size(), Before::kNothing);  // and, or, div, mod
            return {};
        }
        if (text_.substr(next, 2) == "::") {
            const bool attribute = word == "attribute";
            copy(next + 2 - at_, attribute ? Before::kAttributeAxis : Before::kNothing);
            return {};
        }
        if (next < text_.size() && text_[next] == '(') {
            copy(word.size(), Before::kNothing);  // a function or a node type
            return {};
        }
        if (text_.substr(end, 1) == ":" && end + 1 < text_.size() &&
            (text_[end + 1] == '*' || isNameStart(text_[end + 1]))) {
            return prefixed(word, end + 1);
        }
        if (before_ == Before::kAttributeAxis) {
            copy(word.size(), Before::kOperand);
            return {};
        }
        write(word, "");
        at_ = end;
        return {};
    }

    Result<void> prefixed(std::string_view prefix, std::size_t localAt) {
        const bool any = text_[localAt] == '*';
        const std::size_t end = any ? localAt + 1 : nameEnd(localAt);
        std::size_t next = end;
        while (next < text_.size() && isSpace(text_[next])) {
            ++next;
        }
        if (next < text_.size() && text_[next] == '(') {
            return fail(ErrorCode::kInvalidValue, "a function with a prefix, of which there are none");
        }
        const auto found = namespaces_.find(prefix);
        if (found == namespaces_.end()) {
            return fail(ErrorCode::kNotFound, "the prefix \"" + std::string(prefix) +
                                                  "\", expected a predefined one or one of \"namespaces\"");
        }
        if (found->second.find('"') != std::string::npos) {
            return fail(ErrorCode::kInvalidValue, "a namespace URI with a quotation mark");
        }
        write(any ? std::string_view() : text_.substr(localAt, end - localAt), found->second);
        at_ = end;
        return {};
    }

    /// The test for {uri}local; for {uri}* when `local` is empty.
    void write(std::string_view local, std::string_view uri) {
        out_ += "*[";
        if (!local.empty()) {
            out_.append("local-name()=\"").append(local).append("\" and ");
        }
        out_.append("namespace-uri()=\"").append(uri).append("\"]");
        before_ = Before::kOperand;
    }

    std::string_view text_;
    const NamespaceMap& namespaces_;
    std::size_t at_ = 0;
    std::string out_;
    Before before_ = Before::kNothing;
};

std::string trimmed(const std::string& text) {
    const std::size_t first = text.find_first_not_of(" \t\r\n");
    return first == text.npos ? std::string() : text.substr(first, text.find_last_not_of(" \t\r\n") - first + 1);
}

}  // namespace

const NamespaceMap& predefinedNamespaces() {
    static const NamespaceMap kMap = [] {
        NamespaceMap map;
        const std::pair<const char*, std::string_view> all[] = {
            {"s", wsman::ns::kSoap},     {"a", wsman::ns::kAddressing},   {"w", wsman::ns::kWsman},
            {"p", wsman::ns::kMsWsman},  {"n", wsman::ns::kEnumeration},  {"x", wsman::ns::kTransfer},
            {"e", wsman::ns::kEventing}, {"b", wsman::ns::kCimBinding},   {"cim", wsman::ns::kCimCommon},
            {"xsi", wsman::ns::kXsi},    {"wsmid", wsman::ns::kIdentity},
        };
        for (const auto& [prefix, uri] : all) {
            map.emplace(prefix, uri);
        }
        return map;
    }();
    return kMap;
}

Result<std::string> rewriteNameTests(std::string_view expression, const NamespaceMap& namespaces) {
    return Rewriter(expression, namespaces).run();
}

Result<XPath> XPath::compile(std::string_view expression, const NamespaceMap& namespaces) {
    constexpr std::size_t kMaxLength = 8192;
    if (expression.size() > kMaxLength) {
        return fail(ErrorCode::kLimitExceeded, "an expression of more than " + std::to_string(kMaxLength) + " bytes");
    }
    if (expression.find('\0') != expression.npos) {
        return fail(ErrorCode::kInvalidValue, "a NUL character");
    }
    auto rewritten = rewriteNameTests(expression, namespaces);
    if (!rewritten) {
        return tl::unexpected(rewritten.error());
    }
    XPath out;
    out.expression_ = expression;
    try {
        auto query = std::make_shared<const pugi::xpath_query>(rewritten->c_str());
        if (query->return_type() == pugi::xpath_type_none) {
            return fail(ErrorCode::kInvalidValue, "an expression without a value");
        }
        out.query_ = std::move(query);
    } catch (const std::exception& error) {
        return fail(ErrorCode::kInvalidValue, error.what());
    }
    return out;
}

bool XPath::test(wsman::xml::Node context) const {
    return query_->evaluate_boolean(pugi::xpath_node(context.raw()));
}

std::string XPath::text(wsman::xml::Node context) const {
    return trimmed(query_->evaluate_string(pugi::xpath_node(context.raw())));
}

}  // namespace mockserver
