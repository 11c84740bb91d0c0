// DSP0226 clause 6: OperationTimeout, MaxEnvelopeSize, Locale, OptionSet, RequestEPR.
#include <array>

#include "wsman/duration.h"
#include "wsman/ops/positive_integer.h"
#include "wsman/rules/clauses.h"
#include "wsman/rules/syntax.h"
#include "wsman/rules/verdicts.h"
#include "wsman/uris.h"

namespace wsman::rules {

namespace {

Verdict timeoutIsDuration(const Observed& request, const Session&) {
    const xml::Node timeout = request.header(ns::kWsman, "OperationTimeout");
    if (!timeout) {
        return notApplicable();
    }
    const Result<Duration> value = parseDuration(timeout.text());
    return value && *value > Duration::zero()
               ? pass()
               : broken("OperationTimeout is no positive duration", "an xs:duration", timeout.text(), timeout);
}

Verdict envelopeSizeIsNumber(const Observed& request, const Session&) {
    const xml::Node size = request.header(ns::kWsman, "MaxEnvelopeSize");
    if (!size) {
        return notApplicable();
    }
    return ops::parsePositive(size.text())
               ? pass()
               : broken("MaxEnvelopeSize is no number of octets", "a positive integer", size.text(), size);
}

Verdict noPolicy(const Observed& request, const Session&) {
    const xml::Node size = request.header(ns::kWsman, "MaxEnvelopeSize");
    if (!size) {
        return notApplicable();
    }
    const std::optional<std::string> policy = size.attribute("Policy");
    return !policy ? pass() : broken("A MaxEnvelopeSize header has a Policy", "no such attribute", *policy, size);
}

Verdict localesAreTags(const Observed& request, const Session&) {
    Verdict verdict = notApplicable();
    for (const xml::Name name : {xml::Name{ns::kWsman, "Locale"}, xml::Name{ns::kMsWsman, "DataLocale"}}) {
        const xml::Node locale = request.header(name.ns, name.local);
        if (!locale) {
            continue;
        }
        const std::string tag = locale.attribute(ns::kXml, "lang").value_or("");
        if (!isLanguageTag(tag)) {
            return broken("A locale is no language tag", "xml:lang with a tag of RFC 5646", tag, locale);
        }
        verdict = pass();
    }
    return verdict;
}

Verdict dataLocaleIsHint(const Observed& request, const Session&) {
    const xml::Node locale = request.header(ns::kMsWsman, "DataLocale");
    if (!locale) {
        return notApplicable();
    }
    return locale.mustUnderstand().value_or(false)
               ? broken("DataLocale must be understood", "no mustUnderstand, or false", "true", locale)
               : pass();
}

Verdict optionsArePlain(const Observed& request, const Session&) {
    const xml::Node set = request.header(ns::kWsman, "OptionSet");
    if (!set.firstChild()) {
        return notApplicable();
    }
    for (const xml::Node option : set.children()) {
        if (!option.is(ns::kWsman, "Option") || option.attribute("Name").value_or("").empty()) {
            return broken("An option has no name", "wsman:Option with a Name", nameText(option), option);
        }
        if (option.firstChild()) {
            return broken("An option's value is no plain text", "text", nameText(option.firstChild()), option);
        }
    }
    return pass();
}

Verdict mustComplyIsBinding(const Observed& request, const Session&) {
    const xml::Node set = request.header(ns::kWsman, "OptionSet");
    for (const xml::Node option : set.children()) {
        const std::string mustComply = option.attribute("MustComply").value_or("false");
        if (mustComply != "true" && mustComply != "1") {
            continue;
        }
        return set.mustUnderstand().value_or(false)
                   ? pass()
                   : broken("An option must be complied with, but the set may be ignored",
                            "s:mustUnderstand=\"true\" on OptionSet", "no such mark", set);
    }
    return notApplicable();
}

Verdict optionTypes(const Observed& request, const Session&) {
    Verdict verdict = notApplicable();
    for (const xml::Node option : request.header(ns::kWsman, "OptionSet").children()) {
        const std::optional<std::string> type = option.attribute("Type");
        if (!type) {
            continue;
        }
        const Result<xml::QName> name = option.resolve(*type);
        if (!name || name->ns != ns::kXsd) {
            return broken("An option's Type is no type of XML Schema", "a QName in " + std::string(ns::kXsd), *type,
                          option);
        }
        verdict = pass();
    }
    return verdict;
}

Verdict noOptionsInReply(const Observed&, const Observed& reply, const Session&) {
    if (!reply.header()) {
        return notApplicable();
    }
    const xml::Node set = reply.header(ns::kWsman, "OptionSet");
    return !set ? pass() : broken("A reply carries options", "no wsman:OptionSet", "one", set);
}

Verdict requestedEpr(const Observed& request, const Observed& reply, const Session&) {
    if (!request.header(ns::kWsman, "RequestEPR") || !reply.isEnvelope() || reply.isFault()) {
        return notApplicable();
    }
    const xml::Node answer = reply.header(ns::kWsman, "RequestedEPR");
    const xml::Node child = answer.firstChild();
    const bool isAnswer = child.is(ns::kAddressing, "EndpointReference") || child.is(ns::kWsman, "EPRInvalid") ||
                          child.is(ns::kWsman, "EPRUnknown");
    return isAnswer && !child.next()
               ? pass()
               : broken("RequestEPR is not answered", "RequestedEPR with an EPR, EPRInvalid or EPRUnknown",
                        answer ? nameText(child) : "nothing", answer ? answer : reply.header());
}

constexpr std::array kRules{
    Rule{"DSP0226/R6.1-1", "6.1", "OperationTimeout is a positive duration", Party::kClient, Level::kMust,
         timeoutIsDuration},
    Rule{"DSP0226/R6.2-1c", "6.2", "MaxEnvelopeSize is a positive number of octets", Party::kClient, Level::kMust,
         envelopeSizeIsNumber},
    Rule{"DSP0226/R6.2-6", "6.2", "A MaxEnvelopeSize header has no Policy", Party::kClient, Level::kShould, noPolicy},
    Rule{"DSP0226/R6.3-3", "6.3", "xml:lang of a locale is a language tag", Party::kClient, Level::kMust,
         localesAreTags},
    Rule{"MS-WSMV/3.2.4.1.5", "3.2.4.1.5", "DataLocale is never marked mustUnderstand", Party::kClient, Level::kVendor,
         dataLocaleIsHint},
    Rule{"DSP0226/R6.4-2", "6.4", "A reply carries no OptionSet", Party::kServer, Level::kShould, noOptionsInReply},
    Rule{"DSP0226/R6.4-5", "6.4", "An option has a name and plain text", Party::kClient, Level::kMust, optionsArePlain},
    Rule{"DSP0226/R6.4-6c", "6.4", "An OptionSet with a MustComply option is marked mustUnderstand", Party::kClient,
         Level::kMust, mustComplyIsBinding},
    Rule{"DSP0226/R6.4-7", "6.4", "An option's Type is a QName of an XML Schema type", Party::kClient, Level::kMust,
         optionTypes},
    Rule{"DSP0226/R6.5-1", "6.5", "RequestEPR is answered by RequestedEPR", Party::kServer, Level::kShould,
         requestedEpr},
};

}  // namespace

std::span<const Rule> controlRules() {
    return kRules;
}

}  // namespace wsman::rules
