#include <cstddef>

#include "wsman/cim/instance.h"
#include "wsman/cim/quote.h"
#include "wsman/query/parser.h"

namespace wsman::query {

using cim::sameName;

void Parser::bind(const Query& query, PropertyPath& path) {
    if (path.steps.size() < 2) {
        return;
    }
    const auto& first = path.steps.front();
    for (std::size_t i = 0; i < query.from.size(); ++i) {
        const auto& source = query.from[i];
        const bool named = sameName(first.name, source.alias.empty() ? source.className : source.alias);
        if (named && !first.index && first.scope.empty()) {
            path.source = i;
            path.qualified = true;
            path.steps.erase(path.steps.begin());
            return;
        }
    }
}

void Parser::bind(const Query& query, Operand& operand) {
    bind(query, operand.path);
    for (auto& argument : operand.arguments) {
        bind(query, argument);
    }
}

void Parser::bind(const Query& query, Expression& expression) {
    bind(query, expression.left);
    bind(query, expression.right);
    for (auto& child : expression.children) {
        bind(query, child);
    }
}

void Parser::bind(Query& query) {
    for (std::size_t i = 0; i < query.items.size(); ++i) {
        auto& item = query.items[i];
        if (item.all && item.value.path.steps.size() > 1) {  // "x.Prop.*"
            error(ErrorCode::kUnsupported, "\"*\" of an embedded object is not supported", itemOffsets_[i]);
            return;
        }
        if (item.all && item.value.path.steps.size() == 1) {  // "x.*"
            item.value.path.steps.push_back({"*"});
            bind(query, item.value.path);
            if (!item.value.path.qualified) {
                error(ErrorCode::kInvalidValue, cim::quoted(item.value.path.steps.front().name) + " is no source",
                      itemOffsets_[i]);
            }
            item.value.path.steps.clear();
            continue;
        }
        bind(query, item.value);
    }
    if (query.where) {
        bind(query, *query.where);
    }
    for (auto& order : query.orderBy) {
        bind(query, order.path);
    }
    if (query.group) {
        for (auto& by : query.group->by) {
            bind(query, by);
        }
    }
}

}  // namespace wsman::query
