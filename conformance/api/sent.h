// What a library sent to a server that a case has of its own, for the case to judge.
#pragma once

#include <map>
#include <memory>
#include <pugixml.hpp>
#include <string>
#include <string_view>

namespace conformance {

/// A request as the library sent it, read without a view of ours on what it should be, nor by our reader of envelopes:
/// names without prefixes. Copies share what was read.
class Sent {
public:
    explicit Sent(const std::string& body);

    /// The end of wsa:Action: "Get", "Enumerate", the name of a method; for Identify, which has none, "Identify".
    [[nodiscard]] std::string action() const;
    [[nodiscard]] std::string resourceUri() const { return text("ResourceURI"); }
    [[nodiscard]] std::map<std::string, std::string> selectors() const;
    /// The first element of that name in the whole message; null when there is none.
    [[nodiscard]] pugi::xml_node find(std::string_view name) const;
    [[nodiscard]] bool has(std::string_view name) const { return !find(name).empty(); }
    /// Its text, trimmed.
    [[nodiscard]] std::string text(std::string_view name) const;
    /// An attribute of it, by its name without prefix.
    [[nodiscard]] std::string attribute(std::string_view name, std::string_view attribute) const;
    /// What stands in s:Body, the first element; null when it is empty.
    [[nodiscard]] pugi::xml_node payload() const;

private:
    std::shared_ptr<pugi::xml_document> document_;
};

/// The part of a qualified name behind the prefix.
std::string_view localName(std::string_view name);

}  // namespace conformance
