#pragma once

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>

#include "wsman/duration.h"
#include "wsman/error.h"
#include "wsman/ops/enumeration.h"
#include "wsman/ops/positive_integer.h"
#include "wsman/soap/message.h"

// How the readers of this folder take a body apart; not for use outside it.
namespace wsman::ops {

/// A kInvalidBody error at `where`.
[[nodiscard]] tl::unexpected<Error> invalidBody(std::string message, xml::Node where);

/// The body's one child, which must be {ns}local. Errors: kInvalidBody, with the path, for
/// an empty body, several children, another element (a fault among them), text between the element's children.
Result<xml::Node> payloadNamed(const soap::Message& message, std::string_view ns, std::string_view local);

/// Refuses what the schema of a WS-* element refuses: text beside the child elements, children of namespace `ns` that
/// are not in `allowed`, and any element of `allowed` twice. Children of other namespaces are extensions and pass.
Result<void> checkChildren(xml::Node element, std::string_view ns, std::initializer_list<std::string_view> allowed);

/// Refuses a second child {ns}local.
Result<void> checkOnce(xml::Node element, std::string_view ns, std::string_view local);

/// The value of a child element, read by parsePositive; nullopt when there is no such child. Errors: kInvalidBody.
Result<std::optional<std::uint64_t>> positiveChild(xml::Node parent, std::string_view ns, std::string_view local);
/// The value of a child element as xs:duration, not negative. Errors: kInvalidBody.
Result<std::optional<Duration>> durationChild(xml::Node parent, std::string_view ns, std::string_view local);
/// The content of an element as an EPR. Errors: kInvalidBody.
Result<soap::Epr> bodyEpr(xml::Node element);
/// A child of EPR type, nullopt when absent.
Result<std::optional<soap::Epr>> eprChild(xml::Node parent, std::string_view ns, std::string_view local);

/// The Filter of an Enumerate (`ns` kEnumeration) or Subscribe (kEventing) body: wsman:Filter or {ns}Filter, nullopt
/// when there is neither. Errors: kInvalidBody when there are both (DSP0226 R8.3-3, R10.2.2-3), or as readFilter.
Result<std::optional<Filter>> filterChild(xml::Node parent, std::string_view ns);

/// Sets the Action, marked mustUnderstand unless the caller has marked it otherwise.
void setAction(soap::Header& header, std::string_view action);

}  // namespace wsman::ops
