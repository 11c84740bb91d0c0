#include "conformance/server/spoiler_for_test.h"

namespace conformance::test {
namespace {

constexpr const char* kPull = "enumeration/Pull<";
constexpr const char* kEnumerate = "enumeration/Enumerate<";

/// A stranger among the results of a filter that says `mark`.
Spoil stranger(std::string mark) {
    return [=, seen = std::make_shared<bool>(false)](Passing& passing) {
        *seen = *seen || concerns(passing, mark);
        if (*seen)
            edits(kPull, "(<n:Items>)", "$1<X_Stranger/>")(passing);
    };
}

TEST(AssociationProbes, AreProvedBothWays) {
    prove(associationProbes(),
          {
              {"DSP0227/8.2-associated", "returns nothing", losesItems(kPull)},
              {"DSP0227/8.2-references", "returns the instances", edits(kPull, "X_Holds", "X_Thing")},
              {"DSP0227/8.2-result-class", "ignores it", stranger("ResultClassName")},
              {"DSP0227/8.2-association-class", "ignores it", stranger("AssociationClassName")},
              {"DSP0227/8.2-role", "returns others", stranger("b:Role")},
              {"DSP0227/8.2-other-role", "ignores the role",
               edits(kPull, "(<n:PullResponse>)", "$1<n:Items><X_Thing/></n:Items>")},
              {"DSP0227/8.2-result-role", "returns others", stranger("ResultRole")},
              {"DSP0227/8.2-reference-class", "ignores it", stranger("ResultClassName")},
              {"DSP0227/8.2-no-object", "takes it", takes(kEnumerate)},
              {"DSP0227/R8.2.1-4", "returns nothing instead", takes(kEnumerate)},
              {"DSP0227/R8.2.1-4/class", "takes it", takes(kEnumerate)},
              {"DSP0227/R8.2.1-10", "returns whole instances", edits(kEnumerate, "w:XmlFragment", "w:Whole")},
              {"DSP0227/8.2-case", "knows one spelling", refuses("AssociationFilter\"")},
          });
}

}  // namespace
}  // namespace conformance::test
