// DSP0226 §5.4: where replies and faults go, and what relates them to their requests.
#include <array>

#include "conformance/server/probe.h"
#include "conformance/server/walk.h"
#include "wsman/uris.h"

namespace conformance {

namespace {

namespace action = wsman::action;
namespace ns = wsman::ns;

std::string faultTo(const std::string& address, const std::string& parameters = {}) {
    return "<a:FaultTo><a:Address>" + address + "</a:Address>" +
           (parameters.empty() ? "" : "<a:ReferenceParameters>" + parameters + "</a:ReferenceParameters>") +
           "</a:FaultTo>";
}

const WireExchange& sendUnknownAction(ServerRun& run, const std::string& headers) {
    auto request = getKnown(run);
    request.action = "urn:mi-conformance:No_Such_Action";
    request.extraHeaders = headers;
    return send(run, request);
}

CaseResult faultIsAddressed(const WireExchange& exchange, std::string_view address) {
    if (exchange.failed())
        return CaseResult::error("no reply: " + exchange.failure);
    const Reply reply(exchange);
    if (!reply.isFault())
        return CaseResult::fail("there is no fault", "a fault", reply.summary(), exchange.text());
    const auto to = reply.header(ns::kAddressing, "To");
    return to == address ? CaseResult::pass()
                         : CaseResult::fail("the fault's To is not where it was to go", std::string(address), to,
                                            exchange.text());
}

CaseResult withFrom(ServerRun& run, const char* mustUnderstand) {
    auto request = getKnown(run);
    request.extraHeaders =
        std::string("<a:From") + mustUnderstand + "><a:Address>http://sender.example.org/</a:Address></a:From>";
    return expectGet(send(run, request));
}

constexpr std::array kProbes{
    Probe{"DSP0226/R5.4.2-4p", "5.4.2", "The To of a reply is the Address of ReplyTo", Level::kMust, "instance",
          [](ServerRun& run) {
              const auto& exchange = send(run, getKnown(run));
              if (auto result = expectGet(exchange); result.verdict != Verdict::kPass)
                  return result;
              const auto to = Reply(exchange).header(ns::kAddressing, "To");
              return to == wsman::uri::kAnonymous
                         ? CaseResult::pass()
                         : CaseResult::fail("the reply goes elsewhere", std::string(wsman::uri::kAnonymous), to,
                                            exchange.text());
          }},
    Probe{"DSP0226/R5.4.2-6", "5.4.2", "A ReplyTo that is no address is refused, or the connection is closed",
          Level::kShould, "instance",
          [](ServerRun& run) {
              auto request = getKnown(run);
              request.replyTo = "no address at all";
              return expectRefusal(send(run, request));
          }},
    Probe{"DSP0226/R5.4.3-1", "5.4.3", "A FaultTo that is not supported is refused as such", Level::kMust, "instance",
          [](ServerRun& run) {
              auto request = getKnown(run);
              request.extraHeaders = faultTo("http://127.0.0.1:9/faults");
              const auto& exchange = send(run, request);
              if (exchange.status == 202)
                  return CaseResult::skipped("the service replies elsewhere, where the suite cannot see it");
              return expectFault(exchange, {"wsman:UnsupportedFeature"}, "AddressingMode");
          }},
    Probe{"DSP0226/R5.4.3-2", "5.4.3", "Without FaultTo, a fault goes to ReplyTo", Level::kMust, "instance",
          [](ServerRun& run) { return faultIsAddressed(sendUnknownAction(run, ""), wsman::uri::kAnonymous); }},
    Probe{"DSP0226/R5.4.3-4", "5.4.3", "A reference parameter of FaultTo is a header of the fault", Level::kShould,
          "instance",
          [](ServerRun& run) {
              const auto& exchange =
                  sendUnknownAction(run, faultTo(std::string(wsman::uri::kAnonymous), "<t:Trail>crumbs</t:Trail>"));
              if (exchange.failed())
                  return CaseResult::error("no reply: " + exchange.failure);
              const auto trail = Reply(exchange).header("urn:mi-conformance", "Trail");
              return trail == "crumbs" ? CaseResult::pass()
                                       : CaseResult::fail("the parameter of FaultTo is no header of the fault",
                                                          "{urn:mi-conformance}Trail: crumbs",
                                                          Reply(exchange).summary(), exchange.text());
          }},
    Probe{"DSP0226/R5.4.3-5", "5.4.3", "A FaultTo that is no address is refused, or the connection is closed",
          Level::kShould, "instance",
          [](ServerRun& run) { return expectRefusal(sendUnknownAction(run, faultTo("no address at all"))); }},
    Probe{"DSP0226/R5.4.3-6", "5.4.3", "The To of a fault is the Address of FaultTo", Level::kMust, "instance",
          [](ServerRun& run) {
              return faultIsAddressed(sendUnknownAction(run, faultTo(std::string(wsman::uri::kAnonymous))),
                                      wsman::uri::kAnonymous);
          }},
    Probe{"DSP0226/R5.4.4-2p", "5.4.4", "Two replies have different MessageIDs", Level::kMust, "instance",
          [](ServerRun& run) {
              const auto& first = send(run, getKnown(run));
              const auto& second = send(run, getKnown(run));
              if (first.failed() || second.failed())
                  return CaseResult::error("no reply");
              const auto one = Reply(first).header(ns::kAddressing, "MessageID");
              const auto other = Reply(second).header(ns::kAddressing, "MessageID");
              if (one.empty())
                  return CaseResult::fail("the reply has no MessageID", "wsa:MessageID", "nothing", first.text());
              return one != other
                         ? CaseResult::pass()
                         : CaseResult::fail("two replies have the same MessageID", "another one", other, second.text());
          }},
    Probe{"DSP0226/R5.4.4-3p", "5.4.4", "A fault relates to its request", Level::kMust, "instance",
          [](ServerRun& run) {
              auto request = getKnown(run);
              request.action = "urn:mi-conformance:No_Such_Action";
              const auto& exchange = send(run, request);
              if (exchange.failed())
                  return CaseResult::error("no reply: " + exchange.failure);
              const auto relates = Reply(exchange).header(ns::kAddressing, "RelatesTo");
              return relates == *request.messageId
                         ? CaseResult::pass()
                         : CaseResult::fail("RelatesTo is not the MessageID", *request.messageId,
                                            relates.empty() ? "nothing" : relates, exchange.text());
          }},
    Probe{"DSP0226/R5.4.4-4/empty", "5.4.4", "An empty MessageID is refused", Level::kShould, "instance",
          [](ServerRun& run) {
              auto request = getKnown(run);
              request.messageId = "";
              return expectFault(send(run, request),
                                 {"wsa:InvalidMessageInformationHeader", "wsa:MessageInformationHeaderRequired"});
          }},
    Probe{"DSP0226/R5.4.5-2/detail", "5.4.5", "The fault for an unknown action repeats it in its detail",
          Level::kShould, "instance",
          [](ServerRun& run) {
              const auto& exchange = sendUnknownAction(run, "");
              if (exchange.failed())
                  return CaseResult::error("no reply: " + exchange.failure);
              const Reply reply(exchange);
              const auto told = trimmed(find(reply.body(), ns::kAddressing, "Action").child_value());
              return told == "urn:mi-conformance:No_Such_Action"
                         ? CaseResult::pass()
                         : CaseResult::fail("the detail does not hold the action", "wsa:Action in s:Detail",
                                            told.empty() ? "nothing" : told, exchange.text());
          }},
    Probe{"DSP0226/R5.4.5-3p", "5.4.5", "The Action of a reply is the request's with Response appended", Level::kMust,
          "instance",
          [](ServerRun& run) {
              const auto& exchange = send(run, getKnown(run));
              if (auto result = expectGet(exchange); result.verdict != Verdict::kPass)
                  return result;
              const auto found = Reply(exchange).header(ns::kAddressing, "Action");
              const auto expected = std::string(action::kGet) + "Response";
              return found == expected
                         ? CaseResult::pass()
                         : CaseResult::fail("the reply has another Action", expected, found, exchange.text());
          }},
    Probe{"DSP0226/R5.4.6-1", "5.4.6", "A From header does no harm", Level::kShould, "instance",
          [](ServerRun& run) { return withFrom(run, ""); }},
    Probe{"DSP0226/R5.4.6-2", "5.4.6", "A From header that must be understood does no harm", Level::kShould, "instance",
          [](ServerRun& run) { return withFrom(run, " s:mustUnderstand=\"true\""); }},
};

}  // namespace

std::span<const Probe> replyAddressProbes() {
    return kProbes;
}

}  // namespace conformance
