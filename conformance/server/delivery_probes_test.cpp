#include "conformance/server/spoiler_for_test.h"

namespace conformance::test {
namespace {

constexpr const char* kSubscribe = "eventing/Subscribe<";
constexpr const char* kUnsubscribe = "eventing/Unsubscribe<";
constexpr const char* kPull = "enumeration/Pull<";

TEST(DeliveryProbes, AreProvedBothWays) {
    prove(deliveryProbes(),
          {
              {"DSP0226/R10.2.9.5-3p", "gives no context",
               edits(kSubscribe, R"(<n:EnumerationContext>[^<]*</n:EnumerationContext>)", "")},
              {"DSP0226/R10.2.9.5-5", "ends when nothing happens", edits(kPull, "w:TimedOut", "w:InternalError")},
              {"DSP0226/R10.2.9.5-7", "goes on", takes(kPull)},
              {"DSP0226/R10.2.9.5-7/end", "ends with the first",
               edits(kPull, "(</n:PullResponse>)", "<n:EndOfSequence/>$1")},
              {"DSP0226/R10.2.9.5-6p", "gives no context for the next",
               edits(kPull, R"(<n:EnumerationContext>[^<]*</n:EnumerationContext>)", "")},
              {"DSP0226/R10.2.9.5-2", "falls over", refuses("w:MaxElements")},
              {"DSP0226/R10.2.6-3", "sends none", edits(kPull, R"(<w:Bookmark[^>]*>[\s\S]*?</w:Bookmark>)", "")},
              {"DSP0226/R10.2.6-4", "repeats itself", doublesItems(kPull)},
              {"DSP0226/R10.2.5-1p", "falls over", refuses("w:Heartbeats")},
              {"DSP0226/R10.2.5-2", "sends something else", editsEvents("wsman/Heartbeat<", "wsman/Event<")},
              {"DSP0226/R10.2.1-5", "drops the parameter", editsEvents(R"(<[^>]*Cookie[^>]*>[^<]*</[^>]*Cookie>)", "")},
              {"DSP0226/R5.4.5-5", "has no Action", editsEvents(R"(<a:Action[^>]*>[^<]*</a:Action>)", "")},
              {"DSP0226/R5.3-1e", "goes to somebody else",
               editsEvents(R"((<a:To[^>]*>)[^<]*)", "$1http://elsewhere.example.org/")},
              {"DSP0226/R10.7-2", "asks for no acknowledgement", editsEvents("AckRequested", "Acknowledged")},
              {"DSP0226/R10.7-1", "does not wait",
               [count = std::make_shared<int>(0)](Passing& passing) {
                   if (!passing.request)
                       passing.body = std::regex_replace(passing.body, std::regex("(<a:MessageID>)"),
                                                         "$1n" + std::to_string(++*count));
               }},
              {"DSP0226/R10.2.9.3-1", "sends two at once", editsEvents("(</s:Body>)", "<second/>$1")},
              {"DSP0226/R10.2.9.4-1", "sends them bare", editsEvents("w:Event ", "w:Item ")},
              {"DSP0226/R10.2.9.2-1", "falls over", refuses("<e:Delivery>")},
              {"DSP0226/R10.4-1/stops", "does not stop",
               [over = std::make_shared<bool>(false)](Passing& passing) {
                   // The Unsubscribe does not get through: what it would have done has been undone by a new Subscribe.
                   *over = *over || concerns(passing, kUnsubscribe);
                   if (*over && concerns(passing, "transfer/Create<"))
                       passing.headers["X-Spoil"] = "event";
               }},
              {"DSP0226/R10.8-1", "does not stop",
               [](Passing& passing) {
                   if (!passing.request)
                       passing.headers["X-Spoil"] = "again";
               }},
          });
}

}  // namespace
}  // namespace conformance::test
