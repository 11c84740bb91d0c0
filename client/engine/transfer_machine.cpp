// Get, Modify, Create, Delete and GetClass: one WS-Transfer request each (DSP0226 §7).
#include <utility>

#include "client/engine/completion.h"
#include "client/engine/machine.h"
#include "client/engine/request.h"
#include "wsman/cim/text.h"
#include "wsman/cim/xml_codec.h"
#include "wsman/ops/transfer.h"
#include "wsman/uris.h"

namespace client {
namespace {

namespace cim = wsman::cim;
namespace ops = wsman::ops;
using wsman::ErrorCode;

/// One request whose single reply completes the operation. Spec says which.
template <class Spec>
class TransferMachine : public Machine {
public:
    TransferMachine(Spec spec, const OperationContext& context) : spec_(std::move(spec)), context_(context) {}

protected:
    tl::expected<Outgoing, Completion> request(const wsman::Result<Target>& target, std::string_view action,
                                               std::string (*write)(wsman::soap::Header)) const {
        if (!target) {
            return tl::unexpected(badArgument(target.error()));
        }
        auto header = requestHeader(context_, *target);
        return outgoing(context_, header, action, write(header));
    }

    tl::expected<Outgoing, Completion> request(const wsman::Result<Target>& target, std::string_view action,
                                               std::string (*write)(wsman::soap::Header, const ops::BodyWriter&),
                                               const cim::Instance& representation) const {
        if (!target) {
            return tl::unexpected(badArgument(target.error()));
        }
        if (auto checked = checkNames(representation); !checked) {
            return tl::unexpected(badArgument(checked.error()));
        }
        auto header = requestHeader(context_, *target);
        const auto writeBody = [&](wsman::xml::Writer& writer) { cim::writeInstance(writer, representation); };
        return outgoing(context_, header, action, write(header, writeBody));
    }

    /// Adds the instance that the reply's body is, if there is one.
    wsman::Result<bool> addRepresentation(const wsman::soap::Message& message, Step& step) const {
        const auto node = ops::readRepresentation(message);
        if (!node) {
            return tl::unexpected(node.error());
        }
        if (!*node) {
            return false;
        }
        auto instance = cim::readInstance(*node, schemaFor(node->localName(), context_));
        if (!instance) {
            return tl::unexpected(instance.error());
        }
        step.results.emplace_back(instanceResult(std::move(*instance), context_));
        return true;
    }

    const Spec spec_;
    const OperationContext& context_;
};

class GetMachine final : public TransferMachine<op::GetInstance> {
public:
    using TransferMachine::TransferMachine;
    tl::expected<Outgoing, Completion> start() override {
        return request(targetOfInstance(spec_.keys, context_), wsman::action::kGet, ops::writeGet);
    }
    wsman::Result<void> onMessage(const wsman::soap::Message& message, Step& step) override {
        const auto added = addRepresentation(message, step);
        if (!added) {
            return tl::unexpected(added.error());
        }
        if (!*added) {
            return wsman::fail(ErrorCode::kInvalidBody, "the reply to Get holds no instance", message.body().path());
        }
        step.completion = Completion{};
        return {};
    }
};

class DeleteMachine final : public TransferMachine<op::DeleteInstance> {
public:
    using TransferMachine::TransferMachine;
    tl::expected<Outgoing, Completion> start() override {
        return request(targetOfInstance(spec_.keys, context_), wsman::action::kDelete, ops::writeDelete);
    }
    wsman::Result<void> onMessage(const wsman::soap::Message& /*message*/, Step& step) override {
        step.completion = Completion{};
        return {};
    }
};

class ModifyMachine final : public TransferMachine<op::ModifyInstance> {
public:
    using TransferMachine::TransferMachine;
    tl::expected<Outgoing, Completion> start() override {
        return request(targetOfInstance(spec_.instance, context_), wsman::action::kPut, ops::writePut,
                       asTarget(spec_.instance, context_));
    }
    wsman::Result<void> onMessage(const wsman::soap::Message& message, Step& step) override {
        const auto added = addRepresentation(message, step);
        if (!added) {
            return tl::unexpected(added.error());
        }
        step.completion = Completion{};
        return {};
    }
};

class CreateMachine final : public TransferMachine<op::CreateInstance> {
public:
    using TransferMachine::TransferMachine;
    tl::expected<Outgoing, Completion> start() override {
        const cim::Instance instance = asTarget(spec_.instance, context_);
        // A factory is addressed by class and namespace; the keys are only in the representation (DSP0227 §7.4).
        cim::Instance factory = instance;
        factory.properties.clear();
        return request(targetOfInstance(factory, context_), wsman::action::kCreate, ops::writeCreate, instance);
    }
    wsman::Result<void> onMessage(const wsman::soap::Message& message, Step& step) override {
        if (message.payload()) {
            const auto epr = ops::readResourceCreated(message);
            if (!epr) {
                return tl::unexpected(epr.error());
            }
            step.results.emplace_back(instanceResult(typed(cim::instanceOf(*epr)), context_));
        }
        step.completion = Completion{};
        return {};
    }

private:
    /// An EPR carries text only: the types are those of what was sent.
    [[nodiscard]] cim::Instance typed(cim::Instance created) const {
        if (created.className.empty()) {
            created.className = spec_.instance.className;
        }
        for (cim::Property& key : created.properties) {
            const auto* text = key.value.get<std::string>();
            const cim::Property* sent = spec_.instance.find(key.name);
            if (text == nullptr || sent == nullptr || sent->value.isArray) {
                continue;
            }
            if (auto scalar = cim::parseScalar(sent->value.type, *text)) {
                key.value = cim::Value::of(std::move(*scalar));
            }
        }
        return created;
    }
};

class GetClassMachine final : public TransferMachine<op::GetClass> {
public:
    using TransferMachine::TransferMachine;
    tl::expected<Outgoing, Completion> start() override {
        if (spec_.className.empty()) {
            return tl::unexpected(badArgument({ErrorCode::kInvalidArgument, "a class name is needed"}));
        }
        return request(targetOfSchema(spec_.className, context_), wsman::action::kGet, ops::writeGet);
    }
    wsman::Result<void> onMessage(const wsman::soap::Message& message, Step& step) override {
        const auto node = ops::readRepresentation(message);
        if (!node) {
            return tl::unexpected(node.error());
        }
        auto declaration = cim::readClass(*node);
        if (!declaration) {
            return tl::unexpected(declaration.error());
        }
        if (declaration->nameSpace.empty()) {
            declaration->nameSpace = context_.nameSpace;
        }
        step.results.emplace_back(ClassResult{std::move(*declaration)});
        step.completion = Completion{};
        return {};
    }
};

}  // namespace

std::unique_ptr<Machine> makeTransferMachine(op::GetInstance spec, const OperationContext& context) {
    return std::make_unique<GetMachine>(std::move(spec), context);
}
std::unique_ptr<Machine> makeTransferMachine(op::ModifyInstance spec, const OperationContext& context) {
    return std::make_unique<ModifyMachine>(std::move(spec), context);
}
std::unique_ptr<Machine> makeTransferMachine(op::CreateInstance spec, const OperationContext& context) {
    return std::make_unique<CreateMachine>(std::move(spec), context);
}
std::unique_ptr<Machine> makeTransferMachine(op::DeleteInstance spec, const OperationContext& context) {
    return std::make_unique<DeleteMachine>(std::move(spec), context);
}
std::unique_ptr<Machine> makeTransferMachine(op::GetClass spec, const OperationContext& context) {
    return std::make_unique<GetClassMachine>(std::move(spec), context);
}

}  // namespace client
