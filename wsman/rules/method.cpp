// DSP0230 clause 10: CIM methods as custom actions.
#include <array>

#include "wsman/rules/bodies.h"
#include "wsman/rules/clauses.h"
#include "wsman/rules/verdicts.h"
#include "wsman/uris.h"

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

/// The method whose input this is, when the body is {class URI}Method_INPUT.
std::string inputOf(const Observed& request) {
    constexpr std::string_view kSuffix = "_INPUT";
    const std::string_view name = request.payload().localName();
    const bool isInput = name.size() > kSuffix.size() && name.ends_with(kSuffix) && !request.resourceUri().empty();
    return isInput ? std::string(name.substr(0, name.size() - kSuffix.size())) : std::string();
}

Verdict actionOfInput(const Observed& request, const Session&) {
    const std::string method = inputOf(request);
    if (method.empty()) {
        return notApplicable();
    }
    const std::string expected = request.resourceUri() + "/" + method;
    return request.action() == expected ? pass()
                                        : broken("Action is not that of the method in the body", expected,
                                                 request.action(), request.header(ns::kAddressing, "Action"));
}

Verdict returnValue(const Observed& request, const Observed& reply, const Session&) {
    const std::string method = methodOf(request);
    if (method.empty() || !reply.payload().is(request.resourceUri(), method + "_OUTPUT")) {
        return notApplicable();
    }
    const xml::Node value = reply.payload().child(request.resourceUri(), "ReturnValue");
    return value ? pass()
                 : broken("A method's reply has no return value", "ReturnValue of the class's namespace", "nothing",
                          reply.payload());
}

constexpr std::array kRules{
    Rule{"DSP0230/10.3c", "10.3", "A method's Action is the class's URI, a slash and the method's name", Party::kClient,
         Level::kMust, actionOfInput},
    Rule{"DSP0230/10-return", "10", "A method reply holds ReturnValue, unless the method returns nothing",
         Party::kServer, Level::kShould, returnValue},
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
