#include <optional>

#include "conformance/server/probe.h"
#include "conformance/server/walk.h"
#include "wsman/uris.h"

namespace conformance {

namespace {

std::string vendorOf(ServerRun& run) {
    auto known = run.known.find("vendor");
    if (known == run.known.end()) {
        const auto& exchange = run.wire.send(identifyText());
        const Reply reply(exchange);
        const auto vendor = trimmed(find(reply.body(), wsman::ns::kIdentity, "ProductVendor").child_value());
        known = run.known.emplace("vendor", vendor).first;
    }
    return known->second;
}

bool isMicrosoft(ServerRun& run) {
    return vendorOf(run).find("Microsoft") != std::string::npos;
}

std::string unlessProfile(bool there, const char* member, const char* what) {
    return there ? std::string()
                 : std::string("no ") + what + " is known; name one as \"" + member + "\" in the profile (--profile)";
}

}  // namespace

std::string missing(ServerRun& run, std::string_view capability) {
    const auto& target = run.wire.target();
    const auto& profile = run.profile;
    if (capability == "resource")
        return target.resourceUri.empty() ? "no class to read is known; give --resource" : "";
    if (capability == "instance")
        return target.resourceUri.empty() || target.selectors.empty()
                   ? "no instance to read is known; give --resource and --selector"
                   : "";
    if (capability == "namespace")
        return target.resourceUri.find("/wmi/") != std::string::npos
                   ? "the resource URI holds the CIM namespace itself; there is no selector for it"
                   : "";
    if (capability == "credentials")
        return target.user.empty() ? "no credentials were given, so the endpoint needs none" : "";
    if (capability == "writes") {
        if (!run.allowWrites)
            return "it would write; give --allow-writes";
        return unlessProfile(profile.writable.has_value(), "writable", "class to write to");
    }
    if (capability == "empty")
        return unlessProfile(profile.empty.has_value(), "empty", "class without instances");
    if (capability == "derived")
        return unlessProfile(profile.derived.has_value(), "derived", "derived class");
    if (capability == "numericKey")
        return unlessProfile(profile.numericKey.has_value(), "numericKey", "key of a number");
    if (capability == "method")
        return unlessProfile(profile.method.has_value(), "method", "method");
    if (capability == "staticMethod")
        return unlessProfile(profile.staticMethod.has_value(), "staticMethod", "static method");
    if (capability == "association")
        return unlessProfile(profile.association.has_value(), "association", "association");
    if (capability == "events")
        return unlessProfile(profile.events.has_value(), "events", "source of events");
    if (capability == "wql")
        return unlessProfile(!profile.wql.empty(), "wql", "WQL query");
    if (capability == "cql")
        return unlessProfile(!profile.cql.empty(), "cql", "CQL query");
    if (capability == "sink")
        return target.host == "127.0.0.1" || target.host == "::1" || target.host == "localhost"
                   ? ""
                   : "the endpoint is elsewhere, and the sink of the probes listens on the loopback interface only";
    if (capability == "microsoft")
        return isMicrosoft(run) ? "" : "the endpoint does not say that it is Microsoft's";
    if (capability == "standard")
        return isMicrosoft(run) ? "Microsoft documents that it does otherwise (MS-WSMV 3.1.4.1)" : "";
    return "nobody knows the capability " + std::string(capability);
}

}  // namespace conformance
