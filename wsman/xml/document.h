// wsman/xml: XML as SOAP needs it, on pugixml: names by namespace URI and never by prefix, limits before a tree is
// built, no DTD and no processing instruction (SOAP 1.2 §5), one parse per message, one writer, and comparison that
// ignores prefixes.
#pragma once

#include <memory>
#include <optional>
#include <pugixml.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "wsman/error.h"
#include "wsman/xml/limits.h"

namespace wsman::xml {

/// An expanded name. As a view it lives as long as the document (or literal) it points into.
struct Name {
    std::string_view ns;     ///< namespace URI, empty for none
    std::string_view local;  ///< local part
    bool operator==(const Name&) const = default;
};

/// A QName as read from content, owning its text.
struct QName {
    std::string ns;
    std::string local;
    bool operator==(const QName&) const = default;
};

/// One element of a Document, as a cheap value (a pointer). A default-constructed Node is "no such element": it tests
/// false, and every question to it has an empty answer, so paths can be chained. Valid as long as its Document lives.
/// Reading from several threads is safe.
class Node {
public:
    Node() = default;
    explicit Node(pugi::xml_node node) : node_(node) {}

    explicit operator bool() const { return !node_.empty(); }
    bool operator==(const Node&) const = default;

    /// The expanded name; elements without a prefix take the default namespace.
    [[nodiscard]] Name name() const;
    [[nodiscard]] bool is(std::string_view ns, std::string_view local) const;
    [[nodiscard]] std::string_view localName() const;

    /// The first child element of that name, or no element.
    [[nodiscard]] Node child(std::string_view ns, std::string_view local) const;
    /// The first child element with that local name in any namespace: for peers whose namespaces cannot be trusted.
    [[nodiscard]] Node childLocal(std::string_view local) const;
    /// The first child element, whatever its name.
    [[nodiscard]] Node firstChild() const;
    /// The next element after this one in its parent.
    [[nodiscard]] Node next() const;
    [[nodiscard]] Node parent() const;
    /// All child elements, in order.
    [[nodiscard]] std::vector<Node> children() const;
    [[nodiscard]] std::size_t childCount() const;

    /// The element's own character data (CDATA included, comments not), concatenated, not trimmed.
    [[nodiscard]] std::string rawText() const;
    /// rawText without leading and trailing XML white space (DSP0226 R13.1-10).
    [[nodiscard]] std::string text() const;
    /// True when there is character data other than white space directly in this element.
    [[nodiscard]] bool hasText() const;

    /// An attribute's value by expanded name; attributes without a prefix have no namespace. Namespace declarations are
    /// no attributes.
    [[nodiscard]] std::optional<std::string> attribute(std::string_view ns, std::string_view local) const;
    [[nodiscard]] std::optional<std::string> attribute(std::string_view local) const { return attribute({}, local); }

    /// True when xsi:nil is true or 1, and nil by any prefix of a namespace ending in XMLSchema-instance or XMLSchema
    /// (OMI binds xsi to the latter).
    [[nodiscard]] bool isNil() const;
    /// s:mustUnderstand: nullopt when absent, else its boolean ("1" and "true" are true, anything else is not).
    [[nodiscard]] std::optional<bool> mustUnderstand() const;

    /// Resolves "p:local" in the scope of this element; an unprefixed name takes the default namespace. Errors:
    /// kInvalidValue for an undeclared prefix or no name at all.
    [[nodiscard]] Result<QName> resolve(std::string_view qname) const;

    /// Where this element stands, for messages: "/s:Envelope/s:Header/wsa:Action[2]", with the document's own prefixes.
    [[nodiscard]] std::string path() const;
    /// This element as a stand-alone fragment; no indentation, no comments. Namespace declarations that it takes from
    /// the elements around it are added after its attributes: those that its names use, and those whose prefix stands
    /// before a colon in a value or text, which may be a QName. Parsed and written again it is the same text.
    [[nodiscard]] std::string outerXml() const;
    /// The content of this element (text and child elements, each child stand-alone as by outerXml).
    [[nodiscard]] std::string innerXml() const;

    [[nodiscard]] pugi::xml_node raw() const { return node_; }

private:
    pugi::xml_node node_;
};

/// A parsed document, owning its text and tree. Move-only; nodes stay valid across moves. Immutable after parsing.
class Document {
public:
    /// Parses UTF-8 text, with or without a byte-order mark. Before the tree is built the text is checked for: valid
    /// UTF-8 and XML characters, `limits`, DTDs and processing instructions (refused; the XML declaration is not one),
    /// entities (only the five predefined and character references), attributes repeated on an element, prefixes that
    /// are not declared. Errors: kMalformedXml, kBadEncoding, kLimitExceeded, with "line:column".
    static Result<Document> parse(std::string utf8, const Limits& limits = {});

    Document(Document&&) noexcept;
    Document& operator=(Document&&) noexcept;
    ~Document();

    [[nodiscard]] Node root() const;

private:
    struct Impl;
    explicit Document(std::unique_ptr<Impl> impl);
    std::unique_ptr<Impl> impl_;
};

}  // namespace wsman::xml
