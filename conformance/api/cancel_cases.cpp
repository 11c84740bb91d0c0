// MI_Operation_Cancel and time limits: an operation that waits for a server which does not answer.
#include <algorithm>

#include "conformance/api/stage.h"
#include "wsman/duration.h"

namespace conformance {

namespace {

using std::chrono::milliseconds;

bool any(const Sent&) {
    return true;
}
bool isPull(const Sent& request) {
    return request.action() == "Pull";
}

/// How long an operation with a time limit of 1 s may take in all: libraries wait longer than the server is told to, so
/// that its own fault can arrive (OMI's 10 s).
constexpr milliseconds kLimited{12'500};

/// Everything that the getters give, on a thread of its own.
Background<Pumped> pumping(const Stage::Ptr& stage) {
    return Background<Pumped>([stage] { return pump(stage->operation()); });
}

/// The end of a cancelled operation: in time, not OK, and nothing in it that is not the server's.
Check& endsCancelled(Check& check, Background<Pumped>& pumped, std::size_t most) {
    if (!pumped.isDone()) {
        abandon();
        return check.isTrue("the cancelled operation did not end", false);
    }
    const auto got = pumped.get();
    return check.equal("MI_Operation_GetInstance", got.fetched, MI_RESULT_OK)
        .isTrue("the cancelled operation ended with OK", got.result != MI_RESULT_OK)
        .isTrue("an instance came that the server never sent", isStartOfNumbers(got.ids) && got.ids.size() <= most);
}

MI_Result cancel(Stage& stage) {
    return MI_Operation_Cancel(&stage.operation(), MI_REASON_NONE);
}

CaseResult endsBeforeTheReply(ApiTarget& target) {
    auto opened = Stage::open(target, enumerationOf({2}));
    if (!opened)
        return opened.error();
    const auto stage = *opened;
    stage->peer().hold(any);
    stage->get(1);
    Check check;
    check.isTrue("no request was sent", stage->peer().waitFor(any))
        .equal("MI_Operation_Cancel", cancel(*stage), MI_RESULT_OK);
    auto pumped = pumping(stage);
    endsCancelled(check, pumped, 0);
    return stage->finish(check);
}

CaseResult callsBackBeforeTheReply(ApiTarget& target) {
    auto opened = Stage::open(target, enumerationOf({2}));
    if (!opened)
        return opened.error();
    const auto stage = *opened;
    stage->peer().hold(any);
    stage->record();
    Check check;
    check.isTrue("no request was sent", stage->peer().waitFor(any))
        .equal("MI_Operation_Cancel", cancel(*stage), MI_RESULT_OK)
        .isTrue("the cancelled operation got no final callback", stage->recorder().waitForEnd())
        .isTrue("the cancelled operation ended with OK", stage->recorder().result() != MI_RESULT_OK);
    const bool closed = stage->close();
    return check.equal("the number of final callbacks", stage->recorder().finals(), 1u)
        .isTrue("the session could not be closed afterwards", closed)
        .result();
}

CaseResult endsBetweenPulls(ApiTarget& target) {
    auto opened = Stage::open(target, enumerationOf({2, 2}));
    if (!opened)
        return opened.error();
    const auto stage = *opened;
    stage->peer().hold(isPull);
    stage->enumerate();
    auto pumped = pumping(stage);
    Check check;
    check.isTrue("no Pull was sent", stage->peer().waitFor(isPull))
        .equal("MI_Operation_Cancel", cancel(*stage), MI_RESULT_OK);
    endsCancelled(check, pumped, 2);
    if (check.ok())
        check.equal("MI_Operation_Close", stage->closeOperation(), MI_RESULT_OK);
    return stage->finish(check);
}

CaseResult callsBackBetweenPulls(ApiTarget& target) {
    auto opened = Stage::open(target, enumerationOf({2, 2}));
    if (!opened)
        return opened.error();
    const auto stage = *opened;
    stage->peer().hold(isPull);
    stage->record();
    Check check;
    check.isTrue("no Pull was sent", stage->peer().waitFor(isPull))
        .equal("MI_Operation_Cancel", cancel(*stage), MI_RESULT_OK)
        .isTrue("the cancelled operation got no final callback", stage->recorder().waitForEnd())
        .isTrue("the cancelled operation ended with OK", stage->recorder().result() != MI_RESULT_OK)
        .isTrue("an instance came that the server never sent",
                isStartOfNumbers(stage->recorder().ids()) && stage->recorder().ids().size() <= 2);
    return stage->finish(check);
}

CaseResult tellsTheServer(ApiTarget& target) {
    auto opened = Stage::open(target, enumerationOf(std::vector<std::size_t>(60, 20)));
    if (!opened)
        return opened.error();
    const auto stage = *opened;
    stage->enumerate();
    const MI_Instance* instance = nullptr;
    Check check;
    check
        .equal("MI_Operation_GetInstance",
               MI_Operation_GetInstance(&stage->operation(), &instance, nullptr, nullptr, nullptr, nullptr),
               MI_RESULT_OK)
        .equal("MI_Operation_Cancel", cancel(*stage), MI_RESULT_OK);
    auto pumped = pumping(stage);
    if (!pumped.isDone()) {
        abandon(stage);
        return check.isTrue("the cancelled operation did not end", false).result();
    }
    MI_Operation_Close(&stage->operation());
    stage->operation() = MI_OPERATION_NULL;
    const bool released = stage->peer().waitFor("Release", kAWhile);
    return stage->finish(check.isTrue("the server saw neither a Release nor the end of the connection",
                                      released || stage->peer().waitUntilDisconnected(milliseconds(1000))));
}

CaseResult cancelsTwice(ApiTarget& target) {
    auto opened = Stage::open(target, enumerationOf({2}));
    if (!opened)
        return opened.error();
    const auto stage = *opened;
    stage->peer().hold(any);
    stage->get(1);
    Check check;
    check.isTrue("no request was sent", stage->peer().waitFor(any))
        .equal("the first MI_Operation_Cancel", cancel(*stage), MI_RESULT_OK)
        .equal("the second MI_Operation_Cancel", cancel(*stage), MI_RESULT_OK);
    auto pumped = pumping(stage);
    endsCancelled(check, pumped, 0);
    return stage->finish(check);
}

CaseResult cancelsTheFinished(ApiTarget& target) {
    auto opened = Stage::open(target, enumerationOf({2}));
    if (!opened)
        return opened.error();
    const auto stage = *opened;
    stage->enumerate();
    const auto pumped = pump(stage->operation());
    Check check;
    check.equal("the instances", shown(pumped.ids), shown(numbers(2)))
        .equal("the result", pumped.result, MI_RESULT_OK)
        .equal("MI_Operation_Cancel of a finished operation", cancel(*stage), MI_RESULT_OK)
        .equal("MI_Operation_Close", stage->closeOperation(), MI_RESULT_OK);
    return stage->finish(check);
}

CaseResult cancelBringsNothingMore(ApiTarget& target) {
    auto opened = Stage::open(target, enumerationOf({2}));
    if (!opened)
        return opened.error();
    const auto stage = *opened;
    stage->record();
    Check check;
    check.isTrue("the operation got no final callback", stage->recorder().waitForEnd());
    const auto before = stage->recorder().calls().size();
    cancel(*stage);
    const bool closed = stage->close();
    return check.equal("the result", stage->recorder().result(), MI_RESULT_OK)
        .equal("the number of callbacks", stage->recorder().calls().size(), before)
        .isTrue("the session could not be closed afterwards", closed)
        .result();
}

CaseResult cancelsTheRefused(ApiTarget& target) {
    auto opened = Stage::open(target);
    if (!opened)
        return opened.error();
    const auto stage = *opened;
    auto* session = stage->session();
    session->ft->GetInstance(session, 0, nullptr, "root/cimv2", nullptr, nullptr, &stage->operation());
    Check check;
    check.isTrue("there is no operation that could give a result", stage->operation().ft != nullptr);
    cancel(*stage);  // whatever it answers
    check.equal("the final result", pump(stage->operation()).result, MI_RESULT_INVALID_PARAMETER)
        .equal("MI_Operation_Close", stage->closeOperation(), MI_RESULT_OK);
    return stage->finish(check);
}

CaseResult unblocksTheGetter(ApiTarget& target) {
    auto opened = Stage::open(target, enumerationOf({2}));
    if (!opened)
        return opened.error();
    const auto stage = *opened;
    stage->peer().hold(any);
    stage->enumerate();
    auto pumped = pumping(stage);
    Check check;
    check.isTrue("no request was sent", stage->peer().waitFor(any))
        .isTrue("a getter came back before there was a reply", !pumped.isDone(kAWhile))
        .equal("MI_Operation_Cancel", cancel(*stage), MI_RESULT_OK);
    endsCancelled(check, pumped, 0);
    return stage->finish(check);
}

CaseResult cancelIsNoClose(ApiTarget& target) {
    auto opened = Stage::open(target, enumerationOf({2}));
    if (!opened)
        return opened.error();
    const auto stage = *opened;
    stage->peer().hold(any);
    stage->get(1);
    Check check;
    check.isTrue("no request was sent", stage->peer().waitFor(any))
        .equal("MI_Operation_Cancel", cancel(*stage), MI_RESULT_OK);
    auto pumped = pumping(stage);
    endsCancelled(check, pumped, 0);
    if (!check.ok())
        return stage->finish(check);
    Background<MI_Result> closing([stage] { return MI_Session_Close(stage->session(), nullptr, nullptr); });
    check.isTrue("the session closed before the cancelled operation was", !closing.isDone(kAWhile));
    check.equal("MI_Operation_Close", stage->closeOperation(), MI_RESULT_OK);
    if (!closing.isDone()) {
        abandon(stage);
        return check.isTrue("the session did not close once the operation was closed", false).result();
    }
    *stage->session() = MI_SESSION_NULL;
    return stage->finish(check);
}

/// Options with a time limit, of the application of a stage.
struct Limit {
    Limit(Stage& stage, milliseconds time, Check& check) {
        check.equal("MI_Application_NewOperationOptions",
                    MI_Application_NewOperationOptions(stage.application(), MI_FALSE, &handle), MI_RESULT_OK);
        const auto interval = client::intervalOf(time);
        check.equal("MI_OperationOptions_SetTimeout", MI_OperationOptions_SetTimeout(&handle, &interval), MI_RESULT_OK);
    }
    Limit(const Limit&) = delete;
    Limit& operator=(const Limit&) = delete;
    ~Limit() {
        if (handle.ft)
            MI_OperationOptions_Delete(&handle);
    }

    MI_OperationOptions handle = MI_OPERATIONOPTIONS_NULL;
};

CaseResult endsInTime(ApiTarget& target) {
    auto opened = Stage::open(target, enumerationOf({2}));
    if (!opened)
        return opened.error();
    const auto stage = *opened;
    stage->peer().hold(any);
    Check check;
    {
        const Limit limit(*stage, milliseconds(1000), check);
        auto options = limit.handle;
        stage->enumerate(nullptr, 0, &options);
    }
    auto pumped = pumping(stage);
    if (!pumped.isDone(kLimited)) {
        abandon(stage);
        return check.isTrue("an operation with a limit of 1 s did not end within 12 s", false).result();
    }
    const auto got = pumped.get();
    check.isTrue("the operation ended without a final result", got.ended)
        .isTrue("an operation without a reply ended with OK", got.result != MI_RESULT_OK);
    return stage->finish(check);
}

/// The w:OperationTimeout of the first request, as the destination and the operation ask for it.
CaseResult sendsTimeout(ApiTarget& target, std::optional<milliseconds> destination,
                        std::optional<milliseconds> operation, milliseconds expected) {
    auto opened = Stage::open(target, enumerationOf({2}), destination);
    if (!opened)
        return opened.error();
    const auto stage = *opened;
    Check check;
    if (operation) {
        const Limit limit(*stage, *operation, check);
        auto options = limit.handle;
        stage->enumerate(nullptr, 0, &options);
    } else {
        stage->enumerate();
    }
    check.equal("the instances", shown(pump(stage->operation()).ids), shown(numbers(2)));
    const auto requests = stage->peer().requests();
    check.isTrue("no request was sent", !requests.empty());
    if (!check.ok())
        return stage->finish(check);
    const auto sent = wsman::parseDuration(requests.front().text("OperationTimeout"));
    check.isTrue("the request has no w:OperationTimeout", sent.has_value());
    if (sent)
        check.equal("w:OperationTimeout in milliseconds", std::chrono::duration_cast<milliseconds>(*sent).count(),
                    expected.count());
    return stage->finish(check);
}

CaseResult sendsTheOperationsTimeout(ApiTarget& target) {
    return sendsTimeout(target, std::nullopt, milliseconds(7000), milliseconds(7000));
}
CaseResult operationOverrides(ApiTarget& target) {
    return sendsTimeout(target, milliseconds(90'000), milliseconds(8000), milliseconds(8000));
}
CaseResult sendsTheDestinationsTimeout(ApiTarget& target) {
    return sendsTimeout(target, milliseconds(9000), std::nullopt, milliseconds(9000));
}

CaseResult closingEndsTheGetter(ApiTarget& target) {
    auto opened = Stage::open(target, enumerationOf({2}));
    if (!opened)
        return opened.error();
    const auto stage = *opened;
    stage->peer().hold(any);
    stage->enumerate();
    auto pumped = pumping(stage);
    Check check;
    check.isTrue("no request was sent", stage->peer().waitFor(any));
    if (!check.ok())
        return stage->finish(check);
    Background<MI_Result> closing([stage] { return MI_Session_Close(stage->session(), nullptr, nullptr); });
    endsCancelled(check, pumped, 0);
    if (!check.ok()) {
        stage->peer().release();
        abandon(stage);
        return check.result();
    }
    check.equal("MI_Operation_Close", stage->closeOperation(), MI_RESULT_OK);
    if (!closing.isDone()) {
        abandon(stage);
        return check.isTrue("the session did not close once the operation was closed", false).result();
    }
    *stage->session() = MI_SESSION_NULL;
    return stage->finish(check);
}

}  // namespace

std::span<const ApiCase> cancelCases() {
    static constexpr ApiCase kCases[] = {
        {"MI/E1", "mi.h MI_Operation_Cancel", "Cancelled before the reply, an operation ends soon and not with OK",
         Level::kMust, endsBeforeTheReply},
        {"MI/E1b", "mi.h MI_Operation_Cancel",
         "Cancelled before the reply, an asynchronous operation has exactly one final callback, not OK", Level::kMust,
         callsBackBeforeTheReply},
        {"MI/E2", "mi.h MI_Operation_Cancel",
         "Cancelled between two messages, an enumeration gives what had come and ends, not with OK", Level::kMust,
         endsBetweenPulls},
        {"MI/E2b", "mi.h MI_Operation_Cancel", "So does an asynchronous enumeration", Level::kMust,
         callsBackBetweenPulls},
        {"MI/E3", "mi.h MI_Operation_Cancel",
         "The server of a cancelled enumeration sees a Release or the end of the connection", Level::kMust,
         tellsTheServer},
        {"MI/E4", "mi.h MI_Operation_Cancel", "Cancelling twice is OK", Level::kVendor, cancelsTwice},
        {"MI/E5", "mi.h MI_Operation_Cancel", "Cancelling what has ended is OK", Level::kVendor, cancelsTheFinished},
        {"MI/E5b", "mi.h MI_Operation_Cancel", "Cancelling what has ended brings no further callback", Level::kVendor,
         cancelBringsNothingMore},
        {"MI/E6", "mi.h MI_Operation_Cancel", "Cancelling what was refused does no harm", Level::kVendor,
         cancelsTheRefused},
        {"MI/E7", "mi.h MI_Operation_Cancel", "Cancelling from another thread brings a waiting getter back",
         Level::kMust, unblocksTheGetter},
        {"MI/E8", "mi.h MI_Operation_Cancel", "What is cancelled must still be closed; the session waits for it",
         Level::kMust, cancelIsNoClose},
        {"MI/E9", "mi.h MI_OperationOptions_SetTimeout",
         "Without a reply an operation ends when its time is over, not with OK", Level::kMust, endsInTime},
        {"MI/E9b", "mi.h MI_OperationOptions_SetTimeout", "The server is told the operation's time limit", Level::kMust,
         sendsTheOperationsTimeout},
        {"MI/E10", "mi.h MI_OperationOptions_SetTimeout", "The operation's time limit overrides the destination's",
         Level::kMust, operationOverrides},
        {"MI/E11", "mi.h MI_DestinationOptions_SetTimeout",
         "The destination's time limit is that of every operation without one", Level::kMust,
         sendsTheDestinationsTimeout},
        {"MI/E12", "mi.h MI_Session_Close", "Closing the session brings a waiting getter back, not with OK",
         Level::kMust, closingEndsTheGetter},
    };
    return kCases;
}

}  // namespace conformance
