// DSP0227 §8.2: associations, by the association filter.
#include <algorithm>
#include <array>

#include "conformance/server/probe.h"
#include "conformance/server/walk.h"
#include "wsman/uris.h"

namespace conformance {

namespace {

namespace uri = wsman::uri;
namespace ns = wsman::ns;

Resource allClasses(const ServerRun& run) {
    const auto& source = run.profile.association->source;
    return {
        std::string(source.uri.find("/wmi/") == std::string::npos ? uri::kCimAllClasses
                                                                  : source.uri.substr(0, source.uri.rfind('/')) + "/*"),
        source.nameSpace,
        {}};
}

std::string filter(const std::string& content, std::string_view dialect = uri::kDialectAssociation) {
    return "<w:Filter Dialect=\"" + std::string(dialect) + "\">" + content + "</w:Filter>";
}

std::string object(const ServerRun& run, const Resource& resource) {
    return "<b:Object>" + eprMarkup(run, resource) + "</b:Object>";
}

std::string associated(const ServerRun& run, const std::string& more = {}) {
    return filter("<b:AssociatedInstances>" + object(run, run.profile.association->source) + more +
                  "</b:AssociatedInstances>");
}

std::string references(const ServerRun& run, const std::string& more = {}) {
    return filter("<b:AssociationInstances>" + object(run, run.profile.association->source) + more +
                  "</b:AssociationInstances>");
}

std::string tag(const char* name, const std::string& value) {
    return std::string("<b:") + name + ">" + value + "</b:" + name + ">";
}

Listed listBy(ServerRun& run, const std::string& inside) {
    return listAll(run, allClasses(run), inside);
}

std::string classOf(const std::string& item) {
    const auto begin = item.find('}') + 1;
    return item.substr(begin, item.find_first_of(" (", begin) - begin);
}

/// All listed instances are of one of the classes, and there is at least one.
CaseResult allOf(const Listed& listed, const std::string& wanted) {
    if (listed.problem)
        return *listed.problem;
    if (listed.items.empty())
        return CaseResult::fail("nothing is associated", "one instance or more", "none");
    for (const auto& item : listed.items)
        if (classOf(item) != wanted)
            return CaseResult::fail("an instance of another class came", wanted, classOf(item));
    return CaseResult::pass();
}

/// There is an instance of the class among those listed; there may be others.
CaseResult oneOf(const Listed& listed, const std::string& wanted) {
    if (listed.problem)
        return *listed.problem;
    for (const auto& item : listed.items)
        if (classOf(item) == wanted)
            return CaseResult::pass();
    return CaseResult::fail("no such instance came", wanted, std::to_string(listed.items.size()) + " others");
}

CaseResult narrows(ServerRun& run, const std::string& more) {
    const auto all = listBy(run, associated(run));
    if (all.problem)
        return *all.problem;
    const auto some = listBy(run, associated(run, more));
    if (some.problem)
        return *some.problem;
    for (const auto& item : some.items)
        if (std::find(all.items.begin(), all.items.end(), item) == all.items.end())
            return CaseResult::fail("the narrower filter returns what the wider one does not", "a subset", item);
    return !some.items.empty() ? CaseResult::pass()
                               : CaseResult::fail("nothing is associated", "one instance or more", "none");
}

CaseResult nobodyInRole(ServerRun& run) {
    const auto listed = listBy(run, associated(run, tag("Role", run.profile.association->resultRole)));
    if (listed.problem)
        return *listed.problem;
    return listed.items.empty() ? CaseResult::pass()
                                : CaseResult::fail("the instance is found in a role that it does not play", "none",
                                                   std::to_string(listed.items.size()) + " instances");
}

CaseResult onlyListedProperties(ServerRun& run) {
    const auto& walk = *run.profile.association;
    const auto& exchange = enumerate(
        run, allClasses(run),
        "<w:OptimizeEnumeration/><w:MaxElements>10</w:MaxElements>" +
            associated(run, tag("ResultClassName", walk.resultClass) + tag("IncludeResultProperty", walk.property)));
    if (!exchange.failed() && Reply(exchange).isFault())
        return expectFault(exchange, {"wsman:UnsupportedFeature"}, "FragmentLevelAccess");
    if (auto result = expectReply(exchange, "EnumerateResponse"); result.verdict != Verdict::kPass)
        return result;
    const Reply begun(exchange);
    const auto context = contextOf(begun);
    const bool isOptimised = !itemNodes(begun).empty() || !context;
    const auto& last = isOptimised ? exchange : pull(run, allClasses(run), *context);
    if (!isOptimised && Reply(last).isFault())
        return expectFault(last, {"wsman:UnsupportedFeature"}, "FragmentLevelAccess");
    const Reply reply(last);
    const auto items = itemNodes(reply);
    if (items.empty())
        return CaseResult::fail("nothing is associated", "one fragment or more", "none", last.text());
    for (const auto item : items) {
        const auto properties = elementsOf(item);
        const bool good = localOf(item.name()) == "XmlFragment" && namespaceOf(item, item.name()) == ns::kWsman &&
                          properties.size() == 1 && localOf(properties.front().name()) == walk.property;
        if (!good)
            return CaseResult::fail("an item is not the property that was asked for",
                                    "wsman:XmlFragment with " + walk.property, fingerprint(item), last.text());
    }
    return CaseResult::pass();
}

CaseResult badObject(ServerRun& run, const std::string& content) {
    return expectFault(enumerateToFault(run, allClasses(run), filter(content)),
                       {"wsen:CannotProcessFilter", "wsman:SchemaValidationError"});
}

constexpr std::array kProbes{
    Probe{"DSP0227/8.2-associated", "8.2", "The instances associated with one are enumerated", Level::kMust,
          "association",
          [](ServerRun& run) {
              const auto listed = listBy(run, associated(run));
              if (listed.problem)
                  return *listed.problem;
              return !listed.items.empty() ? CaseResult::pass()
                                           : CaseResult::fail("nothing is associated", "one instance or more", "none");
          }},
    Probe{
        "DSP0227/8.2-references", "8.2", "The associations of an instance are enumerated", Level::kMust, "association",
        [](ServerRun& run) { return oneOf(listBy(run, references(run)), run.profile.association->associationClass); }},
    Probe{"DSP0227/8.2-result-class", "8.2", "ResultClassName narrows to one class", Level::kMay, "association",
          [](ServerRun& run) {
              const auto& name = run.profile.association->resultClass;
              return allOf(listBy(run, associated(run, tag("ResultClassName", name))), name);
          }},
    Probe{"DSP0227/8.2-association-class", "8.2", "AssociationClassName narrows to one association", Level::kMay,
          "association",
          [](ServerRun& run) {
              return narrows(run, tag("AssociationClassName", run.profile.association->associationClass));
          }},
    Probe{"DSP0227/8.2-role", "8.2", "Role narrows to the role of the instance", Level::kMay, "association",
          [](ServerRun& run) { return narrows(run, tag("Role", run.profile.association->role)); }},
    Probe{"DSP0227/8.2-other-role", "8.2", "In a role that it does not play, an instance has no associates",
          Level::kMay, "association", nobodyInRole},
    Probe{"DSP0227/8.2-result-role", "8.2", "ResultRole narrows to the role of the result", Level::kMay, "association",
          [](ServerRun& run) {
              const auto& walk = *run.profile.association;
              return narrows(run, tag("ResultClassName", walk.resultClass) + tag("ResultRole", walk.resultRole));
          }},
    Probe{"DSP0227/8.2-reference-class", "8.2", "ResultClassName narrows associations too", Level::kMay, "association",
          [](ServerRun& run) {
              const auto& name = run.profile.association->associationClass;
              return allOf(listBy(run, references(run, tag("ResultClassName", name))), name);
          }},
    Probe{"DSP0227/8.2-no-object", "8.2", "An association filter without its object is refused", Level::kMust,
          "association", [](ServerRun& run) { return badObject(run, "<b:AssociatedInstances/>"); }},
    Probe{"DSP0227/R8.2.1-4", "8.2.1", "An association filter about an instance that is not there is refused",
          Level::kMust, "association",
          [](ServerRun& run) {
              auto gone = run.profile.association->source;
              if (gone.selectors.empty())
                  return CaseResult::skipped("the source has no selectors");
              gone.selectors.front().second = "mi-conformance-not-there";
              return badObject(run, "<b:AssociatedInstances>" + object(run, gone) + "</b:AssociatedInstances>");
          }},
    Probe{"DSP0227/R8.2.1-4/class", "8.2.1", "An association filter about a class is refused", Level::kMust,
          "association",
          [](ServerRun& run) {
              auto bare = run.profile.association->source;
              bare.selectors.clear();
              return badObject(run, "<b:AssociatedInstances>" + object(run, bare) + "</b:AssociatedInstances>");
          }},
    Probe{"DSP0227/R8.2.1-10", "8.2.1", "IncludeResultProperty returns fragments of those properties alone",
          Level::kMust, "association", onlyListedProperties},
    Probe{"DSP0227/8.2-case", "8.2", "The dialect's URI is known in the spelling of Windows tools too", Level::kVendor,
          "association",
          [](ServerRun& run) {
              const auto listed =
                  listBy(run, filter("<b:AssociatedInstances>" + object(run, run.profile.association->source) +
                                         "</b:AssociatedInstances>",
                                     "http://schemas.dmtf.org/wbem/wsman/1/cimbinding/AssociationFilter"));
              return listed.problem.value_or(CaseResult::pass());
          }},
};

}  // namespace

std::span<const Probe> associationProbes() {
    return kProbes;
}

}  // namespace conformance
