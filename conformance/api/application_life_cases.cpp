// MI_Application: what closing waits for, copies of the handle, and what its makers refuse.
#include "conformance/api/stage.h"

namespace conformance {

namespace {

/// An application by itself, closed at the end if it still is open.
class Opened {
public:
    explicit Opened(const ApiTarget& target) {
        result = target.library.initialize(0, nullptr, nullptr, &handle);
        if (result == MI_RESULT_OK && !handle.ft)
            result = MI_RESULT_FAILED;
    }
    Opened(const Opened&) = delete;
    Opened& operator=(const Opened&) = delete;
    ~Opened() {
        if (handle.ft)
            MI_Application_Close(&handle);
    }

    MI_Application handle = MI_APPLICATION_NULL;
    MI_Result result = MI_RESULT_FAILED;
};

/// True when it makes an instance: the inline functions do not answer for the library.
bool makesInstances(MI_Application& application) {
    MI_Instance* instance = nullptr;
    const auto result = MI_Application_NewInstance(&application, "X_Test", nullptr, &instance);
    const client::MiInstancePtr owner(instance);
    return result == MI_RESULT_OK && instance;
}

/// An application that works, or the check that says why not.
Check& opensWorking(Check& check, Opened& application) {
    check.equal("MI_Application_Initialize", application.result, MI_RESULT_OK);
    if (check.ok())
        check.isTrue("the application makes no instance", makesInstances(application.handle));
    return check;
}

CaseResult takesAnyId(ApiTarget& target) {
    for (const char* id : {"{6B1E7C9A-5C2B-4E2E-9E58-0E8D4E7C6A01}", "Contoso/Inventory/3.1", ""}) {
        MI_Application application = MI_APPLICATION_NULL;
        auto* const untouched = reinterpret_cast<MI_Instance*>(&application);
        MI_Instance* error = untouched;
        Check check;
        check.equal("MI_Application_Initialize", target.library.initialize(0, id, &error, &application), MI_RESULT_OK)
            .isTrue("an extended error came with OK", error == nullptr || error == untouched);
        if (check.ok())
            check.isTrue("the application makes no instance", makesInstances(application))
                .equal("MI_Application_Close", MI_Application_Close(&application), MI_RESULT_OK);
        if (!check.ok())
            return check.result();
    }
    return CaseResult::pass();
}

CaseResult explainsRefusal(ApiTarget& target) {
    Opened working(target);
    Check check;
    if (!opensWorking(check, working).ok())
        return check.result();
    MI_Instance* error = nullptr;
    MI_Application refused = MI_APPLICATION_NULL;
    check.isTrue("flags other than 0 were accepted",
                 target.library.initialize(25, nullptr, &error, &refused) != MI_RESULT_OK);
    if (!error)
        return check.result();
    check.isTrue("the extended error has no function table", error->ft != nullptr);
    if (!check.ok())
        return check.result();
    const MI_Char* name = nullptr;
    return check.equal("GetClassName of the extended error", MI_Instance_GetClassName(error, &name), MI_RESULT_OK)
        .isTrue("the extended error has no class", name && *name)
        .equal("MI_Instance_Delete of it", MI_Instance_Delete(error), MI_RESULT_OK)
        .result();
}

CaseResult closesNothing(ApiTarget& target) {
    Opened working(target);
    Check check;
    if (!opensWorking(check, working).ok())
        return check.result();
    MI_Application zeroed = MI_APPLICATION_NULL;
    return check.equal("Close of no application", working.handle.ft->Close(nullptr), MI_RESULT_INVALID_PARAMETER)
        .equal("Close of a zeroed handle", working.handle.ft->Close(&zeroed), MI_RESULT_INVALID_PARAMETER)
        .equal("Close of the application", MI_Application_Close(&working.handle), MI_RESULT_OK)
        .result();
}

CaseResult closeEmptiesTheHandle(ApiTarget& target) {
    Opened application(target);
    Check check;
    if (!opensWorking(check, application).ok())
        return check.result();
    check.equal("MI_Application_Close", MI_Application_Close(&application.handle), MI_RESULT_OK)
        .isTrue("the closed handle still has a function table", application.handle.ft == nullptr)
        .equal("reserved1 of the closed handle", application.handle.reserved1, MI_Uint64{0});
    application.handle = MI_APPLICATION_NULL;
    return check.result();
}

CaseResult copiesWork(ApiTarget& target) {
    auto stage = Stage::open(target);
    if (!stage)
        return stage.error();
    MI_Application copy = *(*stage)->application();
    MI_Session session = MI_SESSION_NULL;
    Check check;
    check.isTrue("a copy of the handle makes no instance", makesInstances(copy))
        .equal("NewSession of a copy",
               MI_Application_NewSession(&copy, nullptr, "127.0.0.1", nullptr, nullptr, nullptr, &session),
               MI_RESULT_OK);
    if (session.ft)
        check.equal("MI_Session_Close", MI_Session_Close(&session, nullptr, nullptr), MI_RESULT_OK);
    return (*stage)->finish(check);
}

CaseResult closeWaitsForSessions(ApiTarget& target) {
    auto opened = Stage::open(target);
    if (!opened)
        return opened.error();
    const auto stage = *opened;
    Check check;
    Background<MI_Result> closing([stage] { return MI_Application_Close(stage->application()); });
    check.isTrue("MI_Application_Close came back before the session was closed", !closing.isDone(kAWhile));
    check.equal("MI_Session_Close", MI_Session_Close(stage->session(), nullptr, nullptr), MI_RESULT_OK);
    *stage->session() = MI_SESSION_NULL;
    if (!closing.isDone()) {
        abandon(stage);
        return check.isTrue("MI_Application_Close did not come back once the session was closed", false).result();
    }
    *stage->application() = MI_APPLICATION_NULL;
    return stage->finish(check.equal("MI_Application_Close", closing.get(), MI_RESULT_OK));
}

bool any(const Sent&) {
    return true;
}

CaseResult closeCancelsOperations(ApiTarget& target) {
    auto opened = Stage::open(target, enumerationOf({2}));
    if (!opened)
        return opened.error();
    const auto stage = *opened;
    stage->peer().hold(any);
    stage->record();
    Check check;
    check.isTrue("no request was sent", stage->peer().waitFor(any));
    if (!check.ok())
        return stage->finish(check);
    Background<MI_Result> closing([stage] {
        MI_Application copy = *stage->application();
        return MI_Application_Close(&copy);
    });
    check.isTrue("the operation got no final callback", stage->recorder().waitForEnd());
    check.isTrue("the cancelled operation ended with OK", stage->recorder().result() != MI_RESULT_OK);
    stage->peer().release();
    MI_Operation_Close(&stage->operation());
    stage->operation() = MI_OPERATION_NULL;
    MI_Session_Close(stage->session(), nullptr, nullptr);
    *stage->session() = MI_SESSION_NULL;
    if (!closing.isDone()) {
        abandon(stage);
        return check.isTrue("MI_Application_Close did not come back", false).result();
    }
    *stage->application() = MI_APPLICATION_NULL;
    return stage->finish(check);
}

CaseResult closeWaitsForOperations(ApiTarget& target) {
    auto opened = Stage::open(target, enumerationOf({2}));
    if (!opened)
        return opened.error();
    const auto stage = *opened;
    stage->record();
    Check check;
    check.isTrue("the operation got no final callback", stage->recorder().waitForEnd());
    if (!check.ok())
        return stage->finish(check);
    Background<MI_Result> closing([stage] {
        MI_Application copy = *stage->application();
        return MI_Application_Close(&copy);
    });
    Background<MI_Result> closingSession([stage] { return MI_Session_Close(stage->session(), nullptr, nullptr); });
    check.isTrue("MI_Application_Close came back before the operation was closed", !closing.isDone(kAWhile));
    MI_Operation_Close(&stage->operation());
    stage->operation() = MI_OPERATION_NULL;
    if (!closingSession.isDone() || !closing.isDone()) {
        abandon(stage);
        return check.isTrue("MI_Application_Close did not come back once all was closed", false).result();
    }
    *stage->session() = MI_SESSION_NULL;
    *stage->application() = MI_APPLICATION_NULL;
    return stage->finish(check.equal("MI_Application_Close", closing.get(), MI_RESULT_OK));
}

CaseResult newInstanceNeedsBoth(ApiTarget& target) {
    Opened application(target);
    Check check;
    if (!opensWorking(check, application).ok())
        return check.result();
    const auto* ft = application.handle.ft;
    MI_Instance* instance = nullptr;
    return check
        .equal("NewInstance without an application", ft->NewInstance(nullptr, "X_Test", nullptr, &instance),
               MI_RESULT_INVALID_PARAMETER)
        .isTrue("it gave an instance all the same", instance == nullptr)
        .equal("NewInstance without a place for the instance",
               ft->NewInstance(&application.handle, "X_Test", nullptr, nullptr), MI_RESULT_INVALID_PARAMETER)
        .result();
}

CaseResult optionsNeedAnApplication(ApiTarget& target) {
    Opened application(target);
    Check check;
    if (!opensWorking(check, application).ok())
        return check.result();
    const auto* ft = application.handle.ft;
    MI_OperationOptions operation = MI_OPERATIONOPTIONS_NULL;
    MI_DestinationOptions destination = MI_DESTINATIONOPTIONS_NULL;
    return check
        .equal("NewOperationOptions without an application", ft->NewOperationOptions(nullptr, MI_FALSE, &operation),
               MI_RESULT_INVALID_PARAMETER)
        .equal("NewDestinationOptions without an application", ft->NewDestinationOptions(nullptr, &destination),
               MI_RESULT_INVALID_PARAMETER)
        .isTrue("they can be used all the same", !operation.ft && !destination.ft)
        .result();
}

/// What NewSerializer or NewDeserializer answers.
template <class Handle, class Slot>
CaseResult formatIsRefused(ApiTarget& target, Slot MI_ApplicationFT::*slot, const char* format, MI_Uint32 flags,
                           MI_Result expected) {
    Opened application(target);
    Check check;
    if (!opensWorking(check, application).ok())
        return check.result();
    std::string name(format);
    Handle handle{};
    // NOLINTNEXTLINE(clang-analyzer-core.NullDereference): an application that works has its table
    return check
        .equal("the result", (application.handle.ft->*slot)(&application.handle, flags, name.data(), &handle), expected)
        .result();
}

CaseResult serializerRefusesFlags(ApiTarget& target) {
    return formatIsRefused<MI_Serializer>(target, &MI_ApplicationFT::NewSerializer, "MI_XML", 1,
                                          MI_RESULT_INVALID_PARAMETER);
}
CaseResult serializerRefusesUnknownFormat(ApiTarget& target) {
    return formatIsRefused<MI_Serializer>(target, &MI_ApplicationFT::NewSerializer, "X_NO_SUCH_FORMAT", 0,
                                          MI_RESULT_NOT_SUPPORTED);
}
CaseResult deserializerRefusesUnknownFormat(ApiTarget& target) {
    return formatIsRefused<MI_Deserializer>(target, &MI_ApplicationFT::NewDeserializer, "X_NO_SUCH_FORMAT", 0,
                                            MI_RESULT_NOT_SUPPORTED);
}

CaseResult mapsErrorsToCategories(ApiTarget& target) {
    Opened application(target);
    Check check;
    if (!opensWorking(check, application).ok())
        return check.result();
    const auto* tables = target.library.tables();
    check.isTrue("mi_clientFT_V1 has no MapErrorToMiErrorCategory",
                 tables && tables->utilitiesFT && tables->utilitiesFT->MapErrorToMiErrorCategory);
    static constexpr struct {
        MI_Result result;
        MI_ErrorCategory category;
    } kRows[] = {
        {MI_RESULT_OK, MI_ERRORCATEGORY_NOT_SPECIFIED},
        {MI_RESULT_FAILED, MI_ERRORCATEGORY_NOT_SPECIFIED},
        {MI_RESULT_ACCESS_DENIED, MI_ERRORCATEGORY_ACCESS_DENIED},
        {MI_RESULT_INVALID_NAMESPACE, MI_ERRORCATEGORY_METADATA_ERROR},
        {MI_RESULT_INVALID_PARAMETER, MI_ERRORCATEGORY_INVALID_ARGUMENT},
        {MI_RESULT_INVALID_CLASS, MI_ERRORCATEGORY_METADATA_ERROR},
        {MI_RESULT_NOT_FOUND, MI_ERRORCATEGORY_OBJECT_NOT_FOUND},
        {MI_RESULT_NOT_SUPPORTED, MI_ERRORCATEGORY_NOT_IMPLEMENTED},
        {MI_RESULT_ALREADY_EXISTS, MI_ERRORCATEGORY_RESOURCE_EXISTS},
        {MI_RESULT_NO_SUCH_PROPERTY, MI_ERRORCATEGORY_METADATA_ERROR},
        {MI_RESULT_TYPE_MISMATCH, MI_ERRORCATEGORY_INVALID_TYPE},
        {MI_RESULT_INVALID_QUERY, MI_ERRORCATEGORY_INVALID_ARGUMENT},
        {MI_RESULT_METHOD_NOT_FOUND, MI_ERRORCATEGORY_METADATA_ERROR},
        {MI_RESULT_SERVER_LIMITS_EXCEEDED, MI_ERRORCATEGORY_RESOURCE_BUSY},
        {MI_RESULT_SERVER_IS_SHUTTING_DOWN, MI_ERRORCATEGORY_RESOURCE_UNAVAILABLE},
    };
    for (const auto& [result, category] : kRows)
        if (check.ok())
            check.equal(("the category of " + client::resultName(result)).c_str(),
                        static_cast<int>(tables->utilitiesFT->MapErrorToMiErrorCategory("MI", result)),
                        static_cast<int>(category));
    return check.result();
}

}  // namespace

std::span<const ApiCase> applicationLifeCases() {
    static constexpr ApiCase kCases[] = {
        {"MI/A1b", "mi.h MI_Application_Initialize", "Any application ID will do, and OK comes without extended error",
         Level::kMust, takesAnyId},
        {"MI/A2b", "mi.h MI_Application_Initialize", "An extended error is an instance that its reader deletes",
         Level::kMust, explainsRefusal},
        {"MI/A5", "mi.h MI_Application_Close", "Closing no application is INVALID_PARAMETER", Level::kVendor,
         closesNothing},
        {"MI/A6b", "mi.h MI_Application_Close", "Closing empties the handle", Level::kVendor, closeEmptiesTheHandle},
        {"MI/A7", "mi.h MI_Application", "A copy of the handle is as good as the handle", Level::kMust, copiesWork},
        {"MI/A8", "mi.h MI_Application_Close", "Closing waits until the sessions are closed", Level::kMust,
         closeWaitsForSessions},
        {"MI/A9", "mi.h MI_Application_Close", "Closing cancels what runs, and that ends with its final callback",
         Level::kMust, closeCancelsOperations},
        {"MI/A9b", "mi.h MI_Application_Close", "Closing waits until the operations are closed", Level::kMust,
         closeWaitsForOperations},
        {"MI/A10", "mi.h MI_Application_NewInstance", "Without application or place for it, INVALID_PARAMETER",
         Level::kVendor, newInstanceNeedsBoth},
        {"MI/A10b", "mi.h MI_Application_NewOperationOptions",
         "Without an application there are no options but INVALID_PARAMETER", Level::kVendor, optionsNeedAnApplication},
        {"MI/A11", "mi.h MI_Application_NewSerializer", "Flags other than 0 are INVALID_PARAMETER", Level::kVendor,
         serializerRefusesFlags},
        {"MI/A11b", "mi.h MI_Application_NewSerializer", "A format that is not known is NOT_SUPPORTED", Level::kVendor,
         serializerRefusesUnknownFormat},
        {"MI/A11c", "mi.h MI_Application_NewDeserializer", "A format that is not known is NOT_SUPPORTED",
         Level::kVendor, deserializerRefusesUnknownFormat},
        {"MI/A12", "mi.h MI_Utilities_MapErrorToMiErrorCategory", "Every result has the category of its kind",
         Level::kVendor, mapsErrorsToCategories},
    };
    return kCases;
}

}  // namespace conformance
