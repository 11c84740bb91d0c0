// DSP0226 clauses 5.1 to 5.3: endpoint references, ResourceURI and selectors, wsa:To.
#include <algorithm>
#include <array>
#include <set>

#include "wsman/rules/clauses.h"
#include "wsman/rules/syntax.h"
#include "wsman/rules/verdicts.h"
#include "wsman/uris.h"

namespace wsman::rules {

namespace {

bool needsResourceUri(std::string_view action) {
    constexpr std::array<std::string_view, 10> kActions{
        action::kGet,  action::kPut,       action::kCreate,        action::kDelete,  action::kEnumerate,
        action::kPull, action::kEnumRenew, action::kEnumGetStatus, action::kRelease, action::kSubscribe};
    return std::find(kActions.begin(), kActions.end(), action) != kActions.end();
}

Verdict resourceUriPresent(const Observed& request, const Session&) {
    if (!needsResourceUri(request.action())) {
        return notApplicable();
    }
    return request.resourceUri().empty()
               ? broken("The operation names no resource", "wsman:ResourceURI", "nothing", request.header())
               : pass();
}

Verdict resourceUriIsUri(const Observed& request, const Session&) {
    const xml::Node uri = request.header(ns::kWsman, "ResourceURI");
    if (!uri) {
        return notApplicable();
    }
    return isUri(uri.text()) ? pass() : broken("ResourceURI is no URI", "a URI of RFC 3986", uri.text(), uri);
}

Verdict resourceUriMarked(const Observed& request, const Session&) {
    const xml::Node uri = request.header(ns::kWsman, "ResourceURI");
    if (!uri) {
        return notApplicable();
    }
    return uri.mustUnderstand().value_or(false)
               ? pass()
               : broken("ResourceURI may be ignored by a service that does not know it", "s:mustUnderstand=\"true\"",
                        "no such mark", uri);
}

Verdict noResourceUriInReply(const Observed& request, const Observed& reply, const Session&) {
    if (!reply.header()) {
        return notApplicable();
    }
    const xml::Node uri = reply.header(ns::kWsman, "ResourceURI");
    const xml::Node replyTo = request.header(ns::kAddressing, "ReplyTo");
    const bool echoed =
        static_cast<bool>(replyTo.child(ns::kAddressing, "ReferenceParameters").child(ns::kWsman, "ResourceURI"));
    return !uri || echoed ? pass() : broken("A reply names a resource", "no wsman:ResourceURI", uri.text(), uri);
}

/// The first selector set, at any depth below and including `set`, that names a selector twice; no element when none
/// does.
xml::Node repeatedSelector(xml::Node set) {
    std::set<std::string> names;
    for (const xml::Node selector : set.children()) {
        if (!names.insert(selector.attribute("Name").value_or("")).second) {
            return selector;
        }
        const xml::Node nested = selector.child(ns::kAddressing, "EndpointReference")
                                     .child(ns::kAddressing, "ReferenceParameters")
                                     .child(ns::kWsman, "SelectorSet");
        if (const xml::Node found = nested ? repeatedSelector(nested) : xml::Node{}) {
            return found;
        }
    }
    return {};
}

Verdict selectorsOnce(const Observed& request, const Session&) {
    const xml::Node set = request.header(ns::kWsman, "SelectorSet");
    if (!set) {
        return notApplicable();
    }
    const xml::Node repeated = repeatedSelector(set);
    return !repeated
               ? pass()
               : broken("A selector is repeated", "each name once", repeated.attribute("Name").value_or(""), repeated);
}

Verdict selectorValues(const Observed& request, const Session&) {
    const xml::Node set = request.header(ns::kWsman, "SelectorSet");
    if (!set) {
        return notApplicable();
    }
    for (const xml::Node selector : set.children()) {
        const xml::Node child = selector.firstChild();
        const bool isSimple = !child;
        const bool isEpr = child.is(ns::kAddressing, "EndpointReference") && !child.next() && !selector.hasText();
        if (!selector.is(ns::kWsman, "Selector") || !(isSimple || isEpr)) {
            return broken("A selector holds something else than a value", "text or one wsa:EndpointReference",
                          nameText(child ? child : selector), selector);
        }
    }
    return pass();
}

Verdict toPresent(const Observed& message) {
    const xml::Node to = message.header(ns::kAddressing, "To");
    return to.text().empty() ? broken("The message says not where it goes", "wsa:To", "nothing", message.header())
                             : pass();
}

Verdict requestTo(const Observed& request, const Session&) {
    return !request.isEnvelope() || request.isIdentify() ? notApplicable() : toPresent(request);
}

Verdict replyTo(const Observed& request, const Observed& reply, const Session&) {
    return !reply.isEnvelope() || request.isIdentify() ? notApplicable() : toPresent(reply);
}

constexpr std::array kRules{
    Rule{"DSP0226/R5.1.2.1-1", "5.1.2.1", "ResourceURI is a URI", Party::kClient, Level::kMust, resourceUriIsUri},
    Rule{"DSP0226/R5.1.2.1-3", "5.1.2.1", "Transfer, enumeration and Subscribe requests carry ResourceURI",
         Party::kClient, Level::kMust, resourceUriPresent},
    Rule{"DSP0226/R5.1.2.1-5", "5.1.2.1", "A reply carries no ResourceURI, unless ReplyTo asks for it", Party::kServer,
         Level::kShould, noResourceUriInReply},
    Rule{"DSP0226/R5.1.2.2-4", "5.1.2.2", "A selector name stands once in its set", Party::kClient, Level::kMust,
         selectorsOnce},
    Rule{"DSP0226/R5.1.2.2-5", "5.1.2.2", "A selector holds a simple value or one endpoint reference", Party::kClient,
         Level::kMust, selectorValues},
    Rule{"DSP0226/5.2-mu", "5.2", "ResourceURI is marked mustUnderstand", Party::kClient, Level::kShould,
         resourceUriMarked},
    Rule{"DSP0226/R5.3-1c", "5.3", "A request carries wsa:To", Party::kClient, Level::kMust, requestTo},
    Rule{"DSP0226/R5.3-1s", "5.3", "A reply carries wsa:To", Party::kServer, Level::kMust, replyTo},
};

}  // namespace

std::span<const Rule> addressingRules() {
    return kRules;
}

}  // namespace wsman::rules
