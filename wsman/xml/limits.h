#pragma once

#include <cstddef>

namespace wsman::xml {

/// Bounds checked before a tree is built, so that hostile input costs no more than one pass over its bytes. Zero is not
/// "unlimited": each bound is always in force.
struct Limits {
    std::size_t maxBytes = 16u << 20;     ///< of the UTF-8 text
    std::size_t maxDepth = 64;            ///< of nested elements, the root being 1; above kMaxDepth it counts as that
    std::size_t maxAttributes = 64;       ///< on one element, xmlns declarations included
    std::size_t maxElements = 1'000'000;  ///< in the document
    std::size_t maxNameLength = 1024;     ///< bytes of an element's or attribute's qualified name
    std::size_t maxNamespaces = 256;      ///< declarations in scope at any one element

    /// What no setting can exceed: readers of the tree recurse once a level.
    static constexpr std::size_t kMaxDepth = 1024;
};

}  // namespace wsman::xml
