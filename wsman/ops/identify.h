// wsman/ops: the requests and replies of every WS-Man operation, read and written as values. Request writers take the
// common Header (To, ResourceURI, SelectorSet, options, limits ...) and set Action and body; readers take a parsed
// Message and check what its action promises (kInvalidBody with the path). One file per family: identify, transfer,
// enumeration, eventing, invoke.
#pragma once

#include <string>
#include <vector>

#include "wsman/error.h"
#include "wsman/soap/message.h"

namespace wsman::ops {

/// wsmid:IdentifyResponse (DSP0226 §11).
struct IdentifyResponse {
    std::vector<std::string> protocolVersions;
    std::string productVendor{};
    std::string productVersion{};
    std::vector<std::string> securityProfiles{};
    std::vector<std::string> extensions{};  ///< other children, each as stand-alone XML
    bool operator==(const IdentifyResponse&) const = default;
};

/// A whole Identify request: no headers at all, as R11-1 wants.
std::string writeIdentify();
bool isIdentify(const soap::Message& message);
std::string writeIdentifyResponse(const IdentifyResponse& response);
/// Tolerates the response element in the SOAP namespace, as OMI sends it. kInvalidBody without a ProtocolVersion.
Result<IdentifyResponse> readIdentifyResponse(const soap::Message& message);

}  // namespace wsman::ops
