#pragma once

#include <string>
#include <vector>

#include "mockserver/admin/admin_server.h"

namespace mockserver::admin {

/// The mocks' counters in the text format of Prometheus, with a label `endpoint` for those that have a name. Exchanges
/// that have not answered are left out, so that a scenario of 100,000 of them is no burden.
std::string metricsText(const std::vector<NamedMock>& mocks);

}  // namespace mockserver::admin
