#include "mockserver/repository/service/representation.h"

#include <utility>

#include "wsman/cim/xml_codec.h"

namespace mockserver::repository {

namespace cim = wsman::cim;
namespace soap = wsman::soap;
using soap::FaultId;

wsman::ops::BodyWriter representation(const ServiceParts& parts, const Resource& resource,
                                      const cim::Instance& instance) {
    return [&parts, &resource, &instance](wsman::xml::Writer& writer) {
        cim::Instance named = instance;
        named.resourceUri = uriOf(resource, instance.className);
        cim::writeInstance(writer, named, {.xsiType = parts.profile.xsiTypes});
    };
}

FaultOr<cim::Instance> readRepresentation(const Call& call, const cim::Class& declaration, wsman::xml::Node element) {
    const auto refused = [](std::string reason, std::string_view token) {
        return tl::unexpected(soap::makeFault(FaultId::kWxfInvalidRepresentation, std::move(reason), token));
    };
    if (!element) {
        return refused("The body holds no representation.", "MissingValues");
    }
    const auto& schema = *call.resource.schema;
    const auto name = element.name();
    const auto className = cim::classNameOf(name.ns);
    // The class of the URI, of the instance, or one between or above them that the client knows it by.
    const bool related = schema.isA(declaration.name, name.local) || schema.isA(name.local, declaration.name);
    if (!related || (!className.empty() && !cim::sameName(className, name.local)) || className.empty()) {
        return refused("The representation is a {" + std::string(name.ns) + "}" + std::string(name.local) + ", not a " +
                           declaration.name + ".",
                       "InvalidNamespace");
    }
    auto read = cim::readInstance(element, &declaration);
    if (!read) {
        return refused(read.error().text() + ".", "InvalidValues");
    }
    for (auto child = element.firstChild(); child; child = child.next()) {
        if (!child.name().ns.empty() && cim::classNameOf(child.name().ns).empty()) {
            return refused("The element " + child.path() + " is in another namespace than its class.",
                           "InvalidNamespace");
        }
    }
    read->className = declaration.name;
    return std::move(*read);
}

}  // namespace mockserver::repository
