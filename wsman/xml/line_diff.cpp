#include "wsman/xml/line_diff.h"

#include <algorithm>
#include <cstdint>
#include <vector>

namespace wsman::xml {
namespace {

using Lines = std::vector<std::string_view>;

constexpr std::size_t kMaxCells = 4U << 20U;

Lines linesOf(std::string_view text) {
    Lines out;
    while (!text.empty()) {
        const std::size_t end = text.find('\n');
        out.push_back(text.substr(0, end));
        text.remove_prefix(end == text.npos ? text.size() : end + 1);
    }
    return out;
}

struct Row {
    char mark;
    std::string_view line;
};

/// The middle part, where something differs, by the longest common subsequence.
void compareMiddle(const Lines& a, const Lines& b, std::size_t from, std::size_t endA, std::size_t endB,
                   std::vector<Row>& out) {
    const std::size_t n = endA - from;
    const std::size_t m = endB - from;
    std::size_t i = 0;
    std::size_t j = 0;
    if (n > 0 && m > 0 && n <= kMaxCells / m) {
        std::vector<std::uint32_t> length((n + 1) * (m + 1), 0);
        const auto at = [&](std::size_t x, std::size_t y) -> std::uint32_t& { return length[x * (m + 1) + y]; };
        for (std::size_t x = n; x-- > 0;) {
            for (std::size_t y = m; y-- > 0;) {
                at(x, y) = a[from + x] == b[from + y] ? at(x + 1, y + 1) + 1 : std::max(at(x + 1, y), at(x, y + 1));
            }
        }
        while (i < n && j < m) {
            if (a[from + i] == b[from + j]) {
                out.push_back({' ', a[from + i]});
                ++i;
                ++j;
            } else if (at(i + 1, j) >= at(i, j + 1)) {
                out.push_back({'-', a[from + i++]});
            } else {
                out.push_back({'+', b[from + j++]});
            }
        }
    }
    for (; i < n; ++i) {
        out.push_back({'-', a[from + i]});
    }
    for (; j < m; ++j) {
        out.push_back({'+', b[from + j]});
    }
}

}  // namespace

std::string lineDiff(std::string_view expected, std::string_view actual, const LineDiffOptions& options) {
    const Lines a = linesOf(expected);
    const Lines b = linesOf(actual);
    std::size_t from = 0;
    while (from < a.size() && from < b.size() && a[from] == b[from]) {
        ++from;
    }
    if (from == a.size() && from == b.size()) {
        return {};
    }
    std::size_t tail = 0;
    while (tail < a.size() - from && tail < b.size() - from && a[a.size() - 1 - tail] == b[b.size() - 1 - tail]) {
        ++tail;
    }
    std::vector<Row> rows;
    for (std::size_t i = 0; i < from; ++i) {
        rows.push_back({' ', a[i]});
    }
    compareMiddle(a, b, from, a.size() - tail, b.size() - tail, rows);
    for (std::size_t i = a.size() - tail; i < a.size(); ++i) {
        rows.push_back({' ', a[i]});
    }

    std::vector<bool> shown(rows.size(), false);
    for (std::size_t i = 0; i < rows.size(); ++i) {
        if (rows[i].mark != ' ') {
            const std::size_t last = std::min(rows.size(), i + options.context + 1);
            for (std::size_t k = i - std::min(i, options.context); k < last; ++k) {
                shown[k] = true;
            }
        }
    }
    std::string out;
    std::size_t lines = 0;
    std::size_t more = 0;
    for (std::size_t i = 0; i < rows.size(); ++i) {
        if (!shown[i]) {
            out += i > 0 && !shown[i - 1] ? "" : more == 0 ? "...\n" : "";
            continue;
        }
        if (lines == options.maxLines) {
            ++more;
            continue;
        }
        ++lines;
        out += rows[i].mark;
        out.append(" ").append(rows[i].line).append("\n");
    }
    return more == 0 ? out : out + "... and " + std::to_string(more) + " more lines\n";
}

}  // namespace wsman::xml
