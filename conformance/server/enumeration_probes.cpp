// DSP0226 §7.3 and §8: Get, and enumeration of a class that the tester was told of.
#include <optional>
#include <string>

#include "conformance/server/probes.h"
#include "conformance/server/reply.h"
#include "wsman/uris.h"

namespace conformance {

namespace {

namespace ns = wsman::ns;

constexpr const char* kEnumerate = "http://schemas.xmlsoap.org/ws/2004/09/enumeration/Enumerate";
constexpr const char* kPull = "http://schemas.xmlsoap.org/ws/2004/09/enumeration/Pull";
constexpr const char* kRelease = "http://schemas.xmlsoap.org/ws/2004/09/enumeration/Release";
constexpr int kMostPulls = 1000;

std::optional<CaseResult> unlessResource(const ServerRun& run) {
    if (run.wire.target().resourceUri.empty())
        return CaseResult::skipped("no class to read is known; give --resource");
    return std::nullopt;
}

/// The markup inside the reply's EnumerationContext, or nullopt when it has none or an empty one.
std::optional<std::string> contextOf(const Reply& reply) {
    const auto node = find(reply.body(), ns::kEnumeration, "EnumerationContext");
    const auto text = trimmed(node.child_value());
    return text.empty() ? std::nullopt : std::optional(text);
}

bool atEnd(const Reply& reply) {
    return find(reply.body(), ns::kEnumeration, "EndOfSequence") || find(reply.body(), ns::kWsman, "EndOfSequence");
}

std::size_t itemsOf(const Reply& reply) {
    auto items = find(reply.body(), ns::kEnumeration, "Items");
    if (!items)
        items = find(reply.body(), ns::kWsman, "Items");
    std::size_t count = 0;
    for (const auto node : items.children())
        count += node.type() == pugi::node_element;
    return count;
}

const WireExchange& pull(ServerRun& run, const std::string& context, const char* rest = "") {
    return run.wire.send(
        classRequest(run.wire.target(), kPull,
                     "<n:Pull><n:EnumerationContext>" + context + "</n:EnumerationContext>" + rest + "</n:Pull>")
            .text());
}

const WireExchange& enumerate(ServerRun& run, const std::string& rest = {}) {
    return run.wire.send(classRequest(run.wire.target(), kEnumerate, "<n:Enumerate>" + rest + "</n:Enumerate>").text());
}

/// Pulls from the reply to an Enumerate until the end, and counts the items of all replies.
CaseResult listToTheEnd(ServerRun& run, const WireExchange* exchange, std::size_t& items) {
    if (auto result = expectReply(*exchange, "EnumerateResponse"); result.verdict != Verdict::kPass)
        return result;
    for (int pulls = 0; pulls < kMostPulls; ++pulls) {
        const Reply reply(*exchange);
        items += itemsOf(reply);
        if (atEnd(reply))
            return CaseResult::pass();
        const auto context = contextOf(reply);
        if (!context)
            return CaseResult::fail("the enumeration goes on without a context", "EnumerationContext or EndOfSequence",
                                    reply.summary(), exchange->text());
        exchange = &pull(run, *context, "<n:MaxElements>100</n:MaxElements>");
        if (auto result = expectReply(*exchange, "PullResponse"); result.verdict != Verdict::kPass)
            return result;
    }
    return CaseResult::fail("the enumeration did not end", "EndOfSequence",
                            std::to_string(kMostPulls) + " Pulls without it");
}

CaseResult listsToTheEnd(ServerRun& run) {
    if (auto skipped = unlessResource(run))
        return *skipped;
    std::size_t items = 0;
    return listToTheEnd(run, &enumerate(run), items);
}

CaseResult optimisedOneItemByDefault(ServerRun& run) {
    if (auto skipped = unlessResource(run))
        return *skipped;
    const auto& exchange = enumerate(run, "<w:OptimizeEnumeration/>");
    if (auto result = expectReply(exchange, "EnumerateResponse"); result.verdict != Verdict::kPass)
        return result;
    const auto items = itemsOf(Reply(exchange));
    return items <= 1 ? CaseResult::pass()
                      : CaseResult::fail("an optimised Enumerate without MaxElements returned several items",
                                         "1 item at most", std::to_string(items) + " items", exchange.text());
}

CaseResult optimisedIsComplete(ServerRun& run) {
    if (auto skipped = unlessResource(run))
        return *skipped;
    std::size_t plain = 0;
    if (auto result = listToTheEnd(run, &enumerate(run), plain); result.verdict != Verdict::kPass)
        return result;
    std::size_t optimised = 0;
    const auto& first = enumerate(run, "<w:OptimizeEnumeration/><w:MaxElements>100</w:MaxElements>");
    if (auto result = listToTheEnd(run, &first, optimised); result.verdict != Verdict::kPass)
        return result;
    return plain == optimised ? CaseResult::pass()
                              : CaseResult::fail("the optimised enumeration brings another number of items",
                                                 std::to_string(plain), std::to_string(optimised), first.text());
}

/// `mode` is an option: a server that does not have it says so (DSP0226 R8.7-3).
CaseResult modeIsHonouredOrRefused(ServerRun& run, const std::string& mode) {
    if (auto skipped = unlessResource(run))
        return *skipped;
    const auto& first = enumerate(run, "<w:EnumerationMode>" + mode + "</w:EnumerationMode>");
    if (!first.failed() && Reply(first).isFault())
        return expectFault(first, {"wsman:UnsupportedFeature"}, "EnumerationMode");
    std::size_t items = 0;
    return listToTheEnd(run, &first, items);
}

CaseResult oneItemByDefault(ServerRun& run) {
    if (auto skipped = unlessResource(run))
        return *skipped;
    const auto& first = enumerate(run);
    if (first.failed())
        return CaseResult::error("no reply: " + first.failure);
    const auto context = contextOf(Reply(first));
    if (!context)
        return CaseResult::skipped("the enumeration has no context to pull from");
    const auto& exchange = pull(run, *context);
    if (auto result = expectReply(exchange, "PullResponse"); result.verdict != Verdict::kPass)
        return result;
    const auto items = itemsOf(Reply(exchange));
    return items <= 1 ? CaseResult::pass()
                      : CaseResult::fail("a Pull without MaxElements returned several items", "1 item",
                                         std::to_string(items) + " items", exchange.text());
}

CaseResult releaseEndsIt(ServerRun& run) {
    if (auto skipped = unlessResource(run))
        return *skipped;
    const auto& first = enumerate(run);
    if (first.failed())
        return CaseResult::error("no reply: " + first.failure);
    const auto context = contextOf(Reply(first));
    if (!context)
        return CaseResult::skipped("the enumeration has no context to release");
    const auto& released = run.wire.send(
        classRequest(run.wire.target(), kRelease,
                     "<n:Release><n:EnumerationContext>" + *context + "</n:EnumerationContext></n:Release>")
            .text());
    if (released.failed())
        return CaseResult::error("no reply: " + released.failure);
    if (Reply(released).isFault())
        return CaseResult::fail("Release was refused", "ReleaseResponse", Reply(released).summary(), released.text());
    return expectFault(pull(run, *context), {"wsen:InvalidEnumerationContext"});
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
             return expectFault(pull(run, "uuid:00000000-0000-0000-0000-00000000C0DE"),
                                {"wsen:InvalidEnumerationContext"});
         }});
}

}  // namespace conformance
