// What subscriptions with pull and with push delivery have in common: the Subscribe request, events as results, and
// the subscription manager to talk to.
#pragma once

#include <optional>
#include <string>

#include "client/engine/machine.h"
#include "client/engine/request.h"
#include "wsman/ops/eventing.h"

namespace client {

class Subscription : public Machine {
public:
    Subscription(op::Subscribe spec, const OperationContext& context) : spec_(std::move(spec)), context_(context) {}

    /// Unsubscribe, while subscribed.
    std::optional<Outgoing> farewell() override;

protected:
    /// A Subscribe with what every delivery mode shares: filter, expiry, bookmark.
    tl::expected<wsman::ops::Subscribe, Completion> request() const;
    Outgoing subscribe(const wsman::ops::Subscribe& request);
    /// Adds an event's element to the results. Nothing for no element, which is a heartbeat.
    wsman::Result<void> addEvent(wsman::xml::Node content, const std::string& machineId, Step& step) const;
    /// Headers of a request to the subscription manager, whose reference parameters become headers (R5.1.1-1).
    [[nodiscard]] wsman::soap::Header managerHeader() const;

    const op::Subscribe spec_;
    const OperationContext& context_;
    std::optional<wsman::soap::Epr> manager_;  ///< while subscribed

private:
    Target source_;
};

}  // namespace client
