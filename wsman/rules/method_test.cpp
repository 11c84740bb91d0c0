#include "wsman/rules/fixtures.h"

namespace wsman::rules::test {

std::vector<Fixture> methodFixtures() {
    const std::string action = kFan + "/SetSpeed";
    const Envelope call = request(action, "<f:SetSpeed_INPUT/>");
    return {
        {"DSP0230/10-input", asked(call), asked(request(action, "<f:SetSpeed/>"))},
        {"DSP0230/10.3c", asked(call), asked(request(kFan + "/Stop", "<f:SetSpeed_INPUT/>"))},
        {"DSP0230/10-return",
         exchanged(call, reply(action, "<f:SetSpeed_OUTPUT><f:ReturnValue>0</f:ReturnValue></f:SetSpeed_OUTPUT>")),
         exchanged(call, reply(action, "<f:SetSpeed_OUTPUT/>"))},
        {"DSP0230/10-output",
         exchanged(call, reply(action, "<f:SetSpeed_OUTPUT><f:ReturnValue>0</f:ReturnValue></f:SetSpeed_OUTPUT>")),
         exchanged(call, reply(action, "<f:CIM_Fan_OUTPUT/>"))},
    };
}

}  // namespace wsman::rules::test
