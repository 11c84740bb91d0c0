// DSP0226 Annex C: the HTTP binding and its security profiles.
#include <algorithm>

#include "conformance/server/probes.h"
#include "conformance/server/reply.h"
#include "wsman/uris.h"

namespace conformance {

void addHttpProbes(ServerRun& run, std::vector<Case>& cases) {
    cases.push_back(
        {"DSP0226/RC.2-6p", "C.2", "Messages are carried by POST: GET is not processed as one", Level::kMust, [&run] {
             const auto& exchange = run.wire.send("", {.contentType = "", .method = "GET"});
             // A page for people is no answer to a message.
             const bool isPage = !exchange.failed() && !Reply(exchange).isEnvelope();
             return isPage ? CaseResult::pass() : expectRefusal(exchange);
         }});

    cases.push_back({"DSP0226/RC.2-14", "C.2", "A media type that is not supported is HTTP 415", Level::kMust, [&run] {
                         return expectStatus(
                             run.wire.send(getRequest(run.wire.target()).text(), {.contentType = "text/plain"}), 415);
                     }});

    cases.push_back(
        {"DSP0226/RC.2-12p", "C.2", "A message with the SOAPAction that its Action says is processed", Level::kMust,
         [&run] {
             if (auto result = expectReply(run.wire.send(identifyText(), {.headers = {{"SOAPAction", "\"\""}}}),
                                           "IdentifyResponse");
                 result.verdict != Verdict::kPass)
                 return result;
             const auto text = [&run] { return getRequest(run.wire.target()).text(); };
             const auto& plain = run.wire.send(text());
             const auto& named =
                 run.wire.send(text(), {.headers = {{"SOAPAction", '"' + std::string(wsman::action::kGet) + '"'}}});
             for (const auto* exchange : {&plain, &named})
                 if (exchange->failed())
                     return CaseResult::error("no reply: " + exchange->failure);
             const auto before = Reply(plain).summary();
             const auto after = Reply(named).summary();
             return before == after ? CaseResult::pass()
                                    : CaseResult::fail("SOAPAction changed the answer", before, after, named.text());
         }});

    cases.push_back({"DSP0226/RC.3-1", "C.3", "A request without credentials is HTTP 401 with a predefined scheme",
                     Level::kMust, [&run] {
                         if (run.wire.target().user.empty())
                             return CaseResult::skipped("no credentials were given, so the endpoint needs none");
                         const auto& exchange =
                             run.wire.send(getRequest(run.wire.target()).text(), {.authenticate = false});
                         if (auto result = expectStatus(exchange, 401); result.verdict != Verdict::kPass)
                             return result;
                         const auto offered = schemesOf(exchange);
                         for (const char* known : {"basic", "digest", "negotiate", "kerberos", "ntlm"})
                             if (std::find(offered.begin(), offered.end(), known) != offered.end())
                                 return CaseResult::pass();
                         return CaseResult::fail("WWW-Authenticate names no predefined scheme",
                                                 "Basic, Digest, Negotiate or Kerberos",
                                                 exchange.header("WWW-Authenticate"), exchange.text());
                     }});
}

}  // namespace conformance
