// DSP0226 §7.3 and §8: Get, and enumeration of a class that the tester was told of.
#include <optional>
#include <string>

#include "conformance/server/probes.h"
#include "conformance/server/walk.h"

namespace conformance {

namespace {

std::optional<CaseResult> unlessResource(const ServerRun& run) {
    if (run.wire.target().resourceUri.empty())
        return CaseResult::skipped("no class to read is known; give --resource");
    return std::nullopt;
}

CaseResult listsToTheEnd(ServerRun& run) {
    if (auto skipped = unlessResource(run))
        return *skipped;
    return listAll(run, knownClass(run)).problem.value_or(CaseResult::pass());
}

CaseResult optimisedOneItemByDefault(ServerRun& run) {
    if (auto skipped = unlessResource(run))
        return *skipped;
    const auto& exchange = enumerate(run, knownClass(run), "<w:OptimizeEnumeration/>");
    if (auto result = expectReply(exchange, "EnumerateResponse"); result.verdict != Verdict::kPass)
        return result;
    const auto items = itemNodes(Reply(exchange)).size();
    return items <= 1 ? CaseResult::pass()
                      : CaseResult::fail("an optimised Enumerate without MaxElements returned several items",
                                         "1 item at most", std::to_string(items) + " items", exchange.text());
}

CaseResult optimisedIsComplete(ServerRun& run) {
    if (auto skipped = unlessResource(run))
        return *skipped;
    const auto plain = listAll(run, knownClass(run));
    if (plain.problem)
        return *plain.problem;
    const auto& first = enumerate(run, knownClass(run), "<w:OptimizeEnumeration/><w:MaxElements>100</w:MaxElements>");
    const auto optimised = listFrom(run, knownClass(run), first);
    if (optimised.problem)
        return *optimised.problem;
    return plain.items.size() == optimised.items.size()
               ? CaseResult::pass()
               : CaseResult::fail("the optimised enumeration brings another number of items",
                                  std::to_string(plain.items.size()), std::to_string(optimised.items.size()),
                                  first.text());
}

/// `mode` is an option: a server that does not have it says so (DSP0226 R8.7-3).
CaseResult modeIsHonouredOrRefused(ServerRun& run, const std::string& mode) {
    if (auto skipped = unlessResource(run))
        return *skipped;
    const auto& first = enumerate(run, knownClass(run), "<w:EnumerationMode>" + mode + "</w:EnumerationMode>");
    if (!first.failed() && Reply(first).isFault())
        return expectFault(first, {"wsman:UnsupportedFeature"}, "EnumerationMode");
    return listFrom(run, knownClass(run), first).problem.value_or(CaseResult::pass());
}

CaseResult oneItemByDefault(ServerRun& run) {
    if (auto skipped = unlessResource(run))
        return *skipped;
    const auto begun = begin(run, knownClass(run));
    if (begun.problem)
        return *begun.problem;
    const auto& exchange = pull(run, knownClass(run), begun.context);
    if (auto result = expectReply(exchange, "PullResponse"); result.verdict != Verdict::kPass)
        return result;
    const auto items = itemNodes(Reply(exchange)).size();
    return items <= 1 ? CaseResult::pass()
                      : CaseResult::fail("a Pull without MaxElements returned several items", "1 item",
                                         std::to_string(items) + " items", exchange.text());
}

CaseResult releaseEndsIt(ServerRun& run) {
    if (auto skipped = unlessResource(run))
        return *skipped;
    const auto begun = begin(run, knownClass(run));
    if (begun.problem)
        return *begun.problem;
    const auto& released = release(run, knownClass(run), begun.context);
    if (released.failed())
        return CaseResult::error("no reply: " + released.failure);
    if (Reply(released).isFault())
        return CaseResult::fail("Release was refused", "ReleaseResponse", Reply(released).summary(), released.text());
    return expectFault(pull(run, knownClass(run), begun.context), {"wsen:InvalidEnumerationContext"});
}

}  // namespace

void addEnumerationProbes(ServerRun& run, std::vector<Case>& cases) {
    cases.push_back({"DSP0226/R7.3-1", "7.3", "Get returns the representation as the one child of the body",
                     Level::kShould, [&run] {
                         if (run.wire.target().resourceUri.empty() || run.wire.target().selectors.empty())
                             return CaseResult::skipped("no instance to read is known; give --resource and --selector");
                         const auto& exchange = run.wire.send(getRequest(run.wire.target()).text());
                         if (exchange.failed())
                             return CaseResult::error("no reply: " + exchange.failure);
                         const Reply reply(exchange);
                         std::size_t children = 0;
                         for (const auto node : reply.body().children())
                             children += node.type() == pugi::node_element;
                         return !reply.isFault() && children == 1
                                    ? CaseResult::pass()
                                    : CaseResult::fail("the body is not one representation", "one child of s:Body",
                                                       reply.summary() + ", " + std::to_string(children) + " children",
                                                       exchange.text());
                     }});
    cases.push_back({"DSP0226/R8.1-2", "8.1", "Instances are listed by Enumerate and Pull, to the end", Level::kMust,
                     [&run] { return listsToTheEnd(run); }});
    cases.push_back({"DSP0226/R8.4-9p", "8.4", "A Pull without MaxElements returns one item", Level::kMust,
                     [&run] { return oneItemByDefault(run); }});
    cases.push_back({"DSP0226/R8.2.3-3p", "8.2.3",
                     "An optimised Enumerate without MaxElements returns one item at most", Level::kMust,
                     [&run] { return optimisedOneItemByDefault(run); }});
    cases.push_back({"DSP0226/R8.2.3-5p", "8.2.3", "An optimised enumeration brings as many items as a plain one",
                     Level::kMust, [&run] { return optimisedIsComplete(run); }});
    for (const char* mode : {"EnumerateEPR", "EnumerateObjectAndEPR"})
        cases.push_back({std::string("DSP0226/R8.7-3/") + mode, "8.7",
                         std::string(mode) + " is honoured, or refused as not supported", Level::kMust,
                         [&run, mode] { return modeIsHonouredOrRefused(run, mode); }});
    cases.push_back({"DSP0226/R8.5-1", "8.5", "Release is honoured, and a later Pull fails", Level::kMust,
                     [&run] { return releaseEndsIt(run); }});
    cases.push_back(
        {"DSP0226/wsen-ctx", "8.4", "A context that the server never gave is invalid", Level::kMust, [&run] {
             if (auto skipped = unlessResource(run))
                 return *skipped;
             return expectFault(pull(run, knownClass(run), "uuid:00000000-0000-0000-0000-00000000C0DE"),
                                {"wsen:InvalidEnumerationContext"});
         }});
}

}  // namespace conformance
