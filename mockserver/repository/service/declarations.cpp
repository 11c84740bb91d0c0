#include "mockserver/repository/service/declarations.h"

#include <algorithm>

#include "wsman/cim/xml_codec.h"
#include "wsman/ops/transfer.h"
#include "wsman/soap/fault.h"

namespace mockserver::repository {

namespace cim = wsman::cim;
namespace soap = wsman::soap;

namespace {

bool isOn(const soap::Header& header, const std::string& name) {
    const auto* value = header.option(name);
    if (value == nullptr) {
        value = header.option("wmi:" + name);
    }
    return value == nullptr || !(cim::sameName(*value, "false") || *value == "0");
}

template <class T>
void strip(const DeclarationForm& form, std::vector<T>& members, const std::string& className) {
    if (!form.inherited) {
        std::erase_if(members, [](const T& member) { return member.propagated; });
    }
    for (auto& member : members) {
        if (!form.qualifiers) {
            member.qualifiers.clear();
        }
        if (!form.origin) {
            member.origin.clear();
        } else if (member.origin.empty()) {
            member.origin = className;
        }
    }
}

}  // namespace

DeclarationForm DeclarationForm::of(const soap::Header& header) {
    return {.qualifiers = isOn(header, "IncludeQualifiers"),
            .inherited = isOn(header, "IncludeInheritedElements"),
            .origin = isOn(header, "IncludeClassOrigin")};
}

cim::Class DeclarationForm::apply(const Schema& schema, const cim::Class& complete) const {
    cim::Class out = complete;
    if (!qualifiers) {
        out.qualifiers.clear();
        for (auto& method : out.methods) {
            for (auto& parameter : method.parameters) {
                parameter.qualifiers.clear();
            }
        }
    }
    // A member that was inherited tells its origin by the nearest superclass that declares it.
    for (auto& property : out.properties) {
        for (auto at = schema.declared(out.name); at && property.origin.empty(); at = schema.declared(at->superClass)) {
            property.origin = at->property(property.name) != nullptr ? at->name : std::string();
        }
    }
    for (auto& method : out.methods) {
        for (auto at = schema.declared(out.name); at && method.origin.empty(); at = schema.declared(at->superClass)) {
            method.origin = at->method(method.name) != nullptr ? at->name : std::string();
        }
    }
    strip(*this, out.properties, out.name);
    strip(*this, out.methods, out.name);
    return out;
}

Answer getClass(const ServiceParts& parts, const Call& call) {
    if (call.resource.kind != Resource::Kind::kSchema) {
        return tl::unexpected(soap::makeFault(soap::FaultId::kWsaActionNotSupported,
                                              "A ClassName selector names the class to get.", "ActionMismatch"));
    }
    const auto declaration =
        DeclarationForm::of(call.header()).apply(*call.resource.schema, *call.resource.declaration);
    return wsman::ops::writeGetResponse(call.header(), parts.newMessageId(),
                                        [&](wsman::xml::Writer& writer) { cim::writeClass(writer, declaration); });
}

}  // namespace mockserver::repository
