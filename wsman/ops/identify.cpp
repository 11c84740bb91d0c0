#include "wsman/ops/identify.h"

#include "wsman/ops/body.h"
#include "wsman/uris.h"

namespace wsman::ops {

namespace {

constexpr std::string_view kPrefix = "wsmid";

std::string qname(std::string_view local) {
    return std::string(kPrefix) + ":" + std::string(local);
}

}  // namespace

std::string writeIdentify() {
    return soap::writeMessage(
        {}, [](xml::Writer& writer) { writer.start(qname("Identify")).declare(kPrefix, ns::kIdentity).end(); });
}

bool isIdentify(const soap::Message& message) {
    return message.payload().is(ns::kIdentity, "Identify");
}

std::string writeIdentifyResponse(const IdentifyResponse& response) {
    return soap::writeMessage({}, [&](xml::Writer& writer) {
        writer.start(qname("IdentifyResponse")).declare(kPrefix, ns::kIdentity);
        for (const std::string& version : response.protocolVersions) {
            writer.element(qname("ProtocolVersion"), version);
        }
        if (!response.productVendor.empty()) {
            writer.element(qname("ProductVendor"), response.productVendor);
        }
        if (!response.productVersion.empty()) {
            writer.element(qname("ProductVersion"), response.productVersion);
        }
        if (!response.securityProfiles.empty()) {
            writer.start(qname("SecurityProfiles"));
            for (const std::string& profile : response.securityProfiles) {
                writer.element(qname("SecurityProfileName"), profile);
            }
            writer.end();
        }
        for (const std::string& extension : response.extensions) {
            writer.raw(extension);
        }
        writer.end();
    });
}

Result<IdentifyResponse> readIdentifyResponse(const soap::Message& message) {
    const bool inSoapNamespace = message.payload().is(ns::kSoap, "IdentifyResponse");
    const Result<xml::Node> payload =
        payloadNamed(message, inSoapNamespace ? ns::kSoap : ns::kIdentity, "IdentifyResponse");
    if (!payload) {
        return tl::unexpected(payload.error());
    }
    IdentifyResponse response;
    for (const xml::Node child : payload->children()) {
        if (child.is(ns::kIdentity, "ProtocolVersion")) {
            response.protocolVersions.push_back(child.text());
        } else if (child.is(ns::kIdentity, "ProductVendor")) {
            response.productVendor = child.text();
        } else if (child.is(ns::kIdentity, "ProductVersion")) {
            response.productVersion = child.text();
        } else if (child.is(ns::kIdentity, "SecurityProfiles")) {
            for (const xml::Node profile : child.children()) {
                response.securityProfiles.push_back(profile.text());
            }
        } else {
            response.extensions.push_back(child.outerXml());
        }
    }
    if (response.protocolVersions.empty()) {
        return invalidBody("IdentifyResponse without a ProtocolVersion", *payload);
    }
    return response;
}

}  // namespace wsman::ops
