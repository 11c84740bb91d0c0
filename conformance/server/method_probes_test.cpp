#include "conformance/server/spoiler_for_test.h"

namespace conformance::test {
namespace {

TEST(MethodProbes, AreProvedBothWays) {
    prove(methodProbes(),
          {
              {"DSP0230/10-outputp", "returns no ReturnValue", edits("Echo", "ReturnValue", "Value")},
              {"DSP0230/10-outputp", "returns another element", edits("Echo", "Echo_OUTPUT", "EchoOutput")},
              {"DSP0226/R9-2", "repeats the request's Action", edits("Echo", "/EchoResponse<", "/Echo<")},
              {"DSP0227/11-static", "wants an instance", refuses("Count")},
              {"DSP0227/11-instance", "calls it of any", takes("Echo")},
              {"DSP0227/11-absent", "calls it of nobody", takes("Echo")},
              {"DSP0227/11-unknown", "does nothing", takes("MiConformanceNoSuchMethod")},
              {"DSP0226/R9-3", "ignores it", takes("MiConformanceUnknown")},
              {"DSP0226/R9-3/type", "takes it for 0", takes("not a number")},
          });
}

}  // namespace
}  // namespace conformance::test
