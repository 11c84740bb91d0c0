// DSP0226 §8.2.1, §8.3 and Annexes D and E: filters of enumerations.
#include <algorithm>
#include <array>

#include "conformance/server/probe.h"
#include "conformance/server/walk.h"
#include "wsman/uris.h"

namespace conformance {

namespace {

namespace uri = wsman::uri;
namespace ns = wsman::ns;

std::string filter(std::string_view dialect, const std::string& content, const char* prefix = "w") {
    return std::string("<") + prefix + ":Filter" +
           (dialect.empty() ? std::string() : " Dialect=\"" + std::string(dialect) + "\"") + ">" + content + "</" +
           prefix + ":Filter>";
}

std::string selectorFilter(const NameValues& selectors) {
    std::string out = "<w:SelectorSet>";
    for (const auto& [name, value] : selectors)
        out += "<w:Selector Name=\"" + name + "\">" + escaped(value) + "</w:Selector>";
    return filter(uri::kDialectSelector, out + "</w:SelectorSet>");
}

bool refusesDialect(const CaseResult& result) {
    return result.actual.find("FilterDialectRequestedUnavailable") != std::string::npos ||
           result.actual.find("FilteringNotSupported") != std::string::npos;
}

/// Lists by a filter; skipped when the service does not have its dialect.
Listed listBy(ServerRun& run, const std::string& inside) {
    auto listed = listAll(run, knownClass(run), inside);
    if (listed.problem && refusesDialect(*listed.problem))
        listed.problem = CaseResult::skipped("the service does not have the dialect, and says so");
    return listed;
}

/// A filter that must be refused; skipped when its dialect is not there.
CaseResult badFilter(ServerRun& run, const std::string& inside, const std::vector<std::string>& subcodes) {
    const auto& exchange = enumerateToFault(run, knownClass(run), inside);
    if (!exchange.failed() && (Reply(exchange).subcode() == "wsen:FilterDialectRequestedUnavailable" ||
                               Reply(exchange).subcode() == "wsen:FilteringNotSupported"))
        return CaseResult::skipped("the service does not have the dialect, and says so");
    return expectFault(exchange, subcodes);
}

CaseResult selectsByKey(ServerRun& run) {
    const auto& selectors = run.wire.target().selectors;
    if (selectors.empty())
        return CaseResult::skipped("the instance has no selectors");
    const auto listed = listBy(run, selectorFilter({selectors.front()}));
    if (listed.problem)
        return *listed.problem;
    const auto all = listAll(run, knownClass(run));
    if (all.problem)
        return *all.problem;
    // By that property alone: others may have changed from one listing to the next.
    const auto matching = [wanted = "}" + selectors.front().first + "(" + trimmed(selectors.front().second) +
                                    ")"](const std::string& item) { return item.find(wanted) != std::string::npos; };
    const auto expected = std::count_if(all.items.begin(), all.items.end(), matching);
    const auto found = std::count_if(listed.items.begin(), listed.items.end(), matching);
    return found == expected && static_cast<std::size_t>(found) == listed.items.size()
               ? CaseResult::pass()
               : CaseResult::fail("the filter selects other instances than those that match",
                                  std::to_string(expected) + " instances",
                                  std::to_string(listed.items.size()) + " instances");
}

CaseResult queryReturns(ServerRun& run, std::string_view dialect, const std::string& query) {
    const auto listed = listBy(run, filter(dialect, escaped(query)));
    if (listed.problem)
        return *listed.problem;
    return !listed.items.empty() ? CaseResult::pass()
                                 : CaseResult::fail("the query returns nothing", "one instance or more", "none");
}

CaseResult sameByEitherFilter(ServerRun& run) {
    const auto content = escaped(run.profile.wql);
    const auto wsman = listBy(run, filter(uri::kDialectWql, content));
    const auto wsen = listBy(run, filter(uri::kDialectWql, content, "n"));
    for (const auto* one : {&wsman, &wsen})
        if (one->problem && one->problem->verdict != Verdict::kSkipped)
            return *one->problem;
    if (wsman.problem && wsen.problem)
        return *wsman.problem;
    if (wsman.problem || wsen.problem)
        return CaseResult::fail("the dialect is known in one of them only", "both or neither",
                                wsman.problem ? "wsen:Filter alone" : "wsman:Filter alone");
    return wsman.items.size() == wsen.items.size()
               ? CaseResult::pass()
               : CaseResult::fail("wsen:Filter returns something else than wsman:Filter",
                                  std::to_string(wsman.items.size()) + " instances",
                                  std::to_string(wsen.items.size()) + " instances");
}

CaseResult dialectsAreListed(ServerRun& run) {
    const auto& exchange = enumerate(run, knownClass(run), filter("urn:mi-conformance:dialect", "x"));
    if (exchange.failed())
        return CaseResult::error("no reply: " + exchange.failure);
    const Reply reply(exchange);
    if (reply.subcode() != "wsen:FilterDialectRequestedUnavailable")
        return CaseResult::skipped("the dialect is refused in another way: " + reply.summary());
    return find(reply.body(), ns::kEnumeration, "SupportedDialect")
               ? CaseResult::pass()
               : CaseResult::fail("the fault names no dialect that there is", "wsen:SupportedDialect", reply.summary(),
                                  exchange.text());
}

CaseResult xpathSelects(ServerRun& run) {
    const auto& selectors = run.wire.target().selectors;
    if (selectors.empty())
        return CaseResult::skipped("the instance has no selectors");
    const auto name = knownClass(run).uri.substr(knownClass(run).uri.rfind('/') + 1);
    const auto listed =
        listBy(run, filter(uri::kDialectXPath, "../" + name + "[" + selectors.front().first + "=&quot;" +
                                                   escaped(selectors.front().second) + "&quot;]"));
    if (listed.problem)
        return *listed.problem;
    const auto wanted = "}" + selectors.front().first + "(" + trimmed(selectors.front().second) + ")";
    for (const auto& item : listed.items)
        if (item.find(wanted) == std::string::npos)
            return CaseResult::fail("the XPath returns an instance that does not match", wanted, item);
    return !listed.items.empty() ? CaseResult::pass()
                                 : CaseResult::fail("the XPath returns nothing", "the instance", "none");
}

constexpr std::array kProbes{
    Probe{"DSP0226/R8.2.1-3p", "8.2.1", "A filter of text and markup is refused", Level::kMust, "resource",
          [](ServerRun& run) {
              return badFilter(
                  run, filter(uri::kDialectWql, "SELECT <t:and/> markup"),
                  {"wsen:CannotProcessFilter", "wsman:CannotProcessFilter", "wsman:SchemaValidationError"});
          }},
    Probe{"DSP0226/R8.3-2", "8.3", "wsman:Filter and wsen:Filter return the same", Level::kShould, "resource wql",
          sameByEitherFilter},
    Probe{"DSP0226/R8.3-3p", "8.3", "Two filters at once are refused", Level::kMust, "resource wql",
          [](ServerRun& run) {
              const auto query = escaped(run.profile.wql);
              return badFilter(run, filter(uri::kDialectWql, query) + filter(uri::kDialectWql, query, "n"),
                               {"wsen:CannotProcessFilter", "wsman:SchemaValidationError"});
          }},
    Probe{"DSP0226/R8.6-2b", "8.6", "An unknown filter dialect is refused as such", Level::kMust, "resource",
          [](ServerRun& run) {
              return expectFault(enumerate(run, knownClass(run), filter("urn:mi-conformance:dialect", "x")),
                                 {"wsen:FilterDialectRequestedUnavailable", "wsen:FilteringNotSupported"});
          }},
    Probe{"DSP0226/R8.6-2b/list", "8.6", "The fault for an unknown filter dialect lists those that there are",
          Level::kMust, "resource", dialectsAreListed},
    Probe{"DSP0226/RE-1", "E", "A selector filter by a name that the class does not have is refused", Level::kMust,
          "resource",
          [](ServerRun& run) {
              return badFilter(run, selectorFilter({{"MiConformanceUnknown", "1"}}), {"wsen:CannotProcessFilter"});
          }},
    Probe{"DSP0226/RE-2", "E", "A selector filter selects the instances that have these values", Level::kMust,
          "resource", selectsByKey},
    Probe{"DSP0226/RE-5", "E", "A selector filter that names a selector twice is refused", Level::kShould, "resource",
          [](ServerRun& run) {
              const auto& selectors = run.wire.target().selectors;
              if (selectors.empty())
                  return CaseResult::skipped("the instance has no selectors");
              return badFilter(run, selectorFilter({selectors.front(), selectors.front()}),
                               {"wsen:CannotProcessFilter", "wsman:InvalidSelectors"});
          }},
    Probe{"DSP0226/D.3", "D.3", "An XPath with a condition selects the instances that meet it", Level::kShould,
          "resource", xpathSelects},
    Probe{"MS-WSMV/2.2.4.17-wql", "2.2.4.17", "A WQL query returns what it asks for", Level::kVendor, "resource wql",
          [](ServerRun& run) { return queryReturns(run, uri::kDialectWql, run.profile.wql); }},
    Probe{"MS-WSMV/2.2.4.17-wql-error", "2.2.4.17", "A WQL query that is none is refused", Level::kVendor,
          "resource wql",
          [](ServerRun& run) {
              return badFilter(run, filter(uri::kDialectWql, "SELECT * FROM WHERE"), {"wsen:CannotProcessFilter"});
          }},
    Probe{"DSP0227/7.1-cql", "7.1", "A CQL query returns what it asks for", Level::kMay, "resource cql",
          [](ServerRun& run) { return queryReturns(run, uri::kDialectCql, run.profile.cql); }},
    Probe{"DSP0227/7.1-cql-error", "7.1", "A CQL query that is none is refused", Level::kMay, "resource cql",
          [](ServerRun& run) {
              return badFilter(run, filter(uri::kDialectCql, "SELECT FROM"), {"wsen:CannotProcessFilter"});
          }},
};

}  // namespace

std::span<const Probe> filterProbes() {
    return kProbes;
}

}  // namespace conformance
