#include "wsman/ops/invoke.h"

#include <algorithm>

#include "wsman/cim/xml_codec.h"
#include "wsman/ops/body.h"

namespace wsman::ops {

namespace {

constexpr std::string_view kInputSuffix = "_INPUT";
constexpr std::string_view kOutputSuffix = "_OUTPUT";

std::string_view resourceUriOf(const soap::Header& header) {
    return header.resourceUri ? std::string_view(header.resourceUri->value) : std::string_view();
}

std::string writeParameters(const soap::Header& header, std::string_view resourceUri, const std::string& element,
                            const cim::Instance& parameters) {
    cim::Instance named = parameters;
    named.resourceUri = resourceUri;
    return soap::writeMessage(header, [&](xml::Writer& writer) {
        cim::WriteOptions options;
        options.elementName = element;
        cim::writeInstance(writer, named, options);
    });
}

/// The parameters that go `direction` (flag::kIn or flag::kOut) as the properties of a class, which is what the codec
/// takes types from.
cim::Class schemaOf(const cim::MethodDecl& method, std::uint32_t direction) {
    cim::Class schema;
    schema.name = method.name;
    if (direction == cim::flag::kOut && method.returnType) {
        schema.properties.push_back(
            {.name = "ReturnValue", .type = *method.returnType, .isArray = method.returnsArray});
    }
    for (const cim::ParameterDecl& parameter : method.parameters) {
        // A declaration that says no direction at all leaves it open.
        if ((parameter.flags & (cim::flag::kIn | cim::flag::kOut)) != 0 && (parameter.flags & direction) == 0) {
            continue;
        }
        schema.properties.push_back({.name = parameter.name,
                                     .type = parameter.type,
                                     .isArray = parameter.isArray,
                                     .maxSize = parameter.maxSize,
                                     .referenceClass = parameter.referenceClass});
    }
    return schema;
}

Result<cim::Instance> readParameters(xml::Node element, const cim::MethodDecl* declaration, std::uint32_t direction) {
    if (declaration == nullptr) {
        return cim::readInstance(element);
    }
    const cim::Class schema = schemaOf(*declaration, direction);
    return cim::readInstance(element, &schema);
}

/// The body's element, no element when it is empty.
Result<xml::Node> onlyElement(const soap::Message& message) {
    if (message.isFault()) {
        return invalidBody("a fault where a method's parameters are expected", message.payload());
    }
    if (message.body().childCount() > 1) {
        return invalidBody("more than one element in the body", message.payload().next());
    }
    return message.payload();
}

}  // namespace

std::string methodAction(std::string_view resourceUri, std::string_view method) {
    std::string action(resourceUri);
    action += '/';
    action += method;
    return action;
}

std::string_view methodOf(std::string_view action, std::string_view resourceUri) {
    if (resourceUri.empty() || !action.starts_with(resourceUri)) {
        return {};
    }
    action.remove_prefix(resourceUri.size());
    if (!action.starts_with('/')) {
        return {};
    }
    action.remove_prefix(1);
    return action.find('/') == std::string_view::npos ? action : std::string_view();
}

std::string writeInvoke(soap::Header header, std::string_view method, const cim::Instance& parameters) {
    const std::string resourceUri(resourceUriOf(header));
    setAction(header, methodAction(resourceUri, method));
    return writeParameters(header, resourceUri, std::string(method).append(kInputSuffix), parameters);
}

std::string writeInvokeResponse(const soap::Header& request, std::string messageId, std::string_view method,
                                const cim::Instance& output) {
    const std::string_view resourceUri = resourceUriOf(request);
    const std::string requested = request.action ? request.action->value : methodAction(resourceUri, method);
    const soap::Header header = soap::replyHeader(request, soap::responseAction(requested), std::move(messageId));
    return writeParameters(header, resourceUri, std::string(method).append(kOutputSuffix), output);
}

Result<cim::Instance> readInvoke(const soap::Message& message, const cim::MethodDecl* declaration) {
    const Result<xml::Node> element = onlyElement(message);
    if (!element) {
        return tl::unexpected(element.error());
    }
    if (!*element) {
        return invalidBody("the body is empty, a _INPUT element expected", message.body());
    }
    const std::string_view local = element->localName();
    if (!local.ends_with(kInputSuffix)) {
        return invalidBody("element " + std::string(local) + " where a _INPUT element is expected", *element);
    }
    const std::string_view method = methodOf(message.action(), resourceUriOf(message.header()));
    if (!method.empty() && !cim::sameName(method, local.substr(0, local.size() - kInputSuffix.size()))) {
        return invalidBody("element " + std::string(local) + " does not belong to method " + std::string(method),
                           *element);
    }
    Result<cim::Instance> parameters = readParameters(*element, declaration, cim::flag::kIn);
    if (parameters) {
        parameters->className = "Parameters";
    }
    return parameters;
}

Result<cim::Instance> readInvokeResponse(const soap::Message& message, const cim::MethodDecl* declaration) {
    const Result<xml::Node> element = onlyElement(message);
    if (!element) {
        return tl::unexpected(element.error());
    }
    if (!*element) {
        return cim::Instance{};
    }
    Result<cim::Instance> output = readParameters(*element, declaration, cim::flag::kOut);
    if (output) {
        std::string_view name = element->localName();
        if (name.ends_with(kOutputSuffix)) {
            name.remove_suffix(kOutputSuffix.size());
        }
        output->className = name;
    }
    return output;
}

}  // namespace wsman::ops
