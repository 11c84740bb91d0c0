// DSP0226 §5.1 to §5.3, DSP0227 §5: resource URIs, selectors, EPRs and headers that must be understood.
#include <algorithm>
#include <array>
#include <charconv>

#include "conformance/server/probe.h"
#include "conformance/server/walk.h"
#include "wsman/uris.h"

namespace conformance {

namespace {

namespace action = wsman::action;
namespace ns = wsman::ns;

/// A Get with one selector value replaced.
CaseResult withKey(ServerRun& run, const std::string& key, const std::string& value,
                   const std::vector<std::string>& subcodes, const char* detail = "") {
    auto request = getKnown(run);
    for (auto& [name, old] : request.selectors)
        if (name == key)
            old = value;
    return expectFault(send(run, request), subcodes, detail);
}

/// A key that is no number, so that any text is a legal value of it.
std::string textKey(const ServerRun& run) {
    for (const auto& [name, value] : run.wire.target().selectors) {
        long number = 0;
        if (std::from_chars(value.data(), value.data() + value.size(), number).ec != std::errc())
            return name;
    }
    return {};
}

CaseResult eprsLeadToInstances(ServerRun& run) {
    const auto& first = enumerate(run, knownClass(run),
                                  "<w:OptimizeEnumeration/><w:MaxElements>5</w:MaxElements>"
                                  "<w:EnumerationMode>EnumerateEPR</w:EnumerationMode>");
    if (first.failed())
        return CaseResult::error("no reply: " + first.failure);
    Reply reply(first);
    if (reply.isFault())
        return CaseResult::skipped("the service does not enumerate EPRs: " + reply.summary());
    auto items = itemNodes(reply);
    const WireExchange* from = &first;
    std::optional<Reply> pulled;
    if (const auto context = contextOf(reply); items.empty() && context) {
        from = &pull(run, knownClass(run), *context, "<n:MaxElements>5</n:MaxElements>");
        pulled.emplace(*from);
        items = itemNodes(*pulled);
    }
    if (items.empty())
        return CaseResult::skipped("the class has no instances");
    for (const auto item : items) {
        const auto resource = resourceOf(item);
        if (resource.uri.empty())
            return CaseResult::fail("an EPR does not say what it leads to", "ResourceURI", fingerprint(item),
                                    from->text());
        for (const auto selector : elementsOf(find(item, ns::kWsman, "SelectorSet")))
            if (!elementsOf(selector).empty())
                return CaseResult::skipped("the class has references for keys; name another one with --resource");
        if (auto result = expectGet(send(run, requestFor(run, resource, std::string(action::kGet))));
            result.verdict != Verdict::kPass)
            return result;
    }
    return CaseResult::pass();
}

CaseResult mustUnderstandChangesNothing(ServerRun& run) {
    const auto& plain = send(run, getKnown(run));
    if (plain.failed())
        return CaseResult::error("no reply: " + plain.failure);
    const auto before = Reply(plain).summary();
    for (const char* value : {"true", "1", "false", "0"}) {
        auto text = getKnown(run).text();
        for (const char* header : {"<a:To", "<a:Action", "<a:MessageID", "<w:ResourceURI", "<w:SelectorSet"}) {
            const auto at = text.find(header);
            if (at == std::string::npos)
                continue;
            const auto end = text.find('>', at);
            text.replace(at, end - at, std::string(header) + " s:mustUnderstand=\"" + value + "\"");
        }
        const auto& exchange = run.wire.send(text);
        if (const auto after = Reply(exchange).summary(); before != after)
            return CaseResult::fail(std::string("mustUnderstand=\"") + value + "\" on known headers changed the answer",
                                    before, after, exchange.text());
    }
    return CaseResult::pass();
}

CaseResult selectorMarkup(ServerRun& run) {
    auto request = getKnown(run);
    if (request.selectors.empty())
        return CaseResult::skipped("the instance has no selectors");
    request.selectors.back().second = "text <t:and/> markup";
    return expectRefusal(send(run, request));
}

CaseResult sameWithoutNamespace(ServerRun& run) {
    const auto nowhere = Resource{knownClass(run).uri, "root/mi-conformance-no-such-namespace", {}};
    return expectFault(enumerateToFault(run, nowhere), {"wsa:DestinationUnreachable", "wsman:InvalidSelectors"});
}

CaseResult eprNamesNamespace(ServerRun& run) {
    const auto listed = enumerate(run, knownClass(run),
                                  "<w:OptimizeEnumeration/><w:MaxElements>1</w:MaxElements>"
                                  "<w:EnumerationMode>EnumerateEPR</w:EnumerationMode>")
                            .replyBody;
    const auto& exchange = *run.wire.exchanges().back();
    if (exchange.failed())
        return CaseResult::error("no reply: " + exchange.failure);
    const Reply reply(exchange);
    const auto items = itemNodes(reply);
    if (reply.isFault() || items.empty())
        return CaseResult::skipped("the service returned no EPR: " + reply.summary());
    const auto resource = resourceOf(items.front());
    const bool inUri = resource.uri.find("/wmi/") != std::string::npos;
    return inUri || !resource.nameSpace.empty()
               ? CaseResult::pass()
               : CaseResult::fail("the EPR does not name its CIM namespace", "the selector __cimnamespace",
                                  fingerprint(items.front()), exchange.text());
}

constexpr std::array kProbes{
    Probe{"DSP0226/R5.1.1-2", "5.1.1", "The EPRs that an enumeration returns lead to instances", Level::kMust,
          "resource", eprsLeadToInstances},
    Probe{"DSP0226/R5.1.2.1-1p", "5.1.2.1", "A ResourceURI that is no URI is refused", Level::kMust, "",
          [](ServerRun& run) {
              auto request = getKnown(run);
              request.resourceUri = "http://schemas example org/not a%%uri";
              request.selectors.clear();
              return expectFault(send(run, request), {"wsa:DestinationUnreachable"}, "InvalidResourceURI");
          }},
    Probe{"DSP0226/R5.1.2.1-6/enumerate", "5.1.2.1", "An Enumerate without ResourceURI is refused", Level::kMust, "",
          [](ServerRun& run) {
              auto request = requestFor(run, knownClass(run), std::string(action::kEnumerate), "<n:Enumerate/>");
              request.resourceUri.reset();
              return expectFault(send(run, request), {"wsa:DestinationUnreachable"}, "InvalidResourceURI");
          }},
    Probe{"DSP0226/R5.1.2.2-3a", "5.1.2.2", "A Get without its keys is refused", Level::kMust, "instance",
          [](ServerRun& run) {
              return expectRefusal(send(run, requestFor(run, knownClass(run), std::string(action::kGet))));
          }},
    Probe{"DSP0226/R5.1.2.2-3a/detail", "5.1.2.2",
          "The fault for a Get without its keys says that selectors are missing", Level::kShould, "instance",
          [](ServerRun& run) {
              auto request = requestFor(run, knownClass(run), std::string(action::kGet));
              return expectFault(send(run, request), {"wsman:InvalidSelectors"}, "InsufficientSelectors");
          }},
    Probe{"DSP0226/R5.1.2.2-3a/one", "5.1.2.2", "A Get that lacks one of several keys is refused", Level::kMust,
          "instance",
          [](ServerRun& run) {
              if (run.wire.target().selectors.size() < 2)
                  return CaseResult::skipped("the instance has one key only");
              auto request = getKnown(run);
              request.selectors.pop_back();
              return expectRefusal(send(run, request));
          }},
    Probe{"DSP0226/R5.1.2.2-3b", "5.1.2.2", "A selector value of the wrong type is refused as such", Level::kShould,
          "instance numericKey",
          [](ServerRun& run) {
              return withKey(run, *run.profile.numericKey, "seven", {"wsman:InvalidSelectors"}, "TypeMismatch");
          }},
    Probe{"DSP0226/R5.1.2.2-3c", "5.1.2.2", "A number that its key's type cannot hold is refused", Level::kShould,
          "instance numericKey",
          [](ServerRun& run) {
              return withKey(run, *run.profile.numericKey, "99999999999999999999999", {"wsman:InvalidSelectors"});
          }},
    Probe{"DSP0226/R5.1.2.2-3d", "5.1.2.2", "A selector that the class does not know is refused as unexpected",
          Level::kShould, "instance",
          [](ServerRun& run) {
              auto request = getKnown(run);
              request.selectors.emplace_back("MiConformanceUnknown", "1");
              return expectFault(send(run, request), {"wsman:InvalidSelectors"}, "UnexpectedSelectors");
          }},
    Probe{"DSP0226/R5.1.2.2-4d", "5.1.2.2", "A key that stands twice is refused as a duplicate", Level::kMust,
          "instance",
          [](ServerRun& run) {
              auto request = getKnown(run);
              request.selectors.push_back(request.selectors.back());
              return expectFault(send(run, request), {"wsman:InvalidSelectors"}, "DuplicateSelectors");
          }},
    Probe{"DSP0226/R5.1.2.2-5p", "5.1.2.2", "A selector value of text and markup is refused", Level::kMust, "instance",
          selectorMarkup},
    Probe{"DSP0226/R5.2-1", "5.2", "Known headers mean the same with and without mustUnderstand", Level::kMust,
          "instance", mustUnderstandChangesNothing},
    Probe{"DSP0226/R5.2-2/one", "5.2", "mustUnderstand=\"1\" binds as \"true\" does", Level::kMust, "instance",
          [](ServerRun& run) {
              auto request = getKnown(run);
              request.extraHeaders = "<t:Required s:mustUnderstand=\"1\">x</t:Required>";
              return expectFault(send(run, request), {"s:MustUnderstand"});
          }},
    Probe{"DSP0226/R5.2-2n", "5.2", "An unknown header with mustUnderstand=\"false\" is ignored", Level::kMust,
          "instance",
          [](ServerRun& run) {
              auto request = getKnown(run);
              request.extraHeaders = "<t:Optional s:mustUnderstand=\"false\">x</t:Optional>";
              return expectGet(send(run, request));
          }},
    Probe{"DSP0226/R5.3-3b/key", "5.3", "A Get of an instance that is not there is unreachable", Level::kShould,
          "instance",
          [](ServerRun& run) {
              const auto key = textKey(run);
              return key.empty() ? CaseResult::skipped("the instance has no key of text")
                                 : withKey(run, key, "mi-conformance-not-there", {"wsa:DestinationUnreachable"});
          }},
    Probe{"DSP0227/5.1", "5.1", "A class that does not exist is no valid resource", Level::kShould, "resource",
          [](ServerRun& run) {
              auto resource = knownClass(run);
              resource.uri.replace(resource.uri.rfind('/') + 1, std::string::npos, "MI_ConformanceNoSuchClass");
              return expectFault(enumerateToFault(run, resource), {"wsa:DestinationUnreachable"});
          }},
    Probe{"DSP0227/6-all", "6", "A Get of the resource of all classes is not supported", Level::kShould, "",
          [](ServerRun& run) {
              const Resource all{std::string(wsman::uri::kCimAllClasses), knownClass(run).nameSpace, {}};
              return expectFault(send(run, requestFor(run, all, std::string(action::kGet))),
                                 {"wsa:ActionNotSupported", "wsa:DestinationUnreachable"});
          }},
    Probe{"DSP0227/5.3-unknown", "5.3", "A CIM namespace that does not exist is refused", Level::kMust,
          "resource namespace", sameWithoutNamespace},
    Probe{"DSP0227/5-epr", "5", "The EPRs of instances name their CIM namespace", Level::kMust, "resource",
          eprNamesNamespace},
};

}  // namespace

std::span<const Probe> resourceProbes() {
    return kProbes;
}

}  // namespace conformance
