// DSP0226 §13 and SOAP 1.2: envelopes that are none, or are spoilt.
#include "conformance/server/probes.h"
#include "conformance/server/reply.h"

namespace conformance {

namespace {

std::string inUtf16(const std::string& ascii) {
    std::string out = "\xFE\xFF";
    for (const char c : ascii) {
        out.push_back('\0');
        out.push_back(c);
    }
    return out;
}

}  // namespace

void addEnvelopeProbes(ServerRun& run, std::vector<Case>& cases) {
    cases.push_back({"DSP0226/R13.1-1", "13.1", "A SOAP 1.1 envelope is not processed", Level::kMust, [&run] {
                         auto request = getRequest(run.wire.target());
                         request.soapNamespace = "http://schemas.xmlsoap.org/soap/envelope/";
                         return expectRefusal(run.wire.send(request.text()));
                     }});

    cases.push_back({"SOAP12/truncated", "SOAP 1.2 part 1, 5", "XML that ends early is refused", Level::kMust, [&run] {
                         const auto text = getRequest(run.wire.target()).text();
                         return expectRefusal(run.wire.send(text.substr(0, text.size() / 2)));
                     }});

    cases.push_back(
        {"SOAP12/dtd", "SOAP 1.2 part 1, 5", "A document type declaration is refused and no entity is expanded",
         Level::kMust, [&run] {
             auto request = getRequest(run.wire.target());
             request.extraHeaders = "<t:Note>&e;</t:Note>";
             const auto& exchange = run.wire.send("<!DOCTYPE s:Envelope [<!ENTITY e \"expanded\">]>" + request.text());
             auto result = expectRefusal(exchange);
             if (result.verdict == Verdict::kPass && exchange.replyBody.find("expanded") != std::string::npos)
                 return CaseResult::fail("the entity was expanded", "no expansion", "expanded", exchange.text());
             return result;
         }});

    cases.push_back({"DSP0226/R13.1-5p", "13.1", "A character set that is not supported ends in EncodingLimit",
                     Level::kMust, [&run] {
                         return expectFault(run.wire.send(getRequest(run.wire.target()).text(),
                                                          {.contentType = "application/soap+xml;charset=ISO-8859-5"}),
                                            {"wsman:EncodingLimit"}, "CharacterSet");
                     }});

    cases.push_back(
        {"DSP0226/R13.1-8", "13.1", "A byte-order mark that contradicts the charset is HTTP 400", Level::kMust, [&run] {
             const auto& exchange = run.wire.send(inUtf16(getRequest(run.wire.target()).text()));
             if (exchange.failed())
                 return CaseResult::error("no reply: " + exchange.failure);
             return exchange.status == 400 ? CaseResult::pass()
                                           : CaseResult::fail("the contradiction was not answered with 400", "HTTP 400",
                                                              Reply(exchange).summary(), exchange.text());
         }});

    cases.push_back({"DSP0226/R13.1-9", "13.1", "A header that stands twice is detected", Level::kShould, [&run] {
                         auto request = getRequest(run.wire.target());
                         request.extraHeaders = "<a:MessageID>" + newMessageId() + "</a:MessageID>";
                         return expectFault(run.wire.send(request.text()), {"wsa:InvalidMessageInformationHeader"});
                     }});

    cases.push_back({"DSP0226/R13.1-11", "13.1", "XML comments do no harm", Level::kShould, [&run] {
                         auto text = identifyText("<!-- in the header -->");
                         text.insert(text.find("<s:Body>") + 8, "<!-- in the body -->");
                         return expectReply(run.wire.send(text), "IdentifyResponse");
                     }});
}

}  // namespace conformance
