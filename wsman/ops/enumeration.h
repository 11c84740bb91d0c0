#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "wsman/duration.h"
#include "wsman/error.h"
#include "wsman/ops/transfer.h"
#include "wsman/soap/fault.h"
#include "wsman/soap/message.h"

namespace wsman::ops {

enum class EnumerationMode { kObject, kEpr, kObjectAndEpr };
/// DSP0227 §8.1 wsmb:PolymorphismMode.
enum class Polymorphism { kIncludeSubClassProperties, kExcludeSubClassProperties, kNone };

/// An association filter (DSP0227 §8.2): AssociatedInstances or, with `references`, AssociationInstances.
struct AssociationFilter {
    bool references = false;
    soap::Epr object;
    std::string associationClass{};  ///< AssociatedInstances only
    std::string role{};
    std::string resultClass{};
    std::string resultRole{};  ///< AssociatedInstances only
    std::vector<std::string> includeProperties{};
    bool operator==(const AssociationFilter&) const = default;
};

/// A wsman:Filter, wsen:Filter or wse:Filter. Writing takes the first of association, selectors, markup and text that
/// is set, and the dialect of the first two when `dialect` is empty.
struct Filter {
    std::string dialect{};  ///< as on the wire; empty when the attribute is absent (XPath 1.0)
    std::string text{};     ///< the expression, when it is text (trimmed)
    std::string markup{};   ///< the one child element as stand-alone XML, when it is an element
    std::optional<AssociationFilter> association{};  ///< parsed, when the dialect is the association filter
    std::optional<soap::SelectorSet> selectors{};    ///< parsed, when the dialect is the selector filter
    bool operator==(const Filter&) const = default;
};

struct Enumerate {
    std::optional<Filter> filter{};
    std::optional<std::string> expires{};  ///< xs:duration or xs:dateTime, as text
    std::optional<soap::Epr> endTo{};
    bool optimize = false;
    std::optional<std::uint64_t> maxElements{};  ///< wsman:MaxElements
    EnumerationMode mode = EnumerationMode::kObject;
    std::optional<Polymorphism> polymorphism{};
    bool operator==(const Enumerate&) const = default;
};

struct Pull {
    std::string context;                         ///< inner XML of wsen:EnumerationContext, opaque
    std::optional<std::uint64_t> maxElements{};  ///< wsen:MaxElements
    std::optional<std::uint64_t> maxCharacters{};
    std::optional<Duration> maxTime{};
    bool operator==(const Pull&) const = default;
};

/// EnumerateResponse and PullResponse alike. Nodes live as long as the message.
struct EnumerationReply {
    std::optional<std::string> context{};  ///< nullopt when the element is absent; may be empty
    std::string expires{};
    std::vector<xml::Node> items{};  ///< children of Items: objects, EPRs, or wsman:Item with both
    bool endOfSequence = false;
};

std::string writeEnumerate(soap::Header header, const Enumerate& request);
std::string writePull(soap::Header header, const Pull& request);
std::string writeRelease(soap::Header header, const std::string& context);
std::string writeEnumerationRenew(soap::Header header, const std::string& context, const std::string& expires);
std::string writeEnumerationGetStatus(soap::Header header, const std::string& context);

/// What a reply holds; `items` writes the children of Items (skipped when empty).
struct EnumerationReplyBody {
    std::optional<std::string> context{};
    BodyWriter items{};
    bool writeEmptyItems = false;  ///< an Items element without children
    bool endOfSequence = false;
    std::string expires{};
    std::optional<std::uint64_t>
        totalItemsCountEstimate{};          ///< a header (DSP0226 §8.2.2), when the request asks for it
    std::optional<std::string> bookmark{};  ///< a header, inner XML (R10.2.6-3): of the events that a Pull gets
};
/// wsman:Items and wsman:EndOfSequence (DSP0226 §8.2.3); always an EnumerationContext element, empty when finished.
std::string writeEnumerateResponse(const soap::Header& request, std::string messageId,
                                   const EnumerationReplyBody& body);
/// wsen:Items and wsen:EndOfSequence; no EnumerationContext with the latter (R8.4-8).
std::string writePullResponse(const soap::Header& request, std::string messageId, const EnumerationReplyBody& body);
/// An empty body.
std::string writeReleaseResponse(const soap::Header& request, std::string messageId);
/// RenewResponse or GetStatusResponse, by the request's Action.
std::string writeEnumerationStatusResponse(const soap::Header& request, std::string messageId,
                                           const std::string& expires);

/// Errors: kInvalidBody (with the path) for a wrong element, a mixed filter, both filters, MaxElements that is no
/// positive integer, an unknown mode.
Result<Enumerate> readEnumerate(const soap::Message& message);
Result<Pull> readPull(const soap::Message& message);
/// The context of a Release, Renew or GetStatus, as inner XML.
Result<std::string> readEnumerationContext(const soap::Message& message);
/// Reads either reply, items and EndOfSequence in either namespace (peers mix them up).
Result<EnumerationReply> readEnumerationReply(const soap::Message& message);

/// One item taken apart: an object, an EPR, or both (wsman:Item).
struct EnumerationItem {
    xml::Node object{};
    std::optional<soap::Epr> epr{};
};
/// Errors: kInvalidBody for no element, and for a wsman:Item that holds more than one of either, or neither.
Result<EnumerationItem> readItem(xml::Node item);

/// The fault for a request that readEnumerate or readPull refused: CannotProcessFilter for a filter (R8.2.1-3, R8.3-3),
/// UnsupportedFeature with EnumerationMode (R8.7-3), PolymorphismModeNotSupported (DSP0227 §8.1), else
/// soap::faultFor(error).
soap::Fault faultForEnumeration(const Error& error);

/// The dialect's URI for "WQL", "CQL", "XPath" or "Selector" (any case); the text itself when it already is a URI;
/// nullopt otherwise.
std::optional<std::string> dialectUri(std::string_view name);
/// Writes `<w:Filter Dialect=...>`, shared by Enumerate and Subscribe.
void writeFilter(xml::Writer& writer, const Filter& filter);
/// Reads a Filter element of any of the three namespaces. Errors: kInvalidBody for text and an element together, two
/// elements, or content that is not what the association or selector dialect asks for.
Result<Filter> readFilter(xml::Node element);

}  // namespace wsman::ops
