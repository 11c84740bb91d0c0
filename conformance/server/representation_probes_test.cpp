#include "conformance/server/spoiler_for_test.h"

namespace conformance::test {
namespace {

constexpr const char* kPut = "transfer/Put<";
constexpr const char* kCreate = "transfer/Create<";

TEST(RepresentationProbes, AreProvedBothWays) {
    const auto noDetail = [](const char* mark) { return edits(mark, R"(<w:FaultDetail>[^<]*</w:FaultDetail>)", ""); };
    prove(representationProbes(),
          {
              {"DSP0226/R7.4-5a", "takes it", takes(kPut)},
              {"DSP0226/R7.4-5a", "does not say why", noDetail(kPut)},
              {"DSP0226/R7.4-5b", "takes it", takes(kPut)},
              {"DSP0226/R7.4-5b", "does not say why", noDetail(kPut)},
              {"DSP0226/R7.4-5c", "takes any namespace", takes(kPut)},
              {"DSP0226/R7.4-5d", "ignores it", takes(kPut)},
              {"DSP0226/R7.4-5e", "takes nothing", takes(kPut)},
              {"DSP0226/R7.6-3a", "takes it", takes(kCreate)},
              {"DSP0226/R7.6-3a", "does not say why", noDetail(kCreate)},
              {"DSP0226/R7.6-3b", "takes it", takes(kCreate)},
              {"DSP0226/R7.6-3b", "does not say why", noDetail(kCreate)},
              {"DSP0226/R7.6-3c", "takes any namespace", takes(kCreate)},
              {"DSP0226/R7.6-3d", "takes nothing", takes(kCreate)},
              {"DSP0226/R7.6-3e", "takes any class", takes(kCreate)},
              {"DSP0230/nil", "keeps the old value",
               edits("transfer/Get<", R"(<([a-z0-9]+):Colour)", "<$1:Note>kept</$1:Note><$1:Colour")},
          });
}

}  // namespace
}  // namespace conformance::test
