#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace wsman::xml {

struct LineDiffOptions {
    std::size_t context = 2;     ///< equal lines shown around a difference
    std::size_t maxLines = 200;  ///< of the diff; more are only counted
};

/// How `actual` differs from `expected`, line by line: "- " before a line that only the first has, "+ " before one that
/// only the second has, "  " before those around; "..." for equal lines left out. Empty when they are the same. Meant
/// for canonicalText. Cost grows with the product of the lines that differ; beyond a bound all of them are shown as
/// such.
std::string lineDiff(std::string_view expected, std::string_view actual, const LineDiffOptions& options = {});

}  // namespace wsman::xml
