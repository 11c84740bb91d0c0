// mockserver/repository/addressing: which part of a repository a WS-Man request is about (DSP0227 §5, §6), and the
// fault for each refusal of the store.
#pragma once

#include <string>
#include <string_view>
#include <tl/expected.hpp>

#include "mockserver/repository/store/repository.h"
#include "wsman/cim/instance.h"
#include "wsman/soap/epr.h"
#include "wsman/soap/fault.h"
#include "wsman/soap/header.h"

namespace mockserver::repository {

/// What a ResourceURI and __cimnamespace name.
struct Resource {
    enum class Kind {
        kClass,       ///< a class and its instances
        kAllClasses,  ///< ".../wscim/1/*", ".../cim-schema/2/*", ".../wmi/root/cimv2/*"
        kSchema,      ///< the declaration of a class: ".../cim-xml/2/cim-schema/2/CIM_X", or with "*" and a ClassName
        kAllSchema,   ///< all declarations: ".../cim-xml/2/cim-schema/2/*" without a ClassName selector
    };
    Kind kind = Kind::kClass;
    std::string uri{};        ///< as the request has it
    std::string prefix{};     ///< what stands before a class name in it: ".../cim-schema/2/", ".../wmi/root/cimv2/"
    std::string nameSpace{};  ///< as the repository spells it
    SchemaPtr schema{};
    ClassPtr declaration{};  ///< complete; nullptr for kAllClasses, kAllSchema
};

template <class T>
using FaultOr = tl::expected<T, wsman::soap::Fault>;

/// The resource that a request's header, or an EPR's reference parameters, name. Faults: DestinationUnreachable, with
/// InvalidResourceURI for a URI that is absent, none, or names no class (DSP0226 R5.1.2.1-6, DSP0227 §5.1), without it
/// for an unknown namespace; InvalidSelectors for a __cimnamespace beside a URI that holds another (MS-WSMV).
FaultOr<Resource> resolve(const Repository& repository, const wsman::soap::Header& header);
FaultOr<Resource> resolve(const Repository& repository, const wsman::soap::Epr& epr);

/// The keys that a SelectorSet names, typed; __cimnamespace left out. Faults: InvalidSelectors with
/// InsufficientSelectors, UnexpectedSelectors, TypeMismatch (R5.1.2.2-3).
FaultOr<wsman::cim::Instance> keysOf(const Resource& resource, const wsman::soap::SelectorSet* selectors);

/// The resource URI of an instance of another class in the same form as `resource.uri` (WMI or CIM schema).
std::string uriOf(const Resource& resource, std::string_view className);

/// The EPR of a stored instance (DSP0227 §5.3: all keys and __cimnamespace), in the URI form of `resource`.
wsman::soap::Epr eprOf(const Resource& resource, const wsman::cim::Instance& instance, std::string_view address);

/// The fault that DSP0226 and DSP0227 (§ errors) give for a refusal. `creating` or modifying: values are those of a
/// representation (InvalidRepresentation); else keys are selectors (InvalidSelectors).
enum class RefusedIn { kSelectors, kRepresentation };
wsman::soap::Fault faultFor(const StoreError& error, RefusedIn refusedIn);

}  // namespace mockserver::repository
