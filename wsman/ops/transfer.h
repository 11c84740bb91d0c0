#pragma once

#include <functional>
#include <optional>
#include <string>

#include "wsman/error.h"
#include "wsman/soap/message.h"

namespace wsman::ops {

/// Writes the content of s:Body or of an element.
using BodyWriter = std::function<void(xml::Writer&)>;

/// wxf:Get and wxf:Delete: an empty body (DSP0226 §7.3, §7.5). `header` without Action; the writers set it.
std::string writeGet(soap::Header header);
std::string writeDelete(soap::Header header);
/// wxf:Put and wxf:Create: exactly one child, written by `representation`; wrapped in w:XmlFragment when the header has
/// FragmentTransfer (§7.7).
std::string writePut(soap::Header header, const BodyWriter& representation);
std::string writeCreate(soap::Header header, const BodyWriter& representation);

/// Reply writers: `request` is what they answer. When it has FragmentTransfer, so has the reply, and a representation
/// is wrapped in w:XmlFragment (R7.7-2, R7.7-5). `requestedEpr` is what a request that asks for it is told (R6.5-1).
std::string writeGetResponse(const soap::Header& request, std::string messageId, const BodyWriter& representation,
                             std::optional<soap::Epr> requestedEpr = {});
std::string writePutResponse(const soap::Header& request, std::string messageId, const BodyWriter& representation = {},
                             std::optional<soap::Epr> requestedEpr = {});
std::string writeCreateResponse(const soap::Header& request, std::string messageId, const soap::Epr& created);
std::string writeDeleteResponse(const soap::Header& request, std::string messageId);

/// The representation in a Get/Put reply or a Put/Create request: the one child of the body, w:XmlFragment unwrapped to
/// its element (a fragment that is text or several elements is returned as the XmlFragment itself). No element for an
/// empty body (a Put reply may be); kInvalidBody for several children and for a fault.
Result<xml::Node> readRepresentation(const soap::Message& message);
/// The EPR in wxf:ResourceCreated of a Create reply; other children of the body (rsp:Shell) are tolerated.
Result<soap::Epr> readResourceCreated(const soap::Message& message);

}  // namespace wsman::ops
