// MI_OperationCallbacks: which operations call back, acknowledgement, and what may be done within a callback.
#include <algorithm>
#include <atomic>

#include "conformance/api/stage.h"

namespace conformance {

namespace {

bool any(const Sent&) {
    return true;
}

CaseResult callsOneAtATime(ApiTarget& target) {
    auto opened = Stage::open(target, enumerationOf({10, 10}));
    if (!opened)
        return opened.error();
    const auto stage = *opened;
    stage->recorder().during = [](const Recorder::Call&) { std::this_thread::sleep_for(std::chrono::milliseconds(2)); };
    stage->record();
    Check check;
    check.isTrue("the operation got no final callback", stage->recorder().waitForEnd())
        .isTrue("two callbacks of one operation ran at a time", !stage->recorder().overlapped())
        .equal("the instances", shown(stage->recorder().ids()), shown(numbers(20)));
    return stage->finish(check);
}

/// Acknowledges every call of the recorder so far and to come, until the end or until something is wrong.
Check& acknowledgeAll(Check& check, Stage& stage) {
    for (std::size_t done = 0; check.ok();) {
        if (!stage.recorder().waitForCalls(done + 1)) {
            check.isTrue("the acknowledgement was not followed by a result", false);
            break;
        }
        auto call = stage.recorder().calls()[done++];
        check.isTrue("a callback came without an acknowledgement function", call.acknowledge != nullptr);
        if (check.ok())
            check.equal("the acknowledgement", call.acknowledge(&call.operation), MI_RESULT_OK);
        if (!call.more)
            break;
    }
    return check;
}

CaseResult waitsForAcknowledgement(ApiTarget& target) {
    auto opened = Stage::open(target, enumerationOf({3}));
    if (!opened)
        return opened.error();
    const auto stage = *opened;
    stage->record(MI_OPERATIONFLAGS_MANUAL_ACK_RESULTS);
    Check check;
    check.isTrue("there was no callback", stage->recorder().waitForCalls(1))
        .isTrue("a result came before the one before it was acknowledged", !stage->recorder().waitForCalls(2, kAWhile));
    acknowledgeAll(check, *stage).equal("the instances", shown(stage->recorder().ids()), shown(numbers(3)));
    return stage->finish(check);
}

CaseResult closeWaitsForAcknowledgement(ApiTarget& target) {
    auto opened = Stage::open(target, enumerationOf({1}));
    if (!opened)
        return opened.error();
    const auto stage = *opened;
    // All but the final result are acknowledged at once.
    stage->recorder().during = [](const Recorder::Call& call) {
        auto operation = call.operation;
        if (call.more && call.acknowledge)
            call.acknowledge(&operation);
    };
    stage->record(MI_OPERATIONFLAGS_MANUAL_ACK_RESULTS);
    Check check;
    check.isTrue("the operation got no final callback", stage->recorder().waitForEnd());
    if (!check.ok())
        return stage->finish(check);
    auto final = stage->recorder().calls().back();
    check.isTrue("the final callback came without an acknowledgement function", final.acknowledge != nullptr);
    MI_Operation_Close(&stage->operation());
    stage->operation() = MI_OPERATION_NULL;
    Background<MI_Result> closing([stage] { return MI_Session_Close(stage->session(), nullptr, nullptr); });
    check.isTrue("the session closed before the final result was acknowledged", !closing.isDone(kAWhile));
    if (final.acknowledge)
        check.equal("the acknowledgement", final.acknowledge(&final.operation), MI_RESULT_OK);
    if (!closing.isDone()) {
        abandon(stage);
        return check.isTrue("the session did not close once the final result was acknowledged", false).result();
    }
    *stage->session() = MI_SESSION_NULL;
    return stage->finish(check);
}

CaseResult anyThreadAcknowledges(ApiTarget& target) {
    auto opened = Stage::open(target, enumerationOf({1, 2}));
    if (!opened)
        return opened.error();
    const auto stage = *opened;
    stage->record(MI_OPERATIONFLAGS_MANUAL_ACK_RESULTS);
    Check check;
    return stage->finish(
        acknowledgeAll(check, *stage).equal("the instances", shown(stage->recorder().ids()), shown(numbers(3))));
}

std::atomic<int> g_strayCalls = 0;

void MI_CALL strayMessage(MI_Operation*, void*, MI_Uint32, const MI_Char*) {
    ++g_strayCalls;
}
void MI_CALL strayClass(MI_Operation*, void*, const MI_Class*, MI_Boolean, MI_Result, const MI_Char*,
                        const MI_Instance*, MI_Result(MI_CALL*)(MI_Operation*)) {
    ++g_strayCalls;
}
void MI_CALL strayParameter(MI_Operation*, void*, const MI_Char*, MI_Type, const MI_Value*,
                            MI_Result(MI_CALL* acknowledge)(MI_Operation*)) {
    ++g_strayCalls;
    (void)acknowledge;
}

/// With callbacks that are not for results of its kind, an operation stays synchronous.
CaseResult staysSynchronous(ApiTarget& target, const MI_OperationCallbacks& callbacks) {
    auto opened = Stage::open(target, enumerationOf({2, 1}));
    if (!opened)
        return opened.error();
    const auto stage = *opened;
    auto copy = callbacks;
    stage->enumerate(&copy);
    const auto pumped = pump(stage->operation());
    Check check;
    check.equal("MI_Operation_GetInstance", pumped.fetched, MI_RESULT_OK)
        .equal("the instances", shown(pumped.ids), shown(numbers(3)))
        .equal("the number of callbacks", g_strayCalls.load(), 0);
    return stage->finish(check);
}

CaseResult messagesMakeNoCallbacks(ApiTarget& target) {
    MI_OperationCallbacks callbacks{};
    callbacks.writeMessage = strayMessage;
    return staysSynchronous(target, callbacks);
}

CaseResult otherKindsMakeNoCallbacks(ApiTarget& target) {
    MI_OperationCallbacks callbacks{};
    callbacks.classResult = strayClass;
    return staysSynchronous(target, callbacks);
}

/// What came for whoever has no context.
struct Contexts {
    static inline std::mutex mutex;
    static inline std::vector<void*> seen;
    static inline std::atomic<bool> ended = false;

    static void MI_CALL receive(MI_Operation*, void* context, const MI_Instance*, MI_Boolean more, MI_Result,
                                const MI_Char*, const MI_Instance*, MI_Result(MI_CALL*)(MI_Operation*)) {
        const std::lock_guard lock(mutex);
        seen.push_back(context);
        if (!more)
            ended = true;
    }
};

CaseResult echoesTheContext(ApiTarget& target) {
    auto opened = Stage::open(target, enumerationOf({1, 1}));
    if (!opened)
        return opened.error();
    const auto stage = *opened;
    static char mark = 0;
    Check check;
    for (void* context : {static_cast<void*>(&mark), static_cast<void*>(nullptr)}) {
        Contexts::seen.clear();
        Contexts::ended = false;
        MI_OperationCallbacks callbacks{};
        callbacks.callbackContext = context;
        callbacks.instanceResult = Contexts::receive;
        stage->enumerate(&callbacks);
        const auto deadline = std::chrono::steady_clock::now() + kSoon;
        while (!Contexts::ended && std::chrono::steady_clock::now() < deadline)
            std::this_thread::sleep_for(std::chrono::milliseconds(1));
        check.isTrue("the operation got no final callback", Contexts::ended);
        MI_Operation_Close(&stage->operation());
        stage->operation() = MI_OPERATION_NULL;
        const std::lock_guard lock(Contexts::mutex);
        check.isTrue("a callback came with another context",
                     std::ranges::all_of(Contexts::seen, [&](void* one) { return one == context; }));
    }
    return stage->finish(check);
}

/// Closes the operation within its first callback, or within its final one.
CaseResult closesInACallback(ApiTarget& target, bool final) {
    auto opened = Stage::open(target, enumerationOf({1, 1, 1}));
    if (!opened)
        return opened.error();
    const auto stage = *opened;
    static std::atomic<int> answer = -1;
    stage->recorder().during = [final](const Recorder::Call& call) {
        auto operation = call.operation;
        if (answer < 0 && call.more != final)
            answer = MI_Operation_Close(&operation);
    };
    stage->record();
    Check check;
    check.isTrue("the operation got no final callback", stage->recorder().waitForEnd());
    if (answer == MI_RESULT_OK)
        stage->operation() = MI_OPERATION_NULL;
    const bool closed = stage->close();  // so that whoever calls back later has done so
    return check.equal("MI_Operation_Close in the callback", static_cast<MI_Result>(answer.load()), MI_RESULT_OK)
        .equal("the number of final callbacks", stage->recorder().finals(), 1u)
        .isTrue("there was a callback after the final one",
                !stage->recorder().calls().empty() && !stage->recorder().calls().back().more)
        .isTrue("the session could not be closed afterwards", closed)
        .result();
}

CaseResult closesInTheLast(ApiTarget& target) {
    return closesInACallback(target, true);
}
CaseResult closesInTheFirst(ApiTarget& target) {
    return closesInACallback(target, false);
}

CaseResult closesBeforeAny(ApiTarget& target) {
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
    check.equal("MI_Operation_Close", stage->closeOperation(), MI_RESULT_OK)
        .isTrue("the closed operation got no final callback", stage->recorder().waitForEnd());
    const bool closed = stage->close();
    return check.equal("the number of final callbacks", stage->recorder().finals(), 1u)
        .isTrue("the session could not be closed afterwards", closed)
        .result();
}

CaseResult handleIsOptional(ApiTarget& target) {
    auto opened = Stage::open(target, enumerationOf({1}));
    if (!opened)
        return opened.error();
    const auto stage = *opened;
    auto callbacks = stage->recorder().callbacks();
    MI_Session_EnumerateInstances(stage->session(), 0, nullptr, "root/cimv2", "X_Test", MI_FALSE, &callbacks, nullptr);
    Check check;
    check.isTrue("an operation without a place for its handle got no final callback", stage->recorder().waitForEnd());
    return stage->finish(check);
}

/// The number of final callbacks of a failing operation, counted once everything is closed.
CaseResult failsOnce(ApiTarget& target, bool refused) {
    auto opened = Stage::open(target);  // the repository has no such class
    if (!opened)
        return opened.error();
    const auto stage = *opened;
    auto callbacks = stage->recorder().callbacks();
    if (refused)
        stage->session()->ft->GetInstance(stage->session(), 0, nullptr, "root/cimv2", nullptr, &callbacks,
                                          &stage->operation());
    else
        stage->enumerate(&callbacks);
    Check check;
    check.isTrue("the operation got no final callback", stage->recorder().waitForEnd())
        .isTrue("it ended with OK", stage->recorder().result() != MI_RESULT_OK);
    const bool closed = stage->close();
    return check.equal("the number of final callbacks", stage->recorder().finals(), 1u)
        .equal("the number of callbacks", stage->recorder().calls().size(), 1u)
        .isTrue("the session could not be closed afterwards", closed)
        .result();
}

CaseResult faultEndsOnce(ApiTarget& target) {
    return failsOnce(target, false);
}
CaseResult refusalEndsOnce(ApiTarget& target) {
    return failsOnce(target, true);
}

CaseResult nothingIsStreamed(ApiTarget& target) {
    auto opened = Stage::open(target, [](const Sent& request) -> std::optional<mockserver::HttpReply> {
        if (request.action() != "DoIt")
            return std::nullopt;
        const auto action = request.text("Action");
        const auto uri = action.substr(0, action.rfind('/'));
        return soapReply(
            request, action + "Response",
            "<t:DoIt_OUTPUT xmlns:t=\"" + uri + "\"><t:Id>0</t:Id><t:ReturnValue>0</t:ReturnValue></t:DoIt_OUTPUT>");
    });
    if (!opened)
        return opened.error();
    const auto stage = *opened;
    auto callbacks = stage->recorder().callbacks();
    callbacks.streamedParameterResult = strayParameter;
    MI_Session_Invoke(stage->session(), 0, nullptr, "root/cimv2", "X_Test", "DoIt", nullptr, nullptr, &callbacks,
                      &stage->operation());
    Check check;
    check.isTrue("the operation got no final callback", stage->recorder().waitForEnd())
        .equal("the result", stage->recorder().result(), MI_RESULT_OK)
        .equal("the results", shown(stage->recorder().ids()), shown(numbers(1)))
        .equal("the number of streamed parameters", g_strayCalls.load(), 0);
    return stage->finish(check);
}

CaseResult startsAnotherInACallback(ApiTarget& target) {
    auto opened = Stage::open(target, enumerationOf({1, 1}));
    if (!opened)
        return opened.error();
    const auto stage = *opened;
    static Recorder second;
    static MI_Operation operation = MI_OPERATION_NULL;
    static std::atomic<int> answer = -1;
    stage->recorder().during = [](const Recorder::Call& call) {
        if (answer >= 0)
            return;
        MI_Session session = MI_SESSION_NULL;
        auto handle = call.operation;
        answer = MI_Operation_GetSession(&handle, &session);
        auto callbacks = second.callbacks();
        MI_Session_EnumerateInstances(&session, 0, nullptr, "root/cimv2", "X_Test", MI_FALSE, &callbacks, &operation);
    };
    stage->record();
    Check check;
    check.isTrue("the operation got no final callback", stage->recorder().waitForEnd())
        .equal("MI_Operation_GetSession in the callback", static_cast<MI_Result>(answer.load()), MI_RESULT_OK)
        .isTrue("the operation started in the callback got no final callback", second.waitForEnd())
        .equal("its instances", shown(second.ids()), shown(numbers(2)));
    MI_Operation_Close(&operation);
    return stage->finish(check);
}

}  // namespace

std::span<const ApiCase> asyncCases() {
    static constexpr ApiCase kCases[] = {
        {"MI/D1b", "mi.h MI_OperationCallbacks", "The callbacks of one operation come one at a time", Level::kMust,
         callsOneAtATime},
        {"MI/D2", "mi.h MI_OPERATIONFLAGS_MANUAL_ACK_RESULTS",
         "With manual acknowledgement, a result waits until the one before it is acknowledged", Level::kMust,
         waitsForAcknowledgement},
        {"MI/D2b", "mi.h MI_OPERATIONFLAGS_MANUAL_ACK_RESULTS",
         "With manual acknowledgement, the final result too must be acknowledged before the session closes",
         Level::kMust, closeWaitsForAcknowledgement},
        {"MI/D3", "mi.h MI_OPERATIONFLAGS_MANUAL_ACK_RESULTS", "Any thread may acknowledge a result", Level::kMust,
         anyThreadAcknowledges},
        {"MI/D4", "mi.h MI_OperationCallbacks", "With callbacks for messages only, an operation is synchronous",
         Level::kMust, messagesMakeNoCallbacks},
        {"MI/D5", "mi.h MI_OperationCallbacks", "Every callback gets the context as it was given, NULL too",
         Level::kMust, echoesTheContext},
        {"MI/D6", "mi.h MI_Operation_Close", "An operation may be closed in its final callback, and calls no more",
         Level::kMust, closesInTheLast},
        {"MI/D6b", "mi.h MI_Operation_Close",
         "An operation may be closed in an earlier callback, and still gets its final one", Level::kMust,
         closesInTheFirst},
        {"MI/D7", "mi.h MI_Operation_Close", "An operation closed before any result gets exactly one final callback",
         Level::kMust, closesBeforeAny},
        {"MI/D8", "mi.h MI_Session_EnumerateInstances",
         "Without a place for its handle, an asynchronous operation still gets its final callback", Level::kVendor,
         handleIsOptional},
        {"MI/D9", "mi.h MI_OperationCallbacks", "A result callback of another kind makes no operation asynchronous",
         Level::kMust, otherKindsMakeNoCallbacks},
        {"MI/D10", "mi.h MI_OperationCallbacks", "An operation that the server refuses has exactly one final callback",
         Level::kMust, faultEndsOnce},
        {"MI/D10b", "mi.h MI_OperationCallbacks",
         "An operation that the library refuses has exactly one final callback", Level::kMust, refusalEndsOnce},
        {"MI/D11", "mi.h MI_Session_Invoke", "Without streamed parameters nobody is called for any", Level::kMust,
         nothingIsStreamed},
        {"MI/D12", "mi.h MI_Operation_GetSession", "A callback may start another operation of its session",
         Level::kMust, startsAnotherInACallback},
    };
    return kCases;
}

}  // namespace conformance
