#pragma once

#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "wsman/query/lexer.h"
#include "wsman/query/query.h"

namespace wsman::query {

/// What both grammars share: tokens, operands, conditions. The first error stays; after it everything reads as the end.
class Parser {
public:
    Parser(std::string_view text, Dialect dialect, const Limits& limits);

    /// Reads all of the text.
    Result<Query> query();

private:
    // Tokens.
    void advance();
    [[nodiscard]] bool at(std::string_view keyword) const;
    [[nodiscard]] bool atSymbol(std::string_view symbol) const;
    bool take(std::string_view keyword);
    bool takeSymbol(std::string_view symbol);
    void expect(std::string_view keyword);
    void expectSymbol(std::string_view symbol);
    std::string name(std::string_view what);
    void wrong(std::string_view expected);
    void unsupported(std::string_view what);
    void error(ErrorCode code, std::string message, std::size_t offset);
    /// The comparison operator here, taken.
    std::optional<Comparison> comparison();
    bool count();  ///< one more item; false, with an error, when there are too many

    // Queries.
    void select(Query& query);
    void related(Query& query);
    void relatedTerm(Related& related, bool associators);
    void selectItem(Query& query);
    void source(Query& query);
    void grouping(Query& query);
    void order(Query& query);
    double seconds();
    /// Tells which source each path is of, and takes the source's name off it.
    void bind(Query& query);
    void bind(const Query& query, PropertyPath& path);
    void bind(const Query& query, Operand& operand);
    void bind(const Query& query, Expression& expression);

    // Conditions.
    Expression disjunction();
    Expression conjunction();
    Expression negation();
    Expression condition();
    Expression afterOperand(Operand left);
    Operand operand();
    Operand sum();
    Operand product();
    Operand primary();
    Operand literalNumber(bool negative);
    Operand callOf(std::string function);
    /// True at a word that may follow a property.
    [[nodiscard]] bool continuesQuery() const;
    PropertyPath path();
    PropertyPath pathFrom(std::string first);

    Lexer lexer_;
    Dialect dialect_;
    Limits limits_;
    Token token_{};
    std::optional<Error> error_{};
    std::size_t items_ = 0;
    std::vector<std::size_t> itemOffsets_{};  ///< where each item of the select list begins
    std::size_t depth_ = 0;
};

}  // namespace wsman::query
