// DSP0226 §6: OperationTimeout, MaxEnvelopeSize, Locale, OptionSet, RequestEPR.
#include <array>
#include <initializer_list>

#include "conformance/server/probe.h"
#include "conformance/server/walk.h"
#include "wsman/uris.h"

namespace conformance {

namespace {

namespace ns = wsman::ns;

/// A reply, or this very refusal.
CaseResult expectGetOr(const WireExchange& exchange, const std::vector<std::string>& subcodes,
                       const char* detail = "") {
    if (!exchange.failed() && Reply(exchange).isFault())
        return expectFault(exchange, subcodes, detail);
    return expectGet(exchange);
}

/// Whether a message in the middle of an enumeration may have these headers: ignored, or refused with a fault.
CaseResult pullWith(ServerRun& run, const std::string& headers) {
    const auto begun = begin(run, knownClass(run));
    if (begun.problem)
        return *begun.problem;
    const auto& exchange = pull(run, knownClass(run), begun.context, "", headers);
    if (exchange.failed())
        return CaseResult::fail("the Pull got no answer", "a reply or a fault", exchange.failure, exchange.text());
    const Reply reply(exchange);
    return reply.isFault() || reply.bodyName() == "PullResponse"
               ? CaseResult::pass()
               : CaseResult::fail("the Pull got no proper answer", "PullResponse or a fault", reply.summary(),
                                  exchange.text());
}

constexpr const char* kOptionTrue = "<w:OptionSet s:mustUnderstand=\"true\">";

constexpr std::array kProbes{
    Probe{"DSP0226/R6.1-2/negative", "6.1", "A negative OperationTimeout is refused", Level::kShould, "instance",
          [](ServerRun& run) {
              return expectFault(getWith(run, "<w:OperationTimeout>-PT5S</w:OperationTimeout>"),
                                 {"wsa:InvalidMessageInformationHeader"});
          }},
    Probe{"DSP0226/R6.1-3", "6.1", "An OperationTimeout is accepted, or refused as not supported", Level::kShould,
          "instance",
          [](ServerRun& run) {
              return expectGetOr(getWith(run, "<w:OperationTimeout>PT60.000S</w:OperationTimeout>"),
                                 {"wsman:UnsupportedFeature"}, "OperationTimeout");
          }},
    Probe{"DSP0226/R6.1-4", "6.1", "A request without OperationTimeout is processed", Level::kMay, "instance",
          [](ServerRun& run) { return expectGet(getWith(run, "")); }},
    Probe{"DSP0226/R6.2-3", "6.2", "A MaxEnvelopeSize that is a hint is obeyed or ignored", Level::kMay, "instance",
          [](ServerRun& run) {
              return expectGetOr(getWith(run, "<w:MaxEnvelopeSize>65536</w:MaxEnvelopeSize>"), {"wsman:EncodingLimit"});
          }},
    Probe{"DSP0226/R6.2-4/zero", "6.2", "A MaxEnvelopeSize of 0 is refused", Level::kShould, "instance",
          [](ServerRun& run) {
              return expectFault(
                  getWith(run, "<w:MaxEnvelopeSize s:mustUnderstand=\"true\">0</w:MaxEnvelopeSize>"),
                  {"wsman:EncodingLimit", "wsa:InvalidMessageInformationHeader", "wsman:SchemaValidationError"});
          }},
    Probe{"DSP0226/R6.2-4/8192", "6.2", "A MaxEnvelopeSize of 8192 is not too small", Level::kShould, "instance",
          [](ServerRun& run) {
              return expectGetOr(getWith(run, "<w:MaxEnvelopeSize s:mustUnderstand=\"true\">8192</w:MaxEnvelopeSize>"),
                                 {"wsman:EncodingLimit"}, "MaxEnvelopeSize");
          }},
    Probe{"DSP0226/R6.2-6s", "6.2", "A Policy attribute on the MaxEnvelopeSize header is ignored", Level::kShould,
          "instance",
          [](ServerRun& run) {
              return expectGet(getWith(run, "<w:MaxEnvelopeSize Policy=\"Skip\">102400</w:MaxEnvelopeSize>"));
          }},
    Probe{"DSP0226/R6.3-1", "6.3", "A Locale that need not be understood is a hint", Level::kShould, "instance",
          [](ServerRun& run) {
              return expectGet(getWith(run, "<w:Locale xml:lang=\"de-DE\" s:mustUnderstand=\"false\"/>"));
          }},
    Probe{"DSP0226/R6.3-2", "6.3", "A Locale that must be understood is honoured, or refused as not supported",
          Level::kMust, "instance",
          [](ServerRun& run) {
              return expectGetOr(getWith(run, "<w:Locale xml:lang=\"zz-ZZ\" s:mustUnderstand=\"true\"/>"),
                                 {"wsman:UnsupportedFeature"}, "Locale");
          }},
    Probe{"DSP0226/R6.3-3s", "6.3", "A Locale that is no language tag is refused or ignored", Level::kMust, "instance",
          [](ServerRun& run) {
              const auto& exchange = getWith(run, "<w:Locale xml:lang=\"not_a_lang!\" s:mustUnderstand=\"false\"/>");
              if (!exchange.failed() && (Reply(exchange).isFault() || exchange.status == 400))
                  return CaseResult::pass();
              return expectGet(exchange);
          }},
    Probe{"DSP0226/R6.3-4", "6.3", "The text of a fault says its language", Level::kShould, "",
          [](ServerRun& run) {
              auto request = requestFor(run, knownClass(run), "urn:mi-conformance:No_Such_Action");
              const auto& exchange = send(run, request);
              if (exchange.failed())
                  return CaseResult::error("no reply: " + exchange.failure);
              const Reply reply(exchange);
              const auto text = find(reply.body(), ns::kSoap, "Text");
              return text && text.attribute("xml:lang")
                         ? CaseResult::pass()
                         : CaseResult::fail("s:Text has no xml:lang", "xml:lang", reply.summary(), exchange.text());
          }},
    Probe{"DSP0226/R6.3-5", "6.3", "Another Locale in a Pull is answered with items or a fault", Level::kShould,
          "resource",
          [](ServerRun& run) { return pullWith(run, "<w:Locale xml:lang=\"fr-FR\" s:mustUnderstand=\"false\"/>"); }},
    Probe{"DSP0226/R6.4-3", "6.4", "An OptionSet that need not be understood is processed or ignored", Level::kMust,
          "instance",
          [](ServerRun& run) {
              return expectGetOr(
                  getWith(run, "<w:OptionSet><w:Option Name=\"MiConformance\">1</w:Option></w:OptionSet>"),
                  {"wsman:InvalidOptions"});
          }},
    Probe{"DSP0226/R6.4-3/mu", "6.4", "An OptionSet that must be understood is, or is refused as not understood",
          Level::kMust, "instance",
          [](ServerRun& run) {
              return expectGetOr(getWith(run, std::string(kOptionTrue) +
                                                  "<w:Option Name=\"MiConformance\">1</w:Option></w:OptionSet>"),
                                 {"wsman:InvalidOptions", "s:MustUnderstand"});
          }},
    Probe{"DSP0226/R6.4-6", "6.4", "An unknown option that must be complied with is refused", Level::kMust, "instance",
          [](ServerRun& run) {
              return expectFault(
                  getWith(run, std::string(kOptionTrue) +
                                   "<w:Option Name=\"MiConformanceNoSuchOption\" MustComply=\"true\">1</w:Option>"
                                   "</w:OptionSet>"),
                  {"wsman:InvalidOptions", "s:MustUnderstand"});
          }},
    Probe{"DSP0226/R6.4-9", "6.4", "The fault for an unknown option says that it is not supported, or its name invalid",
          Level::kShould, "instance",
          [](ServerRun& run) {
              const auto& exchange =
                  getWith(run, std::string(kOptionTrue) +
                                   "<w:Option Name=\"MiConformanceNoSuchOption\" MustComply=\"true\">1</w:Option>"
                                   "</w:OptionSet>");
              if (exchange.failed() || Reply(exchange).subcode() != "wsman:InvalidOptions")
                  return CaseResult::skipped("the option is not refused with InvalidOptions");
              const auto detail = Reply(exchange).detail();
              return detail == "NotSupported" || detail == "InvalidName"
                         ? CaseResult::pass()
                         : CaseResult::fail("the fault does not say what is wrong", "NotSupported or InvalidName",
                                            detail.empty() ? "no detail" : detail, exchange.text());
          }},
    Probe{"DSP0226/R6.4-10", "6.4", "An OptionSet in a Pull is answered with items or a fault", Level::kShould,
          "resource",
          [](ServerRun& run) {
              return pullWith(run, "<w:OptionSet><w:Option Name=\"MiConformance\">2</w:Option></w:OptionSet>");
          }},
    Probe{"DSP0226/R6.5-1p", "6.5", "RequestEPR is answered with one EPR, or is ignored", Level::kShould, "instance",
          [](ServerRun& run) {
              const auto& exchange = getWith(run, "<w:RequestEPR/>");
              if (auto result = expectGet(exchange); result.verdict != Verdict::kPass)
                  return result;
              const Reply reply(exchange);
              const auto answer = reply.headerNode(ns::kWsman, "RequestedEPR");
              const auto count = elementsOf(answer).size();
              return !answer || count == 1 ? CaseResult::pass()
                                           : CaseResult::fail("RequestedEPR does not hold one answer", "one child",
                                                              std::to_string(count) + " children", exchange.text());
          }},
};

}  // namespace

std::span<const Probe> controlProbes() {
    return kProbes;
}

}  // namespace conformance
