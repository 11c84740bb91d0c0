#include <algorithm>

#include "wsman/uris.h"
#include "wsman/xml/chars.h"
#include "wsman/xml/document.h"
#include "wsman/xml/names.h"

namespace wsman::xml {
namespace {

using std::string_view;

pugi::xml_node elementFrom(pugi::xml_node node) {
    while (node && node.type() != pugi::node_element) {
        node = node.next_sibling();
    }
    return node;
}

bool isText(pugi::xml_node node) {
    return node.type() == pugi::node_pcdata || node.type() == pugi::node_cdata;
}

/// As xs:boolean: "true" and "1".
bool isTrue(string_view value) {
    value = trim(value);
    return value == "true" || value == "1";
}

}  // namespace

string_view namespaceInScope(pugi::xml_node element, string_view prefix) {
    if (prefix == "xml") {
        return ns::kXml;
    }
    for (pugi::xml_node node = element; node; node = node.parent()) {
        for (const pugi::xml_attribute attribute : node.attributes()) {
            if (declaresPrefix(attribute.name(), prefix)) {
                return attribute.value();
            }
        }
    }
    return {};
}

string_view attributeNamespace(pugi::xml_node element, pugi::xml_attribute attribute) {
    const SplitName name = splitName(attribute.name());
    return name.prefix.empty() ? string_view() : namespaceInScope(element, name.prefix);
}

Name Node::name() const {
    if (!*this) {
        return {};
    }
    const SplitName split = splitName(node_.name());
    return {namespaceInScope(node_, split.prefix), split.local};
}

bool Node::is(string_view ns, string_view local) const {
    if (!*this) {
        return false;
    }
    const SplitName split = splitName(node_.name());
    return split.local == local && namespaceInScope(node_, split.prefix) == ns;
}

string_view Node::localName() const {
    return splitName(node_.name()).local;
}

Node Node::child(string_view ns, string_view local) const {
    for (Node node = firstChild(); node; node = node.next()) {
        if (node.is(ns, local)) {
            return node;
        }
    }
    return {};
}

Node Node::childLocal(string_view local) const {
    for (Node node = firstChild(); node; node = node.next()) {
        if (node.localName() == local) {
            return node;
        }
    }
    return {};
}

Node Node::firstChild() const {
    return Node(elementFrom(node_.first_child()));
}

Node Node::next() const {
    return Node(elementFrom(node_.next_sibling()));
}

Node Node::parent() const {
    const pugi::xml_node up = node_.parent();
    return up.type() == pugi::node_element ? Node(up) : Node();
}

std::vector<Node> Node::children() const {
    std::vector<Node> all;
    for (Node node = firstChild(); node; node = node.next()) {
        all.push_back(node);
    }
    return all;
}

std::size_t Node::childCount() const {
    std::size_t count = 0;
    for (Node node = firstChild(); node; node = node.next()) {
        ++count;
    }
    return count;
}

std::string Node::rawText() const {
    std::string all;
    for (const pugi::xml_node node : node_.children()) {
        if (isText(node)) {
            all += node.value();
        }
    }
    return all;
}

std::string Node::text() const {
    const pugi::xml_node first = node_.first_child();
    if (isText(first) && !first.next_sibling()) {
        return std::string(trim(first.value()));
    }
    return std::string(trim(rawText()));
}

bool Node::hasText() const {
    return std::ranges::any_of(node_.children(),
                               [](pugi::xml_node node) { return isText(node) && !isBlank(node.value()); });
}

std::optional<std::string> Node::attribute(string_view ns, string_view local) const {
    for (const pugi::xml_attribute attribute : node_.attributes()) {
        const SplitName name = splitName(attribute.name());
        if (name.local != local || isDeclaration(attribute.name())) {
            continue;
        }
        if (name.prefix.empty() ? ns.empty() : !ns.empty() && namespaceInScope(node_, name.prefix) == ns) {
            return attribute.value();
        }
    }
    return std::nullopt;
}

bool Node::isNil() const {
    for (const pugi::xml_attribute attribute : node_.attributes()) {
        if (splitName(attribute.name()).local != "nil" || !isTrue(attribute.value())) {
            continue;
        }
        const string_view ns = attributeNamespace(node_, attribute);
        if (ns.ends_with("XMLSchema-instance") || ns.ends_with("XMLSchema")) {
            return true;
        }
    }
    return false;
}

std::optional<bool> Node::mustUnderstand() const {
    const std::optional<std::string> value = attribute(ns::kSoap, "mustUnderstand");
    return value ? std::optional(isTrue(*value)) : std::nullopt;
}

Result<QName> Node::resolve(string_view qname) const {
    const string_view trimmed = trim(qname);
    const SplitName name = splitName(trimmed);
    const bool hasColon = trimmed.find(':') != string_view::npos;
    if (!*this || !isNcName(name.local) || (hasColon && !isNcName(name.prefix))) {
        return fail(ErrorCode::kInvalidValue, "\"" + std::string(trimmed.substr(0, 64)) + "\" is not a qualified name",
                    path());
    }
    const string_view ns = namespaceInScope(node_, name.prefix);
    if (hasColon && ns.empty()) {
        return fail(ErrorCode::kInvalidValue,
                    "the prefix of \"" + std::string(trimmed.substr(0, 64)) + "\" is not declared", path());
    }
    return QName{std::string(ns), std::string(name.local)};
}

std::string Node::path() const {
    std::vector<std::string> steps;
    for (pugi::xml_node node = node_; node.type() == pugi::node_element; node = node.parent()) {
        std::size_t index = 1;
        for (pugi::xml_node before = node.previous_sibling(node.name()); before;
             before = before.previous_sibling(node.name())) {
            ++index;
        }
        steps.push_back(index == 1 ? std::string(node.name())
                                   : std::string(node.name()) + "[" + std::to_string(index) + "]");
    }
    std::string all;
    for (auto step = steps.rbegin(); step != steps.rend(); ++step) {
        all += "/" + *step;
    }
    return all;
}

}  // namespace wsman::xml
