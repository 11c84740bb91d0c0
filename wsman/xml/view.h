#pragma once

#include <string>
#include <vector>

#include "wsman/xml/compare.h"
#include "wsman/xml/document.h"

// What an element means, apart from how it is spelt; for the files of this folder only.
namespace wsman::xml {

/// An attribute with its names expanded.
struct AttributeView {
    std::string name;   ///< "{uri}local", "local" without namespace
    std::string value;  ///< "{uri}local" for a QName
    std::string qname;  ///< as written, for paths
};

/// A piece of content: a run of text, or an element.
struct ContentView {
    std::string text;
    Node element;
};

std::string expandedName(Node node);
/// Sorted by name.
std::vector<AttributeView> attributesOf(Node node);
/// In order; adjoining text merged, without empty runs; trimmed and without white space by option.
std::vector<ContentView> contentOf(Node node, const CompareOptions& options);

}  // namespace wsman::xml
