#pragma once

#include <optional>
#include <string_view>

#include "wsman/cim/value.h"

namespace wsman::cim {

/// The furthest offset from UTC, in minutes, that xs:dateTime can say (14:00).
inline constexpr std::int32_t kMaxOffset = 840;

/// True when every field is in its range, the day within its month, the offset within kMaxOffset.
bool isValid(const Timestamp& stamp);
/// `stamp` with every field cut to its range, for text that must keep its form whatever a program put in.
Timestamp clamped(Timestamp stamp);

/// Reads xs:dateTime, xs:date (midnight) and xs:time (1 January of year 0). Without an offset the time is UTC; digits
/// beyond microseconds are dropped; 24:00:00 is the next midnight. nullopt for anything else.
std::optional<Timestamp> parseXsdTimestamp(std::string_view text);

}  // namespace wsman::cim
