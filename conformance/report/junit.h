#pragma once

#include <string>

#include "conformance/report/report.h"

namespace conformance {

/// The report as JUnit XML. A failure has the expected and actual values and the exchange as its text; a waived case
/// is skipped, a stale waiver is a failure, a warning is one when the run is strict and else stands in system-out.
std::string toJUnit(const Report& report);

}  // namespace conformance
