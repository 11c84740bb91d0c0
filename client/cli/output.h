#pragma once

#include <cstdint>
#include <iosfwd>
#include <memory>
#include <optional>
#include <string>

#include "wsman/cim/class.h"
#include "wsman/cim/instance.h"

namespace client::cli {

enum class Format { kTable, kJson, kXml, kMof };

/// What stdout is, for tables and colour.
struct Screen {
    bool color = false;       ///< ANSI colours
    std::size_t width = 120;  ///< columns a table may take
};

/// Prints results as they come. Not thread-safe. `finish` must be called after the last.
class Printer {
public:
    virtual ~Printer() = default;
    /// `note` is shown with the instance where the format has a place for it (a bookmark of an indication).
    virtual void instance(const wsman::cim::Instance& instance, const std::string& note = {}) = 0;
    virtual void declaration(const wsman::cim::Class& declaration) = 0;
    virtual void finish() = 0;
};

/// - kTable: one instance as a list of its properties, several as a table of as many columns as fit (keys first);
///   classes as their MOF declaration, or their names.
/// - kJson: an array, one object a line; class and namespace as "__class" and "__namespace".
/// - kXml: WS-CIM elements below one root; classes as CIM-XML.
/// - kMof: MOF.
struct PrinterOptions {
    bool namesOnly = false;  ///< kTable: classes by their names
    bool live = false;       ///< kTable: every instance as a list as soon as it is there, as events want it
};
std::unique_ptr<Printer> makePrinter(Format format, std::ostream& out, const Screen& screen, PrinterOptions options);

/// A value for a person on one line: strings as they are, arrays in braces, null empty, references and embedded
/// instances as Class(Key=Value, ...).
std::string shortText(const wsman::cim::Value& value);

/// What a server sent, safe for a terminal: control characters (C0, DEL and C1) become spaces, and each line break
/// becomes `lineBreak`.
std::string printable(const std::string& text, const std::string& lineBreak);

}  // namespace client::cli
