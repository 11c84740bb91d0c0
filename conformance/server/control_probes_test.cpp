#include "conformance/server/spoiler_for_test.h"

namespace conformance::test {
namespace {

TEST(ControlProbes, AreProvedBothWays) {
    prove(controlProbes(),
          {
              {"DSP0226/R6.1-2/negative", "takes it", takes()},
              {"DSP0226/R6.1-3", "refuses fractions", refuses("PT60.000S")},
              {"DSP0226/R6.1-4", "wants a timeout", refuses()},
              {"DSP0226/R6.2-3", "falls over", refuses("MaxEnvelopeSize")},
              {"DSP0226/R6.2-4/zero", "takes it", takes()},
              {"DSP0226/R6.2-4/8192", "refuses it as too small",
               [](Passing& passing) {
                   if (concerns(passing, ">8192<"))
                       answer(
                           passing, 400,
                           envelopeOf("<s:Fault><s:Code><s:Value>s:Sender</s:Value><s:Subcode><s:Value>"
                                      "w:EncodingLimit</s:Value></s:Subcode></s:Code><s:Reason><s:Text>no</s:Text>"
                                      "</s:Reason><s:Detail><w:FaultDetail>http://schemas.dmtf.org/wbem/wsman/1/"
                                      "wsman/faultDetail/MinimumEnvelopeLimit</w:FaultDetail></s:Detail></s:Fault>"));
               }},
              {"DSP0226/R6.2-6s", "refuses the attribute", refuses("Policy=")},
              {"DSP0226/R6.3-1", "refuses a language", refuses("de-DE")},
              {"DSP0226/R6.3-2", "refuses without saying why", refuses("zz-ZZ")},
              {"DSP0226/R6.3-3s", "falls over", stammers("not_a_lang")},
              {"DSP0226/R6.3-4", "has no language", edits("", R"( xml:lang="[^"]*")", "")},
              {"DSP0226/R6.3-5", "falls over", stammers("fr-FR")},
              {"DSP0226/R6.4-3", "refuses options", refuses("OptionSet")},
              {"DSP0226/R6.4-3/mu", "falls over", refuses("OptionSet s:mustUnderstand")},
              {"DSP0226/R6.4-6", "ignores it", takes()},
              {"DSP0226/R6.4-9", "does not say why", edits("", R"(<w:FaultDetail>[^<]*</w:FaultDetail>)", "")},
              {"DSP0226/R6.4-10", "falls over", stammers(">2</w:Option>")},
              {"DSP0226/R6.5-1p", "answers with two EPRs",
               edits("RequestEPR", "(<w:RequestedEPR[^>]*>)", "$1<w:EPRInvalid/>")},
          });
}

}  // namespace
}  // namespace conformance::test
