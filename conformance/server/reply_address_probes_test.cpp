#include "conformance/server/spoiler_for_test.h"

namespace conformance::test {
namespace {

TEST(ReplyAddressProbes, AreProvedBothWays) {
    const auto elsewhere = edits("", R"((<a:To>)[^<]*)", "$1http://elsewhere.example.org/");
    prove(replyAddressProbes(),
          {
              {"DSP0226/R5.4.2-4p", "replies to somebody else", elsewhere},
              {"DSP0226/R5.4.2-6", "replies all the same", takes()},
              {"DSP0226/R5.4.3-1", "ignores FaultTo", takes()},
              {"DSP0226/R5.4.3-2", "sends faults to somebody else", elsewhere},
              {"DSP0226/R5.4.3-4", "drops the parameter", edits("", R"(<[^>]*Trail[^>]*>[^<]*</[^>]*Trail>)", "")},
              {"DSP0226/R5.4.3-5", "takes any address", takes()},
              {"DSP0226/R5.4.3-6", "sends faults to somebody else", elsewhere},
              {"DSP0226/R5.4.4-2p", "has one MessageID", edits("", R"((<a:MessageID>)[^<]*)", "$1uuid:1")},
              {"DSP0226/R5.4.4-2p", "has no MessageID", edits("", R"(<a:MessageID>[^<]*</a:MessageID>)", "")},
              {"DSP0226/R5.4.4-3p", "relates to nothing", edits("", R"(<a:RelatesTo>[^<]*</a:RelatesTo>)", "")},
              {"DSP0226/R5.4.4-4/empty", "takes it", takes()},
              {"DSP0226/R5.4.5-2/detail", "does not repeat the action", edits("", "No_Such_Action", "something")},
              {"DSP0226/R5.4.5-3p", "repeats the request's Action", edits("", "transfer/GetResponse", "transfer/Get")},
              {"DSP0226/R5.4.6-1", "refuses From", refuses("<a:From>")},
              {"DSP0226/R5.4.6-2", "does not understand From", refuses("<a:From s:mustUnderstand")},
          });
}

}  // namespace
}  // namespace conformance::test
