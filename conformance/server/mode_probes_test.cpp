#include "conformance/server/spoiler_for_test.h"

namespace conformance::test {
namespace {

constexpr const char* kPull = "enumeration/Pull<";

TEST(ModeProbes, AreProvedBothWays) {
    const auto subclass = edits(kPull, "(<n:Items>)", "$1<X_SpecialThing/>");
    prove(modeProbes(), {
                            {"DSP0226/R8.7-1p", "returns objects", edits(kPull, "a:EndpointReference", "a:Object")},
                            {"DSP0226/R8.7-2p", "returns the EPR alone",
                             edits(kPull, R"((<w:Item>)[\s\S]*?(<a:EndpointReference))", "$1$2")},
                            {"DSP0226/R8.7-3/unknown", "ignores it", takes("MiConformance<")},
                            {"DSP0226/R8.7-1/count", "loses an EPR",
                             edits(kPull, R"(<a:EndpointReference>[\s\S]*?</a:EndpointReference>)", "")},
                            {"DSP0227/8.1-include", "returns nothing in the mode",
                             [in = std::make_shared<bool>(false)](Passing& passing) {
                                 *in = *in || concerns(passing, "IncludeSubClassProperties");
                                 if (*in)
                                     losesItems(kPull)(passing);
                             }},
                            {"DSP0227/8.1-none", "returns subclasses", subclass},
                            {"DSP0227/8.1-exclude", "returns subclasses as they are", subclass},
                            {"DSP0227/8.1-deep", "returns the class alone",
                             edits(kPull, R"(<([a-z0-9]+:)?X_SpecialThing[\s\S]*?</([a-z0-9]+:)?X_SpecialThing>)", "")},
                            {"DSP0227/8.1-unknown", "ignores it", takes("MiConformance<")},
                        });
}

}  // namespace
}  // namespace conformance::test
