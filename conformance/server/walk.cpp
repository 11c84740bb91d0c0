#include "conformance/server/walk.h"

#include <set>
#include <sstream>

#include "conformance/server/probes.h"
#include "wsman/uris.h"

namespace conformance {

namespace ns = wsman::ns;

RequestText requestFor(const ServerRun& run, const Resource& resource, std::string action, std::string body) {
    RequestText request;
    request.action = std::move(action);
    request.to = run.wire.target().url();
    request.resourceUri = escaped(resource.uri);
    request.messageId = newMessageId();
    request.body = std::move(body);
    if (!resource.nameSpace.empty())
        request.selectors.emplace_back("__cimnamespace", escaped(resource.nameSpace));
    for (const auto& [name, value] : resource.selectors)
        request.selectors.emplace_back(escaped(name), escaped(value));
    return request;
}

Resource knownInstance(const ServerRun& run) {
    const auto& target = run.wire.target();
    return {target.resourceUri, target.nameSpace, target.selectors};
}

Resource knownClass(const ServerRun& run) {
    auto resource = knownInstance(run);
    resource.selectors.clear();
    return resource;
}

const WireExchange& send(ServerRun& run, const RequestText& request, const PostOptions& options) {
    return run.wire.send(request.text(), options);
}

RequestText getKnown(const ServerRun& run) {
    return requestFor(run, knownInstance(run), std::string(wsman::action::kGet));
}

const WireExchange& getWith(ServerRun& run, const std::string& headers) {
    auto request = getKnown(run);
    request.extraHeaders = headers;
    return send(run, request);
}

const WireExchange& enumerate(ServerRun& run, const Resource& resource, const std::string& inside,
                              const std::string& headers) {
    auto request =
        requestFor(run, resource, std::string(wsman::action::kEnumerate), "<n:Enumerate>" + inside + "</n:Enumerate>");
    request.extraHeaders = headers;
    return send(run, request);
}

const WireExchange& pull(ServerRun& run, const Resource& resource, const std::string& context,
                         const std::string& inside, const std::string& headers) {
    auto request =
        requestFor(run, resource, std::string(wsman::action::kPull),
                   "<n:Pull><n:EnumerationContext>" + context + "</n:EnumerationContext>" + inside + "</n:Pull>");
    request.extraHeaders = headers;
    return send(run, request);
}

const WireExchange& enumerateToFault(ServerRun& run, const Resource& resource, const std::string& inside) {
    const auto& first = enumerate(run, resource, inside);
    const Reply reply(first);
    const auto context = contextOf(reply);
    return first.failed() || reply.isFault() || !context ? first : pull(run, resource, *context);
}

const WireExchange& release(ServerRun& run, const Resource& resource, const std::string& context) {
    return send(run, requestFor(run, resource, std::string(wsman::action::kRelease),
                                "<n:Release><n:EnumerationContext>" + context + "</n:EnumerationContext></n:Release>"));
}

std::string contextIn(pugi::xml_node message) {
    const auto context = find(message, ns::kEnumeration, "EnumerationContext");
    const auto parts = elementsOf(context);
    if (parts.empty())
        return escaped(trimmed(context.child_value()));
    std::string out;
    for (const auto part : parts)
        out += markupOf(part);
    return out;
}

std::optional<std::string> contextOf(const Reply& reply) {
    auto content = contextIn(reply.body());
    return content.empty() ? std::nullopt : std::optional(std::move(content));
}

bool atEnd(const Reply& reply) {
    return find(reply.body(), ns::kEnumeration, "EndOfSequence") || find(reply.body(), ns::kWsman, "EndOfSequence");
}

std::vector<pugi::xml_node> elementsOf(pugi::xml_node parent) {
    std::vector<pugi::xml_node> out;
    for (const auto node : parent.children())
        if (node.type() == pugi::node_element)
            out.push_back(node);
    return out;
}

pugi::xml_node firstElement(pugi::xml_node parent) {
    const auto all = elementsOf(parent);
    return all.empty() ? pugi::xml_node() : all.front();
}

std::vector<pugi::xml_node> itemNodes(const Reply& reply) {
    auto items = find(reply.body(), ns::kEnumeration, "Items");
    if (!items)
        items = find(reply.body(), ns::kWsman, "Items");
    return elementsOf(items);
}

Begun begin(ServerRun& run, const Resource& resource, const std::string& inside) {
    const auto& first = enumerate(run, resource, inside);
    if (auto result = expectReply(first, "EnumerateResponse"); result.verdict != Verdict::kPass)
        return {{}, std::move(result)};
    auto context = contextOf(Reply(first));
    if (!context)
        return {{}, CaseResult::skipped("the enumeration has no context to pull from")};
    return {*std::move(context), std::nullopt};
}

std::string fingerprint(pugi::xml_node element) {
    std::string out = "{" + namespaceOf(element, element.name()) + "}" + std::string(localOf(element.name()));
    for (const auto attribute : element.attributes())
        if (std::string_view(attribute.name()).ends_with("nil"))
            out += std::string(" nil=") + attribute.value();
    const auto children = elementsOf(element);
    out += "(";
    if (children.empty())
        out += trimmed(element.text().get());
    for (const auto child : children)
        out += fingerprint(child);
    return out + ")";
}

CaseResult tooManyPulls() {
    return CaseResult::skipped("the class is not through after " + std::to_string(kMostPulls) +
                               " Pulls; name a smaller one with --resource");
}

Listed listFrom(ServerRun& run, const Resource& resource, const WireExchange& first) {
    Listed out;
    const WireExchange* exchange = &first;
    const char* expected = "EnumerateResponse";
    for (int pulls = 0; pulls < kMostPulls; ++pulls) {
        if (auto result = expectReply(*exchange, expected); result.verdict != Verdict::kPass) {
            out.problem = std::move(result);
            return out;
        }
        const Reply reply(*exchange);
        for (const auto item : itemNodes(reply))
            out.items.push_back(fingerprint(item));
        if (atEnd(reply))
            return out;
        const auto context = contextOf(reply);
        if (!context) {
            out.problem = CaseResult::fail("the enumeration goes on without a context",
                                           "EnumerationContext or EndOfSequence", reply.summary(), exchange->text());
            return out;
        }
        exchange = &pull(run, resource, *context, "<n:MaxElements>100</n:MaxElements>");
        expected = "PullResponse";
    }
    const std::set<std::string> different(out.items.begin(), out.items.end());
    if (different.size() * 2 < out.items.size() || out.items.empty())
        out.problem = CaseResult::fail("the enumeration brings nothing new and does not end", "EndOfSequence",
                                       std::to_string(kMostPulls) + " Pulls without it");
    else
        out.problem = tooManyPulls();
    return out;
}

Listed listAll(ServerRun& run, const Resource& resource, const std::string& inside) {
    return listFrom(run, resource, enumerate(run, resource, inside));
}

std::map<std::string, std::string> simpleProperties(pugi::xml_node instance) {
    std::map<std::string, std::string> out;
    std::map<std::string, int> seen;
    for (const auto node : elementsOf(instance)) {
        const std::string name(localOf(node.name()));
        if (++seen[name] > 1)
            out.erase(name);
        else if (elementsOf(node).empty() && !trimmed(node.text().get()).empty())
            out[name] = node.text().get();
    }
    return out;
}

std::string valueOf(const WireExchange& got, std::string_view property) {
    const Reply reply(got);
    if (got.failed() || !reply.isEnvelope() || reply.isFault())
        return "(" + (got.failed() ? got.failure : reply.summary()) + ")";
    for (const auto node : elementsOf(firstElement(reply.body())))
        if (localOf(node.name()) == property)
            return trimmed(node.text().get());
    return {};
}

std::string markupOf(pugi::xml_node element) {
    pugi::xml_document alone;
    auto copy = alone.append_copy(element);
    for (auto node = element.parent(); node; node = node.parent())
        for (const auto attribute : node.attributes())
            if (std::string_view(attribute.name()).starts_with("xmlns") && !copy.attribute(attribute.name()))
                copy.append_copy(attribute);
    std::ostringstream out;
    copy.print(out, "", pugi::format_raw);
    return out.str();
}

std::string escaped(std::string_view text) {
    std::string out;
    for (const char c : text) {
        if (c == '&')
            out += "&amp;";
        else if (c == '<')
            out += "&lt;";
        else if (c == '>')
            out += "&gt;";
        else if (c == '"')
            out += "&quot;";
        else
            out += c;
    }
    return out;
}

Resource resourceOf(pugi::xml_node epr) {
    Resource out;
    out.uri = trimmed(find(epr, ns::kWsman, "ResourceURI").child_value());
    for (const auto selector : elementsOf(find(epr, ns::kWsman, "SelectorSet"))) {
        const std::string name = selector.attribute("Name").value();
        if (!elementsOf(selector).empty())
            continue;
        if (name == "__cimnamespace")
            out.nameSpace = selector.text().get();
        else
            out.selectors.emplace_back(name, selector.text().get());
    }
    return out;
}

std::string eprMarkup(const ServerRun& run, const Resource& resource) {
    std::string out = "<a:Address>" + run.wire.target().url() + "</a:Address><a:ReferenceParameters><w:ResourceURI>" +
                      escaped(resource.uri) + "</w:ResourceURI><w:SelectorSet>";
    if (!resource.nameSpace.empty())
        out += "<w:Selector Name=\"__cimnamespace\">" + escaped(resource.nameSpace) + "</w:Selector>";
    for (const auto& [name, value] : resource.selectors)
        out += "<w:Selector Name=\"" + escaped(name) + "\">" + escaped(value) + "</w:Selector>";
    return out + "</w:SelectorSet></a:ReferenceParameters>";
}

}  // namespace conformance
