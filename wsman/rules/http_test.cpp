#include "wsman/rules/fixtures.h"

namespace wsman::rules::test {

namespace {

Case withMethod(const std::string& method) {
    Case result = asked(request(action::kGet));
    result.judged.request.http.method = method;
    return result;
}

Case withSoapAction(const std::string& field) {
    Case result = asked(request(action::kGet));
    result.judged.request.http.soapAction = field;
    return result;
}

Case requestOfType(const std::string& type) {
    Case result = asked(request(action::kGet));
    result.judged.request.http.contentType = type;
    return result;
}

Case replyOfType(const std::string& type) {
    Case result = got(reply(action::kGet, "<f:CIM_Fan/>"));
    result.judged.reply.http.contentType = type;
    return result;
}

}  // namespace

std::vector<Fixture> httpFixtures() {
    return {
        {"DSP0226/RC.2-6", withMethod("POST"), withMethod("PUT")},
        {"DSP0226/RC.2-12", withSoapAction("\"" + std::string(action::kGet) + "\""), withSoapAction("\"urn:other\"")},
        {"SOAP12/CTc", requestOfType("Application/SOAP+XML; charset=utf-8"), requestOfType("text/xml;charset=utf-8")},
        {"SOAP12/CTs", replyOfType("application/soap+xml"), replyOfType("text/xml")},
        {"DSP0226/RC.2-9", got(accessDenied(), 400), got(accessDenied(), 500)},
        {"SOAP12/status", got(accessDenied(), 400), got(accessDenied(), 200)},
    };
}

}  // namespace wsman::rules::test
