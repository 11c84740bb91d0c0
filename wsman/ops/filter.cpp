// Filters: the part of enumeration.h that Subscribe shares.
#include <algorithm>
#include <array>

#include "wsman/cim/instance.h"
#include "wsman/ops/body.h"
#include "wsman/ops/enumeration.h"
#include "wsman/uris.h"

namespace wsman::ops {

namespace {

bool inBinding(xml::Node element) {
    return element.name().ns == ns::kCimBinding || element.name().ns == ns::kCimBindingNoSuffix;
}

void writeOptional(xml::Writer& writer, std::string_view qname, const std::string& text) {
    if (!text.empty()) {
        writer.element(qname, text);
    }
}

void writeAssociation(xml::Writer& writer, const AssociationFilter& filter) {
    writer.start(filter.references ? "b:AssociationInstances" : "b:AssociatedInstances");
    writer.start("b:Object");
    soap::writeEprContent(writer, filter.object);
    writer.end();
    if (!filter.references) {
        writeOptional(writer, "b:AssociationClassName", filter.associationClass);
    }
    writeOptional(writer, "b:Role", filter.role);
    writeOptional(writer, "b:ResultClassName", filter.resultClass);
    if (!filter.references) {
        writeOptional(writer, "b:ResultRole", filter.resultRole);
    }
    for (const std::string& property : filter.includeProperties) {
        writer.element("b:IncludeResultProperty", property);
    }
    writer.end();
}

Result<AssociationFilter> readAssociation(xml::Node element) {
    if (!inBinding(element)) {
        return invalidBody("an association filter holds AssociatedInstances or AssociationInstances", element);
    }
    AssociationFilter filter;
    if (element.localName() == "AssociationInstances") {
        filter.references = true;
    } else if (element.localName() != "AssociatedInstances") {
        return invalidBody("an association filter holds AssociatedInstances or AssociationInstances", element);
    }

    struct Field {
        std::string_view name;
        std::string* value;
        bool seen;
    };
    std::array<Field, 4> fields{{{"Role", &filter.role, false},
                                 {"ResultClassName", &filter.resultClass, false},
                                 {"AssociationClassName", &filter.associationClass, filter.references},
                                 {"ResultRole", &filter.resultRole, filter.references}}};
    bool hasObject = false;
    for (const xml::Node child : element.children()) {
        if (!inBinding(child)) {
            continue;
        }
        const std::string_view local = child.localName();
        if (local == "Object" && !hasObject) {
            Result<soap::Epr> object = bodyEpr(child);
            if (!object) {
                return tl::unexpected(object.error());
            }
            filter.object = *std::move(object);
            hasObject = true;
            continue;
        }
        if (local == "IncludeResultProperty") {
            filter.includeProperties.push_back(child.text());
            continue;
        }
        // A field that this kind of filter does not have counts as seen: both are one too many.
        const auto field = std::find_if(fields.begin(), fields.end(), [&](const Field& f) { return f.name == local; });
        if (field == fields.end() || field->seen) {
            return invalidBody("element " + std::string(local) + " is repeated or does not belong in " +
                                   std::string(element.localName()),
                               child);
        }
        *field->value = child.text();
        field->seen = true;
    }
    if (!hasObject) {
        return invalidBody("an association filter without an Object", element);
    }
    return filter;
}

bool startsAsUri(std::string_view text) {
    const std::size_t colon = text.find(':');
    if (colon == std::string_view::npos || colon == 0) {
        return false;
    }
    const auto isAlpha = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); };
    const std::string_view scheme = text.substr(0, colon);
    return isAlpha(scheme.front()) && std::all_of(scheme.begin(), scheme.end(), [&](char c) {
               return isAlpha(c) || (c >= '0' && c <= '9') || c == '+' || c == '-' || c == '.';
           });
}

}  // namespace

std::optional<std::string> dialectUri(std::string_view name) {
    if (cim::sameName(name, "WQL")) {
        return std::string(uri::kDialectWql);
    }
    if (cim::sameName(name, "CQL")) {
        return std::string(uri::kDialectCql);
    }
    if (cim::sameName(name, "XPath")) {
        return std::string(uri::kDialectXPath);
    }
    if (cim::sameName(name, "Selector")) {
        return std::string(uri::kDialectSelector);
    }
    return startsAsUri(name) ? std::optional(std::string(name)) : std::nullopt;
}

void writeFilter(xml::Writer& writer, const Filter& filter) {
    std::string_view dialect = filter.dialect;
    if (dialect.empty() && filter.association) {
        dialect = uri::kDialectAssociation;
    } else if (dialect.empty() && filter.selectors) {
        dialect = uri::kDialectSelector;
    }
    writer.start("w:Filter");
    if (!dialect.empty()) {
        writer.attribute("Dialect", dialect);
    }
    if (filter.association) {
        writeAssociation(writer, *filter.association);
    } else if (filter.selectors) {
        soap::writeSelectorSet(writer, *filter.selectors);
    } else if (!filter.markup.empty()) {
        writer.raw(filter.markup);
    } else {
        writer.text(filter.text);
    }
    writer.end();
}

Result<Filter> readFilter(xml::Node element) {
    const xml::Node child = element.firstChild();
    if (child && (element.hasText() || child.next())) {
        return invalidBody("a filter holds text or one element, not a mixture", element);
    }
    Filter filter;
    filter.dialect = element.attribute("Dialect").value_or("");
    if (child) {
        filter.markup = child.outerXml();
    } else {
        filter.text = element.text();
    }
    // Windows tools write AssociationFilter where DSP0227 has associationFilter.
    if (cim::sameName(filter.dialect, uri::kDialectAssociation)) {
        if (!child) {
            return invalidBody("an association filter holds AssociatedInstances or AssociationInstances", element);
        }
        Result<AssociationFilter> association = readAssociation(child);
        if (!association) {
            return tl::unexpected(association.error());
        }
        filter.association = *std::move(association);
    } else if (filter.dialect == uri::kDialectSelector) {
        if (!child.is(ns::kWsman, "SelectorSet")) {
            return invalidBody("a selector filter holds a wsman:SelectorSet", child ? child : element);
        }
        Result<soap::SelectorSet> selectors = soap::readSelectorSet(child);
        if (!selectors) {
            const std::string& where = selectors.error().where;
            return fail(ErrorCode::kInvalidBody, selectors.error().message, where.empty() ? child.path() : where);
        }
        filter.selectors = *std::move(selectors);
    }
    return filter;
}

Result<std::optional<Filter>> filterChild(xml::Node parent, std::string_view ns) {
    const xml::Node ours = parent.child(ns::kWsman, "Filter");
    const xml::Node theirs = parent.child(ns, "Filter");
    if (ours && theirs) {
        return invalidBody("wsman:Filter and the Filter of the base specification together", theirs);
    }
    if (!ours && !theirs) {
        return std::nullopt;
    }
    if (Result<void> once = checkOnce(parent, ns::kWsman, "Filter"); !once) {
        return tl::unexpected(once.error());
    }
    return readFilter(ours ? ours : theirs).map([](Filter filter) { return std::optional(std::move(filter)); });
}

}  // namespace wsman::ops
