#include "wsman/query/xpath_level.h"

#include <algorithm>
#include <exception>
#include <iterator>
#include <pugixml.hpp>
#include <utility>

#include "wsman/cim/quote.h"
#include "wsman/query/lexer.h"
#include "wsman/xml/writer.h"

namespace wsman::query {

namespace {

constexpr std::size_t kMaxLength = 8192;
constexpr std::size_t kMaxNesting = 64;

bool isSpace(char c) {
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

bool isDigit(char c) {
    return c >= '0' && c <= '9';
}

bool isNameStart(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || static_cast<unsigned char>(c) >= 0x80U;
}

bool isNameChar(char c) {
    return isNameStart(c) || isDigit(c) || c == '-' || c == '.';
}

/// Copies the tokens that Level 2 has, with tests of local names in place of names. The order of tokens is for the
/// XPath compiler to judge.
class Translator {
public:
    explicit Translator(std::string_view text) : text_(text) {}

    Result<std::string> run() {
        while (!error_ && at_ < text_.size()) {
            marks_.push_back({out_.size(), at_});
            token();
        }
        made_ = out_.size();
        if (error_) {
            return tl::unexpected(std::move(*error_));
        }
        return std::move(out_);
    }

    /// The steps outside of conditions; a name, "." or "..", "@", "text()".
    struct Step {
        std::string name;
        std::optional<std::size_t> index{};
    };
    [[nodiscard]] const std::vector<Step>& steps() const { return steps_; }
    /// "line:column" of what was made into the byte `offset` of the result.
    [[nodiscard]] std::string placeOf(std::size_t offset) const {
        const auto after = std::ranges::upper_bound(marks_, offset, {}, &Mark::made);
        return Lexer(text_).place(offset >= made_           ? text_.size()
                                  : after == marks_.begin() ? 0
                                                            : std::prev(after)->from);
    }
    [[nodiscard]] bool isPath() const { return path_; }
    [[nodiscard]] bool isAbsolute() const { return absolute_; }

private:
    /// Where a token begins, in the result and in the text.
    struct Mark {
        std::size_t made;
        std::size_t from;
    };

    void fail(ErrorCode code, std::string message) {
        error_ = Error{code, std::move(message), Lexer(text_).place(at_)};
    }

    void copy(std::size_t count, bool operand) {
        out_ += text_.substr(at_, count);
        at_ += count;
        operand_ = operand;
    }

    void step(std::string name) {
        if (depth_ == 0) {
            steps_.push_back({std::move(name)});
        }
    }

    void token() {
        const char c = text_[at_];
        const std::string_view rest = text_.substr(at_);
        path_ = path_ && (depth_ == 0 || c == ']' || isDigit(c) || isSpace(c));  // but for indexes
        if (isSpace(c)) {
            copy(1, operand_);
        } else if (c == '"' || c == '\'') {
            const auto end = text_.find(c, at_ + 1);
            if (end == std::string_view::npos) {
                return fail(ErrorCode::kInvalidValue, "a string has no end");
            }
            path_ = false;
            copy(end + 1 - at_, true);
        } else if (isDigit(c)) {
            number();
        } else if (isNameStart(c)) {
            name();
        } else if (rest.starts_with("//") || rest.starts_with("::") || c == '|' || c == '+' || c == '-' || c == '$' ||
                   c == ',') {
            fail(ErrorCode::kUnsupported, cim::quoted(rest.substr(0, 1)) + " is beyond XPath Level 2");
        } else {
            symbol(c, rest);
        }
    }

    void number() {
        std::size_t end = at_;
        while (end < text_.size() && (isDigit(text_[end]) || text_[end] == '.')) {
            ++end;
        }
        const auto digits = text_.substr(at_, end - at_);
        std::size_t next = end;
        while (next < text_.size() && isSpace(text_[next])) {
            ++next;
        }
        const bool index = depth_ == 1 && bracket_ && out_.ends_with('[') && next < text_.size() &&
                           text_[next] == ']' && digits.size() < 10;
        if (index && !steps_.empty() && !steps_.back().index && digits.find('.') == std::string_view::npos) {
            steps_.back().index = std::stoul(std::string(digits));
        } else {
            path_ = false;
        }
        copy(end - at_, true);
    }

    void name() {
        std::size_t end = at_;
        while (end < text_.size() && isNameChar(text_[end])) {
            ++end;
        }
        std::string_view word = text_.substr(at_, end - at_);
        if (operand_) {  // an operator
            if (word != "and" && word != "or") {
                return fail(ErrorCode::kUnsupported, cim::quoted(word) + " is beyond XPath Level 2");
            }
            path_ = false;
            return copy(word.size(), false);
        }
        if (end + 1 < text_.size() && text_[end] == ':' && isNameStart(text_[end + 1])) {
            const std::size_t local = end + 1;
            for (end = local; end < text_.size() && isNameChar(text_[end]);) {
                ++end;
            }
            word = text_.substr(local, end - local);
        }
        std::size_t next = end;
        while (next < text_.size() && isSpace(text_[next])) {
            ++next;
        }
        if (next < text_.size() && text_[next] == '(') {
            if (word == "text") {
                step("text()");
                const auto close = text_.find(')', next);
                return copy((close == std::string_view::npos ? text_.size() : close + 1) - at_, true);
            }
            if (word == "not") {
                path_ = false;
                return copy(word.size(), false);
            }
            return fail(ErrorCode::kUnsupported, "the function " + cim::quoted(word) + " is beyond XPath Level 2");
        }
        if (text_.substr(next).starts_with("::")) {
            return fail(ErrorCode::kUnsupported, "the axis " + cim::quoted(word) + " is beyond XPath Level 2");
        }
        const bool attribute = out_.ends_with('@');
        if (!attribute) {
            step(std::string(word));
        }
        out_ += "*[local-name()=\"" + std::string(word) + "\"]";
        at_ = end;
        operand_ = true;
    }

    void symbol(char c, std::string_view rest) {
        if (c == '[' || c == '(') {
            bracket_ = c == '[' && depth_ == 0;
            path_ = path_ && c == '[';
            if (++depth_ > kMaxNesting) {
                return fail(ErrorCode::kLimitExceeded, "conditions are nested too deep");
            }
            return copy(1, false);
        }
        if (c == ']' || c == ')') {
            depth_ -= depth_ > 0 ? 1 : 0;
            return copy(1, true);
        }
        if (c == '.') {
            const std::size_t size = rest.starts_with("..") ? 2 : 1;
            step(std::string(rest.substr(0, size)));
            return copy(size, true);
        }
        if (c == '/') {
            absolute_ = absolute_ || (depth_ == 0 && steps_.empty());
            return copy(1, false);
        }
        if (c == '@') {
            step("@");
            return copy(1, false);
        }
        if (c == '*' && !operand_) {
            step("*");
            return copy(1, true);
        }
        constexpr std::string_view kComparisons = "=<>!";
        if (kComparisons.find(c) != std::string_view::npos) {
            path_ = false;
            return copy(rest.size() > 1 && rest[1] == '=' ? 2 : 1, false);
        }
        fail(c == '*' ? ErrorCode::kUnsupported : ErrorCode::kInvalidValue,
             cim::quoted(std::string_view(&c, 1)) + " cannot stand here");
    }

    std::string_view text_;
    std::size_t at_ = 0;
    std::string out_;
    std::optional<Error> error_;
    std::vector<Step> steps_;
    std::vector<Mark> marks_;
    std::size_t made_ = 0;
    bool operand_ = false;  ///< what was read last can be an operator's left side
    bool path_ = true;      ///< it is nothing but a path so far
    bool absolute_ = false;
    bool bracket_ = false;
    std::size_t depth_ = 0;
};

std::optional<XPathLevel::PropertyTarget> targetOf(const Translator& translated) {
    if (!translated.isPath()) {
        return std::nullopt;
    }
    XPathLevel::PropertyTarget out;
    auto steps = translated.steps();
    if (!steps.empty() && (translated.isAbsolute() || steps.front().name == ".")) {
        if (steps.front().index) {
            return std::nullopt;
        }
        steps.erase(steps.begin());  // the root element
    } else if (translated.isAbsolute()) {
        return out;
    }
    if (steps.size() > 1 && steps.back().name == "text()") {
        out.text = true;
        steps.pop_back();
    }
    if (steps.empty()) {
        return out;
    }
    const auto& name = steps.front().name;
    if (steps.size() > 1 || name == "@" || name == ".." || name == "." || name == "*" || name == "text()") {
        return std::nullopt;
    }
    out.property = name;
    out.index = steps.front().index;
    return out;
}

}  // namespace

Result<XPathLevel> XPathLevel::compile(std::string_view expression) {
    if (expression.size() > kMaxLength) {
        return fail(ErrorCode::kLimitExceeded, "an expression of more than " + std::to_string(kMaxLength) + " bytes");
    }
    if (expression.find('\0') != std::string_view::npos) {
        return fail(ErrorCode::kInvalidValue, "a NUL character");
    }
    Translator translator(expression);
    const auto translated = translator.run();
    if (!translated) {
        return tl::unexpected(translated.error());
    }
    XPathLevel out;
    try {
        out.query_ = std::make_shared<const pugi::xpath_query>(translated->c_str());
        if (out.query_->return_type() == pugi::xpath_type_none) {
            return fail(ErrorCode::kInvalidValue, "an expression without a value", "1:1");
        }
    } catch (const pugi::xpath_exception& error) {
        const auto offset = static_cast<std::size_t>(std::max<std::ptrdiff_t>(error.result().offset, 0));
        return fail(ErrorCode::kInvalidValue, error.what(), translator.placeOf(offset));
    } catch (const std::exception& error) {
        return fail(ErrorCode::kInvalidValue, error.what(), "1:1");
    }
    out.target_ = targetOf(translator);
    const auto& steps = translator.steps();
    const bool root = steps.empty() || (steps.size() == 1 && (steps[0].name == "." || translator.isAbsolute())) ||
                      (steps.size() == 2 && steps[0].name == ".." && steps[1].name != "..");
    out.condition_ = out.query_->return_type() != pugi::xpath_type_node_set || root;
    return out;
}

std::string XPathLevel::select(xml::Node root) const {
    std::string out;
    if (query_->return_type() != pugi::xpath_type_node_set) {
        return out;
    }
    auto nodes = query_->evaluate_node_set(pugi::xpath_node(root.raw()));
    nodes.sort();
    for (const auto& node : nodes) {
        if (node.attribute()) {
            xml::appendEscaped(out, node.attribute().value());
        } else if (node.node().type() == pugi::node_element) {
            out += xml::Node(node.node()).outerXml();
        } else if (node.node().type() == pugi::node_document) {
            out += xml::Node(node.node().first_child()).outerXml();
        } else {
            xml::appendEscaped(out, node.node().value());
        }
    }
    return out;
}

bool XPathLevel::test(xml::Node root) const {
    return query_->evaluate_boolean(pugi::xpath_node(root.raw()));
}

}  // namespace wsman::query
