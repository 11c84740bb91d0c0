// DSP0226 clause 8: what a client may ask of an enumeration.
#include <array>

#include "wsman/ops/positive_integer.h"
#include "wsman/rules/bodies.h"
#include "wsman/rules/clauses.h"
#include "wsman/rules/verdicts.h"
#include "wsman/uris.h"

namespace wsman::rules {

namespace {

bool isPullOrRelease(const Observed& request) {
    const std::string action = request.action();
    return action == action::kPull || action == action::kRelease;
}

Verdict filterIsTextOrElement(const Observed& request, const Session&) {
    if (!request.payload().is(ns::kEnumeration, "Enumerate")) {
        return notApplicable();
    }
    Verdict verdict = notApplicable();
    for (const xml::Node child : request.payload().children()) {
        if (child.localName() != "Filter") {
            continue;
        }
        if (child.childCount() > 1 || (child.firstChild() && child.hasText())) {
            return broken("A filter is a mixture", "text or one element",
                          std::to_string(child.childCount()) + " elements", child);
        }
        verdict = pass();
    }
    return verdict;
}

Verdict oneFilter(const Observed& request, const Session&) {
    const xml::Node enumerate = request.payload();
    const xml::Node ours = enumerate.child(ns::kWsman, "Filter");
    const xml::Node theirs = enumerate.child(ns::kEnumeration, "Filter");
    if (!enumerate.is(ns::kEnumeration, "Enumerate") || (!ours && !theirs)) {
        return notApplicable();
    }
    return ours && theirs ? broken("There are two filters", "wsman:Filter or wsen:Filter", "both", theirs) : pass();
}

Verdict pullGoesToSameEndpoint(const Observed& request, const Session& before) {
    const Enumeration* enumeration = isPullOrRelease(request) ? before.enumeration(contextOf(request)) : nullptr;
    if (enumeration == nullptr || enumeration->subscription) {
        return notApplicable();
    }
    const std::string to = request.header(ns::kAddressing, "To").text();
    if (to != enumeration->to) {
        return broken("To is not that of the Enumerate", enumeration->to, to, request.header(ns::kAddressing, "To"));
    }
    if (request.resourceUri() != enumeration->resourceUri) {
        return broken("ResourceURI is not that of the Enumerate", enumeration->resourceUri, request.resourceUri(),
                      request.header(ns::kWsman, "ResourceURI"));
    }
    std::optional<soap::SelectorSet> selectors;
    if (const xml::Node set = request.header(ns::kWsman, "SelectorSet")) {
        if (Result<soap::SelectorSet> read = soap::readSelectorSet(set)) {
            selectors = *std::move(read);
        }
    }
    return selectors.value_or(soap::SelectorSet{}) == enumeration->selectors.value_or(soap::SelectorSet{})
               ? pass()
               : broken("The selectors are not those of the Enumerate", "the same SelectorSet", "another",
                        request.header());
}

Verdict noPullAfterEnd(const Observed& request, const Session& before) {
    const Enumeration* enumeration = isPullOrRelease(request) ? before.enumeration(contextOf(request)) : nullptr;
    if (enumeration == nullptr) {
        return notApplicable();
    }
    return enumeration->ended ? broken("The enumeration is over", "no Pull or Release after EndOfSequence",
                                       contextOf(request).text(), contextOf(request))
                              : pass();
}

Verdict latestContext(const Observed& request, const Session& before) {
    if (!isPullOrRelease(request)) {
        return notApplicable();
    }
    const xml::Node context = contextOf(request);
    if (!context) {
        return broken("There is no EnumerationContext", "wsen:EnumerationContext", "nothing", request.body());
    }
    const Enumeration* enumeration = before.enumeration(context);
    if (enumeration == nullptr) {
        return notApplicable();
    }
    const std::string key = Session::contextKey(context);
    return key == enumeration->latest
               ? pass()
               : broken("The context is not the latest one given", enumeration->latest, key, context);
}

/// MaxElements is of the wsman namespace in Enumerate and of wsen in Pull.
xml::Node maxElements(const Observed& request, bool inRightNamespace) {
    const xml::Node payload = request.payload();
    if (payload.is(ns::kEnumeration, "Enumerate")) {
        return payload.child(inRightNamespace ? ns::kWsman : ns::kEnumeration, "MaxElements");
    }
    return payload.is(ns::kEnumeration, "Pull")
               ? payload.child(inRightNamespace ? ns::kEnumeration : ns::kWsman, "MaxElements")
               : xml::Node{};
}

Verdict maxElementsIsPositive(const Observed& request, const Session&) {
    const xml::Node limit = maxElements(request, true);
    if (!limit) {
        return notApplicable();
    }
    return ops::parsePositive(limit.text())
               ? pass()
               : broken("MaxElements is no positive integer", "1 or more", limit.text(), limit);
}

Verdict maxElementsNamespace(const Observed& request, const Session&) {
    const xml::Node misplaced = maxElements(request, false);
    if (misplaced) {
        return broken("MaxElements is of the wrong namespace, so it will be ignored",
                      "wsman:MaxElements in Enumerate, wsen:MaxElements in Pull", nameText(misplaced), misplaced);
    }
    return maxElements(request, true) ? pass() : notApplicable();
}

constexpr std::array kRules{
    Rule{"DSP0226/R8.2.1-3", "8.2.1", "A filter is text or one element, not a mixture", Party::kClient, Level::kMust,
         filterIsTextOrElement},
    Rule{"DSP0226/R8.3-3", "8.3", "An Enumerate has one filter at most", Party::kClient, Level::kMust, oneFilter},
    Rule{"DSP0226/R8.4-5c", "8.4", "Pull and Release repeat the endpoint of the Enumerate", Party::kClient,
         Level::kMust, pullGoesToSameEndpoint},
    Rule{"DSP0226/R8.4-8c", "8.4", "There is no Pull and no Release after EndOfSequence", Party::kClient, Level::kMust,
         noPullAfterEnd},
    Rule{"DSP0226/R8.4-9c", "8.4", "MaxElements is a positive integer", Party::kClient, Level::kMust,
         maxElementsIsPositive},
    Rule{"DSP0226/R8.4-9n", "8.4", "MaxElements is of the wsman namespace in Enumerate, of wsen in Pull",
         Party::kClient, Level::kMust, maxElementsNamespace},
    Rule{"DSP0226/R8.4-11", "8.4", "Pull and Release carry the latest EnumerationContext", Party::kClient, Level::kMust,
         latestContext},
};

}  // namespace

std::span<const Rule> enumerationRules() {
    return kRules;
}

}  // namespace wsman::rules
