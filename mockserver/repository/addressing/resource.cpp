#include "mockserver/repository/addressing/resource.h"

#include <utility>

#include "mockserver/repository/store/keys.h"
#include "wsman/uris.h"

namespace mockserver::repository {

namespace cim = wsman::cim;
namespace soap = wsman::soap;
namespace uri = wsman::uri;
using soap::FaultId;

namespace {

constexpr std::string_view kClassNameSelector = "ClassName";

soap::Fault unreachable(std::string reason, std::string_view token = {}) {
    return soap::makeFault(FaultId::kWsaDestinationUnreachable, std::move(reason), token);
}

bool startsWithFolded(std::string_view text, std::string_view prefix) {
    return text.size() >= prefix.size() && cim::sameName(text.substr(0, prefix.size()), prefix);
}

/// The URI taken apart by its form alone.
struct Form {
    bool schema = false;  ///< of declarations
    bool all = false;
    std::string prefix{};
    std::string className{};
    std::string nameSpace{};  ///< of a WMI URI
};

std::optional<Form> formOf(std::string_view text) {
    Form form;
    const auto slash = text.rfind('/');
    if (slash == std::string_view::npos || slash + 1 == text.size()) {
        return std::nullopt;
    }
    form.prefix = text.substr(0, slash + 1);
    form.className = text.substr(slash + 1);
    form.all = form.className == "*";
    if (form.all) {
        form.className.clear();
    }
    if (startsWithFolded(text, uri::kCimXmlPrefix)) {
        form.schema = true;
    } else if (startsWithFolded(text, uri::kWmiPrefix)) {
        form.nameSpace = cim::nameSpaceOf(text);
        if (form.nameSpace.empty() && form.prefix.size() > uri::kWmiPrefix.size()) {
            form.nameSpace = form.prefix.substr(uri::kWmiPrefix.size());
            form.nameSpace.pop_back();
        }
    } else if (text.find("/wbem/wscim/1/") == std::string_view::npos) {
        return std::nullopt;  // DSP0227 §5.1: vendors keep that part
    }
    return form;
}

FaultOr<Resource> resolve(const Repository& repository, const std::string& text, const soap::SelectorSet* selectors) {
    if (text.empty()) {
        return tl::unexpected(unreachable("The request has no ResourceURI.", "InvalidResourceURI"));
    }
    auto form = formOf(text);
    if (!form) {
        return tl::unexpected(unreachable("Nothing is known of the resource " + text + ".", "InvalidResourceURI"));
    }
    const auto* named = selectors != nullptr ? selectors->find(cim::kNameSpaceSelector) : nullptr;
    if (named != nullptr && !form->nameSpace.empty() && foldNamespace(named->value) != foldNamespace(form->nameSpace)) {
        return tl::unexpected(soap::makeFault(FaultId::kWsmanInvalidSelectors,
                                              "The ResourceURI is of the namespace " + form->nameSpace +
                                                  ", the selector __cimnamespace of " + named->value + ".",
                                              "UnexpectedSelectors"));
    }
    Resource out{.uri = text, .prefix = form->prefix};
    const auto wanted = named != nullptr ? named->value : form->nameSpace;
    out.schema = repository.schema(wanted);
    if (!out.schema) {
        return tl::unexpected(
            unreachable("There is no namespace " + (wanted.empty() ? repository.defaultNamespace() : wanted) + "."));
    }
    out.nameSpace = out.schema->nameSpace();
    if (form->schema && form->all && selectors != nullptr) {
        if (const auto* className = selectors->find(kClassNameSelector)) {
            form->className = className->value;
        }
    }
    if (form->className.empty()) {
        out.kind = form->schema ? Resource::Kind::kAllSchema : Resource::Kind::kAllClasses;
        return out;
    }
    out.kind = form->schema ? Resource::Kind::kSchema : Resource::Kind::kClass;
    out.declaration = out.schema->find(form->className);
    if (!out.declaration) {
        return tl::unexpected(unreachable(
            "There is no class " + form->className + " in the namespace " + out.nameSpace + ".", "InvalidResourceURI"));
    }
    return out;
}

}  // namespace

FaultOr<Resource> resolve(const Repository& repository, const soap::Header& header) {
    return resolve(repository, header.resourceUri ? header.resourceUri->value : std::string(),
                   header.selectors ? &*header.selectors : nullptr);
}

FaultOr<Resource> resolve(const Repository& repository, const soap::Epr& epr) {
    return resolve(repository, epr.resourceUri, &epr.selectors);
}

FaultOr<cim::Instance> keysOf(const Resource& resource, const soap::SelectorSet* selectors) {
    soap::Epr epr;
    epr.resourceUri = resource.uri;
    if (selectors != nullptr) {
        epr.selectors = *selectors;
    }
    cim::Instance keys = cim::instanceOf(epr);
    keys.className = resource.declaration->name;
    auto typed = typedKeys(*resource.declaration, keys);
    if (!typed) {
        return tl::unexpected(faultFor(typed.error(), RefusedIn::kSelectors));
    }
    return std::move(*typed);
}

std::string uriOf(const Resource& resource, std::string_view className) {
    const bool wmi = startsWithFolded(resource.uri, uri::kWmiPrefix);
    // ".../wscim/1/*" is no prefix of a class.
    const bool whole = wmi || (resource.kind == Resource::Kind::kClass && resource.prefix != uri::kCimSchemaPrefix);
    return (whole ? resource.prefix : std::string(uri::kCimSchemaPrefix)) + std::string(className);
}

soap::Epr eprOf(const Resource& resource, const cim::Instance& instance, std::string_view address) {
    cim::Instance named = instance;
    named.nameSpace = resource.nameSpace;
    named.resourceUri = uriOf(resource, instance.className);
    if (auto epr = cim::eprOf(named, address)) {
        return std::move(*epr);
    }
    return {.address = std::string(address), .resourceUri = named.resourceUri, .selectors = {}, .extraParameters = {}};
}

soap::Fault faultFor(const StoreError& error, RefusedIn refusedIn) {
    const auto reason = error.message + ".";
    const bool selectors = refusedIn == RefusedIn::kSelectors;
    const auto representation = [&](std::string_view token) {
        return soap::makeFault(FaultId::kWxfInvalidRepresentation, reason, token);
    };
    const auto selector = [&](std::string_view token) {
        return soap::makeFault(FaultId::kWsmanInvalidSelectors, reason, token);
    };
    using enum StoreErrorKind;
    switch (error.kind) {
        case kNoNamespace:
        case kNoInstance:
            return unreachable(reason);
        case kNoClass:
            return unreachable(reason, "InvalidResourceURI");
        case kAlreadyExists:
            return soap::makeFault(FaultId::kWsmanAlreadyExists, reason);
        case kMissingKey:
            return selectors ? selector("InsufficientSelectors") : representation("MissingValues");
        case kUnknownKey:
            return selectors ? selector("UnexpectedSelectors") : representation("InvalidValues");
        case kTypeMismatch:
            return selectors ? selector("TypeMismatch") : representation("InvalidValues");
        case kInvalidValue:
            return selectors ? selector("InvalidValue") : representation("InvalidValues");
        case kUnknownProperty:
            return representation("InvalidValues");
        case kMissingValue:
            return representation("MissingValues");
        case kReadOnly:
        case kNotSupported:
            return soap::makeFault(FaultId::kWsaActionNotSupported, reason, "ActionMismatch");
        case kLocked:
            return soap::makeFault(FaultId::kWsmanConcurrency, reason);
        case kLimit:
            return soap::makeFault(FaultId::kWsmanQuotaLimit, reason);
        case kPersistence:
            break;
    }
    return soap::makeFault(FaultId::kWsmanInternalError, reason);
}

}  // namespace mockserver::repository
