#pragma once

#include <iosfwd>
#include <memory>

#include "client/cli/output.h"

namespace client::cli {

/// A JSON array with one object a line. 64-bit integers are JSON numbers; datetimes are in the form of DSP0004; real
/// numbers that JSON cannot hold (INF, NaN) are strings.
std::unique_ptr<Printer> makeJsonPrinter(std::ostream& out);

}  // namespace client::cli
