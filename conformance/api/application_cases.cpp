// MI_Application: opening, closing, what it makes.
#include "conformance/api/api_case.h"

namespace conformance {

namespace {

/// True when `application` makes an instance that knows its class: nothing that merely looks like an application does.
bool works(MI_Application& application) {
    MI_Instance* instance = nullptr;
    if (MI_Application_NewInstance(&application, "X_Test", nullptr, &instance) != MI_RESULT_OK || !instance)
        return false;
    const client::MiInstancePtr owner(instance);
    const MI_Char* name = nullptr;
    return MI_Instance_GetClassName(instance, &name) == MI_RESULT_OK && shown(name) == "X_Test";
}

CaseResult initializes(ApiTarget& target) {
    MI_Application application = MI_APPLICATION_NULL;
    Check check;
    check.equal("MI_Application_Initialize", target.library.initialize(0, nullptr, nullptr, &application),
                MI_RESULT_OK);
    if (!check.ok())
        return check.result();
    check.isTrue("the application has no function table", application.ft != nullptr);
    if (check.ok())
        check.isTrue("a slot of MI_ApplicationFT is NULL",
                     application.ft->Close && application.ft->NewSession && application.ft->NewHostedProvider &&
                         application.ft->NewInstance && application.ft->NewDestinationOptions &&
                         application.ft->NewOperationOptions && application.ft->NewSubscriptionDeliveryOptions &&
                         application.ft->NewSerializer && application.ft->NewDeserializer &&
                         application.ft->NewInstanceFromClass && application.ft->NewClass);
    if (check.ok())
        check.isTrue("it makes no instance", works(application));
    check.equal("MI_Application_Close", MI_Application_Close(&application), MI_RESULT_OK);
    return check.result();
}

CaseResult refusesFlags(ApiTarget& target) {
    MI_Application application = MI_APPLICATION_NULL;
    MI_Application refused = MI_APPLICATION_NULL;
    Check check;
    check
        .equal("MI_Application_Initialize with flags 0", target.library.initialize(0, nullptr, nullptr, &application),
               MI_RESULT_OK)
        .isTrue("with flags 0 it makes no instance", works(application));
    const auto result = target.library.initialize(25, nullptr, nullptr, &refused);
    check.isTrue("flags other than 0 were accepted", result != MI_RESULT_OK);
    if (result == MI_RESULT_OK)
        MI_Application_Close(&refused);
    check.equal("MI_Application_Close", MI_Application_Close(&application), MI_RESULT_OK);
    return check.result();
}

CaseResult refusesNullApplication(ApiTarget& target) {
    MI_Application application = MI_APPLICATION_NULL;
    return Check()
        .equal("MI_Application_Initialize", target.library.initialize(0, nullptr, nullptr, &application), MI_RESULT_OK)
        .isTrue("the application makes no instance", works(application))
        .equal("MI_Application_Initialize without an application",
               target.library.initialize(0, nullptr, nullptr, nullptr), MI_RESULT_INVALID_PARAMETER)
        .equal("MI_Application_Close", MI_Application_Close(&application), MI_RESULT_OK)
        .result();
}

CaseResult opensTwice(ApiTarget& target) {
    MI_Application first = MI_APPLICATION_NULL;
    MI_Application second = MI_APPLICATION_NULL;
    return Check()
        .equal("the first MI_Application_Initialize", target.library.initialize(0, nullptr, nullptr, &first),
               MI_RESULT_OK)
        .equal("the second", target.library.initialize(0, nullptr, nullptr, &second), MI_RESULT_OK)
        .isTrue("the first makes no instance", works(first))
        .equal("closing the first", MI_Application_Close(&first), MI_RESULT_OK)
        .isTrue("the second makes no instance once the first is closed", works(second))
        .equal("closing the second", MI_Application_Close(&second), MI_RESULT_OK)
        .result();
}

CaseResult closesOnce(ApiTarget& target) {
    MI_Application application = MI_APPLICATION_NULL;
    Check check;
    check.equal("MI_Application_Initialize", target.library.initialize(0, nullptr, nullptr, &application),
                MI_RESULT_OK);
    check.isTrue("the application makes no instance", works(application));
    if (!check.ok())
        return check.result();
    const auto* ft = application.ft;
    check.equal("the first Close", ft->Close(&application), MI_RESULT_OK);
    check.equal("the second Close", ft->Close(&application), MI_RESULT_INVALID_PARAMETER);
    return check.result();
}

CaseResult tablesAreWhole(ApiTarget& target) {
    const auto* tables = target.library.tables();
    if (!tables)
        return CaseResult::fail("mi_clientFT_V1 is not exported");
    Check check;
    check.isTrue("mi_clientFT_V1 has no MI_SessionFT", tables->sessionFT != nullptr)
        .isTrue("a slot of mi_clientFT_V1->sessionFT is NULL", isWhole(tables->sessionFT));
    auto session = openSession(target);
    if (!session)
        return check.ok() ? session.error() : check.result();
    return check.isTrue("a slot of the table in a session's handle is NULL", isWhole(session->session()->ft)).result();
}

}  // namespace

std::span<const ApiCase> applicationCases() {
    static constexpr ApiCase kCases[] = {
        {"MI/A1", "mi.h MI_Application_Initialize", "An application opens, with all 11 slots of its table",
         Level::kMust, initializes},
        {"MI/A2", "mi.h MI_Application_Initialize", "Flags other than 0 are refused", Level::kMust, refusesFlags},
        {"MI/A3", "mi.h MI_Application_Initialize", "Without an application to fill, INVALID_PARAMETER", Level::kMust,
         refusesNullApplication},
        {"MI/A4", "mi.h MI_Application_Initialize", "Applications may be open side by side", Level::kMust, opensTwice},
        {"MI/A6", "mi.h MI_Application_Close", "A second Close is INVALID_PARAMETER", Level::kVendor, closesOnce},
        {"MI/K8", "mi.h MI_ClientFT_V1", "All 15 slots of MI_SessionFT are filled, in mi_clientFT_V1 and in a session",
         Level::kMust, tablesAreWhole},
    };
    return kCases;
}

}  // namespace conformance
