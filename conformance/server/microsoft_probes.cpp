// MS-WSMV: what Windows does on top of the standard. Asked of services that say they are Microsoft's.
#include <algorithm>
#include <array>
#include <cctype>

#include "conformance/server/probe.h"
#include "conformance/server/walk.h"
#include "wsman/uris.h"

namespace conformance {

namespace {

namespace ns = wsman::ns;

std::string upper(std::string text) {
    std::transform(text.begin(), text.end(), text.begin(),
                   [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
    return text;
}

constexpr std::array kProbes{
    Probe{"MS-WSMV/3.1.4.1.2-names", "3.1.4.1.2", "Selector names are compared without regard to case", Level::kVendor,
          "instance microsoft",
          [](ServerRun& run) {
              auto request = getKnown(run);
              for (auto& [name, value] : request.selectors)
                  if (name != "__cimnamespace")
                      name = upper(name);
              return expectGet(send(run, request));
          }},
    Probe{"MS-WSMV/3.1.4.1.7", "3.1.4.1.7", "A MaxEnvelopeSize below 8192 is refused as too small", Level::kVendor,
          "instance microsoft",
          [](ServerRun& run) {
              return expectFault(getWith(run, "<w:MaxEnvelopeSize s:mustUnderstand=\"true\">8000</w:MaxEnvelopeSize>"),
                                 {"wsman:EncodingLimit"}, "MinimumEnvelopeLimit");
          }},
    Probe{"MS-WSMV/3.1.4.1.8", "3.1.4.1.8", "A Locale that must be understood is refused", Level::kVendor,
          "instance microsoft",
          [](ServerRun& run) {
              return expectFault(getWith(run, "<w:Locale xml:lang=\"en-US\" s:mustUnderstand=\"true\"/>"),
                                 {"wsman:UnsupportedFeature"}, "Locale");
          }},
    Probe{"MS-WSMV/3.1.4.1.9", "3.1.4.1.9", "A DataLocale that need not be understood does no harm", Level::kVendor,
          "instance microsoft",
          [](ServerRun& run) {
              return expectGet(getWith(run, "<p:DataLocale xml:lang=\"en-US\" s:mustUnderstand=\"false\"/>"));
          }},
    Probe{"MS-WSMV/3.1.4.1.10", "3.1.4.1.10", "Options for WMI's context are accepted", Level::kVendor,
          "instance microsoft",
          [](ServerRun& run) {
              return expectGet(
                  getWith(run, "<w:OptionSet><w:Option Name=\"wmi:MiConformance\">1</w:Option></w:OptionSet>"));
          }},
    Probe{"MS-WSMV/3.1.4.1.11", "3.1.4.1.11", "A RequestEPR does no harm", Level::kVendor, "instance microsoft",
          [](ServerRun& run) { return expectGet(getWith(run, "<w:RequestEPR/>")); }},
    Probe{"MS-WSMV/3.1.4.1.12", "3.1.4.1.12", "An ActivityId does no harm", Level::kVendor, "instance microsoft",
          [](ServerRun& run) {
              return expectGet(getWith(run,
                                       "<p:ActivityId s:mustUnderstand=\"false\">00000000-0000-4000-8000-00000000CAFE"
                                       "</p:ActivityId>"));
          }},
    Probe{"MS-WSMV/3.1.4.1.16", "3.1.4.1.16", "An optimised Enumerate is honoured", Level::kVendor,
          "resource microsoft",
          [](ServerRun& run) {
              const auto& exchange =
                  enumerate(run, knownClass(run), "<w:OptimizeEnumeration/><w:MaxElements>10</w:MaxElements>");
              if (auto result = expectReply(exchange, "EnumerateResponse"); result.verdict != Verdict::kPass)
                  return result;
              const Reply reply(exchange);
              return !itemNodes(reply).empty() || atEnd(reply)
                         ? CaseResult::pass()
                         : CaseResult::fail("the option was ignored", "wsman:Items or wsman:EndOfSequence",
                                            reply.summary(), exchange.text());
          }},
    Probe{"MS-WSMV/3.1.4.1.39a", "3.1.4.1.39", "A request without OperationID gets a reply without one", Level::kVendor,
          "instance microsoft",
          [](ServerRun& run) {
              const auto& exchange = send(run, getKnown(run));
              if (auto result = expectGet(exchange); result.verdict != Verdict::kPass)
                  return result;
              const Reply reply(exchange);
              const auto node = reply.headerNode(ns::kMsWsman, "OperationID");
              return node ? CaseResult::fail("an OperationID came unasked", "none", "one", exchange.text())
                          : CaseResult::pass();
          }},
    Probe{"MS-WSMV/fault-1", "2.2.4.43", "A fault has a WSManFault with a Code in its detail", Level::kVendor,
          "resource microsoft",
          [](ServerRun& run) {
              auto resource = knownClass(run);
              resource.uri.replace(resource.uri.rfind('/') + 1, std::string::npos, "MI_ConformanceNoSuchClass");
              const auto& exchange = enumerate(run, resource);
              if (exchange.failed())
                  return CaseResult::error("no reply: " + exchange.failure);
              const Reply reply(exchange);
              const auto fault = find(reply.body(), ns::kMsFault, "WSManFault");
              const std::string code = fault.attribute("Code").value();
              return !code.empty() && code.find_first_not_of("0123456789") == std::string::npos
                         ? CaseResult::pass()
                         : CaseResult::fail("the fault tells no code", "f:WSManFault Code", Reply(exchange).summary(),
                                            exchange.text());
          }},
    Probe{"MS-WSMV/3.1.4.1.23", "3.1.4.1.23",
          "Identify without credentials is answered when WSMANIDENTIFY says so, or is HTTP 401", Level::kVendor,
          "credentials microsoft",
          [](ServerRun& run) {
              const auto& exchange = run.wire.send(
                  identifyText(), {.authenticate = false, .headers = {{"WSMANIDENTIFY", "unauthenticated"}}});
              if (!exchange.failed() && exchange.status == 401)
                  return CaseResult::pass();
              return expectReply(exchange, "IdentifyResponse");
          }},
};

}  // namespace

std::span<const Probe> microsoftProbes() {
    return kProbes;
}

}  // namespace conformance
