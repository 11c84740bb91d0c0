#pragma once

#include <iosfwd>
#include <memory>

#include "client/cli/output.h"

namespace client::cli {

/// For a person. One instance: a list of "Name : value". Several: a table whose columns and widths come from the first
/// hundred, so that any number streams in flat memory.
std::unique_ptr<Printer> makeTablePrinter(std::ostream& out, const Screen& screen, PrinterOptions options);

}  // namespace client::cli
