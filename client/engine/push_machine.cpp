// Subscribe with push delivery: Subscribe with the address of our listener, then take what the event source sends there
// and acknowledge it, renew in time, Unsubscribe (DSP0226 §10.2.9.2-4, §10.7).
#include <algorithm>
#include <array>
#include <utility>

#include "client/engine/completion.h"
#include "client/engine/subscription.h"
#include "wsman/uris.h"

namespace client {
namespace {

namespace ops = wsman::ops;
namespace soap = wsman::soap;

/// Most careful first: batches and single events that wait for our acknowledgement lose nothing when a program is slow
/// or goes away; a source that knows neither can still send without waiting.
constexpr std::array kModes = {wsman::uri::kModeEvents, wsman::uri::kModePushWithAck, wsman::uri::kModePush};

/// Heartbeats travel too: one that is this late has not been sent.
constexpr wsman::Duration kLateness = std::chrono::seconds(5);

/// When to renew what was granted for `whole`: early enough for a second try.
wsman::Duration renewalOf(wsman::Duration whole) {
    return std::max<wsman::Duration>(whole / 2, std::chrono::seconds(1));
}

class PushMachine final : public Subscription {
public:
    using Subscription::Subscription;

    tl::expected<Outgoing, Completion> start() override {
        auto asked = request();
        if (!asked) {
            return tl::unexpected(std::move(asked.error()));
        }
        request_ = std::move(*asked);
        request_.notifyTo = soap::Epr{spec_.push->notifyTo, {}, {}, {}};
        request_.endTo = request_.notifyTo;
        request_.heartbeats = spec_.heartbeat;
        request_.connectionRetry = spec_.push->retryInterval;
        request_.connectionRetryTotal = spec_.push->retryAttempts;
        if (request_.connectionRetryTotal && !request_.connectionRetry) {
            request_.connectionRetry = std::chrono::seconds(60);  // the number is an attribute of the interval
        }
        request_.authProfile = spec_.push->authProfile;
        const auto wanted = std::find(kModes.begin(), kModes.end(), spec_.push->mode);
        return subscribeIn(wanted == kModes.end() ? 0 : static_cast<std::size_t>(wanted - kModes.begin()));
    }

    wsman::Result<void> onMessage(const soap::Message& message, Step& step) override {
        if (manager_) {
            const auto expires = ops::readExpires(message);  // RenewResponse
            if (!expires) {
                return tl::unexpected(expires.error());
            }
            await(step);
            scheduleRenewal(*expires, step);
            return {};
        }
        auto response = ops::readSubscribeResponse(message);
        if (!response) {
            return tl::unexpected(response.error());
        }
        manager_ = std::move(response->manager);
        await(step);
        scheduleRenewal(response->expires, step);
        return {};
    }

    bool survives(const soap::Fault& fault, Step& step) override {
        const soap::FaultInfo* info = fault.info();
        const auto is = [info](soap::FaultId id) { return info != nullptr && info->id == id; };
        const bool chosen = !spec_.push->mode.empty();
        if (!manager_ && !chosen && is(soap::FaultId::kWseDeliveryModeRequestedUnavailable) &&
            mode_ + 1 < kModes.size()) {
            step.send = subscribeIn(mode_ + 1);
            return true;
        }
        if (manager_ && (is(soap::FaultId::kWseUnableToRenew) || is(soap::FaultId::kWsmanTimedOut))) {
            await(step);  // it may live on all the same; what it was granted has not run out yet
            return true;
        }
        manager_.reset();
        return false;
    }

    wsman::Result<void> onDelivery(const soap::Message& message, Step& step) override {
        await(step);
        if (message.action() == wsman::action::kSubscriptionEnd) {
            return onEnd(message, step);
        }
        const auto events = ops::readDelivery(message);
        if (!events) {
            return tl::unexpected(events.error());
        }
        for (const ops::Event& event : *events) {
            if (event.action == wsman::action::kHeartbeat) {
                continue;
            }
            if (auto added = addEvent(event.content, event.machineId, step); !added) {
                return added;
            }
        }
        if (!step.results.empty()) {
            std::get<IndicationResult>(step.results.back()).bookmark = message.header().bookmark.value_or("");
        }
        if (message.header().ackRequested) {
            step.acknowledgement = Acknowledgement{200, std::string(wsman::kContentTypeUtf8),
                                                   ops::writeAck(message.header(), context_.newMessageId())};
        } else {
            step.acknowledgement = Acknowledgement{};
        }
        return {};
    }

    void onTimer(Timer timer, Step& step) override {
        if (timer == Timer::kSilence) {
            step.completion =
                failure(MiResult::kFailed,
                        "Neither an event nor a heartbeat has come for " + wsman::formatDuration(silence()) +
                            ": the event source, or the way from it to " + spec_.push->notifyTo + ", is gone.",
                        {.category = ErrorCategory::kConnectionError, .messageId = "heartbeatMissing"});
            return;
        }
        const auto header = managerHeader();
        step.send =
            outgoing(context_, header, wsman::action::kRenew, ops::writeRenew(header, wsman::formatDuration(granted_)));
    }

private:
    Outgoing subscribeIn(std::size_t mode) {
        mode_ = mode;
        request_.mode = kModes[mode];
        const bool batches = request_.mode == wsman::uri::kModeEvents;
        request_.maxElements = batches ? context_.maxElements : std::nullopt;
        request_.maxTime = batches ? spec_.maximumLatency : std::nullopt;
        return subscribe(request_);
    }

    void await(Step& step) const {
        step.awaitDelivery = true;
        if (spec_.heartbeat) {
            step.silence = silence();
        }
    }
    [[nodiscard]] wsman::Duration silence() const { return *spec_.heartbeat * 2 + kLateness; }

    /// A subscription that the program gave no end to is kept alive; one with an end is left to it.
    void scheduleRenewal(const std::string& expires, Step& step) {
        const auto granted = wsman::parseDuration(expires);
        if (spec_.expires.empty() && granted && granted->count() > 0) {
            granted_ = *granted;
            step.renewal = renewalOf(granted_);
        }
    }

    wsman::Result<void> onEnd(const soap::Message& message, Step& step) {
        const auto end = ops::readSubscriptionEnd(message);
        if (!end) {
            return tl::unexpected(end.error());
        }
        manager_.reset();
        step.awaitDelivery = false;
        step.acknowledgement = Acknowledgement{};
        step.completion =
            failure(end->status == "SourceShuttingDown" ? MiResult::kServerIsShuttingDown : MiResult::kFailed,
                    "The event source has ended the subscription (" + end->status + ")" +
                        (end->reason.empty() ? "." : ": " + end->reason),
                    {.category = ErrorCategory::kOperationStopped, .messageId = "subscriptionEnd"});
        return {};
    }

    ops::Subscribe request_;
    std::size_t mode_ = 0;
    wsman::Duration granted_{0};
};

}  // namespace

std::unique_ptr<Machine> makePushMachine(op::Subscribe spec, const OperationContext& context) {
    return std::make_unique<PushMachine>(std::move(spec), context);
}

}  // namespace client
