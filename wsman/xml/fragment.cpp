#include <vector>

#include "wsman/xml/chars.h"
#include "wsman/xml/document.h"
#include "wsman/xml/name_scope.h"
#include "wsman/xml/names.h"
#include "wsman/xml/writer.h"

namespace wsman::xml {
namespace {

using std::string_view;

/// Finds the prefixes that a subtree takes from outside.
class PrefixCollector {
public:
    explicit PrefixCollector(pugi::xml_node top) : top_(top) {
        // From the inside out, so that the outermost would win a search from the end: hence only the first of a name.
        for (pugi::xml_node node = top.parent(); node; node = node.parent()) {
            for (const pugi::xml_attribute attribute : node.attributes()) {
                const string_view name = attribute.name();
                if (isDeclaration(name) && !outer_.find(declaredPrefix(name))) {
                    outer_.declare(declaredPrefix(name), attribute.value());
                }
            }
        }
    }

    /// Prefixes in order of first use; the empty one stands for the default namespace.
    std::vector<string_view> collect() {
        visit(top_);
        return std::move(needed_);
    }

private:
    void visit(pugi::xml_node element) {
        const std::size_t outer = inner_.size();
        for (const pugi::xml_attribute attribute : element.attributes()) {
            if (isDeclaration(attribute.name())) {
                inner_.declare(declaredPrefix(attribute.name()), attribute.value());
            }
        }
        use(splitName(element.name()).prefix);
        for (const pugi::xml_attribute attribute : element.attributes()) {
            if (!isDeclaration(attribute.name())) {
                if (const string_view prefix = splitName(attribute.name()).prefix; !prefix.empty()) {
                    use(prefix);
                }
                useThoseIn(attribute.value());
            }
        }
        for (const pugi::xml_node child : element.children()) {
            if (child.type() == pugi::node_element) {
                visit(child);
            } else {
                useThoseIn(child.value());
            }
        }
        inner_.restore(outer);
    }

    void use(string_view prefix) {
        if (prefix == "xml" || inner_.find(prefix)) {
            return;
        }
        for (const string_view known : needed_) {
            if (known == prefix) {
                return;
            }
        }
        if (!outer_.find(prefix).value_or(string_view()).empty()) {
            needed_.push_back(prefix);
        }
    }

    /// Prefixes before colons in content, where QNames and XPath expressions may stand.
    void useThoseIn(string_view content) {
        for (std::size_t colon = content.find(':'); colon != string_view::npos; colon = content.find(':', colon + 1)) {
            std::size_t begin = colon;
            while (begin > 0 && isClass(content[begin - 1], kNameClass)) {
                --begin;
            }
            if (begin < colon) {
                use(content.substr(begin, colon - begin));
            }
        }
    }

    pugi::xml_node top_;
    NameScope outer_;  // declarations around top_
    NameScope inner_;  // declarations from top_ down to the element at hand
    std::vector<string_view> needed_;
};

void write(Writer& writer, pugi::xml_node element, const std::vector<string_view>& extra) {
    writer.start(element.name());
    for (const pugi::xml_attribute attribute : element.attributes()) {
        writer.attribute(attribute.name(), attribute.value());
    }
    for (const string_view prefix : extra) {
        writer.declare(prefix, namespaceInScope(element.parent(), prefix));
    }
    for (const pugi::xml_node child : element.children()) {
        if (child.type() == pugi::node_element) {
            write(writer, child, {});
        } else {
            writer.text(child.value());
        }
    }
    writer.end();
}

}  // namespace

std::string Node::outerXml() const {
    std::string out;
    if (*this) {
        Writer writer(out);
        write(writer, node_, PrefixCollector(node_).collect());
    }
    return out;
}

std::string Node::innerXml() const {
    std::string out;
    for (const pugi::xml_node child : node_.children()) {
        if (child.type() == pugi::node_element) {
            out += Node(child).outerXml();
        } else {
            appendEscaped(out, child.value());
        }
    }
    return out;
}

}  // namespace wsman::xml
