#pragma once

#include <string>
#include <string_view>

#include "wsman/cim/class.h"
#include "wsman/cim/instance.h"
#include "wsman/error.h"
#include "wsman/soap/message.h"

namespace wsman::ops {

/// The Action of a CIM method: the class's resource URI, "/", and the method (DSP0230 §10.3).
std::string methodAction(std::string_view resourceUri, std::string_view method);
/// The method's name at the end of an Action, when the Action starts with `resourceUri` and "/"; else empty.
std::string_view methodOf(std::string_view action, std::string_view resourceUri);

/// A method call: `<p:Method_INPUT>` with the parameters (an empty element without any). `parameters.className` is
/// ignored; `header` holds ResourceURI and, for an instance method, its selectors.
std::string writeInvoke(soap::Header header, std::string_view method, const cim::Instance& parameters);
/// The reply: `<p:Method_OUTPUT>` with ReturnValue and out parameters.
std::string writeInvokeResponse(const soap::Header& request, std::string messageId, std::string_view method,
                                const cim::Instance& output);

/// The parameters of a call, className "Parameters". Types by `declaration` when given. Errors: kInvalidBody for an
/// empty body, an element that is no _INPUT or is that of another method than the Action's; others as
/// cim::readInstance.
Result<cim::Instance> readInvoke(const soap::Message& message, const cim::MethodDecl* declaration = nullptr);
/// The output of a call: ReturnValue and the out parameters, className as the element's name without _OUTPUT. Tolerates
/// any element name (OMI writes Class_OUTPUT) and an empty body.
Result<cim::Instance> readInvokeResponse(const soap::Message& message, const cim::MethodDecl* declaration = nullptr);

}  // namespace wsman::ops
