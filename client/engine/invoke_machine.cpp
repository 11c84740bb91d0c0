// Invoke and TestConnection.
#include <utility>

#include "client/engine/completion.h"
#include "client/engine/machine.h"
#include "client/engine/request.h"
#include "wsman/ops/identify.h"
#include "wsman/ops/invoke.h"

namespace client {
namespace {

namespace cim = wsman::cim;
namespace ops = wsman::ops;
using wsman::ErrorCode;

class InvokeMachine final : public Machine {
public:
    InvokeMachine(op::Invoke spec, const OperationContext& context) : spec_(std::move(spec)), context_(context) {
        if (spec_.target && !spec_.className.empty()) {
            spec_.target->className = spec_.className;
            spec_.target->resourceUri.clear();
        }
    }

    [[nodiscard]] bool isInvoke() const override { return true; }

    tl::expected<Outgoing, Completion> start() override {
        if (!isCimName(spec_.method)) {
            return tl::unexpected(
                badArgument({ErrorCode::kInvalidArgument, "\"" + spec_.method + "\" is not a method name"}));
        }
        const cim::Instance parameters = spec_.parameters.value_or(cim::Instance{});
        if (auto checked = checkNames(parameters, false); !checked) {
            return tl::unexpected(badArgument(checked.error()));
        }
        const auto target =
            spec_.target ? targetOfInstance(*spec_.target, context_) : targetOfClass(spec_.className, context_);
        if (!target) {
            return tl::unexpected(badArgument(target.error()));
        }
        const auto header = requestHeader(context_, *target);
        return outgoing(context_, header, ops::methodAction(target->resourceUri, spec_.method),
                        ops::writeInvoke(header, spec_.method, parameters));
    }

    wsman::Result<void> onMessage(const wsman::soap::Message& message, Step& step) override {
        const std::string& className = spec_.target ? spec_.target->className : spec_.className;
        const cim::Class* schema = schemaFor(className, context_);
        auto output = ops::readInvokeResponse(message, schema != nullptr ? schema->method(spec_.method) : nullptr);
        if (!output) {
            return tl::unexpected(output.error());
        }
        output->className = spec_.method;  // servers disagree: some name the element after the class
        step.results.emplace_back(instanceResult(std::move(*output), context_));
        step.completion = Completion{};
        return {};
    }

private:
    op::Invoke spec_;
    const OperationContext& context_;
};

class IdentifyMachine final : public Machine {
public:
    explicit IdentifyMachine(const OperationContext& context) : context_(context) {}

    tl::expected<Outgoing, Completion> start() override { return outgoing(context_, {}, {}, ops::writeIdentify()); }

    wsman::Result<void> onMessage(const wsman::soap::Message& message, Step& step) override {
        auto identity = ops::readIdentifyResponse(message);
        if (!identity) {
            return tl::unexpected(identity.error());
        }
        cim::Instance result;
        result.className = "IdentifyResponse";
        const auto list = [&result](const char* name, std::vector<std::string>& texts) {
            std::vector<cim::Scalar> elements(std::make_move_iterator(texts.begin()),
                                              std::make_move_iterator(texts.end()));
            result.set(name, *cim::Value::array(cim::Type::kString, std::move(elements)));
        };
        list("ProtocolVersion", identity->protocolVersions);
        result.set("ProductVendor", cim::Value::of(cim::Scalar(std::move(identity->productVendor))));
        result.set("ProductVersion", cim::Value::of(cim::Scalar(std::move(identity->productVersion))));
        list("SecurityProfiles", identity->securityProfiles);
        step.results.emplace_back(InstanceResult{std::move(result)});
        step.completion = Completion{};
        return {};
    }

private:
    const OperationContext& context_;
};

}  // namespace

std::unique_ptr<Machine> makeInvokeMachine(op::Invoke spec, const OperationContext& context) {
    return std::make_unique<InvokeMachine>(std::move(spec), context);
}

std::unique_ptr<Machine> makeIdentifyMachine(const OperationContext& context) {
    return std::make_unique<IdentifyMachine>(context);
}

}  // namespace client
