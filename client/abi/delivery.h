#pragma once

#include <memory>
#include <tl/expected.hpp>

#include <mi.h>

#include "client/abi/inbox.h"
#include "client/engine/operation.h"

namespace client::abi {

class Session;

/// Completes `spec` by what subscription delivery options say. For push delivery it opens a listener (the application
/// shares one for each address and port) and returns where events will arrive; nullptr for pull. `options` may be
/// NULL: pull delivery, no wishes.
///
/// The listener's address is DELIVERY_DESTINATION (a URL, or a host with an optional port), else the address of this
/// machine that leads to the session's destination; the port is DELIVERY_PORT_NUMBER, else that of
/// DELIVERY_DESTINATION, else a free one. A destination that is no address of this machine (a NAT, a DNS alias) is
/// given to the event source as it is, and all addresses are listened on. Errors: kInvalidParameter for options that
/// make no sense, kNotSupported for credentials other than Basic, kFailed when the address cannot be listened on.
tl::expected<std::shared_ptr<Inbox>, Completion> readDelivery(const MI_SubscriptionDeliveryOptions* options,
                                                              const std::shared_ptr<Session>& session,
                                                              op::Subscribe& spec);

}  // namespace client::abi
