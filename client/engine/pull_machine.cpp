// Subscribe with pull delivery: Subscribe, Pull for ever at the subscription manager, Unsubscribe (DSP0226 §10.2.9.5).
#include <utility>

#include "client/engine/subscription.h"
#include "wsman/uris.h"

namespace client {
namespace {

namespace ops = wsman::ops;
namespace soap = wsman::soap;

class PullMachine final : public Subscription {
public:
    using Subscription::Subscription;

    tl::expected<Outgoing, Completion> start() override {
        auto asked = request();
        if (!asked) {
            return tl::unexpected(std::move(asked.error()));
        }
        asked->mode = wsman::uri::kModePull;
        return subscribe(*asked);
    }

    wsman::Result<void> onMessage(const soap::Message& message, Step& step) override {
        return manager_ ? onEvents(message, step) : onSubscribed(message, step);
    }

    bool survives(const soap::Fault& fault, Step& step) override {
        const soap::FaultInfo* info = fault.info();
        const bool timedOut =
            info != nullptr && (info->id == soap::FaultId::kWsmanTimedOut || info->id == soap::FaultId::kWsenTimedOut);
        if (manager_ && timedOut) {  // no event came, and that is all (R10.2.9.5-5)
            step.send = pull();
            return true;
        }
        manager_.reset();  // the server has ended the subscription
        return false;
    }

private:
    wsman::Result<void> onSubscribed(const soap::Message& message, Step& step) {
        auto response = ops::readSubscribeResponse(message);
        if (!response) {
            return tl::unexpected(response.error());
        }
        manager_ = std::move(response->manager);
        if (!response->context || response->context->empty()) {
            return wsman::fail(wsman::ErrorCode::kProtocol,
                               "a subscription with pull delivery without an EnumerationContext",
                               message.payload().path());
        }
        contextId_ = std::move(*response->context);
        step.send = pull();
        return {};
    }

    wsman::Result<void> onEvents(const soap::Message& message, Step& step) {
        const auto reply = ops::readEnumerationReply(message);
        if (!reply) {
            return tl::unexpected(reply.error());
        }
        if (reply->context && !reply->context->empty()) {
            contextId_ = *reply->context;
        }
        for (const wsman::xml::Node item : reply->items) {
            const bool wrapped = item.is(wsman::ns::kWsman, "Event") || item.is(wsman::ns::kWsman, "Item");
            auto added = addEvent(wrapped ? item.firstChild() : item, message.header().machineId.value_or(""), step);
            if (!added) {
                return added;
            }
        }
        // A bookmark is the position behind the whole delivery: continuing from it must not lose the events before.
        if (!step.results.empty()) {
            std::get<IndicationResult>(step.results.back()).bookmark = message.header().bookmark.value_or("");
        }
        if (reply->endOfSequence) {
            manager_.reset();
            step.completion = Completion{};
        } else {
            step.send = pull();
        }
        return {};
    }

    [[nodiscard]] Outgoing pull() const {
        ops::Pull request{contextId_};
        request.maxElements = context_.maxElements;
        request.maxTime = spec_.maximumLatency;
        const auto header = managerHeader();
        return outgoing(context_, header, wsman::action::kPull, ops::writePull(header, request));
    }

    std::string contextId_;
};

}  // namespace

std::unique_ptr<Machine> makePullMachine(op::Subscribe spec, const OperationContext& context) {
    return std::make_unique<PullMachine>(std::move(spec), context);
}

}  // namespace client
