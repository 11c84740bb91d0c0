#include "conformance/server/spoiler_for_test.h"

namespace conformance::test {
namespace {

constexpr const char* kPull = "enumeration/Pull<";
constexpr const char* kRelease = "enumeration/Release<";
constexpr const char* kEnumerate = "enumeration/Enumerate<";

TEST(ContextProbes, AreProvedBothWays) {
    prove(contextProbes(), {
                               {"DSP0226/R8.1-4/renew", "falls over", refuses("n:Renew")},
                               {"DSP0226/R8.1-4/status", "falls over", refuses("n:GetStatus")},
                               {"DSP0226/R8.1-5", "knows no Release", refuses(kRelease)},
                               {"DSP0226/R8.5-1/unknown", "releases anything", takes(kRelease)},
                               {"DSP0226/R8.5-1/twice", "releases twice", takes(kRelease)},
                               {"DSP0226/R8.4-8p", "goes on after the end", takes(kPull)},
                               {"DSP0226/R8.2.1-1", "refuses EndTo for another reason", refuses("n:EndTo")},
                               {"DSP0226/R8.2.1-2", "refuses durations for another reason", refuses("PT5M")},
                               {"DSP0226/R8.2.1-2/past", "takes the past", takes("2001-01-01")},
                               {"DSP0226/R8.2.1-2/garbage", "takes anything", takes("tomorrow")},
                               {"DSP0226/R8.4-5", "does not look at the resource", takes(kPull)},
                               {"DSP0226/R8.5-3", "does not look at the resource", takes(kRelease)},
                               {"DSP0226/wsen-empty", "faults for nothing", refuses(kPull)},
                               {"DSP0226/wsen-empty", "makes something up",
                                edits(kPull, "(<n:EndOfSequence/>)", "<n:Items><x/></n:Items>$1")},
                               {"DSP0226/R8.2.3-4p", "forgets the end", edits(kEnumerate, "<w:EndOfSequence/>", "")},
                           });
}

}  // namespace
}  // namespace conformance::test
