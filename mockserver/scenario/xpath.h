#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "wsman/error.h"
#include "wsman/xml/document.h"

namespace pugi {
class xpath_query;
}

namespace mockserver {

/// Prefix to namespace URI.
using NamespaceMap = std::map<std::string, std::string, std::less<>>;

/// The prefixes that every scenario may use: s a w p n x e b cim xsi wsmid.
const NamespaceMap& predefinedNamespaces();

/// An XPath 1.0 expression over a request, compiled once. pugixml compares names as they are spelt; so that prefixes
/// mean namespaces, as the standard has it, name tests are rewritten to predicates on local-name() and namespace-uri()
/// before it sees them. Immutable, cheap to copy, thread-safe.
class XPath {
public:
    /// Errors: kInvalidValue (the expression), kNotFound (a prefix that `namespaces` does not have).
    static wsman::Result<XPath> compile(std::string_view expression, const NamespaceMap& namespaces);

    /// boolean() of the result: true for a node-set that is not empty.
    [[nodiscard]] bool test(wsman::xml::Node context) const;
    /// string() of the result, white space at its ends removed.
    [[nodiscard]] std::string text(wsman::xml::Node context) const;
    /// As it was written.
    [[nodiscard]] const std::string& expression() const { return expression_; }

private:
    std::string expression_;
    std::shared_ptr<const pugi::xpath_query> query_;
};

/// The rewriting alone, for tests.
wsman::Result<std::string> rewriteNameTests(std::string_view expression, const NamespaceMap& namespaces);

}  // namespace mockserver
