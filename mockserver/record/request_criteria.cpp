#include "mockserver/record/request_criteria.h"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <utility>

#include "wsman/ops/enumeration.h"
#include "wsman/ops/eventing.h"
#include "wsman/ops/identify.h"
#include "wsman/uris.h"

namespace mockserver::record {
namespace {

using nlohmann::ordered_json;
using wsman::soap::Message;
namespace action = wsman::action;
namespace ns = wsman::ns;

/// How the scenario format abbreviates the standard actions.
struct ActionName {
    std::string_view uri;
    std::string_view name;
};
constexpr std::array kActionNames{
    ActionName{action::kGet, "Get"},
    ActionName{action::kPut, "Put"},
    ActionName{action::kCreate, "Create"},
    ActionName{action::kDelete, "Delete"},
    ActionName{action::kEnumerate, "Enumerate"},
    ActionName{action::kPull, "Pull"},
    ActionName{action::kRelease, "Release"},
    ActionName{action::kEnumRenew, "EnumerationRenew"},
    ActionName{action::kEnumGetStatus, "EnumerationGetStatus"},
    ActionName{action::kSubscribe, "Subscribe"},
    ActionName{action::kUnsubscribe, "Unsubscribe"},
    ActionName{action::kRenew, "Renew"},
    ActionName{action::kGetStatus, "GetStatus"},
};

std::string_view standardName(std::string_view uri) {
    const auto* found = std::ranges::find(kActionNames, uri, &ActionName::uri);
    return found == kActionNames.end() ? std::string_view{} : found->name;
}

ordered_json selectorCriteria(const wsman::soap::SelectorSet& selectors);

ordered_json eprCriteria(const wsman::soap::Epr& epr) {
    ordered_json out = ordered_json::object();
    out["resourceUri"] = epr.resourceUri;
    out["selectors"] = selectorCriteria(epr.selectors);
    return out;
}

ordered_json selectorCriteria(const wsman::soap::SelectorSet& selectors) {
    ordered_json out = ordered_json::object();
    for (const auto& selector : selectors.items) {
        if (selector.reference) {
            out[selector.name] = {{"epr", eprCriteria(*selector.reference)}};
        } else {
            out[selector.name] = selector.value;
        }
    }
    return out;
}

/// An XPath string literal; XPath 1.0 has no escapes.
std::string literal(std::string_view text) {
    const char quote = text.find('\'') == std::string_view::npos ? '\'' : '"';
    return quote + std::string(text) + quote;
}

ordered_json equals(std::string expression, std::string_view value) {
    return {{"expr", std::move(expression)}, {"equals", value}};
}

void addAssociation(const std::string& at, const wsman::ops::AssociationFilter& filter, ordered_json& xpath) {
    const std::string kind = at + (filter.references ? "/b:AssociationInstances" : "/b:AssociatedInstances");
    const std::string object = kind + "/b:Object//w:";
    xpath.push_back(equals(object + "ResourceURI", filter.object.resourceUri));
    for (const auto& selector : filter.object.selectors.items) {
        if (!selector.reference) {
            xpath.push_back(equals(object + "Selector[@Name=" + literal(selector.name) + "]", selector.value));
        }
    }
    const std::array<std::pair<const char*, const std::string*>, 4> rest{
        {{"AssociationClassName", &filter.associationClass},
         {"Role", &filter.role},
         {"ResultClassName", &filter.resultClass},
         {"ResultRole", &filter.resultRole}}};
    for (const auto& [name, value] : rest) {
        const auto path = kind + "/b:" + name;
        xpath.push_back(value->empty() ? ordered_json("not(" + path + ")") : equals(path, *value));
    }
}

/// The filter of an Enumerate or Subscribe, whose element is `at`.
void addFilter(const std::string& at, const std::optional<wsman::ops::Filter>& filter, ordered_json& when,
               ordered_json& xpath) {
    const auto path = at + "/*[local-name()='Filter']";
    if (!filter) {
        xpath.push_back("not(" + path + ")");
        return;
    }
    auto& criterion = when["filter"] = ordered_json::object();
    criterion["dialect"] = filter->dialect.empty() ? std::string(wsman::uri::kDialectXPath) : filter->dialect;
    if (filter->association) {
        addAssociation(path, *filter->association, xpath);
    } else if (filter->selectors) {
        for (const auto& selector : filter->selectors->items) {
            xpath.push_back(equals(path + "//w:Selector[@Name=" + literal(selector.name) + "]", selector.value));
        }
    } else if (!filter->text.empty()) {
        criterion["text"] = filter->text;
    }
}

void addEnumerate(const Message& request, ordered_json& when, ordered_json& xpath) {
    const std::string at = "s:Body/n:Enumerate";
    const auto present = [&](const std::string& name, bool is) {
        xpath.push_back(is ? at + "/" + name : "not(" + at + "/" + name + ")");
    };
    const auto payload = request.payload();
    present("w:OptimizeEnumeration", static_cast<bool>(payload.child(ns::kWsman, "OptimizeEnumeration")));
    const auto text = [&](const std::string& prefix, std::string_view nsUri, const char* name) {
        if (const auto node = payload.child(nsUri, name)) {
            xpath.push_back(equals(at + "/" + prefix + ":" + name, node.text()));
        } else {
            present(prefix + ":" + name, false);
        }
    };
    text("w", ns::kWsman, "EnumerationMode");
    text("b", ns::kCimBinding, "PolymorphismMode");
    if (const auto body = wsman::ops::readEnumerate(request)) {
        addFilter(at, body->filter, when, xpath);
    }
}

void addSubscribe(const Message& request, ordered_json& when, ordered_json& xpath) {
    const std::string at = "s:Body/e:Subscribe";
    const auto body = wsman::ops::readSubscribe(request);
    if (!body) {
        return;
    }
    if (body->mode.empty()) {
        xpath.push_back("not(" + at + "/e:Delivery/@Mode)");
    } else {
        xpath.push_back(equals(at + "/e:Delivery/@Mode", body->mode));
    }
    const auto sendBookmarks = at + "/w:SendBookmarks";
    xpath.push_back(body->sendBookmarks ? sendBookmarks : "not(" + sendBookmarks + ")");
    addFilter(at, body->filter, when, xpath);
}

bool bodyIsWhatIsAsked(std::string_view name) {
    return name.empty() || name == "Put" || name == "Create";
}

}  // namespace

std::string shortName(const Message& request) {
    if (wsman::ops::isIdentify(request)) {
        return "Identify";
    }
    const auto uri = request.action();
    std::string_view name = standardName(uri);
    if (name.empty()) {
        name = uri.substr(uri.rfind('/') + 1);
    }
    std::string out;
    for (const char c : name.substr(0, 80)) {
        const bool plain = (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
        out += plain ? c : '-';
    }
    return out.empty() ? "Unnamed" : out;
}

std::string contextOf(const Message& request) {
    if (const auto context = request.payload().child(ns::kEnumeration, "EnumerationContext")) {
        return context.text();
    }
    if (const auto identifier = request.headerElement().child(ns::kEventing, "Identifier")) {
        return identifier.text();
    }
    if (const auto* shell = request.header().selector("ShellId")) {
        return *shell;
    }
    return {};
}

ordered_json criteriaOf(const Message& request, std::string_view requestFile) {
    ordered_json when = ordered_json::object();
    if (wsman::ops::isIdentify(request)) {
        when["action"] = "Identify";
        return when;
    }
    const auto& header = request.header();
    const auto name = standardName(request.action());
    if (!request.action().empty()) {
        when["action"] = name.empty() ? request.action() : name;
    }
    if (header.resourceUri) {
        when["resourceUri"] = header.resourceUri->value;
    }
    // A shell is named by its context, which is another one in every run.
    if (header.selector("ShellId") == nullptr) {
        when["selectors"] = selectorCriteria(header.selectors.value_or(wsman::soap::SelectorSet{}));
    }
    if (header.options && !header.options->value.empty()) {
        auto& options = when["options"] = ordered_json::object();
        for (const auto& option : header.options->value) {
            options[option.name] = option.nil ? ordered_json{{"present", true}} : ordered_json(option.value);
        }
    }
    ordered_json xpath = ordered_json::array();
    if (header.fragmentTransfer) {
        xpath.push_back(equals("s:Header/w:FragmentTransfer", header.fragmentTransfer->value.expression));
    }
    if (name == "Enumerate") {
        addEnumerate(request, when, xpath);
    } else if (name == "Subscribe") {
        addSubscribe(request, when, xpath);
    } else if (bodyIsWhatIsAsked(name) && request.payload()) {
        when["body"] = requestFile;
    }
    if (!xpath.empty()) {
        when["xpath"] = std::move(xpath);
    }
    return when;
}

}  // namespace mockserver::record
