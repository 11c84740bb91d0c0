#include "conformance/server/spoiler_for_test.h"

namespace conformance::test {
namespace {

TEST(EncodingProbes, AreProvedBothWays) {
    const auto inUtf16 = [](Passing& passing) {
        if (passing.request && passing.request->body.starts_with("\xFE\xFF"))
            answerInternalError(passing);
    };
    const auto emptyMessage = [](Passing& passing) {
        if (passing.request && passing.request->body.empty())
            answer(passing, 200, envelopeOf("<fine/>"));
    };
    prove(encodingProbes(),
          {
              {"DSP0226/R13.1-2", "chokes on 40 KiB", stammers("<t:Padding>")},
              {"DSP0226/R13.1-4", "knows no UTF-16 and does not say so",
               [](Passing& passing) {
                   if (passing.request && passing.request->body.starts_with("\xFF\xFE"))
                       answerInternalError(passing);
               }},
              {"DSP0226/R13.1-7", "reads one byte order only", inUtf16},
              {"DSP0226/R13.1-6p", "answers a byte-order mark with a redirect",
               [](Passing& passing) {
                   if (concerns(passing, "\xEF\xBB\xBF"))
                       answer(passing, 302, "");
               }},
              {"DSP0226/R13.1-9/resource", "takes the second", takes()},
              {"DSP0226/R13.1-9/timeout", "takes the second", takes()},
              {"DSP0226/R13.1-9/selectors", "takes the second", takes()},
              {"DSP0226/R13.1-10", "does not trim", refuses("<a:Action s:mustUnderstand=\"true\">\r\n")},
              {"DSP0226/R13.1-10/control", "does not trim", refuses("\n PT60S")},
              {"DSP0226/R13.1-11/body", "stumbles over comments", refuses("<!-- one -->")},
              {"DSP0226/13.6", "folds case", edits("", "AbCdEf00", "ABCDEF00")},
              {"DSP0226/R13.5-1", "falls over attachments",
               [](Passing& passing) {
                   if (concerns(passing, "--part"))
                       passing.status = 500;
               }},
              {"SOAP12/entity-bomb", "expands entities", takes("DOCTYPE")},
              {"DSP0226/XML-bad", "takes any body", takes("some text")},
              {"SOAP12/empty", "takes nothing for something", emptyMessage},
          });
}

}  // namespace
}  // namespace conformance::test
