#include "client/engine/machine.h"

#include <type_traits>

#include "client/engine/completion.h"
#include "wsman/uris.h"

namespace client {

std::unique_ptr<Machine> makeMachine(OperationSpec spec, const OperationContext& context) {
    return std::visit(
        [&context]<class Operation>(Operation& operation) -> std::unique_ptr<Machine> {
            if constexpr (std::is_same_v<Operation, op::Subscribe>) {
                return operation.push ? makePushMachine(std::move(operation), context)
                                      : makePullMachine(std::move(operation), context);
            } else if constexpr (std::is_same_v<Operation, op::Invoke>) {
                return makeInvokeMachine(std::move(operation), context);
            } else if constexpr (std::is_same_v<Operation, op::TestConnection>) {
                return makeIdentifyMachine(context);
            } else if constexpr (std::is_same_v<Operation, op::GetInstance> ||
                                 std::is_same_v<Operation, op::ModifyInstance> ||
                                 std::is_same_v<Operation, op::CreateInstance> ||
                                 std::is_same_v<Operation, op::DeleteInstance> ||
                                 std::is_same_v<Operation, op::GetClass>) {
                return makeTransferMachine(std::move(operation), context);
            } else {
                return makeEnumerationMachine(std::move(operation), context);
            }
        },
        spec);
}

wsman::Result<void> Machine::onDelivery(const wsman::soap::Message& message, Step& /*step*/) {
    return wsman::fail(wsman::ErrorCode::kProtocol, "an event for an operation that expects none",
                       message.payload().path());
}

Completion badArgument(const wsman::Error& error) {
    return failure(MiResult::kInvalidParameter, "Invalid argument: " + error.text() + ".");
}

/// "Name=value,Other=value" as a selector filter (DSP0226 Annex E); a comma within a value is written "\\,".
static wsman::Result<wsman::soap::SelectorSet> selectorsOf(const std::string& expression) {
    wsman::soap::SelectorSet out;
    std::string part;
    const auto add = [&]() -> bool {
        const auto equals = part.find('=');
        if (equals == 0 || equals == std::string::npos) {
            return false;
        }
        out.set(part.substr(0, equals), part.substr(equals + 1));
        part.clear();
        return true;
    };
    for (std::size_t i = 0; i <= expression.size(); ++i) {
        if (i == expression.size() || expression[i] == ',') {
            if (!add()) {
                return wsman::fail(wsman::ErrorCode::kInvalidArgument,
                                   "a selector filter is NAME=VALUE,..., not \"" + expression + "\"");
            }
        } else {
            i += expression[i] == '\\' && i + 1 < expression.size() ? 1 : 0;
            part += expression[i];
        }
    }
    return out;
}

tl::expected<wsman::ops::Filter, Completion> queryFilter(const std::string& dialect, const std::string& expression) {
    const auto uri = wsman::ops::dialectUri(dialect.empty() ? "WQL" : dialect);
    if (!uri) {
        return tl::unexpected(failure(MiResult::kQueryLanguageNotSupported,
                                      "\"" + dialect +
                                          "\" is not a query language: use WQL, CQL, XPath, Selector or a dialect "
                                          "URI."));
    }
    wsman::ops::Filter filter;
    filter.dialect = *uri;
    if (*uri != wsman::uri::kDialectSelector) {
        filter.text = expression;
        return filter;
    }
    auto selectors = selectorsOf(expression);
    if (!selectors) {
        return tl::unexpected(badArgument(selectors.error()));
    }
    filter.selectors = std::move(*selectors);
    return filter;
}

InstanceResult instanceResult(wsman::cim::Instance instance, const OperationContext& context) {
    if (instance.nameSpace.empty()) {
        instance.nameSpace = context.nameSpace;
    }
    return {std::move(instance)};
}

const wsman::cim::Class* schemaFor(std::string_view name, const OperationContext& context) {
    return context.schema && wsman::cim::sameName(context.schema->name, name) ? context.schema.get() : nullptr;
}

}  // namespace client
