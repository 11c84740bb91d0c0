#include <algorithm>
#include <array>

#include "wsman/cim/quote.h"
#include "wsman/query/datum.h"
#include "wsman/query/evaluate.h"

namespace wsman::query {

using cim::sameName;

namespace {

using ClassPtr = std::shared_ptr<const cim::Class>;

class Preparer {
public:
    Preparer(const Query& query, const ClassView& classes) : query_(query), classes_(classes) {}

    Result<void> run(Query& query) {
        for (const auto& source : query.from) {
            auto declaration = classes_.find(source.className);
            if (!declaration) {
                return fail(ErrorCode::kNotFound, "there is no class " + cim::quoted(source.className));
            }
            sources_.push_back(std::move(declaration));
        }
        for (auto& item : query.items) {
            if (!item.all) {
                visit(item.value);
            }
        }
        if (query.where) {
            visit(*query.where);
        }
        for (auto& order : query.orderBy) {
            visit(order.path);
        }
        if (query.group) {
            for (auto& by : query.group->by) {
                visit(by);
            }
        }
        return error_ ? Result<void>(tl::unexpected(*error_)) : Result<void>();
    }

private:
    void visit(Expression& expression) {
        if (expression.kind == Expression::Kind::kIsa && !error_ && !classes_.find(expression.className)) {
            error_ = {ErrorCode::kNotFound, "there is no class " + cim::quoted(expression.className)};
        }
        visit(expression.left);
        visit(expression.right);
        for (auto& child : expression.children) {
            visit(child);
        }
    }

    void visit(Operand& operand) {
        if (operand.kind == Operand::Kind::kProperty) {
            visit(operand.path);
        }
        for (auto& argument : operand.arguments) {
            visit(argument);
        }
    }

    [[nodiscard]] bool isItself(const PropertyPath& path) const {
        const auto& name = path.steps.front().name;
        return path.steps.size() == 1 &&
               (sameName(name, "__this") || sameName(name, "SELF") ||
                std::ranges::any_of(query_.from, [&](const Source& source) {
                    return sameName(name, source.alias.empty() ? source.className : source.alias);
                }));
    }

    void visit(PropertyPath& path) {
        if (error_ || isItself(path) || path.source >= sources_.size()) {
            return;
        }
        ClassPtr declaration = sources_[path.source];
        for (std::size_t step = 0; step < path.steps.size() && declaration; ++step) {
            const auto& name = path.steps[step].name;
            if (!path.steps[step].scope.empty()) {
                declaration = classes_.find(path.steps[step].scope);
            }
            if (!declaration || isSystemProperty(name)) {
                return;
            }
            const auto found = std::ranges::find_if(
                declaration->properties, [&](const auto& property) { return sameName(property.name, name); });
            if (found == declaration->properties.end()) {
                error_ = {ErrorCode::kNotFound, declaration->name + " has no property " + cim::quoted(name)};
                return;
            }
            if (step == 0 && path.steps[0].scope.empty()) {
                path.place = static_cast<std::uint32_t>(found - declaration->properties.begin());
                path.steps[0].name = found->name;  // as it is spelt there: found without folding
            }
            declaration = found->referenceClass.empty() ? nullptr : classes_.find(found->referenceClass);
        }
    }

    const Query& query_;
    const ClassView& classes_;
    std::vector<ClassPtr> sources_;
    std::optional<Error> error_;
};

}  // namespace

Result<void> prepare(Query& query, const ClassView& classes) {
    if (query.kind != Query::Kind::kSelect || isSchemaQuery(query)) {
        return {};
    }
    return Preparer(query, classes).run(query);
}

}  // namespace wsman::query
