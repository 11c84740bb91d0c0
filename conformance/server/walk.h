// Enumerations as the probes walk them, and instances as they compare them.
#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <pugixml.hpp>
#include <string>
#include <vector>

#include "conformance/server/reply.h"
#include "conformance/server/request_text.h"
#include "conformance/server/suite.h"

namespace conformance {

/// A request about `resource`, with its selectors.
RequestText requestFor(const ServerRun& run, const Resource& resource, std::string action, std::string body = {});
/// The resource that the tester named, with and without its selectors.
Resource knownInstance(const ServerRun& run);
Resource knownClass(const ServerRun& run);

const WireExchange& send(ServerRun& run, const RequestText& request, const PostOptions& options = {});
/// A Get of the instance that the tester named; with `headers`, those besides.
RequestText getKnown(const ServerRun& run);
const WireExchange& getWith(ServerRun& run, const std::string& headers);
/// Enumerate with this markup inside wsen:Enumerate.
const WireExchange& enumerate(ServerRun& run, const Resource& resource, const std::string& inside = {},
                              const std::string& headers = {});
/// Enumerate, for what must be refused: a service that finds out only when the first item is asked for is asked for it.
const WireExchange& enumerateToFault(ServerRun& run, const Resource& resource, const std::string& inside = {});
/// Pull with this markup behind the context.
const WireExchange& pull(ServerRun& run, const Resource& resource, const std::string& context,
                         const std::string& inside = {}, const std::string& headers = {});
const WireExchange& release(ServerRun& run, const Resource& resource, const std::string& context);

/// What the EnumerationContext of a message holds, as markup: it may be text or elements. Empty: there is none.
std::string contextIn(pugi::xml_node message);
/// The same of a reply; nullopt when it has none or an empty one.
std::optional<std::string> contextOf(const Reply& reply);
bool atEnd(const Reply& reply);
/// The children of Items.
std::vector<pugi::xml_node> itemNodes(const Reply& reply);
/// Begins an enumeration that must have a context. An error or a failure says why there is none.
struct Begun {
    std::string context{};
    std::optional<CaseResult> problem{};
};
Begun begin(ServerRun& run, const Resource& resource, const std::string& inside = {});

/// An element, by its name and what is in it, whatever its prefixes are: for comparison, not for the eye.
std::string fingerprint(pugi::xml_node element);
/// The length of a walk.
inline constexpr int kMostPulls = 1000;
/// Why a walk was given up: the class is larger than this suite is for.
CaseResult tooManyPulls();
/// All items of an enumeration, as fingerprints in their order.
struct Listed {
    std::vector<std::string> items{};
    std::optional<CaseResult> problem{};  ///< why the list is not complete
};
Listed listAll(ServerRun& run, const Resource& resource, const std::string& inside = {});
/// The same from the reply to an Enumerate that has been sent.
Listed listFrom(ServerRun& run, const Resource& resource, const WireExchange& first);

/// Local name to text of each property of an instance; those with element content are left out, and so is every one
/// that comes twice.
std::map<std::string, std::string> simpleProperties(pugi::xml_node instance);
/// The text of a property in the reply to a Get, empty for NULL; "(what came instead)" when that is no representation.
std::string valueOf(const WireExchange& got, std::string_view property);
pugi::xml_node firstElement(pugi::xml_node parent);
std::vector<pugi::xml_node> elementsOf(pugi::xml_node parent);
/// An element as markup that stands by itself: with every namespace that is declared around it.
std::string markupOf(pugi::xml_node element);
/// `text` for use in markup.
std::string escaped(std::string_view text);
/// An EPR's ResourceURI and simple selectors, "__cimnamespace" taken apart.
Resource resourceOf(pugi::xml_node epr);
/// The EPR of a resource as markup: Address and ReferenceParameters.
std::string eprMarkup(const ServerRun& run, const Resource& resource);

}  // namespace conformance
