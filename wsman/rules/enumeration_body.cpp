// WS-Enumeration and DSP0226 clause 8: how the bodies of Enumerate and Pull are put together, and filter dialects.
#include <algorithm>
#include <array>
#include <set>

#include "wsman/cim/datetime.h"
#include "wsman/duration.h"
#include "wsman/ops/positive_integer.h"
#include "wsman/rules/bodies.h"
#include "wsman/rules/clauses.h"
#include "wsman/rules/syntax.h"
#include "wsman/rules/verdicts.h"
#include "wsman/uris.h"

namespace wsman::rules {

namespace {

bool isEnumerate(const Observed& request) {
    return request.payload().is(ns::kEnumeration, "Enumerate");
}

bool isPull(const Observed& request) {
    return request.payload().is(ns::kEnumeration, "Pull");
}

/// The filter of an Enumerate or a Subscribe, or no element.
xml::Node filterOf(const Observed& request) {
    if (!isEnumerate(request) && !request.payload().is(ns::kEventing, "Subscribe")) {
        return {};
    }
    for (const std::string_view space : {ns::kWsman, ns::kEnumeration, ns::kEventing}) {
        if (const xml::Node filter = request.payload().child(space, "Filter")) {
            return filter;
        }
    }
    return {};
}

std::string lower(std::string text) {
    std::transform(text.begin(), text.end(), text.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
    return text;
}

Verdict dialectIsUri(const Observed& request, const Session&) {
    const xml::Node filter = filterOf(request);
    const std::optional<std::string> dialect = filter.attribute("Dialect");
    if (!dialect) {
        return notApplicable();
    }
    return isUri(*dialect) ? pass() : broken("A filter's dialect is no URI", "a URI", *dialect, filter);
}

Verdict xpathDialect(const Observed& request, const Session&) {
    constexpr std::string_view kEventRoot = "http://schemas.dmtf.org/wbem/wsman/1/wsman/filter/eventRootXPath";
    const xml::Node filter = filterOf(request);
    const std::string dialect = filter.attribute("Dialect").value_or("");
    if (lower(dialect).find("xpath") == std::string::npos) {
        return notApplicable();
    }
    return dialect == uri::kDialectXPath || dialect == kEventRoot
               ? pass()
               : broken("XPath is named by another URI than its own", uri::kDialectXPath, dialect, filter);
}

Verdict wqlDialect(const Observed& request, const Session&) {
    constexpr std::string_view kAlias = "http://schemas.dmtf.org/wbem/wsman/1/WQL";
    const xml::Node filter = filterOf(request);
    const std::string dialect = filter.attribute("Dialect").value_or("");
    if (!lower(dialect).ends_with("wql")) {
        return notApplicable();
    }
    return dialect == uri::kDialectWql || dialect == kAlias
               ? pass()
               : broken("WQL is named by another URI than its own", uri::kDialectWql, dialect, filter);
}

Verdict selectorFilter(const Observed& request, const Session&) {
    const xml::Node filter = filterOf(request);
    if (filter.attribute("Dialect").value_or("") != uri::kDialectSelector) {
        return notApplicable();
    }
    const xml::Node set = filter.child(ns::kWsman, "SelectorSet");
    if (!set) {
        return broken("A selector filter holds no selectors", "wsman:SelectorSet", nameText(filter.firstChild()),
                      filter);
    }
    const Result<soap::SelectorSet> read = soap::readSelectorSet(set);
    return read ? pass()
                : broken("The selectors of a filter are malformed", "each name once", read.error().text(), set);
}

Verdict mode(const Observed& request, const Session&) {
    const xml::Node mode = request.payload().child(ns::kWsman, "EnumerationMode");
    if (!isEnumerate(request) || !mode) {
        return notApplicable();
    }
    const std::string text = mode.text();
    return text == "EnumerateEPR" || text == "EnumerateObjectAndEPR"
               ? pass()
               : broken("There is no such enumeration mode", "EnumerateEPR or EnumerateObjectAndEPR", text, mode);
}

Verdict optimization(const Observed& request, const Session&) {
    const xml::Node option = isEnumerate(request) ? request.payload().childLocal("OptimizeEnumeration") : xml::Node{};
    if (!option) {
        return notApplicable();
    }
    const bool isIt = option.is(ns::kWsman, "OptimizeEnumeration") && !option.firstChild() && !option.hasText();
    return isIt ? pass()
                : broken("The wish for an optimised reply is malformed", "an empty wsman:OptimizeEnumeration",
                         nameText(option), option);
}

Verdict limitNeedsOptimization(const Observed& request, const Session&) {
    const xml::Node limit = request.payload().child(ns::kWsman, "MaxElements");
    if (!isEnumerate(request) || !limit) {
        return notApplicable();
    }
    return request.payload().child(ns::kWsman, "OptimizeEnumeration")
               ? pass()
               : broken("Items are limited that were not asked for", "wsman:OptimizeEnumeration beside MaxElements",
                        "nothing", limit);
}

Verdict expires(const Observed& request, const Session&) {
    const xml::Node expires = request.payload().child(ns::kEnumeration, "Expires");
    if (!expires) {
        return notApplicable();
    }
    const std::string text = expires.text();
    const Result<Duration> duration = parseDuration(text);
    const bool isTime = !duration && text.find('T') != std::string::npos && cim::parseDatetime(text).has_value();
    return isTime || (duration && *duration > Duration::zero())
               ? pass()
               : broken("An expiration is no time", "a positive xs:duration or an xs:dateTime", text, expires);
}

Verdict maxTime(const Observed& request, const Session&) {
    const xml::Node time = isPull(request) ? request.payload().child(ns::kEnumeration, "MaxTime") : xml::Node{};
    if (!time) {
        return notApplicable();
    }
    const Result<Duration> value = parseDuration(time.text());
    return value && *value > Duration::zero()
               ? pass()
               : broken("MaxTime is no positive duration", "an xs:duration", time.text(), time);
}

Verdict maxCharacters(const Observed& request, const Session&) {
    const xml::Node most = isPull(request) ? request.payload().child(ns::kEnumeration, "MaxCharacters") : xml::Node{};
    if (!most) {
        return notApplicable();
    }
    return ops::parsePositive(most.text())
               ? pass()
               : broken("MaxCharacters is no positive integer", "1 or more", most.text(), most);
}

/// WS-Enumeration's own children of Enumerate and Pull stand in its schema's order.
Verdict order(const Observed& request, const Session&) {
    constexpr std::array<std::string_view, 3> kOfEnumerate{"EndTo", "Expires", "Filter"};
    constexpr std::array<std::string_view, 4> kOfPull{"EnumerationContext", "MaxTime", "MaxElements", "MaxCharacters"};
    if (!isEnumerate(request) && !isPull(request)) {
        return notApplicable();
    }
    const std::span<const std::string_view> known =
        isPull(request) ? std::span<const std::string_view>(kOfPull) : std::span<const std::string_view>(kOfEnumerate);
    std::size_t at = 0;
    for (const xml::Node child : request.payload().children()) {
        const auto place = std::find(known.begin(), known.end(), child.localName());
        if (child.name().ns != ns::kEnumeration || place == known.end()) {
            continue;
        }
        const auto index = static_cast<std::size_t>(place - known.begin());
        if (index < at) {
            return broken("The elements of the body are not in the schema's order",
                          std::string(known[index]) + " first", nameText(child), child);
        }
        at = index;
    }
    return pass();
}

constexpr std::array kRules{
    Rule{"WSEN/order", "3.1", "The elements of Enumerate and Pull stand in the schema's order", Party::kClient,
         Level::kMust, order},
    Rule{"WSEN/Expires", "3.1", "An enumeration's expiration is a positive duration or a time", Party::kClient,
         Level::kMust, expires},
    Rule{"WSEN/MaxTime", "3.2", "A Pull's MaxTime is a positive duration", Party::kClient, Level::kMust, maxTime},
    Rule{"WSEN/MaxCharacters", "3.2", "A Pull's MaxCharacters is a positive integer", Party::kClient, Level::kMust,
         maxCharacters},
    Rule{"DSP0226/R8.2.3-1c", "8.2.3", "OptimizeEnumeration is wsman's and empty", Party::kClient, Level::kMust,
         optimization},
    Rule{"DSP0226/R8.2.3-3c", "8.2.3", "An Enumerate limits items only when it asks for items", Party::kClient,
         Level::kShould, limitNeedsOptimization},
    Rule{"DSP0226/R8.7-3c", "8.7", "An enumeration mode is one of the two that there are", Party::kClient, Level::kMust,
         mode},
    Rule{"DSP0226/8.3-dialect", "8.3", "A filter's dialect is a URI", Party::kClient, Level::kMust, dialectIsUri},
    Rule{"DSP0226/D.uri-c", "Annex D", "An XPath filter's dialect is the URI of XPath 1.0", Party::kClient,
         Level::kMust, xpathDialect},
    Rule{"DSP0226/RE-5c", "Annex E", "A selector filter holds one SelectorSet, each name once", Party::kClient,
         Level::kMust, selectorFilter},
    Rule{"MS-WSMV/3.1.4.1.13c", "3.1.4.1.13", "A WQL filter's dialect is the URI of WQL", Party::kClient,
         Level::kVendor, wqlDialect},
};

}  // namespace

std::span<const Rule> enumerationBodyRules() {
    return kRules;
}

}  // namespace wsman::rules
