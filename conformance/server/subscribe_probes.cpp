// DSP0226 §10.1 to §10.6: subscriptions, before there is an event.
#include <array>

#include "conformance/server/probe.h"
#include "conformance/server/subscription.h"
#include "wsman/uris.h"

namespace conformance {

namespace {

namespace uri = wsman::uri;
namespace ns = wsman::ns;

SubscribeText pulled() {
    return {.mode = std::string(uri::kModePull)};
}

/// A Subscribe that must be refused; skipped when the service has no eventing or not this mode at all.
CaseResult refused(ServerRun& run, const SubscribeText& text, const std::vector<std::string>& subcodes,
                   const char* detail = "") {
    const Subscribed made(run, text);  // what should not have come about does not stay
    const auto& exchange = made.reply();
    if (!exchange.failed() && (Reply(exchange).subcode() == "wsa:ActionNotSupported" ||
                               (Reply(exchange).subcode() == "wse:DeliveryModeRequestedUnavailable" &&
                                text.mode.find("urn:") == std::string::npos)))
        return CaseResult::skipped("the service does not have this delivery mode, and says so");
    return expectFault(exchange, subcodes, detail);
}

CaseResult withSubscription(ServerRun& run, const SubscribeText& text, CaseResult (*judge)(Subscribed&)) {
    Subscribed subscribed(run, text);
    return subscribed.problem() ? *subscribed.problem() : judge(subscribed);
}

constexpr std::array kProbes{
    Probe{"DSP0226/R10.1-1", "10.1", "A Subscribe is answered with a subscription manager", Level::kMust, "events",
          [](ServerRun& run) {
              return withSubscription(run, pulled(), [](Subscribed& subscribed) {
                  const Reply reply(subscribed.reply());
                  const auto manager = find(reply.body(), ns::kEventing, "SubscriptionManager");
                  return find(manager, ns::kAddressing, "Address")
                             ? CaseResult::pass()
                             : CaseResult::fail("there is no subscription manager", "wse:SubscriptionManager",
                                                reply.summary(), subscribed.reply().text());
              });
          }},
    Probe{"DSP0226/R10.3-1", "10.3", "GetStatus is answered, or refused as not supported", Level::kMay, "events",
          [](ServerRun& run) {
              return withSubscription(run, pulled(), [](Subscribed& subscribed) {
                  const auto& exchange = subscribed.status();
                  if (!exchange.failed() && Reply(exchange).isFault())
                      return expectFault(exchange, {"wsa:ActionNotSupported"});
                  return expectReply(exchange, "GetStatusResponse");
              });
          }},
    Probe{"DSP0226/R10.4-1", "10.4", "Unsubscribe is answered", Level::kMust, "events",
          [](ServerRun& run) {
              return withSubscription(run, pulled(), [](Subscribed& subscribed) {
                  const auto& exchange = subscribed.unsubscribe();
                  if (exchange.failed())
                      return CaseResult::error("no reply: " + exchange.failure);
                  const Reply reply(exchange);
                  return exchange.status == 200 && reply.isEnvelope() && !reply.isFault()
                             ? CaseResult::pass()
                             : CaseResult::fail("Unsubscribe was refused", "an UnsubscribeResponse", reply.summary(),
                                                exchange.text());
              });
          }},
    Probe{"DSP0226/R10.4-1/twice", "10.4", "A subscription that is over cannot be unsubscribed again", Level::kMust,
          "events",
          [](ServerRun& run) {
              return withSubscription(run, pulled(), [](Subscribed& subscribed) {
                  subscribed.unsubscribe();
                  return expectRefusal(subscribed.unsubscribe());
              });
          }},
    Probe{"DSP0226/R10.5-1", "10.5", "Renew is answered, or cannot be done; it is never an unknown action",
          Level::kMust, "events",
          [](ServerRun& run) {
              return withSubscription(run, {.mode = std::string(uri::kModePull), .expires = "PT5M"},
                                      [](Subscribed& subscribed) {
                                          const auto& exchange = subscribed.renew("PT10M");
                                          if (!exchange.failed() && Reply(exchange).isFault())
                                              return expectFault(exchange, {"wse:UnableToRenew"});
                                          return expectReply(exchange, "RenewResponse");
                                      });
          }},
    Probe{"DSP0226/R10.5-1/over", "10.5", "A subscription that is over cannot be renewed", Level::kMust, "events",
          [](ServerRun& run) {
              return withSubscription(run, pulled(), [](Subscribed& subscribed) {
                  subscribed.unsubscribe();
                  return expectRefusal(subscribed.renew("PT10M"));
              });
          }},
    Probe{"WSE/expires", "10.2.4", "A Subscribe with an expiration by duration is accepted", Level::kMust, "events",
          [](ServerRun& run) {
              return withSubscription(
                  run, {.mode = std::string(uri::kModePull), .expires = "PT5M"}, [](Subscribed& subscribed) {
                      const Reply reply(subscribed.reply());
                      return find(reply.body(), ns::kEventing, "Expires")
                                 ? CaseResult::pass()
                                 : CaseResult::fail("the reply does not say when it expires", "wse:Expires",
                                                    reply.summary(), subscribed.reply().text());
                  });
          }},
    Probe{"WSE/expires-past", "10.2.4", "An expiration in the past is refused", Level::kMust, "events",
          [](ServerRun& run) {
              return refused(run, {.mode = std::string(uri::kModePull), .expires = "2001-01-01T00:00:00Z"},
                             {"wse:InvalidExpirationTime", "wse:UnsupportedExpirationType"});
          }},
    Probe{"WSE/expires-garbage", "10.2.4", "An expiration that is no time is refused", Level::kMust, "events",
          [](ServerRun& run) {
              return refused(run, {.mode = std::string(uri::kModePull), .expires = "tomorrow"},
                             {"wse:InvalidExpirationTime", "wse:UnsupportedExpirationType", "wse:InvalidMessage",
                              "wsman:SchemaValidationError"});
          }},
    Probe{"DSP0226/R10.2.7-1", "10.2.7", "At least one of the four delivery modes is supported", Level::kShould,
          "events",
          [](ServerRun& run) {
              const Sink sink;
              std::string seen;
              for (const auto mode : {uri::kModePull, uri::kModePush, uri::kModePushWithAck, uri::kModeEvents}) {
                  SubscribeText text{.mode = std::string(mode)};
                  if (mode != uri::kModePull)
                      text.notifyTo = sink.url();
                  const Subscribed subscribed(run, text);
                  if (!subscribed.problem())
                      return CaseResult::pass();
                  seen = Reply(subscribed.reply()).summary();
              }
              return CaseResult::fail("no delivery mode is supported", "one of four", seen);
          }},
    Probe{"DSP0226/mode-unknown", "10.2.7", "An unknown delivery mode is refused as such", Level::kMust, "events",
          [](ServerRun& run) {
              return refused(run, {.mode = "urn:mi-conformance:mode"}, {"wse:DeliveryModeRequestedUnavailable"});
          }},
    Probe{"DSP0226/mode-unknown/list", "10.2.7", "The fault for an unknown delivery mode lists those that there are",
          Level::kShould, "events",
          [](ServerRun& run) {
              const Subscribed made(run, {.mode = "urn:mi-conformance:mode"});
              const auto& exchange = made.reply();
              if (exchange.failed())
                  return CaseResult::error("no reply: " + exchange.failure);
              const Reply reply(exchange);
              return find(reply.body(), ns::kEventing, "SupportedDeliveryMode")
                         ? CaseResult::pass()
                         : CaseResult::fail("the fault names no mode", "wse:SupportedDeliveryMode", reply.summary(),
                                            exchange.text());
          }},
    Probe{"DSP0226/R10.2.2-3p", "10.2.2", "Two filters at once are refused", Level::kMust, "events",
          [](ServerRun& run) {
              const auto& events = *run.profile.events;
              const auto inside = " Dialect=\"" + events.dialect + "\">" + escaped(events.query);
              return refused(run,
                             {.mode = std::string(uri::kModePull),
                              .filter = "<e:Filter" + inside + "</e:Filter><w:Filter" + inside + "</w:Filter>"},
                             {"wse:InvalidMessage", "wsman:SchemaValidationError"});
          }},
    Probe{"DSP0226/R10.2.2-1", "10.2.2", "wse:Filter is accepted as wsman:Filter is", Level::kMust, "events",
          [](ServerRun& run) {
              const auto& events = *run.profile.events;
              return withSubscription(
                  run,
                  {.mode = std::string(uri::kModePull),
                   .filter = "<e:Filter Dialect=\"" + events.dialect + "\">" + escaped(events.query) + "</e:Filter>"},
                  [](Subscribed&) { return CaseResult::pass(); });
          }},
    Probe{"DSP0226/R10.2.2-5", "10.2.2", "A filter of text and markup is refused", Level::kShould, "events",
          [](ServerRun& run) {
              return refused(run,
                             {.mode = std::string(uri::kModePull),
                              .filter = "<w:Filter Dialect=\"" + run.profile.events->dialect +
                                        "\">SELECT <t:and/> markup</w:Filter>"},
                             {"wse:EventSourceUnableToProcess", "wsman:CannotProcessFilter", "wse:InvalidMessage",
                              "wsman:SchemaValidationError"});
          }},
    Probe{"DSP0226/R10.2.2-6", "10.2.2", "A filter that is no query is refused", Level::kShould, "events",
          [](ServerRun& run) {
              return refused(
                  run,
                  {.mode = std::string(uri::kModePull),
                   .filter = "<w:Filter Dialect=\"" + run.profile.events->dialect + "\">SELECT FROM WHERE</w:Filter>"},
                  {"wsman:CannotProcessFilter", "wse:EventSourceUnableToProcess"});
          }},
    Probe{"WSE/dialect", "10.2.2", "An unknown filter dialect is refused as such", Level::kMust, "events",
          [](ServerRun& run) {
              return refused(run,
                             {.mode = std::string(uri::kModePull),
                              .filter = "<w:Filter Dialect=\"urn:mi-conformance:dialect\">x</w:Filter>"},
                             {"wse:FilteringRequestedUnavailable", "wse:FilteringNotSupported"});
          }},
    Probe{"DSP0226/R10.2.6-6", "10.2.6", "A bookmark that the service never gave is refused", Level::kMust, "events",
          [](ServerRun& run) {
              return refused(run,
                             {.mode = std::string(uri::kModePull),
                              .inSubscribe = "<w:Bookmark>mi-conformance, no bookmark</w:Bookmark>"},
                             {"wsman:InvalidBookmark", "wsman:UnsupportedFeature"});
          }},
    Probe{"DSP0226/R10.2.6-2s", "10.2.6", "A bookmark of text and markup is refused", Level::kMust, "events",
          [](ServerRun& run) {
              return refused(
                  run,
                  {.mode = std::string(uri::kModePull), .inSubscribe = "<w:Bookmark>text <t:and/> markup</w:Bookmark>"},
                  {"wsman:InvalidBookmark", "wsman:UnsupportedFeature", "wsman:SchemaValidationError"});
          }},
    Probe{"DSP0226/R10.2.6-7", "10.2.6", "The earliest bookmark is accepted, or refused as not supported", Level::kMay,
          "events",
          [](ServerRun& run) {
              Subscribed subscribed(run, {.mode = std::string(uri::kModePull),
                                          .inSubscribe = "<w:Bookmark>" + std::string(uri::kBookmarkEarliest) +
                                                         "</w:Bookmark><w:SendBookmarks/>"});
              if (!subscribed.problem())
                  return CaseResult::pass();
              if (subscribed.problem()->verdict == Verdict::kSkipped)
                  return *subscribed.problem();
              return expectFault(subscribed.reply(), {"wsman:UnsupportedFeature", "wsman:InvalidBookmark"});
          }},
    Probe{"DSP0226/R10.2.1-4", "10.2.1", "A sink that nobody listens at is accepted, or refused as unusable",
          Level::kShould, "events",
          [](ServerRun& run) {
              Subscribed subscribed(run, {.mode = std::string(uri::kModePush), .notifyTo = "http://127.0.0.1:9/sink"});
              if (!subscribed.problem())
                  return CaseResult::pass();
              if (subscribed.problem()->verdict == Verdict::kSkipped)
                  return *subscribed.problem();
              return expectFault(subscribed.reply(), {"wsman:EventDeliverToUnusable", "wsman:UnsupportedFeature"});
          }},
    Probe{"DSP0226/R10.2.1-2", "10.2.1", "An EndTo elsewhere than NotifyTo is accepted, or refused as not supported",
          Level::kShould, "events",
          [](ServerRun& run) {
              const Subscribed subscribed(run, {.mode = std::string(uri::kModePush),
                                                .notifyTo = "http://127.0.0.1:9/sink",
                                                .endTo = "http://127.0.0.1:9/end"});
              return acceptedOrUnsupported(subscribed, {"AddressingMode"});
          }},
    Probe{"DSP0226/R10.2.3-1", "10.2.3", "ConnectionRetry is accepted, or refused as not supported", Level::kShould,
          "events",
          [](ServerRun& run) {
              const Subscribed subscribed(run,
                                          {.mode = std::string(uri::kModePush),
                                           .notifyTo = "http://127.0.0.1:9/sink",
                                           .inDelivery = "<w:ConnectionRetry Total=\"3\">PT5S</w:ConnectionRetry>"});
              return acceptedOrUnsupported(subscribed, {"DeliveryRetries"});
          }},
    Probe{"DSP0226/R10.2.9.4-2", "10.2.9.4", "Parameters of batches are accepted, or refused as not supported",
          Level::kMust, "events",
          [](ServerRun& run) {
              const Subscribed subscribed(
                  run, {.mode = std::string(uri::kModeEvents),
                        .notifyTo = "http://127.0.0.1:9/sink",
                        .inDelivery = "<w:MaxElements>10</w:MaxElements><w:MaxTime>PT1S</w:MaxTime>"});
              return acceptedOrUnsupported(subscribed, {"MaxElements", "MaxTime"});
          }},
    Probe{"DSP0226/R10.2.1-4/none", "10.2.1", "A Push without a sink is refused", Level::kMust, "events",
          [](ServerRun& run) {
              return refused(run, {.mode = std::string(uri::kModePush)},
                             {"wse:InvalidMessage", "wsman:EventDeliverToUnusable", "wsman:SchemaValidationError"});
          }},
};

}  // namespace

std::span<const Probe> subscribeProbes() {
    return kProbes;
}

}  // namespace conformance
