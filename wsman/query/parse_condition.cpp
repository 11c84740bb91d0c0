#include <algorithm>
#include <array>
#include <utility>

#include "wsman/cim/instance.h"
#include "wsman/cim/quote.h"
#include "wsman/query/functions.h"
#include "wsman/query/number.h"
#include "wsman/query/parser.h"

namespace wsman::query {

namespace {

/// What CQL puts before an array or a subquery.
bool isQuantifier(std::string_view name) {
    return cim::sameName(name, "ANY") || cim::sameName(name, "EVERY") || cim::sameName(name, "EXISTS");
}

}  // namespace

Expression Parser::disjunction() {
    if (++depth_ > limits_.maxDepth) {
        error(ErrorCode::kLimitExceeded, "conditions are nested too deep", token_.offset);
        return {};
    }
    Expression first = conjunction();
    if (at("OR")) {
        Expression all;
        all.kind = Expression::Kind::kOr;
        all.children.push_back(std::move(first));
        while (!error_ && take("OR")) {
            all.children.push_back(conjunction());
        }
        first = std::move(all);
    }
    --depth_;
    return first;
}

Expression Parser::conjunction() {
    Expression first = negation();
    if (!at("AND")) {
        return first;
    }
    Expression all;
    all.kind = Expression::Kind::kAnd;
    all.children.push_back(std::move(first));
    while (!error_ && take("AND")) {
        all.children.push_back(negation());
    }
    return all;
}

Expression Parser::negation() {
    // A row of NOTs is one or none.
    bool negated = false;
    while (take("NOT")) {
        negated = !negated;
    }
    Expression inner = condition();
    if (!negated) {
        return inner;
    }
    Expression out;
    out.kind = Expression::Kind::kNot;
    out.children.push_back(std::move(inner));
    return out;
}

Expression Parser::condition() {
    // A parenthesis is a condition's in WQL; in CQL it may also be an operand's, which sum() finds out.
    if (dialect_ == Dialect::kWql && takeSymbol("(")) {
        Expression out = disjunction();
        expectSymbol(")");
        return out;
    }
    if (atSymbol("(")) {
        // Tried as a condition first: what fails as one and not as an operand begins anew.
        const Parser saved = *this;
        advance();
        if (at("SELECT")) {
            unsupported("a subquery");
        }
        Expression out = disjunction();
        expectSymbol(")");
        if (!error_) {
            return out;
        }
        const Error asCondition = *error_;
        *this = saved;
        Expression compared = afterOperand(operand());
        if (error_ && error_->code != ErrorCode::kLimitExceeded) {
            error_ = asCondition;
        }
        return compared;
    }
    return afterOperand(operand());
}

Expression Parser::afterOperand(Operand left) {
    Expression out;
    out.left = std::move(left);
    if (!count()) {
        return out;
    }
    if (take("IS")) {
        out.kind = Expression::Kind::kIsNull;
        out.negated = take("NOT");
        expect("NULL");
        return out;
    }
    if (take("ISA")) {
        out.kind = Expression::Kind::kIsa;
        if (token_.kind == Token::Kind::kString) {
            out.className = token_.text;
            advance();
        } else {
            out.className = name("a class");
        }
        return out;
    }
    if (dialect_ == Dialect::kCql && (at("IN") || at("SATISFIES"))) {
        unsupported(token_.text);
        return out;
    }
    const bool notLike = take("NOT");
    if (notLike || at("LIKE")) {
        out.kind = Expression::Kind::kLike;
        out.negated = notLike;
        expect("LIKE");
        if (token_.kind != Token::Kind::kString) {
            wrong("a pattern in quotes");
            return out;
        }
        out.pattern = std::make_shared<const LikePattern>(token_.text, dialect_);
        advance();
        return out;
    }
    if (const auto taken = comparison()) {
        out.kind = Expression::Kind::kCompare;
        out.comparison = *taken;
        out.right = operand();
        return out;
    }
    wrong("a comparison");
    return out;
}

std::optional<Comparison> Parser::comparison() {
    constexpr std::pair<std::string_view, Comparison> kOperators[] = {
        {"=", Comparison::kEqual},          {"<>", Comparison::kNotEqual},    {"!=", Comparison::kNotEqual},
        {"<", Comparison::kLess},           {"<=", Comparison::kLessOrEqual}, {">", Comparison::kGreater},
        {">=", Comparison::kGreaterOrEqual}};
    for (const auto& [symbol, comparison] : kOperators) {
        if (takeSymbol(symbol)) {
            return comparison;
        }
    }
    return std::nullopt;
}

Operand Parser::operand() {
    return dialect_ == Dialect::kCql ? sum() : primary();
}

Operand Parser::sum() {
    Operand left = product();
    std::size_t chain = depth_;  // each operator nests the ones before it
    while (!error_ && (atSymbol("+") || atSymbol("-") || atSymbol("||"))) {
        Operand call{.kind = Operand::Kind::kCall, .text = token_.text};
        advance();
        call.arguments.push_back(std::move(left));
        call.arguments.push_back(product());
        if (++chain > limits_.maxDepth) {
            error(ErrorCode::kLimitExceeded, "operators are nested too deep", token_.offset);
        }
        left = std::move(call);
    }
    return left;
}

Operand Parser::product() {
    Operand left = primary();
    std::size_t chain = depth_;
    while (!error_ && (atSymbol("*") || atSymbol("/"))) {
        Operand call{.kind = Operand::Kind::kCall, .text = token_.text};
        advance();
        call.arguments.push_back(std::move(left));
        call.arguments.push_back(primary());
        if (++chain > limits_.maxDepth) {
            error(ErrorCode::kLimitExceeded, "operators are nested too deep", token_.offset);
        }
        left = std::move(call);
    }
    return left;
}

Operand Parser::primary() {
    if (!count()) {
        return {};
    }
    const bool minus = atSymbol("-");
    if (minus || atSymbol("+")) {
        advance();
        return literalNumber(minus);
    }
    if (token_.kind == Token::Kind::kNumber) {
        return literalNumber(false);
    }
    if (token_.kind == Token::Kind::kString) {
        Operand out{.kind = Operand::Kind::kString, .text = token_.text};
        advance();
        return out;
    }
    if (dialect_ == Dialect::kCql && takeSymbol("(")) {
        if (++depth_ > limits_.maxDepth) {
            error(ErrorCode::kLimitExceeded, "operands are nested too deep", token_.offset);
        }
        if (at("SELECT")) {
            unsupported("a subquery");
        }
        Operand out = sum();
        expectSymbol(")");
        --depth_;
        return out;
    }
    if (at("NULL")) {
        advance();
        return {};
    }
    if (at("TRUE") || at("FALSE")) {
        Operand out{.kind = Operand::Kind::kBoolean, .boolean = at("TRUE")};
        advance();
        return out;
    }
    if (token_.kind != Token::Kind::kName) {
        wrong("a property or a value");
        return {};
    }
    const auto offset = token_.offset;
    auto first = name("a property");
    if (dialect_ == Dialect::kCql && atSymbol("(")) {
        return callOf(std::move(first));
    }
    if (dialect_ == Dialect::kCql && isQuantifier(first) && token_.kind == Token::Kind::kName && !continuesQuery()) {
        error(ErrorCode::kUnsupported, cim::quoted(first) + " is not supported", offset);
        return {};
    }
    Operand out{.kind = Operand::Kind::kProperty};
    out.path = pathFrom(std::move(first));
    return out;
}

Operand Parser::callOf(std::string function) {
    Operand out{.kind = Operand::Kind::kCall, .text = std::move(function)};
    const auto* known = findFunction(out.text);
    if (known == nullptr) {
        unsupported("the function " + cim::quoted(out.text));
        return out;
    }
    out.text = known->name;
    if (++depth_ > limits_.maxDepth) {
        error(ErrorCode::kLimitExceeded, "calls are nested too deep", token_.offset);
    }
    advance();
    if (!atSymbol(")")) {
        do {
            out.arguments.push_back(sum());
        } while (!error_ && takeSymbol(","));
    }
    if (!error_ && out.arguments.size() != known->arguments) {
        error(ErrorCode::kInvalidValue,
              std::string(known->name) + " takes " + std::to_string(known->arguments) + " argument" +
                  (known->arguments == 1 ? "" : "s"),
              token_.offset);
    }
    expectSymbol(")");
    --depth_;
    return out;
}

Operand Parser::literalNumber(bool negative) {
    Operand out{.kind = Operand::Kind::kNumber};
    if (token_.kind != Token::Kind::kNumber) {
        wrong("a number");
        return out;
    }
    const std::string& text = token_.text;
    out.real = !text.starts_with("0x") && !text.starts_with("0X") && text.find_first_of(".eE") != std::string::npos;
    const auto number = parseNumber(text, out.real);
    if (!number || (!out.real && *number > 18446744073709551615.0L)) {
        error(ErrorCode::kInvalidValue, cim::quoted(text) + " is no number", token_.offset);
        return out;
    }
    out.number = *number;
    if (negative) {
        out.number = -out.number;
    }
    advance();
    return out;
}

bool Parser::continuesQuery() const {
    constexpr std::array<std::string_view, 10> kWords{"IS",  "ISA", "LIKE", "NOT",  "IN",
                                                      "AND", "OR",  "AS",   "FROM", "ORDER"};
    return std::ranges::any_of(kWords, [&](std::string_view word) { return at(word); });
}

PropertyPath Parser::path() {
    return pathFrom(name("a property"));
}

PropertyPath Parser::pathFrom(std::string first) {
    PropertyPath out;
    out.steps.push_back({std::move(first)});
    const bool cql = dialect_ == Dialect::kCql;
    for (;;) {
        if (cql && takeSymbol("::")) {
            out.steps.back() = {name("a property"), {}, std::move(out.steps.back().name)};
        } else if (cql && takeSymbol("[")) {
            const auto offset = token_.offset;
            const auto index = literalNumber(false);
            if (!error_ && (index.real || out.steps.back().index || index.number > 4294967295.0L)) {
                error(ErrorCode::kInvalidValue, "an index is one whole number", offset);
            }
            out.steps.back().index = error_ ? 0 : static_cast<std::uint32_t>(index.number);
            expectSymbol("]");
        } else if (takeSymbol(".")) {
            if (cql && takeSymbol("*")) {
                out.steps.push_back({"*"});
                return out;
            }
            out.steps.push_back({name("a property")});
        } else {
            return out;
        }
        if (!count()) {
            return out;
        }
    }
}

}  // namespace wsman::query
