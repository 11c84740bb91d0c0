// DSP0226 §8.2 and §8.5: the beginning and the end of enumerations, and what their contexts are good for.
#include <array>

#include "conformance/server/probe.h"
#include "conformance/server/walk.h"
#include "wsman/uris.h"

namespace conformance {

namespace {

namespace action = wsman::action;

const WireExchange& renew(ServerRun& run, const std::string& context) {
    return send(run, requestFor(run, knownClass(run), std::string(action::kEnumRenew),
                                "<n:Renew><n:EnumerationContext>" + context +
                                    "</n:EnumerationContext><n:Expires>PT5M</n:Expires></n:Renew>"));
}

/// A reply of that name, or "not supported": both are what the standard wants of the optional operations.
CaseResult answeredOrNotSupported(const WireExchange& exchange, const char* bodyName) {
    if (!exchange.failed() && Reply(exchange).isFault())
        return expectFault(exchange, {"wsa:ActionNotSupported"});
    return expectReply(exchange, bodyName);
}

Resource elsewhere(const ServerRun& run) {
    auto resource = knownClass(run);
    resource.uri = run.profile.empty ? run.profile.empty->uri : resource.uri + "MiConformanceOther";
    return resource;
}

CaseResult expires(ServerRun& run, const char* value, const std::vector<std::string>& subcodes) {
    return expectFault(enumerate(run, knownClass(run), std::string("<n:Expires>") + value + "</n:Expires>"), subcodes);
}

constexpr std::array kProbes{
    Probe{"DSP0226/R8.1-4/renew", "8.1", "Renew of an enumeration is answered, or refused as not supported",
          Level::kShould, "resource",
          [](ServerRun& run) {
              const auto begun = begin(run, knownClass(run));
              return begun.problem ? *begun.problem
                                   : answeredOrNotSupported(renew(run, begun.context), "RenewResponse");
          }},
    Probe{"DSP0226/R8.1-4/status", "8.1", "GetStatus of an enumeration is answered, or refused as not supported",
          Level::kShould, "resource",
          [](ServerRun& run) {
              const auto begun = begin(run, knownClass(run));
              if (begun.problem)
                  return *begun.problem;
              return answeredOrNotSupported(
                  send(run, requestFor(run, knownClass(run), std::string(action::kEnumGetStatus),
                                       "<n:GetStatus><n:EnumerationContext>" + begun.context +
                                           "</n:EnumerationContext></n:GetStatus>")),
                  "GetStatusResponse");
          }},
    Probe{"DSP0226/R8.1-5", "8.1", "Release of a live enumeration is answered", Level::kMust, "resource",
          [](ServerRun& run) {
              const auto begun = begin(run, knownClass(run));
              if (begun.problem)
                  return *begun.problem;
              const auto& exchange = release(run, knownClass(run), begun.context);
              if (exchange.failed())
                  return CaseResult::error("no reply: " + exchange.failure);
              const Reply reply(exchange);
              return exchange.status == 200 && reply.isEnvelope() && !reply.isFault()
                         ? CaseResult::pass()
                         : CaseResult::fail("Release was refused", "a ReleaseResponse", reply.summary(),
                                            exchange.text());
          }},
    Probe{"DSP0226/R8.5-1/unknown", "8.5", "Release of a context that the service never gave is refused", Level::kMust,
          "resource",
          [](ServerRun& run) {
              return expectFault(release(run, knownClass(run), "uuid:00000000-0000-0000-0000-0000DEADC0DE"),
                                 {"wsen:InvalidEnumerationContext"});
          }},
    Probe{"DSP0226/R8.5-1/twice", "8.5", "A second Release is refused", Level::kMust, "resource",
          [](ServerRun& run) {
              const auto begun = begin(run, knownClass(run));
              if (begun.problem)
                  return *begun.problem;
              release(run, knownClass(run), begun.context);
              return expectFault(release(run, knownClass(run), begun.context), {"wsen:InvalidEnumerationContext"});
          }},
    Probe{"DSP0226/R8.4-8p", "8.4", "A context is invalid after EndOfSequence", Level::kMust, "resource",
          [](ServerRun& run) {
              const auto begun = begin(run, knownClass(run));
              if (begun.problem)
                  return *begun.problem;
              auto context = begun.context;
              for (int pulls = 0; pulls < kMostPulls; ++pulls) {
                  const auto& exchange = pull(run, knownClass(run), context, "<n:MaxElements>100</n:MaxElements>");
                  if (auto result = expectReply(exchange, "PullResponse"); result.verdict != Verdict::kPass)
                      return result;
                  const Reply reply(exchange);
                  if (atEnd(reply))
                      return expectFault(pull(run, knownClass(run), context), {"wsen:InvalidEnumerationContext"});
                  context = contextOf(reply).value_or(context);
              }
              return tooManyPulls();
          }},
    Probe{"DSP0226/R8.2.1-1", "8.2.1", "EndTo is accepted, or refused as not supported", Level::kMay, "resource",
          [](ServerRun& run) {
              const auto& exchange =
                  enumerate(run, knownClass(run), "<n:EndTo><a:Address>http://127.0.0.1:9/end</a:Address></n:EndTo>");
              if (!exchange.failed() && Reply(exchange).isFault())
                  return expectFault(exchange, {"wsman:UnsupportedFeature"}, "AddressingMode");
              return expectReply(exchange, "EnumerateResponse");
          }},
    Probe{"DSP0226/R8.2.1-2", "8.2.1", "An expiration by duration is accepted, or refused as not supported",
          Level::kMust, "resource",
          [](ServerRun& run) {
              const auto& exchange = enumerate(run, knownClass(run), "<n:Expires>PT5M</n:Expires>");
              if (!exchange.failed() && Reply(exchange).isFault())
                  return expectFault(exchange, {"wsman:UnsupportedFeature", "wsen:UnsupportedExpirationType"});
              return expectReply(exchange, "EnumerateResponse");
          }},
    Probe{"DSP0226/R8.2.1-2/past", "8.2.1", "An expiration in the past is refused", Level::kMust, "resource",
          [](ServerRun& run) {
              return expires(
                  run, "2001-01-01T00:00:00Z",
                  {"wsen:InvalidExpirationTime", "wsen:UnsupportedExpirationType", "wsman:UnsupportedFeature"});
          }},
    Probe{"DSP0226/R8.2.1-2/garbage", "8.2.1", "An expiration that is no time is refused", Level::kMust, "resource",
          [](ServerRun& run) {
              return expires(run, "tomorrow",
                             {"wsen:InvalidExpirationTime", "wsen:UnsupportedExpirationType",
                              "wsman:UnsupportedFeature", "wsman:SchemaValidationError"});
          }},
    Probe{"DSP0226/R8.4-5", "8.4", "A Pull for another resource than was enumerated is refused", Level::kShould,
          "resource",
          [](ServerRun& run) {
              const auto begun = begin(run, knownClass(run));
              if (begun.problem)
                  return *begun.problem;
              return expectFault(pull(run, elsewhere(run), begun.context),
                                 {"wsa:MessageInformationHeaderRequired", "wsa:DestinationUnreachable",
                                  "wsen:InvalidEnumerationContext", "wsa:InvalidMessageInformationHeader"});
          }},
    Probe{"DSP0226/R8.5-3", "8.5", "A Release for another resource than was enumerated is refused", Level::kShould,
          "resource",
          [](ServerRun& run) {
              const auto begun = begin(run, knownClass(run));
              if (begun.problem)
                  return *begun.problem;
              return expectFault(release(run, elsewhere(run), begun.context),
                                 {"wsa:MessageInformationHeaderRequired", "wsa:DestinationUnreachable",
                                  "wsen:InvalidEnumerationContext", "wsa:InvalidMessageInformationHeader"});
          }},
    Probe{"DSP0226/wsen-empty", "8.4", "An enumeration of nothing ends without an item and without a fault",
          Level::kMust, "empty",
          [](ServerRun& run) {
              const auto listed = listAll(run, *run.profile.empty);
              if (listed.problem)
                  return *listed.problem;
              return listed.items.empty()
                         ? CaseResult::pass()
                         : CaseResult::fail("the class has instances", "none", std::to_string(listed.items.size()));
          }},
    Probe{"DSP0226/R8.2.3-4p", "8.2.3", "An optimised Enumerate of nothing says that it is at its end", Level::kMust,
          "resource empty",
          [](ServerRun& run) {
              const auto& full = enumerate(run, knownClass(run), "<w:OptimizeEnumeration/>");
              if (const Reply reply(full); !full.failed() && itemNodes(reply).empty() && !atEnd(reply))
                  return CaseResult::skipped("the service does not optimise, which it need not");
              const auto& exchange = enumerate(run, *run.profile.empty, "<w:OptimizeEnumeration/>");
              if (auto result = expectReply(exchange, "EnumerateResponse"); result.verdict != Verdict::kPass)
                  return result;
              return atEnd(Reply(exchange)) ? CaseResult::pass()
                                            : CaseResult::fail("there is no end", "wsman:EndOfSequence",
                                                               Reply(exchange).summary(), exchange.text());
          }},
};

}  // namespace

std::span<const Probe> contextProbes() {
    return kProbes;
}

}  // namespace conformance
