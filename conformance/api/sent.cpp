#include "conformance/api/sent.h"

namespace conformance {

namespace {

std::string trimmed(std::string_view text) {
    constexpr std::string_view kSpace = " \t\r\n";
    const auto begin = text.find_first_not_of(kSpace);
    return begin == text.npos ? "" : std::string(text.substr(begin, text.find_last_not_of(kSpace) - begin + 1));
}

pugi::xml_node childOf(const pugi::xml_node& parent, std::string_view name) {
    return parent.find_child([&](const pugi::xml_node& node) { return localName(node.name()) == name; });
}

}  // namespace

std::string_view localName(std::string_view name) {
    const auto colon = name.find(':');
    return colon == name.npos ? name : name.substr(colon + 1);
}

Sent::Sent(const std::string& body) : document_(std::make_shared<pugi::xml_document>()) {
    document_->load_buffer(body.data(), body.size());
}

std::string Sent::action() const {
    const auto whole = text("Action");
    if (whole.empty())
        return has("Identify") ? "Identify" : "";
    return whole.substr(whole.rfind('/') + 1);
}

pugi::xml_node Sent::find(std::string_view name) const {
    return document_->find_node([&](const pugi::xml_node& node) { return localName(node.name()) == name; });
}

std::string Sent::text(std::string_view name) const {
    return trimmed(find(name).text().get());
}

std::string Sent::attribute(std::string_view name, std::string_view attribute) const {
    return find(name)
        .find_attribute([&](const pugi::xml_attribute& one) { return localName(one.name()) == attribute; })
        .value();
}

std::map<std::string, std::string> Sent::selectors() const {
    std::map<std::string, std::string> out;
    // Those of the header: a filter in the body may hold an EPR with selectors of its own.
    for (const auto& one : childOf(find("Header"), "SelectorSet"))
        if (localName(one.name()) == "Selector")
            out.emplace(one.attribute("Name").value(), trimmed(one.text().get()));
    return out;
}

pugi::xml_node Sent::payload() const {
    return find("Body").find_child([](const pugi::xml_node& node) { return node.type() == pugi::node_element; });
}

}  // namespace conformance
