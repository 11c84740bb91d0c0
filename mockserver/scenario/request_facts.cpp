#include "mockserver/scenario/request_facts.h"

#include "mockserver/scenario/model.h"
#include "mockserver/scenario/text_criterion.h"
#include "wsman/ops/identify.h"
#include "wsman/uris.h"

namespace mockserver {
namespace {

/// Where a conversation within the session is named: in the body of a Pull and its like, in the reference parameter of
/// a subscription manager (DSP0226 §10.2), in the selector of a shell (MS-WSMV §3.1.4.5.2).
std::optional<std::string> contextOf(const wsman::soap::Message& message) {
    namespace ns = wsman::ns;
    const wsman::xml::Node payload = message.payload();
    if (payload.name().ns == ns::kEnumeration) {
        if (const auto element = payload.child(ns::kEnumeration, "EnumerationContext")) {
            return element.text();
        }
    }
    if (const auto identifier = message.headerElement().child(ns::kEventing, "Identifier")) {
        return identifier.text();
    }
    if (const std::string* shell = message.header().selector("ShellId")) {
        return *shell;
    }
    return std::nullopt;
}

}  // namespace

RequestFacts::RequestFacts(const wsman::soap::Message& message, const HttpHeaders& headers, std::string_view user,
                           std::string_view endpoint)
    : message_(message),
      headers_(headers),
      user_(user),
      endpoint_(endpoint),
      identify_(wsman::ops::isIdentify(message)),
      context_(contextOf(message)) {
    // Keys are made so that no value can imitate another kind of key.
    const std::string* named = headers.find(kSessionHeader);
    replaySession_ = named != nullptr ? "named\n" + *named : "endpoint\n" + endpoint_;
    session_ = named != nullptr ? replaySession_ : "user\n" + endpoint_ + '\n' + user_;
}

std::optional<std::string_view> RequestFacts::action() const {
    if (identify_) {
        return kIdentifyAction;
    }
    return header().action ? std::optional(message_.action()) : std::nullopt;
}

std::optional<std::string_view> RequestFacts::resourceUri() const {
    return header().resourceUri ? std::optional<std::string_view>(header().resourceUri->value) : std::nullopt;
}

const wsman::soap::SelectorSet& RequestFacts::selectors() const {
    static const wsman::soap::SelectorSet kNone;
    return header().selectors ? *header().selectors : kNone;
}

const wsman::ops::Filter* RequestFacts::filter() const {
    if (!filterRead_) {
        filterRead_ = true;
        const wsman::xml::Node payload = message_.payload();
        for (const std::string_view ns : {wsman::ns::kWsman, wsman::ns::kEnumeration, wsman::ns::kEventing}) {
            if (const auto element = payload.child(ns, "Filter")) {
                if (auto read = wsman::ops::readFilter(element)) {
                    filter_ = std::move(*read);
                }
                break;
            }
        }
    }
    return filter_ ? &*filter_ : nullptr;
}

std::string RequestFacts::describe() const {
    std::string out(action().value_or("a request without an action"));
    if (const auto resource = resourceUri()) {
        out.append(" of ").append(*resource);
    }
    if (!selectors().empty()) {
        out += ' ' + describeSelectors(selectors());
    }
    return out;
}

std::string describeSelectors(const wsman::soap::SelectorSet& selectors) {
    std::string out;
    for (const auto& selector : selectors.items) {
        out += (out.empty() ? "{" : ", ") + selector.name + '=';
        out += selector.reference != nullptr
                   ? selector.reference->resourceUri + ' ' + describeSelectors(selector.reference->selectors)
                   : inQuotes(selector.value);
    }
    return out.empty() ? "{}" : out + '}';
}

}  // namespace mockserver
