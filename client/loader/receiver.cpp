#include "client/loader/receiver.h"

#include <utility>

namespace client {

struct Receiver::Functions {
    using Acknowledge = MI_Result(MI_CALL*)(MI_Operation*);

    static void MI_CALL instance(MI_Operation* operation, void* context, const MI_Instance* instance, MI_Boolean more,
                                 MI_Result result, const MI_Char* message, const MI_Instance* details, Acknowledge) {
        auto& self = *static_cast<Receiver*>(context);
        self.take(operation, more, result, message, details,
                  [&] { return instance && self.sinks_.instance ? self.sinks_.instance(*instance) : Next::kMore; });
    }
    static void MI_CALL indication(MI_Operation* operation, void* context, const MI_Instance* instance,
                                   const MI_Char* bookmark, const MI_Char* machine, MI_Boolean more, MI_Result result,
                                   const MI_Char* message, const MI_Instance* details, Acknowledge) {
        auto& self = *static_cast<Receiver*>(context);
        self.take(operation, more, result, message, details, [&] {
            return instance && self.sinks_.indication ? self.sinks_.indication(*instance, bookmark, machine)
                                                      : Next::kMore;
        });
    }
    static void MI_CALL declaration(MI_Operation* operation, void* context, const MI_Class* declaration,
                                    MI_Boolean more, MI_Result result, const MI_Char* message,
                                    const MI_Instance* details, Acknowledge) {
        auto& self = *static_cast<Receiver*>(context);
        self.take(operation, more, result, message, details, [&] {
            return declaration && self.sinks_.declaration ? self.sinks_.declaration(*declaration) : Next::kMore;
        });
    }
    static void MI_CALL message(MI_Operation*, void* context, MI_Uint32 channel, const MI_Char* text) {
        static_cast<Receiver*>(context)->sinks_.message(channel, text ? text : "");
    }
    static void MI_CALL error(MI_Operation* operation, void* context, MI_Instance* error,
                              MI_Result(MI_CALL* respond)(MI_Operation*, MI_OperationCallback_ResponseType)) {
        const bool goOn = !error || static_cast<Receiver*>(context)->sinks_.error(*error);
        if (respond)
            respond(operation, goOn ? MI_OperationCallback_ResponseType_Yes : MI_OperationCallback_ResponseType_No);
    }
    static void MI_CALL prompt(MI_Operation* operation, void* context, const MI_Char* question, MI_PromptType,
                               MI_Result(MI_CALL* respond)(MI_Operation*, MI_OperationCallback_ResponseType)) {
        const bool yes = static_cast<Receiver*>(context)->sinks_.prompt(question ? question : "");
        if (respond)
            respond(operation, yes ? MI_OperationCallback_ResponseType_Yes : MI_OperationCallback_ResponseType_No);
    }
};

Receiver::Receiver(Sinks sinks, bool asynchronous) : sinks_(std::move(sinks)), asynchronous_(asynchronous) {
    callbacks_.callbackContext = this;
    if (sinks_.message)
        callbacks_.writeMessage = Functions::message;
    if (sinks_.error)
        callbacks_.writeError = Functions::error;
    if (sinks_.prompt)
        callbacks_.promptUser = Functions::prompt;
    if (asynchronous_) {
        callbacks_.instanceResult = Functions::instance;
        callbacks_.indicationResult = Functions::indication;
        callbacks_.classResult = Functions::declaration;
    }
}

MI_OperationCallbacks* Receiver::callbacks() {
    return asynchronous_ || sinks_.message || sinks_.error || sinks_.prompt ? &callbacks_ : nullptr;
}

void Receiver::take(MI_Operation* operation, MI_Boolean more, MI_Result result, const MI_Char* message,
                    const MI_Instance* details, const std::function<Next()>& sink) {
    if (!canceled_ && sink() == Next::kCancel) {
        canceled_ = true;
        if (more)
            MI_Operation_Cancel(operation, MI_REASON_NONE);
    }
    if (more)
        return;
    Outcome outcome;
    if (!canceled_) {
        outcome.result = result;
        outcome.message = message ? message : "";
        if (details)
            outcome.details = fromMi(details);
    }
    const std::lock_guard lock(mutex_);
    outcome_ = std::move(outcome);
    over_ = true;
    changed_.notify_all();
}

Outcome Receiver::waitFor(MI_Operation& operation) {
    {
        std::unique_lock lock(mutex_);
        changed_.wait(lock, [this] { return over_; });
        over_ = false;
        canceled_ = false;
    }
    MI_Operation_Close(&operation);
    return std::exchange(outcome_, {});
}

Outcome Receiver::instances(MI_Operation& operation) {
    return asynchronous_ ? waitFor(operation) : drainInstances(operation, sinks_.instance);
}

Outcome Receiver::indications(MI_Operation& operation) {
    return asynchronous_ ? waitFor(operation) : drainIndications(operation, sinks_.indication);
}

Outcome Receiver::classes(MI_Operation& operation) {
    return asynchronous_ ? waitFor(operation) : drainClasses(operation, sinks_.declaration);
}

}  // namespace client
