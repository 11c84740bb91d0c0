#pragma once

#include "mockserver/admin/router.h"
#include "mockserver/embed/mockserver.h"

namespace mockserver::admin {

/// What the API has about a repository: its namespaces and how much is in them, its subscriptions, events to raise.
/// HTTP 404 for an endpoint without one.
HttpReply repositoryState(MockServer& mock, const ApiRequest& request);
HttpReply subscriptions(MockServer& mock, const ApiRequest& request);
HttpReply cancelSubscription(MockServer& mock, const ApiRequest& request);
/// The body is {"namespace", "class", "properties"}.
HttpReply raiseEvent(MockServer& mock, const ApiRequest& request);

/// The body is {"namespace", "class", "keys", "locked"}: somebody else holds the instance, or no more.
HttpReply lockInstance(MockServer& mock, const ApiRequest& request);

}  // namespace mockserver::admin
