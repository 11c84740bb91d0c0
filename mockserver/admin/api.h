#pragma once

#include <vector>

#include "mockserver/admin/admin_server.h"
#include "mockserver/admin/router.h"

namespace mockserver::admin {

/// The whole API for these mocks, at least one, which must outlive the router. `?endpoint=NAME` says which one a
/// request is about; without, it is the first.
Router makeRouter(std::vector<NamedMock> mocks);

}  // namespace mockserver::admin
