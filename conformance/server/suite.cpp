#include "conformance/server/suite.h"

#include <algorithm>
#include <optional>

#include "conformance/runner/catalogue.h"
#include "conformance/runner/deadline.h"
#include "conformance/server/leftovers.h"
#include "conformance/server/probe.h"
#include "conformance/server/probes.h"
#include "conformance/server/reply.h"
#include "wsman/rules/rule.h"

namespace conformance {

namespace rules = wsman::rules;

namespace {

/// What a rule says of every reply so far.
CaseResult judgeAll(const ServerRun& run, const rules::Rule& rule) {
    rules::Session session;
    Findings findings;
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
        if (!findings.add(verdict, "", [&] { return exchange->text(); }))
            break;
    }
    return findings.result("no reply that this rule speaks of was seen");
}

std::vector<std::string> words(std::string_view text) {
    std::vector<std::string> out;
    for (std::size_t begin = 0; begin < text.size();) {
        const auto end = std::min(text.find(' ', begin), text.size());
        out.emplace_back(text.substr(begin, end - begin));
        begin = end + 1;
    }
    return out;
}

/// Capabilities of which nothing can be said before the endpoint was asked.
bool isLearntFromEndpoint(std::string_view capability) {
    constexpr std::string_view kLearnt[] = {"resource", "instance", "namespace", "microsoft", "standard"};
    return std::find(std::begin(kLearnt), std::end(kLearnt), capability) != std::end(kLearnt);
}

Case caseOf(ServerRun& run, const Probe& probe) {
    auto needs = words(probe.needs);
    return {std::string(probe.id),
            std::string(probe.clause),
            std::string(probe.requirement),
            probe.level,
            [&run, ask = probe.run, needs] {
                for (const auto& capability : needs)
                    if (auto why = missing(run, capability); !why.empty())
                        return CaseResult::skipped(std::move(why));
                return ask(run);
            },
            needs};
}

/// When the endpoint does not answer any more: the exchange of the case that it did not survive.
std::optional<std::string> lost(ServerRun& run, std::size_t from) {
    const auto& exchanges = run.wire.exchanges();
    const auto failed = std::find_if(exchanges.begin() + static_cast<std::ptrdiff_t>(from), exchanges.end(),
                                     [](const auto& exchange) { return exchange->failed(); });
    if (failed == exchanges.end())
        return std::nullopt;
    const auto text = (*failed)->text();
    return run.wire.send(identifyText()).failed() ? std::optional(text) : std::nullopt;
}

/// Why there is no way in, from the schemes that the 401 offers.
std::string refusal(const WireExchange& exchange, const ServerTarget& target) {
    std::string offered;
    for (const auto& scheme : schemesOf(exchange))
        offered += (offered.empty() ? "" : ", ") + scheme;
    const auto schemes = schemesOf(exchange);
    if (std::find(schemes.begin(), schemes.end(), "basic") == schemes.end() && !offered.empty())
        return "the endpoint offers " + offered + " (HTTP 401), and the suite speaks Basic alone; let it allow Basic";
    return target.user.empty() ? "the endpoint wants credentials (HTTP 401); give --user and --password"
                               : "the endpoint refuses the credentials (HTTP 401); check --user and --password";
}

}  // namespace

std::string checkReachable(ServerRun& run) {
    const auto& exchange = run.wire.send(identifyText());
    if (exchange.failed())
        return "cannot reach " + run.wire.target().url() + ": " + exchange.failure;
    if (exchange.status == 401)
        return refusal(exchange, run.wire.target());
    if (!Reply(exchange).isEnvelope())
        return "what answers at " + run.wire.target().url() + " does not speak SOAP 1.2: HTTP " +
               std::to_string(exchange.status);
    return {};
}

Suite serverSuite(ServerRun& run) {
    Suite suite{"server", {}};
    const auto tidied = [&](Case& one) {
        // Once nobody listens any more, every further probe could only say the same.
        one.run = [&run, ask = std::move(one.run), id = one.id] {
            if (!run.gone.empty())
                return CaseResult::error("the endpoint does not answer any more, since " + run.gone);
            const auto before = run.wire.exchanges().size();
            auto result = ask();
            const CleanUpTime time;
            if (const auto exchange = lost(run, before)) {
                run.gone = id;
                if (result.verdict != Verdict::kError)
                    result = CaseResult::fail("the endpoint was gone afterwards", "an answer to Identify", "none",
                                              *exchange);
            } else {
                releaseLeftovers(run, before);
            }
            return result;
        };
    };
    addIdentifyProbes(run, suite.cases);
    addEnvelopeProbes(run, suite.cases);
    addHttpProbes(run, suite.cases);
    addHeaderProbes(run, suite.cases);
    addEnumerationProbes(run, suite.cases);
    for (const auto& group :
         {encodingProbes(), transportProbes(), resourceProbes(), replyAddressProbes(), controlProbes(),
          transferProbes(), representationProbes(), fragmentProbes(), contextProbes(), batchProbes(), modeProbes(),
          filterProbes(), associationProbes(), methodProbes(), schemaProbes(), subscribeProbes(), deliveryProbes(),
          microsoftProbes(), limitProbes()})  // the last may cost a weak service its life
        for (const auto& probe : group)
            suite.cases.push_back(caseOf(run, probe));
    for (auto& one : suite.cases)
        tidied(one);
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
    suite.lacking = [&run](const std::string& capability) {
        return isLearntFromEndpoint(capability) ? std::string() : missing(run, capability);
    };
    return suite;
}

}  // namespace conformance
