#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "wsman/xml/document.h"

namespace wsman::xml {

struct CompareOptions {
    bool ignoreWhitespace = true;  ///< white space around text, and text that is only white space
};

/// The first difference between two elements, for a person. Prefixes, attribute order and where namespaces are declared
/// never count; values that are QNames by their schema (xsi:type, wsman:Option/@Type, s:NotUnderstood/@qname, s:Value)
/// are compared expanded.
struct Difference {
    std::string path;      ///< in the first document, "/a/b[2]", with "/@name" or "/text()" for what is in an element
    std::string expected;  ///< what the first has there; empty for nothing
    std::string actual;    ///< what the second has there; empty for nothing
};

/// nullopt when the two mean the same.
std::optional<Difference> firstDifference(Node expected, Node actual, const CompareOptions& options = {});
/// All differences, at most `max`. Children are paired in order; one that the other side lacks is told as such.
std::vector<Difference> differences(Node expected, Node actual, std::size_t max, const CompareOptions& options = {});

/// A text that is equal exactly for elements without a difference: names as {uri}local, attributes sorted, one element
/// a line, indented, text in double quotes with escapes. For diffs and hashes. Empty for no element.
std::string canonicalText(Node node, const CompareOptions& options = {});

}  // namespace wsman::xml
