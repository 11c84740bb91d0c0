#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "wsman/error.h"
#include "wsman/xml/document.h"

namespace pugi {
class xpath_query;
}

namespace wsman::query {

/// The XPath subset of DSP0226 Annex D, Level 1 (paths of child elements with indexes, "@name", "text()") and Level 2
/// (conditions with and, or, not, comparisons and constants). Names are local names, whatever their prefix: peers write
/// them without. Immutable, cheap to copy, thread-safe.
class XPathLevel {
public:
    /// Errors, with the place in the expression: kUnsupported for what XPath has beyond Level 2, kInvalidValue for what
    /// is no XPath.
    static Result<XPathLevel> compile(std::string_view expression);

    /// The markup of what the path selects below a resource's root element: elements as they are, text of text() and
    /// attributes escaped. Empty: nothing.
    [[nodiscard]] std::string select(xml::Node root) const;
    /// boolean() of the result.
    [[nodiscard]] bool test(xml::Node root) const;

    /// True when it selects nothing below the root element: its value is a boolean, number or text, or the root itself
    /// ("../X[A = 1]", ".").
    [[nodiscard]] bool isCondition() const { return condition_; }

    /// What a path says that names one property of an instance ("Prop", "./Prop", "/Class/Prop", "Prop[2]",
    /// "Prop/text()").
    struct PropertyTarget {
        std::string property{};              ///< empty: the whole instance ("." or "/Class")
        std::optional<std::size_t> index{};  ///< from 1
        bool text = false;
    };
    /// nullopt for any other path.
    [[nodiscard]] const std::optional<PropertyTarget>& target() const { return target_; }

private:
    std::shared_ptr<const pugi::xpath_query> query_;
    std::optional<PropertyTarget> target_;
    bool condition_ = false;
};

}  // namespace wsman::query
