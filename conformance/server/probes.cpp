#include "conformance/server/probes.h"

#include "conformance/server/walk.h"

namespace conformance {

namespace {

constexpr const char* kGet = "http://schemas.xmlsoap.org/ws/2004/09/transfer/Get";
constexpr const char* kUnknownResource = "http://schemas.example.org/mi-conformance/No_Such_Resource";

}  // namespace

RequestText getRequest(const ServerTarget& target) {
    RequestText request;
    request.action = kGet;
    request.to = target.url();
    request.resourceUri = target.resourceUri.empty() ? kUnknownResource : escaped(target.resourceUri);
    request.messageId = newMessageId();
    if (!target.nameSpace.empty())
        request.selectors.emplace_back("__cimnamespace", escaped(target.nameSpace));
    for (const auto& [name, value] : target.selectors)
        request.selectors.emplace_back(escaped(name), escaped(value));
    return request;
}

}  // namespace conformance
