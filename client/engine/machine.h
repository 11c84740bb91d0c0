// The seam inside the engine: one Machine per family of operations knows its messages; Engine does what is common to
// all (completion, correlation, faults, cancel).
#pragma once

#include <memory>
#include <optional>

#include "client/engine/operation.h"
#include "wsman/error.h"
#include "wsman/soap/fault.h"
#include "wsman/soap/message.h"

namespace client {

class Machine {
public:
    virtual ~Machine() = default;

    /// The first request, or why there can be none.
    virtual tl::expected<Outgoing, Completion> start() = 0;

    /// What the answer to the last request means. `step` collects results, also when an error is returned: what was
    /// read before it is delivered first.
    virtual wsman::Result<void> onMessage(const wsman::soap::Message& message, Step& step) = 0;

    /// Whether a fault is not the end: then the next request is in `step`.
    virtual bool survives(const wsman::soap::Fault& /*fault*/, Step& /*step*/) { return false; }

    /// What to say to the server when the operation ends while the server still keeps something for it.
    virtual std::optional<Outgoing> farewell() { return std::nullopt; }

    /// What a message means that the event source sent to our listener, as onMessage.
    virtual wsman::Result<void> onDelivery(const wsman::soap::Message& message, Step& step);
    /// A time that was asked for in a step has passed.
    virtual void onTimer(Timer /*timer*/, Step& /*step*/) {}

    [[nodiscard]] virtual bool isInvoke() const { return false; }
};

/// The machine for `spec`. `context` must outlive it.
std::unique_ptr<Machine> makeMachine(OperationSpec spec, const OperationContext& context);

std::unique_ptr<Machine> makeTransferMachine(op::GetInstance spec, const OperationContext& context);
std::unique_ptr<Machine> makeTransferMachine(op::ModifyInstance spec, const OperationContext& context);
std::unique_ptr<Machine> makeTransferMachine(op::CreateInstance spec, const OperationContext& context);
std::unique_ptr<Machine> makeTransferMachine(op::DeleteInstance spec, const OperationContext& context);
std::unique_ptr<Machine> makeTransferMachine(op::GetClass spec, const OperationContext& context);
std::unique_ptr<Machine> makeInvokeMachine(op::Invoke spec, const OperationContext& context);
std::unique_ptr<Machine> makeIdentifyMachine(const OperationContext& context);
std::unique_ptr<Machine> makeEnumerationMachine(OperationSpec spec, const OperationContext& context);
std::unique_ptr<Machine> makePullMachine(op::Subscribe spec, const OperationContext& context);
std::unique_ptr<Machine> makePushMachine(op::Subscribe spec, const OperationContext& context);

/// kInvalidParameter with the error's text: the caller's arguments cannot be put into a request.
Completion badArgument(const wsman::Error& error);
/// Filter for a query; kQueryLanguageNotSupported for a dialect that is no language we know and no URI. An empty
/// dialect means WQL.
tl::expected<wsman::ops::Filter, Completion> queryFilter(const std::string& dialect, const std::string& expression);
/// `instance` as a result: in the operation's namespace unless it says otherwise.
InstanceResult instanceResult(wsman::cim::Instance instance, const OperationContext& context);
/// The context's schema if it is that of class `name`.
const wsman::cim::Class* schemaFor(std::string_view name, const OperationContext& context);

}  // namespace client
