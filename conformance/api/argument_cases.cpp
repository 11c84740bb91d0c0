// What an operation is given: arguments that are missing, and the address that the others make.
#include "conformance/api/wired.h"

namespace conformance {

namespace cim = wsman::cim;

namespace {

/// An operation that is refused: INVALID_PARAMETER as its result, and nothing on the wire.
template <class Start>
CaseResult isRefused(ApiTarget& target, Start start) {
    auto wired = wire(target);
    if (!wired)
        return wired.error();
    MI_Operation operation = MI_OPERATION_NULL;
    start(wired->session.session(), &operation);
    const auto ran = collect(operation);
    if (!ran.started)
        return CaseResult::fail("there is no operation that could give a result");
    wired->session.close();  // whatever was to be sent has been sent by then
    return Check()
        .equal("the final result", ran.outcome.result, MI_RESULT_INVALID_PARAMETER)
        .isTrue("a request went out all the same", wired->mock->received() == 0)
        .result();
}

CaseResult modifyNeedsAnInstance(ApiTarget& target) {
    return isRefused(target, [](MI_Session* session, MI_Operation* operation) {
        session->ft->ModifyInstance(session, 0, nullptr, nullptr, nullptr, nullptr, operation);
    });
}

CaseResult createNeedsAnInstance(ApiTarget& target) {
    return isRefused(target, [](MI_Session* session, MI_Operation* operation) {
        session->ft->CreateInstance(session, 0, nullptr, nullptr, nullptr, nullptr, operation);
    });
}

CaseResult associatorsNeedAnInstance(ApiTarget& target) {
    return isRefused(target, [](MI_Session* session, MI_Operation* operation) {
        session->ft->AssociatorInstances(session, 0, nullptr, nullptr, nullptr, nullptr, nullptr, nullptr, nullptr,
                                         MI_FALSE, nullptr, operation);
    });
}

CaseResult referencesNeedAnInstance(ApiTarget& target) {
    return isRefused(target, [](MI_Session* session, MI_Operation* operation) {
        session->ft->ReferenceInstances(session, 0, nullptr, nullptr, nullptr, nullptr, nullptr, MI_FALSE, nullptr,
                                        operation);
    });
}

/// Gets the mock's Spooler service with these options and in this namespace.
struct Got {
    Ran ran;
    std::vector<Sent> requests;
};
Got getSpooler(Wired& wired, const MI_Char* nameSpace, MI_OperationOptions* options = nullptr) {
    const auto keys = keysOf(wired.session, "Win32_Service", {{"Name", "Spooler"}});
    MI_Operation operation = MI_OPERATION_NULL;
    MI_Session_GetInstance(wired.session.session(), 0, options, nameSpace, keys.instance.get(), nullptr, &operation);
    Got out{collect(operation), {}};
    out.requests = wired.mock->requests("Get");
    return out;
}

/// Where the namespace stands: a selector, or the resource URI as Windows has it.
std::string nameSpaceOf(const Sent& request) {
    const auto selectors = request.selectors();
    const auto selector = selectors.find("__cimnamespace");
    return selector != selectors.end() ? selector->second : std::string(cim::nameSpaceOf(request.resourceUri()));
}

CaseResult namesTheNameSpace(ApiTarget& target) {
    auto wired = wire(target);
    if (!wired)
        return wired.error();
    const auto got = getSpooler(*wired, "root/cimv2");
    Check check;
    check.equal("the number of Get requests", got.requests.size(), 1u);
    if (check.ok())
        check.equal("the namespace of the request", nameSpaceOf(got.requests[0]), "root/cimv2");
    return check.equal("the result", got.ran.outcome.result, MI_RESULT_OK).result();
}

CaseResult leavesTheNameSpaceToTheServer(ApiTarget& target) {
    auto wired = wire(target);
    if (!wired)
        return wired.error();
    const auto got = getSpooler(*wired, nullptr);
    Check check;
    check.equal("the number of Get requests", got.requests.size(), 1u);
    if (check.ok()) {
        // Either none, so that the server takes its default, or the default that every server has.
        const auto nameSpace = nameSpaceOf(got.requests[0]);
        check.isTrue("the request names a namespace that nobody asked for",
                     nameSpace.empty() || nameSpace == "root/cimv2" || nameSpace == "interop");
    }
    return check.equal("the result", got.ran.outcome.result, MI_RESULT_OK).result();
}

CaseResult namesTheClass(ApiTarget& target) {
    auto wired = wire(target);
    if (!wired)
        return wired.error();
    const auto got = getSpooler(*wired, "root/cimv2");
    Check check;
    check.equal("the number of Get requests", got.requests.size(), 1u);
    if (check.ok())
        check.equal("the class in the resource URI", cim::classNameOf(got.requests[0].resourceUri()), "Win32_Service");
    return check.result();
}

/// Operation options of a session, for the length of a case.
class OperationOptions {
public:
    explicit OperationOptions(client::MiSession& session) {
        MI_Application_NewOperationOptions(session.application(), MI_FALSE, &options);
    }
    OperationOptions(const OperationOptions&) = delete;
    OperationOptions& operator=(const OperationOptions&) = delete;
    ~OperationOptions() {
        if (options.ft)
            MI_OperationOptions_Delete(&options);
    }
    MI_OperationOptions options = MI_OPERATIONOPTIONS_NULL;
};

CaseResult takesTheResourceUri(ApiTarget& target) {
    constexpr const char* kUri = "http://schemas.dmtf.org/wbem/wscim/1/cim-schema/2/Win32_SystemDriver";
    auto wired = wire(target);
    if (!wired)
        return wired.error();
    OperationOptions bag(wired->session);
    Check check;
    check.equal("SetResourceUri", MI_OperationOptions_SetResourceUri(&bag.options, kUri), MI_RESULT_OK);
    const auto got = getSpooler(*wired, "root/cimv2", &bag.options);
    check.equal("the number of Get requests", got.requests.size(), 1u);
    if (check.ok())
        check.equal("the resource URI", got.requests[0].resourceUri(), kUri);
    return check.result();
}

CaseResult sendsCustomOption(ApiTarget& target, std::string text) {
    auto wired = wire(target);
    if (!wired)
        return wired.error();
    OperationOptions bag(wired->session);
    MI_Value value{};
    value.string = text.data();
    Check check;
    check.equal("SetCustomOption",
                MI_OperationOptions_SetCustomOption(&bag.options, "X_Detail", MI_STRING, &value, MI_FALSE),
                MI_RESULT_OK);
    const auto got = getSpooler(*wired, "root/cimv2", &bag.options);
    check.isTrue("what was sent is no message", !got.requests.empty() || wired->mock->received() == 0)
        .equal("the number of Get requests", got.requests.size(), 1u);
    if (check.ok())
        check.equal("the name of the option on the wire", got.requests[0].attribute("Option", "Name"), "X_Detail")
            .equal("its value", got.requests[0].text("Option"), text);
    return check.result();
}

CaseResult sendsCustomOptions(ApiTarget& target) {
    return sendsCustomOption(target, "high");
}
CaseResult escapesCustomOptions(ApiTarget& target) {
    return sendsCustomOption(target, "high & <low>");
}

CaseResult sendsTheLocale(ApiTarget& target) {
    auto mock = WirePeer::start(target);
    if (!mock)
        return mock.error();
    auto destination = (*mock)->destination();
    destination.locale = "de-DE";
    auto session = openSession(target, destination);
    if (!session)
        return session.error();
    Wired wired{std::move(*mock), std::move(*session)};
    const auto got = getSpooler(wired, "root/cimv2");
    Check check;
    check.equal("the number of Get requests", got.requests.size(), 1u);
    if (check.ok())
        check.equal("the language of wsman:Locale", got.requests[0].attribute("Locale", "lang"), "de-DE");
    return check.result();
}

}  // namespace

std::span<const ApiCase> argumentCases() {
    static constexpr ApiCase kCases[] = {
        {"MI/F2", "mi.h MI_Session_ModifyInstance", "Without an instance, INVALID_PARAMETER and nothing sent",
         Level::kVendor, modifyNeedsAnInstance},
        {"MI/F3", "mi.h MI_Session_CreateInstance", "Without an instance, INVALID_PARAMETER and nothing sent",
         Level::kVendor, createNeedsAnInstance},
        {"MI/F5", "mi.h MI_Session_AssociatorInstances", "Without an instance, INVALID_PARAMETER and nothing sent",
         Level::kVendor, associatorsNeedAnInstance},
        {"MI/F6", "mi.h MI_Session_ReferenceInstances", "Without an instance, INVALID_PARAMETER and nothing sent",
         Level::kVendor, referencesNeedAnInstance},
        {"MI/F8", "mi.h MI_Session_GetInstance", "Without a namespace, the server's default is meant", Level::kMust,
         leavesTheNameSpaceToTheServer},
        {"MI/F8b", "mi.h MI_Session_GetInstance", "The namespace stands in the request", Level::kMust,
         namesTheNameSpace},
        {"MI/F8c", "mi.h MI_Session_GetInstance", "The class of the instance stands in the resource URI", Level::kMust,
         namesTheClass},
        {"MI/F8d", "mi.h MI_OperationOptions_SetResourceUri", "A resource URI of the options replaces the computed one",
         Level::kMust, takesTheResourceUri},
        {"MI/F8e", "mi.h MI_OperationOptions_SetCustomOption", "A custom option reaches the server", Level::kMust,
         sendsCustomOptions},
        {"MI/F8g", "mi.h MI_OperationOptions_SetCustomOption", "A custom option reaches the server as it was given",
         Level::kShould, escapesCustomOptions},
        {"MI/F8f", "mi.h MI_DestinationOptions_SetUILocale", "The language of a session stands in its requests",
         Level::kMust, sendsTheLocale},
    };
    return kCases;
}

}  // namespace conformance
