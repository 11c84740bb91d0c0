#include "conformance/server/request_text.h"

#include <array>
#include <cstdio>
#include <mutex>
#include <random>

namespace conformance {

std::string newMessageId() {
    static std::mutex mutex;
    static std::mt19937_64 random{std::random_device{}()};
    const std::lock_guard lock(mutex);
    const auto high = random();
    const auto low = random();
    std::array<char, 48> text{};
    std::snprintf(text.data(), text.size(), "uuid:%08X-%04X-4%03X-%04X-%012llX", static_cast<unsigned>(high >> 32),
                  static_cast<unsigned>(high >> 16 & 0xFFFF), static_cast<unsigned>(high & 0xFFF),
                  static_cast<unsigned>(0x8000 | (low >> 48 & 0x3FFF)),
                  static_cast<unsigned long long>(low & 0xFFFFFFFFFFFFull));
    return text.data();
}

std::string RequestText::text() const {
    std::string out =
        "<s:Envelope xmlns:s=\"" + soapNamespace +
        "\" xmlns:a=\"http://schemas.xmlsoap.org/ws/2004/08/addressing\""
        " xmlns:w=\"http://schemas.dmtf.org/wbem/wsman/1/wsman.xsd\""
        " xmlns:n=\"http://schemas.xmlsoap.org/ws/2004/09/enumeration\""
        " xmlns:x=\"http://schemas.xmlsoap.org/ws/2004/09/transfer\""
        " xmlns:e=\"http://schemas.xmlsoap.org/ws/2004/08/eventing\""
        " xmlns:p=\"http://schemas.microsoft.com/wbem/wsman/1/wsman.xsd\""
        " xmlns:b=\"http://schemas.dmtf.org/wbem/wsman/1/cimbinding.xsd\""
        " xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" xmlns:t=\"urn:mi-conformance\"><s:Header>";
    const auto add = [&](const char* name, const std::optional<std::string>& value, const char* attributes = "") {
        if (value)
            out += std::string("<") + name + attributes + ">" + *value + "</" + name + ">";
    };
    add("a:To", to);
    add("w:ResourceURI", resourceUri, " s:mustUnderstand=\"true\"");
    if (replyTo)
        out +=
            "<a:ReplyTo><a:Address s:mustUnderstand=\"true\">" + *replyTo + "</a:Address>" +
            (replyParameters.empty() ? "" : "<a:ReferenceParameters>" + replyParameters + "</a:ReferenceParameters>") +
            "</a:ReplyTo>";
    add("a:Action", action, " s:mustUnderstand=\"true\"");
    add("a:MessageID", messageId);
    if (!selectors.empty()) {
        out += "<w:SelectorSet>";
        for (const auto& [name, value] : selectors)
            out.append("<w:Selector Name=\"").append(name).append("\">").append(value).append("</w:Selector>");
        out += "</w:SelectorSet>";
    }
    return out + extraHeaders + "</s:Header><s:Body>" + body + "</s:Body></s:Envelope>";
}

std::string identifyText(const std::string& headers) {
    return "<s:Envelope xmlns:s=\"http://www.w3.org/2003/05/soap-envelope\" "
           "xmlns:i=\"http://schemas.dmtf.org/wbem/wsman/identity/1/wsmanidentity.xsd\" xmlns:t=\"urn:mi-conformance\">"
           "<s:Header>" +
           headers + "</s:Header><s:Body><i:Identify/></s:Body></s:Envelope>";
}

}  // namespace conformance
