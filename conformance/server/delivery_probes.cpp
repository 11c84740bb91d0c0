// DSP0226 §10.2.6 to §10.9: events on their way, by Pull and to a sink. The profile's query must match the creation of
// its writable instance.
#include <algorithm>
#include <array>

#include "conformance/server/probe.h"
#include "conformance/server/subscription.h"
#include "wsman/uris.h"

namespace conformance {

namespace {

namespace uri = wsman::uri;
namespace action = wsman::action;
namespace ns = wsman::ns;
using std::chrono::milliseconds;

SubscribeText pulled() {
    return {.mode = std::string(uri::kModePull)};
}

SubscribeText pushed(std::string_view mode, const Sink& sink) {
    return {.mode = std::string(mode), .notifyTo = sink.url(), .notifyParameters = "<t:Cookie>crumbs</t:Cookie>"};
}

CaseResult noEvent(const WireExchange& exchange) {
    return CaseResult::fail("no event came", "an event within 5 s", Reply(exchange).summary(), exchange.text());
}

/// Subscribes by Pull, raises one event, and judges the reply that brings it.
CaseResult onPulledEvent(ServerRun& run, const SubscribeText& text,
                         CaseResult (*judge)(ServerRun&, Subscribed&, const WireExchange&)) {
    Subscribed subscribed(run, text);
    if (subscribed.problem())
        return *subscribed.problem();
    Scratch scratch(run);
    if (auto result = raiseEvent(scratch); result.verdict != Verdict::kPass)
        return result;
    const auto& exchange = subscribed.pullEvent();
    if (exchange.failed() || Reply(exchange).isFault() || itemNodes(Reply(exchange)).empty())
        return noEvent(exchange);
    return judge(run, subscribed, exchange);
}

/// What arrived first at the sink, readable as a reply is.
struct Arrived {
    WireExchange exchange{};
    std::optional<CaseResult> problem{};
};

/// Subscribes a sink, raises one event and takes what is delivered.
Arrived delivered(ServerRun& run, const SubscribeText& text, Sink& sink) {
    Arrived out;
    Subscribed subscribed(run, text);
    if (subscribed.problem()) {
        out.problem = *subscribed.problem();
        return out;
    }
    Scratch scratch(run);
    if (auto result = raiseEvent(scratch); result.verdict != Verdict::kPass) {
        out.problem = std::move(result);
        return out;
    }
    const auto deliveries = sink.await(1);
    if (deliveries.empty()) {
        out.problem =
            CaseResult::fail("no event was delivered", "an event within 5 s", "none", subscribed.reply().text());
        return out;
    }
    out.exchange.replyBody = deliveries.front().body;
    out.exchange.replyContentType = deliveries.front().contentType;
    out.exchange.status = 200;
    return out;
}

CaseResult onDelivery(ServerRun& run, std::string_view mode, CaseResult (*judge)(const WireExchange&)) {
    Sink sink;
    const auto arrived = delivered(run, pushed(mode, sink), sink);
    return arrived.problem ? *arrived.problem : judge(arrived.exchange);
}

CaseResult bookmarkResumes(ServerRun& run) {
    auto text = pulled();
    text.inSubscribe = "<w:SendBookmarks/>";
    Scratch scratch(run);
    std::string bookmark;
    {
        Subscribed first(run, text);
        if (first.problem())
            return *first.problem();
        if (auto result = raiseEvent(scratch); result.verdict != Verdict::kPass)
            return result;
        const auto& exchange = first.pullEvent();
        const Reply reply(exchange);
        const auto node = reply.headerNode(ns::kWsman, "Bookmark");
        if (!node)
            return CaseResult::fail("the delivery has no bookmark", "wsman:Bookmark", reply.summary(), exchange.text());
        for (const auto child : node.children())
            bookmark += child.type() == pugi::node_element ? markupOf(child) : escaped(child.value());
    }
    scratch.remove();
    if (auto result = raiseEvent(scratch); result.verdict != Verdict::kPass)
        return result;  // while nobody listens
    text.inSubscribe = "<w:Bookmark>" + bookmark + "</w:Bookmark><w:SendBookmarks/>";
    Subscribed second(run, text);
    if (second.problem())
        return *second.problem();
    const auto& exchange = second.pullEvent();
    if (exchange.failed() || Reply(exchange).isFault())
        return noEvent(exchange);
    auto count = itemNodes(Reply(exchange)).size();
    // An old event might come first, and what is new with the next Pull.
    if (const auto& more = second.pull("", "PT0.5S"); !more.failed())
        count += itemNodes(Reply(more)).size();
    return count == 1 ? CaseResult::pass()
                      : CaseResult::fail("resuming at the bookmark does not bring what came after it", "1 event",
                                         std::to_string(count) + " events", exchange.text());
}

CaseResult stopsAfterUnsubscribe(ServerRun& run) {
    Sink sink;
    Subscribed subscribed(run, pushed(uri::kModePush, sink));
    if (subscribed.problem())
        return *subscribed.problem();
    Scratch scratch(run);
    if (auto result = raiseEvent(scratch); result.verdict != Verdict::kPass)
        return result;
    const auto before = sink.await(1).size();
    if (before == 0)
        return CaseResult::fail("no event was delivered", "an event within 5 s", "none");
    subscribed.unsubscribe();
    scratch.remove();
    if (auto result = raiseEvent(scratch); result.verdict != Verdict::kPass)
        return result;
    const auto after = sink.await(before + 1, milliseconds(700));
    const auto events = std::count_if(after.begin(), after.end(), [](const Delivery& delivery) {
        return delivery.body.find("SubscriptionEnd") == std::string::npos;
    });
    return static_cast<std::size_t>(events) <= before
               ? CaseResult::pass()
               : CaseResult::fail("an event came after Unsubscribe", "none", after.back().body);
}

CaseResult stopsWhenRefused(ServerRun& run) {
    Sink sink(Sink::Answer::kRefuse);
    Subscribed subscribed(run, pushed(uri::kModePushWithAck, sink));
    if (subscribed.problem())
        return *subscribed.problem();
    Scratch scratch(run);
    if (auto result = raiseEvent(scratch); result.verdict != Verdict::kPass)
        return result;
    const auto before = sink.await(1).size();
    if (before == 0)
        return CaseResult::fail("no event was delivered", "an event within 5 s", "none");
    scratch.remove();
    if (auto result = raiseEvent(scratch); result.verdict != Verdict::kPass)
        return result;
    const auto after = sink.await(before + 1, milliseconds(700));
    return after.size() == before
               ? CaseResult::pass()
               : CaseResult::fail("an event came after the delivery was refused", "none", after.back().body);
}

CaseResult heartbeats(ServerRun& run) {
    Sink sink;
    auto text = pushed(uri::kModePush, sink);
    text.inDelivery = "<w:Heartbeats>PT1S</w:Heartbeats>";
    Subscribed subscribed(run, text);
    if (subscribed.problem())
        return *subscribed.problem();
    for (const auto& delivery : sink.await(1, milliseconds(4000))) {
        WireExchange exchange;
        exchange.replyBody = delivery.body;
        const auto found = Reply(exchange).header(ns::kAddressing, "Action");
        return found == action::kHeartbeat ? CaseResult::pass()
                                           : CaseResult::fail("what comes in silence is no heartbeat",
                                                              std::string(action::kHeartbeat), found, delivery.body);
    }
    return CaseResult::fail("there is no heartbeat", "one each second", "none within 4 s");
}

CaseResult heartbeatsOfPull(ServerRun& run) {
    auto text = pulled();
    text.inDelivery = "<w:Heartbeats>PT1S</w:Heartbeats>";
    Subscribed subscribed(run, text);
    return acceptedOrUnsupported(subscribed, {"Heartbeats"});
}

CaseResult batches(ServerRun& run) {
    Sink sink;
    auto text = pushed(uri::kModeEvents, sink);
    text.inDelivery = "<w:MaxElements>10</w:MaxElements><w:MaxTime>PT1S</w:MaxTime>";
    const auto arrived = delivered(run, text, sink);
    if (arrived.problem)
        return *arrived.problem;
    const Reply reply(arrived.exchange);
    const auto batch = firstElement(reply.body());
    const auto parts = elementsOf(batch);
    const bool good = localOf(batch.name()) == "Events" && namespaceOf(batch, batch.name()) == ns::kWsman &&
                      !parts.empty() && parts.size() <= 10 &&
                      std::all_of(parts.begin(), parts.end(), [](pugi::xml_node part) {
                          return localOf(part.name()) == "Event" && part.attribute("Action");
                      });
    return good && reply.header(ns::kAddressing, "Action") == action::kEvents
               ? CaseResult::pass()
               : CaseResult::fail("the delivery is no batch of events", "wsman:Events of wsman:Event with Action",
                                  reply.summary() + " " + fingerprint(batch).substr(0, 200), arrived.exchange.text());
}

CaseResult waitsForTheAck(ServerRun& run) {
    Sink sink(Sink::Answer::kNothing);
    Subscribed subscribed(run, pushed(uri::kModePushWithAck, sink));
    if (subscribed.problem())
        return *subscribed.problem();
    Scratch scratch(run);
    for (int i = 0; i < 2; ++i) {
        if (auto result = raiseEvent(scratch); result.verdict != Verdict::kPass)
            return result;
        scratch.remove();
    }
    const auto deliveries = sink.await(2, milliseconds(900));
    if (deliveries.empty())
        return CaseResult::fail("no event was delivered", "an event", "none");
    std::vector<std::string> ids;
    for (const auto& delivery : deliveries) {
        WireExchange exchange;
        exchange.replyBody = delivery.body;
        ids.push_back(Reply(exchange).header(ns::kAddressing, "MessageID"));
    }
    std::sort(ids.begin(), ids.end());
    const auto different = std::unique(ids.begin(), ids.end()) - ids.begin();
    return different == 1 ? CaseResult::pass()
                          : CaseResult::fail("another event came before the first was acknowledged", "1 event",
                                             std::to_string(different) + " events", deliveries.back().body);
}

constexpr std::array kProbes{
    Probe{"DSP0226/R10.2.9.5-3p", "10.2.9.5", "A subscription by Pull has a context to pull from", Level::kMust,
          "events",
          [](ServerRun& run) {
              Subscribed subscribed(run, pulled());
              if (subscribed.problem())
                  return *subscribed.problem();
              return !subscribed.context().empty()
                         ? CaseResult::pass()
                         : CaseResult::fail("there is no context", "wsen:EnumerationContext",
                                            Reply(subscribed.reply()).summary(), subscribed.reply().text());
          }},
    Probe{"DSP0226/R10.2.9.5-5", "10.2.9.5", "A Pull without events times out, and the subscription goes on",
          Level::kShould, "events",
          [](ServerRun& run) {
              Subscribed subscribed(run, pulled());
              if (subscribed.problem())
                  return *subscribed.problem();
              for (int i = 0; i < 2; ++i) {
                  const auto& exchange = subscribed.pull("", "PT0.5S");
                  if (exchange.failed() && exchange.connected)
                      return CaseResult::fail("the Pull outlived its OperationTimeout", "wsman:TimedOut after 0.5 s",
                                              exchange.failure, exchange.text());
                  if (!exchange.failed() && !Reply(exchange).isFault() && itemNodes(Reply(exchange)).empty())
                      continue;
                  if (auto result = expectFault(exchange, {"wsman:TimedOut"}); result.verdict != Verdict::kPass)
                      return result;
              }
              return CaseResult::pass();
          }},
    Probe{"DSP0226/R10.2.9.5-7", "10.2.9.5", "The context of a subscription that is over is invalid", Level::kMust,
          "events",
          [](ServerRun& run) {
              Subscribed subscribed(run, pulled());
              if (subscribed.problem())
                  return *subscribed.problem();
              subscribed.unsubscribe();
              return expectFault(subscribed.pull(), {"wsen:InvalidEnumerationContext"});
          }},
    Probe{"DSP0226/R10.2.9.5-7/end", "10.2.9.5", "Pulled events come without EndOfSequence", Level::kMust,
          "events writes",
          [](ServerRun& run) {
              return onPulledEvent(run, pulled(), [](ServerRun&, Subscribed&, const WireExchange& exchange) {
                  return !atEnd(Reply(exchange))
                             ? CaseResult::pass()
                             : CaseResult::fail("the subscription ended with its first event", "no EndOfSequence",
                                                Reply(exchange).summary(), exchange.text());
              });
          }},
    Probe{"DSP0226/R10.2.9.5-6p", "10.2.9.5", "The reply to a Pull of events has a context for the next", Level::kMust,
          "events writes",
          [](ServerRun& run) {
              return onPulledEvent(run, pulled(), [](ServerRun&, Subscribed&, const WireExchange& exchange) {
                  return contextOf(Reply(exchange))
                             ? CaseResult::pass()
                             : CaseResult::fail("there is no context for the next Pull", "wsen:EnumerationContext",
                                                Reply(exchange).summary(), exchange.text());
              });
          }},
    Probe{"DSP0226/R10.2.9.5-2", "10.2.9.5", "Parameters of batches with Pull are refused or ignored", Level::kShould,
          "events",
          [](ServerRun& run) {
              auto text = pulled();
              text.inDelivery = "<w:MaxElements>10</w:MaxElements>";
              Subscribed subscribed(run, text);
              return acceptedOrUnsupported(subscribed);
          }},
    Probe{"DSP0226/R10.2.6-3", "10.2.6", "Each delivery has a bookmark when they were asked for", Level::kMust,
          "events writes",
          [](ServerRun& run) {
              auto text = pulled();
              text.inSubscribe = "<w:SendBookmarks/>";
              return onPulledEvent(run, text, [](ServerRun&, Subscribed&, const WireExchange& exchange) {
                  const Reply reply(exchange);
                  return reply.headerNode(ns::kWsman, "Bookmark")
                             ? CaseResult::pass()
                             : CaseResult::fail("the delivery has no bookmark", "wsman:Bookmark",
                                                Reply(exchange).summary(), exchange.text());
              });
          }},
    Probe{"DSP0226/R10.2.6-4", "10.2.6", "Resuming at a bookmark brings what came after it, and nothing else",
          Level::kMust, "events writes", bookmarkResumes},
    Probe{"DSP0226/R10.2.5-1p", "10.2.5", "Heartbeats with Pull are accepted, or refused as not supported",
          Level::kShould, "events", heartbeatsOfPull},
    Probe{"DSP0226/R10.2.5-2", "10.2.5", "In silence, heartbeats come", Level::kMust, "events sink", heartbeats},
    Probe{"DSP0226/R10.2.1-5", "10.2.1", "The parameters of NotifyTo are headers of each event", Level::kMust,
          "events sink writes",
          [](ServerRun& run) {
              return onDelivery(run, uri::kModePush, [](const WireExchange& event) {
                  const auto cookie = Reply(event).header("urn:mi-conformance", "Cookie");
                  return cookie == "crumbs" ? CaseResult::pass()
                                            : CaseResult::fail("the parameter of NotifyTo is no header of the event",
                                                               "{urn:mi-conformance}Cookie: crumbs",
                                                               cookie.empty() ? "nothing" : cookie, event.text());
              });
          }},
    Probe{"DSP0226/R5.4.5-5", "5.4.5", "Each event has an Action", Level::kMust, "events sink writes",
          [](ServerRun& run) {
              return onDelivery(run, uri::kModePush, [](const WireExchange& event) {
                  const auto found = Reply(event).header(ns::kAddressing, "Action");
                  return !found.empty()
                             ? CaseResult::pass()
                             : CaseResult::fail("the event has no Action", "wsa:Action", "nothing", event.text());
              });
          }},
    Probe{"DSP0226/R5.3-1e", "5.3", "Each event has a To, which is its sink", Level::kMust, "events sink writes",
          [](ServerRun& run) {
              Sink sink;
              const auto arrived = delivered(run, pushed(uri::kModePush, sink), sink);
              if (arrived.problem)
                  return *arrived.problem;
              const auto to = Reply(arrived.exchange).header(ns::kAddressing, "To");
              const auto path = to.substr(std::min(to.size(), to.rfind('/')));
              return path == "/events"
                         ? CaseResult::pass()
                         : CaseResult::fail("the event's To is not its sink", sink.url(), to, arrived.exchange.text());
          }},
    Probe{"DSP0226/R10.7-2", "10.7", "An event to be acknowledged has ReplyTo and AckRequested", Level::kMust,
          "events sink writes",
          [](ServerRun& run) {
              return onDelivery(run, uri::kModePushWithAck, [](const WireExchange& event) {
                  const Reply reply(event);
                  return reply.headerNode(ns::kWsman, "AckRequested") && reply.headerNode(ns::kAddressing, "ReplyTo")
                             ? CaseResult::pass()
                             : CaseResult::fail("the event asks for no acknowledgement",
                                                "wsman:AckRequested and wsa:ReplyTo", reply.summary(), event.text());
              });
          }},
    Probe{"DSP0226/R10.7-1", "10.7", "The next event waits for the acknowledgement of the last", Level::kMust,
          "events sink writes", waitsForTheAck},
    Probe{"DSP0226/R10.2.9.3-1", "10.2.9.3", "PushWithAck delivers one event at a time", Level::kShould,
          "events sink writes",
          [](ServerRun& run) {
              return onDelivery(run, uri::kModePushWithAck, [](const WireExchange& event) {
                  const Reply reply(event);
                  const auto count = elementsOf(reply.body()).size();
                  return count == 1 ? CaseResult::pass()
                                    : CaseResult::fail("the delivery is not one event", "one child of s:Body",
                                                       std::to_string(count) + " children", event.text());
              });
          }},
    Probe{"DSP0226/R10.2.9.4-1", "10.2.9.4", "Batches are wsman:Events, each event with its Action", Level::kMay,
          "events sink writes", batches},
    Probe{"DSP0226/R10.2.9.2-1", "10.2.9.2", "Without a Mode, events are pushed", Level::kMay, "events sink writes",
          [](ServerRun& run) {
              Sink sink;
              auto text = pushed(uri::kModePush, sink);
              text.mode.clear();
              const auto arrived = delivered(run, text, sink);
              return arrived.problem.value_or(CaseResult::pass());
          }},
    Probe{"DSP0226/R10.4-1/stops", "10.4", "After Unsubscribe no event comes", Level::kMust, "events sink writes",
          stopsAfterUnsubscribe},
    Probe{"DSP0226/R10.8-1", "10.8", "After DeliveryRefused no event comes", Level::kMust, "events sink writes",
          stopsWhenRefused},
};

}  // namespace

std::span<const Probe> deliveryProbes() {
    return kProbes;
}

}  // namespace conformance
