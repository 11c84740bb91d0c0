// DSP0227 §15 and DSP0230: classes as CIM-XML, and instances as documents of their class.
#include <algorithm>
#include <array>

#include "conformance/server/probe.h"
#include "conformance/server/walk.h"
#include "wsman/uris.h"

namespace conformance {

namespace {

namespace action = wsman::action;
namespace ns = wsman::ns;

std::string className(const ServerRun& run) {
    const auto uri = knownClass(run).uri;
    return uri.substr(uri.rfind('/') + 1);
}

Resource schemaOf(const ServerRun& run, const std::string& name) {
    return {std::string(wsman::uri::kCimXmlPrefix) + name, knownClass(run).nameSpace, {}};
}

constexpr const char* kInherited =
    "<w:OptionSet><w:Option Name=\"IncludeInheritedElements\">TRUE</w:Option></w:OptionSet>";

pugi::xml_node classElement(pugi::xml_node parent) {
    return parent.find_node([](const pugi::xml_node& node) { return localOf(node.name()) == "CLASS"; });
}

/// A service need not tell its classes; then it refuses, and the probe is skipped.
CaseResult getClass(ServerRun& run, const std::string& options, CaseResult (*judge)(ServerRun&, const WireExchange&)) {
    // By its own URI, or by the URI of all classes and a selector, as OMI has it.
    auto byName = schemaOf(run, className(run));
    auto bySelector = schemaOf(run, "*");
    bySelector.selectors = {{"ClassName", className(run)}};
    std::string refusal;
    for (const auto& resource : {byName, bySelector}) {
        auto request = requestFor(run, resource, std::string(action::kGet));
        request.extraHeaders = options;
        const auto& exchange = send(run, request);
        if (exchange.failed())
            return CaseResult::error("no reply: " + exchange.failure);
        if (!Reply(exchange).isFault())
            return judge(run, exchange);
        refusal = Reply(exchange).summary();
    }
    return CaseResult::skipped("the service does not tell its classes: " + refusal);
}

CaseResult namesItsClass(ServerRun& run, const WireExchange& exchange) {
    const Reply reply(exchange);
    const auto element = classElement(reply.body());
    const std::string name = element.attribute("NAME").value();
    return name == className(run)
               ? CaseResult::pass()
               : CaseResult::fail("the reply is not the class", "CLASS NAME=\"" + className(run) + "\"",
                                  element ? name : reply.summary(), exchange.text());
}

/// The representation that Get returns, or why there is none.
struct Got {
    const WireExchange* exchange = nullptr;
    std::optional<CaseResult> problem{};
};
Got getKnown(ServerRun& run) {
    const auto& exchange = send(run, requestFor(run, knownInstance(run), std::string(action::kGet)));
    if (exchange.failed())
        return {&exchange, CaseResult::error("no reply: " + exchange.failure)};
    if (Reply(exchange).isFault())
        return {&exchange,
                CaseResult::fail("the Get was refused", "a GetResponse", Reply(exchange).summary(), exchange.text())};
    return {&exchange, std::nullopt};
}

/// Each property of the instance must satisfy `good`; `expected` says what that is.
CaseResult eachProperty(ServerRun& run, bool (*good)(pugi::xml_node instance, pugi::xml_node property),
                        const char* expected) {
    const auto got = getKnown(run);
    if (got.problem)
        return *got.problem;
    const Reply reply(*got.exchange);
    const auto instance = firstElement(reply.body());
    for (const auto property : elementsOf(instance))
        if (!good(instance, property))
            return CaseResult::fail("a property is not as it should be", expected, fingerprint(property),
                                    got.exchange->text());
    return CaseResult::pass();
}

constexpr std::array kProbes{
    Probe{"DSP0227/15.4", "15.4", "A class that is told is the one that was asked for", Level::kMay, "instance",
          [](ServerRun& run) { return getClass(run, "", namesItsClass); }},
    Probe{"DSP0227/15.4-unknown", "15.4", "A class that does not exist cannot be got", Level::kMay, "instance",
          [](ServerRun& run) {
              return expectFault(
                  send(run, requestFor(run, schemaOf(run, "MI_ConformanceNoSuchClass"), std::string(action::kGet))),
                  {"wsa:DestinationUnreachable", "wsa:ActionNotSupported", "wsman:InvalidSelectors"});
          }},
    Probe{"DSP0227/15.4-properties", "15.4", "A class that is told has the properties of its instances", Level::kMay,
          "instance",
          [](ServerRun& run) {
              return getClass(run, kInherited, [](ServerRun& judged, const WireExchange& exchange) {
                  const Reply reply(exchange);
                  const auto element = classElement(reply.body());
                  for (const auto& [name, value] : judged.wire.target().selectors)
                      if (!element.find_node([&, key = name](const pugi::xml_node& node) {
                              return localOf(node.name()).starts_with("PROPERTY") &&
                                     node.attribute("NAME").value() == key;
                          }))
                          return CaseResult::fail("the class lacks a key", name, "nothing", exchange.text());
                  return CaseResult::pass();
              });
          }},
    Probe{"DSP0227/15.8", "15.8", "Without IncludeQualifiers, the classes that are told have none", Level::kMay,
          "instance",
          [](ServerRun& run) {
              return getClass(run, "<w:OptionSet><w:Option Name=\"IncludeQualifiers\">FALSE</w:Option></w:OptionSet>",
                              [](ServerRun&, const WireExchange& exchange) {
                                  const Reply reply(exchange);
                                  if (!classElement(reply.body()))
                                      return CaseResult::fail("the reply is not the class", "CLASS", reply.summary(),
                                                              exchange.text());
                                  const auto qualifier = reply.body().find_node(
                                      [](const pugi::xml_node& node) { return localOf(node.name()) == "QUALIFIER"; });
                                  return qualifier ? CaseResult::fail("there is a qualifier", "none",
                                                                      fingerprint(qualifier), exchange.text())
                                                   : CaseResult::pass();
                              });
          }},
    Probe{"DSP0227/15.3", "15.3", "Classes can be enumerated, and each is one", Level::kMay, "instance",
          [](ServerRun& run) {
              const Resource all{std::string(wsman::uri::kCimXmlAll), knownClass(run).nameSpace, {}};
              const auto& exchange = enumerate(run, all, "<w:OptimizeEnumeration/><w:MaxElements>5</w:MaxElements>");
              if (!exchange.failed() && Reply(exchange).isFault())
                  return CaseResult::skipped("the service does not enumerate its classes: " +
                                             Reply(exchange).summary());
              if (auto result = expectReply(exchange, "EnumerateResponse"); result.verdict != Verdict::kPass)
                  return result;
              const Reply reply(exchange);
              for (const auto item : itemNodes(reply))
                  if (localOf(item.name()) != "CLASS" && !classElement(item))
                      return CaseResult::fail("an item is no class", "CLASS", fingerprint(item), exchange.text());
              return CaseResult::pass();
          }},
    Probe{"DSP0230/ged", "7", "An instance's root is its class, in the namespace of the class", Level::kMust,
          "instance standard",
          [](ServerRun& run) {
              const auto got = getKnown(run);
              if (got.problem)
                  return *got.problem;
              const Reply reply(*got.exchange);
              const auto instance = firstElement(reply.body());
              const auto space = namespaceOf(instance, instance.name());
              const std::string name(localOf(instance.name()));
              return space.ends_with("/" + name)
                         ? CaseResult::pass()
                         : CaseResult::fail("the root is not the class of its namespace", "{.../Class}Class",
                                            "{" + space + "}" + name, got.exchange->text());
          }},
    Probe{"DSP0230/ged-properties", "7", "Properties are of their class's namespace", Level::kMust, "instance",
          [](ServerRun& run) {
              return eachProperty(
                  run,
                  [](pugi::xml_node instance, pugi::xml_node property) {
                      const auto space = namespaceOf(property, property.name());
                      return space == namespaceOf(instance, instance.name()) || space == ns::kCimCommon;
                  },
                  "an element of the class's namespace");
          }},
    Probe{"DSP0230/datetime", "7", "A datetime holds one form of itself", Level::kMust, "instance",
          [](ServerRun& run) {
              return eachProperty(
                  run,
                  [](pugi::xml_node, pugi::xml_node property) {
                      const auto forms = elementsOf(property);
                      const auto known = std::count_if(forms.begin(), forms.end(), [](pugi::xml_node form) {
                          return namespaceOf(form, form.name()) == ns::kCimCommon;
                      });
                      return known == 0 || forms.size() == 1;
                  },
                  "one of cim:Datetime, Date, Time, Interval, CIM_DateTime");
          }},
};

}  // namespace

std::span<const Probe> schemaProbes() {
    return kProbes;
}

}  // namespace conformance
