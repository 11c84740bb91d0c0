#include "conformance/server/spoiler_for_test.h"

namespace conformance::test {
namespace {

/// A reply whatever the credentials are.
Spoil letsIn() {
    return [](Passing& passing) {
        if (passing.request && passing.status == 401)
            answer(passing, 200, envelopeOf("<fine/>"));
    };
}

Spoil byMethod(std::string method) {
    return [method](Passing& passing) {
        if (passing.request && passing.request->method == method)
            answer(passing, 200, envelopeOf("<fine/>"));
    };
}

Spoil onAnonymousPath(std::function<void(Passing&)> spoil) {
    return [spoil](Passing& passing) {
        if (passing.request && passing.request->path.starts_with("/wsman-anon"))
            spoil(passing);
    };
}

TEST(TransportProbes, AreProvedBothWays) {
    const auto identified = [](const char* version) {
        return envelopeOf(
            "<i:IdentifyResponse xmlns:i='http://schemas.dmtf.org/wbem/wsman/identity/1/wsmanidentity.xsd'>"
            "<i:ProtocolVersion>" +
            std::string(version) + "</i:ProtocolVersion></i:IdentifyResponse>");
    };
    const auto count = std::make_shared<int>(0);
    prove(transportProbes(),
          {
              {"DSP0226/RC.2-1", "answers the first only",
               [count](Passing& passing) {
                   if (passing.request && ++*count > 1)
                       answerInternalError(passing);
               }},
              {"DSP0226/RC.2-1/chunked", "knows no chunks",
               [](Passing& passing) {
                   if (passing.request && passing.request->has_header("Transfer-Encoding"))
                       answerInternalError(passing);
               }},
              {"DSP0226/RC.2-2", "answers with a page", stammers()},
              {"DSP0226/RC.2-6/PUT", "processes PUT", byMethod("PUT")},
              {"DSP0226/RC.2-6/DELETE", "processes DELETE", byMethod("DELETE")},
              {"DSP0226/RC.2-10", "insists on its own name", refuses("another-name.example.org")},
              {"DSP0226/RC.2-11", "asks for credentials",
               onAnonymousPath([](Passing& passing) { passing.status = 401; })},
              {"DSP0226/RC.2-12/mismatch", "falls over",
               [](Passing& passing) {
                   if (passing.request && passing.request->has_header("SOAPAction"))
                       answer(passing, 500, "");
               }},
              {"DSP0226/RC.2-14/image", "takes any media type",
               [](Passing& passing) {
                   if (passing.status == 415)
                       passing.status = 200;
               }},
              {"DSP0226/C.3.1", "wants a challenge first", [](Passing& passing) { passing.status = 401; }},
              {"DSP0226/C.3.1/wrong", "takes any password", letsIn()},
              {"DSP0226/C.3.1/again", "bears a grudge", stammers("Identify")},
              {"DSP0226/RC.3-3", "lets everyone enumerate", letsIn()},
              {"DSP0226/R11-2/none", "needs a Header", refuses()},
              {"DSP0226/R11-3", "wants no addressing headers", refuses("MessageID")},
              {"DSP0226/R11-4", "falls over", onAnonymousPath([](Passing& passing) { answerInternalError(passing); })},
              {"DSP0226/R11-5", "makes up a version", onAnonymousPath([identified](Passing& passing) {
                   answer(passing, 200, identified("http://example.org/another"));
               })},
          });
}

}  // namespace
}  // namespace conformance::test
