#include "conformance/server/spoiler_for_test.h"

namespace conformance::test {
namespace {

constexpr const char* kPut = "transfer/Put<";
constexpr const char* kCreate = "transfer/Create<";
constexpr const char* kDelete = "transfer/Delete<";
constexpr const char* kGet = "transfer/Get<";

TEST(TransferProbes, AreProvedBothWays) {
    const auto count = std::make_shared<int>(0);
    prove(transferProbes(),
          {
              {"DSP0226/R7.3-2", "returns less the second time",
               [count](Passing& passing) {
                   if (passing.request && ++*count > 1)
                       passing.body = std::regex_replace(
                           passing.body, std::regex(R"(<([a-z0-9]+:)?Colour[^>]*>[^<]*</([a-z0-9]+:)?Colour>)"), "");
               }},
              {"DSP0226/R7.4-1", "refuses what it gave", refuses(kPut)},
              {"DSP0226/R7.4-8", "says yes and does nothing", edits(kGet, "changed by a probe", "made by a probe")},
              {"DSP0226/R7.4-3", "writes what is read-only",
               [wrote = std::make_shared<bool>(false)](Passing& passing) {
                   *wrote = *wrote || concerns(passing, kPut);
                   if (*wrote && concerns(passing, kGet))
                       passing.body = std::regex_replace(passing.body, std::regex(R"((<[^>]*Colour))"),
                                                         "<Serial>forged</Serial>$1");
               }},
              {"DSP0226/R7.4-10", "takes the good one", takes("not a number")},
              {"DSP0226/R7.4-9", "says that nothing happened",
               [](Passing& passing) {
                   if (concerns(passing, "xxxx"))
                       passing.body =
                           std::regex_replace(passing.body, std::regex("UnreportableSuccess"), "MaxEnvelopeSize");
               }},
              {"DSP0226/R7.5-1", "keeps it",
               [gone = std::make_shared<bool>(false)](Passing& passing) {
                   *gone = *gone || concerns(passing, kDelete);
                   if (*gone && concerns(passing, kGet))
                       answer(passing, 200, envelopeOf("<fine/>"));
               }},
              {"DSP0226/R7.5-1", "refuses to delete", refuses(kDelete)},
              {"DSP0226/R7.5-3", "deletes what is gone", takes(kDelete)},
              {"DSP0226/R7.6-1", "forgets a property", edits(kGet, R"(<[^>]*Colour[^>]*>[^<]*</[^>]*Colour>)", "")},
              {"DSP0226/R7.6-1", "creates nothing", refuses(kCreate)},
              {"DSP0226/R7.6-4", "updates it", takes(kCreate)},
              {"DSP0226/R7.6-5p", "returns an EPR that leads nowhere",
               edits(kCreate, R"((Name="Name">)[^<]*)", "$1nobody")},
              {"DSP0226/R7.6-7", "refuses without saying why", refuses("forged")},
          });
}

}  // namespace
}  // namespace conformance::test
