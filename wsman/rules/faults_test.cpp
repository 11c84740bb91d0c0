#include "wsman/rules/fixtures.h"

namespace wsman::rules::test {

namespace {

const std::string kReason = "<s:Reason><s:Text xml:lang=\"en\">no</s:Text></s:Reason>";

Case failed(const Envelope& answer, int status = 400) {
    return got(answer, status);
}

Envelope detailed(const std::string& token) {
    return fault("Sender", "w:InvalidSelectors", action::kWsmanFault,
                 kReason + "<s:Detail><w:FaultDetail>" + std::string(uri::kFaultDetailPrefix) + token +
                     "</w:FaultDetail></s:Detail>");
}

Envelope told(const std::string& code) {
    return fault("Sender", "w:AccessDenied", action::kWsmanFault,
                 kReason + "<s:Detail><m:WSManFault xmlns:m=\"" + std::string(ns::kMsFault) + "\" " + code +
                     " Machine=\"here\"><m:Message>no</m:Message></m:WSManFault></s:Detail>");
}

Envelope notUnderstood(const std::string& block) {
    return fault("MustUnderstand", "", action::kAddressingFault).set("block", block);
}

}  // namespace

std::vector<Fixture> faultFixtures() {
    const std::string textWithoutLanguage = "<s:Reason><s:Text>no</s:Text></s:Reason>";
    return {
        {"MS-WSMV/2.2.4.43s", failed(told("Code=\"5\"")), failed(told("Code=\"five\""))},
        {"DSP0226/R14.1-1", failed(accessDenied()),
         failed(fault("Sender", "w:AccessDenied", action::kWsmanFault, kReason + "<faultstring>no</faultstring>"))},
        {"DSP0226/R14.2-1a", failed(fault("Receiver", "n:InvalidEnumerationContext", action::kEnumerationFault), 500),
         failed(fault("Sender", "n:InvalidEnumerationContext", action::kEnumerationFault))},
        {"DSP0226/R14.2-1b", failed(accessDenied()), failed(accessDenied().without("a:MessageID"))},
        {"DSP0226/R14.2-1c", failed(accessDenied()),
         failed(fault("Sender", "w:AccessDenied", action::kWsmanFault, textWithoutLanguage))},
        {"DSP0226/R14.2-2", failed(accessDenied()),
         failed(fault("Sender", "w:AccessDenied", action::kAddressingFault))},
        {"DSP0226/14.3", failed(notUnderstood("<s:NotUnderstood qname=\"c:C\" xmlns:c=\"urn:c\"/>"), 500),
         failed(notUnderstood(""), 500)},
        {"DSP0226/R14.6-1", failed(detailed("UnexpectedSelectors")), failed(detailed("ActionMismatch"))},
    };
}

}  // namespace wsman::rules::test
