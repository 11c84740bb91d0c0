// wsman/query: the query languages of WS-Man services: WQL and CQL (DSP0202) as values, read, written and evaluated
// over CIM instances; selector filters (DSP0226 Annex E) and the XPath subset of DSP0226 Annex D. Pure functions: where
// instances come from is the caller's business.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "wsman/error.h"

namespace wsman::query {

enum class Dialect { kWql, kCql };

/// A property, perhaps of a property: `Class.Prop`, `TargetInstance.Name`, CQL's `x.List[2]` and `x.Base::Prop`. A
/// leading step that names a class or alias of FROM is one only once the query is bound to its sources (`source`).
struct PropertyPath {
    struct Step {
        std::string name;
        std::optional<std::uint32_t> index{};  ///< CQL: an element of an array
        std::string scope{};                   ///< CQL: the class before "::"
        bool operator==(const Step&) const = default;
    };
    std::vector<Step> steps{};
    std::size_t source = 0;   ///< which of Query::from it is of
    bool qualified = false;   ///< it was written with the name of that source before it
    std::uint32_t place = 0;  ///< where its class has the property, see prepare(); a hint

    bool operator==(const PropertyPath& other) const {
        return steps == other.steps && source == other.source && qualified == other.qualified;
    }
};

/// What stands on a side of a comparison, or in CQL's select list.
struct Operand {
    enum class Kind {
        kNull,
        kBoolean,
        kNumber,
        kString,
        kProperty,
        kCall,  ///< CQL: a function or operator `text` of `arguments`
    };
    Kind kind = Kind::kNull;
    bool boolean = false;
    long double number = 0;  ///< holds every 64-bit integer exactly
    bool real = false;       ///< the number was written with a point or exponent
    std::string text{};
    PropertyPath path{};
    std::vector<Operand> arguments{};
    bool operator==(const Operand&) const = default;
};

enum class Comparison { kEqual, kNotEqual, kLess, kLessOrEqual, kGreater, kGreaterOrEqual };

/// A LIKE pattern, ready to match. Immutable.
class LikePattern {
public:
    /// WQL: % _ [a-z] [^a]; CQL (DSP0202): . .* and escapes by "\".
    LikePattern(std::string text, Dialect dialect);
    /// Takes time proportional to the product of both lengths at most; WQL ignores ASCII case.
    [[nodiscard]] bool matches(std::string_view text) const;
    [[nodiscard]] const std::string& text() const { return text_; }

private:
    struct Part {
        enum class Kind { kChar, kAny, kSet, kMany } kind = Kind::kChar;
        std::string set{};  ///< of kChar: the one
        bool negated = false;
    };
    [[nodiscard]] bool fits(const Part& part, char c) const;

    std::string text_;
    Dialect dialect_;
    std::vector<Part> parts_;
};

/// A condition. AND and OR have any number of children; NOT has one.
struct Expression {
    enum class Kind { kAnd, kOr, kNot, kCompare, kLike, kIsNull, kIsa };
    Kind kind = Kind::kAnd;
    std::vector<Expression> children{};
    Comparison comparison = Comparison::kEqual;
    Operand left{};
    Operand right{};
    bool negated = false;     ///< IS NOT NULL, NOT LIKE
    std::string className{};  ///< of kIsa
    std::shared_ptr<const LikePattern> pattern{};
};

struct SelectItem {
    bool all = false;  ///< "*", or "x.*" with `value.path` qualified
    Operand value{};
    std::string alias{};
    bool operator==(const SelectItem&) const = default;
};

struct Source {
    std::string className;
    std::string alias{};  ///< empty: none
    bool operator==(const Source&) const = default;
};

/// ASSOCIATORS OF and REFERENCES OF (WQL).
struct Related {
    std::string object{};  ///< the object path between the braces
    std::string associationClass{};
    std::string resultClass{};
    std::string resultRole{};
    std::string role{};
    std::string requiredQualifier{};
    std::string requiredAssociationQualifier{};
    bool classDefsOnly = false;
    bool keysOnly = false;
    bool schemaOnly = false;
    bool operator==(const Related&) const = default;
};

/// GROUP WITHIN ... [BY ...] [HAVING NumberOfEvents ...].
struct Grouping {
    double within = 0;  ///< seconds
    std::vector<PropertyPath> by{};
    std::optional<Comparison> having{};
    long double threshold = 0;
    bool operator==(const Grouping&) const = default;
};

struct Order {
    PropertyPath path{};
    bool descending = false;
    bool operator==(const Order&) const = default;
};

struct Query {
    enum class Kind { kSelect, kAssociators, kReferences };
    Dialect dialect = Dialect::kWql;
    Kind kind = Kind::kSelect;
    bool distinct = false;
    std::optional<std::uint64_t> first{};
    bool count = false;  ///< COUNT(*)
    std::vector<SelectItem> items{};
    std::vector<Source> from{};
    std::optional<double> within{};  ///< seconds
    std::optional<Expression> where{};
    std::optional<Grouping> group{};
    std::vector<Order> orderBy{};
    Related related{};

    /// True when the whole instance is asked for.
    [[nodiscard]] bool selectsAll() const { return items.size() == 1 && items[0].all && from.size() == 1; }
};

struct Limits {
    std::size_t maxBytes = 64U << 10U;
    std::size_t maxDepth = 64;    ///< of parentheses and calls
    std::size_t maxItems = 4096;  ///< properties, conditions and literals together
};

/// Reads a query. Errors: kInvalidValue with "line:column" and what was expected there; kUnsupported for what the
/// language has and this reader has not (docs/repository.md lists it); kLimitExceeded.
Result<Query> parseWql(std::string_view text, const Limits& limits = {});
Result<Query> parseCql(std::string_view text, const Limits& limits = {});

/// The query in a form that reads back as the same query.
std::string toText(const Query& query);
std::string toText(const PropertyPath& path);

}  // namespace wsman::query
