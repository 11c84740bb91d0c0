// Templates from text: a reader for tags and expressions that goes front to back, blocks by recursion.
#include <algorithm>
#include <array>
#include <charconv>
#include <nlohmann/json.hpp>
#include <optional>
#include <utility>

#include "mockserver/scenario/json_places.h"
#include "mockserver/scenario/template.h"
#include "mockserver/scenario/template_ast.h"
#include "mockserver/scenario/template_lexer.h"
#include "wsman/duration.h"

namespace mockserver {
namespace {
using ast::Expression;
using ast::Function;
using ast::Node;
using wsman::ErrorCode;
using wsman::fail;
using wsman::Result;

using Tag = TemplateTag;
using Word = TemplateWord;

struct Row {
    std::string_view name;
    Function function;
    std::size_t least;  ///< arguments
    std::size_t most;
};
constexpr std::size_t kAny = 64;
constexpr std::array<Row, 33> kRows{{
    {"messageId", Function::kMessageId, 0, 0},
    {"relatesTo", Function::kRelatesTo, 0, 0},
    {"to", Function::kTo, 0, 0},
    {"request.messageId", Function::kRelatesTo, 0, 0},
    {"request.to", Function::kRequestTo, 0, 0},
    {"request.action", Function::kRequestAction, 0, 0},
    {"request.resourceUri", Function::kRequestResourceUri, 0, 0},
    {"request.user", Function::kRequestUser, 0, 0},
    {"request.selectors", Function::kRequestSelectors, 0, 0},
    {"request.options", Function::kRequestOptions, 0, 0},
    {"request.selector", Function::kSelector, 1, 2},
    {"request.option", Function::kOption, 1, 2},
    {"request.header", Function::kHeader, 1, 2},
    {"xpath", Function::kXPath, 1, 1},
    {"uuid", Function::kUuid, 0, 0},
    {"now", Function::kNow, 0, 2},
    {"date", Function::kDate, 1, 3},
    {"context", Function::kContext, 0, 1},
    {"context new", Function::kFreshContext, 2, 0},  // only to be listed; `context` with an argument becomes it
    {"counter", Function::kCounter, 1, 2},
    {"random", Function::kRandom, 2, 2},
    {"pick", Function::kPick, 1, kAny},
    {"variable", Function::kVariable, 1, 2},
    {"add", Function::kAdd, 2, 2},
    {"subtract", Function::kSubtract, 2, 2},
    {"multiply", Function::kMultiply, 2, 2},
    {"eq", Function::kEqual, 2, 2},
    {"ne", Function::kNotEqual, 2, 2},
    {"lt", Function::kLess, 2, 2},
    {"gt", Function::kGreater, 2, 2},
    {"not", Function::kNot, 1, 1},
    {"and", Function::kAnd, 2, kAny},
    {"or", Function::kOr, 2, kAny},
}};

std::string names() {
    std::string list;
    for (const Row& row : kRows) {
        list += (list.empty() ? "" : ", ") + std::string(row.name);
    }
    return list + ", data.NAME, host.NAME, #each, #repeat, #if, #unless";
}

const Row* findRow(std::string_view name) {
    const auto* row = std::find_if(kRows.begin(), kRows.end(), [&](const Row& r) { return r.name == name; });
    return row == kRows.end() ? nullptr : row;
}

bool isNumber(std::string_view text) {
    double number = 0;
    const char* end = text.data() + text.size();
    return std::from_chars(text.data(), end, number).ptr == end && !text.empty();
}

std::vector<std::string> split(std::string_view path) {
    std::vector<std::string> out;
    while (true) {
        const std::size_t dot = path.find('.');
        out.emplace_back(path.substr(0, dot));
        if (dot == path.npos) {
            return out;
        }
        path.remove_prefix(dot + 1);
    }
}
}  // namespace

class TemplateCompiler {
public:
    TemplateCompiler(std::string_view text, const NamespaceMap& namespaces, const nlohmann::json* data)
        : text_(text), lexer_(text), namespaces_(namespaces), data_(data) {}

    Result<Template> run() {
        std::vector<Node> nodes;
        auto end = readNodes(nodes, 0);
        if (end && *end) {
            end = fail(ErrorCode::kInvalidValue, "found " + (*end)->source + " without the block that it belongs to");
        }
        if (!end) {
            const Place place = placeOf(text_, tagAt_);
            return fail(end.error().code, end.error().message,
                        std::to_string(place.line) + ':' + std::to_string(place.column));
        }
        out_.nodes_ = std::make_shared<const std::vector<Node>>(std::move(nodes));
        return std::move(out_);
    }

private:
    /// Reads up to the end of the text, or to a tag that ends or halves a block, which is returned.
    Result<std::optional<Tag>> readNodes(std::vector<Node>& into, std::size_t depth) {
        while (true) {
            std::string literal;
            const bool more = lexer_.text(literal);
            if (!literal.empty()) {
                into.push_back({Node::Kind::kText, std::move(literal)});
            }
            if (!more) {
                return std::optional<Tag>();
            }
            auto tag = lexer_.tag();
            tagAt_ = lexer_.tagStart();
            if (!tag) {
                return tl::unexpected(tag.error());
            }
            if (tag->first().starts_with('/') || tag->first() == "else") {
                return std::optional(std::move(*tag));
            }
            auto node = tag->first().starts_with('#') ? block(std::move(*tag), depth) : value(std::move(*tag));
            if (!node) {
                return tl::unexpected(node.error());
            }
            into.push_back(std::move(*node));
        }
    }

    Result<Node> value(Tag tag) {
        if (tag.words.empty()) {
            return fail(ErrorCode::kInvalidValue, "found an empty placeholder, expected one of " + names());
        }
        auto made = call(tag.words);
        if (!made) {
            return tl::unexpected(made.error());
        }
        Node node{Node::Kind::kValue};
        node.value = std::move(*made);
        node.open = std::move(tag.source);
        return node;
    }

    Result<Node> block(Tag tag, std::size_t depth) {
        const std::size_t begin = tagAt_;
        const std::string kind = tag.words[0].text.substr(1);
        Node node;
        node.kind = kind == "each" ? Node::Kind::kEach : kind == "repeat" ? Node::Kind::kRepeat : Node::Kind::kIf;
        if (kind != "each" && kind != "repeat" && kind != "if" && kind != "unless") {
            return fail(ErrorCode::kNotFound,
                        "found the unknown block \"#" + kind + "\", expected #each, #repeat, #if or #unless");
        }
        if (depth == kMaxTemplateNesting) {
            return fail(ErrorCode::kLimitExceeded, "found blocks nested more than " +
                                                       std::to_string(kMaxTemplateNesting) + " deep, expected fewer");
        }
        std::vector<Word> words(tag.words.begin() + 1, tag.words.end());
        const bool loop = node.kind != Node::Kind::kIf;
        node.name = "this";
        if (loop && words.size() > 2 && words[words.size() - 2].text == "as") {
            node.name = words.back().text;
            words.resize(words.size() - 2);
        }
        if (words.empty()) {
            return fail(ErrorCode::kInvalidValue, "found #" + kind + " without what it is about");
        }
        auto made = call(words);
        if (!made) {
            return tl::unexpected(made.error());
        }
        node.value = std::move(*made);
        if (kind == "unless") {
            Expression negated{Expression::Kind::kCall, Function::kNot};
            negated.arguments.push_back(std::move(node.value));
            node.value = std::move(negated);
        }
        node.open = std::move(tag.source);
        out_.hasConditions_ = true;
        if (loop) {
            scopes_.push_back(node.name);
        }
        auto end = readNodes(node.body, depth + 1);
        if (loop) {
            scopes_.pop_back();
        }
        if (end && *end && (*end)->first() == "else") {
            node.middle = (*end)->source;
            end = readNodes(node.otherwise, depth + 1);
        }
        if (!end) {
            return tl::unexpected(end.error());
        }
        if (!*end || (*end)->first() != "/" + kind) {
            const std::string found = *end ? (*end)->source : "the end of the text";
            tagAt_ = *end ? tagAt_ : begin;
            return fail(ErrorCode::kInvalidValue, "found " + found + ", expected {{/" + kind + "}}");
        }
        node.close = (*end)->source;
        return node;
    }

    [[nodiscard]] bool isPath(std::string_view word) const {
        const std::string_view root = word.substr(0, word.find('.'));
        return root == "data" || root == "host" || root.starts_with('@') ||
               std::find(scopes_.begin(), scopes_.end(), root) != scopes_.end();
    }

    /// What stands in a tag or in parentheses: a function with its arguments, a path, or a literal alone.
    Result<Expression> call(const std::vector<Word>& words) {
        if (words.empty()) {
            return fail(ErrorCode::kInvalidValue, "found empty parentheses, expected one of " + names());
        }
        const Word& first = words[0];
        const Row* row = first.quoted || first.nested ? nullptr : findRow(first.text);
        if (row == nullptr) {
            const bool plain = first.quoted || first.nested || isPath(first.text) || isNumber(first.text);
            if (words.size() == 1 && plain) {
                return argument(first);
            }
            if (plain) {
                return fail(ErrorCode::kInvalidValue, "found more than one value in a placeholder, expected one");
            }
            const std::string_view root = std::string_view(first.text).substr(0, first.text.find('.'));
            return fail(ErrorCode::kNotFound, root == "this" ? "found \"this\" outside of #each and #repeat"
                                                             : "found the unknown placeholder \"" + first.text +
                                                                   "\", expected one of " + names());
        }
        const std::size_t count = words.size() - 1;
        if (count < row->least || count > row->most) {
            const std::string expected =
                row->least == row->most ? std::to_string(row->least)
                                        : std::to_string(row->least) +
                                              (row->most == kAny ? " or more" : " to " + std::to_string(row->most));
            return fail(ErrorCode::kInvalidValue, "found " + std::to_string(count) + " arguments for \"" + first.text +
                                                      "\", expected " + expected);
        }
        Expression out{Expression::Kind::kCall, row->function};
        for (std::size_t i = 1; i < words.size(); ++i) {
            auto made = argument(words[i]);
            if (!made) {
                return made;
            }
            out.arguments.push_back(std::move(*made));
        }
        if (auto done = finish(out); !done) {
            return tl::unexpected(done.error());
        }
        return out;
    }

    Result<Expression> argument(const Word& word) {
        if (word.nested) {
            return call(word.inner);
        }
        Expression out;
        if (!word.quoted && isPath(word.text)) {
            out.kind = Expression::Kind::kPath;
            out.path = split(word.text);
            if (out.path[0] == "data" && data_ != nullptr && (out.path.size() < 2 || !data_->contains(out.path[1]))) {
                return fail(ErrorCode::kNotFound,
                            "found \"" + word.text + "\", expected a member of the scenario's \"data\"");
            }
            if (out.path[0].starts_with('@') && out.path[0] != "@index" && out.path[0] != "@number" &&
                out.path[0] != "@key" && out.path[0] != "@first" && out.path[0] != "@last") {
                return fail(ErrorCode::kNotFound,
                            "found \"" + word.text + "\", expected @index, @number, @key, @first or @last");
            }
            if (scopes_.empty() && out.path[0].starts_with('@')) {
                return fail(ErrorCode::kInvalidValue, "found \"" + word.text + "\" outside of #each and #repeat");
            }
            return out;
        }
        if (const Row* row = word.quoted ? nullptr : findRow(word.text); row != nullptr && row->least == 0) {
            return call({word});
        }
        out.text = word.text;
        return out;
    }

    /// What is known of literal arguments is worked out, and checked, here.
    Result<void> finish(Expression& call) {
        auto& arguments = call.arguments;
        const auto literal = [&](std::size_t i) {
            return i < arguments.size() && arguments[i].kind == Expression::Kind::kLiteral ? &arguments[i].text
                                                                                           : nullptr;
        };
        if (call.function == Function::kXPath) {
            if (literal(0) == nullptr) {
                return fail(ErrorCode::kInvalidValue, "found an XPath expression that is not a text in quotes");
            }
            auto compiled = XPath::compile(*literal(0), namespaces_);
            if (!compiled) {
                return fail(compiled.error().code,
                            "in the XPath expression \"" + *literal(0) + "\": found " + compiled.error().message);
            }
            call.xpath = std::move(*compiled);
        } else if (call.function == Function::kContext && !arguments.empty()) {
            if (literal(0) == nullptr || *literal(0) != "new") {
                return fail(ErrorCode::kInvalidValue,
                            "found \"" + (literal(0) ? *literal(0) : "") + "\", expected \"context new\"");
            }
            call.function = Function::kFreshContext;
        } else if (call.function == Function::kNow || call.function == Function::kDate) {
            const std::size_t last = call.function == Function::kNow ? 1 : 2;
            if (arguments.size() > last) {
                const auto offset = literal(last) ? wsman::parseDuration(*literal(last)) : wsman::parseDuration("");
                if (!offset) {
                    return fail(ErrorCode::kInvalidValue, "found the offset \"" +
                                                              (literal(last) ? *literal(last) : "") +
                                                              "\", expected an xs:duration such as \"-PT5M\"");
                }
                call.offset = *offset;
            }
        }
        out_.usesContext_ |= call.function == Function::kContext;
        out_.usesFreshContext_ |= call.function == Function::kFreshContext;
        return {};
    }

    std::string_view text_;
    TemplateLexer lexer_;
    const NamespaceMap& namespaces_;
    const nlohmann::json* data_;
    std::size_t tagAt_ = 0;
    std::vector<std::string> scopes_;
    Template out_;
};

Result<Template> Template::compile(std::string_view text, const NamespaceMap& namespaces, const nlohmann::json* data) {
    return TemplateCompiler(text, namespaces, data).run();
}

}  // namespace mockserver
