#include "wsman/xml/prescan.h"

#include <algorithm>
#include <cstring>
#include <iterator>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "wsman/uris.h"
#include "wsman/xml/chars.h"
#include "wsman/xml/lexical.h"
#include "wsman/xml/name_scope.h"

namespace wsman::xml {
namespace {

using std::string_view;

constexpr std::size_t kNone = string_view::npos;

struct ScannedName {
    string_view qname;
    string_view prefix;
    string_view local;
};

struct ScannedAttribute {
    ScannedName name;
    string_view value;
    std::size_t at;
};

struct ExpandedName {
    string_view local;
    string_view uri;
    std::size_t at;
    auto operator<=>(const ExpandedName&) const = default;
    [[nodiscard]] bool same(const ExpandedName& other) const { return local == other.local && uri == other.uri; }
};

class Scanner {
public:
    Scanner(string_view text, const Limits& limits)
        : text_(text), limits_(limits), maxDepth_(std::min(limits.maxDepth, Limits::kMaxDepth)) {}

    Result<void> run() {
        if (document()) {
            return {};
        }
        return tl::unexpected(std::move(error_));
    }

private:
    bool document();
    bool markup();
    bool comment();
    bool cdata();
    bool text(std::size_t end);
    bool startTag();
    bool endTag();
    bool attribute();
    bool name(ScannedName& out);
    bool namespaces(const ScannedName& element, std::size_t elementAt);
    bool declare(const ScannedAttribute& attribute);
    bool duplicates();

    bool skipSpace() {
        const std::size_t begin = at_;
        while (at_ < text_.size() && isSpace(text_[at_])) {
            ++at_;
        }
        return at_ > begin;
    }
    [[nodiscard]] bool looking(string_view wanted) const { return text_.substr(at_).starts_with(wanted); }
    [[nodiscard]] char peek() const { return at_ < text_.size() ? text_[at_] : '\0'; }

    bool bad(std::size_t at, std::string message, ErrorCode code = ErrorCode::kMalformedXml) {
        error_ = Error{code, std::move(message), lineColumn(text_, std::min(at, text_.size()))};
        return false;
    }
    bool passes(std::optional<Finding> finding) {
        return !finding || bad(finding->at, std::move(finding->message), finding->code);
    }
    bool limit(std::size_t at, std::string message) { return bad(at, std::move(message), ErrorCode::kLimitExceeded); }

    struct Open {
        string_view qname;
        std::size_t scope;  ///< declarations in scope outside this element
    };

    string_view text_;
    const Limits& limits_;
    std::size_t maxDepth_;
    std::size_t at_ = 0;
    std::size_t elements_ = 0;
    std::vector<Open> open_;
    NameScope scope_;
    std::vector<ScannedAttribute> attributes_;  // of the element at hand
    std::vector<ExpandedName> expanded_;        // their names
    Error error_;
};

bool Scanner::document() {
    if (text_.size() > limits_.maxBytes) {
        return limit(0, "the document is longer than " + std::to_string(limits_.maxBytes) + " bytes");
    }
    if (!passes(checkCharacters(text_)) || !passes(checkDeclaration(text_, at_))) {
        return false;
    }
    while (at_ < text_.size()) {
        const void* found = std::memchr(text_.data() + at_, '<', text_.size() - at_);
        const std::size_t next =
            found == nullptr ? text_.size() : static_cast<std::size_t>(static_cast<const char*>(found) - text_.data());
        if (!text(next)) {
            return false;
        }
        at_ = next;
        if (at_ < text_.size() && !markup()) {
            return false;
        }
    }
    if (!open_.empty()) {
        return bad(at_, "the document ends inside the element " + quoted(open_.back().qname));
    }
    return elements_ > 0 || bad(at_, "there is no root element");
}

bool Scanner::markup() {
    const char c = at_ + 1 < text_.size() ? text_[at_ + 1] : '\0';
    if (c == '/') {
        return endTag();
    }
    if (c == '!') {
        if (looking("<!--")) {
            return comment();
        }
        if (looking("<![CDATA[")) {
            return cdata();
        }
        if (looking("<!DOCTYPE")) {
            return bad(at_, "a DTD is not allowed");
        }
        return bad(at_, "\"<!\" starts neither a comment nor a CDATA section");
    }
    if (c == '?') {
        return bad(at_, "a processing instruction is not allowed");
    }
    return startTag();
}

bool Scanner::comment() {
    const std::size_t dashes = text_.find("--", at_ + 4);
    if (dashes == kNone) {
        return bad(at_, "the comment does not end");
    }
    if (text_.substr(dashes, 3) != "-->") {
        return bad(dashes, "\"--\" is not allowed inside a comment");
    }
    at_ = dashes + 3;
    return true;
}

bool Scanner::cdata() {
    if (open_.empty()) {
        return bad(at_, "a CDATA section outside the root element");
    }
    const std::size_t end = text_.find("]]>", at_ + 9);
    if (end == kNone) {
        return bad(at_, "the CDATA section does not end");
    }
    at_ = end + 3;
    return true;
}

/// Character data from at_ up to `end`.
bool Scanner::text(std::size_t end) {
    const string_view run = text_.substr(at_, end - at_);
    if (open_.empty()) {
        const auto* visible = std::ranges::find_if_not(run, isSpace);
        return visible == run.end() ||
               bad(static_cast<std::size_t>(visible - text_.data()), "text outside the root element");
    }
    if (const std::size_t close = run.find("]]>"); close != kNone) {
        return bad(at_ + close, "\"]]>\" is not allowed in text");
    }
    return passes(checkReferences(text_, at_, end));
}

bool Scanner::startTag() {
    const std::size_t begin = at_++;
    ScannedName element;
    if (!name(element)) {
        return false;
    }
    if (open_.empty() && elements_ > 0) {
        return bad(begin, "a second root element");
    }
    if (++elements_ > limits_.maxElements) {
        return limit(begin, "more than " + std::to_string(limits_.maxElements) + " elements");
    }
    if (open_.size() >= maxDepth_) {
        return limit(begin, "elements are nested more than " + std::to_string(maxDepth_) + " deep");
    }
    attributes_.clear();
    bool empty = false;
    for (;;) {
        const bool space = skipSpace();
        if (peek() == '>') {
            ++at_;
            break;
        }
        if (looking("/>")) {
            at_ += 2;
            empty = true;
            break;
        }
        if (at_ >= text_.size()) {
            return bad(begin, "the tag " + quoted(element.qname) + " does not end");
        }
        if (!space) {
            return bad(at_, "white space is missing before an attribute");
        }
        if (!attribute()) {
            return false;
        }
    }
    const std::size_t outer = scope_.size();
    if (!namespaces(element, begin)) {
        return false;
    }
    if (empty) {
        scope_.restore(outer);
    } else {
        open_.push_back({element.qname, outer});
    }
    return true;
}

bool Scanner::endTag() {
    const std::size_t begin = at_;
    if (open_.empty()) {
        return bad(begin, "an end tag without a start tag");
    }
    at_ += 2;
    const string_view expected = open_.back().qname;
    const string_view rest = text_.substr(at_);
    if (!rest.starts_with(expected) ||
        (rest.size() > expected.size() && rest[expected.size()] != '>' && !isSpace(rest[expected.size()]))) {
        return bad(begin, "the end tag does not match the start tag " + quoted(expected));
    }
    at_ += expected.size();
    skipSpace();
    if (peek() != '>') {
        return bad(begin, "the end tag " + quoted(expected) + " does not end");
    }
    ++at_;
    scope_.restore(open_.back().scope);
    open_.pop_back();
    return true;
}

bool Scanner::attribute() {
    ScannedAttribute found{{}, {}, at_};
    if (!name(found.name)) {
        return false;
    }
    if (attributes_.size() >= limits_.maxAttributes) {
        return limit(found.at, "more than " + std::to_string(limits_.maxAttributes) + " attributes on one element");
    }
    skipSpace();
    if (peek() != '=') {
        return bad(at_, "the attribute " + quoted(found.name.qname) + " has no value");
    }
    ++at_;
    skipSpace();
    const char quote = peek();
    if (quote != '"' && quote != '\'') {
        return bad(at_, "the value of the attribute " + quoted(found.name.qname) + " is not quoted");
    }
    const std::size_t begin = ++at_;
    const std::size_t end = text_.find(quote, begin);
    if (end == kNone) {
        return bad(begin, "the value of the attribute " + quoted(found.name.qname) + " does not end");
    }
    found.value = text_.substr(begin, end - begin);
    if (const std::size_t less = found.value.find('<'); less != kNone) {
        return bad(begin + less, "\"<\" is not allowed in an attribute's value");
    }
    at_ = end + 1;
    attributes_.push_back(found);
    return passes(checkReferences(text_, begin, end));
}

/// A qualified name at at_.
bool Scanner::name(ScannedName& out) {
    const std::size_t begin = at_;
    std::size_t colon = kNone;
    bool ascii = true;
    while (at_ < text_.size()) {
        const char c = text_[at_];
        if (c == ':') {
            if (colon != kNone) {
                return bad(begin, "a name with two colons");
            }
            colon = at_;
        } else if (!isClass(c, kNameClass)) {
            break;
        }
        ascii = ascii && static_cast<unsigned char>(c) < 0x80;
        ++at_;
    }
    if (at_ == begin) {
        return bad(begin, "a name is missing");
    }
    out.qname = text_.substr(begin, at_ - begin);
    if (out.qname.size() > limits_.maxNameLength) {
        return limit(begin, "a name longer than " + std::to_string(limits_.maxNameLength) + " bytes");
    }
    out.prefix = colon == kNone ? string_view() : text_.substr(begin, colon - begin);
    out.local = colon == kNone ? out.qname : text_.substr(colon + 1, at_ - colon - 1);
    const auto isName = [ascii](string_view part) {
        return ascii ? !part.empty() && isClass(part.front(), kNameStartClass) : isNcName(part);
    };
    return (isName(out.local) && (colon == kNone || isName(out.prefix))) ||
           bad(begin, quoted(out.qname) + " is not a name");
}

/// Takes up the declarations of the element at hand and checks its own and its attributes' names against them.
bool Scanner::namespaces(const ScannedName& element, std::size_t elementAt) {
    for (const ScannedAttribute& attribute : attributes_) {
        const bool declares = attribute.name.prefix == "xmlns" || attribute.name.qname == "xmlns";
        if (declares && !declare(attribute)) {
            return false;
        }
    }
    const auto isDeclared = [this](string_view prefix) {
        return prefix.empty() || prefix == "xml" || scope_.find(prefix).has_value();
    };
    if (!isDeclared(element.prefix)) {
        return bad(elementAt, "the prefix of " + quoted(element.qname) + " is not declared");
    }
    for (const ScannedAttribute& attribute : attributes_) {
        if (attribute.name.prefix != "xmlns" && !isDeclared(attribute.name.prefix)) {
            return bad(attribute.at, "the prefix of " + quoted(attribute.name.qname) + " is not declared");
        }
    }
    return attributes_.size() < 2 || duplicates();
}

bool Scanner::declare(const ScannedAttribute& attribute) {
    const string_view prefix = attribute.name.prefix.empty() ? string_view() : attribute.name.local;
    const string_view uri = attribute.value;
    if (!prefix.empty() && uri.empty()) {
        return bad(attribute.at, "the prefix " + quoted(prefix) + " is bound to nothing");
    }
    if (prefix == "xmlns" || uri == ns::kXmlns || (prefix == "xml") != (uri == ns::kXml)) {
        return bad(attribute.at, "the prefixes xml and xmlns and their namespaces are reserved");
    }
    if (scope_.size() >= limits_.maxNamespaces) {
        return limit(attribute.at, "more than " + std::to_string(limits_.maxNamespaces) + " namespaces in scope");
    }
    scope_.declare(prefix, uri);
    return true;
}

/// No two attributes with one expanded name. Few are compared pairwise, many are sorted.
bool Scanner::duplicates() {
    expanded_.clear();
    for (const ScannedAttribute& attribute : attributes_) {
        const string_view prefix = attribute.name.prefix;
        const string_view uri = prefix.empty()      ? string_view()
                                : prefix == "xmlns" ? ns::kXmlns
                                : prefix == "xml"   ? ns::kXml
                                                    : scope_.find(prefix).value_or(string_view());
        expanded_.push_back({attribute.name.local, uri, attribute.at});
    }
    constexpr std::size_t kFew = 12;
    std::optional<std::size_t> repeated;
    if (expanded_.size() <= kFew) {
        for (std::size_t i = 1; i < expanded_.size() && !repeated; ++i) {
            for (std::size_t j = 0; j < i; ++j) {
                if (expanded_[i].same(expanded_[j])) {
                    repeated = expanded_[i].at;
                }
            }
        }
    } else {
        std::ranges::sort(expanded_);
        const auto same = [](const ExpandedName& a, const ExpandedName& b) { return a.same(b); };
        if (const auto found = std::ranges::adjacent_find(expanded_, same); found != expanded_.end()) {
            repeated = std::next(found)->at;
        }
    }
    return !repeated || bad(*repeated, "an attribute is repeated");
}

}  // namespace

Result<void> prescan(string_view text, const Limits& limits) {
    return Scanner(text, limits).run();
}

}  // namespace wsman::xml
