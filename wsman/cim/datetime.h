#pragma once

#include <string>
#include <string_view>

#include "wsman/cim/value.h"
#include "wsman/duration.h"

namespace wsman::cim {

/// Reads any text form of a CIM datetime: "yyyymmddHHMMSS.mmmmmmsUUU", "ddddddddHHMMSS.mmmmmm:000" (DSP0004 §5.2.4),
/// xs:dateTime, xs:date, xs:time and xs:duration (DSP0230 cim:cimDateTime). Asterisks (unknown fields) read as zero
/// (month and day as 1); without an offset a time is UTC; digits beyond microseconds are dropped; 24:00:00 is the next
/// midnight. White space around is not allowed. Fields out of range are kInvalidValue, as is a negative duration.
Result<Datetime> parseDatetime(std::string_view text);
/// The 25-character form of DSP0004. Fields out of range are cut to it; those of an interval carry over first.
std::string formatDatetime(const Datetime& datetime);
/// The XSD form: xs:dateTime with offset ("Z" for UTC) and six decimals when there are any, or xs:duration.
std::string formatXsdDatetime(const Datetime& datetime);

Duration toDuration(const Interval& interval);
/// Negative durations become zero; anything beyond a CIM interval's 99999999 days is cut to it.
Interval toInterval(Duration duration);

}  // namespace wsman::cim
