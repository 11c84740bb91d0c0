// MI_Session: what closing does and waits for, sessions that do not open, and options that go their own way.
#include <atomic>

#include "conformance/api/stage.h"

namespace conformance {

namespace {

bool any(const Sent&) {
    return true;
}

/// Counts the calls of a completion callback. Static storage is not needed: whoever waits keeps it.
struct Completed {
    std::atomic<int> calls = 0;

    static void MI_CALL call(void* context) { ++static_cast<Completed*>(context)->calls; }
    [[nodiscard]] bool waitFor(int wanted, std::chrono::milliseconds time = kSoon) const {
        const auto deadline = std::chrono::steady_clock::now() + time;
        while (calls < wanted && std::chrono::steady_clock::now() < deadline)
            std::this_thread::sleep_for(std::chrono::milliseconds(1));
        return calls >= wanted;
    }
};

/// A session of a protocol that nobody knows, in the application of `stage`.
struct Bogus {
    explicit Bogus(Stage& stage) {
        result = MI_Application_NewSession(stage.application(), "X_NoSuchProtocol", "127.0.0.1", nullptr, nullptr,
                                           &error, &session);
    }
    Bogus(const Bogus&) = delete;
    Bogus& operator=(const Bogus&) = delete;

    MI_Instance* error = nullptr;
    MI_Session session = MI_SESSION_NULL;
    MI_Result result = MI_RESULT_OK;
};

CaseResult refusesUnknownProtocols(ApiTarget& target) {
    auto opened = Stage::open(target);
    if (!opened)
        return opened.error();
    const auto stage = *opened;
    Bogus bogus(*stage);
    Check check;
    check.isTrue("NewSession took a protocol that does not exist", bogus.result != MI_RESULT_OK);
    if (bogus.error && check.ok()) {
        const MI_Char* name = nullptr;
        check.isTrue("the extended error has no function table", bogus.error->ft != nullptr);
        if (check.ok())
            check
                .equal("GetClassName of the extended error", MI_Instance_GetClassName(bogus.error, &name), MI_RESULT_OK)
                .equal("MI_Instance_Delete of it", MI_Instance_Delete(bogus.error), MI_RESULT_OK);
    }
    if (bogus.result == MI_RESULT_OK && bogus.session.ft)
        MI_Session_Close(&bogus.session, nullptr, nullptr);
    return stage->finish(check);
}

CaseResult failedSessionIsNoTrap(ApiTarget& target) {
    auto opened = Stage::open(target);
    if (!opened)
        return opened.error();
    const auto stage = *opened;
    Bogus bogus(*stage);
    const auto* ft = bogus.session.ft;
    Check check;
    check.isTrue("the handle of a session that did not open has a table with holes", !ft || isWhole(ft));
    if (ft && ft->Close)
        ft->Close(&bogus.session, nullptr, nullptr);
    return stage->finish(check);
}

CaseResult failedSessionCompletesItsClose(ApiTarget& target) {
    auto opened = Stage::open(target);
    if (!opened)
        return opened.error();
    const auto stage = *opened;
    Bogus bogus(*stage);
    auto completed = std::make_shared<Completed>();
    MI_Session_Close(&bogus.session, completed.get(), Completed::call);
    Check check;
    check.isTrue("the completion callback was not called", completed->waitFor(1));
    if (!check.ok())
        abandon(completed);
    return stage->finish(check.equal("the number of calls of the completion callback", completed->calls.load(), 1));
}

CaseResult closesWhenIdle(ApiTarget& target) {
    auto opened = Stage::open(target, enumerationOf({1}));
    if (!opened)
        return opened.error();
    const auto stage = *opened;
    stage->enumerate();
    Check check;
    check.equal("the number of instances", pump(stage->operation()).ids.size(), 1u)
        .equal("MI_Operation_Close", stage->closeOperation(), MI_RESULT_OK);
    Background<MI_Result> closing([stage] { return MI_Session_Close(stage->session(), nullptr, nullptr); });
    if (!closing.isDone()) {
        abandon(stage);
        return CaseResult::fail("MI_Session_Close of an idle session did not come back");
    }
    *stage->session() = MI_SESSION_NULL;
    return stage->finish(check.equal("MI_Session_Close", closing.get(), MI_RESULT_OK));
}

/// Closes the stage's session through its table, keeping a copy of the handle.
MI_Session closedCopy(Stage& stage, Check& check) {
    MI_Session copy = *stage.session();
    check.equal("MI_Session_Close", MI_Session_Close(stage.session(), nullptr, nullptr), MI_RESULT_OK);
    *stage.session() = MI_SESSION_NULL;
    return copy;
}

CaseResult secondCloseIsRefused(ApiTarget& target) {
    auto opened = Stage::open(target);
    if (!opened)
        return opened.error();
    Check check;
    MI_Session copy = closedCopy(**opened, check);
    check.equal("Close of a closed session", copy.ft->Close(&copy, nullptr, nullptr), MI_RESULT_INVALID_PARAMETER);
    return (*opened)->finish(check);
}

CaseResult secondCloseCallsBackOnceAtMost(ApiTarget& target) {
    auto opened = Stage::open(target);
    if (!opened)
        return opened.error();
    const auto stage = *opened;
    MI_Session copy = *stage->session();
    static Completed first;
    static Completed second;
    Check check;
    check.equal("MI_Session_Close", MI_Session_Close(stage->session(), &first, Completed::call), MI_RESULT_OK);
    *stage->session() = MI_SESSION_NULL;
    check.isTrue("the completion callback was not called", first.waitFor(1));
    copy.ft->Close(&copy, &second, Completed::call);
    const bool closed = stage->close();  // so that whoever calls back later has done so
    return check.equal("the number of calls for the first close", first.calls.load(), 1)
        .isTrue("the second close called back more than once", second.calls <= 1)
        .isTrue("the application could not be closed", closed)
        .result();
}

CaseResult closeWaitsForFinished(ApiTarget& target) {
    auto opened = Stage::open(target, enumerationOf({1}));
    if (!opened)
        return opened.error();
    const auto stage = *opened;
    stage->enumerate();
    Check check;
    check.isTrue("the operation did not end", pump(stage->operation()).ended);
    Background<MI_Result> closing([stage] { return MI_Session_Close(stage->session(), nullptr, nullptr); });
    check.isTrue("MI_Session_Close came back before the operation was closed", !closing.isDone(kAWhile));
    check.equal("MI_Operation_Close", stage->closeOperation(), MI_RESULT_OK);
    if (!closing.isDone()) {
        abandon(stage);
        return check.isTrue("MI_Session_Close did not come back once the operation was closed", false).result();
    }
    *stage->session() = MI_SESSION_NULL;
    return stage->finish(check);
}

CaseResult closesInACallback(ApiTarget& target) {
    auto opened = Stage::open(target, enumerationOf({1}));
    if (!opened)
        return opened.error();
    const auto stage = *opened;
    static Completed completed;
    static std::atomic<int> answer = -1;
    stage->recorder().during = [raw = stage.get()](const Recorder::Call& call) {
        if (!call.more)
            answer = MI_Session_Close(raw->session(), &completed, Completed::call);
    };
    stage->record();
    Check check;
    check.isTrue("the callback in which the session is closed did not come back", stage->recorder().waitForEnd());
    if (!check.ok()) {
        abandon(stage);
        return check.result();
    }
    check.equal("MI_Session_Close in the callback", static_cast<MI_Result>(answer.load()), MI_RESULT_OK);
    check.isTrue("it was complete before the operation was closed", !completed.waitFor(1, kAWhile));
    if (check.ok())
        *stage->session() = MI_SESSION_NULL;
    check.equal("MI_Operation_Close", stage->closeOperation(), MI_RESULT_OK);
    if (check.ok())
        check.isTrue("it did not complete once the operation was closed", completed.waitFor(1));
    return stage->finish(check.isTrue("the completion callback came more than once", completed.calls <= 1));
}

/// A session closed while its one operation waits for a reply.
CaseResult closesInFlight(ApiTarget& target, bool judgeFinal) {
    auto opened = Stage::open(target, enumerationOf({1}));
    if (!opened)
        return opened.error();
    const auto stage = *opened;
    stage->peer().hold(any);
    stage->record();
    Check check;
    check.isTrue("no request was sent", stage->peer().waitFor(any));
    if (!check.ok())
        return stage->finish(check);
    Background<MI_Result> closing([stage] { return MI_Session_Close(stage->session(), nullptr, nullptr); });
    const bool ended = stage->recorder().waitForEnd(judgeFinal ? kSoon : kAWhile);
    if (judgeFinal)
        check.isTrue("the operation got no final callback", ended)
            .isTrue("the cancelled operation ended with OK", stage->recorder().result() != MI_RESULT_OK);
    else
        check.isTrue("MI_Session_Close came back before the operation was closed", !closing.isDone(kAWhile));
    stage->peer().release();
    MI_Operation_Close(&stage->operation());
    stage->operation() = MI_OPERATION_NULL;
    if (!closing.isDone()) {
        abandon(stage);
        return check.isTrue("MI_Session_Close did not come back once the operation was closed", false).result();
    }
    *stage->session() = MI_SESSION_NULL;
    return stage->finish(check);
}

CaseResult closeCancelsOperations(ApiTarget& target) {
    return closesInFlight(target, true);
}
CaseResult closeWaitsForRunning(ApiTarget& target) {
    return closesInFlight(target, false);
}

CaseResult closedSessionStartsNothing(ApiTarget& target) {
    auto opened = Stage::open(target, enumerationOf({1}));
    if (!opened)
        return opened.error();
    const auto stage = *opened;
    Check check;
    MI_Session copy = closedCopy(*stage, check);
    auto& operation = stage->operation();
    copy.ft->EnumerateInstances(&copy, 0, nullptr, "root/cimv2", "X_Test", MI_FALSE, nullptr, &operation);
    check.isTrue("there is no operation that could give a result", operation.ft != nullptr);
    if (!check.ok())
        return stage->finish(check);
    check.equal("the final result", pump(operation).result, MI_RESULT_INVALID_PARAMETER)
        .equal("MI_Operation_Close", stage->closeOperation(), MI_RESULT_OK)
        .isTrue("a request went out all the same", stage->peer().requests().empty());
    return stage->finish(check);
}

/// The port and the credentials of a stage's peer, as options of its application.
struct Options {
    Options(Stage& stage, Check& check) {
        const auto destination = stage.peer().destination();
        const auto set = [&](const char* what, MI_Result result) { check.equal(what, result, MI_RESULT_OK); };
        set("MI_Application_NewDestinationOptions", MI_Application_NewDestinationOptions(stage.application(), &handle));
        set("MI_DestinationOptions_SetTransport",
            MI_DestinationOptions_SetTransport(&handle, MI_DESTINATIONOPTIONS_TRANSPORT_HTTP));
        set("MI_DestinationOptions_SetDestinationPort",
            MI_DestinationOptions_SetDestinationPort(&handle, destination.url.port));
        set("MI_DestinationOptions_SetPacketPrivacy", MI_DestinationOptions_SetPacketPrivacy(&handle, MI_FALSE));
        MI_UserCredentials credentials{};
        credentials.authenticationType = MI_AUTH_TYPE_BASIC;
        credentials.credentials.usernamePassword.domain = "";
        credentials.credentials.usernamePassword.username = destination.url.user.c_str();
        credentials.credentials.usernamePassword.password = destination.url.password.c_str();
        set("MI_DestinationOptions_AddDestinationCredentials",
            MI_DestinationOptions_AddDestinationCredentials(&handle, &credentials));
    }
    Options(const Options&) = delete;
    Options& operator=(const Options&) = delete;
    ~Options() { remove(); }
    void remove() {
        if (handle.ft)
            MI_DestinationOptions_Delete(&handle);
        handle = MI_DESTINATIONOPTIONS_NULL;
    }

    MI_DestinationOptions handle = MI_DESTINATIONOPTIONS_NULL;
};

/// A further session in the application of a stage.
MI_Session anotherSession(Stage& stage, const ApiTarget& target, Options& options, Check& check) {
    MI_Session session = MI_SESSION_NULL;
    const auto& protocol = target.destination.protocol;
    check.equal("MI_Application_NewSession",
                MI_Application_NewSession(stage.application(), protocol.empty() ? nullptr : protocol.c_str(),
                                          "127.0.0.1", &options.handle, nullptr, nullptr, &session),
                MI_RESULT_OK);
    return session;
}

/// Whether an enumeration of that session succeeds.
bool enumerates(MI_Session& session) {
    MI_Operation operation = MI_OPERATION_NULL;
    MI_Session_EnumerateInstances(&session, 0, nullptr, "root/cimv2", "X_Test", MI_FALSE, nullptr, &operation);
    const auto pumped = pump(operation);
    MI_Operation_Close(&operation);
    return pumped.ended && pumped.result == MI_RESULT_OK && pumped.ids == numbers(2);
}

CaseResult sessionsAreIndependent(ApiTarget& target) {
    auto opened = Stage::open(target, enumerationOf({2}));
    if (!opened)
        return opened.error();
    const auto stage = *opened;
    Check check;
    Options options(*stage, check);
    MI_Session second = anotherSession(*stage, target, options, check);
    check.isTrue("the second session does not work", enumerates(second));
    closedCopy(*stage, check);
    check.isTrue("closing one session stopped the other", enumerates(second));
    MI_Session_Close(&second, nullptr, nullptr);
    options.remove();
    return stage->finish(check);
}

CaseResult optionsMayGo(ApiTarget& target) {
    auto opened = Stage::open(target, enumerationOf({2}));
    if (!opened)
        return opened.error();
    const auto stage = *opened;
    Check check;
    Options options(*stage, check);
    MI_Session second = anotherSession(*stage, target, options, check);
    options.remove();
    check.isTrue("the session does not work once its options are deleted", enumerates(second));
    MI_Session_Close(&second, nullptr, nullptr);
    return stage->finish(check);
}

CaseResult optionsMayChange(ApiTarget& target) {
    auto opened = Stage::open(target, enumerationOf({2}));
    if (!opened)
        return opened.error();
    const auto stage = *opened;
    Check check;
    Options options(*stage, check);
    MI_Session second = anotherSession(*stage, target, options, check);
    check.equal("MI_DestinationOptions_SetDestinationPort",
                MI_DestinationOptions_SetDestinationPort(&options.handle, 1), MI_RESULT_OK);
    check.isTrue("the session follows its options", enumerates(second));
    MI_Session_Close(&second, nullptr, nullptr);
    options.remove();
    return stage->finish(check);
}

CaseResult optionsMayBeShared(ApiTarget& target) {
    auto opened = Stage::open(target, enumerationOf({2}));
    if (!opened)
        return opened.error();
    const auto stage = *opened;
    Check check;
    Options options(*stage, check);
    MI_Session second = anotherSession(*stage, target, options, check);
    MI_Session third = anotherSession(*stage, target, options, check);
    check.isTrue("the first session of the options does not work", enumerates(second))
        .isTrue("the second session of the options does not work", enumerates(third));
    for (auto* session : {&second, &third})
        if (session->ft)
            MI_Session_Close(session, nullptr, nullptr);
    options.remove();
    return stage->finish(check);
}

}  // namespace

std::span<const ApiCase> sessionCloseCases() {
    static constexpr ApiCase kCases[] = {
        {"MI/B3", "mi.h MI_Application_NewSession", "A protocol that does not exist opens no session", Level::kMust,
         refusesUnknownProtocols},
        {"MI/B3b", "mi.h MI_Application_NewSession",
         "The handle of a session that did not open is empty, or every slot of its table is filled", Level::kShould,
         failedSessionIsNoTrap},
        {"MI/B5", "mi.h MI_Session_Close", "An idle session closes at once", Level::kMust, closesWhenIdle},
        {"MI/B7", "mi.h MI_Session_Close", "Closing a session that did not open calls back once", Level::kMust,
         failedSessionCompletesItsClose},
        {"MI/B8", "mi.h MI_Session_Close", "A second Close is INVALID_PARAMETER", Level::kVendor, secondCloseIsRefused},
        {"MI/B8b", "mi.h MI_Session_Close", "A second Close calls nobody back twice", Level::kVendor,
         secondCloseCallsBackOnceAtMost},
        {"MI/B9", "mi.h MI_Session_Close", "Closing waits for the handles of operations that have ended", Level::kMust,
         closeWaitsForFinished},
        {"MI/B10", "mi.h MI_Session_Close",
         "With a completion callback, a session closes from within a result callback", Level::kMust, closesInACallback},
        {"MI/B11", "mi.h MI_Session_Close", "Closing cancels what runs, and that ends with its final callback",
         Level::kMust, closeCancelsOperations},
        {"MI/B11b", "mi.h MI_Session_Close", "Closing waits for the handles of operations that it cancels",
         Level::kMust, closeWaitsForRunning},
        {"MI/B12", "mi.h MI_Session_EnumerateInstances",
         "An operation of a closed session ends with INVALID_PARAMETER and can be closed", Level::kVendor,
         closedSessionStartsNothing},
        {"MI/B13", "mi.h MI_Session_Close", "Closing one session leaves the others alone", Level::kShould,
         sessionsAreIndependent},
        {"MI/B14", "mi.h MI_DestinationOptions_Delete", "A session outlives the options it was opened with",
         Level::kMust, optionsMayGo},
        {"MI/B14b", "mi.h MI_Application_NewSession", "A session does not follow later changes of its options",
         Level::kMust, optionsMayChange},
        {"MI/B14c", "mi.h MI_Application_NewSession", "One options object serves several sessions", Level::kMust,
         optionsMayBeShared},
    };
    return kCases;
}

}  // namespace conformance
