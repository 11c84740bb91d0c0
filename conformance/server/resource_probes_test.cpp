#include "conformance/server/spoiler_for_test.h"

namespace conformance::test {
namespace {

TEST(ResourceProbes, AreProvedBothWays) {
    const auto noDetail = edits("", R"(<w:FaultDetail>[^<]*</w:FaultDetail>)", "");
    prove(resourceProbes(),
          {
              {"DSP0226/R5.1.1-2", "returns EPRs that lead nowhere",
               edits("EnumerateEPR", R"((Name="Name">)[^<]*)", "$1nobody")},
              {"DSP0226/R5.1.1-2", "returns EPRs without selectors",
               edits("EnumerateEPR", R"(<w:Selector [^>]*>[^<]*</w:Selector>)", "")},
              {"DSP0226/R5.1.2.1-1p", "takes it", takes()},
              {"DSP0226/R5.1.2.1-1p", "does not say why", noDetail},
              {"DSP0226/R5.1.2.1-6/enumerate", "takes it", takes()},
              {"DSP0226/R5.1.2.2-3a", "takes it", takes()},
              {"DSP0226/R5.1.2.2-3a", "does not say why", noDetail},
              {"DSP0226/R5.1.2.2-3a/one", "takes any match", takes()},
              {"DSP0226/R5.1.2.2-3b", "finds nothing", edits("", "w:InvalidSelectors", "a:DestinationUnreachable")},
              {"DSP0226/R5.1.2.2-3c", "takes it", takes()},
              {"DSP0226/R5.1.2.2-3d", "ignores it", takes()},
              {"DSP0226/R5.1.2.2-4d", "takes the first", takes()},
              {"DSP0226/R5.1.2.2-4d", "does not say why", noDetail},
              {"DSP0226/R5.1.2.2-5p", "takes the text", takes()},
              {"DSP0226/R5.2-1", "refuses what must be understood", refuses("a:To s:mustUnderstand=\"1\"")},
              {"DSP0226/R5.2-2/one", "knows true only", takes()},
              {"DSP0226/R5.2-2n", "refuses what it does not know", refuses("t:Optional")},
              {"DSP0226/R5.3-3b/key", "makes up an instance", takes()},
              {"DSP0227/5.1", "takes any class", takes()},
              {"DSP0227/6-all", "returns something", takes()},
              {"DSP0227/5.3-unknown", "takes any namespace", takes()},
              {"DSP0227/5-epr", "returns EPRs without a namespace",
               edits("EnumerateEPR", R"(<w:Selector Name="__cimnamespace">[^<]*</w:Selector>)", "")},
          });
}

}  // namespace
}  // namespace conformance::test
