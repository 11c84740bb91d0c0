#include "client/engine/request.h"

#include <algorithm>

#include "wsman/uris.h"

namespace client {
namespace {

namespace cim = wsman::cim;
namespace soap = wsman::soap;
using wsman::ErrorCode;

wsman::Result<void> checkNames(const cim::Instance& instance, bool classNeeded, std::size_t depth) {
    if (depth > cim::kMaxNesting) {
        return wsman::fail(ErrorCode::kInvalidArgument, "embedded instances are nested too deep");
    }
    if ((classNeeded || !instance.className.empty()) && !isCimName(instance.className)) {
        return wsman::fail(ErrorCode::kInvalidArgument, "\"" + instance.className + "\" is not a class name");
    }
    const auto checkScalar = [&](const cim::Scalar& scalar) -> wsman::Result<void> {
        const auto* embedded = std::get_if<cim::Embedded>(&scalar);
        return embedded != nullptr && embedded->instance ? checkNames(*embedded->instance, true, depth + 1)
                                                         : wsman::Result<void>{};
    };
    for (const cim::Property& property : instance.properties) {
        if (!isCimName(property.name)) {
            return wsman::fail(ErrorCode::kInvalidArgument, "\"" + property.name + "\" is not a property name");
        }
        if (property.value.scalar) {
            if (auto checked = checkScalar(*property.value.scalar); !checked) {
                return checked;
            }
        }
        if (property.value.elements) {
            for (const cim::Scalar& element : *property.value.elements) {
                if (auto checked = checkScalar(element); !checked) {
                    return checked;
                }
            }
        }
    }
    return {};
}

std::string prefixOf(const OperationContext& context) {
    if (context.resourceUriPrefix.empty()) {
        return std::string(wsman::uri::kCimSchemaPrefix);
    }
    return context.resourceUriPrefix.ends_with('/') ? context.resourceUriPrefix : context.resourceUriPrefix + "/";
}

/// __cimnamespace, unless the URI holds the namespace already (a WMI URI), which WinRM wants to agree.
soap::SelectorSet nameSpaceSelector(const std::string& nameSpace, std::string_view resourceUri) {
    soap::SelectorSet selectors;
    if (!nameSpace.empty() && cim::nameSpaceOf(resourceUri).empty()) {
        selectors.set(std::string(cim::kNameSpaceSelector), nameSpace);
    }
    return selectors;
}

}  // namespace

bool isCimName(std::string_view name) {
    const auto letter = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || static_cast<unsigned char>(c) >= 0x80;
    };
    const auto digit = [](char c) { return c >= '0' && c <= '9'; };
    return !name.empty() && letter(name.front()) &&
           std::all_of(name.begin(), name.end(), [&](char c) { return letter(c) || digit(c); });
}

wsman::Result<void> checkNames(const cim::Instance& instance, bool classNeeded) {
    return checkNames(instance, classNeeded, 0);
}

cim::Instance asTarget(const cim::Instance& instance, const OperationContext& context) {
    cim::Instance target = instance;
    if (!context.resourceUri.empty()) {
        target.resourceUri = context.resourceUri;
    } else if (target.resourceUri.empty()) {
        target.resourceUri = prefixOf(context) + target.className;
    }
    if (target.className.empty()) {
        target.className = cim::classNameOf(target.resourceUri);
    }
    if (target.nameSpace.empty()) {
        target.nameSpace = context.nameSpace;
    }
    const bool flagged = std::any_of(target.properties.begin(), target.properties.end(),
                                     [](const cim::Property& p) { return (p.flags & cim::flag::kKey) != 0; });
    if (!flagged) {
        for (cim::Property& property : target.properties) {
            if (property.value.scalar && property.value.type != cim::Type::kInstance) {
                property.flags |= cim::flag::kKey;
            }
        }
    }
    return target;
}

wsman::Result<Target> targetOfClass(const std::string& className, const OperationContext& context) {
    if (className.empty() ? context.resourceUri.empty() : !isCimName(className)) {
        return wsman::fail(ErrorCode::kInvalidArgument,
                           className.empty() ? "a class name is needed" : "\"" + className + "\" is not a class name");
    }
    Target target{context.resourceUri.empty() ? prefixOf(context) + className : context.resourceUri, {}};
    target.selectors = nameSpaceSelector(context.nameSpace, target.resourceUri);
    return target;
}

wsman::Result<Target> targetOfInstance(const cim::Instance& keys, const OperationContext& context) {
    const bool classNeeded = context.resourceUri.empty() && keys.resourceUri.empty();
    if (auto checked = checkNames(keys, classNeeded); !checked) {
        return tl::unexpected(checked.error());
    }
    const cim::Instance target = asTarget(keys, context);
    auto selectors = cim::selectorsOf(target);
    if (!selectors) {
        return tl::unexpected(selectors.error());
    }
    return Target{target.resourceUri, std::move(*selectors)};
}

Target targetOfAll(const OperationContext& context) {
    Target target{context.resourceUri, {}};
    if (target.resourceUri.empty()) {
        target.resourceUri =
            context.resourceUriPrefix.empty() ? std::string(wsman::uri::kCimAllClasses) : prefixOf(context) + "*";
    }
    target.selectors = nameSpaceSelector(context.nameSpace, target.resourceUri);
    return target;
}

wsman::Result<Target> targetOfSchema(const std::string& className, const OperationContext& context) {
    if (!className.empty() && !isCimName(className)) {
        return wsman::fail(ErrorCode::kInvalidArgument, "\"" + className + "\" is not a class name");
    }
    Target target{context.resourceUri.empty() ? std::string(wsman::uri::kCimXmlAll) : context.resourceUri, {}};
    target.selectors = nameSpaceSelector(context.nameSpace, target.resourceUri);
    if (!className.empty()) {
        target.selectors.set("ClassName", className);
    }
    if (context.resourceUri.empty()) {
        for (const char* name : {"IncludeInheritanceHierarchy", "IncludeInheritedElements", "IncludeQualifiers"}) {
            target.options.push_back({name, "true", "xs:boolean"});
        }
    }
    return target;
}

soap::Header requestHeader(const OperationContext& context, const Target& target) {
    soap::Header header;
    header.to = context.to;
    header.messageId = context.newMessageId();
    header.replyTo = soap::Epr{std::string(wsman::uri::kAnonymous), {}, {}, {}};
    header.resourceUri = soap::Marked<std::string>{target.resourceUri, true};
    if (!target.selectors.empty()) {
        header.selectors = target.selectors;
    }
    if (context.maxEnvelopeSize) {
        header.maxEnvelopeSize = soap::Marked<std::uint64_t>{*context.maxEnvelopeSize, true};
    }
    if (context.timeout && context.timeout->count() > 0) {
        header.operationTimeout = soap::Marked<wsman::Duration>{*context.timeout, std::nullopt};
    }
    if (!context.locale.empty()) {
        header.locale = soap::Marked<std::string>{context.locale, false};
    }
    if (!context.dataLocale.empty()) {
        header.dataLocale = soap::Marked<std::string>{context.dataLocale, false};
    }
    std::vector<soap::Option> options = context.options;
    for (const soap::Option& wanted : target.options) {
        const bool given = std::any_of(options.begin(), options.end(),
                                       [&](const soap::Option& option) { return option.name == wanted.name; });
        if (!given) {
            options.push_back(wanted);
        }
    }
    if (!options.empty()) {
        header.options = soap::Marked<std::vector<soap::Option>>{
            std::move(options), context.optionsMustUnderstand ? std::optional(true) : std::nullopt};
    }
    if (!context.machineId.empty()) {
        header.machineId = context.machineId;
    }
    return header;
}

Outgoing outgoing(const OperationContext& context, const soap::Header& header, std::string_view action,
                  std::string body) {
    Outgoing request;
    request.body = std::move(body);
    request.messageId = header.messageId.value_or("");
    request.contentType = wsman::kContentTypeUtf8;
    if (context.encoding != wsman::xml::Encoding::kUtf8) {
        // Text that is no UTF-8 stays as the program gave it, for the server to refuse.
        if (auto encoded = wsman::xml::fromUtf8(request.body, context.encoding)) {
            request.body = std::move(*encoded);
            request.contentType = wsman::kContentTypeUtf16;
        }
    }
    request.action = action;
    if (context.timeout && context.timeout->count() > 0) {
        request.timeout = context.timeout;
    }
    return request;
}

}  // namespace client
