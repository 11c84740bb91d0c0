#pragma once

#include <optional>
#include <string>

#include "wsman/xml/document.h"

namespace wsman::xml {

struct CompareOptions {
    bool ignoreWhitespace = true;  ///< white space around text, and text that is only white space
};

/// The first difference between two elements, for a person. Prefixes, attribute order and where namespaces are declared
/// never count; attributes whose value is a QName by its schema (xsi:type) are compared expanded.
struct Difference {
    std::string path;      ///< in the first document
    std::string expected;  ///< what the first has there
    std::string actual;    ///< what the second has there
};

/// nullopt when the two mean the same.
std::optional<Difference> firstDifference(Node expected, Node actual, const CompareOptions& options = {});
/// All differences, at most `max`.
std::vector<Difference> differences(Node expected, Node actual, std::size_t max, const CompareOptions& options = {});

/// A text that is equal for elements that mean the same: names as {uri}local, attributes sorted, one element a line,
/// indented. For diffs and hashes.
std::string canonicalText(Node node, const CompareOptions& options = {});

}  // namespace wsman::xml
