#pragma once

#include <cstddef>
#include <iosfwd>
#include <string>
#include <string_view>

#include "conformance/runner/record.h"

namespace conformance {

enum class Color { kAuto, kAlways, kNever };

/// How the console looks.
struct ConsoleStyle {
    bool terminal = false;  ///< a status line that is rewritten, and above it only what is wrong
    bool color = false;
    bool verbose = false;    ///< on a terminal too: every case
    std::size_t width = 80;  ///< of the terminal, in columns
};

/// The style for stdout as it is: a terminal or not, its width, NO_COLOR.
ConsoleStyle styleOfStdout(Color color, bool verbose);

/// `text` in the colour of a verdict.
std::string painted(Verdict verdict, std::string_view text, bool color);

/// Tells of a run as it goes.
class Console {
public:
    Console(std::ostream& out, ConsoleStyle style) : out_(out), style_(style) {}

    void runBegins(std::size_t total) { total_ = total; }
    void caseBegins(const CaseRecord& record);
    void caseEnds(const CaseRecord& record);
    /// Takes the status line away.
    void runEnds();

private:
    void wipe();
    void indented(const std::string& text, const char* margin);

    std::ostream& out_;
    ConsoleStyle style_;
    std::size_t total_ = 0;
    std::size_t begun_ = 0;
    bool statusShown_ = false;
};

}  // namespace conformance
