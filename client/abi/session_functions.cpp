// MI_SessionFT: each operation becomes a specification for the engine. Whatever is wrong, arguments included, is the
// operation's final result.
#include <exception>
#include <optional>
#include <string>
#include <utility>

#include "client/abi/application.h"
#include "client/abi/delivery.h"
#include "client/abi/handle_table.h"
#include "client/abi/options.h"
#include "client/abi/request_context.h"
#include "client/abi/session.h"
#include "client/engine/completion.h"

namespace client::abi {

namespace {

// What every MI_Session_* operation is called with.
struct Call {
    MI_Session* session;
    MI_Uint32 flags;
    const MI_OperationOptions* options;
    const MI_Char* nameSpace;
    const MI_OperationCallbacks* callbacks;
    MI_Operation* operation;
};

std::string textOf(const MI_Char* text) {
    return text ? text : "";
}

Completion invalid(const char* why) {
    return failure(MiResult::kInvalidParameter, why);
}

/// What to do, or what is wrong with the arguments.
using Prepared = tl::expected<Task, Completion>;

Prepared missing(const char* what) {
    return tl::unexpected(invalid(what));
}

void refuseWithoutHandle(ResultKind kind, const MI_OperationCallbacks* callbacks) {
    constexpr MI_Result kResult = MI_RESULT_INVALID_PARAMETER;
    if (!callbacks) {
        return;
    }
    if (kind == ResultKind::kInstance && callbacks->instanceResult) {
        callbacks->instanceResult(nullptr, callbacks->callbackContext, nullptr, MI_FALSE, kResult, nullptr, nullptr,
                                  nullptr);
    } else if (kind == ResultKind::kIndication && callbacks->indicationResult) {
        callbacks->indicationResult(nullptr, callbacks->callbackContext, nullptr, nullptr, nullptr, MI_FALSE, kResult,
                                    nullptr, nullptr, nullptr);
    } else if (kind == ResultKind::kClass && callbacks->classResult) {
        callbacks->classResult(nullptr, callbacks->callbackContext, nullptr, MI_FALSE, kResult, nullptr, nullptr,
                               nullptr);
    }
}

// Why a call cannot even be tried, or nothing.
std::optional<Completion> objection(const std::shared_ptr<Session>& session, bool taken, const Prepared& prepared) {
    if (!session || !taken) {
        return invalid("The session is closed.");
    }
    if (!session->isSameIdentity()) {
        return failure(MiResult::kAccessDenied, "The session belongs to another user.");
    }
    if (!prepared) {
        return prepared.error();
    }
    if (!session->destination()) {
        return session->destination().error();
    }
    return std::nullopt;
}

// Gives an operation that has its handle to a driver, or tells it why not.
void launch(const Call& call, const std::shared_ptr<Session>& session, const std::shared_ptr<Operation>& operation,
            bool taken, Prepared prepared) {
    const auto options = handles<OperationOptions>().find(call.options);
    auto why = objection(session, taken, prepared);
    if (!why && call.options && call.options->ft && !options) {
        why = invalid("The operation options are deleted.");
    }
    if (!why) {
        auto context = contextOf(call.flags, options ? &options->bag : nullptr, options && options->mustUnderstand,
                                 session->options(), textOf(call.nameSpace), session->destination()->url);
        if (options) {
            prepared->options = std::make_shared<OptionBag>(options->bag);
        }
        session->start(operation, std::move(*prepared), std::move(context),
                       (call.flags & MI_OPERATIONFLAGS_REPORT_OPERATION_STARTED) != 0);
    } else if (taken && operation->isAsynchronous()) {
        session->application()->pool().run([operation, why = *why] { operation->refuse(why); });
    } else {
        operation->refuse(std::move(*why));
    }
}

// The one way in for all operations. `prepare` reads the arguments.
template <class Prepare>
void run(ResultKind kind, const Call& call, Prepare prepare) {
    const MI_Result started = guarded([&] {
        // Without a place for the handle nobody could close the operation.
        if (!call.operation) {
            refuseWithoutHandle(kind, call.callbacks);
            return MI_RESULT_OK;
        }
        *call.operation = MI_OPERATION_NULL;
        Prepared prepared = prepare();
        auto session = handles<Session>().find(call.session);
        auto operation = std::make_shared<Operation>(kind, call.flags, call.callbacks, session);
        const bool taken = session && session->add(operation);
        if (session && !taken) {
            // A session that closes must not wait for an operation that it never took in.
            operation = std::make_shared<Operation>(kind, call.flags, call.callbacks, nullptr);
        }
        operation->open(*call.operation);
        // From here on there is a handle, and every failure must arrive through it.
        try {
            launch(call, session, operation, taken, std::move(prepared));
        } catch (const std::exception& error) {
            operation->refuse(failure(MiResult::kServerLimitsExceeded, error.what()));
        }
        return MI_RESULT_OK;
    });
    if (started != MI_RESULT_OK && call.operation && !call.operation->ft) {
        refuseWithoutHandle(kind, call.callbacks);
    }
}

MI_Result MI_CALL closeSession(MI_Session* handle, void* completionContext, void(MI_CALL* completion)(void*)) {
    return guarded([&] {
        auto session = handles<Session>().find(handle);
        if (!session) {
            return MI_RESULT_INVALID_PARAMETER;
        }
        if (!session->isSameIdentity()) {
            return MI_RESULT_ACCESS_DENIED;
        }
        if (!completion && Operation::current() && Operation::current()->session() == session) {
            return MI_RESULT_FAILED;  // it would wait for the very callback that it is called from
        }
        session = handles<Session>().close(handle);
        *handle = MI_SESSION_NULL;
        return session ? session->close(completionContext, completion) : MI_RESULT_INVALID_PARAMETER;
    });
}

MI_Result MI_CALL getApplication(MI_Session* handle, MI_Application* application) {
    if (!application) {
        return MI_RESULT_INVALID_PARAMETER;
    }
    *application = MI_APPLICATION_NULL;
    return guarded([&] {
        const auto session = handles<Session>().find(handle);
        if (!session) {
            return MI_RESULT_INVALID_PARAMETER;
        }
        *application = session->application()->handle();
        return MI_RESULT_OK;
    });
}

void MI_CALL getInstance(MI_Session* session, MI_Uint32 flags, MI_OperationOptions* options, const MI_Char* nameSpace,
                         const MI_Instance* instance, MI_OperationCallbacks* callbacks, MI_Operation* operation) {
    run(ResultKind::kInstance, {session, flags, options, nameSpace, callbacks, operation}, [&]() -> Prepared {
        if (!instance) {
            return missing("GetInstance needs an instance with the keys.");
        }
        return Task{op::GetInstance{toCim(*instance)}};
    });
}

void MI_CALL modifyInstance(MI_Session* session, MI_Uint32 flags, MI_OperationOptions* options,
                            const MI_Char* nameSpace, const MI_Instance* instance, MI_OperationCallbacks* callbacks,
                            MI_Operation* operation) {
    run(ResultKind::kInstance, {session, flags, options, nameSpace, callbacks, operation}, [&]() -> Prepared {
        if (!instance) {
            return missing("ModifyInstance needs an instance.");
        }
        return Task{op::ModifyInstance{toCim(*instance)}};
    });
}

void MI_CALL createInstance(MI_Session* session, MI_Uint32 flags, MI_OperationOptions* options,
                            const MI_Char* nameSpace, const MI_Instance* instance, MI_OperationCallbacks* callbacks,
                            MI_Operation* operation) {
    run(ResultKind::kInstance, {session, flags, options, nameSpace, callbacks, operation}, [&]() -> Prepared {
        if (!instance) {
            return missing("CreateInstance needs an instance.");
        }
        return Task{op::CreateInstance{toCim(*instance)}};
    });
}

void MI_CALL deleteInstance(MI_Session* session, MI_Uint32 flags, MI_OperationOptions* options,
                            const MI_Char* nameSpace, const MI_Instance* instance, MI_OperationCallbacks* callbacks,
                            MI_Operation* operation) {
    run(ResultKind::kInstance, {session, flags, options, nameSpace, callbacks, operation}, [&]() -> Prepared {
        if (!instance) {
            return missing("DeleteInstance needs an instance with the keys.");
        }
        return Task{op::DeleteInstance{toCim(*instance)}};
    });
}

void MI_CALL invoke(MI_Session* session, MI_Uint32 flags, MI_OperationOptions* options, const MI_Char* nameSpace,
                    const MI_Char* className, const MI_Char* methodName, const MI_Instance* instance,
                    const MI_Instance* parameters, MI_OperationCallbacks* callbacks, MI_Operation* operation) {
    run(ResultKind::kInstance, {session, flags, options, nameSpace, callbacks, operation}, [&]() -> Prepared {
        if (!methodName) {
            return missing("Invoke needs a method name.");
        }
        op::Invoke spec{textOf(className), methodName};
        if (instance) {
            spec.target = toCim(*instance);
        }
        if (parameters) {
            spec.parameters = toCim(*parameters);
        }
        return Task{std::move(spec)};
    });
}

void MI_CALL enumerateInstances(MI_Session* session, MI_Uint32 flags, MI_OperationOptions* options,
                                const MI_Char* nameSpace, const MI_Char* className, MI_Boolean keysOnly,
                                MI_OperationCallbacks* callbacks, MI_Operation* operation) {
    run(ResultKind::kInstance, {session, flags, options, nameSpace, callbacks, operation}, [&]() -> Prepared {
        return Task{op::EnumerateInstances{textOf(className), keysOnly != MI_FALSE}};
    });
}

void MI_CALL queryInstances(MI_Session* session, MI_Uint32 flags, MI_OperationOptions* options,
                            const MI_Char* nameSpace, const MI_Char* dialect, const MI_Char* expression,
                            MI_OperationCallbacks* callbacks, MI_Operation* operation) {
    run(ResultKind::kInstance, {session, flags, options, nameSpace, callbacks, operation}, [&]() -> Prepared {
        return Task{op::QueryInstances{textOf(dialect), textOf(expression)}};
    });
}

void MI_CALL associatorInstances(MI_Session* session, MI_Uint32 flags, MI_OperationOptions* options,
                                 const MI_Char* nameSpace, const MI_Instance* keys, const MI_Char* assocClass,
                                 const MI_Char* resultClass, const MI_Char* role, const MI_Char* resultRole,
                                 MI_Boolean keysOnly, MI_OperationCallbacks* callbacks, MI_Operation* operation) {
    run(ResultKind::kInstance, {session, flags, options, nameSpace, callbacks, operation}, [&]() -> Prepared {
        if (!keys) {
            return missing("AssociatorInstances needs an instance with the keys.");
        }
        return Task{op::AssociatorInstances{toCim(*keys), textOf(assocClass), textOf(resultClass), textOf(role),
                                            textOf(resultRole), keysOnly != MI_FALSE}};
    });
}

void MI_CALL referenceInstances(MI_Session* session, MI_Uint32 flags, MI_OperationOptions* options,
                                const MI_Char* nameSpace, const MI_Instance* keys, const MI_Char* resultClass,
                                const MI_Char* role, MI_Boolean keysOnly, MI_OperationCallbacks* callbacks,
                                MI_Operation* operation) {
    run(ResultKind::kInstance, {session, flags, options, nameSpace, callbacks, operation}, [&]() -> Prepared {
        if (!keys) {
            return missing("ReferenceInstances needs an instance with the keys.");
        }
        return Task{op::ReferenceInstances{toCim(*keys), textOf(resultClass), textOf(role), keysOnly != MI_FALSE}};
    });
}

void MI_CALL subscribe(MI_Session* session, MI_Uint32 flags, MI_OperationOptions* options, const MI_Char* nameSpace,
                       const MI_Char* dialect, const MI_Char* expression,
                       const MI_SubscriptionDeliveryOptions* deliverOptions, MI_OperationCallbacks* callbacks,
                       MI_Operation* operation) {
    run(ResultKind::kIndication, {session, flags, options, nameSpace, callbacks, operation}, [&]() -> Prepared {
        op::Subscribe spec{textOf(dialect), textOf(expression)};
        auto inbox = readDelivery(deliverOptions, handles<Session>().find(session), spec);
        if (!inbox) {
            return tl::unexpected(std::move(inbox.error()));
        }
        return Task{std::move(spec), std::move(*inbox)};
    });
}

void MI_CALL getClass(MI_Session* session, MI_Uint32 flags, MI_OperationOptions* options, const MI_Char* nameSpace,
                      const MI_Char* className, MI_OperationCallbacks* callbacks, MI_Operation* operation) {
    run(ResultKind::kClass, {session, flags, options, nameSpace, callbacks, operation}, [&]() -> Prepared {
        if (!className) {
            return missing("GetClass needs a class name.");
        }
        return Task{op::GetClass{className}};
    });
}

void MI_CALL enumerateClasses(MI_Session* session, MI_Uint32 flags, MI_OperationOptions* options,
                              const MI_Char* nameSpace, const MI_Char* className, MI_Boolean classNamesOnly,
                              MI_OperationCallbacks* callbacks, MI_Operation* operation) {
    run(ResultKind::kClass, {session, flags, options, nameSpace, callbacks, operation}, [&]() -> Prepared {
        return Task{op::EnumerateClasses{textOf(className), classNamesOnly != MI_FALSE}};
    });
}

void MI_CALL testConnection(MI_Session* session, MI_Uint32 flags, MI_OperationCallbacks* callbacks,
                            MI_Operation* operation) {
    run(ResultKind::kInstance, {session, flags, nullptr, nullptr, callbacks, operation},
        []() -> Prepared { return Task{op::TestConnection{}}; });
}

}  // namespace

const MI_SessionFT kSessionFT = {
    closeSession,       getApplication, getInstance,        modifyInstance,   createInstance,
    deleteInstance,     invoke,         enumerateInstances, queryInstances,   associatorInstances,
    referenceInstances, subscribe,      getClass,           enumerateClasses, testConnection};

}  // namespace client::abi
