// DSP0226 §9, DSP0227 §11, DSP0230 §10: methods.
#include <array>

#include "conformance/server/probe.h"
#include "conformance/server/walk.h"
#include "wsman/uris.h"

namespace conformance {

namespace {

namespace ns = wsman::ns;

std::string inputOf(const MethodCall& call, const NameValues& changes = {}) {
    auto parameters = call.parameters;
    for (const auto& [name, value] : changes) {
        bool found = false;
        for (auto& [old, text] : parameters)
            if (old == name) {
                text = value;
                found = true;
            }
        if (!found)
            parameters.emplace_back(name, value);
    }
    std::string out = "<c:" + call.name + "_INPUT xmlns:c=\"" + call.resource.uri + "\">";
    for (const auto& [name, value] : parameters)
        out.append("<c:").append(name).append(">").append(escaped(value)).append("</c:").append(name).append(">");
    return out + "</c:" + call.name + "_INPUT>";
}

const WireExchange& invoke(ServerRun& run, const MethodCall& call, const NameValues& changes = {}) {
    return send(run, requestFor(run, call.resource, call.resource.uri + "/" + call.name, inputOf(call, changes)));
}

CaseResult returnsOutput(ServerRun& run, const MethodCall& call) {
    const auto& exchange = invoke(run, call);
    if (auto result = expectReply(exchange, call.name + "_OUTPUT"); result.verdict != Verdict::kPass)
        return result;
    const Reply reply(exchange);
    const auto output = firstElement(reply.body());
    if (namespaceOf(output, output.name()) != call.resource.uri)
        return CaseResult::fail("the output is of another namespace", call.resource.uri,
                                namespaceOf(output, output.name()), exchange.text());
    return find(output, call.resource.uri, "ReturnValue")
               ? CaseResult::pass()
               : CaseResult::fail("there is no ReturnValue", "ReturnValue", fingerprint(output), exchange.text());
}

/// Passes when the method was called, whatever its reply looks like: that is another rule's.
CaseResult expectSuccess(const WireExchange& exchange, const MethodCall& call) {
    if (exchange.failed())
        return CaseResult::error("no reply: " + exchange.failure);
    const Reply reply(exchange);
    return reply.isEnvelope() && !reply.isFault()
               ? CaseResult::pass()
               : CaseResult::fail("the method was not called", call.name + "_OUTPUT", reply.summary(), exchange.text());
}

constexpr std::array kProbes{
    Probe{"DSP0230/10-outputp", "10", "A method returns its _OUTPUT in the class's namespace, with ReturnValue",
          Level::kMust, "method", [](ServerRun& run) { return returnsOutput(run, *run.profile.method); }},
    Probe{"DSP0226/R9-2", "9", "The Action of a method's reply is the method's with Response appended", Level::kMust,
          "method",
          [](ServerRun& run) {
              const auto& call = *run.profile.method;
              const auto& exchange = invoke(run, call);
              if (auto result = expectSuccess(exchange, call); result.verdict != Verdict::kPass)
                  return result;
              const auto expected = call.resource.uri + "/" + call.name + "Response";
              const auto found = Reply(exchange).header(ns::kAddressing, "Action");
              return found == expected
                         ? CaseResult::pass()
                         : CaseResult::fail("the reply has another Action", expected, found, exchange.text());
          }},
    Probe{"DSP0227/11-static", "11", "A static method is called without selectors", Level::kMust, "staticMethod",
          [](ServerRun& run) {
              const auto& call = *run.profile.staticMethod;
              return expectSuccess(invoke(run, call), call);
          }},
    Probe{"DSP0227/11-instance", "11", "A method of an instance is refused without its selectors", Level::kMust,
          "method",
          [](ServerRun& run) {
              auto call = *run.profile.method;
              call.resource.selectors.clear();
              return expectFault(invoke(run, call), {"wsman:InvalidSelectors", "wsa:ActionNotSupported"});
          }},
    Probe{"DSP0227/11-absent", "11", "A method of an instance that is not there is refused", Level::kMust, "method",
          [](ServerRun& run) {
              auto call = *run.profile.method;
              if (call.resource.selectors.empty())
                  return CaseResult::skipped("the method's instance has no selectors");
              call.resource.selectors.front().second = "mi-conformance-not-there";
              return expectFault(invoke(run, call), {"wsa:DestinationUnreachable", "wsman:InvalidSelectors"});
          }},
    Probe{"DSP0227/11-unknown", "11", "A method that the class does not have is not supported", Level::kMust, "method",
          [](ServerRun& run) {
              auto call = *run.profile.method;
              call.name = "MiConformanceNoSuchMethod";
              call.parameters.clear();
              return expectFault(invoke(run, call),
                                 {"wsa:ActionNotSupported", "wsa:DestinationUnreachable", "wsman:InternalError"});
          }},
    Probe{"DSP0226/R9-3", "9", "A parameter that the method does not have is refused as such", Level::kMay, "method",
          [](ServerRun& run) {
              return expectFault(invoke(run, *run.profile.method, {{"MiConformanceUnknown", "1"}}),
                                 {"wsman:InvalidParameter", "wsman:SchemaValidationError"});
          }},
    Probe{"DSP0226/R9-3/type", "9", "A parameter of the wrong type is refused as such", Level::kMay, "method",
          [](ServerRun& run) {
              const auto& call = *run.profile.method;
              if (!call.number)
                  return CaseResult::skipped(
                      "no parameter of a number is known; name one as \"number\" in the profile");
              return expectFault(invoke(run, call, {{*call.number, "not a number"}}),
                                 {"wsman:InvalidParameter", "wsman:SchemaValidationError"});
          }},
};

}  // namespace

std::span<const Probe> methodProbes() {
    return kProbes;
}

}  // namespace conformance
