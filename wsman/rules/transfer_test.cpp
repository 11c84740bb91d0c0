#include "wsman/rules/fixtures.h"

namespace wsman::rules::test {

namespace {

const std::string kObject = "<f:CIM_Fan><f:Speed>1</f:Speed></f:CIM_Fan>";
const std::string kMarked = "<w:FragmentTransfer s:mustUnderstand=\"true\">Speed</w:FragmentTransfer>";
const std::string kUnmarked = "<w:FragmentTransfer>Speed</w:FragmentTransfer>";
const std::string kWrapped = "<w:XmlFragment><f:Speed>1</f:Speed></w:XmlFragment>";

Case created(const std::string& body) {
    return exchanged(request(action::kCreate, kObject), reply(action::kCreate, body));
}

std::string resource(const std::string& parameters) {
    return "<x:ResourceCreated><a:Address>http://127.0.0.1:5985/wsman</a:Address><a:ReferenceParameters>" + parameters +
           "</a:ReferenceParameters></x:ResourceCreated>";
}

Case gotFragment(const std::string& echo, const std::string& body) {
    return exchanged(request(action::kGet).set("fragment", kMarked), reply(action::kGet, body).set("fragment", echo));
}

}  // namespace

std::vector<Fixture> transferFixtures() {
    const std::string full = resource("<w:ResourceURI>" + kFan + "</w:ResourceURI>");
    return {
        {"DSP0226/TR-body", asked(request(action::kPut, kObject)), asked(request(action::kGet, kObject))},
        {"DSP0226/R7.3-1s", got(reply(action::kGet, kObject)), got(reply(action::kGet, kObject + kObject))},
        {"DSP0226/R7.5-1s", exchanged(request(action::kDelete), reply(action::kDelete)),
         exchanged(request(action::kDelete), reply(action::kDelete, kObject))},
        {"DSP0226/R7.6-5", created(full), created(resource(""))},
        {"DSP0226/R7.6-6", created(full), created(full + kObject)},
        {"DSP0226/R7.7-2c", asked(request(action::kGet).set("fragment", kMarked)),
         asked(request(action::kGet).set("fragment", kUnmarked))},
        {"DSP0226/R7.7-2s", gotFragment(kMarked, kWrapped), gotFragment("", kWrapped)},
        {"DSP0226/R7.7-5c", asked(request(action::kPut, kWrapped).set("fragment", kMarked)),
         asked(request(action::kPut, kObject).set("fragment", kMarked))},
        {"DSP0226/R7.7-5s", gotFragment(kMarked, kWrapped), gotFragment(kMarked, kObject)},
    };
}

}  // namespace wsman::rules::test
