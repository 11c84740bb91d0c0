#include "wsman/query/evaluate.h"

#include <algorithm>
#include <array>
#include <utility>

#include "wsman/cim/quote.h"
#include "wsman/cim/text.h"
#include "wsman/query/datum.h"

namespace wsman::query {

using cim::sameName;

namespace {

constexpr std::string_view kMetaClass = "meta_class";

/// A condition's truth; neither where something is NULL or cannot be compared.
using Truth = std::optional<bool>;

bool namesItself(const Row& row, const PropertyPath& path) {
    if (path.steps.size() != 1 || path.qualified) {
        return false;
    }
    const auto& name = path.steps.front().name;
    return sameName(name, "__this") || sameName(name, "SELF") ||
           std::ranges::any_of(row.query.from, [&](const Source& source) {
               return sameName(name, source.alias.empty() ? source.className : source.alias);
           });
}

const cim::Instance* sourceOf(const Row& row, const PropertyPath& path) {
    std::size_t index = path.source;
    if (!path.qualified && path.steps.size() == 1) {
        for (std::size_t i = 0; i < row.query.from.size(); ++i) {
            index = sameName(path.steps.front().name, row.query.from[i].alias) ? i : index;
        }
    }
    return index < row.instances.size() ? row.instances[index] : nullptr;
}

const cim::Value* propertyOf(const cim::Instance& instance, const PropertyPath& path, std::size_t step) {
    const auto& name = path.steps[step].name;
    if (step == 0 && path.place < instance.properties.size() && instance.properties[path.place].name == name) {
        return &instance.properties[path.place].value;
    }
    const auto* property = instance.find(name);
    return property == nullptr ? nullptr : &property->value;
}

Datum valueIn(const Row& row, const cim::Instance& instance, const PropertyPath& path, std::size_t step) {
    const auto* value = propertyOf(instance, path, step);
    if (value == nullptr) {
        return systemProperty(instance, path.steps[step].name, row.classes).value_or(Datum{});
    }
    const auto& index = path.steps[step].index;
    if (!index) {
        return Datum::of(*value);
    }
    return value->elements && *index < value->elements->size() ? Datum::of((*value->elements)[*index]) : Datum{};
}

Datum call(const Row& row, const Operand& operand) {
    const Datum first = valueOf(row, operand.arguments.front());
    const std::string_view name = operand.text;
    const auto text = [&] { return first.kind == Datum::Kind::kText; };
    if (operand.arguments.size() == 2) {
        const Datum second = valueOf(row, operand.arguments[1]);
        if (name == "||") {
            return text() && second.kind == Datum::Kind::kText
                       ? Datum::ofText(std::string(first.text()).append(second.text()))
                       : Datum{};
        }
        if (first.kind != Datum::Kind::kNumber || second.kind != Datum::Kind::kNumber ||
            (name == "/" && second.number == 0)) {
            return {};
        }
        return Datum::ofNumber(name == "+"   ? first.number + second.number
                               : name == "-" ? first.number - second.number
                               : name == "*" ? first.number * second.number
                                             : first.number / second.number);
    }
    if (name == "UpperCase" || name == "LowerCase") {
        if (!text()) {
            return {};
        }
        std::string out(first.text());
        const char from = name == "UpperCase" ? 'a' : 'A';
        std::ranges::transform(out, out.begin(),
                               [&](char c) { return c >= from && c <= from + 25 ? static_cast<char>(c ^ 0x20) : c; });
        return Datum::ofText(std::move(out));
    }
    if (name == "NumericToString") {
        return first.kind == Datum::Kind::kNumber ? Datum::ofText(cim::formatScalar(scalarOf(first.number))) : Datum{};
    }
    if (name == "BooleanToString") {
        return first.kind == Datum::Kind::kBoolean ? Datum::ofText(first.boolean ? "true" : "false") : Datum{};
    }
    if (name == "ClassName") {
        return first.kind == Datum::Kind::kInstance ? Datum::ofText(first.instance->className) : Datum{};
    }
    if (name == "ObjectPath") {
        return first.kind == Datum::Kind::kInstance ? Datum::ofText(relativePath(*first.instance)) : Datum{};
    }
    if (name == "ArrayLength") {
        return first.kind == Datum::Kind::kArray ? Datum::ofNumber(static_cast<long double>(first.elements->size()))
                                                 : Datum{};
    }
    if (name == "DateTimeToString") {
        return first.kind == Datum::Kind::kDatetime ? Datum::ofText(cim::formatScalar(first.datetime)) : Datum{};
    }
    const auto type = name == "StringToDateTime" ? cim::Type::kDatetime
                      : name == "StringToSint"   ? cim::Type::kSint64
                      : name == "StringToUint"   ? cim::Type::kUint64
                                                 : cim::Type::kReal64;
    const auto parsed = text() ? cim::parseScalar(type, first.text()) : fail(ErrorCode::kInvalidValue, "no text");
    return parsed ? Datum::of(*parsed) : Datum{};
}

Truth holds(Comparison comparison, int order) {
    switch (comparison) {
        case Comparison::kEqual:
            return order == 0;
        case Comparison::kNotEqual:
            return order != 0;
        case Comparison::kLess:
            return order < 0;
        case Comparison::kLessOrEqual:
            return order <= 0;
        case Comparison::kGreater:
            return order > 0;
        case Comparison::kGreaterOrEqual:
            return order >= 0;
    }
    return std::nullopt;
}

Truth evaluate(const Row& row, const Expression& expression);

Truth compareIn(const Row& row, const Expression& expression) {
    const Datum left = valueOf(row, expression.left);
    const Datum right = valueOf(row, expression.right);
    const bool wql = row.query.dialect == Dialect::kWql;
    const bool leftNull = expression.left.kind == Operand::Kind::kNull;
    if (wql && (leftNull || expression.right.kind == Operand::Kind::kNull)) {
        // As WMI has it: "= NULL" is IS NULL.
        const bool null = (leftNull ? right : left).kind == Datum::Kind::kNull;
        return expression.comparison == Comparison::kEqual      ? Truth(null)
               : expression.comparison == Comparison::kNotEqual ? Truth(!null)
                                                                : std::nullopt;
    }
    const auto order = compare(left, right, wql);
    return order ? holds(expression.comparison, *order) : std::nullopt;
}

Truth isaIn(const Row& row, const Expression& expression) {
    if (expression.left.kind != Operand::Kind::kProperty) {
        return std::nullopt;
    }
    const auto* object = objectOf(row, expression.left.path);
    return object == nullptr ? std::nullopt : Truth(row.classes.isA(object->className, expression.className));
}

Truth evaluate(const Row& row, const Expression& expression) {
    using Kind = Expression::Kind;
    switch (expression.kind) {
        case Kind::kAnd:
        case Kind::kOr: {
            const bool stops = expression.kind == Kind::kOr;
            Truth out = !stops;
            for (const auto& child : expression.children) {
                const Truth truth = evaluate(row, child);
                if (truth == stops) {
                    return stops;
                }
                out = truth ? out : std::nullopt;
            }
            return out;
        }
        case Kind::kNot: {
            const Truth truth = evaluate(row, expression.children.front());
            return truth ? Truth(!*truth) : std::nullopt;
        }
        case Kind::kCompare:
            return compareIn(row, expression);
        case Kind::kLike: {
            const Datum value = valueOf(row, expression.left);
            return value.kind == Datum::Kind::kText
                       ? Truth(expression.pattern->matches(value.text()) != expression.negated)
                       : std::nullopt;
        }
        case Kind::kIsNull:
            return (valueOf(row, expression.left).kind == Datum::Kind::kNull) != expression.negated;
        case Kind::kIsa:
            return isaIn(row, expression);
    }
    return std::nullopt;
}

}  // namespace

const cim::Instance* objectOf(const Row& row, const PropertyPath& path) {
    const cim::Instance* object = sourceOf(row, path);
    if (object == nullptr || namesItself(row, path)) {
        return object;
    }
    const Datum value = valueOf(row, path);
    return value.kind == Datum::Kind::kInstance ? value.instance : nullptr;
}

Datum valueOf(const Row& row, const PropertyPath& path) {
    const cim::Instance* instance = sourceOf(row, path);
    if (instance == nullptr) {
        return {};
    }
    const bool cql = row.query.dialect == Dialect::kCql;
    if (cql && namesItself(row, path)) {
        Datum out;
        out.kind = Datum::Kind::kInstance;
        out.instance = instance;
        return out;
    }
    for (std::size_t step = 0; instance != nullptr; ++step) {
        const auto& scope = path.steps[step].scope;
        if (!scope.empty() && !row.classes.isA(instance->className, scope)) {
            return {};
        }
        Datum value = valueIn(row, *instance, path, step);
        if (step + 1 == path.steps.size()) {
            return value;
        }
        instance = value.kind == Datum::Kind::kInstance ? value.instance : nullptr;
    }
    return {};
}

Datum valueOf(const Row& row, const Operand& operand) {
    switch (operand.kind) {
        case Operand::Kind::kNull:
            return {};
        case Operand::Kind::kBoolean: {
            Datum out;
            out.kind = Datum::Kind::kBoolean;
            out.boolean = operand.boolean;
            return out;
        }
        case Operand::Kind::kNumber:
            return Datum::ofNumber(operand.number);
        case Operand::Kind::kString: {
            Datum out;
            out.kind = Datum::Kind::kText;
            out.view = operand.text;
            return out;
        }
        case Operand::Kind::kProperty:
            return valueOf(row, operand.path);
        case Operand::Kind::kCall:
            return call(row, operand);
    }
    return {};
}

bool isSchemaQuery(const Query& query) {
    return query.kind == Query::Kind::kSelect && query.from.size() == 1 &&
           sameName(query.from.front().className, kMetaClass);
}

bool matches(const Query& query, std::span<const cim::Instance* const> row, const ClassView& classes) {
    return !query.where || evaluate({query, row, classes}, *query.where).value_or(false);
}

bool matches(const Query& query, const cim::Instance& instance, const ClassView& classes) {
    const std::array<const cim::Instance*, 1> row{&instance};
    return matches(query, row, classes);
}

bool matchesClass(const Query& query, const cim::Class& declaration, const ClassView& classes) {
    cim::Instance stand;
    stand.className = declaration.name;
    stand.nameSpace = declaration.nameSpace;
    return matches(query, stand, classes);
}

}  // namespace wsman::query
