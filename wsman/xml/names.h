#pragma once

#include <pugixml.hpp>
#include <string_view>

// How names of the tree are split and resolved; for the files of this folder only.
namespace wsman::xml {

struct SplitName {
    std::string_view prefix;
    std::string_view local;
};

inline SplitName splitName(std::string_view qname) {
    const std::size_t colon = qname.find(':');
    return colon == std::string_view::npos ? SplitName{{}, qname}
                                           : SplitName{qname.substr(0, colon), qname.substr(colon + 1)};
}

/// True for xmlns and xmlns:x.
inline bool isDeclaration(std::string_view attributeName) {
    return attributeName.starts_with("xmlns") && (attributeName.size() == 5 || attributeName[5] == ':');
}

/// The prefix that the declaration is for, empty for xmlns.
inline std::string_view declaredPrefix(std::string_view attributeName) {
    return attributeName.size() <= 6 ? std::string_view() : attributeName.substr(6);
}

inline bool declaresPrefix(std::string_view attributeName, std::string_view prefix) {
    return isDeclaration(attributeName) && declaredPrefix(attributeName) == prefix;
}

/// The URI bound to `prefix` (empty: the default namespace) where `element` stands; empty when there is none. Points
/// into the tree.
std::string_view namespaceInScope(pugi::xml_node element, std::string_view prefix);
/// The namespace of an attribute of `element`.
std::string_view attributeNamespace(pugi::xml_node element, pugi::xml_attribute attribute);

}  // namespace wsman::xml
