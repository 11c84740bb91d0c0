#include "wsman/xml/view.h"

#include <algorithm>

#include "wsman/uris.h"
#include "wsman/xml/chars.h"
#include "wsman/xml/names.h"

namespace wsman::xml {
namespace {

using std::string_view;

std::string expand(string_view ns, string_view local) {
    return ns.empty() ? std::string(local) : "{" + std::string(ns) + "}" + std::string(local);
}

/// A QName's expanded form; what is none stays as it is.
std::string expandValue(Node scope, string_view value) {
    const Result<QName> name = scope.resolve(value);
    return name ? expand(name->ns, name->local) : std::string(value);
}

bool holdsQName(Node element, string_view attributeNs, string_view attribute) {
    return (attributeNs == ns::kXsi && attribute == "type") ||
           (attributeNs.empty() && attribute == "Type" && element.is(ns::kWsman, "Option")) ||
           (attributeNs.empty() && attribute == "qname" && element.is(ns::kSoap, "NotUnderstood"));
}

void addText(std::vector<ContentView>& content, string_view text) {
    if (content.empty() || content.back().element) {
        content.push_back({std::string(text), {}});
    } else {
        content.back().text += text;
    }
}

}  // namespace

std::string expandedName(Node node) {
    return expand(node.name().ns, node.name().local);
}

std::vector<AttributeView> attributesOf(Node node) {
    std::vector<AttributeView> all;
    for (const pugi::xml_attribute attribute : node.raw().attributes()) {
        if (isDeclaration(attribute.name())) {
            continue;
        }
        const string_view local = splitName(attribute.name()).local;
        const string_view ns = attributeNamespace(node.raw(), attribute);
        all.push_back({expand(ns, local),
                       holdsQName(node, ns, local) ? expandValue(node, attribute.value()) : attribute.value(),
                       attribute.name()});
    }
    std::ranges::sort(all, {}, &AttributeView::name);
    return all;
}

std::vector<ContentView> contentOf(Node node, const CompareOptions& options) {
    std::vector<ContentView> content;
    for (const pugi::xml_node child : node.raw().children()) {
        if (child.type() == pugi::node_element) {
            content.push_back({{}, Node(child)});
        } else {
            addText(content, child.value());
        }
    }
    const bool isQName = node.is(ns::kSoap, "Value");
    for (ContentView& piece : content) {
        if (!piece.element && options.ignoreWhitespace) {
            piece.text = trim(piece.text);
        }
        if (!piece.element && isQName && content.size() == 1) {
            piece.text = expandValue(node, piece.text);
        }
    }
    std::erase_if(content, [](const ContentView& piece) { return !piece.element && piece.text.empty(); });
    return content;
}

}  // namespace wsman::xml
