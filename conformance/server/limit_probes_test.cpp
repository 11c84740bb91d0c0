#include "conformance/server/spoiler_for_test.h"

namespace conformance::test {
namespace {

TEST(LimitProbes, AreProvedBothWays) {
    prove(limitProbes(), {
                             {"DSP0226/R13.4-1", "takes any URI", takes()},
                             {"DSP0226/R13.4-1", "says nothing of URIs",
                              edits("", R"(a:DestinationUnreachable|w:EncodingLimit)", "w:AccessDenied")},
                             {"DSP0226/R13.4-1/message", "falls over", stammers("urn:mi-conformance:xxx")},
                             {"DSP0226/R13.4-3", "falls over", stammers("Name=\"nnnn")},
                             {"DSP0226/R13.4-4", "falls over", stammers("vvvv")},
                             {"DSP0226/R13.4-7", "takes it", takes()},
                             {"DSP0226/R13.4-8", "refuses for another reason", faultsOtherwise()},
                             {"DSP0226/R13.4-8", "falls over", stammers("s9999")},
                             {"DSP0226/R13.4-9", "refuses for another reason", refuses("o9999")},
                             {"DSP0226/R5.1.2.2-7", "falls over", refuses("7777")},
                             {"DSP0226/R5.1.2.2-8", "takes it", takes("7777")},
                         });
}

}  // namespace
}  // namespace conformance::test
