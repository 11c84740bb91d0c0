// DSP0230 clause 10: CIM methods as custom actions.
#include <array>

#include "wsman/rules/bodies.h"
#include "wsman/rules/clauses.h"
#include "wsman/rules/verdicts.h"

namespace wsman::rules {

namespace {

Verdict isWrapper(const Observed& request, const Observed& judged, std::string_view suffix) {
    const std::string method = methodOf(request);
    const std::string uri = request.resourceUri();
    const std::string expected = method + std::string(suffix);
    const bool isIt = judged.payload().is(uri, expected) && judged.body().childCount() == 1;
    return isIt ? pass()
                : broken("The body is not the method's element", "{" + uri + "}" + expected, nameText(judged.payload()),
                         judged.body());
}

Verdict input(const Observed& request, const Session&) {
    return methodOf(request).empty() ? notApplicable() : isWrapper(request, request, "_INPUT");
}

Verdict output(const Observed& request, const Observed& reply, const Session&) {
    const bool judged = !methodOf(request).empty() && reply.isEnvelope() && !reply.isFault();
    return judged ? isWrapper(request, reply, "_OUTPUT") : notApplicable();
}

constexpr std::array kRules{
    Rule{"DSP0230/10-input", "10", "A method call's body is the element Method_INPUT of the class's namespace",
         Party::kClient, Level::kMust, input},
    Rule{"DSP0230/10-output", "10", "A method reply's body is the element Method_OUTPUT of the class's namespace",
         Party::kServer, Level::kMust, output},
};

}  // namespace

std::span<const Rule> methodRules() {
    return kRules;
}

}  // namespace wsman::rules
