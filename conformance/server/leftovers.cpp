#include "conformance/server/leftovers.h"

#include <map>

#include "conformance/server/walk.h"
#include "wsman/uris.h"

namespace conformance {

namespace {

namespace ns = wsman::ns;

/// Where a request went: the Release must go there too.
RequestText addressOf(pugi::xml_node request) {
    RequestText out;
    out.resourceUri = escaped(trimmed(find(request, ns::kWsman, "ResourceURI").child_value()));
    for (const auto selector : elementsOf(find(request, ns::kWsman, "SelectorSet")))
        out.selectors.emplace_back(escaped(selector.attribute("Name").value()), escaped(selector.child_value()));
    return out;
}

/// By its context, where each open enumeration is.
using Open = std::map<std::string, RequestText>;

void follow(const WireExchange& exchange, Open& open) {
    pugi::xml_document request;
    if (exchange.failed() || !request.load_buffer(exchange.requestBody.data(), exchange.requestBody.size()))
        return;
    const Reply reply(exchange);
    const auto name = reply.bodyName();
    const auto asked = contextIn(request);
    if (name == "ReleaseResponse") {
        open.erase(asked);
    } else if (name == "EnumerateResponse" || (name == "PullResponse" && open.erase(asked) > 0)) {
        const auto context = contextOf(reply).value_or(asked);
        if (!atEnd(reply) && !context.empty())
            open[context] = addressOf(request);
    }
}

}  // namespace

void releaseLeftovers(ServerRun& run, std::size_t from) {
    Open open;
    const auto& exchanges = run.wire.exchanges();
    for (std::size_t i = from; i < exchanges.size(); ++i)
        follow(*exchanges[i], open);
    for (auto& [context, request] : open) {
        request.action = wsman::action::kRelease;
        request.to = run.wire.target().url();
        request.messageId = newMessageId();
        request.body = "<n:Release><n:EnumerationContext>" + context + "</n:EnumerationContext></n:Release>";
        send(run, request);
    }
}

}  // namespace conformance
