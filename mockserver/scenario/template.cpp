#include "mockserver/scenario/template.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <nlohmann/json.hpp>
#include <optional>

#include "mockserver/scenario/template_ast.h"
#include "wsman/uris.h"
#include "wsman/xml/writer.h"

namespace mockserver {
namespace {
using ast::Expression;
using ast::Function;
using ast::Node;
using nlohmann::json;
using wsman::ErrorCode;
using wsman::fail;
using wsman::Result;

/// Escaped for content and for attributes in quotes of either kind, since a template does not say where it stands.
void appendForAnyQuotes(std::string& out, std::string_view value) {
    std::size_t at = out.size();
    wsman::xml::appendEscaped(out, value, true);
    while ((at = out.find('\'', at)) != std::string::npos) {
        out.replace(at, 1, "&#39;");
    }
}

/// What an expression comes to: a text, or a part of the data.
struct Value {
    std::string text{};
    const json* part = nullptr;
    std::optional<json> made{};  ///< a list that was made for this rendering

    [[nodiscard]] const json* structure() const { return made ? &*made : part; }
};

std::string textOf(const json& value) {
    if (value.is_null()) {
        return {};
    }
    return value.is_string() ? value.get<std::string>() : value.dump(-1, ' ', false, json::error_handler_t::replace);
}

std::string textOf(Value value) {
    const json* structure = value.structure();
    return structure == nullptr ? std::move(value.text) : textOf(*structure);
}

std::optional<double> numberOf(std::string_view text) {
    double number = 0;
    const char* end = text.data() + text.size();
    const auto read = std::from_chars(text.data(), end, number);
    return read.ec == std::errc() && read.ptr == end ? std::optional(number) : std::nullopt;
}

std::string printNumber(double number) {
    std::array<char, 64> buffer{};
    // Whole numbers as such, however large; the rest as short as it can be told.
    const bool whole = std::abs(number) < 1e15 && number == std::trunc(number);
    const auto end =
        whole ? std::to_chars(buffer.data(), buffer.data() + buffer.size(), static_cast<std::int64_t>(number))
              : std::to_chars(buffer.data(), buffer.data() + buffer.size(), number);
    return {buffer.data(), end.ptr};
}

/// The whole part, as near as there is a number for it.
std::int64_t wholeOf(double number) {
    constexpr double kMost = 9.2e18;
    return std::isnan(number) ? 0 : static_cast<std::int64_t>(std::clamp(number, -kMost, kMost));
}

bool isTrue(const Value& value) {
    if (const json* part = value.structure()) {
        return part->is_boolean()  ? part->get<bool>()
               : part->is_string() ? !part->get_ref<const std::string&>().empty()
               : part->is_number() ? part->get<double>() != 0
                                   : !part->empty();
    }
    return !value.text.empty() && value.text != "false" && value.text != "0";
}

/// Numbers as numbers, everything else as text.
int compare(const std::string& a, const std::string& b) {
    const auto x = numberOf(a);
    const auto y = numberOf(b);
    if (x && y) {
        return *x < *y ? -1 : *x > *y ? 1 : 0;
    }
    return a.compare(b);
}

class Renderer {
public:
    Renderer(const TemplateInput& input, Template::Escape escape, std::string& out)
        : input_(input), escape_(escape), out_(out) {}

    Result<void> run(const std::vector<Node>& nodes) {
        for (const Node& node : nodes) {
            switch (node.kind) {
                case Node::Kind::kText:
                    out_ += node.text;
                    break;
                case Node::Kind::kValue:
                    write(node.value.kind == Expression::Kind::kCall ? scalar(node.value)
                                                                     : textOf(evaluate(node.value)));
                    break;
                case Node::Kind::kIf:
                    if (auto done = run(isTrue(evaluate(node.value)) ? node.body : node.otherwise); !done) {
                        return done;
                    }
                    break;
                case Node::Kind::kEach:
                case Node::Kind::kRepeat:
                    if (auto done = loop(node); !done) {
                        return done;
                    }
                    break;
            }
        }
        return out_.size() <= Template::kMaxOutputBytes
                   ? Result<void>()
                   : fail(ErrorCode::kLimitExceeded,
                          "a template wrote more than " + std::to_string(Template::kMaxOutputBytes) + " bytes");
    }

private:
    struct Scope {
        const std::string& name;
        const json* item = nullptr;
        std::string key{};
        std::size_t index = 0;
        std::size_t count = 0;
    };

    void write(const std::string& value) {
        if (escape_ == Template::Escape::kXml) {
            appendForAnyQuotes(out_, value);
        } else {
            out_ += value;
        }
    }

    Result<void> loop(const Node& node) {
        const Value value = evaluate(node.value);
        const json* list = value.structure();
        std::size_t count = 0;
        if (node.kind == Node::Kind::kRepeat) {
            const double times = numberOf(textOf(value)).value_or(0);
            count = times < 1
                        ? 0
                        : static_cast<std::size_t>(std::min(times, static_cast<double>(Template::kMaxIterations + 1)));
        } else if (list != nullptr && list->is_structured()) {
            count = list->size();
        }
        if (count == 0) {
            return run(node.otherwise);
        }
        scopes_.push_back({.name = node.name, .count = count});
        auto next = list != nullptr ? list->begin() : json::const_iterator();
        for (std::size_t i = 0; i < count; ++i) {
            if (++iterations_ > Template::kMaxIterations) {
                return fail(ErrorCode::kLimitExceeded, "a template went round its loops more than " +
                                                           std::to_string(Template::kMaxIterations) + " times");
            }
            Scope& scope = scopes_.back();
            scope.index = i;
            if (node.kind == Node::Kind::kEach) {
                scope.item = &*next;
                scope.key = list->is_object() ? next.key() : std::string();
                ++next;
            }
            if (auto done = run(node.body); !done) {
                return done;
            }
        }
        scopes_.pop_back();
        return {};
    }

    Value evaluate(const Expression& expression) {
        switch (expression.kind) {
            case Expression::Kind::kLiteral:
                return {expression.text};
            case Expression::Kind::kPath:
                return follow(expression.path);
            case Expression::Kind::kCall:
                break;
        }
        const Function function = expression.function;
        const bool list = function == Function::kRequestSelectors || function == Function::kRequestOptions;
        return list ? requestList(function) : Value{scalar(expression)};
    }

    Value follow(const std::vector<std::string>& path) const {
        const std::string& root = path[0];
        if (root[0] == '@') {
            const Scope& scope = scopes_.back();
            return {root == "@index"    ? std::to_string(scope.index)
                    : root == "@number" ? std::to_string(scope.index + 1)
                    : root == "@key"    ? scope.key
                    : root == "@first"  ? (scope.index == 0 ? "true" : "")
                                        : (scope.index + 1 == scope.count ? "true" : "")};
        }
        const json* at = nullptr;
        if (root == "data" || root == "host") {
            at = root == "data" ? input_.data : input_.host;
        } else {
            const auto scope =
                std::find_if(scopes_.rbegin(), scopes_.rend(), [&](const Scope& s) { return s.name == root; });
            if (scope == scopes_.rend()) {
                return {};
            }
            if (scope->item == nullptr) {  // of a #repeat
                return {path.size() == 1 ? std::to_string(scope->index + 1) : std::string()};
            }
            at = scope->item;
        }
        for (std::size_t i = 1; i < path.size() && at != nullptr; ++i) {
            at = member(*at, path[i]);
        }
        return {.part = at};
    }

    static const json* member(const json& value, const std::string& name) {
        if (value.is_array()) {
            std::size_t index = 0;
            const auto read = std::from_chars(name.data(), name.data() + name.size(), index);
            return read.ec == std::errc() && index < value.size() ? &value[index] : nullptr;
        }
        const auto found = value.find(name);
        return found == value.end() ? nullptr : &*found;
    }

    std::string text(const Expression& call, std::size_t argument) {
        if (argument >= call.arguments.size()) {
            return {};
        }
        const Expression& given = call.arguments[argument];
        return given.kind == Expression::Kind::kLiteral ? given.text : textOf(evaluate(given));
    }

    double number(const Expression& call, std::size_t argument) { return numberOf(text(call, argument)).value_or(0); }

    std::string orFallback(const std::string* found, const Expression& call) {
        return found != nullptr ? *found : text(call, 1);
    }

    std::string date(std::chrono::system_clock::time_point time, const Expression& call, std::size_t format) {
        std::string pattern = text(call, format);
        return formatTime(time + std::chrono::duration_cast<std::chrono::system_clock::duration>(call.offset),
                          pattern.empty() ? "iso" : pattern);
    }

    std::uint64_t random() const { return input_.random ? input_.random() : 0; }

    static std::string truth(bool holds) { return holds ? "true" : ""; }

    /// What a call comes to, as text: most placeholders are no more than that.
    std::string scalar(const Expression& call);
    Value requestList(Function which) const;

    const TemplateInput& input_;
    const Template::Escape escape_;
    std::string& out_;
    std::vector<Scope> scopes_;
    std::size_t iterations_ = 0;
};

Value Renderer::requestList(Function which) const {
    const wsman::soap::Header& header = input_.request.header();
    json list = json::array();
    if (which == Function::kRequestSelectors && header.selectors) {
        for (const auto& selector : header.selectors->items) {
            list.push_back({{"name", selector.name}, {"value", selector.value}});
        }
    } else if (which == Function::kRequestOptions && header.options) {
        for (const auto& option : header.options->value) {
            list.push_back({{"name", option.name}, {"value", option.value}});
        }
    }
    return {.made = std::move(list)};
}

std::string Renderer::scalar(const Expression& call) {
    const wsman::soap::Header& header = input_.request.header();
    switch (call.function) {
        case Function::kMessageId:
            return input_.messageId;
        case Function::kRelatesTo:
            return header.messageId.value_or("");
        case Function::kTo:
            return header.replyTo ? header.replyTo->address : std::string(wsman::uri::kAnonymous);
        case Function::kRequestTo:
            return header.to.value_or("");
        case Function::kRequestAction:
            return std::string(input_.request.action());
        case Function::kRequestResourceUri:
            return header.resourceUri ? header.resourceUri->value : "";
        case Function::kRequestUser:
            return std::string(input_.user);
        case Function::kRequestSelectors:
        case Function::kRequestOptions:
            return textOf(requestList(call.function));
        case Function::kSelector:
            return orFallback(header.selector(text(call, 0)), call);
        case Function::kOption:
            return orFallback(header.option(text(call, 0)), call);
        case Function::kHeader:
            return orFallback(input_.headers.find(text(call, 0)), call);
        case Function::kXPath:
            return call.xpath.text(input_.request.envelope());
        case Function::kUuid:
            return input_.newUuid();
        case Function::kNow:
            return date(input_.now, call, 0);
        case Function::kDate: {
            const auto time = parseTime(text(call, 0));
            return time ? date(*time, call, 1) : std::string();
        }
        case Function::kContext:
            return input_.context;
        case Function::kFreshContext:
            return input_.freshContext;
        case Function::kCounter: {
            const double start = call.arguments.size() > 1 ? number(call, 1) : 1;
            const std::uint64_t count = input_.count ? input_.count(text(call, 0)) : 1;
            return printNumber(start + static_cast<double>(count) - 1);
        }
        case Function::kRandom: {
            const std::int64_t low = wholeOf(number(call, 0));
            const std::int64_t high = wholeOf(number(call, 1));
            const auto span = high < low ? 1 : static_cast<std::uint64_t>(high) - static_cast<std::uint64_t>(low) + 1;
            const std::uint64_t bits = random();
            return std::to_string(
                static_cast<std::int64_t>(static_cast<std::uint64_t>(low) + (span == 0 ? bits : bits % span)));
        }
        case Function::kPick:
            return text(call, random() % call.arguments.size());
        case Function::kVariable: {
            const std::string name = text(call, 0);
            if (input_.variables == nullptr) {
                return text(call, 1);
            }
            const auto found = input_.variables->find(name);
            return found != input_.variables->end() ? found->second : text(call, 1);
        }
        case Function::kAdd:
            return printNumber(number(call, 0) + number(call, 1));
        case Function::kSubtract:
            return printNumber(number(call, 0) - number(call, 1));
        case Function::kMultiply:
            return printNumber(number(call, 0) * number(call, 1));
        case Function::kEqual:
            return truth(compare(text(call, 0), text(call, 1)) == 0);
        case Function::kNotEqual:
            return truth(compare(text(call, 0), text(call, 1)) != 0);
        case Function::kLess:
            return truth(compare(text(call, 0), text(call, 1)) < 0);
        case Function::kGreater:
            return truth(compare(text(call, 0), text(call, 1)) > 0);
        case Function::kNot:
            return truth(!isTrue(evaluate(call.arguments[0])));
        case Function::kAnd:
            return truth(std::all_of(call.arguments.begin(), call.arguments.end(),
                                     [this](const Expression& part) { return isTrue(evaluate(part)); }));
        case Function::kOr:
            return truth(std::any_of(call.arguments.begin(), call.arguments.end(),
                                     [this](const Expression& part) { return isTrue(evaluate(part)); }));
    }
    return {};
}

/// `text` with everything but line breaks made a space, so that what follows keeps its line and column.
std::string blank(std::string text) {
    for (char& c : text) {
        c = c == '\n' ? c : ' ';
    }
    return text;
}

void appendSample(const std::vector<Node>& nodes, bool otherwise, std::string& out) {
    for (const Node& node : nodes) {
        if (node.kind == Node::Kind::kText) {
            out += node.text;
        } else if (node.kind == Node::Kind::kValue) {
            out.append(node.open.size(), 'x');
        } else {
            std::string body;
            std::string other;
            appendSample(node.body, otherwise, body);
            appendSample(node.otherwise, otherwise, other);
            out += blank(node.open);
            out += otherwise ? blank(std::move(body)) : body;
            out += blank(node.middle);
            out += otherwise ? other : blank(std::move(other));
            out += blank(node.close);
        }
    }
}

}  // namespace

Result<void> Template::render(const TemplateInput& input, Escape escape, std::string& out) const {
    return nodes_ == nullptr ? Result<void>() : Renderer(input, escape, out).run(*nodes_);
}

std::string Template::sample(bool otherwise) const {
    std::string out;
    if (nodes_ != nullptr) {
        appendSample(*nodes_, otherwise, out);
    }
    return out;
}

}  // namespace mockserver
