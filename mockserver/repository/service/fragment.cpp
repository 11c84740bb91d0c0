#include "mockserver/repository/service/fragment.h"

#include <optional>
#include <utility>
#include <vector>

#include "mockserver/repository/service/representation.h"
#include "wsman/cim/text.h"
#include "wsman/cim/xml_codec.h"
#include "wsman/soap/fault.h"
#include "wsman/uris.h"
#include "wsman/xml/document.h"

namespace mockserver::repository {

namespace cim = wsman::cim;
namespace soap = wsman::soap;
using soap::FaultId;
using Target = wsman::query::XPathLevel::PropertyTarget;

namespace {

tl::unexpected<soap::Fault> invalid(std::string reason) {
    return tl::unexpected(soap::makeFault(FaultId::kWxfInvalidRepresentation, std::move(reason), "InvalidFragment"));
}

tl::unexpected<soap::Fault> cannotProcess(std::string reason) {
    return tl::unexpected(soap::makeFault(FaultId::kWsmanCannotProcessFilter, std::move(reason)));
}

/// The values that the body's XmlFragment has; a text is that of the property that the path names.
FaultOr<cim::Instance> readBody(const Call& call, const cim::Class& declaration, const Target& target) {
    const auto fragment = call.message.payload();
    if (!fragment.is(wsman::ns::kWsman, "XmlFragment") || call.message.body().childCount() != 1) {
        return invalid("The body holds no XmlFragment.");
    }
    cim::Instance out;
    out.className = declaration.name;
    const auto* property = declaration.property(target.property);
    if (fragment.isNil() && property != nullptr) {
        out.set(property->name, cim::Value::null(property->type, property->isArray));
        return out;
    }
    if (target.text || !fragment.firstChild()) {
        if (fragment.firstChild() || property == nullptr) {
            return invalid(target.text ? "The path ends in text(): the XmlFragment must hold text alone."
                                       : "The XmlFragment holds no element.");
        }
        out.set(property->name, cim::Value::of(fragment.text()));
        return out;
    }
    auto read = cim::readInstance(fragment, &declaration);
    if (!read) {
        return invalid(read.error().text() + ".");
    }
    if (property != nullptr && (read->properties.size() != 1 || read->find(property->name) == nullptr)) {
        return invalid("The XmlFragment holds something else than " + property->name + ".");
    }
    read->className = declaration.name;
    return std::move(*read);
}

/// One element of an array: replaced, added, or taken out. The index is from 1.
FaultOr<cim::Value> changedElement(FragmentChange change, const cim::PropertyDecl& property, const cim::Value& current,
                                   std::size_t index, std::optional<cim::Scalar> element) {
    auto elements = current.elements.value_or(std::vector<cim::Scalar>{});
    const bool there = index >= 1 && index <= elements.size();
    if (change == FragmentChange::kCreate) {
        if (there) {
            return tl::unexpected(soap::makeFault(FaultId::kWsmanAlreadyExists,
                                                  property.name + " has an element " + std::to_string(index) + "."));
        }
        if (index != elements.size() + 1) {
            return cannotProcess(property.name + " has " + std::to_string(elements.size()) + " elements.");
        }
        elements.push_back(std::move(*element));
    } else if (!there) {
        return cannotProcess(property.name + " has no element " + std::to_string(index) + ".");
    } else if (change == FragmentChange::kPut) {
        elements[index - 1] = std::move(*element);
    } else {
        elements.erase(elements.begin() + static_cast<std::ptrdiff_t>(index - 1));
    }
    auto made = cim::Value::array(property.type, std::move(elements));
    return made ? FaultOr<cim::Value>(std::move(*made))
                : invalid("An element of " + property.name + " has another type.");
}

/// The one scalar of a value, typed as the property's elements are.
FaultOr<cim::Scalar> scalarOf(const cim::PropertyDecl& property, const cim::Value& value) {
    const auto& elements = value.elements;
    const bool one = value.scalar || (elements && elements->size() == 1);
    if (!one) {
        return invalid("One element of " + property.name + " is expected.");
    }
    const cim::Scalar& scalar = value.scalar ? *value.scalar : elements->front();
    if (cim::typeOf(scalar) == property.type) {
        return scalar;
    }
    const auto* text = std::get_if<std::string>(&scalar);
    auto parsed = text != nullptr ? cim::parseScalar(property.type, *text)
                                  : wsman::fail(wsman::ErrorCode::kTypeMismatch, "another type");
    return parsed ? FaultOr<cim::Scalar>(std::move(*parsed)) : invalid(parsed.error().text() + ".");
}

}  // namespace

FaultOr<Fragment> Fragment::parse(const soap::Header& header) {
    const auto& transfer = header.fragmentTransfer->value;
    if (!transfer.dialect.empty() && transfer.dialect != wsman::uri::kDialectXPath) {
        auto fault = soap::makeFault(FaultId::kWsmanFragmentDialectNotSupported,
                                     "Fragments are named by XPath, not by " + transfer.dialect + ".");
        std::string detail;
        wsman::xml::Writer(detail)
            .start("w:FragmentDialect")
            .declare("w", wsman::ns::kWsman)
            .text(wsman::uri::kDialectXPath)
            .end();
        fault.detail.push_back(std::move(detail));
        return tl::unexpected(std::move(fault));
    }
    auto path = wsman::query::XPathLevel::compile(transfer.expression);
    if (!path) {
        return cannotProcess(path.error().text() + ".");
    }
    return Fragment(std::move(*path));
}

FaultOr<std::string> Fragment::select(const ServiceParts& parts, const Call& call,
                                      const cim::Instance& instance) const {
    std::string whole;
    wsman::xml::Writer writer(whole);
    cim::Instance named = instance;
    named.resourceUri = uriOf(call.resource, instance.className);
    cim::writeInstance(writer, named, {.xsiType = parts.profile.xsiTypes, .standAlone = true});
    const auto document = wsman::xml::Document::parse(std::move(whole));
    if (!document) {
        return tl::unexpected(soap::makeFault(FaultId::kWsmanInternalError, document.error().text()));
    }
    return path_.select(document->root());
}

FaultOr<cim::Instance> Fragment::apply(FragmentChange change, const Call& call, const cim::Class& declaration,
                                       const cim::Instance& current) const {
    const auto& target = path_.target();
    if (!target) {
        return cannotProcess("Only a property, or an element of one, can be changed by itself.");
    }
    const auto* property = declaration.property(target->property);
    if (!target->property.empty() && property == nullptr) {
        return cannotProcess(declaration.name + " has no property " + target->property + ".");
    }
    if (property == nullptr && change != FragmentChange::kPut) {
        return cannotProcess("The path names the whole instance.");
    }
    if (change == FragmentChange::kDelete) {
        cim::Instance out;
        out.className = declaration.name;
        const auto* now = current.find(property->name);
        if (!target->index || !property->isArray) {
            out.set(property->name, cim::Value::null(property->type, property->isArray));
            return out;
        }
        auto value = changedElement(change, *property, now == nullptr ? cim::Value{} : now->value, *target->index, {});
        if (!value) {
            return tl::unexpected(std::move(value.error()));
        }
        out.set(property->name, std::move(*value));
        return out;
    }
    auto values = readBody(call, declaration, *target);
    if (!values || property == nullptr) {
        return values;
    }
    const auto* now = current.find(property->name);
    const cim::Value held = now == nullptr ? cim::Value::null(property->type, property->isArray) : now->value;
    const cim::Value given = values->find(property->name)->value;
    const bool appends = change == FragmentChange::kCreate && property->isArray && !target->index && held.elements;
    if (property->isArray && (target->index || appends)) {
        auto element = scalarOf(*property, given);
        if (!element) {
            return tl::unexpected(std::move(element.error()));
        }
        const std::size_t index = target->index.value_or(held.elements ? held.elements->size() + 1 : 1);
        auto value = changedElement(change, *property, held, index, std::move(*element));
        if (!value) {
            return tl::unexpected(std::move(value.error()));
        }
        values->set(property->name, std::move(*value));
        return values;
    }
    if (change == FragmentChange::kCreate && !held.isNull()) {
        return tl::unexpected(soap::makeFault(FaultId::kWsmanAlreadyExists, property->name + " has a value."));
    }
    return values;
}

}  // namespace mockserver::repository
