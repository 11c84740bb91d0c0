// DSP0226 §13.4 and §5.1.2.2: long and numerous URIs, selectors and options. A service may set limits; what it must not
// do is fall silent, crash, or refuse in a way that says nothing.
#include <array>

#include "conformance/server/probe.h"
#include "conformance/server/walk.h"
#include "wsman/uris.h"

namespace conformance {

namespace {

/// Any reply, or a refusal that is a fault or a client error of HTTP (413, 400): no silence, and no bare 500.
CaseResult answeredSomehow(const WireExchange& exchange) {
    if (exchange.failed())
        return CaseResult::fail("the request got no answer", "a reply or a fault", exchange.failure, exchange.text());
    const Reply reply(exchange);
    if (reply.isEnvelope() || (exchange.status >= 400 && exchange.status < 500))
        return CaseResult::pass();
    return CaseResult::fail("the request was not answered with a SOAP message", "a reply or a fault", reply.summary(),
                            exchange.text());
}

CaseResult refusedAs(const WireExchange& exchange, const std::vector<std::string>& others, const char* detail) {
    if (exchange.failed())
        return CaseResult::fail("the request got no answer", "a fault", exchange.failure, exchange.text());
    const Reply reply(exchange);
    if (exchange.status == 413 || reply.subcode() != "wsman:EncodingLimit") {
        // Processed all the same, or refused for what else is wrong with it.
        if (exchange.status == 413 || (reply.isEnvelope() && !reply.isFault()))
            return CaseResult::pass();
        return expectFault(exchange, others);
    }
    return expectFault(exchange, {"wsman:EncodingLimit"}, detail);
}

std::string manyOptions(int count) {
    std::string out = "<w:OptionSet>";
    for (int i = 0; i < count; ++i)
        out += "<w:Option Name=\"o" + std::to_string(i) + "\">1</w:Option>";
    return out + "</w:OptionSet>";
}

constexpr std::array kProbes{
    Probe{"DSP0226/R13.4-1", "13.4", "A ResourceURI of more than 2048 characters is refused, as too long or as unknown",
          Level::kShould, "",
          [](ServerRun& run) {
              auto request = getKnown(run);
              request.resourceUri = "http://schemas.example.org/" + std::string(2100, 'x');
              const auto& exchange = send(run, request);
              if (!exchange.failed() && Reply(exchange).subcode() == "wsman:EncodingLimit")
                  return expectFault(exchange, {"wsman:EncodingLimit"}, "URILimitExceeded");
              return expectFault(exchange, {"wsa:DestinationUnreachable"});
          }},
    Probe{"DSP0226/R13.4-1/message", "13.4", "A MessageID of more than 2048 characters is answered in some way",
          Level::kMay, "instance",
          [](ServerRun& run) {
              auto request = getKnown(run);
              request.messageId = "urn:mi-conformance:" + std::string(2100, 'x');
              return answeredSomehow(send(run, request));
          }},
    Probe{"DSP0226/R13.4-3", "13.4", "An option name of more than 2048 characters is answered in some way", Level::kMay,
          "instance",
          [](ServerRun& run) {
              auto request = getKnown(run);
              request.extraHeaders =
                  "<w:OptionSet><w:Option Name=\"" + std::string(2049, 'n') + "\">1</w:Option></w:OptionSet>";
              return answeredSomehow(send(run, request));
          }},
    Probe{"DSP0226/R13.4-4", "13.4", "An option value of more than 4096 characters is answered in some way",
          Level::kMay, "instance",
          [](ServerRun& run) {
              auto request = getKnown(run);
              request.extraHeaders =
                  "<w:OptionSet><w:Option Name=\"long\">" + std::string(4097, 'v') + "</w:Option></w:OptionSet>";
              return answeredSomehow(send(run, request));
          }},
    Probe{"DSP0226/R13.4-7", "13.4", "A selector name of more than 2048 characters is answered with a fault",
          Level::kMay, "instance",
          [](ServerRun& run) {
              auto request = getKnown(run);
              request.selectors.emplace_back(std::string(2049, 'n'), "1");
              return expectFault(send(run, request), {"wsman:InvalidSelectors", "wsman:EncodingLimit"});
          }},
    Probe{"DSP0226/R13.4-8", "13.4", "Ten thousand selectors are refused as too many, or as unknown", Level::kShould,
          "instance",
          [](ServerRun& run) {
              auto request = getKnown(run);
              for (int i = 0; i < 10'000; ++i)
                  request.selectors.emplace_back("s" + std::to_string(i), "1");
              return refusedAs(send(run, request), {"wsman:InvalidSelectors", "wsman:SchemaValidationError"},
                               "SelectorLimit");
          }},
    Probe{"DSP0226/R13.4-9", "13.4", "Ten thousand options are processed, or refused as too many", Level::kShould,
          "instance",
          [](ServerRun& run) {
              auto request = getKnown(run);
              request.extraHeaders = manyOptions(10'000);
              return refusedAs(send(run, request), {"wsman:InvalidOptions", "wsman:SchemaValidationError"},
                               "OptionLimit");
          }},
    Probe{"DSP0226/R5.1.2.2-7", "5.1.2.2", "A selector value just below 4096 characters is no error of its own",
          Level::kMay, "instance",
          [](ServerRun& run) {
              auto request = getKnown(run);
              if (request.selectors.empty())
                  return CaseResult::skipped("the instance has no selectors");
              request.selectors.back().second = std::string(4095, '7');
              return expectFault(send(run, request), {"wsa:DestinationUnreachable", "wsman:InvalidSelectors"});
          }},
    Probe{"DSP0226/R5.1.2.2-8", "5.1.2.2", "A selector value above 4096 characters is answered with a fault",
          Level::kMay, "instance",
          [](ServerRun& run) {
              auto request = getKnown(run);
              if (request.selectors.empty())
                  return CaseResult::skipped("the instance has no selectors");
              request.selectors.back().second = std::string(5000, '7');
              return expectFault(send(run, request),
                                 {"wsa:DestinationUnreachable", "wsman:InvalidSelectors", "wsman:EncodingLimit"});
          }},
};

}  // namespace

std::span<const Probe> limitProbes() {
    return kProbes;
}

}  // namespace conformance
