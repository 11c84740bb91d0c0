#include "wsman/rules/fixtures.h"

namespace wsman::rules::test {

namespace {

Envelope identify(const std::string& block = "") {
    return Envelope{}.set("block", block).holding("<i:Identify/>");
}

Case identified(const std::string& body) {
    return exchanged(identify(), Envelope{}.holding(body));
}

}  // namespace

std::vector<Fixture> identifyFixtures() {
    const std::string version = "<i:ProtocolVersion>" + std::string(ns::kWsman) + "</i:ProtocolVersion>";
    const std::string vendor = "<i:ProductVendor>v</i:ProductVendor>";
    return {
        {"DSP0226/R11-1c", asked(identify("<c:C xmlns:c=\"urn:c\" s:mustUnderstand=\"false\"/>")),
         asked(identify("<c:C xmlns:c=\"urn:c\" s:mustUnderstand=\"true\"/>"))},
        {"DSP0226/R11-r", identified("<i:IdentifyResponse>" + version + vendor + "<c/></i:IdentifyResponse>"),
         identified("<i:IdentifyResponse>" + vendor + version + "</i:IdentifyResponse>")},
    };
}

}  // namespace wsman::rules::test
