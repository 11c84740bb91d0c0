#include "mockserver/embed/received_request.h"

#include <algorithm>

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
    // The journal has the request as it stood on the wire, but for its transfer coding.
    const std::size_t head = entry.request.find("\r\n\r\n");
    if (head == std::string::npos) {
        return out;
    }
    std::string_view rest = std::string_view(entry.request).substr(0, head);
    rest.remove_prefix(rest.find("\r\n") == rest.npos ? rest.size() : rest.find("\r\n") + 2);
    while (!rest.empty()) {
        const std::string_view line = rest.substr(0, rest.find("\r\n"));
        rest.remove_prefix(std::min(rest.size(), line.size() + 2));
        const std::size_t colon = line.find(": ");
        if (colon != line.npos) {
            out.headers.add(std::string(line.substr(0, colon)), std::string(line.substr(colon + 2)));
        }
    }
    const std::string_view body = std::string_view(entry.request).substr(head + 4);
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
