#include "client/engine/completion.h"

#include <algorithm>
#include <charconv>
#include <iterator>
#include <utility>

#include "client/engine/fault_mapping.h"
#include "wsman/cim/text.h"
#include "wsman/cim/xml_codec.h"
#include "wsman/uris.h"
#include "wsman/xml/document.h"

namespace client {
namespace {

namespace cim = wsman::cim;
namespace soap = wsman::soap;

/// Types of CIM_Error and MSFT_WmiError properties, for servers that send no xsi:type.
const cim::Class& errorSchema() {
    static const cim::Class schema = [] {
        cim::Class made;
        made.name = "CIM_Error";
        const std::pair<const char*, cim::Type> properties[] = {
            {"ErrorType", cim::Type::kUint16},      {"PerceivedSeverity", cim::Type::kUint16},
            {"ProbableCause", cim::Type::kUint16},  {"ErrorSourceFormat", cim::Type::kUint16},
            {"CIMStatusCode", cim::Type::kUint32},  {"error_Code", cim::Type::kUint32},
            {"error_Category", cim::Type::kUint16}, {"OMI_Code", cim::Type::kUint32},
            {"OMI_Category", cim::Type::kUint16},
        };
        for (const auto& [name, type] : properties) {
            made.properties.push_back({.name = name, .type = type});
        }
        for (const char* name : {"MessageArguments", "RecommendedActions"}) {
            made.properties.push_back({.name = name, .type = cim::Type::kString, .isArray = true});
        }
        return made;
    }();
    return schema;
}

bool isCimError(wsman::xml::Node element) {
    for (const std::string_view space : {wsman::ns::kCimBinding, wsman::ns::kCimBindingNoSuffix}) {
        const auto marked = element.attribute(space, "IsCIM_Error");
        if (marked == "true" || marked == "1") {
            return true;
        }
    }
    return false;
}

/// The first CIM error among the fault's details.
std::optional<cim::Instance> cimErrorOf(const soap::Fault& fault) {
    for (const std::string& detail : fault.detail) {
        const auto document = wsman::xml::Document::parse(detail);
        if (!document || !isCimError(document->root())) {
            continue;
        }
        auto instance = cim::readInstance(document->root(), &errorSchema());
        if (!instance) {  // values that break the schema are worth more as text than not at all
            instance = cim::readInstance(document->root());
        }
        if (instance) {
            return std::move(*instance);
        }
    }
    return std::nullopt;
}

std::string textOf(const cim::Instance& instance, std::string_view name) {
    const cim::Property* property = instance.find(name);
    return property != nullptr && property->value.scalar ? cim::formatScalar(*property->value.scalar) : std::string();
}

/// `text` as the number of a failure that MI_Result knows.
std::optional<MiResult> failureNumber(std::string_view text) {
    std::uint64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc{} || end != text.data() + text.size() || number == 0) {
        return std::nullopt;
    }
    const MiResult result = miResultOf(number);
    return std::uint64_t(result) == number ? std::optional(result) : std::nullopt;
}

std::optional<MiResult> resultOf(const cim::Instance& cimError) {
    if (const auto status = failureNumber(textOf(cimError, "CIMStatusCode"))) {
        return status;
    }
    constexpr std::string_view kOmi = "OMI:MI_Result:";
    const std::string id = textOf(cimError, "MessageID");
    return id.starts_with(kOmi) ? failureNumber(std::string_view(id).substr(kOmi.size())) : std::nullopt;
}

ErrorCategory categoryOf(TransportErrorKind kind) {
    switch (kind) {
        case TransportErrorKind::kResolve:
        case TransportErrorKind::kConnect:
        case TransportErrorKind::kSend:
        case TransportErrorKind::kReceive:
            return ErrorCategory::kConnectionError;
        case TransportErrorKind::kTimeout:
            return ErrorCategory::kOperationTimeout;
        case TransportErrorKind::kTls:
            return ErrorCategory::kSecurityError;
        case TransportErrorKind::kTooLarge:
            return ErrorCategory::kLimitsExceeded;
        case TransportErrorKind::kCanceled:
            return ErrorCategory::kOperationStopped;
        case TransportErrorKind::kProtocol:
            return ErrorCategory::kProtocolError;
        case TransportErrorKind::kUnsupported:
            return ErrorCategory::kNotImplemented;
    }
    return ErrorCategory::kNotSpecified;
}

/// The fault's words: the innermost that Windows sends, else the Reason, else what the standard says.
std::string wordsOf(const soap::Fault& fault) {
    if (fault.wsmanFault && !fault.wsmanFault->message.empty()) {
        return fault.wsmanFault->message;
    }
    if (!fault.reason().empty()) {
        return std::string(fault.reason());
    }
    const soap::FaultInfo* info = fault.info();
    return info != nullptr ? std::string(info->reason) : "The server sent a fault without a reason.";
}

/// "wsman:AccessDenied", for a subcode out of the table its local name, for none the code's.
std::string nameOf(const soap::Fault& fault) {
    if (const soap::FaultInfo* info = fault.info()) {
        return std::string(info->name);
    }
    return fault.subcode ? fault.subcode->local : fault.code.local;
}

}  // namespace

Completion failure(MiResult code, std::string message) {
    return failure(code, std::move(message), {.category = categoryOf(code)});
}

Completion failure(MiResult code, std::string message, ErrorFacts facts) {
    cim::Instance error;
    error.className = "MSFT_WmiError";
    const auto text = [&error](const char* name, std::string value) {
        error.set(name, cim::Value::of(cim::Scalar(std::move(value))));
    };
    error.set("CIMStatusCode", cim::Value::of(cim::Scalar(std::uint32_t(code))));
    text("Message", message);
    if (!facts.messageId.empty()) {
        text("MessageID", std::move(facts.messageId));
    }
    text("OwningEntity", std::move(facts.owner));
    constexpr std::uint16_t kFatal = 7;  // CIM_Error.PerceivedSeverity
    error.set("PerceivedSeverity", cim::Value::of(cim::Scalar(kFatal)));
    error.set("ProbableCause", cim::Value::of(cim::Scalar(std::uint16_t{0})));
    text("ProbableCauseDescription", std::move(facts.probableCause));
    error.set("error_Category", cim::Value::of(cim::Scalar(std::uint16_t(facts.category))));
    error.set("error_Code", cim::Value::of(cim::Scalar(facts.code.value_or(std::uint32_t(code)))));
    text("error_Type", facts.codeType.empty() ? "MI" : std::move(facts.codeType));
    return {code, std::move(message), std::move(error)};
}

Completion completionFor(const wsman::Error& error) {
    return failure(MiResult::kFailed, error.text(),
                   {.category = ErrorCategory::kProtocolError, .messageId = std::string(toString(error.code))});
}

Completion completionFor(const TransportError& error) {
    const bool unsupported = error.kind == TransportErrorKind::kUnsupported;
    return failure(unsupported ? MiResult::kNotSupported : MiResult::kFailed, error.text,
                   {.category = categoryOf(error.kind),
                    .messageId = std::string(toString(error.kind)),
                    .probableCause = error.kind == TransportErrorKind::kTimeout ? "Timeout"
                                     : error.system.empty()                     ? "Unknown"
                                                                                : error.system});
}

Completion completionFor(const soap::Fault& fault, bool invoked) {
    const FaultMapping* mapping = findMapping(fault, invoked);
    if (auto cimError = cimErrorOf(fault)) {
        const MiResult byTable = mapping != nullptr ? mapping->result : MiResult::kFailed;
        const MiResult code = resultOf(*cimError).value_or(byTable);
        std::string message = textOf(*cimError, "Message");
        return {code, message.empty() ? wordsOf(fault) : std::move(message), std::move(cimError)};
    }
    ErrorFacts facts;
    facts.category = mapping != nullptr ? mapping->category : ErrorCategory::kNotSpecified;
    facts.messageId = nameOf(fault);
    facts.owner = "WS-Management";
    std::string name = facts.messageId;
    if (!fault.faultDetail.empty()) {
        const std::string_view uri = fault.faultDetail;
        name.append("/").append(uri.substr(uri.find_last_of('/') + 1));
        facts.probableCause = fault.faultDetail;
    }
    if (fault.wsmanFault) {
        facts.code = fault.wsmanFault->code;
        facts.codeType = "HRESULT";
    }
    const MiResult code = mapping != nullptr ? mapping->result : MiResult::kFailed;
    return failure(code, wordsOf(fault) + (name.empty() ? "" : " (" + name + ")"), std::move(facts));
}

}  // namespace client
