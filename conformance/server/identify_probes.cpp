// DSP0226 §11: Identify.
#include "conformance/server/probes.h"
#include "conformance/server/reply.h"
#include "wsman/uris.h"

namespace conformance {

void addIdentifyProbes(ServerRun& run, std::vector<Case>& cases) {
    cases.push_back({"DSP0226/R11-1", "11", "Identify is answered at the service's address", Level::kShould, [&run] {
                         const auto& exchange = run.wire.send(identifyText());
                         if (auto result = expectReply(exchange, "IdentifyResponse"); result.verdict != Verdict::kPass)
                             return result;
                         const Reply reply(exchange);
                         return find(reply.body(), wsman::ns::kIdentity, "IdentifyResponse")
                                    ? CaseResult::pass()
                                    : CaseResult::fail("the IdentifyResponse is of another namespace",
                                                       std::string(wsman::ns::kIdentity), reply.summary(),
                                                       exchange.text());
                     }});

    cases.push_back(
        {"DSP0226/R11-2", "11", "Identify is answered whatever optional headers it carries", Level::kMust, [&run] {
             return expectReply(run.wire.send(identifyText("<t:Optional s:mustUnderstand=\"false\">x</t:Optional>")),
                                "IdentifyResponse");
         }});

    cases.push_back(
        {"DSP0226/R11-mu", "11", "Identify with a header that must be understood and is not ends in s:MustUnderstand",
         Level::kMust, [&run] {
             return expectFault(run.wire.send(identifyText("<t:Required s:mustUnderstand=\"true\">x</t:Required>")),
                                {"s:MustUnderstand"});
         }});

    cases.push_back({"DSP0226/R11-version", "11", "IdentifyResponse names the WS-Management version's namespace",
                     Level::kMust, [&run] {
                         const auto& exchange = run.wire.send(identifyText());
                         if (exchange.failed())
                             return CaseResult::error("no reply: " + exchange.failure);
                         const Reply reply(exchange);
                         for (auto node = find(reply.body(), wsman::ns::kIdentity, "ProtocolVersion"); node;
                              node = node.next_sibling())
                             if (trimmed(node.child_value()) == wsman::ns::kWsman)
                                 return CaseResult::pass();
                         return CaseResult::fail("no wsmid:ProtocolVersion is that of WS-Management 1",
                                                 std::string(wsman::ns::kWsman), reply.summary(), exchange.text());
                     }});
}

}  // namespace conformance
