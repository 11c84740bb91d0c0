#include "conformance/server/leftovers.h"
#include "conformance/server/walk.h"
#include "wsman/uris.h"

namespace conformance {

namespace {

/// What the services in use are likely to have.
const Resource kLikely[] = {
    {"http://schemas.microsoft.com/wbem/wsman/1/wmi/root/cimv2/Win32_Service", "", {}},
    {"http://schemas.microsoft.com/wbem/wsman/1/wmi/root/cimv2/Win32_OperatingSystem", "", {}},
    {"http://schemas.dmtf.org/wbem/wscim/1/cim-schema/2/CIM_ComputerSystem", "", {}},
    {"http://schemas.dmtf.org/wbem/wscim/1/cim-schema/2/CIM_ComputerSystem", "root/cimv2", {}},
    {"http://schemas.microsoft.com/wbem/wscim/1/cim-schema/2/OMI_Identify", "root/omi", {}},
    {"http://schemas.dmtf.org/wbem/wscim/1/cim-schema/2/CIM_Namespace", "root/interop", {}},
};

/// The EPR of the first instance of a class, or an empty resource.
Resource firstOf(ServerRun& run, const Resource& resource) {
    const auto& first = enumerate(run, resource,
                                  "<w:OptimizeEnumeration/><w:MaxElements>1</w:MaxElements>"
                                  "<w:EnumerationMode>EnumerateEPR</w:EnumerationMode>");
    if (first.failed() || Reply(first).isFault())
        return {};
    const Reply reply(first);
    auto items = itemNodes(reply);
    if (!items.empty())
        return resourceOf(items.front());
    const auto context = contextOf(reply);
    if (!context)
        return {};
    const Reply pulled(pull(run, resource, *context, "<n:MaxElements>1</n:MaxElements>"));
    items = itemNodes(pulled);
    return items.empty() ? Resource{} : resourceOf(items.front());
}

std::string tell(const Resource& resource) {
    std::string out = resource.uri;
    for (const auto& [name, value] : resource.selectors)
        out.append(" ").append(name).append("=").append(value);
    return resource.nameSpace.empty() ? out : out + " in " + resource.nameSpace;
}

std::string search(ServerRun& run) {
    const auto& target = run.wire.target();
    if (!target.resourceUri.empty() && !target.selectors.empty())
        return {};
    const auto take = [&](const Resource& resource) {
        auto found = firstOf(run, resource);
        if (found.selectors.empty())
            return std::string();
        if (found.nameSpace.empty())
            found.nameSpace = resource.nameSpace;
        run.wire.know(resource.uri, found.nameSpace, found.selectors);
        return "found " + tell({resource.uri, found.nameSpace, found.selectors});
    };
    if (!target.resourceUri.empty()) {
        auto found = take(knownClass(run));
        return !found.empty() ? found : "found no instance of " + target.resourceUri + "; give --selector";
    }
    for (const auto& likely : kLikely)
        if (auto found = take(likely); !found.empty())
            return found;
    return "found no class that can be read; give --resource and --selector";
}

}  // namespace

std::string discover(ServerRun& run) {
    const auto before = run.wire.exchanges().size();
    auto found = search(run);
    releaseLeftovers(run, before);
    return found;
}

}  // namespace conformance
