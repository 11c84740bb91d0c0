// DSP0226 §13.1, §13.5: encodings, white space and what a header may not repeat.
#include <algorithm>
#include <array>

#include "conformance/server/probe.h"
#include "conformance/server/walk.h"
#include "wsman/uris.h"

namespace conformance {

namespace {

enum class Order { kLittle, kBig };

std::string inUtf16(const std::string& ascii, Order order) {
    std::string out = order == Order::kLittle ? "\xFF\xFE" : "\xFE\xFF";
    for (const char c : ascii) {
        if (order == Order::kBig)
            out.push_back('\0');
        out.push_back(c);
        if (order == Order::kLittle)
            out.push_back('\0');
    }
    return out;
}

const WireExchange& getInUtf16(ServerRun& run, Order order) {
    const auto request = requestFor(run, knownInstance(run), std::string(wsman::action::kGet));
    return run.wire.send(inUtf16(request.text(), order), {.contentType = "application/soap+xml;charset=UTF-16"});
}

CaseResult takesUtf16(ServerRun& run) {
    const auto& exchange = getInUtf16(run, Order::kLittle);
    if (exchange.failed())
        return CaseResult::error("no reply: " + exchange.failure);
    // The reply is in the encoding of the request, or refuses that in UTF-8.
    if (exchange.status == 200 && Reply(exchange).isEnvelope() && !Reply(exchange).isFault())
        return CaseResult::pass();
    return expectFault(exchange, {"wsman:EncodingLimit"}, "CharacterSet");
}

CaseResult takesBothOrders(ServerRun& run) {
    const auto& little = getInUtf16(run, Order::kLittle);
    const auto& big = getInUtf16(run, Order::kBig);
    if (little.failed() || big.failed())
        return CaseResult::error("no reply: " + (little.failed() ? little.failure : big.failure));
    const auto first = Reply(little).summary();
    const auto second = Reply(big).summary();
    return first == second ? CaseResult::pass()
                           : CaseResult::fail("the byte order changed the answer", first, second, big.text());
}

/// A Get with one header more, which stands there already.
CaseResult repeated(ServerRun& run, const std::string& header) {
    auto request = requestFor(run, knownInstance(run), std::string(wsman::action::kGet));
    request.extraHeaders = header;
    return expectFault(send(run, request), {"wsa:InvalidMessageInformationHeader"});
}

/// A Get whose headers are padded must bring what a plain one brings.
CaseResult paddedGet(ServerRun& run, void (*pad)(RequestText&)) {
    const auto& plain = send(run, requestFor(run, knownInstance(run), std::string(wsman::action::kGet)));
    if (plain.failed())
        return CaseResult::error("no reply: " + plain.failure);
    auto request = requestFor(run, knownInstance(run), std::string(wsman::action::kGet));
    pad(request);
    const auto& exchange = send(run, request);
    const auto before = Reply(plain).summary();
    const auto after = Reply(exchange).summary();
    // Who cannot trim may say so.
    return before == after || after.starts_with("wsman:EncodingLimit/Whitespace")
               ? CaseResult::pass()
               : CaseResult::fail("white space changed the answer", before, after, exchange.text());
}

constexpr std::array kProbes{
    Probe{"DSP0226/R13.1-2", "13.1", "A request of 40 KiB is processed, or refused as too large", Level::kMay,
          "instance",
          [](ServerRun& run) {
              auto request = requestFor(run, knownInstance(run), std::string(wsman::action::kGet));
              request.extraHeaders = "<t:Padding>" + std::string(40 * 1024, 'x') + "</t:Padding>";
              const auto& exchange = send(run, request);
              if (!exchange.failed() && exchange.status == 413)
                  return CaseResult::pass();
              if (!exchange.failed() && Reply(exchange).isFault())
                  return expectFault(exchange, {"wsman:EncodingLimit"});
              return exchange.failed() || exchange.status != 200
                         ? CaseResult::fail("the request got no proper answer", "a reply, EncodingLimit or HTTP 413",
                                            Reply(exchange).summary(), exchange.text())
                         : CaseResult::pass();
          }},
    Probe{"DSP0226/R13.1-4", "13.1", "A request in UTF-16 is answered, or refused as an encoding", Level::kShould,
          "instance", takesUtf16},
    Probe{"DSP0226/R13.1-7", "13.1", "UTF-16 is read in either byte order, by its byte-order mark", Level::kMust,
          "instance", takesBothOrders},
    Probe{"DSP0226/R13.1-6p", "13.1", "A byte-order mark before UTF-8 is skipped, or the request is refused",
          Level::kMay, "instance",
          [](ServerRun& run) {
              const auto request = requestFor(run, knownInstance(run), std::string(wsman::action::kGet));
              const auto& exchange = run.wire.send("\xEF\xBB\xBF" + request.text());
              return !exchange.failed() && (exchange.status == 200 || exchange.status >= 400)
                         ? CaseResult::pass()
                         : CaseResult::fail("the request got no answer", "a reply or a refusal",
                                            Reply(exchange).summary(), exchange.text());
          }},
    Probe{
        "DSP0226/R13.1-9/resource", "13.1", "A ResourceURI that stands twice is detected", Level::kShould, "instance",
        [](ServerRun& run) { return repeated(run, "<w:ResourceURI>" + knownInstance(run).uri + "</w:ResourceURI>"); }},
    Probe{"DSP0226/R13.1-9/timeout", "13.1", "An OperationTimeout that stands twice is detected", Level::kShould,
          "instance",
          [](ServerRun& run) {
              return repeated(run,
                              "<w:OperationTimeout>PT60S</w:OperationTimeout>"
                              "<w:OperationTimeout>PT30S</w:OperationTimeout>");
          }},
    Probe{"DSP0226/R13.1-9/selectors", "13.1", "A SelectorSet that stands twice is detected", Level::kShould,
          "instance",
          [](ServerRun& run) {
              return repeated(run, "<w:SelectorSet><w:Selector Name=\"Name\">x</w:Selector></w:SelectorSet>");
          }},
    Probe{"DSP0226/R13.1-10", "13.1", "White space around Action and ResourceURI is trimmed", Level::kShould,
          "instance",
          [](ServerRun& run) {
              return paddedGet(run, [](RequestText& request) {
                  request.action = "\r\n  " + *request.action + "\n";
                  request.resourceUri = "\n\t" + *request.resourceUri + " ";
              });
          }},
    Probe{"DSP0226/R13.1-10/control", "13.1", "White space around OperationTimeout and MaxEnvelopeSize is trimmed",
          Level::kShould, "instance",
          [](ServerRun& run) {
              return paddedGet(run, [](RequestText& request) {
                  request.extraHeaders =
                      "<w:OperationTimeout>\n PT60S\n</w:OperationTimeout><w:MaxEnvelopeSize> 512000 "
                      "</w:MaxEnvelopeSize>";
              });
          }},
    Probe{"DSP0226/R13.1-11/body", "13.1", "XML comments between the parts of an Enumerate do no harm", Level::kShould,
          "resource",
          [](ServerRun& run) {
              return expectReply(enumerate(run, knownClass(run),
                                           "<!-- one --><w:OptimizeEnumeration/><!-- two --><w:MaxElements>2"
                                           "</w:MaxElements>"),
                                 "EnumerateResponse");
          }},
    Probe{"DSP0226/13.6", "13.6", "A MessageID comes back in RelatesTo with its case", Level::kMust, "instance",
          [](ServerRun& run) {
              auto request = requestFor(run, knownInstance(run), std::string(wsman::action::kGet));
              request.messageId = "urn:uuid:AbCdEf00-0000-4000-8000-0000" + newMessageId().substr(5, 8);
              const auto& exchange = send(run, request);
              if (exchange.failed())
                  return CaseResult::error("no reply: " + exchange.failure);
              const auto relates = Reply(exchange).header(wsman::ns::kAddressing, "RelatesTo");
              return relates == *request.messageId ? CaseResult::pass()
                                                   : CaseResult::fail("RelatesTo is not the MessageID",
                                                                      *request.messageId, relates, exchange.text());
          }},
    Probe{"DSP0226/R13.5-1", "13.5", "A request in several MIME parts is processed, or is HTTP 415", Level::kMay, "",
          [](ServerRun& run) {
              const auto& exchange =
                  run.wire.send("--part\r\nContent-Type: application/xop+xml; type=\"application/soap+xml\"\r\n\r\n" +
                                    identifyText() + "\r\n--part--\r\n",
                                {.contentType = "multipart/related; boundary=part; type=\"application/xop+xml\""});
              if (exchange.failed())
                  return CaseResult::error("no reply: " + exchange.failure);
              return exchange.status == 200 || exchange.status == 415
                         ? CaseResult::pass()
                         : CaseResult::fail("the attachment was refused in another way", "HTTP 200 or 415",
                                            Reply(exchange).summary(), exchange.text());
          }},
    Probe{"SOAP12/entity-bomb", "SOAP 1.2 part 1, 5", "Entities that multiply are refused without being expanded",
          Level::kMust, "",
          [](ServerRun& run) {
              std::string text = "<!DOCTYPE s:Envelope [<!ENTITY a0 \"aaaaaaaaaa\">";
              for (int i = 1; i < 9; ++i) {
                  text += "<!ENTITY a" + std::to_string(i) + " \"";
                  for (int k = 0; k < 10; ++k)
                      text += "&a" + std::to_string(i - 1) + ";";
                  text += "\">";
              }
              return expectRefusal(run.wire.send(text + "]>" + identifyText("<t:Note>&a8;</t:Note>")));
          }},
    Probe{"DSP0226/XML-bad", "14.6", "A body that breaks the schema of Enumerate is refused", Level::kMust, "resource",
          [](ServerRun& run) {
              auto request = requestFor(run, knownClass(run), std::string(wsman::action::kEnumerate), "some text");
              return expectRefusal(send(run, request));
          }},
    Probe{"SOAP12/empty", "SOAP 1.2 part 1, 5", "A request without a body is refused", Level::kMust, "",
          [](ServerRun& run) { return expectRefusal(run.wire.send("")); }},
};

}  // namespace

std::span<const Probe> encodingProbes() {
    return kProbes;
}

}  // namespace conformance
