// DSP0226 §8.2 and §8.4: how much comes at once.
#include <array>

#include "conformance/server/probe.h"
#include "conformance/server/walk.h"
#include "wsman/uris.h"

namespace conformance {

namespace {

namespace ns = wsman::ns;

/// A Pull with this MaxElements must be refused.
CaseResult badMaxElements(ServerRun& run, const char* value) {
    const auto begun = begin(run, knownClass(run));
    if (begun.problem)
        return *begun.problem;
    return expectRefusal(
        pull(run, knownClass(run), begun.context, std::string("<n:MaxElements>") + value + "</n:MaxElements>"));
}

CaseResult refusedPullEndsNothing(ServerRun& run) {
    const auto begun = begin(run, knownClass(run));
    if (begun.problem)
        return *begun.problem;
    const auto& bad = pull(run, knownClass(run), begun.context, "<n:MaxElements>many</n:MaxElements>");
    if (bad.failed())
        return CaseResult::error("no reply: " + bad.failure);
    if (!Reply(bad).isFault())
        return CaseResult::skipped("the service takes a MaxElements that is no number");
    return expectReply(pull(run, knownClass(run), begun.context, "<n:MaxElements>1</n:MaxElements>"), "PullResponse");
}

CaseResult pullsAtMost(ServerRun& run, std::size_t most) {
    const auto begun = begin(run, knownClass(run));
    if (begun.problem)
        return *begun.problem;
    const auto& exchange =
        pull(run, knownClass(run), begun.context, "<n:MaxElements>" + std::to_string(most) + "</n:MaxElements>");
    if (auto result = expectReply(exchange, "PullResponse"); result.verdict != Verdict::kPass)
        return result;
    const auto count = itemNodes(Reply(exchange)).size();
    return count <= most ? CaseResult::pass()
                         : CaseResult::fail("there are more items than asked for", std::to_string(most) + " at most",
                                            std::to_string(count), exchange.text());
}

CaseResult sameInAnyPortion(ServerRun& run) {
    const auto whole = listAll(run, knownClass(run));
    if (whole.problem)
        return *whole.problem;
    const auto begun = begin(run, knownClass(run));
    if (begun.problem)
        return *begun.problem;
    std::vector<std::string> items;
    auto context = begun.context;
    for (int pulls = 0; pulls < kMostPulls; ++pulls) {
        const auto& exchange = pull(run, knownClass(run), context);
        if (auto result = expectReply(exchange, "PullResponse"); result.verdict != Verdict::kPass)
            return result;
        const Reply reply(exchange);
        for (const auto item : itemNodes(reply))
            items.push_back(fingerprint(item));
        if (atEnd(reply))
            return items.size() == whole.items.size() ? CaseResult::pass()
                                                      : CaseResult::fail("one by one, another number of items comes",
                                                                         std::to_string(whole.items.size()),
                                                                         std::to_string(items.size()), exchange.text());
        context = contextOf(reply).value_or(context);
    }
    return tooManyPulls();
}

CaseResult keepsToEnvelopeSize(ServerRun& run) {
    const auto begun = begin(run, knownClass(run));
    if (begun.problem)
        return *begun.problem;
    const auto& exchange = pull(run, knownClass(run), begun.context, "<n:MaxElements>10000</n:MaxElements>",
                                "<w:MaxEnvelopeSize s:mustUnderstand=\"true\">8192</w:MaxEnvelopeSize>");
    if (exchange.failed())
        return CaseResult::error("no reply: " + exchange.failure);
    if (Reply(exchange).isFault())
        return expectFault(exchange, {"wsman:EncodingLimit"});
    return exchange.replyBody.size() <= 8192
               ? CaseResult::pass()
               : CaseResult::fail("the reply is larger than the request allows", "8192 octets at most",
                                  std::to_string(exchange.replyBody.size()) + " octets", exchange.text());
}

CaseResult estimate(ServerRun& run, bool asked) {
    const auto& exchange = enumerate(run, knownClass(run), "", asked ? "<w:RequestTotalItemsCountEstimate/>" : "");
    if (auto result = expectReply(exchange, "EnumerateResponse"); result.verdict != Verdict::kPass)
        return result;
    const Reply reply(exchange);
    const auto node = reply.headerNode(ns::kWsman, "TotalItemsCountEstimate");
    if (!asked)
        return node ? CaseResult::fail("an estimate came unasked", "no TotalItemsCountEstimate", fingerprint(node),
                                       exchange.text())
                    : CaseResult::pass();
    const auto text = trimmed(node.child_value());
    const bool number = !text.empty() && text.find_first_not_of("0123456789") == std::string::npos;
    // A service may ignore the request; what it sends must be a count, or nil.
    return !node || number || node.attribute("xsi:nil")
               ? CaseResult::pass()
               : CaseResult::fail("the estimate is no count", "a number or xsi:nil", fingerprint(node),
                                  exchange.text());
}

constexpr std::array kProbes{
    Probe{"DSP0226/R8.2.2-1p", "8.2.2", "No estimate of the number of items comes unasked", Level::kMust, "resource",
          [](ServerRun& run) { return estimate(run, false); }},
    Probe{"DSP0226/R8.2.2-1/asked", "8.2.2", "An estimate of the number of items that was asked for is a number",
          Level::kMust, "resource", [](ServerRun& run) { return estimate(run, true); }},
    Probe{"DSP0226/R8.2.3-2p", "8.2.3", "A plain Enumerate returns no items", Level::kMust, "resource",
          [](ServerRun& run) {
              const auto& exchange = enumerate(run, knownClass(run));
              if (auto result = expectReply(exchange, "EnumerateResponse"); result.verdict != Verdict::kPass)
                  return result;
              const auto count = itemNodes(Reply(exchange)).size();
              return count == 0
                         ? CaseResult::pass()
                         : CaseResult::fail("items came unasked", "none", std::to_string(count), exchange.text());
          }},
    Probe{"DSP0226/R8.2.3-3/two", "8.2.3", "An optimised Enumerate returns MaxElements items at most", Level::kMust,
          "resource",
          [](ServerRun& run) {
              const auto& exchange =
                  enumerate(run, knownClass(run), "<w:OptimizeEnumeration/><w:MaxElements>2</w:MaxElements>");
              if (auto result = expectReply(exchange, "EnumerateResponse"); result.verdict != Verdict::kPass)
                  return result;
              const auto count = itemNodes(Reply(exchange)).size();
              return count <= 2 ? CaseResult::pass()
                                : CaseResult::fail("there are more items than asked for", "2 at most",
                                                   std::to_string(count), exchange.text());
          }},
    Probe{"DSP0226/R8.4-1", "8.4", "MaxCharacters is a hint that makes no fault", Level::kShould, "resource",
          [](ServerRun& run) {
              const auto begun = begin(run, knownClass(run));
              if (begun.problem)
                  return *begun.problem;
              return expectReply(pull(run, knownClass(run), begun.context,
                                      "<n:MaxElements>5</n:MaxElements><n:MaxCharacters>65536</n:MaxCharacters>"),
                                 "PullResponse");
          }},
    Probe{"DSP0226/R8.4-2", "8.4", "A Pull reply is not larger than MaxEnvelopeSize", Level::kMust, "resource",
          keepsToEnvelopeSize},
    Probe{"DSP0226/R8.4-4", "8.4", "A Pull may have both MaxTime and OperationTimeout", Level::kMay, "resource",
          [](ServerRun& run) {
              const auto begun = begin(run, knownClass(run));
              if (begun.problem)
                  return *begun.problem;
              return expectReply(pull(run, knownClass(run), begun.context,
                                      "<n:MaxTime>PT30S</n:MaxTime><n:MaxElements>2</n:MaxElements>",
                                      "<w:OperationTimeout>PT20S</w:OperationTimeout>"),
                                 "PullResponse");
          }},
    Probe{"DSP0226/R8.4-9/two", "8.4", "A Pull returns MaxElements items at most", Level::kMust, "resource",
          [](ServerRun& run) { return pullsAtMost(run, 2); }},
    Probe{"DSP0226/R8.4-9/order", "8.4", "One by one or in bulk, the same number of items comes", Level::kMust,
          "resource", sameInAnyPortion},
    Probe{"DSP0226/R8.4-9/zero", "8.4", "A MaxElements of 0 is refused", Level::kShould, "resource",
          [](ServerRun& run) { return badMaxElements(run, "0"); }},
    Probe{"DSP0226/R8.4-9/negative", "8.4", "A negative MaxElements is refused", Level::kShould, "resource",
          [](ServerRun& run) { return badMaxElements(run, "-1"); }},
    Probe{"DSP0226/R8.4-9/text", "8.4", "A MaxElements that is no number is refused", Level::kShould, "resource",
          [](ServerRun& run) { return badMaxElements(run, "many"); }},
    Probe{"DSP0226/R8.4-3", "8.4", "After a Pull that was refused, the enumeration goes on", Level::kShould, "resource",
          refusedPullEndsNothing},
    Probe{"DSP0226/R8.4-10", "8.4", "A huge MaxElements is capped", Level::kMay, "resource",
          [](ServerRun& run) {
              const auto begun = begin(run, knownClass(run));
              if (begun.problem)
                  return *begun.problem;
              return expectReply(pull(run, knownClass(run), begun.context, "<n:MaxElements>4294967295</n:MaxElements>"),
                                 "PullResponse");
          }},
    Probe{"DSP0226/R8.4-11s", "8.4", "A Pull without a context is refused", Level::kMust, "resource",
          [](ServerRun& run) {
              return expectFault(
                  send(run, requestFor(run, knownClass(run), std::string(wsman::action::kPull), "<n:Pull/>")),
                  {"wsen:InvalidEnumerationContext", "wsman:SchemaValidationError"});
          }},
};

}  // namespace

std::span<const Probe> batchProbes() {
    return kProbes;
}

}  // namespace conformance
