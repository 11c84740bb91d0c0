#include "conformance/server/probes.h"

namespace conformance {

namespace {

constexpr const char* kGet = "http://schemas.xmlsoap.org/ws/2004/09/transfer/Get";
constexpr const char* kUnknownResource = "http://schemas.example.org/mi-conformance/No_Such_Resource";

}  // namespace

RequestText getRequest(const ServerTarget& target) {
    RequestText request;
    request.action = kGet;
    request.to = target.url();
    request.resourceUri = target.resourceUri.empty() ? kUnknownResource : target.resourceUri;
    request.messageId = newMessageId();
    if (!target.nameSpace.empty())
        request.selectors.emplace_back("__cimnamespace", target.nameSpace);
    request.selectors.insert(request.selectors.end(), target.selectors.begin(), target.selectors.end());
    return request;
}

RequestText classRequest(const ServerTarget& target, std::string action, std::string body) {
    auto request = getRequest(target);
    request.action = std::move(action);
    request.body = std::move(body);
    request.selectors.clear();
    if (!target.nameSpace.empty())
        request.selectors.emplace_back("__cimnamespace", target.nameSpace);
    return request;
}

}  // namespace conformance
