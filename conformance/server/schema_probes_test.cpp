#include "conformance/server/spoiler_for_test.h"

namespace conformance::test {
namespace {

constexpr const char* kGet = "transfer/Get<";

TEST(SchemaProbes, AreProvedBothWays) {
    prove(
        schemaProbes(),
        {
            {"DSP0227/15.4", "returns another", edits(kGet, R"(CLASS([^>]*) NAME="X_Thing")", "CLASS$1 NAME=\"Y\"")},
            {"DSP0227/15.4-unknown", "makes one up", takes(kGet)},
            {"DSP0227/15.4-properties", "leaves out a key", edits(kGet, R"(NAME="Number")", "NAME=\"Other\"")},
            {"DSP0227/15.8", "returns qualifiers all the same",
             edits(kGet, R"((<CLASS[^>]*>|<[a-z]+:CLASS[^>]*>))", "$1<QUALIFIER NAME=\"x\"/>")},
            {"DSP0227/15.3", "returns names", edits("enumeration/Enumerate<", "CLASS", "THING")},
            {"DSP0230/ged", "calls it something else", edits(kGet, R"((</?[a-z0-9]*:?)X_Thing\b)", "$1Y_Thing")},
            {"DSP0230/ged-properties", "has a property of another namespace",
             edits(kGet, R"((<[a-z0-9]+:Colour))", "<q:Odd xmlns:q=\"urn:odd\">1</q:Odd>$1")},
            {"DSP0230/datetime", "has two forms",
             edits(kGet, R"((<)([a-z0-9]+)(:Colour))",
                   "<$2:When xmlns:cim=\"http://schemas.dmtf.org/wbem/wscim/1/common\"><cim:Date>2024-01-01</cim:Date>"
                   "<cim:Time>00:00:00</cim:Time></$2:When>$1$2$3")},
        });
}

}  // namespace
}  // namespace conformance::test
