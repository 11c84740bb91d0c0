#include <array>
#include <cmath>
#include <string>

#include "wsman/query/number.h"
#include "wsman/query/query.h"

namespace wsman::query {

namespace {

std::string quotedText(std::string_view text) {
    std::string out = "\"";
    for (const char c : text) {
        if (c == '"' || c == '\\') {
            out += '\\';
        }
        out += c;
    }
    return out + '"';
}

std::string seconds(double value) {
    return formatNumber(value, value != std::floor(value));
}

std::string_view symbolOf(Comparison comparison) {
    constexpr std::array<std::string_view, 6> kSymbols{"=", "<>", "<", "<=", ">", ">="};
    return kSymbols.at(static_cast<std::size_t>(comparison));
}

class Writer {
public:
    explicit Writer(const Query& query) : query_(query) {}

    std::string select() {
        out_ = "SELECT ";
        out_ += query_.distinct ? "DISTINCT " : "";
        out_ += query_.first ? "FIRST " + std::to_string(*query_.first) + " " : "";
        list(query_.items, [&](const SelectItem& each) { item(each); });
        out_ += " FROM ";
        list(query_.from, [&](const Source& source) {
            out_ += source.className + (source.alias.empty() ? "" : " AS " + source.alias);
        });
        if (query_.within) {
            out_ += " WITHIN " + seconds(*query_.within);
        }
        if (query_.where) {
            out_ += " WHERE ";
            expression(*query_.where);
        }
        if (query_.group) {
            group(*query_.group);
        }
        if (!query_.orderBy.empty()) {
            out_ += " ORDER BY ";
            list(query_.orderBy, [&](const Order& order) {
                path(order.path);
                out_ += order.descending ? " DESC" : "";
            });
        }
        return std::move(out_);
    }

    void path(const PropertyPath& path) {
        if (path.qualified) {
            const auto& source = query_.from[path.source];
            out_ += (source.alias.empty() ? source.className : source.alias) + ".";
        }
        out_ += toText(path);
    }

private:
    template <class T, class Write>
    void list(const std::vector<T>& items, Write write) {
        for (const auto& each : items) {
            out_ += &each == &items.front() ? "" : ", ";
            write(each);
        }
    }

    void item(const SelectItem& item) {
        if (item.all) {
            if (item.value.path.qualified) {
                path(item.value.path);
            }
            out_ += query_.count ? "COUNT(*)" : "*";
            return;
        }
        operand(item.value);
        out_ += item.alias.empty() ? "" : " AS " + item.alias;
    }

    void operand(const Operand& operand) {
        switch (operand.kind) {
            case Operand::Kind::kNull:
                out_ += "NULL";
                return;
            case Operand::Kind::kBoolean:
                out_ += operand.boolean ? "TRUE" : "FALSE";
                return;
            case Operand::Kind::kNumber:
                out_ += formatNumber(operand.number, operand.real);
                return;
            case Operand::Kind::kString:
                out_ += quotedText(operand.text);
                return;
            case Operand::Kind::kProperty:
                path(operand.path);
                return;
            case Operand::Kind::kCall:
                break;
        }
        const char first = operand.text.front();
        if (first == '+' || first == '-' || first == '*' || first == '/' || first == '|') {
            out_ += "(";
            this->operand(operand.arguments[0]);
            out_ += " " + operand.text + " ";
            this->operand(operand.arguments[1]);
            out_ += ")";
            return;
        }
        out_ += operand.text + "(";
        list(operand.arguments, [&](const Operand& argument) { this->operand(argument); });
        out_ += ")";
    }

    void expression(const Expression& expression) {
        using Kind = Expression::Kind;
        switch (expression.kind) {
            case Kind::kAnd:
            case Kind::kOr:
                for (const auto& child : expression.children) {
                    out_ += &child == &expression.children.front() ? ""
                            : expression.kind == Kind::kAnd        ? " AND "
                                                                   : " OR ";
                    nested(child);
                }
                return;
            case Kind::kNot:
                out_ += "NOT ";
                nested(expression.children.front());
                return;
            case Kind::kCompare:
                operand(expression.left);
                out_ += " " + std::string(symbolOf(expression.comparison)) + " ";
                operand(expression.right);
                return;
            case Kind::kLike:
                operand(expression.left);
                out_ += (expression.negated ? " NOT LIKE " : " LIKE ") + quotedText(expression.pattern->text());
                return;
            case Kind::kIsNull:
                operand(expression.left);
                out_ += expression.negated ? " IS NOT NULL" : " IS NULL";
                return;
            case Kind::kIsa:
                operand(expression.left);
                out_ += " ISA " + quotedText(expression.className);
                return;
        }
    }

    void nested(const Expression& child) {
        const bool compound = !child.children.empty();
        out_ += compound ? "(" : "";
        expression(child);
        out_ += compound ? ")" : "";
    }

    void group(const Grouping& group) {
        out_ += " GROUP WITHIN " + seconds(group.within);
        if (!group.by.empty()) {
            out_ += " BY ";
            list(group.by, [&](const PropertyPath& by) { path(by); });
        }
        if (group.having) {
            // Digits alone would be no number beyond 64 bits.
            const bool real =
                group.threshold != std::floor(group.threshold) || std::fabs(group.threshold) > 18446744073709551615.0L;
            out_ += " HAVING NumberOfEvents " + std::string(symbolOf(*group.having)) + " " +
                    formatNumber(group.threshold, real);
        }
    }

    const Query& query_;
    std::string out_;
};

std::string relatedText(const Query& query) {
    const Related& related = query.related;
    std::string out = query.kind == Query::Kind::kAssociators ? "ASSOCIATORS OF {" : "REFERENCES OF {";
    out += related.object + "}";
    std::string terms;
    const auto text = [&](std::string_view name, const std::string& value) {
        if (!value.empty()) {
            terms += " " + std::string(name) + " = " + quotedText(value);
        }
    };
    text("AssocClass", related.associationClass);
    text("ResultClass", related.resultClass);
    text("ResultRole", related.resultRole);
    text("Role", related.role);
    text("RequiredQualifier", related.requiredQualifier);
    text("RequiredAssocQualifier", related.requiredAssociationQualifier);
    terms += related.classDefsOnly ? " ClassDefsOnly" : "";
    terms += related.keysOnly ? " KeysOnly" : "";
    terms += related.schemaOnly ? " SchemaOnly" : "";
    return terms.empty() ? out : out + " WHERE" + terms;
}

}  // namespace

std::string toText(const PropertyPath& path) {
    std::string out;
    for (const auto& step : path.steps) {
        out += out.empty() ? "" : ".";
        out += step.scope.empty() ? "" : step.scope + "::";
        out += step.name;
        out += step.index ? "[" + std::to_string(*step.index) + "]" : "";
    }
    return out;
}

std::string toText(const Query& query) {
    return query.kind == Query::Kind::kSelect ? Writer(query).select() : relatedText(query);
}

}  // namespace wsman::query
