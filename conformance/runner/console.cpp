#include "conformance/runner/console.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <ostream>

namespace conformance {

ConsoleStyle styleOfStdout(Color color, bool verbose) {
    ConsoleStyle style;
    style.terminal = ::isatty(STDOUT_FILENO) == 1;
    const char* plain = std::getenv("NO_COLOR");
    style.color = color == Color::kAlways || (color == Color::kAuto && style.terminal && !(plain && *plain));
    style.verbose = verbose;
    winsize size{};
    if (style.terminal && ::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0)
        style.width = size.ws_col;
    return style;
}

std::string painted(Verdict verdict, std::string_view text, bool color) {
    if (!color)
        return std::string(text);
    const char* code = "2";  // dim
    switch (verdict) {
        case Verdict::kPass:
            code = "32";
            break;
        case Verdict::kWarn:
            code = "33";
            break;
        case Verdict::kFail:
            code = "1;31";
            break;
        case Verdict::kError:
            code = "1;35";
            break;
        case Verdict::kSkipped:
        case Verdict::kWaived:
            break;
    }
    return "\033[" + std::string(code) + "m" + std::string(text) + "\033[0m";
}

void Console::caseBegins(const CaseRecord& record) {
    ++begun_;
    if (!style_.terminal)
        return;
    const auto total = std::to_string(total_);
    auto number = std::to_string(begun_);
    number.insert(0, total.size() - std::min(total.size(), number.size()), ' ');
    auto line = "[ " + number + "/" + total + " ] " + record.id + " " + record.requirement;
    // A line that wraps could not be rewritten; never cut within a character.
    if (line.size() >= style_.width) {
        auto end = style_.width > 4 ? style_.width - 4 : 0;
        while (end > 0 && (static_cast<unsigned char>(line[end]) & 0xC0U) == 0x80U)
            --end;
        line = line.substr(0, end) + "...";
    }
    wipe();
    out_ << line << std::flush;
    statusShown_ = true;
}

void Console::caseEnds(const CaseRecord& record) {
    const auto& result = record.result;
    const bool wrong = record.stale || result.verdict == Verdict::kWarn || result.verdict == Verdict::kFail ||
                       result.verdict == Verdict::kError;
    if (style_.terminal && !style_.verbose && !wrong)
        return;
    wipe();
    std::string verdict(record.stale ? "STALE" : toString(result.verdict));
    verdict.resize(8, ' ');
    out_ << painted(record.stale ? Verdict::kFail : result.verdict, verdict, style_.color) << record.id << "  "
         << toString(record.level) << "  " << record.requirement << '\n';
    if (record.stale)
        indented("passes, yet " + record.waiver->where + " waives it: " + record.waiver->reason, "        ");
    if (result.verdict == Verdict::kWaived)
        indented("waived: " + record.waiver->reason +
                     (record.waiver->issue.empty() ? "" : " (" + record.waiver->issue + ")"),
                 "        ");
    if (result.verdict != Verdict::kPass) {
        if (!result.reason.empty())
            indented(result.reason, "        ");
        if (!result.expected.empty())
            indented("expected: " + result.expected, "        ");
        if (!result.actual.empty())
            indented("actual:   " + result.actual, "        ");
        if (!result.exchange.empty() && wrong)
            indented(result.exchange, "        | ");
    }
    out_.flush();
}

void Console::runEnds() {
    wipe();
    out_.flush();
}

void Console::wipe() {
    if (statusShown_)
        out_ << "\r\033[K";
    statusShown_ = false;
}

namespace {

/// What a target sends must not steer the tester's terminal.
std::string printable(std::string line) {
    for (auto& c : line)
        if ((static_cast<unsigned char>(c) < 0x20 && c != '\t') || c == 0x7F)
            c = '?';
    return line;
}

}  // namespace

void Console::indented(const std::string& text, const char* margin) {
    for (std::size_t begin = 0; begin <= text.size();) {
        const auto end = std::min(text.find('\n', begin), text.size());
        out_ << margin << printable(text.substr(begin, end - begin)) << '\n';
        begin = end + 1;
    }
}

}  // namespace conformance
