#pragma once

#include <string>

#include "mockserver/embed/mockserver.h"

namespace mockserver::admin {

/// The mock's counters in the text format of Prometheus. Exchanges that have not answered are left out, so that a
/// scenario of 100,000 of them is no burden.
std::string metricsText(const MockServer& mock);

}  // namespace mockserver::admin
