// What a session remembers of shells, of references that replies gave, and of event sinks.
#include <algorithm>

#include "wsman/rules/bodies.h"
#include "wsman/rules/session.h"
#include "wsman/uris.h"
#include "wsman/xml/compare.h"

namespace wsman::rules {

namespace {

template <class T>
void keep(std::deque<T>& all, T one, std::size_t capacity) {
    all.push_back(std::move(one));
    if (all.size() > capacity) {
        all.pop_front();
    }
}

/// What a shell gave; the newest of them is the one in use.
constexpr std::size_t kMostCommands = 256;

}  // namespace

const Shell* Session::shell(std::string_view id) const {
    const auto found =
        std::find_if(shells_.rbegin(), shells_.rend(), [&](const Shell& shell) { return sameText(shell.id, id); });
    return found == shells_.rend() ? nullptr : &*found;
}

const Reference* Session::reference(const std::string& resourceUri, const soap::SelectorSet& selectors) const {
    const auto found = std::find_if(references_.rbegin(), references_.rend(), [&](const Reference& reference) {
        return reference.resourceUri == resourceUri && reference.selectors == selectors;
    });
    return found == references_.rend() ? nullptr : &*found;
}

void Session::resourcesTold(const Observed& request, const Observed& reply) {
    const std::string action = request.action();
    const xml::Node payload = reply.payload();
    if (action == action::kCreate) {
        referenceGiven(payload.is(ns::kTransfer, "ResourceCreated") ? payload : xml::Node{});
        shellCreated(request, reply);
    } else if (isEnumerateResponse(reply) || isPullResponse(reply)) {
        for (const xml::Node item : itemsOf(reply).children()) {
            const xml::Node nested = item.child(ns::kAddressing, "EndpointReference");
            referenceGiven(item.is(ns::kAddressing, "EndpointReference") ? item : nested);
        }
    } else if (action == action::kSubscribe) {
        const xml::Node delivery = request.payload().child(ns::kEventing, "Delivery");
        const xml::Node sink = delivery.child(ns::kEventing, "NotifyTo");
        std::string address = sink.child(ns::kAddressing, "Address").text();
        if (!address.empty()) {
            keep(sinks_,
                 {std::move(address), xml::canonicalText(sink.child(ns::kAddressing, "ReferenceParameters")),
                  delivery.attribute("Mode").value_or(std::string(uri::kModePush))},
                 capacity_);
        }
    }
    if (isShellResource(request.resourceUri())) {
        shellTold(request, reply);
    }
}

void Session::referenceGiven(xml::Node epr) {
    const xml::Node parameters = epr.child(ns::kAddressing, "ReferenceParameters");
    Reference reference;
    for (const xml::Node parameter : parameters.children()) {
        if (!parameter.is(ns::kWsman, "ResourceURI") && !parameter.is(ns::kWsman, "SelectorSet")) {
            reference.parameters.push_back({std::string(parameter.name().ns), std::string(parameter.localName())});
        }
    }
    if (reference.parameters.empty()) {
        return;
    }
    reference.resourceUri = parameters.child(ns::kWsman, "ResourceURI").text();
    if (const xml::Node set = parameters.child(ns::kWsman, "SelectorSet")) {
        if (Result<soap::SelectorSet> read = soap::readSelectorSet(set)) {
            reference.selectors = *std::move(read);
        }
    }
    keep(references_, std::move(reference), capacity_);
}

void Session::shellCreated(const Observed& request, const Observed& reply) {
    const xml::Node asked = request.payload();
    if (!asked.is(ns::kShell, "Shell")) {
        return;
    }
    Shell shell;
    for (const xml::Node child : reply.body().children()) {
        const xml::Node parameters = child.child(ns::kAddressing, "ReferenceParameters");
        std::string id = child.is(ns::kShell, "Shell")
                             ? child.child(ns::kShell, "ShellId").text()
                             : selectorOf(parameters.child(ns::kWsman, "SelectorSet"), "ShellId");
        if (shell.id.empty()) {
            shell.id = std::move(id);
        }
    }
    if (shell.id.empty()) {
        return;
    }
    shell.resourceUri = request.resourceUri();
    shell.locale = languageOf(request, {ns::kWsman, "Locale"});
    shell.dataLocale = languageOf(request, {ns::kMsWsman, "DataLocale"});
    shell.inputStreams = asked.child(ns::kShell, "InputStreams").text();
    shell.outputStreams = asked.child(ns::kShell, "OutputStreams").text();
    keep(shells_, std::move(shell), capacity_);
}

void Session::shellTold(const Observed& request, const Observed& reply) {
    const std::string id = selectorOf(request.header(ns::kWsman, "SelectorSet"), "ShellId");
    const auto known =
        std::find_if(shells_.rbegin(), shells_.rend(), [&](const Shell& shell) { return sameText(shell.id, id); });
    if (known == shells_.rend() || !reply.isEnvelope()) {
        return;
    }
    if (request.action() == action::kDelete) {
        known->deleted = true;
    }
    std::string command = reply.payload().is(ns::kShell, "CommandResponse")
                              ? reply.payload().child(ns::kShell, "CommandId").text()
                              : std::string();
    if (!command.empty()) {
        keep(known->commands, std::move(command), kMostCommands);
    }
}

void Session::unsubscribed(const Observed& request) {
    const std::string identifier = request.header(ns::kEventing, "Identifier").text();
    for (Subscription& subscription : subscriptions_) {
        subscription.ended |= !identifier.empty() && subscription.identifier == identifier;
    }
}

}  // namespace wsman::rules
