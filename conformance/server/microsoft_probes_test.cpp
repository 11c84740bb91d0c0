#include "conformance/server/spoiler_for_test.h"

namespace conformance::test {
namespace {

TEST(MicrosoftProbes, AreProvedBothWays) {
    prove(microsoftProbes(),
          {
              {"MS-WSMV/3.1.4.1.2-names", "looks at case", refuses("Name=\"NAME\"")},
              {"MS-WSMV/3.1.4.1.2-values", "looks at case", refuses(">BOX<")},
              {"MS-WSMV/3.1.4.1.7", "takes it", takes()},
              {"MS-WSMV/3.1.4.1.8", "takes it", takes()},
              {"MS-WSMV/3.1.4.1.9", "refuses it", refuses("DataLocale")},
              {"MS-WSMV/3.1.4.1.10", "refuses it", refuses("wmi:MiConformance")},
              {"MS-WSMV/3.1.4.1.11", "refuses it", refuses("RequestEPR")},
              {"MS-WSMV/3.1.4.1.12", "refuses it", refuses("ActivityId")},
              {"MS-WSMV/3.1.4.1.16", "ignores it",
               edits("OptimizeEnumeration", R"(<w:Items>[\s\S]*</w:Items>|<w:EndOfSequence/>)", "")},
              {"MS-WSMV/3.1.4.1.39a", "sends one", edits("", "(<a:MessageID>)", "<p:OperationID>1</p:OperationID>$1")},
              {"MS-WSMV/fault-1", "tells no code", edits("", "WSManFault", "Fault")},
              {"MS-WSMV/3.1.4.1.23", "refuses it otherwise",
               [](Passing& passing) {
                   if (passing.request && passing.request->has_header("WSMANIDENTIFY"))
                       answerInternalError(passing);
               }},
          },
          "windows-2022");
}

}  // namespace
}  // namespace conformance::test
