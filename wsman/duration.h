#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include "wsman/error.h"

namespace wsman {

/// A length of time on the wire, in microseconds (the finest a CIM interval holds).
using Duration = std::chrono::microseconds;

/// Reads an xs:duration ("PT1M30S", "-P1DT0.5S"). Years and months, which have no fixed length, are refused, as is any
/// value outside +-10^8 days. Errors: kInvalidValue.
Result<Duration> parseDuration(std::string_view text);

/// Writes an xs:duration in days, hours, minutes and seconds with at most six decimals; zero is "PT0S" (never a bare
/// "PT", DSP0230).
std::string formatDuration(Duration duration);

}  // namespace wsman
