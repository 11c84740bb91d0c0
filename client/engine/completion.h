// How an operation's end is told: code, text, and a CIM error with the particulars.
#pragma once

#include <string>
#include <string_view>

#include "client/engine/mi_result.h"
#include "client/engine/operation.h"
#include "client/transport/transport.h"
#include "wsman/error.h"
#include "wsman/soap/fault.h"

namespace client {

/// What goes into the CIM error beside code and text.
struct ErrorFacts {
    ErrorCategory category = ErrorCategory::kNotSpecified;
    std::string messageId{};               ///< names the error within `owner`: "wsman:AccessDenied", "timeout"
    std::string owner = "mi-testbed";      ///< OwningEntity: who defines messageId
    std::string probableCause{"Unknown"};  ///< ProbableCauseDescription
    std::optional<std::uint32_t> code{};   ///< error_Code, with `codeType` ("HRESULT", "MI")
    std::string codeType{};
};

/// A failure found on this side. Details are an MSFT_WmiError (a CIM_Error).
Completion failure(MiResult code, std::string message);
Completion failure(MiResult code, std::string message, ErrorFacts facts);

/// A message that could not be read, or that breaks the protocol: kFailed.
Completion completionFor(const wsman::Error& error);

/// No reply: kFailed with the transport's text (kNotSupported for an option that the transport lacks).
Completion completionFor(const TransportError& error);

/// What a fault means. In order of precedence: the CIM error that it carries (an element of s:Detail marked
/// wsmb:IsCIM_Error, DSP0227 §14) with its CIMStatusCode; "OMI:MI_Result:n" in that error's MessageID; the table of
/// fault_mapping.h; kFailed. The server's CIM error, when there is one, becomes the details unchanged.
Completion completionFor(const wsman::soap::Fault& fault, bool invoked = false);

}  // namespace client
