// EnumerateInstances, QueryInstances, AssociatorInstances, ReferenceInstances and EnumerateClasses: Enumerate, then
// Pull until EndOfSequence, Release when it ends early (DSP0226 §8).
#include <utility>

#include "client/engine/completion.h"
#include "client/engine/machine.h"
#include "client/engine/request.h"
#include "wsman/cim/xml_codec.h"
#include "wsman/ops/enumeration.h"
#include "wsman/uris.h"

namespace client {
namespace {

namespace cim = wsman::cim;
namespace ops = wsman::ops;
namespace soap = wsman::soap;
using wsman::ErrorCode;

/// A server that has nothing yet may answer a Pull without items (DSP0226 R8.4-6); one that never has is broken.
constexpr int kMaxEmptyReplies = 1000;

/// What distinguishes the five operations.
struct Plan {
    Target target;
    ops::Enumerate request{};
    bool classes = false;
    bool namesOnly = false;  ///< classes only
};

using Planned = tl::expected<Plan, Completion>;

tl::unexpected<Completion> refuse(const wsman::Error& error) {
    return tl::unexpected(badArgument(error));
}

ops::EnumerationMode modeOf(bool keysOnly) {
    return keysOnly ? ops::EnumerationMode::kEpr : ops::EnumerationMode::kObject;
}

Planned plan(const op::EnumerateInstances& spec, const OperationContext& context) {
    auto target = targetOfClass(spec.className, context);
    if (!target) {
        return refuse(target.error());
    }
    Plan made{std::move(*target)};
    made.request.mode = modeOf(spec.keysOnly);
    return made;
}

Planned plan(const op::QueryInstances& spec, const OperationContext& context) {
    Plan made{targetOfAll(context)};
    if (spec.expression.empty() && context.resourceUri.empty()) {
        return refuse({ErrorCode::kInvalidArgument, "a query expression is needed"});
    }
    if (!spec.expression.empty()) {
        auto filter = queryFilter(spec.dialect, spec.expression);
        if (!filter) {
            return tl::unexpected(std::move(filter.error()));
        }
        made.request.filter = std::move(*filter);
    }
    return made;
}

Planned planAssociation(const cim::Instance& keys, ops::AssociationFilter association, bool keysOnly,
                        const OperationContext& context) {
    // The resource URI option is for the request; the object keeps the URI of its class.
    OperationContext ofObject = context;
    ofObject.resourceUri.clear();
    const auto object = targetOfInstance(keys, ofObject);
    if (!object) {
        return refuse(object.error());
    }
    association.object = {std::string(wsman::uri::kAnonymous), object->resourceUri, object->selectors, {}};
    OperationContext ofRequest = context;
    if (!keys.nameSpace.empty()) {
        ofRequest.nameSpace = keys.nameSpace;
    }
    Plan made{targetOfAll(ofRequest)};
    made.request.mode = modeOf(keysOnly);
    made.request.filter = ops::Filter{};
    made.request.filter->dialect = wsman::uri::kDialectAssociation;
    made.request.filter->association = std::move(association);
    return made;
}

Planned plan(const op::AssociatorInstances& spec, const OperationContext& context) {
    ops::AssociationFilter filter;
    filter.associationClass = spec.associationClass;
    filter.role = spec.role;
    filter.resultClass = spec.resultClass;
    filter.resultRole = spec.resultRole;
    return planAssociation(spec.keys, std::move(filter), spec.keysOnly, context);
}

Planned plan(const op::ReferenceInstances& spec, const OperationContext& context) {
    ops::AssociationFilter filter;
    filter.references = true;
    filter.role = spec.role;
    filter.resultClass = spec.resultClass;
    return planAssociation(spec.keys, std::move(filter), spec.keysOnly, context);
}

Planned plan(const op::EnumerateClasses& spec, const OperationContext& context) {
    auto target = targetOfSchema(spec.className, context);
    if (!target) {
        return refuse(target.error());
    }
    Plan made{std::move(*target)};
    made.request.mode = modeOf(spec.namesOnly);
    made.classes = true;
    made.namesOnly = spec.namesOnly;
    return made;
}

template <class Other>
Planned plan(const Other& /*spec*/, const OperationContext& /*context*/) {
    return refuse({ErrorCode::kInvalidArgument, "not an enumeration"});
}

class EnumerationMachine final : public Machine {
public:
    EnumerationMachine(OperationSpec spec, const OperationContext& context)
        : spec_(std::move(spec)), context_(context) {}

    tl::expected<Outgoing, Completion> start() override {
        auto planned = std::visit([this](const auto& operation) { return plan(operation, context_); }, spec_);
        if (!planned) {
            return tl::unexpected(std::move(planned.error()));
        }
        plan_ = std::move(*planned);
        plan_.request.optimize = true;
        plan_.request.maxElements = context_.maxElements;
        plan_.request.polymorphism = context_.polymorphism;
        plan_.request.mode = plan_.classes ? plan_.request.mode : context_.enumerationMode.value_or(plan_.request.mode);
        const auto header = requestHeader(context_, plan_.target);
        return outgoing(context_, header, wsman::action::kEnumerate, ops::writeEnumerate(header, plan_.request));
    }

    wsman::Result<void> onMessage(const soap::Message& message, Step& step) override {
        const auto reply = ops::readEnumerationReply(message);
        if (!reply) {
            return tl::unexpected(reply.error());
        }
        if (reply->endOfSequence) {
            live_.reset();
        } else if (reply->context) {
            live_ = *reply->context;
        }
        for (const wsman::xml::Node item : reply->items) {
            if (auto added = addItem(item, step); !added) {
                return added;
            }
        }
        if (reply->endOfSequence) {
            step.completion = Completion{};
            return {};
        }
        if (!live_ || live_->empty()) {
            live_.reset();
            return wsman::fail(ErrorCode::kProtocol, "the reply has neither EndOfSequence nor an EnumerationContext",
                               message.payload().path());
        }
        emptyReplies_ = reply->items.empty() ? emptyReplies_ + 1 : 0;
        if (emptyReplies_ > kMaxEmptyReplies) {
            return wsman::fail(ErrorCode::kProtocol, "the server goes on to answer without items and without an end");
        }
        step.send = pull();
        return {};
    }

    bool survives(const soap::Fault& fault, Step& /*step*/) override {
        // After TimedOut the context lives on (R8.4-6), but the operation's time is over. Any other fault ends it.
        const soap::FaultInfo* info = fault.info();
        if (info == nullptr ||
            (info->id != soap::FaultId::kWsmanTimedOut && info->id != soap::FaultId::kWsenTimedOut)) {
            live_.reset();
        }
        return false;
    }

    std::optional<Outgoing> farewell() override {
        if (!live_) {
            return std::nullopt;
        }
        const auto header = requestHeader(context_, plan_.target);
        return outgoing(context_, header, wsman::action::kRelease,
                        ops::writeRelease(header, *std::exchange(live_, {})));
    }

private:
    [[nodiscard]] Outgoing pull() const {
        ops::Pull request{*live_};
        request.maxElements = context_.maxElements;
        const auto header = requestHeader(context_, plan_.target);
        return outgoing(context_, header, wsman::action::kPull, ops::writePull(header, request));
    }

    wsman::Result<void> addItem(wsman::xml::Node node, Step& step) const {
        const auto item = ops::readItem(node);
        if (!item) {
            return tl::unexpected(item.error());
        }
        if (plan_.classes) {
            return addClass(*item, step);
        }
        // For keysOnly the EPR is the answer; a server that knows no modes sends objects, which hold the keys too.
        const bool byEpr = item->epr && (!item->object || plan_.request.mode == ops::EnumerationMode::kEpr);
        if (byEpr) {
            step.results.emplace_back(instanceResult(cim::instanceOf(*item->epr), context_));
            return {};
        }
        auto instance = cim::readInstance(item->object, schemaFor(item->object.localName(), context_));
        if (!instance) {
            return tl::unexpected(instance.error());
        }
        step.results.emplace_back(instanceResult(std::move(*instance), context_));
        return {};
    }

    wsman::Result<void> addClass(const ops::EnumerationItem& item, Step& step) const {
        cim::Class declaration;
        if (item.object) {
            auto read = cim::readClass(item.object);
            if (!read) {
                return tl::unexpected(read.error());
            }
            declaration = std::move(*read);
            if (plan_.namesOnly) {
                std::string name = std::move(declaration.name);
                declaration = {};
                declaration.name = std::move(name);
            }
        } else {
            const soap::Selector* name = item.epr->selectors.find("ClassName");
            declaration.name = name != nullptr ? name->value : cim::classNameOf(item.epr->resourceUri);
            if (!isCimName(declaration.name)) {
                return wsman::fail(ErrorCode::kInvalidBody, "an item that is to name a class names none");
            }
        }
        if (declaration.nameSpace.empty()) {
            declaration.nameSpace = context_.nameSpace;
        }
        step.results.emplace_back(ClassResult{std::move(declaration)});
        return {};
    }

    const OperationSpec spec_;
    const OperationContext& context_;
    Plan plan_;
    std::optional<std::string> live_;  ///< the newest EnumerationContext, while the server keeps one
    int emptyReplies_ = 0;
};

}  // namespace

std::unique_ptr<Machine> makeEnumerationMachine(OperationSpec spec, const OperationContext& context) {
    return std::make_unique<EnumerationMachine>(std::move(spec), context);
}

}  // namespace client
