// MI_Operation: the getters of synchronous operations, and what they do when they are used in another way than usual.
#include "conformance/api/stage.h"

namespace conformance {

namespace {

/// What an enumeration of these pages must give: all instances in order, one end, and OK.
CaseResult givesAll(ApiTarget& target, const std::vector<std::size_t>& pages, std::size_t count) {
    auto opened = Stage::open(target, enumerationOf(pages));
    if (!opened)
        return opened.error();
    const auto stage = *opened;
    stage->enumerate();
    const auto pumped = pump(stage->operation());
    Check check;
    check.equal("MI_Operation_GetInstance", pumped.fetched, MI_RESULT_OK)
        .isTrue("the operation did not end", pumped.ended)
        .equal("the result", pumped.result, MI_RESULT_OK)
        .equal("the instances", shown(pumped.ids), shown(numbers(count)))
        // The end may come with the last instance, or by itself.
        .isTrue("there were more calls than instances and one", pumped.calls <= count + 1);
    return stage->finish(check);
}

CaseResult givesNone(ApiTarget& target) {
    return givesAll(target, {0}, 0);
}
CaseResult skipsEmptyPages(ApiTarget& target) {
    return givesAll(target, {2, 0, 3}, 5);
}
CaseResult countsTheLastOnce(ApiTarget& target) {
    return givesAll(target, {3}, 3);
}

CaseResult outputsAreOptional(ApiTarget& target) {
    auto opened = Stage::open(target, enumerationOf({2}));
    if (!opened)
        return opened.error();
    const auto stage = *opened;
    stage->enumerate();
    std::vector<std::uint64_t> ids;
    for (int i = 0; i < 3; ++i) {
        const MI_Instance* instance = nullptr;
        if (MI_Operation_GetInstance(&stage->operation(), &instance, nullptr, nullptr, nullptr, nullptr) !=
            MI_RESULT_OK)
            break;
        if (!instance)
            break;
        ids.push_back(idOf(instance).value_or(99));
    }
    return stage->finish(Check().equal("the instances", shown(ids), shown(numbers(2))));
}

CaseResult instanceIsNotOptional(ApiTarget& target) {
    auto opened = Stage::open(target, enumerationOf({2}));
    if (!opened)
        return opened.error();
    const auto stage = *opened;
    stage->enumerate();
    auto& operation = stage->operation();
    Check check;
    check.isTrue("there is no operation", operation.ft != nullptr);
    if (!check.ok())
        return stage->finish(check);
    check.equal("GetInstance without a place for the instance",
                operation.ft->GetInstance(&operation, nullptr, nullptr, nullptr, nullptr, nullptr),
                MI_RESULT_INVALID_PARAMETER);
    check.equal("the instances afterwards", shown(pump(operation).ids), shown(numbers(2)));
    return stage->finish(check);
}

CaseResult misuseIsTheResultToo(ApiTarget& target) {
    auto opened = Stage::open(target, enumerationOf({2}));
    if (!opened)
        return opened.error();
    const auto stage = *opened;
    stage->enumerate();
    auto& operation = stage->operation();
    Check check;
    check.isTrue("there is no operation", operation.ft != nullptr);
    if (!check.ok())
        return stage->finish(check);
    MI_Result result = MI_RESULT_OK;
    operation.ft->GetInstance(&operation, nullptr, nullptr, &result, nullptr, nullptr);
    return stage->finish(check.equal("the stored result", result, MI_RESULT_INVALID_PARAMETER));
}

CaseResult keepsTheFinalResult(ApiTarget& target) {
    auto opened = Stage::open(target);  // the repository has no such class
    if (!opened)
        return opened.error();
    const auto stage = *opened;
    stage->get(1);
    const auto first = pump(stage->operation());
    Check check;
    check.isTrue("a class that does not exist was found", first.ended && first.result != MI_RESULT_OK);
    const MI_Instance* instance = nullptr;
    MI_Result again = MI_RESULT_OK;
    MI_Boolean more = MI_TRUE;
    MI_Operation_GetInstance(&stage->operation(), &instance, &more, &again, nullptr, nullptr);
    check.equal("the result of one getter more", again, first.result)
        .isTrue("one getter more gave an instance", instance == nullptr)
        .isTrue("one getter more promised more", more == MI_FALSE);
    return stage->finish(check);
}

CaseResult indicationGetterFails(ApiTarget& target) {
    auto opened = Stage::open(target, enumerationOf({2}));
    if (!opened)
        return opened.error();
    const auto stage = *opened;
    stage->enumerate();
    const MI_Instance* instance = nullptr;
    MI_Result result = MI_RESULT_OK;
    MI_Boolean more = MI_FALSE;
    Check check;
    check.isTrue("there is no operation", stage->operation().ft != nullptr)
        .isTrue("MI_Operation_GetIndication of an instance operation succeeded",
                MI_Operation_GetIndication(&stage->operation(), &instance, nullptr, nullptr, &more, &result, nullptr,
                                           nullptr) != MI_RESULT_OK)
        .equal("the instances afterwards", shown(pump(stage->operation()).ids), shown(numbers(2)));
    return stage->finish(check);
}

CaseResult instanceGetterOfClassesFails(ApiTarget& target) {
    auto opened = Stage::open(target);
    if (!opened)
        return opened.error();
    const auto stage = *opened;
    MI_Operation operation = MI_OPERATION_NULL;
    MI_Session_GetClass(stage->session(), 0, nullptr, "root/cimv2", "Win32_Service", nullptr, &operation);
    const MI_Instance* instance = nullptr;
    MI_Result result = MI_RESULT_OK;
    MI_Boolean more = MI_FALSE;
    Check check;
    check.isTrue("there is no operation", operation.ft != nullptr)
        .isTrue("MI_Operation_GetInstance of a class operation succeeded",
                MI_Operation_GetInstance(&operation, &instance, &more, &result, nullptr, nullptr) != MI_RESULT_OK);
    int count = 0;
    const auto outcome = client::drainClasses(operation, [&](const MI_Class&) {
        ++count;
        return client::Next::kMore;
    });
    check.equal("the result afterwards", outcome.result, MI_RESULT_OK).equal("the number of classes", count, 1);
    return stage->finish(check);
}

CaseResult gettersLeaveCallbacksAlone(ApiTarget& target) {
    auto opened = Stage::open(target, enumerationOf({2, 2}));
    if (!opened)
        return opened.error();
    const auto stage = *opened;
    stage->record();
    const MI_Instance* instance = nullptr;
    MI_Result result = MI_RESULT_OK;
    MI_Boolean more = MI_FALSE;
    Check check;
    check.isTrue("there is no operation", stage->operation().ft != nullptr)
        .isTrue(
            "MI_Operation_GetInstance of an asynchronous operation succeeded",
            MI_Operation_GetInstance(&stage->operation(), &instance, &more, &result, nullptr, nullptr) != MI_RESULT_OK)
        .isTrue("the operation got no final callback", stage->recorder().waitForEnd())
        .equal("the instances that came by callback", shown(stage->recorder().ids()), shown(numbers(4)));
    return stage->finish(check);
}

CaseResult instanceStaysUntilTheNext(ApiTarget& target) {
    auto opened = Stage::open(target, enumerationOf({1, 1}));
    if (!opened)
        return opened.error();
    const auto stage = *opened;
    stage->enumerate();
    const MI_Instance* instance = nullptr;
    MI_Boolean more = MI_FALSE;
    Check check;
    check
        .equal("MI_Operation_GetInstance",
               MI_Operation_GetInstance(&stage->operation(), &instance, &more, nullptr, nullptr, nullptr), MI_RESULT_OK)
        .isTrue("there is no first instance", instance && idOf(instance) == 0u);
    MI_Operation other = MI_OPERATION_NULL;
    MI_Session_EnumerateInstances(stage->session(), 0, nullptr, "root/cimv2", "X_Test", MI_FALSE, nullptr, &other);
    check.equal("the instances of another operation", shown(pump(other).ids), shown(numbers(2)));
    MI_Operation_Close(&other);
    if (check.ok())
        check.isTrue("the first instance changed before the next was fetched", idOf(instance) == 0u);
    return stage->finish(check);
}

CaseResult closedOperationGivesNothing(ApiTarget& target) {
    auto opened = Stage::open(target, enumerationOf({1}));
    if (!opened)
        return opened.error();
    const auto stage = *opened;
    stage->enumerate();
    pump(stage->operation());
    MI_Operation copy = stage->operation();
    Check check;
    check.equal("MI_Operation_Close", stage->closeOperation(), MI_RESULT_OK);
    if (!check.ok())
        return stage->finish(check);
    const MI_Instance* instance = nullptr;
    MI_Result result = MI_RESULT_OK;
    MI_Boolean more = MI_FALSE;
    check.equal("GetInstance of a closed operation",
                copy.ft->GetInstance(&copy, &instance, &more, &result, nullptr, nullptr), MI_RESULT_INVALID_PARAMETER);
    return stage->finish(check);
}

CaseResult noOperationGivesNothing(ApiTarget& target) {
    auto opened = Stage::open(target, enumerationOf({1}));
    if (!opened)
        return opened.error();
    const auto stage = *opened;
    stage->enumerate();
    pump(stage->operation());
    Check check;
    check.isTrue("there is no operation", stage->operation().ft != nullptr);
    if (!check.ok())
        return stage->finish(check);
    const MI_Instance* instance = nullptr;
    MI_Result result = MI_RESULT_OK;
    check
        .equal("GetInstance without an operation",
               stage->operation().ft->GetInstance(nullptr, &instance, nullptr, &result, nullptr, nullptr),
               MI_RESULT_INVALID_PARAMETER)
        .equal("the stored result", result, MI_RESULT_INVALID_PARAMETER);
    return stage->finish(check);
}

CaseResult closeBeforeTheEndLosesNothing(ApiTarget& target) {
    auto opened = Stage::open(target, enumerationOf({2}));
    if (!opened)
        return opened.error();
    const auto stage = *opened;
    stage->enumerate();
    Check check;
    check.isTrue("there is no operation", stage->operation().ft != nullptr);
    if (!check.ok())
        return stage->finish(check);
    // The documents disagree: such a Close waits until another thread has fetched the rest, or it fails.
    MI_Operation copy = stage->operation();
    Background<MI_Result> closing([stage] { return MI_Operation_Close(&stage->operation()); });
    if (closing.isDone(kAWhile)) {
        check.isTrue("MI_Operation_Close succeeded before the final result was fetched", closing.get() != MI_RESULT_OK);
        return stage->finish(check);
    }
    // Each result is freed when it was the last, so only the count is looked at.
    std::size_t count = 0;
    MI_Result result = MI_RESULT_FAILED;
    for (MI_Boolean more = MI_TRUE; more && count < 10;) {
        const MI_Instance* instance = nullptr;
        more = MI_FALSE;
        if (copy.ft->GetInstance(&copy, &instance, &more, &result, nullptr, nullptr) != MI_RESULT_OK)
            break;
        count += instance != nullptr;
    }
    check.equal("the number of instances", count, 2u).equal("the final result", result, MI_RESULT_OK);
    if (!closing.isDone()) {
        abandon(stage);
        return check.isTrue("MI_Operation_Close did not come back after the final result", false).result();
    }
    stage->operation() = MI_OPERATION_NULL;
    return stage->finish(check.equal("MI_Operation_Close", closing.get(), MI_RESULT_OK));
}

CaseResult secondCloseIsRefused(ApiTarget& target) {
    auto opened = Stage::open(target, enumerationOf({1}));
    if (!opened)
        return opened.error();
    const auto stage = *opened;
    stage->enumerate();
    pump(stage->operation());
    MI_Operation copy = stage->operation();
    Check check;
    check.equal("MI_Operation_Close", stage->closeOperation(), MI_RESULT_OK);
    if (check.ok())
        check.equal("Close of a closed operation", copy.ft->Close(&copy), MI_RESULT_INVALID_PARAMETER);
    return stage->finish(check);
}

CaseResult closesNothing(ApiTarget& target) {
    auto opened = Stage::open(target, enumerationOf({1}));
    if (!opened)
        return opened.error();
    const auto stage = *opened;
    stage->enumerate();
    pump(stage->operation());
    Check check;
    check.isTrue("there is no operation", stage->operation().ft != nullptr);
    if (!check.ok())
        return stage->finish(check);
    MI_Operation zeroed = MI_OPERATION_NULL;
    const auto* ft = stage->operation().ft;
    check.equal("Close without an operation", ft->Close(nullptr), MI_RESULT_INVALID_PARAMETER)
        .equal("Close of a zeroed handle", ft->Close(&zeroed), MI_RESULT_INVALID_PARAMETER);
    return stage->finish(check);
}

CaseResult givesItsSession(ApiTarget& target) {
    auto opened = Stage::open(target, enumerationOf({2}));
    if (!opened)
        return opened.error();
    const auto stage = *opened;
    stage->enumerate();
    MI_Session copy = MI_SESSION_NULL;
    Check check;
    check.equal("MI_Operation_GetSession", MI_Operation_GetSession(&stage->operation(), &copy), MI_RESULT_OK)
        .isTrue("the session has no function table", copy.ft != nullptr);
    if (!check.ok())
        return stage->finish(check);
    MI_Operation second = MI_OPERATION_NULL;
    MI_Session_EnumerateInstances(&copy, 0, nullptr, "root/cimv2", "X_Test", MI_FALSE, nullptr, &second);
    check.equal("the instances of an operation of that session", shown(pump(second).ids), shown(numbers(2)));
    MI_Operation_Close(&second);
    return stage->finish(check);
}

CaseResult sessionNeedsAPlace(ApiTarget& target) {
    auto opened = Stage::open(target, enumerationOf({1}));
    if (!opened)
        return opened.error();
    const auto stage = *opened;
    stage->enumerate();
    auto& operation = stage->operation();
    Check check;
    check.isTrue("there is no operation", operation.ft != nullptr);
    if (check.ok())
        check.equal("GetSession without a place for the session", operation.ft->GetSession(&operation, nullptr),
                    MI_RESULT_INVALID_PARAMETER);
    return stage->finish(check);
}

}  // namespace

std::span<const ApiCase> pumpCases() {
    static constexpr ApiCase kCases[] = {
        {"MI/C2", "mi.h MI_Operation_GetInstance", "An enumeration of nothing ends with OK and no instance",
         Level::kMust, givesNone},
        {"MI/C3b", "mi.h MI_Operation_GetInstance", "A message without instances is not the end of an enumeration",
         Level::kMust, skipsEmptyPages},
        {"MI/C4", "mi.h MI_Operation_GetInstance",
         "The last instance comes once, with the end of the results or before it", Level::kMust, countsTheLastOnce},
        {"MI/C5", "mi.h MI_Operation_GetInstance", "All outputs but the instance are optional", Level::kMust,
         outputsAreOptional},
        {"MI/C6", "mi.h MI_Operation_GetInstance",
         "Without a place for the instance, INVALID_PARAMETER, and nothing is lost", Level::kVendor,
         instanceIsNotOptional},
        {"MI/C6b", "mi.h MI_Operation_GetInstance", "What a misused getter returns, it stores as result too",
         Level::kVendor, misuseIsTheResultToo},
        {"MI/C7b", "mi.h MI_Operation_GetInstance", "A getter after the last result gives the same end again",
         Level::kVendor, keepsTheFinalResult},
        {"MI/C8b", "mi.h MI_Operation_GetIndication", "It fails for an instance operation and loses nothing",
         Level::kMust, indicationGetterFails},
        {"MI/C8c", "mi.h MI_Operation_GetInstance", "It fails for a class operation and loses nothing", Level::kMust,
         instanceGetterOfClassesFails},
        {"MI/C9", "mi.h MI_Operation_GetInstance", "It fails for an asynchronous operation and takes nothing from it",
         Level::kMust, gettersLeaveCallbacksAlone},
        {"MI/C10b", "mi.h MI_Operation_GetInstance", "An instance stays as it is until the next one is fetched",
         Level::kMust, instanceStaysUntilTheNext},
        {"MI/C11", "mi.h MI_Operation_GetInstance", "Of a closed operation, INVALID_PARAMETER", Level::kVendor,
         closedOperationGivesNothing},
        {"MI/C11b", "mi.h MI_Operation_GetInstance", "Without an operation, INVALID_PARAMETER", Level::kVendor,
         noOperationGivesNothing},
        {"MI/C12", "mi.h MI_Operation_Close",
         "Before the final result is fetched it waits for that, or fails; no result is lost", Level::kMust,
         closeBeforeTheEndLosesNothing},
        {"MI/C13", "mi.h MI_Operation_Close", "A second Close is INVALID_PARAMETER", Level::kVendor,
         secondCloseIsRefused},
        {"MI/C13b", "mi.h MI_Operation_Close", "Closing no operation is INVALID_PARAMETER", Level::kVendor,
         closesNothing},
        {"MI/C14", "mi.h MI_Operation_GetSession", "An operation gives the session it belongs to, usable", Level::kMust,
         givesItsSession},
        {"MI/C14b", "mi.h MI_Operation_GetSession", "Without a place for the session, INVALID_PARAMETER",
         Level::kVendor, sessionNeedsAPlace},
    };
    return kCases;
}

}  // namespace conformance
