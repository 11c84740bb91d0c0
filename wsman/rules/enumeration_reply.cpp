// DSP0226 clause 8: what a service answers to Enumerate, Pull and Release.
#include <algorithm>
#include <array>

#include "wsman/ops/positive_integer.h"
#include "wsman/rules/bodies.h"
#include "wsman/rules/clauses.h"
#include "wsman/rules/verdicts.h"
#include "wsman/uris.h"

namespace wsman::rules {

namespace {

bool isOptimized(const Observed& request) {
    return static_cast<bool>(request.payload().child(ns::kWsman, "OptimizeEnumeration"));
}

bool isEmptyElement(xml::Node element) {
    return !element.firstChild() && !element.hasText();
}

Verdict countOnlyWhenAsked(const Observed& request, const Observed& reply, const Session&) {
    const xml::Node estimate = reply.header(ns::kWsman, "TotalItemsCountEstimate");
    const bool asked = static_cast<bool>(request.header(ns::kWsman, "RequestTotalItemsCountEstimate"));
    if (!isEnumerateResponse(reply) && !isPullResponse(reply)) {
        return notApplicable();
    }
    return asked || !estimate
               ? pass()
               : broken("An estimate was sent unasked", "no TotalItemsCountEstimate", estimate.text(), estimate);
}

Verdict itemsOnlyWhenAsked(const Observed& request, const Observed& reply, const Session&) {
    if (!isEnumerateResponse(reply) || isOptimized(request)) {
        return notApplicable();
    }
    // WS-Enumeration alone lets a reply hold nothing but a context. An empty Items holds nothing, as OMI's does.
    if (const xml::Node items = itemsOf(reply)) {
        return isEmptyElement(items) ? doubtful("An Items element was sent unasked, though it is empty",
                                                "no wsman:Items", "an empty one", items)
                                     : broken("Items were sent unasked", "no wsman:Items",
                                              std::to_string(items.childCount()) + " items", items);
    }
    return hasEndOfSequence(reply)
               ? broken("EndOfSequence was sent unasked", "no wsman:EndOfSequence", "one", reply.payload())
               : pass();
}

Verdict countWithin(const Observed& reply, xml::Node limit, bool judgeDefault) {
    const bool isDefault = !limit;
    if (isDefault != judgeDefault) {
        return notApplicable();
    }
    const std::uint64_t most = isDefault ? 1 : ops::parsePositive(limit.text()).value_or(0);
    const std::size_t count = itemsOf(reply).childCount();
    if (most == 0) {
        return notApplicable();
    }
    return count <= most ? pass()
                         : broken("There are more items than asked for", std::to_string(most) + " at most",
                                  std::to_string(count), itemsOf(reply));
}

Verdict optimizedCount(const Observed& request, const Observed& reply, const Session&) {
    if (!isEnumerateResponse(reply) || !isOptimized(request)) {
        return notApplicable();
    }
    const xml::Node limit = request.payload().child(ns::kWsman, "MaxElements");
    return countWithin(reply, limit, !limit);
}

Verdict pullDefaultCount(const Observed& request, const Observed& reply, const Session&) {
    return isPullResponse(reply) ? countWithin(reply, request.payload().child(ns::kEnumeration, "MaxElements"), true)
                                 : notApplicable();
}

Verdict pullCount(const Observed& request, const Observed& reply, const Session&) {
    return isPullResponse(reply) ? countWithin(reply, request.payload().child(ns::kEnumeration, "MaxElements"), false)
                                 : notApplicable();
}

Verdict optimizedHasItemsOrEnd(const Observed& request, const Observed& reply, const Session&) {
    if (!isEnumerateResponse(reply) || !isOptimized(request)) {
        return notApplicable();
    }
    if (itemsOf(reply) || hasEndOfSequence(reply)) {
        return pass();
    }
    // A service may ignore the option (R8.2.3-1), and then a context follows to pull from.
    const xml::Node context = contextOf(reply);
    return context && !isEmptyElement(context)
               ? doubtful("The reply is not optimised; the service may not know how",
                          "wsman:Items or wsman:EndOfSequence", "neither", reply.payload())
               : broken("The reply has neither items nor an end", "wsman:Items or wsman:EndOfSequence", "neither",
                        reply.payload());
}

Verdict finishedContext(const Observed&, const Observed& reply, const Session&) {
    if (!isEnumerateResponse(reply) || !hasEndOfSequence(reply)) {
        return notApplicable();
    }
    const xml::Node context = contextOf(reply);
    return context && isEmptyElement(context)
               ? pass()
               : broken("A finished enumeration has a context", "an empty wsen:EnumerationContext",
                        context ? context.text() : "nothing", context ? context : reply.payload());
}

Verdict lastPullContext(const Observed&, const Observed& reply, const Session&) {
    if (!isPullResponse(reply) || !hasEndOfSequence(reply)) {
        return notApplicable();
    }
    const xml::Node context = contextOf(reply);
    return !context
               ? pass()
               : broken("A context came with EndOfSequence", "no wsen:EnumerationContext", context.text(), context);
}

Verdict itemsNamespace(const Observed&, const Observed& reply, const Session&) {
    if (!isEnumerateResponse(reply) && !isPullResponse(reply)) {
        return notApplicable();
    }
    const std::string_view wrong = isPullResponse(reply) ? ns::kWsman : ns::kEnumeration;
    Verdict verdict = notApplicable();
    for (const xml::Node child : reply.payload().children()) {
        if (child.localName() != "Items" && child.localName() != "EndOfSequence") {
            continue;
        }
        if (child.name().ns == wrong) {
            return broken("The element is of the namespace of the other reply",
                          "wsman in EnumerateResponse, wsen in PullResponse", nameText(child), child);
        }
        verdict = pass();
    }
    return verdict;
}

std::string modeOf(const Observed& request, const Session& before) {
    if (const xml::Node mode = request.payload().child(ns::kWsman, "EnumerationMode")) {
        return mode.text();
    }
    const Enumeration* enumeration = before.enumeration(contextOf(request));
    return enumeration == nullptr ? std::string() : enumeration->mode;
}

bool isEpr(xml::Node element) {
    return element.is(ns::kAddressing, "EndpointReference");
}

Verdict eprItems(const Observed& request, const Observed& reply, const Session& before) {
    const std::vector<xml::Node> items = itemsOf(reply).children();
    if (items.empty() || modeOf(request, before) != "EnumerateEPR") {
        return notApplicable();
    }
    for (const xml::Node item : items) {
        if (!isEpr(item)) {
            return broken("An item is no endpoint reference", "wsa:EndpointReference", nameText(item), item);
        }
    }
    return pass();
}

Verdict objectAndEprItems(const Observed& request, const Observed& reply, const Session& before) {
    const std::vector<xml::Node> items = itemsOf(reply).children();
    if (items.empty() || modeOf(request, before) != "EnumerateObjectAndEPR") {
        return notApplicable();
    }
    for (const xml::Node item : items) {
        const xml::Node object = item.firstChild();
        const bool inOrder =
            item.is(ns::kWsman, "Item") && item.childCount() == 2 && !isEpr(object) && isEpr(object.next());
        if (!inOrder) {
            return broken("An item is not an object and its EPR", "wsman:Item with the object, then the EPR",
                          nameText(item) + " with " + nameText(object), item);
        }
    }
    return pass();
}

Verdict releaseReplyBody(const Observed& request, const Observed& reply, const Session&) {
    if (request.action() != action::kRelease || !reply.isEnvelope() || reply.isFault()) {
        return notApplicable();
    }
    return isEmptyElement(reply.body())
               ? pass()
               : broken("A ReleaseResponse holds something", "an empty body", nameText(reply.payload()), reply.body());
}

Verdict contextGiven(const Observed&, const Observed& reply, const Session&) {
    if (!isEnumerateResponse(reply)) {
        return notApplicable();
    }
    const xml::Node context = contextOf(reply);
    const bool usable = context && (hasEndOfSequence(reply) || !isEmptyElement(context));
    return usable ? pass()
                  : broken("There is no context to pull from", "wsen:EnumerationContext",
                           context ? "an empty one" : "nothing", reply.payload());
}

constexpr std::array kRules{
    Rule{"DSP0226/R8.2.2-1", "8.2.2", "A count is estimated only when the request asks for it", Party::kServer,
         Level::kMust, countOnlyWhenAsked},
    Rule{"WSEN/context", "3.1", "An EnumerateResponse gives a context to pull from", Party::kServer, Level::kMust,
         contextGiven},
    Rule{"DSP0226/R8.2.3-2", "8.2.3", "An EnumerateResponse holds items only when the request is optimised",
         Party::kServer, Level::kMust, itemsOnlyWhenAsked},
    Rule{"DSP0226/R8.2.3-3", "8.2.3", "An optimised reply holds at most MaxElements items, one by default",
         Party::kServer, Level::kMust, optimizedCount},
    Rule{"DSP0226/R8.2.3-4", "8.2.3", "An optimised reply holds Items or EndOfSequence", Party::kServer, Level::kMust,
         optimizedHasItemsOrEnd},
    Rule{"DSP0226/R8.2.3-5", "8.2.3", "An optimised reply that ends the enumeration has an empty context",
         Party::kServer, Level::kMust, finishedContext},
    Rule{"DSP0226/R8.2.3-n", "8.2.3",
         "Items and EndOfSequence are wsman's in EnumerateResponse, wsen's in PullResponse", Party::kServer,
         Level::kMust, itemsNamespace},
    Rule{"DSP0226/R8.4-8", "8.4", "A PullResponse with EndOfSequence has no context", Party::kServer, Level::kMust,
         lastPullContext},
    Rule{"DSP0226/R8.4-9", "8.4", "A Pull without MaxElements is answered by one item", Party::kServer, Level::kMust,
         pullDefaultCount},
    Rule{"DSP0226/R8.4-9b", "8.4", "A PullResponse holds at most MaxElements items", Party::kServer, Level::kMust,
         pullCount},
    Rule{"DSP0226/R8.5-1s", "8.5", "A ReleaseResponse has an empty body", Party::kServer, Level::kMust,
         releaseReplyBody},
    Rule{"DSP0226/R8.7-1", "8.7", "EnumerateEPR is answered by endpoint references alone", Party::kServer, Level::kMust,
         eprItems},
    Rule{"DSP0226/R8.7-2", "8.7", "EnumerateObjectAndEPR is answered by Items of an object and then its EPR",
         Party::kServer, Level::kMust, objectAndEprItems},
};

}  // namespace

std::span<const Rule> enumerationReplyRules() {
    return kRules;
}

}  // namespace wsman::rules
