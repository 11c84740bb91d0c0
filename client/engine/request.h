// What all requests of an operation have in common: where they go, and their headers.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "client/engine/operation.h"
#include "wsman/cim/instance.h"
#include "wsman/error.h"
#include "wsman/soap/header.h"

namespace client {

/// The resource that requests name in their headers.
struct Target {
    std::string resourceUri;
    wsman::soap::SelectorSet selectors;
    std::vector<wsman::soap::Option> options{};  ///< that the resource needs, besides the context's
};

/// DSP0004 §5.1.2.1: a letter or underscore, then letters, digits and underscores; every character beyond ASCII counts
/// as a letter.
bool isCimName(std::string_view name);

/// kInvalidArgument when a class or property name of `instance`, or of one embedded in it, cannot be an XML name; so
/// that nothing a caller passes breaks the envelope. `classNeeded`: an empty class name is such an error too.
wsman::Result<void> checkNames(const wsman::cim::Instance& instance, bool classNeeded = true);

/// The instance with its keys flagged (all scalar properties if the caller flagged none), and the operation's namespace
/// and resource URI when it has none of its own. Without a class name it takes the one at the end of the resource URI.
wsman::cim::Instance asTarget(const wsman::cim::Instance& instance, const OperationContext& context);

/// The class `className`, without keys. Errors: kInvalidArgument when there is neither a name nor a resource URI.
wsman::Result<Target> targetOfClass(const std::string& className, const OperationContext& context);
/// The instance that `keys` names. Errors: kInvalidArgument for no class, kInvalidValue for keys that cannot be sent.
wsman::Result<Target> targetOfInstance(const wsman::cim::Instance& keys, const OperationContext& context);
/// All classes, which queries and association filters are addressed to (DSP0227 R5.2-1); with a resource URI prefix
/// the star below it.
Target targetOfAll(const OperationContext& context);
/// The CIM-XML view of the class schema (DSP0227 §15), with a ClassName selector when there is a name. It asks for
/// inherited elements and qualifiers (DSP0227 §15.8), without which a class says less than mi.h has to tell.
wsman::Result<Target> targetOfSchema(const std::string& className, const OperationContext& context);

/// Headers of a new request to `target`: addressing with a fresh MessageID, and all that the context asks for. Action
/// is left to the writers of wsman/ops.
wsman::soap::Header requestHeader(const OperationContext& context, const Target& target);

/// A written request as the driver gets it.
Outgoing outgoing(const OperationContext& context, const wsman::soap::Header& header, std::string_view action,
                  std::string body);

}  // namespace client
