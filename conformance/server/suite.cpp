#include "conformance/server/suite.h"

#include "conformance/runner/catalogue.h"
#include "conformance/server/probes.h"
#include "conformance/server/reply.h"
#include "wsman/rules/rule.h"

namespace conformance {

namespace rules = wsman::rules;

namespace {

/// What a rule says of every reply so far; the first breach decides.
CaseResult judgeAll(const ServerRun& run, const rules::Rule& rule) {
    rules::Session session;
    bool applied = false;
    for (const auto& exchange : run.wire.exchanges()) {
        if (exchange->failed())
            continue;
        const rules::Observed request(exchange->requestBody,
                                      {.method = "POST", .contentType = exchange->requestContentType});
        const rules::Observed reply(exchange->replyBody,
                                    {.status = exchange->status, .contentType = exchange->replyContentType});
        const auto verdict = rules::judge(rule, request, reply, session);
        session.observe(request);
        session.observe(request, reply);
        if (verdict.outcome == rules::Outcome::kNotApplicable)
            continue;
        applied = true;
        if (verdict.outcome != rules::Outcome::kPass)
            return CaseResult::fail(verdict.text + (verdict.where.empty() ? "" : " at " + verdict.where),
                                    verdict.expected, verdict.actual, exchange->text());
    }
    return applied ? CaseResult::pass() : CaseResult::skipped("no reply that this rule speaks of was seen");
}

}  // namespace

std::string checkReachable(ServerRun& run) {
    const auto& exchange = run.wire.send(identifyText());
    if (exchange.failed())
        return "cannot reach " + run.wire.target().url() + ": " + exchange.failure;
    if (exchange.status == 401)
        return "the endpoint refuses the credentials (HTTP 401); give --user and --password";
    if (!Reply(exchange).isEnvelope())
        return "what answers at " + run.wire.target().url() + " does not speak SOAP 1.2: HTTP " +
               std::to_string(exchange.status);
    return {};
}

Suite serverSuite(ServerRun& run) {
    Suite suite{"server", {}};
    addIdentifyProbes(run, suite.cases);
    addEnvelopeProbes(run, suite.cases);
    addHttpProbes(run, suite.cases);
    addHeaderProbes(run, suite.cases);
    addEnumerationProbes(run, suite.cases);
    for (const auto& rule : rules::allRules())
        if (rule.party == rules::Party::kServer)
            suite.cases.push_back({std::string(rule.id),
                                   std::string(rule.clause),
                                   std::string(rule.requirement),
                                   levelOf(rule.level),
                                   [&run, &rule] { return judgeAll(run, rule); },
                                   {},
                                   {},
                                   true});
    return suite;
}

}  // namespace conformance
