#include "wsman/query/parser.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdlib>
#include <utility>

#include "wsman/cim/instance.h"
#include "wsman/cim/quote.h"

namespace wsman::query {

using cim::sameName;

Result<Query> parseWql(std::string_view text, const Limits& limits) {
    return Parser(text, Dialect::kWql, limits).query();
}

Result<Query> parseCql(std::string_view text, const Limits& limits) {
    return Parser(text, Dialect::kCql, limits).query();
}

Parser::Parser(std::string_view text, Dialect dialect, const Limits& limits)
    : lexer_(text), dialect_(dialect), limits_(limits) {
    if (text.size() > limits.maxBytes) {
        error(ErrorCode::kLimitExceeded, "the query is longer than " + std::to_string(limits.maxBytes) + " bytes", 0);
    } else {
        advance();
    }
}

void Parser::advance() {
    if (error_) {
        return;
    }
    auto next = lexer_.next();
    if (next) {
        token_ = std::move(*next);
    } else {
        error_ = std::move(next.error());
        token_ = {};
    }
}

void Parser::error(ErrorCode code, std::string message, std::size_t offset) {
    if (!error_) {
        error_ = Error{code, std::move(message), lexer_.place(offset)};
        token_ = {};
    }
}

bool Parser::at(std::string_view keyword) const {
    return token_.kind == Token::Kind::kName && sameName(token_.text, keyword);
}

bool Parser::atSymbol(std::string_view symbol) const {
    return token_.kind == Token::Kind::kSymbol && token_.text == symbol;
}

bool Parser::take(std::string_view keyword) {
    const bool is = at(keyword);
    if (is) {
        advance();
    }
    return is;
}

bool Parser::takeSymbol(std::string_view symbol) {
    const bool is = atSymbol(symbol);
    if (is) {
        advance();
    }
    return is;
}

void Parser::expect(std::string_view keyword) {
    if (!take(keyword)) {
        wrong(keyword);
    }
}

void Parser::expectSymbol(std::string_view symbol) {
    if (!takeSymbol(symbol)) {
        wrong("\"" + std::string(symbol) + "\"");
    }
}

std::string Parser::name(std::string_view what) {
    if (token_.kind != Token::Kind::kName) {
        wrong(what);
        return {};
    }
    std::string out = token_.text;
    advance();
    return out;
}

void Parser::wrong(std::string_view expected) {
    if (dialect_ == Dialect::kCql && atSymbol("#")) {
        return unsupported("a symbolic constant (\"#\")");
    }
    error(ErrorCode::kInvalidValue,
          std::string(expected) + " expected, not " +
              (token_.kind == Token::Kind::kEnd ? "the end of the query" : cim::quoted(token_.text)),
          token_.offset);
}

void Parser::unsupported(std::string_view what) {
    error(ErrorCode::kUnsupported, std::string(what) + " is not supported", token_.offset);
}

bool Parser::count() {
    if (++items_ > limits_.maxItems) {
        error(ErrorCode::kLimitExceeded, "the query has more than " + std::to_string(limits_.maxItems) + " parts",
              token_.offset);
    }
    return !error_;
}

Result<Query> Parser::query() {
    Query out;
    out.dialect = dialect_;
    const bool wql = dialect_ == Dialect::kWql;
    if (take("SELECT")) {
        select(out);
    } else if (wql && (at("ASSOCIATORS") || at("REFERENCES"))) {
        related(out);
    } else {
        wrong(wql ? "SELECT, ASSOCIATORS OF or REFERENCES OF" : "SELECT");
    }
    if (token_.kind != Token::Kind::kEnd) {
        wrong("the end of the query");
    }
    if (error_) {
        return tl::unexpected(std::move(*error_));
    }
    return out;
}

void Parser::select(Query& query) {
    const bool cql = dialect_ == Dialect::kCql;
    query.distinct = cql && take("DISTINCT");
    if (cql && at("FIRST")) {
        advance();
        const auto offset = token_.offset;
        const auto number = literalNumber(false);
        if (!error_ && (number.real || number.number > 1e18L)) {
            error(ErrorCode::kInvalidValue, "FIRST wants a whole number of rows", offset);
        }
        query.first = error_ ? 0 : static_cast<std::uint64_t>(number.number);
    }
    do {
        selectItem(query);
    } while (!error_ && takeSymbol(","));
    expect("FROM");
    do {
        source(query);
    } while (!error_ && cql && takeSymbol(","));
    if (!cql && take("WITHIN")) {
        query.within = seconds();
    }
    if (take("WHERE")) {
        query.where = disjunction();
    }
    if (!cql && take("GROUP")) {
        grouping(query);
    }
    if (cql && take("ORDER")) {
        order(query);
    }
    if (cql && (at("GROUP") || at("HAVING"))) {
        unsupported("GROUP BY");
    }
    if (!error_) {
        bind(query);
    }
}

void Parser::selectItem(Query& query) {
    SelectItem item;
    itemOffsets_.push_back(token_.offset);
    if (takeSymbol("*")) {
        item.all = true;
    } else if (at("COUNT")) {
        const auto begin = token_.offset;
        auto first = name("a property");
        if (!takeSymbol("(")) {
            item.value.kind = Operand::Kind::kProperty;
            item.value.path = pathFrom(std::move(first));
        } else {
            if (!takeSymbol("*")) {
                unsupported("COUNT of anything but *");
            }
            expectSymbol(")");
            if (!query.items.empty() || atSymbol(",")) {
                error(ErrorCode::kInvalidValue, "COUNT(*) stands alone", begin);
            }
            query.count = true;
            item.all = true;
        }
    } else if (dialect_ == Dialect::kCql) {
        item.value = operand();
        // "x.*": the path stops before the star.
        if (item.value.kind == Operand::Kind::kProperty && !item.value.path.steps.empty() &&
            item.value.path.steps.back().name == "*") {
            item.value.path.steps.pop_back();
            item.all = true;
        } else if (take("AS")) {
            item.alias = name("an alias");
        }
    } else {
        item.value.kind = Operand::Kind::kProperty;
        item.value.path = path();
    }
    if (count()) {
        query.items.push_back(std::move(item));
    }
}

void Parser::source(Query& query) {
    if (dialect_ == Dialect::kCql && atSymbol("(")) {
        return unsupported("a subquery");
    }
    Source out{name("a class")};
    if (dialect_ == Dialect::kCql) {
        const bool word = token_.kind == Token::Kind::kName && !at("WHERE") && !at("ORDER") && !at("GROUP");
        if (take("AS") || word) {
            out.alias = name("an alias");
        }
    }
    if (count()) {
        query.from.push_back(std::move(out));
    }
}

void Parser::grouping(Query& query) {
    Grouping out;
    expect("WITHIN");
    out.within = seconds();
    if (take("BY")) {
        do {
            out.by.push_back(path());
        } while (count() && takeSymbol(","));
    }
    if (take("HAVING")) {
        expect("NumberOfEvents");
        out.having = comparison();
        if (!out.having) {
            wrong("a comparison with a number");
        }
        const auto offset = token_.offset;
        const auto threshold = operand();
        if (threshold.kind != Operand::Kind::kNumber) {
            error(ErrorCode::kInvalidValue, "HAVING compares NumberOfEvents with a number", offset);
        }
        out.threshold = threshold.number;
    }
    query.group = std::move(out);
}

void Parser::order(Query& query) {
    expect("BY");
    do {
        Order by{path()};
        by.descending = take("DESC");
        if (!by.descending) {
            take("ASC");
        }
        query.orderBy.push_back(std::move(by));
    } while (count() && takeSymbol(","));
}

double Parser::seconds() {
    const auto offset = token_.offset;
    const auto number = literalNumber(false);
    if (!error_ && (!(number.number > 0) || number.number > 1e9L)) {
        error(ErrorCode::kInvalidValue, "WITHIN wants a number of seconds above zero", offset);
    }
    return static_cast<double>(number.number);
}

void Parser::related(Query& query) {
    const bool associators = at("ASSOCIATORS");
    query.kind = associators ? Query::Kind::kAssociators : Query::Kind::kReferences;
    advance();
    expect("OF");
    if (!atSymbol("{")) {
        return wrong("\"{\" and an object path");
    }
    const auto offset = token_.offset;
    auto object = lexer_.untilBrace();
    if (!object) {
        error_ = std::move(object.error());
        token_ = {};
        return;
    }
    if (object->empty()) {
        return error(ErrorCode::kInvalidValue, "an object path expected between the braces", offset);
    }
    query.related.object = std::move(*object);
    advance();
    if (take("WHERE")) {
        do {
            relatedTerm(query.related, associators);
            take("AND");  // which WMI does not have, and people write
        } while (!error_ && token_.kind == Token::Kind::kName);
    }
}

void Parser::relatedTerm(Related& related, bool associators) {
    struct Text {
        std::string_view name;
        std::string* value;
        bool ofBoth;
    };
    const std::initializer_list<Text> texts{{"ResultClass", &related.resultClass, true},
                                            {"Role", &related.role, true},
                                            {"RequiredQualifier", &related.requiredQualifier, true},
                                            {"AssocClass", &related.associationClass, false},
                                            {"ResultRole", &related.resultRole, false},
                                            {"RequiredAssocQualifier", &related.requiredAssociationQualifier, false}};
    const auto offset = token_.offset;
    for (const auto& text : texts) {
        if ((text.ofBoth || associators) && take(text.name)) {
            expectSymbol("=");
            if (!text.value->empty()) {
                error(ErrorCode::kInvalidValue, std::string(text.name) + " is given twice", offset);
            }
            if (token_.kind == Token::Kind::kString && !token_.text.empty()) {
                *text.value = token_.text;
                return advance();
            }
            *text.value = name("a name");
            return;
        }
    }
    if (take("ClassDefsOnly")) {
        related.classDefsOnly = true;
    } else if (take("SchemaOnly")) {
        related.schemaOnly = true;
    } else if (associators && take("KeysOnly")) {
        related.keysOnly = true;
    } else {
        wrong(associators ? "AssocClass, ResultClass, Role, ResultRole, RequiredQualifier, RequiredAssocQualifier, "
                            "ClassDefsOnly, KeysOnly or SchemaOnly"
                          : "ResultClass, Role, RequiredQualifier, ClassDefsOnly or SchemaOnly");
    }
}

}  // namespace wsman::query
