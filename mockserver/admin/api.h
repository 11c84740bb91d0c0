#pragma once

#include "mockserver/admin/router.h"
#include "mockserver/embed/mockserver.h"

namespace mockserver::admin {

/// The whole API for a mock, which must outlive the router.
Router makeRouter(MockServer& mock);

}  // namespace mockserver::admin
