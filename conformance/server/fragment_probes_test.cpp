#include "conformance/server/spoiler_for_test.h"

namespace conformance::test {
namespace {

constexpr const char* kFragment = "FragmentTransfer";
constexpr const char* kPut = "transfer/Put<";

/// The value that a Get shows after a Put.
Spoil showsAfterPut(std::string property, std::string value) {
    return [=, wrote = std::make_shared<bool>(false)](Passing& passing) {
        *wrote = *wrote || concerns(passing, kPut);
        if (*wrote && concerns(passing, "transfer/Get<"))
            passing.body = std::regex_replace(passing.body,
                                              std::regex("<([a-z0-9]+:)?" + property + "( [^>]*)?(/>|>[^<]*</[^>]*>)"),
                                              "<" + property + ">" + value + "</" + property + ">");
    };
}

TEST(FragmentProbes, AreProvedBothWays) {
    const auto whole = edits(kFragment, R"(<w:XmlFragment[^>]*>[\s\S]*</w:XmlFragment>)", "<everything/>");
    const auto another = edits(kFragment, R"((<w:XmlFragment[^>]*>)[\s\S]*(</w:XmlFragment>))", "$1<other>1</other>$2");
    prove(fragmentProbes(), {
                                {"DSP0226/R7.7-1", "returns everything", whole},
                                {"DSP0226/R7.7-3", "returns something else", another},
                                {"DSP0226/R7.7-3/index", "returns something else", another},
                                {"DSP0226/R7.7-2p", "drops the header",
                                 edits(kFragment, R"(<w:FragmentTransfer[^>]*>[^<]*</[^>]*>)", "")},
                                {"DSP0226/R7.7-4", "ignores the dialect", takes("urn:mi-conformance:dialect")},
                                {"DSP0226/R7.7-6", "returns the element", another},
                                {"DSP0226/R7.7-7", "returns something", takes(kFragment)},
                                {"DSP0226/R7.7-5", "says yes and does nothing", showsAfterPut("Note", "old")},
                                {"DSP0226/R7.7-5/wrapper", "takes it bare", takes(kFragment)},
                                {"DSP0226/R7.7-8", "changes half of it", showsAfterPut("Weight", "0")},
                                {"DSP0226/R7.7-8", "takes it", takes(kFragment)},
                                {"DSP0226/R7.9-2", "changes the key", takes(kFragment)},
                                {"DSP0226/7.9-nil", "keeps the old value", showsAfterPut("Note", "old")},
                                {"DSP0226/7.9-nil", "keeps the old value, where the property was left out",
                                 edits("transfer/Get<", R"(<([a-z0-9]+):Colour)", "<$1:Note>kept</$1:Note><$1:Colour")},
                                {"DSP0226/R7.11-1", "overwrites it", takes(kFragment)},
                                {"DSP0226/R7.11-2", "takes it", takes(kFragment)},
                            });
}

}  // namespace
}  // namespace conformance::test
