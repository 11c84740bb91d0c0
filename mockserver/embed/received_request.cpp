#include "mockserver/embed/received_request.h"

#include <utility>

#include "mockserver/scenario/xpath.h"
#include "wsman/xml/encoding.h"

namespace mockserver {

std::optional<std::string> ReceivedRequest::xpath(const std::string& expression) const {
    const auto compiled = XPath::compile(expression, predefinedNamespaces());
    return compiled && message != nullptr ? std::optional(compiled->text(message->envelope())) : std::nullopt;
}

ReceivedRequest receivedRequest(const JournalEntry& entry) {
    ReceivedRequest out{.action = entry.action,
                        .resourceUri = entry.resourceUri,
                        .user = entry.user,
                        .messageId = entry.messageId,
                        .status = entry.status,
                        .answered = !entry.responder.empty(),
                        .note = entry.note};
    auto [head, body, headers] = takeApart(entry.request);
    out.headers = std::move(headers);
    const auto charset = wsman::xml::charsetOf(out.headers.get("Content-Type"));
    out.body = wsman::xml::toUtf8(body, charset).value_or(std::string(body));
    auto parsed = wsman::soap::Message::parse(body, charset);
    if (!parsed) {
        return out;
    }
    const auto& header = parsed->header();
    for (const auto& selector : header.selectors.value_or(wsman::soap::SelectorSet{}).items) {
        out.selectors[selector.name] = selector.reference != nullptr ? selector.reference->resourceUri : selector.value;
    }
    if (header.options) {
        for (const auto& option : header.options->value) {
            out.options[option.name] = option.value;
        }
    }
    out.message = std::make_shared<const wsman::soap::Message>(std::move(*parsed));
    return out;
}

}  // namespace mockserver
