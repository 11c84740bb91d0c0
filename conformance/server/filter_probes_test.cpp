#include "conformance/server/spoiler_for_test.h"

namespace conformance::test {
namespace {

constexpr const char* kPull = "enumeration/Pull<";
constexpr const char* kEnumerate = "enumeration/Enumerate<";

/// What it returns once a request with `mark` has passed.
Spoil after(std::string mark, Spoil spoil) {
    return [=, seen = std::make_shared<bool>(false)](Passing& passing) {
        *seen = *seen || concerns(passing, mark);
        if (*seen)
            spoil(passing);
    };
}

TEST(FilterProbes, AreProvedBothWays) {
    prove(filterProbes(),
          {
              {"DSP0226/R8.2.1-3p", "takes the text", takes(kEnumerate)},
              {"DSP0226/R8.3-1", "ignores one of them", after("n:Filter", losesItems(kPull))},
              {"DSP0226/R8.3-3p", "takes the first", takes(kEnumerate)},
              {"DSP0226/R8.6-2b", "ignores it", takes(kEnumerate)},
              {"DSP0226/R8.6-2b/list", "lists nothing",
               edits(kEnumerate, R"(<n:SupportedDialect>[^<]*</n:SupportedDialect>)", "")},
              {"DSP0226/RE-1", "ignores it", takes(kEnumerate)},
              {"DSP0226/RE-2", "returns something else", after("SelectorFilter", losesItems(kPull))},
              {"DSP0226/RE-5", "takes the last", takes(kEnumerate)},
              {"DSP0226/D.3", "returns others", edits(kPull, "(<n:Items>)", "$1<X_Thing><Name>other</Name></X_Thing>")},
              {"DSP0226/D.3", "returns nothing", losesItems(kPull)},
              {"MS-WSMV/2.2.4.17-wql", "returns nothing", losesItems(kPull)},
              {"MS-WSMV/2.2.4.17-wql-error", "takes it", takes(kEnumerate)},
              {"DSP0227/7.1-cql", "returns nothing", losesItems(kPull)},
              {"DSP0227/7.1-cql-error", "takes it", takes(kEnumerate)},
          });
}

}  // namespace
}  // namespace conformance::test
