// What a provider in this process says to the program besides results: messages, progress, streamed parameters, and
// questions that wait for an answer (mi.h MI_OperationCallbacks).
#include <utility>

#include "client/abi/handle_table.h"
#include "client/abi/operation.h"

namespace client::abi {

namespace {

MI_Result MI_CALL takeResponse(MI_Operation* handle, MI_OperationCallback_ResponseType response) {
    return guarded([&] {
        const auto operation = handles<Operation>().find(handle);
        return operation ? operation->respond(response) : MI_RESULT_INVALID_PARAMETER;
    });
}

MI_Result MI_CALL acknowledgeParameter(MI_Operation* handle) {
    return guarded([&] {
        const auto operation = handles<Operation>().find(handle);
        return operation ? operation->acknowledge() : MI_RESULT_INVALID_PARAMETER;
    });
}

}  // namespace

void Operation::writeMessage(MI_Uint32 channel, const MI_Char* message) {
    if (callbacks_.writeMessage) {
        callbacks_.writeMessage(&handle_, callbacks_.callbackContext, channel, message);
    }
}

void Operation::writeProgress(const MI_Char* activity, const MI_Char* currentOperation,
                              const MI_Char* statusDescription, MI_Uint32 percentageComplete,
                              MI_Uint32 secondsRemaining) {
    if (callbacks_.writeProgress) {
        callbacks_.writeProgress(&handle_, callbacks_.callbackContext, activity, currentOperation, statusDescription,
                                 percentageComplete, secondsRemaining);
    }
}

bool Operation::writeStreamedParameter(const MI_Char* name, MI_Type type, const MI_Value& value) {
    if (!callbacks_.streamedParameterResult) {
        return false;
    }
    {
        const std::scoped_lock lock(mutex_);
        awaitingAcknowledgement_ = manualAcknowledgement_;
    }
    callbacks_.streamedParameterResult(&handle_, callbacks_.callbackContext, name, type, &value,
                                       manualAcknowledgement_ ? acknowledgeParameter : nullptr);
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return !awaitingAcknowledgement_; });
    return true;
}

template <class Call>
std::optional<MI_OperationCallback_ResponseType> Operation::ask(bool wait, Call call) {
    {
        const std::scoped_lock lock(mutex_);
        asking_ = wait;
        response_.reset();
    }
    call(wait ? takeResponse : nullptr);
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return !asking_ || response_.has_value(); });
    asking_ = false;
    return wait ? std::exchange(response_, std::nullopt) : MI_OperationCallback_ResponseType_Yes;
}

std::optional<MI_OperationCallback_ResponseType> Operation::writeError(MI_Instance* error, bool wait) {
    if (!callbacks_.writeError) {
        return std::nullopt;
    }
    return ask(wait,
               [&](auto respond) { callbacks_.writeError(&handle_, callbacks_.callbackContext, error, respond); });
}

std::optional<MI_OperationCallback_ResponseType> Operation::promptUser(const MI_Char* message, MI_PromptType type,
                                                                       bool wait) {
    if (!callbacks_.promptUser) {
        return std::nullopt;
    }
    return ask(wait, [&](auto respond) {
        callbacks_.promptUser(&handle_, callbacks_.callbackContext, message, type, respond);
    });
}

MI_Result Operation::respond(MI_OperationCallback_ResponseType response) {
    const std::scoped_lock lock(mutex_);
    if (!asking_ || response_) {
        return MI_RESULT_INVALID_PARAMETER;
    }
    response_ = response;
    changed_.notify_all();
    return MI_RESULT_OK;
}

}  // namespace client::abi
