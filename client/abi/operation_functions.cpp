// MI_OperationFT.
#include "client/abi/handle_table.h"
#include "client/abi/operation.h"
#include "client/abi/session.h"

namespace client::abi {

namespace {

bool mayUse(const Operation& operation) {
    return !operation.session() || operation.session()->isSameIdentity();
}

MI_Result MI_CALL closeOperation(MI_Operation* handle) {
    return guarded([&] {
        const auto operation = handles<Operation>().find(handle);
        if (!operation) {
            return MI_RESULT_INVALID_PARAMETER;
        }
        if (!mayUse(*operation)) {
            return MI_RESULT_ACCESS_DENIED;
        }
        const MI_Result result = operation->close();
        // The handle of a callback stays, because what it was given may still have to be acknowledged.
        if (!operation->isOwnHandle(handle)) {
            *handle = MI_OPERATION_NULL;
        }
        return result;
    });
}

MI_Result MI_CALL cancelOperation(MI_Operation* handle, MI_CancellationReason) {
    return guarded([&] {
        const auto operation = handles<Operation>().find(handle);
        if (!operation || operation->isClosed()) {
            return MI_RESULT_INVALID_PARAMETER;
        }
        if (!mayUse(*operation)) {
            return MI_RESULT_ACCESS_DENIED;
        }
        operation->cancel();
        return MI_RESULT_OK;
    });
}

MI_Result MI_CALL getSession(MI_Operation* handle, MI_Session* session) {
    if (!session) {
        return MI_RESULT_INVALID_PARAMETER;
    }
    *session = MI_SESSION_NULL;
    return guarded([&] {
        const auto operation = handles<Operation>().find(handle);
        if (!operation || operation->isClosed()) {
            return MI_RESULT_INVALID_PARAMETER;
        }
        if (!operation->session()) {
            return MI_RESULT_FAILED;
        }
        *session = operation->session()->handle();
        return MI_RESULT_OK;
    });
}

// What the three getters share. On a misuse both results say so, nothing follows, and nothing is taken.
template <class Use>
MI_Result fetch(MI_Operation* handle, ResultKind kind, bool hasOutput, MI_Boolean* moreResults, MI_Result* result,
                const MI_Char** errorMessage, const MI_Instance** completionDetails, Use use) {
    Fetched fetched;
    const MI_Result outcome = guarded([&] {
        const auto operation = handles<Operation>().find(handle);
        return operation && hasOutput ? operation->fetch(kind, fetched) : MI_RESULT_INVALID_PARAMETER;
    });
    put(moreResults, fetched.moreResults ? MI_TRUE : MI_FALSE);
    put(result, outcome == MI_RESULT_OK ? fetched.result : outcome);
    put(errorMessage, fetched.message);
    put(completionDetails, fetched.details);
    use(fetched);
    return outcome;
}

MI_Result MI_CALL getInstance(MI_Operation* handle, const MI_Instance** instance, MI_Boolean* moreResults,
                              MI_Result* result, const MI_Char** errorMessage, const MI_Instance** completionDetails) {
    return fetch(handle, ResultKind::kInstance, instance, moreResults, result, errorMessage, completionDetails,
                 [&](const Fetched& fetched) { put(instance, fetched.instance); });
}

MI_Result MI_CALL getIndication(MI_Operation* handle, const MI_Instance** instance, const MI_Char** bookmark,
                                const MI_Char** machineID, MI_Boolean* moreResults, MI_Result* result,
                                const MI_Char** errorMessage, const MI_Instance** completionDetails) {
    return fetch(handle, ResultKind::kIndication, instance, moreResults, result, errorMessage, completionDetails,
                 [&](const Fetched& fetched) {
                     put(instance, fetched.instance);
                     put(bookmark, fetched.bookmark);
                     put(machineID, fetched.machineId);
                 });
}

MI_Result MI_CALL getClass(MI_Operation* handle, const MI_Class** classResult, MI_Boolean* moreResults,
                           MI_Result* result, const MI_Char** errorMessage, const MI_Instance** completionDetails) {
    return fetch(handle, ResultKind::kClass, classResult, moreResults, result, errorMessage, completionDetails,
                 [&](const Fetched& fetched) { put(classResult, fetched.classResult); });
}

}  // namespace

const MI_OperationFT kOperationFT = {closeOperation, cancelOperation, getSession, getInstance, getIndication, getClass};

}  // namespace client::abi
