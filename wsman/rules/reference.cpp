// DSP0226 clauses 5.1 and 13.4: references that are copied whole, what a URI should not say, and lengths that a service
// may refuse.
#include <algorithm>
#include <array>

#include "wsman/rules/bodies.h"
#include "wsman/rules/clauses.h"
#include "wsman/rules/verdicts.h"
#include "wsman/uris.h"

namespace wsman::rules {

namespace {

Verdict parametersCopied(const Observed& request, const Session& before) {
    soap::SelectorSet selectors;
    if (const xml::Node set = request.header(ns::kWsman, "SelectorSet")) {
        if (Result<soap::SelectorSet> read = soap::readSelectorSet(set)) {
            selectors = *std::move(read);
        }
    }
    const Reference* reference = before.reference(request.resourceUri(), selectors);
    if (reference == nullptr) {
        return notApplicable();
    }
    for (const xml::QName& parameter : reference->parameters) {
        if (!request.header(parameter.ns, parameter.local)) {
            return broken("A parameter of the reference that a reply gave is lost",
                          "{" + parameter.ns + "}" + parameter.local, "nothing", request.header());
        }
    }
    return pass();
}

Verdict selectorsTogether(const Observed& request, const Session&) {
    const xml::Node loose = request.header(ns::kWsman, "Selector");
    if (loose) {
        return broken("A selector stands outside a SelectorSet", "wsman:SelectorSet", "wsman:Selector", loose);
    }
    return request.header(ns::kWsman, "SelectorSet") ? pass() : notApplicable();
}

/// What stands between "http://" and the next slash; empty for another scheme.
std::string_view hostOf(std::string_view uri) {
    for (const std::string_view scheme : {"http://", "https://"}) {
        if (uri.starts_with(scheme)) {
            uri.remove_prefix(scheme.size());
            return uri.substr(0, uri.find_first_of("/?#"));
        }
    }
    return {};
}

Verdict vendorUri(const Observed& request, const Session&) {
    const std::string uri = request.resourceUri();
    const std::string_view host = hostOf(uri);
    if (host.empty()) {
        return notApplicable();
    }
    return host.find('.') != std::string_view::npos
               ? pass()
               : broken("ResourceURI does not begin with a domain name", "http:// and the owner's domain", uri,
                        request.header(ns::kWsman, "ResourceURI"));
}

std::string_view lastSegment(std::string_view uri) {
    return uri.substr(uri.find_last_of('/') + 1);
}

Verdict uriNamesNoOperation(const Observed& request, const Session&) {
    constexpr std::array<std::string_view, 6> kOperations{action::kGet,    action::kPut,       action::kCreate,
                                                          action::kDelete, action::kEnumerate, action::kSubscribe};
    const std::string uri = request.resourceUri();
    if (uri.empty()) {
        return notApplicable();
    }
    const bool isOne = std::any_of(kOperations.begin(), kOperations.end(),
                                   [&](std::string_view one) { return lastSegment(uri) == lastSegment(one); });
    return isOne ? broken("ResourceURI seems to name an operation", "a resource", uri,
                          request.header(ns::kWsman, "ResourceURI"))
                 : pass();
}

Verdict actionNamesNoInstance(const Observed& request, const Session&) {
    const std::string action = request.action();
    if (action.empty()) {
        return notApplicable();
    }
    return action.find_first_of("?=") == std::string::npos
               ? pass()
               : broken("Action seems to name an instance", "the operation alone", action,
                        request.header(ns::kAddressing, "Action"));
}

Verdict within(std::size_t size, std::size_t most, const char* text, xml::Node where) {
    return size <= most ? pass()
                        : broken(text, std::to_string(most) + " characters at most",
                                 std::to_string(size) + " characters", where);
}

Verdict uriLengths(const Observed& request, const Session&) {
    Verdict verdict = notApplicable();
    for (const xml::Node header :
         {request.header(ns::kWsman, "ResourceURI"), request.header(ns::kAddressing, "Action"),
          request.header(ns::kAddressing, "To"), request.header(ns::kAddressing, "MessageID")}) {
        if (header && verdict.outcome != Outcome::kFail) {
            verdict = within(header.text().size(), 2048, "A URI is longer than a service need take", header);
        }
    }
    return verdict;
}

/// Name and text of all children of a header.
Verdict lengthsIn(xml::Node set, const char* text) {
    Verdict verdict = notApplicable();
    for (const xml::Node one : set.children()) {
        verdict = within(one.attribute("Name").value_or("").size(), 2048, text, one);
        if (verdict.outcome == Outcome::kPass) {
            verdict = within(one.text().size(), 4096, text, one);
        }
        if (verdict.outcome != Outcome::kPass) {
            return verdict;
        }
    }
    return verdict;
}

Verdict selectorLengths(const Observed& request, const Session&) {
    return lengthsIn(request.header(ns::kWsman, "SelectorSet"), "A selector is longer than a service need take");
}

Verdict optionLengths(const Observed& request, const Session&) {
    return lengthsIn(request.header(ns::kWsman, "OptionSet"), "An option is longer than a service need take");
}

Verdict selectorSetLength(const Observed& request, const Session&) {
    const xml::Node set = request.header(ns::kWsman, "SelectorSet");
    return set ? within(set.outerXml().size(), 8096, "The selectors are longer than a service need take", set)
               : notApplicable();
}

/// The endpoint references that a reply hands out.
std::vector<xml::Node> givenBy(const Observed& reply) {
    std::vector<xml::Node> given;
    for (const xml::Node item : itemsOf(reply).children()) {
        const xml::Node nested = item.child(ns::kAddressing, "EndpointReference");
        const xml::Node epr = item.is(ns::kAddressing, "EndpointReference") ? item : nested;
        if (epr) {
            given.push_back(epr);
        }
    }
    if (reply.payload().is(ns::kTransfer, "ResourceCreated")) {
        given.push_back(reply.payload());
    }
    return given;
}

Verdict givenAddress(const Observed&, const Observed& reply, const Session&) {
    const std::vector<xml::Node> given = givenBy(reply);
    for (const xml::Node epr : given) {
        if (epr.child(ns::kAddressing, "Address").text().empty()) {
            return broken("A reference has no address", "wsa:Address", "nothing", epr);
        }
    }
    return given.empty() ? notApplicable() : pass();
}

Verdict givenSelectors(const Observed&, const Observed& reply, const Session&) {
    Verdict verdict = notApplicable();
    for (const xml::Node epr : givenBy(reply)) {
        const xml::Node set = epr.child(ns::kAddressing, "ReferenceParameters").child(ns::kWsman, "SelectorSet");
        if (!set) {
            continue;
        }
        if (const Result<soap::SelectorSet> read = soap::readSelectorSet(set); !read) {
            return broken("The selectors of a reference are malformed", "each name once, with a value",
                          read.error().text(), set);
        }
        verdict = pass();
    }
    return verdict;
}

Verdict uriLengthsOfReply(const Observed&, const Observed& reply, const Session&) {
    Verdict verdict = notApplicable();
    for (const xml::Node header : {reply.header(ns::kAddressing, "Action"), reply.header(ns::kAddressing, "To"),
                                   reply.header(ns::kAddressing, "MessageID")}) {
        if (header && verdict.outcome != Outcome::kFail) {
            verdict = within(header.text().size(), 2048, "A reply's URI is too long", header);
        }
    }
    return verdict;
}

constexpr std::array kRules{
    Rule{"DSP0226/R5.1.1-1", "5.1.1", "A request to a reference that a reply gave carries all its parameters",
         Party::kClient, Level::kMust, parametersCopied},
    Rule{"DSP0226/R5.1.2.1-2c", "5.1.2.1", "A ResourceURI begins with its owner's domain name", Party::kClient,
         Level::kShould, vendorUri},
    Rule{"DSP0226/R5.1.2.1-7", "5.1.2.1", "ResourceURI does not name the operation", Party::kClient, Level::kMay,
         uriNamesNoOperation},
    Rule{"DSP0226/R5.1.2.2-2c", "5.1.2.2", "Selectors travel together in one SelectorSet", Party::kClient, Level::kMust,
         selectorsTogether},
    Rule{"DSP0226/R5.1.2.2-7c", "5.1.2.2", "A selector's name and value keep to what a service must take",
         Party::kClient, Level::kMay, selectorLengths},
    Rule{"DSP0226/R5.1.2.2-8c", "5.1.2.2", "A SelectorSet keeps to what a service must take", Party::kClient,
         Level::kMay, selectorSetLength},
    Rule{"DSP0226/R5.4.5-1", "5.4.5", "Action names the operation and no instance", Party::kClient, Level::kMay,
         actionNamesNoInstance},
    Rule{"DSP0226/R13.4-1c", "13.4", "A URI keeps to what a service must take", Party::kClient, Level::kMay,
         uriLengths},
    Rule{"DSP0226/R13.4-3c", "13.4", "An option's name and value keep to what a service must take", Party::kClient,
         Level::kMay, optionLengths},
    Rule{"DSP0226/R5.1.1-2s", "5.1.1", "A reference that a reply gives has an address", Party::kServer, Level::kMust,
         givenAddress},
    Rule{"DSP0226/R5.1.2.2-4s", "5.1.2.2", "A reference that a reply gives has each selector once, with a value",
         Party::kServer, Level::kMust, givenSelectors},
    Rule{"DSP0226/R13.4-2s", "13.4", "A reply's URIs are at most 2048 characters long", Party::kServer, Level::kShould,
         uriLengthsOfReply},
};

}  // namespace

std::span<const Rule> referenceRules() {
    return kRules;
}

}  // namespace wsman::rules
