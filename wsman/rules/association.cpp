// DSP0227 clause 8.2: the association filter.
#include <algorithm>
#include <array>

#include "wsman/rules/bodies.h"
#include "wsman/rules/clauses.h"
#include "wsman/rules/verdicts.h"
#include "wsman/uris.h"

namespace wsman::rules {

namespace {

/// The association filter of an Enumerate, or no element. Some tools write its dialect with a capital A.
xml::Node filterOf(const Observed& request) {
    for (const std::string_view space : {ns::kWsman, ns::kEnumeration}) {
        const xml::Node filter = request.payload().child(space, "Filter");
        if (request.payload().is(ns::kEnumeration, "Enumerate") && filter &&
            sameText(filter.attribute("Dialect").value_or(""), uri::kDialectAssociation)) {
            return filter;
        }
    }
    return {};
}

/// The query in the filter: what is associated, or the associations.
xml::Node queryOf(xml::Node filter) {
    const xml::Node query = filter.firstChild();
    const bool isOne = query.localName() == "AssociatedInstances" || query.localName() == "AssociationInstances";
    return isOne ? query : xml::Node{};
}

Verdict form(const Observed& request, const Session&) {
    const xml::Node filter = filterOf(request);
    if (!filter) {
        return notApplicable();
    }
    return queryOf(filter) && filter.childCount() == 1
               ? pass()
               : broken("An association filter holds no single query",
                        "wsmb:AssociatedInstances or wsmb:AssociationInstances", nameText(filter.firstChild()), filter);
}

Verdict object(const Observed& request, const Session&) {
    const xml::Node query = queryOf(filterOf(request));
    if (!query) {
        return notApplicable();
    }
    const xml::Node object = query.child(query.name().ns, "Object");
    const xml::Node parameters = object.child(ns::kAddressing, "ReferenceParameters");
    if (!object || !object.child(ns::kAddressing, "Address")) {
        return broken("The filter does not say of which object", "wsmb:Object with an endpoint reference",
                      object ? nameText(object.firstChild()) : "nothing", object ? object : query);
    }
    return !parameters.child(ns::kWsman, "ResourceURI").text().empty()
               ? pass()
               : broken("The object's reference names no class", "wsman:ResourceURI in its parameters", "nothing",
                        object);
}

Verdict parameters(const Observed& request, const Session&) {
    constexpr std::array<std::string_view, 6> kOfAssociated{
        "Object", "AssociationClassName", "Role", "ResultClassName", "ResultRole", "IncludeResultProperty"};
    constexpr std::array<std::string_view, 4> kOfAssociations{"Object", "ResultClassName", "Role",
                                                              "IncludeResultProperty"};
    const xml::Node query = queryOf(filterOf(request));
    if (!query) {
        return notApplicable();
    }
    const bool isAssociated = query.localName() == "AssociatedInstances";
    const auto known = isAssociated ? std::span<const std::string_view>(kOfAssociated)
                                    : std::span<const std::string_view>(kOfAssociations);
    std::string earlier;
    for (const xml::Node child : query.children()) {
        const std::string name(child.localName());
        if (child.name().ns != query.name().ns || std::find(known.begin(), known.end(), name) == known.end()) {
            return broken("The filter has a parameter that its query does not know", "those of DSP0227 8.2", name,
                          child);
        }
        if (name == earlier && name != "IncludeResultProperty") {
            return broken("A parameter stands twice", "each once", name, child);
        }
        if (earlier.empty() && name != "Object") {
            return broken("The filter does not begin with its object", "wsmb:Object first", name, child);
        }
        if (earlier == "IncludeResultProperty" && name != earlier) {
            return broken("A parameter stands behind the properties to return", "IncludeResultProperty last", name,
                          child);
        }
        earlier = name;
    }
    return pass();
}

constexpr std::array kRules{
    Rule{"DSP0227/8.2c", "8.2", "An association filter holds one query: for instances or for associations",
         Party::kClient, Level::kMust, form},
    Rule{"DSP0227/8.2-object-c", "8.2", "An association filter names its object by an endpoint reference",
         Party::kClient, Level::kMust, object},
    Rule{"DSP0227/8.2-params-c", "8.2",
         "An association filter has the parameters of its query, the object first and the properties last",
         Party::kClient, Level::kShould, parameters},
};

}  // namespace

std::span<const Rule> associationRules() {
    return kRules;
}

}  // namespace wsman::rules
