// DSP0227: class URIs, the namespace selector, polymorphism.
#include <algorithm>
#include <array>

#include "wsman/rules/bodies.h"
#include "wsman/rules/clauses.h"
#include "wsman/rules/verdicts.h"
#include "wsman/uris.h"

namespace wsman::rules {

namespace {

constexpr std::string_view kNamespaceSelector = "__cimnamespace";

bool isWordCharacter(char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' ||
           static_cast<unsigned char>(c) >= 0x80;
}

bool isIdentifier(std::string_view text) {
    return !text.empty() && !(text.front() >= '0' && text.front() <= '9') &&
           std::all_of(text.begin(), text.end(), isWordCharacter);
}

/// The class that a URI of a known family names ("*" for all of them); nullopt for another family.
std::optional<std::string> classOf(const std::string& uri) {
    for (const std::string_view prefix : {uri::kCimSchemaPrefix, uri::kWmiPrefix, uri::kCimXmlPrefix}) {
        if (uri.starts_with(prefix)) {
            const std::string rest = uri.substr(prefix.size());
            return prefix == uri::kWmiPrefix ? rest.substr(rest.find_last_of('/') + 1) : rest;
        }
    }
    return std::nullopt;
}

bool isAllClasses(std::string_view uri) {
    return uri.ends_with("/*");
}

Verdict className(const Observed& request, const Session&) {
    const std::optional<std::string> name = classOf(request.resourceUri());
    if (!name) {
        return notApplicable();
    }
    return isIdentifier(*name) || *name == "*"
               ? pass()
               : broken("ResourceURI does not end in the name of a class", "a class name", *name,
                        request.header(ns::kWsman, "ResourceURI"));
}

xml::Node namespaceSelector(const Observed& request) {
    for (const xml::Node selector : request.header(ns::kWsman, "SelectorSet").children()) {
        if (selector.attribute("Name").value_or("") == kNamespaceSelector) {
            return selector;
        }
    }
    return {};
}

Verdict namespaceOnce(const Observed& request, const Session&) {
    if (!request.resourceUri().starts_with(uri::kWmiPrefix)) {
        return notApplicable();
    }
    const xml::Node selector = namespaceSelector(request);
    return !selector ? pass()
                     : broken("The namespace is named twice: by ResourceURI and by a selector",
                              "no selector __cimnamespace", selector.text(), selector);
}

Verdict namespaceName(const Observed& request, const Session&) {
    const xml::Node selector = namespaceSelector(request);
    if (!selector) {
        return notApplicable();
    }
    const std::string name = selector.text();
    const auto isPart = [](char c) { return isWordCharacter(c) || c == '-' || c == '.'; };
    // OMI and WMI write either slash.
    bool good = !name.empty() && isPart(name.front()) && isPart(name.back());
    for (std::size_t i = 0; good && i < name.size(); ++i) {
        const bool slash = name[i] == '/' || name[i] == '\\';
        good = slash ? isPart(name[i - 1]) : isPart(name[i]);
    }
    return good ? pass()
                : broken("__cimnamespace is no CIM namespace", "names with slashes between, as in root/cimv2", name,
                         selector);
}

Verdict transferNamesOneClass(const Observed& request, const Session&) {
    constexpr std::array<std::string_view, 4> kTransfer{action::kGet, action::kPut, action::kCreate, action::kDelete};
    const std::string action = request.action();
    const std::string uri = request.resourceUri();
    const bool isTransfer = std::find(kTransfer.begin(), kTransfer.end(), action) != kTransfer.end();
    const bool isClass = classOf(uri).has_value() || uri == uri::kCimAllClasses;
    // Get on all classes of the CIM-XML family reads the schema (DSP0227 15.4).
    if (!isTransfer || !isClass || uri.starts_with(uri::kCimXmlPrefix)) {
        return notApplicable();
    }
    return isAllClasses(uri) ? broken("A transfer names all classes", "the URI of one class", uri,
                                      request.header(ns::kWsman, "ResourceURI"))
                             : pass();
}

/// The first element of a namespace that only OMI's headers have, or of the right one.
xml::Node inBinding(xml::Node element, std::string_view ns) {
    if (element.name().ns == ns) {
        return element;
    }
    for (const xml::Node child : element.children()) {
        if (const xml::Node found = inBinding(child, ns)) {
            return found;
        }
    }
    return {};
}

Verdict bindingNamespace(const Observed& request, const Session&) {
    if (request.action() != action::kEnumerate) {
        return notApplicable();
    }
    if (const xml::Node wrong = inBinding(request.payload(), ns::kCimBindingNoSuffix)) {
        return broken("An element is of a namespace that is not that of the CIM binding", ns::kCimBinding,
                      nameText(wrong), wrong);
    }
    return inBinding(request.payload(), ns::kCimBinding) ? pass() : notApplicable();
}

xml::Node polymorphismMode(const Observed& request) {
    return request.payload().is(ns::kEnumeration, "Enumerate")
               ? request.payload().child(ns::kCimBinding, "PolymorphismMode")
               : xml::Node{};
}

Verdict knownMode(const Observed& request, const Session&) {
    const xml::Node mode = polymorphismMode(request);
    if (!mode) {
        return notApplicable();
    }
    const std::string text = mode.text();
    return text == "IncludeSubClassProperties" || text == "ExcludeSubClassProperties" || text == "None"
               ? pass()
               : broken("There is no such polymorphism mode",
                        "IncludeSubClassProperties, ExcludeSubClassProperties or None", text, mode);
}

Verdict modeOfAllClasses(const Observed& request, const Session&) {
    const xml::Node mode = polymorphismMode(request);
    if (!mode || !isAllClasses(request.resourceUri())) {
        return notApplicable();
    }
    return mode.text() == "IncludeSubClassProperties"
               ? pass()
               : broken("All classes have no base class to be cut to", "IncludeSubClassProperties", mode.text(), mode);
}

constexpr std::array kRules{
    Rule{"DSP0227/5.1c", "5.1", "The URI of a class ends in the name of a class", Party::kClient, Level::kMust,
         className},
    Rule{"DSP0227/R5.3-1c", "5.3", "The selector __cimnamespace holds a CIM namespace", Party::kClient, Level::kMust,
         namespaceName},
    Rule{"DSP0227/6.3", "6.3", "A WMI URI, which names its namespace, is not accompanied by __cimnamespace",
         Party::kClient, Level::kShould, namespaceOnce},
    Rule{"DSP0227/R6-1c", "6", "Get, Put, Create and Delete name one class", Party::kClient, Level::kShould,
         transferNamesOneClass},
    Rule{"DSP0227/ns-c", "4", "Elements of the CIM binding are of its namespace", Party::kClient, Level::kShould,
         bindingNamespace},
    Rule{"DSP0227/R8.1-mode", "8.1", "A polymorphism mode is one of the three that there are", Party::kClient,
         Level::kMust, knownMode},
    Rule{"DSP0227/R8.1-6c", "8.1", "Of all classes, subclass properties are always included", Party::kClient,
         Level::kShould, modeOfAllClasses},
};

}  // namespace

std::span<const Rule> cimBindingRules() {
    return kRules;
}

}  // namespace wsman::rules
