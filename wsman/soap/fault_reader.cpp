#include <charconv>
#include <utility>

#include "wsman/soap/fault.h"
#include "wsman/uris.h"
#include "wsman/xml/chars.h"

namespace wsman::soap {
namespace {

using std::string_view;
using xml::Node;

/// A child by local name in SOAP's namespace, or, from peers that forget it, in any.
Node soapChild(Node parent, string_view local) {
    const Node found = parent.child(ns::kSoap, local);
    return found ? found : parent.childLocal(local);
}

/// The name as far as it can be told: without a declared prefix its namespace is empty.
xml::QName tolerantName(Node scope, string_view text) {
    if (const Result<xml::QName> name = scope.resolve(text)) {
        return *name;
    }
    const string_view trimmed = xml::trim(text);
    return {"", std::string(trimmed.substr(trimmed.rfind(':') + 1))};
}

std::uint32_t readCode(Node fault) {
    const std::string text = fault.attribute("Code").value_or("");
    string_view digits = xml::trim(text);
    const bool hex = digits.starts_with("0x") || digits.starts_with("0X");
    digits.remove_prefix(hex ? 2 : 0);
    std::uint32_t code = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), code, hex ? 16 : 10);
    return error == std::errc() && end == digits.data() + digits.size() ? code : 0;
}

/// MS-WSMV §2.2.4.43: a Message is text or a ProviderFault, which may hold a WSManFault again.
WsmanFault readWsmanFault(Node element, std::vector<std::string>& detail) {
    WsmanFault fault;
    fault.code = readCode(element);
    fault.machine = element.attribute("Machine").value_or("");
    for (Node current = element; current;) {
        const Node message = current.child(ns::kMsFault, "Message");
        if (message.hasText()) {
            fault.message = message.text();
        }
        Node provider = message.child(ns::kMsFault, "ProviderFault");
        if (!provider) {
            provider = current.child(ns::kMsFault, "ProviderFault");
        }
        if (provider.hasText()) {
            fault.message = provider.text();
        }
        if (provider && fault.provider.empty() && fault.providerId.empty()) {
            fault.provider = provider.attribute("provider").value_or("");
            fault.providerId = provider.attribute("providerId").value_or("");
        }
        Node nested;
        for (Node child = provider.firstChild(); child; child = child.next()) {
            if (child.is(ns::kMsFault, "WSManFault") && !nested) {
                nested = child;
                fault.providerCode = readCode(child);
            } else {
                detail.push_back(child.outerXml());
            }
        }
        current = nested;
    }
    return fault;
}

void readDetail(Node detail, Fault& fault) {
    for (Node child = detail.firstChild(); child; child = child.next()) {
        if (child.is(ns::kWsman, "FaultDetail") && fault.faultDetail.empty()) {
            fault.faultDetail = child.text();
        } else if (child.is(ns::kMsFault, "WSManFault") && !fault.wsmanFault) {
            fault.wsmanFault = readWsmanFault(child, fault.detail);
        } else {
            fault.detail.push_back(child.outerXml());
        }
    }
}

}  // namespace

Result<Fault> readFault(const Message& message) {
    const Node element = message.payload();
    if (!message.isFault()) {
        return fail(ErrorCode::kInvalidBody, "the body holds no fault", message.body().path());
    }
    Fault fault;
    const Node code = soapChild(element, "Code");
    const Node value = soapChild(code, "Value");
    fault.code = tolerantName(value, value.rawText());
    if (const Node subcode = soapChild(soapChild(code, "Subcode"), "Value"); !subcode.text().empty()) {
        fault.subcode = tolerantName(subcode, subcode.rawText());
    }
    const Node reason = soapChild(element, "Reason");
    for (Node text = reason.firstChild(); text; text = text.next()) {
        if (text.localName() == "Text") {
            fault.reasons.push_back({text.text(), text.attribute(ns::kXml, "lang").value_or("")});
        }
    }
    readDetail(soapChild(element, "Detail"), fault);
    for (Node block = message.headerElement().firstChild(); block; block = block.next()) {
        if (block.is(ns::kSoap, "NotUnderstood")) {
            fault.notUnderstood.push_back(tolerantName(block, block.attribute("qname").value_or("")));
        }
    }
    return fault;
}

}  // namespace wsman::soap
