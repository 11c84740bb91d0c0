#include "conformance/server/spoiler_for_test.h"

namespace conformance::test {
namespace {

constexpr const char* kPull = "enumeration/Pull<";
constexpr const char* kEnumerate = "enumeration/Enumerate<";

TEST(BatchProbes, AreProvedBothWays) {
    prove(batchProbes(),
          {
              {"DSP0226/R8.2.2-1p", "estimates unasked",
               edits(kEnumerate, "(<a:MessageID>)", "<w:TotalItemsCountEstimate>4</w:TotalItemsCountEstimate>$1")},
              {"DSP0226/R8.2.2-1/asked", "estimates in words",
               edits(kEnumerate, R"((<w:TotalItemsCountEstimate[^>]*>)[^<]*)", "$1some")},
              {"DSP0226/R8.2.3-2p", "returns items at once",
               edits(kEnumerate, "(</n:EnumerateResponse>)", "<w:Items><x/></w:Items>$1")},
              {"DSP0226/R8.2.3-3/two", "returns more", doublesItems(kEnumerate)},
              {"DSP0226/R8.4-1", "faults for it", refuses("MaxCharacters")},
              {"DSP0226/R8.4-2", "returns more", edits(kPull, "(<s:Body>)", "<!--" + std::string(9000, ' ') + "-->$1")},
              {"DSP0226/R8.4-4", "faults for both", refuses("MaxTime")},
              {"DSP0226/R8.4-9/two", "returns more", doublesItems(kPull)},
              {"DSP0226/R8.4-9/order", "loses items in bulk", losesItems(">100</n:MaxElements>")},
              {"DSP0226/R8.4-9/zero", "takes it", takes(kPull)},
              {"DSP0226/R8.4-9/negative", "takes it", takes(kPull)},
              {"DSP0226/R8.4-9/text", "takes it", takes(kPull)},
              {"DSP0226/R8.4-3", "ends with the fault", refuses("<n:MaxElements>1</n:MaxElements>")},
              {"DSP0226/R8.4-10", "faults for it", refuses("4294967295")},
              {"DSP0226/R8.4-11s", "takes it", takes("<n:Pull/>")},
          });
}

}  // namespace
}  // namespace conformance::test
