// DSP0230: how instances, parameters and their values are written. The same is asked of what a client sends and of what
// a server returns.
#include <algorithm>
#include <array>
#include <vector>

#include "wsman/cim/datetime.h"
#include "wsman/cim/text.h"
#include "wsman/cim/xsi_type.h"
#include "wsman/duration.h"
#include "wsman/rules/bodies.h"
#include "wsman/rules/clauses.h"
#include "wsman/rules/verdicts.h"
#include "wsman/uris.h"

namespace wsman::rules {

namespace {

constexpr std::array<std::string_view, 5> kTimeForms{"Datetime", "Date", "Time", "Interval", "CIM_DateTime"};

bool isClassUri(std::string_view uri) {
    return uri.starts_with(uri::kCimSchemaPrefix) || uri.starts_with(uri::kWmiPrefix);
}

/// What a message holds in the form of a class: an instance, or a method's parameters.
std::vector<xml::Node> instancesOf(const Observed& message) {
    std::vector<xml::Node> found;
    const auto add = [&](xml::Node element) {
        if (isClassUri(element.name().ns)) {
            found.push_back(element);
        }
    };
    if (const xml::Node items = itemsOf(message)) {
        for (const xml::Node item : items.children()) {
            add(item.is(ns::kWsman, "Item") ? item.firstChild() : item);
        }
    } else {
        add(message.payload());
    }
    return found;
}

/// What is wrong with one instance, not applicable when the rule does not speak of it.
using InstanceCheck = Verdict (*)(xml::Node instance);

Verdict ofAll(const Observed& message, InstanceCheck check) {
    Verdict all = notApplicable();
    for (const xml::Node instance : instancesOf(message)) {
        Verdict verdict = check(instance);
        if (verdict.outcome == Outcome::kFail) {
            return verdict;
        }
        if (verdict.outcome == Outcome::kPass) {
            all = pass();
        }
    }
    return all;
}

template <InstanceCheck check>
Verdict sent(const Observed& request, const Session&) {
    return ofAll(request, check);
}

template <InstanceCheck check>
Verdict returned(const Observed&, const Observed& reply, const Session&) {
    return ofAll(reply, check);
}

bool isOfTime(xml::Node value) {
    const std::vector<xml::Node> children = value.children();
    return std::any_of(children.begin(), children.end(), [](xml::Node child) {
        return child.name().ns == ns::kCimCommon &&
               std::find(kTimeForms.begin(), kTimeForms.end(), child.localName()) != kTimeForms.end();
    });
}

bool isReference(xml::Node value) {
    return value.child(ns::kAddressing, "Address") || value.child(ns::kAddressing, "ReferenceParameters") ||
           value.child(ns::kAddressing, "EndpointReference");
}

bool isEmbedded(xml::Node value) {
    return value.firstChild() && value.firstChild().name().ns != ns::kCimCommon && !isReference(value);
}

/// Properties of the instance and of the instances in it; cim:Location and what other namespaces add is no property.
void collect(xml::Node instance, std::vector<xml::Node>& out) {
    for (const xml::Node property : instance.children()) {
        if (!isClassUri(property.name().ns)) {
            continue;
        }
        out.push_back(property);
        if (isEmbedded(property)) {
            collect(property, out);
        }
    }
}

std::vector<xml::Node> propertiesOf(xml::Node instance) {
    std::vector<xml::Node> out;
    collect(instance, out);
    return out;
}

Verdict rootName(xml::Node instance) {
    const std::string_view uri = instance.name().ns;
    const std::string_view name = uri.substr(uri.find_last_of('/') + 1);
    const std::string_view local = instance.localName();
    if (local.ends_with("_INPUT") || local.ends_with("_OUTPUT")) {
        return notApplicable();
    }
    return local == name ? pass()
                         : broken("An instance is not named as its class",
                                  "{" + std::string(uri) + "}" + std::string(name), nameText(instance), instance);
}

Verdict propertyNamespace(xml::Node instance) {
    for (const xml::Node property : instance.children()) {
        if (isClassUri(property.name().ns) ? property.name().ns != instance.name().ns : property.name().ns.empty()) {
            return broken("A property is of another namespace than its instance", instance.name().ns,
                          nameText(property), property);
        }
    }
    return instance.firstChild() ? pass() : notApplicable();
}

Verdict nilIsEmpty(xml::Node instance) {
    Verdict verdict = notApplicable();
    for (const xml::Node property : propertiesOf(instance)) {
        if (!property.isNil()) {
            continue;
        }
        if (property.firstChild() || property.hasText()) {
            return broken("A null has a value", "an empty element", property.innerXml(), property);
        }
        verdict = pass();
    }
    return verdict;
}

Verdict arraysTogether(xml::Node instance) {
    Verdict verdict = notApplicable();
    std::vector<xml::Node> earlier;
    for (const xml::Node property : instance.children()) {
        const bool again = !earlier.empty() && earlier.back().name() == property.name();
        const auto same = [&](xml::Node other) { return other.name() == property.name(); };
        if (!again && std::any_of(earlier.begin(), earlier.end(), same)) {
            return broken("The elements of an array stand apart", "one after the other", nameText(property), property);
        }
        if (again) {
            verdict = pass();
        } else {
            earlier.push_back(property);
        }
    }
    return verdict;
}

Verdict noNullMembers(xml::Node instance) {
    Verdict verdict = notApplicable();
    const std::vector<xml::Node> properties = instance.children();
    for (std::size_t i = 1; i < properties.size(); ++i) {
        if (properties[i].name() != properties[i - 1].name()) {
            continue;
        }
        for (const xml::Node member : {properties[i - 1], properties[i]}) {
            if (member.isNil()) {
                return broken("An array has a member that is null", "members with values", nameText(member), member);
            }
        }
        verdict = pass();
    }
    return verdict;
}

/// Applies `check` to every property that `isJudged`.
template <class IsJudged, class Check>
Verdict each(xml::Node instance, IsJudged isJudged, Check check) {
    Verdict all = notApplicable();
    for (const xml::Node property : propertiesOf(instance)) {
        if (!isJudged(property)) {
            continue;
        }
        if (Verdict verdict = check(property); verdict.outcome != Outcome::kPass) {
            return verdict;
        }
        all = pass();
    }
    return all;
}

Verdict oneTimeForm(xml::Node instance) {
    return each(instance, isOfTime, [](xml::Node property) {
        return property.childCount() == 1 && !property.hasText()
                   ? pass()
                   : broken("A datetime holds more than one form of itself",
                            "one of cim:Datetime, cim:Date, cim:Time, cim:Interval, cim:CIM_DateTime",
                            std::to_string(property.childCount()) + " elements", property);
    });
}

Verdict timeText(xml::Node instance) {
    return each(instance, isOfTime, [](xml::Node property) {
        const xml::Node form = property.firstChild();
        const std::string text = form.text();
        const bool isInterval = form.localName() == "Interval";
        const bool isCim = form.localName() == "CIM_DateTime";
        // An interval's own rule speaks of durations that this project does not read, as of months.
        const bool good = isInterval
                              ? text.starts_with('P')
                              : cim::parseDatetime(text).has_value() && isCim == (text.size() == 25 && text[14] == '.');
        return good ? pass()
                    : broken("A datetime's text is not of its form",
                             "the form that cim:" + std::string(form.localName()) + " names", text, form);
    });
}

Verdict zeroInterval(xml::Node instance) {
    const auto isInterval = [](xml::Node property) {
        return static_cast<bool>(property.child(ns::kCimCommon, "Interval"));
    };
    return each(instance, isInterval, [](xml::Node property) {
        const xml::Node interval = property.child(ns::kCimCommon, "Interval");
        const std::string text = interval.text();
        const bool isBare = text.empty() || text.back() == 'T' || text.back() == 'P';
        return isBare ? broken("An interval names no unit", "PT0S for none", text, interval) : pass();
    });
}

Verdict reference(xml::Node instance) {
    return each(instance, isReference, [](xml::Node property) {
        const xml::Node inner = property.child(ns::kAddressing, "EndpointReference");
        const xml::Node epr = inner ? inner : property;
        const xml::Node uri = epr.child(ns::kAddressing, "ReferenceParameters").child(ns::kWsman, "ResourceURI");
        return epr.child(ns::kAddressing, "Address") && !uri.text().empty()
                   ? pass()
                   : broken("A reference is no full endpoint reference",
                            "wsa:Address, and wsman:ResourceURI in wsa:ReferenceParameters", epr.innerXml(), property);
    });
}

Verdict embeddedType(xml::Node instance) {
    return each(instance, isEmbedded, [](xml::Node property) {
        const std::string type = cim::xsiTypeOf(property).value_or("");
        return type.ends_with("_Type") ? pass()
                                       : broken("An embedded instance does not name its class", "xsi:type, Class_Type",
                                                type.empty() ? "nothing" : type, property);
    });
}

std::optional<cim::Type> typeOf(xml::Node property) {
    const std::string type = cim::xsiTypeOf(property).value_or("");
    return property.firstChild() || property.isNil() ? std::nullopt : cim::readXsiType(type).type;
}

Verdict booleans(xml::Node instance) {
    const auto isBoolean = [](xml::Node property) { return typeOf(property) == cim::Type::kBoolean; };
    return each(instance, isBoolean, [](xml::Node property) {
        const std::string text = property.text();
        return text == "true" || text == "false" || text == "1" || text == "0"
                   ? pass()
                   : broken("A boolean is written otherwise", "true or false", text, property);
    });
}

Verdict numbers(xml::Node instance) {
    const auto isNumber = [](xml::Node property) {
        const std::optional<cim::Type> type = typeOf(property);
        return type && *type >= cim::Type::kUint8 && *type <= cim::Type::kReal64;
    };
    return each(instance, isNumber, [](xml::Node property) {
        const std::string text = property.text();
        return cim::parseScalar(*typeOf(property), text)
                   ? pass()
                   : broken("A number is not of its type", std::string(cim::typeName(*typeOf(property))), text,
                            property);
    });
}

template <InstanceCheck check>
constexpr Rule client(std::string_view id, std::string_view clause, std::string_view requirement, Level level) {
    return {id, clause, requirement, Party::kClient, level, sent<check>};
}

template <InstanceCheck check>
constexpr Rule server(std::string_view id, std::string_view clause, std::string_view requirement, Level level) {
    return {id, clause, requirement, Party::kServer, level, returned<check>};
}

constexpr std::array kRules{
    client<rootName>("DSP0230/gedc", "7", "An instance is the element of its class, of the class's namespace",
                     Level::kMust),
    server<rootName>("DSP0230/geds", "7", "An instance is the element of its class, of the class's namespace",
                     Level::kMust),
    client<propertyNamespace>("DSP0230/propertyc", "7", "Properties are of the namespace of their instance",
                              Level::kMust),
    server<propertyNamespace>("DSP0230/propertys", "7", "Properties are of the namespace of their instance",
                              Level::kMust),
    client<nilIsEmpty>("DSP0230/nilc", "7", "A null is an empty element", Level::kMust),
    server<nilIsEmpty>("DSP0230/nils", "7", "A null is an empty element", Level::kMust),
    client<arraysTogether>("DSP0230/arrayc", "7", "An array is its elements one after the other", Level::kShould),
    server<arraysTogether>("DSP0230/arrays", "7", "An array is its elements one after the other", Level::kShould),
    client<noNullMembers>("MS-WSMV/3.1.4.1.26c", "3.1.4.1.26", "An array has no null member", Level::kVendor),
    server<noNullMembers>("MS-WSMV/3.1.4.1.26s", "3.1.4.1.26", "An array has no null member", Level::kVendor),
    client<oneTimeForm>("DSP0230/datetimec", "7", "A datetime holds one of its five forms", Level::kMust),
    server<oneTimeForm>("DSP0230/datetimes", "7", "A datetime holds one of its five forms", Level::kMust),
    client<timeText>("DSP0230/timetextc", "7", "A datetime's text is of the form that its element names", Level::kMust),
    server<timeText>("DSP0230/timetexts", "7", "A datetime's text is of the form that its element names", Level::kMust),
    client<zeroInterval>("DSP0230/intervalc", "7", "An interval names a unit, even when it is zero", Level::kMust),
    server<zeroInterval>("DSP0230/intervals", "7", "An interval names a unit, even when it is zero", Level::kMust),
    client<reference>("DSP0230/refc", "7", "A reference is the content of an endpoint reference", Level::kMust),
    server<reference>("DSP0230/refs", "7", "A reference is the content of an endpoint reference", Level::kMust),
    client<embeddedType>("DSP0230/embeddedc", "7", "An embedded instance names its class by xsi:type", Level::kMust),
    server<embeddedType>("DSP0230/embeddeds", "7", "An embedded instance names its class by xsi:type", Level::kMust),
    client<booleans>("DSP0230/boolc", "7", "A value typed as boolean is true or false", Level::kMust),
    server<booleans>("DSP0230/bools", "7", "A value typed as boolean is true or false", Level::kMust),
    client<numbers>("DSP0230/numc", "7", "A value typed as a number is one, and in its range", Level::kMust),
    server<numbers>("DSP0230/nums", "7", "A value typed as a number is one, and in its range", Level::kMust),
};

}  // namespace

std::span<const Rule> cimValueRules() {
    return kRules;
}

}  // namespace wsman::rules
