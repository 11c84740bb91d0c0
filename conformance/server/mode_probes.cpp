// DSP0226 §8.7 and DSP0227 §8.1: what an enumeration returns of each instance, and of which classes.
#include <algorithm>
#include <array>
#include <set>

#include "conformance/server/probe.h"
#include "conformance/server/walk.h"
#include "wsman/uris.h"

namespace conformance {

namespace {

namespace ns = wsman::ns;

std::string polymorphism(const char* mode) {
    return std::string("<b:PolymorphismMode>") + mode + "</b:PolymorphismMode>";
}

bool refusesMode(const CaseResult& result) {
    return result.actual.find("PolymorphismModeNotSupported") != std::string::npos ||
           result.actual.find("UnsupportedFeature") != std::string::npos;
}

Listed listInMode(ServerRun& run, const char* mode) {
    auto listed = listAll(run, knownClass(run), polymorphism(mode));
    if (listed.problem && refusesMode(*listed.problem))
        listed.problem = CaseResult::skipped(std::string("the service does not have ") + mode + ", and says so");
    return listed;
}

/// The local names of the classes of listed instances.
std::set<std::string> classesIn(const std::vector<std::string>& items) {
    std::set<std::string> out;
    for (const auto& item : items) {
        const auto begin = item.find('}') + 1;
        out.insert(item.substr(begin, item.find_first_of(" (", begin) - begin));
    }
    return out;
}

std::string className(const std::string& uri) {
    return uri.substr(uri.rfind('/') + 1);
}

CaseResult includeIsDefault(ServerRun& run) {
    const auto plain = listAll(run, knownClass(run));
    if (plain.problem)
        return *plain.problem;
    const auto included = listInMode(run, "IncludeSubClassProperties");
    if (included.problem)
        return *included.problem;
    return plain.items.size() == included.items.size() && classesIn(plain.items) == classesIn(included.items)
               ? CaseResult::pass()
               : CaseResult::fail("IncludeSubClassProperties returns something else than no mode",
                                  std::to_string(plain.items.size()) + " instances",
                                  std::to_string(included.items.size()) + " instances");
}

CaseResult noneIsOneClass(ServerRun& run) {
    const auto listed = listInMode(run, "None");
    if (listed.problem)
        return *listed.problem;
    const auto classes = classesIn(listed.items);
    return !classes.contains(className(run.profile.derived->uri))
               ? CaseResult::pass()
               : CaseResult::fail("instances of a subclass came in the mode None", className(knownClass(run).uri),
                                  className(run.profile.derived->uri));
}

CaseResult excludeIsBase(ServerRun& run) {
    const auto listed = listInMode(run, "ExcludeSubClassProperties");
    if (listed.problem)
        return *listed.problem;
    const auto all = listAll(run, knownClass(run));
    if (all.problem)
        return *all.problem;
    const auto classes = classesIn(listed.items);
    if (listed.items.size() != all.items.size())
        return CaseResult::fail("ExcludeSubClassProperties returns another number of instances",
                                std::to_string(all.items.size()), std::to_string(listed.items.size()));
    return classes == std::set{className(knownClass(run).uri)}
               ? CaseResult::pass()
               : CaseResult::fail("ExcludeSubClassProperties returns instances of other classes",
                                  className(knownClass(run).uri), std::to_string(classes.size()) + " classes");
}

CaseResult derivedAreListed(ServerRun& run) {
    const auto all = listAll(run, knownClass(run));
    if (all.problem)
        return *all.problem;
    const auto derived = listAll(run, *run.profile.derived);
    if (derived.problem)
        return *derived.problem;
    if (derived.items.empty())
        return CaseResult::skipped("the derived class has no instances");
    return all.items.size() >= derived.items.size() &&
                   classesIn(all.items).contains(className(run.profile.derived->uri))
               ? CaseResult::pass()
               : CaseResult::fail("the enumeration of the base class lacks instances of the derived one",
                                  className(run.profile.derived->uri),
                                  std::to_string(all.items.size()) + " instances without it");
}

/// The first item of an optimised enumeration in this EnumerationMode; skipped when the service refuses the mode.
CaseResult firstItem(ServerRun& run, const char* mode, bool (*good)(pugi::xml_node), const char* expected) {
    const auto begun = begin(run, knownClass(run), std::string("<w:EnumerationMode>") + mode + "</w:EnumerationMode>");
    if (begun.problem && begun.problem->actual.find("UnsupportedFeature") != std::string::npos)
        return CaseResult::skipped(std::string("the service does not have ") + mode + ", and says so");
    if (begun.problem)
        return *begun.problem;
    const auto& exchange = pull(run, knownClass(run), begun.context, "<n:MaxElements>3</n:MaxElements>");
    if (auto result = expectReply(exchange, "PullResponse"); result.verdict != Verdict::kPass)
        return result;
    const Reply reply(exchange);
    for (const auto item : itemNodes(reply))
        if (!good(item))
            return CaseResult::fail(std::string("an item of ") + mode + " is not as it should be", expected,
                                    fingerprint(item), exchange.text());
    return CaseResult::pass();
}

bool isEpr(pugi::xml_node node) {
    return localOf(node.name()) == "EndpointReference" && namespaceOf(node, node.name()) == ns::kAddressing;
}

constexpr std::array kProbes{
    Probe{"DSP0226/R8.7-1p", "8.7", "EnumerateEPR returns EPRs alone", Level::kMay, "resource",
          [](ServerRun& run) { return firstItem(run, "EnumerateEPR", isEpr, "wsa:EndpointReference"); }},
    Probe{"DSP0226/R8.7-2p", "8.7", "EnumerateObjectAndEPR returns each object with its EPR behind it", Level::kMay,
          "resource",
          [](ServerRun& run) {
              return firstItem(
                  run, "EnumerateObjectAndEPR",
                  [](pugi::xml_node item) {
                      const auto parts = elementsOf(item);
                      return localOf(item.name()) == "Item" && parts.size() == 2 && !isEpr(parts[0]) && isEpr(parts[1]);
                  },
                  "wsman:Item of an object and its EPR");
          }},
    Probe{"DSP0226/R8.7-3/unknown", "8.7", "An unknown EnumerationMode is refused as not supported", Level::kMust,
          "resource",
          [](ServerRun& run) {
              return expectFault(
                  enumerate(run, knownClass(run), "<w:EnumerationMode>MiConformance</w:EnumerationMode>"),
                  {"wsman:UnsupportedFeature"}, "EnumerationMode");
          }},
    Probe{"DSP0226/R8.7-1/count", "8.7", "There are as many EPRs as there are objects", Level::kMust, "resource",
          [](ServerRun& run) {
              const auto objects = listAll(run, knownClass(run));
              if (objects.problem)
                  return *objects.problem;
              const auto eprs = listAll(run, knownClass(run), "<w:EnumerationMode>EnumerateEPR</w:EnumerationMode>");
              if (eprs.problem && eprs.problem->actual.find("UnsupportedFeature") != std::string::npos)
                  return CaseResult::skipped("the service does not have EnumerateEPR, and says so");
              if (eprs.problem)
                  return *eprs.problem;
              return objects.items.size() == eprs.items.size()
                         ? CaseResult::pass()
                         : CaseResult::fail("there is another number of EPRs", std::to_string(objects.items.size()),
                                            std::to_string(eprs.items.size()));
          }},
    Probe{"DSP0227/8.1-include", "8.1", "IncludeSubClassProperties returns what no mode returns", Level::kMay,
          "resource", includeIsDefault},
    Probe{"DSP0227/8.1-none", "8.1", "The mode None returns no instance of a subclass", Level::kMay,
          "resource derived standard", noneIsOneClass},
    Probe{"DSP0227/8.1-exclude", "8.1", "ExcludeSubClassProperties returns instances of the base class alone",
          Level::kMay, "resource derived standard", excludeIsBase},
    Probe{"DSP0227/8.1-deep", "8.1", "An enumeration includes the instances of subclasses", Level::kMay,
          "resource derived", derivedAreListed},
    Probe{"DSP0227/8.1-unknown", "8.1", "An unknown PolymorphismMode is refused", Level::kShould, "resource standard",
          [](ServerRun& run) {
              return expectFault(
                  enumerate(run, knownClass(run), polymorphism("MiConformance")),
                  {"wsmb:PolymorphismModeNotSupported", "wsman:UnsupportedFeature", "wsman:SchemaValidationError"});
          }},
};

}  // namespace

std::span<const Probe> modeProbes() {
    return kProbes;
}

}  // namespace conformance
