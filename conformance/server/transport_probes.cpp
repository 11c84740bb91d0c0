// DSP0226 Annex C and §11: HTTP, its security profiles, and Identify by its other ways.
#include <algorithm>
#include <array>
#include <string>

#include "conformance/server/probe.h"
#include "conformance/server/walk.h"
#include "wsman/uris.h"

namespace conformance {

namespace {

std::string getText(const ServerRun& run) {
    return requestFor(run, knownInstance(run), std::string(wsman::action::kGet)).text();
}

CaseResult notProcessed(ServerRun& run, const char* method) {
    return expectRefusal(run.wire.send(identifyText(), {.method = method}));
}

/// The paths of DSP0226 RC.2-11; a service need not have them.
constexpr const char* kAnonymousPath = "/wsman-anon/identify";

const WireExchange& anonymousIdentify(ServerRun& run) {
    return run.wire.send(identifyText(), {.authenticate = false, .path = kAnonymousPath});
}

CaseResult anonymousVersion(ServerRun& run) {
    const auto& exchange = anonymousIdentify(run);
    if (exchange.failed() && !exchange.connected)
        return CaseResult::error("no reply: " + exchange.failure);
    const Reply reply(exchange);
    if (exchange.failed() || reply.bodyName() != "IdentifyResponse")
        return CaseResult::skipped("the endpoint does not answer Identify without credentials");
    const auto version = trimmed(find(reply.body(), wsman::ns::kIdentity, "ProtocolVersion").child_value());
    constexpr std::string_view kHidden =
        "http://schemas.dmtf.org/wbem/wsman/identity/1/wsmanidentity/NoAnonymousDisclosure";
    return version == wsman::ns::kWsman || version == kHidden
               ? CaseResult::pass()
               : CaseResult::fail("the version is neither the real one nor hidden",
                                  std::string(wsman::ns::kWsman) + " or " + std::string(kHidden), version,
                                  exchange.text());
}

constexpr std::array kProbes{
    Probe{"DSP0226/RC.2-1", "C.2", "Two HTTP/1.1 requests in a row are both answered", Level::kMust, "",
          [](ServerRun& run) {
              for (int i = 0; i < 2; ++i)
                  if (auto result = expectReply(run.wire.send(identifyText()), "IdentifyResponse");
                      result.verdict != Verdict::kPass)
                      return result;
              return CaseResult::pass();
          }},
    Probe{"DSP0226/RC.2-1/chunked", "C.2", "A request in chunks is processed as one that has its length", Level::kMust,
          "instance",
          [](ServerRun& run) {
              const auto& whole = run.wire.send(getText(run));
              const auto& chunked = run.wire.send(getText(run), {.chunked = true});
              if (whole.failed())
                  return CaseResult::error("no reply: " + whole.failure);
              if (chunked.failed())
                  return silence(chunked, Reply(whole).summary());
              const auto before = Reply(whole).summary();
              const auto after = Reply(chunked).summary();
              return before == after ? CaseResult::pass()
                                     : CaseResult::fail("chunks changed the answer", before, after, chunked.text());
          }},
    Probe{"DSP0226/RC.2-2", "C.2", "A request by POST is answered with a SOAP message", Level::kMust, "instance",
          [](ServerRun& run) {
              const auto& exchange = run.wire.send(getText(run));
              if (exchange.failed())
                  return CaseResult::error("no reply: " + exchange.failure);
              return Reply(exchange).isEnvelope() ? CaseResult::pass()
                                                  : CaseResult::fail("no SOAP message came back", "an envelope",
                                                                     Reply(exchange).summary(), exchange.text());
          }},
    Probe{"DSP0226/RC.2-6/PUT", "C.2", "A message by PUT is not processed", Level::kMust, "",
          [](ServerRun& run) { return notProcessed(run, "PUT"); }},
    Probe{"DSP0226/RC.2-6/DELETE", "C.2", "A message by DELETE is not processed", Level::kMust, "",
          [](ServerRun& run) { return notProcessed(run, "DELETE"); }},
    Probe{"DSP0226/RC.2-10", "C.2", "The To header need not be the address that was posted to", Level::kShould,
          "instance",
          [](ServerRun& run) {
              auto request = requestFor(run, knownInstance(run), std::string(wsman::action::kGet));
              request.to = "http://another-name.example.org:5985/wsman?variant=1";
              const auto& exchange = send(run, request);
              if (exchange.failed())
                  return CaseResult::error("no reply: " + exchange.failure);
              return exchange.status == 200 && !Reply(exchange).isFault()
                         ? CaseResult::pass()
                         : CaseResult::fail("another To is refused", "a reply", Reply(exchange).summary(),
                                            exchange.text());
          }},
    Probe{"DSP0226/RC.2-11", "C.2", "The anonymous path does not ask for credentials", Level::kShould, "credentials",
          [](ServerRun& run) {
              const auto& exchange = anonymousIdentify(run);
              if (exchange.failed())
                  return silence(exchange, "a reply");
              return exchange.status != 401
                         ? CaseResult::pass()
                         : CaseResult::fail("/wsman-anon asks for credentials", "no 401", "HTTP 401", exchange.text());
          }},
    Probe{"DSP0226/RC.2-12/mismatch", "C.2", "A SOAPAction that is not the Action is ignored or refused with a fault",
          Level::kMay, "instance",
          [](ServerRun& run) {
              const auto& exchange =
                  run.wire.send(getText(run), {.headers = {{"SOAPAction", "\"urn:mi-conformance:another\""}}});
              if (exchange.failed())
                  return CaseResult::fail("the request got no answer", "a reply or a fault", exchange.failure,
                                          exchange.text());
              return Reply(exchange).isEnvelope() || (exchange.status >= 400 && exchange.status < 500)
                         ? CaseResult::pass()
                         : CaseResult::fail("the request got no proper answer", "a reply or a fault",
                                            Reply(exchange).summary(), exchange.text());
          }},
    Probe{
        "DSP0226/RC.2-14/image", "C.2", "A picture is HTTP 415", Level::kMust, "",
        [](ServerRun& run) { return expectStatus(run.wire.send(identifyText(), {.contentType = "image/png"}), 415); }},
    Probe{"DSP0226/C.3.1", "C.3.1", "Basic credentials that come unasked are accepted", Level::kMust,
          "credentials instance",
          [](ServerRun& run) {
              const auto& exchange = run.wire.send(getText(run));
              if (exchange.failed())
                  return CaseResult::error("no reply: " + exchange.failure);
              return exchange.status != 401
                         ? CaseResult::pass()
                         : CaseResult::fail("the credentials were refused", "no 401", "HTTP 401", exchange.text());
          }},
    Probe{"DSP0226/C.3.1/wrong", "C.3.1", "A wrong password is HTTP 401", Level::kMust, "credentials",
          [](ServerRun& run) {
              return expectStatus(
                  run.wire.send(getText(run), {.user = run.wire.target().user, .password = "not the password"}), 401);
          }},
    Probe{"DSP0226/C.3.1/again", "C.3.1", "After a 401, good credentials are accepted", Level::kMust, "credentials",
          [](ServerRun& run) {
              run.wire.send(getText(run), {.authenticate = false});
              return expectReply(run.wire.send(identifyText()), "IdentifyResponse");
          }},
    Probe{"DSP0226/RC.3-3", "C.3", "An Enumerate without credentials is HTTP 401", Level::kShould,
          "credentials resource",
          [](ServerRun& run) {
              auto request = requestFor(run, knownClass(run), std::string(wsman::action::kEnumerate), "<n:Enumerate/>");
              return expectStatus(send(run, request, {.authenticate = false}), 401);
          }},
    Probe{"DSP0226/R11-2/none", "11", "Identify without a Header element is answered", Level::kMust, "",
          [](ServerRun& run) {
              auto text = identifyText();
              const auto begin = text.find("<s:Header>");
              text.erase(begin, text.find("</s:Header>") + 11 - begin);
              return expectReply(run.wire.send(text), "IdentifyResponse");
          }},
    Probe{"DSP0226/R11-3", "11", "Identify with addressing headers is answered too", Level::kShould, "",
          [](ServerRun& run) {
              return expectReply(run.wire.send(identifyText(
                                     "<a:MessageID xmlns:a=\"http://schemas.xmlsoap.org/ws/2004/08/addressing\">" +
                                     newMessageId() + "</a:MessageID>")),
                                 "IdentifyResponse");
          }},
    Probe{"DSP0226/R11-4", "11", "Identify without credentials is answered, or is HTTP 401 or 404", Level::kMay,
          "credentials",
          [](ServerRun& run) {
              const auto& exchange = anonymousIdentify(run);
              if (exchange.failed())
                  return silence(exchange, "a reply");
              if (exchange.status == 401 || exchange.status == 403 || exchange.status == 404)
                  return CaseResult::pass();
              return expectReply(exchange, "IdentifyResponse");
          }},
    Probe{"DSP0226/R11-5", "11", "Identify without credentials tells the real version, or that it is hidden",
          Level::kMust, "credentials", anonymousVersion},
};

}  // namespace

std::span<const Probe> transportProbes() {
    return kProbes;
}

}  // namespace conformance
