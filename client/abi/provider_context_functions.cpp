// MI_ContextFT: what a provider calls to answer a request.
#include <algorithm>
#include <cstring>

#include "client/abi/cim_error.h"
#include "client/abi/handle_table.h"
#include "client/abi/instance.h"
#include "client/abi/provider_context.h"
#include "client/engine/completion.h"
#include "wsman/cim/text.h"

namespace client::abi {

namespace {

constexpr MI_Result kInvalid = MI_RESULT_INVALID_PARAMETER;

// Runs `body` with the object of a context, or says that there is none.
template <class Body>
MI_Result with(const MI_Context* context, bool valid, Body body) {
    return guarded([&] {
        auto* object = ProviderContext::of(context);
        return object && valid ? body(*object) : kInvalid;
    });
}

Completion ended(MI_Result result) {
    return result == MI_RESULT_OK ? Completion{}
                                  : failure(miResultOf(result), "The provider ended with an error and no message.");
}

// A CIM error as the end of a request.
Completion endOf(const MI_Instance& error) {
    auto instance = toCim(error);
    const auto textOf = [&](const char* name) {
        const auto* property = instance.find(name);
        return property && property->value.scalar ? wsman::cim::formatScalar(*property->value.scalar) : std::string();
    };
    const auto status = static_cast<std::uint64_t>(std::strtoul(textOf("CIMStatusCode").c_str(), nullptr, 10));
    std::string message = textOf("Message");
    const MiResult code = status == 0 ? MiResult::kFailed : miResultOf(status);
    return {code, message.empty() ? "The provider sent a CIM error." : std::move(message), std::move(instance)};
}

// A CIM error made from a number; for the caller to delete.
InstancePointer errorOf(MI_Uint32 code, const MI_Char* type, const MI_Char* message) {
    MI_Instance* made = nullptr;
    kUtilitiesFT.CimErrorFromErrorCode(code, type, message ? message : "", &made);
    return InstancePointer(made);
}

MI_Result MI_CALL postResult(MI_Context* context, MI_Result result) {
    return with(context, true, [&](ProviderContext& self) { return self.postEnd(ended(result)); });
}

MI_Result MI_CALL postInstance(MI_Context* context, const MI_Instance* instance) {
    return with(context, instance != nullptr, [&](ProviderContext& self) { return self.postInstance(*instance); });
}

MI_Result MI_CALL postIndication(MI_Context* context, const MI_Instance* indication, MI_Uint32,
                                 const MI_Char* bookmark) {
    return with(context, indication != nullptr,
                [&](ProviderContext& self) { return self.postIndication(*indication, bookmark); });
}

MI_Result MI_CALL constructInContext(MI_Context* context, const MI_ClassDecl* declaration, MI_Instance* instance) {
    return with(context, declaration && instance,
                [&](ProviderContext&) { return constructInstance(*instance, *declaration) ? MI_RESULT_OK : kInvalid; });
}

// A method declaration begins as a class declaration does, with parameters in place of properties.
const MI_ClassDecl* asClass(const MI_MethodDecl* method) {
    return reinterpret_cast<const MI_ClassDecl*>(method);
}

MI_Result MI_CALL constructParameters(MI_Context* context, const MI_MethodDecl* method, MI_Instance* instance) {
    return constructInContext(context, asClass(method), instance);
}

MI_Result MI_CALL newInContext(MI_Context* context, const MI_ClassDecl* declaration, MI_Instance** instance) {
    put(instance, nullptr);
    return with(context, declaration && declaration->name && instance, [&](ProviderContext&) {
        *instance = newInstance(declaration->name, *declaration);
        return MI_RESULT_OK;
    });
}

MI_Result MI_CALL newDynamic(MI_Context* context, const MI_Char* className, MI_Uint32, MI_Instance** instance) {
    put(instance, nullptr);
    return with(context, className && isElementName(className) && instance, [&](ProviderContext&) {
        *instance = newInstance(className);
        return MI_RESULT_OK;
    });
}

MI_Result MI_CALL newParameters(MI_Context* context, const MI_MethodDecl* method, MI_Instance** instance) {
    return newInContext(context, asClass(method), instance);
}

MI_Result MI_CALL canceled(const MI_Context* context, MI_Boolean* flag) {
    put(flag, MI_FALSE);
    return with(context, flag != nullptr, [&](const ProviderContext& self) {
        *flag = self.isCanceled() ? MI_TRUE : MI_FALSE;
        return MI_RESULT_OK;
    });
}

MI_Result MI_CALL getLocale(const MI_Context* context, MI_LocaleType type, MI_Char locale[MI_MAX_LOCALE_SIZE]) {
    return with(context, locale != nullptr, [&](const ProviderContext& self) {
        const bool data = type == MI_LOCALE_TYPE_REQUESTED_DATA || type == MI_LOCALE_TYPE_CLOSEST_DATA;
        const std::string& name = data ? self.request().dataLocale : self.request().locale;
        const std::size_t length = std::min<std::size_t>(name.size(), MI_MAX_LOCALE_SIZE - 1);
        std::memcpy(locale, name.data(), length);
        locale[length] = '\0';
        return MI_RESULT_OK;
    });
}

MI_Result MI_CALL registerCancel(MI_Context* context, MI_CancelCallback callback, void* data) {
    return with(context, callback != nullptr,
                [&](ProviderContext& self) { return self.registerCancel(callback, data); });
}

// Providers stay until they are closed; both wishes are heard and change nothing.
MI_Result MI_CALL unloadWish(MI_Context* context) {
    return with(context, true, [](ProviderContext&) { return MI_RESULT_OK; });
}

MI_Result MI_CALL getLocalSession(const MI_Context* context, MI_Session* session) {
    put(session, MI_Session{});
    return with(context, session != nullptr, [&](ProviderContext& self) { return self.localSession(*session); });
}

MI_Result MI_CALL setStringOption(MI_Context* context, const MI_Char* name, const MI_Char* value) {
    return with(context, name && value, [&](ProviderContext& self) { return self.setString(name, value); });
}

MI_Result MI_CALL getStringOption(MI_Context* context, const MI_Char* name, const MI_Char** value) {
    put(value, nullptr);
    return with(context, name && value, [&](ProviderContext& self) {
        if (const auto* own = self.ownString(name)) {
            *value = own->c_str();
            return MI_RESULT_OK;
        }
        const auto* option = self.options().find(name);
        if (!option) {
            return MI_RESULT_NO_SUCH_PROPERTY;
        }
        if (option->value.type() != MI_STRING) {
            return MI_RESULT_TYPE_MISMATCH;
        }
        *value = option->value.get().string;
        return MI_RESULT_OK;
    });
}

MI_Result MI_CALL getNumberOption(MI_Context* context, const MI_Char* name, MI_Uint32* value) {
    return with(context, name && value, [&](ProviderContext& self) {
        const auto* option = self.options().find(name);
        if (!option) {
            return MI_RESULT_NO_SUCH_PROPERTY;
        }
        if (option->value.type() != MI_UINT32) {
            return MI_RESULT_TYPE_MISMATCH;
        }
        *value = option->value.get().uint32;
        return MI_RESULT_OK;
    });
}

bool isCustom(const OptionBag::Option& option) {
    constexpr std::string_view kPrefix = MI_KEY_OPERATION_PREFIX;
    return !wsman::cim::sameName(std::string_view(option.name).substr(0, kPrefix.size()), kPrefix);
}

MI_Result MI_CALL getCustomOption(MI_Context* context, const MI_Char* name, MI_Type* type, MI_Value* value) {
    return with(context, name && value, [&](ProviderContext& self) {
        const auto* option = self.options().find(name);
        if (!option || !isCustom(*option)) {
            return MI_RESULT_NO_SUCH_PROPERTY;
        }
        put(type, option->value.type());
        *value = option->value.get();
        return MI_RESULT_OK;
    });
}

MI_Result MI_CALL getCustomOptionCount(MI_Context* context, MI_Uint32* count) {
    return with(context, count != nullptr, [&](ProviderContext& self) {
        *count = 0;
        for (std::size_t i = 0; i < self.options().count(); ++i) {
            *count += isCustom(self.options().at(i)) ? 1 : 0;
        }
        return MI_RESULT_OK;
    });
}

MI_Result MI_CALL getCustomOptionAt(MI_Context* context, MI_Uint32 index, const MI_Char** name, MI_Type* type,
                                    MI_Value* value) {
    return with(context, value != nullptr, [&](ProviderContext& self) {
        for (std::size_t i = 0; i < self.options().count(); ++i) {
            const auto& option = self.options().at(i);
            if (isCustom(option) && index-- == 0) {
                put(name, option.name.c_str());
                put(type, option.value.type());
                *value = option.value.get();
                return MI_RESULT_OK;
            }
        }
        return MI_RESULT_NO_SUCH_PROPERTY;
    });
}

// A program hears the channels that it has enabled.
bool isEnabled(const OptionBag& options, MI_Uint32 channel) {
    const auto* option = options.find(MI_KEY_OPERATION_CHANNEL);
    if (!option || option->value.type() != MI_UINT32A) {
        return false;
    }
    const auto& enabled = option->value.get().uint32a;
    return std::find(enabled.data, enabled.data + enabled.size, channel) != enabled.data + enabled.size;
}

MI_Result MI_CALL writeMessage(MI_Context* context, MI_Uint32 channel, const MI_Char* message) {
    return with(context, message != nullptr, [&](ProviderContext& self) {
        if (auto* operation = self.operation(); operation && isEnabled(self.options(), channel)) {
            operation->writeMessage(channel, message);
        }
        return MI_RESULT_OK;
    });
}

MI_Result MI_CALL writeProgress(MI_Context* context, const MI_Char* activity, const MI_Char* currentOperation,
                                const MI_Char* statusDescription, MI_Uint32 percentComplete,
                                MI_Uint32 secondsRemaining) {
    return with(context, true, [&](ProviderContext& self) {
        if (auto* operation = self.operation()) {
            operation->writeProgress(activity, currentOperation, statusDescription, percentComplete, secondsRemaining);
        }
        return MI_RESULT_OK;
    });
}

MI_Result MI_CALL writeStreamParameter(MI_Context* context, const MI_Char* name, const MI_Value* value, MI_Type type,
                                       MI_Uint32) {
    return with(context, name && value, [&](ProviderContext& self) {
        auto* operation = self.operation();
        return operation && operation->writeStreamedParameter(name, type, *value) ? MI_RESULT_OK
                                                                                  : MI_RESULT_NOT_SUPPORTED;
    });
}

MI_Result MI_CALL writeCimError(MI_Context* context, const MI_Instance* error, MI_Boolean* flag) {
    put(flag, MI_FALSE);
    return with(context, error && flag, [&](ProviderContext& self) {
        const InstancePointer copy(newInstance(toCim(*error)));
        *flag = self.reportError(copy.get()) ? MI_TRUE : MI_FALSE;
        return MI_RESULT_OK;
    });
}

MI_Result MI_CALL promptUser(MI_Context* context, const MI_Char* message, MI_PromptType type, MI_Boolean* result) {
    put(result, MI_FALSE);
    return with(context, message && result, [&](ProviderContext& self) {
        *result = self.prompt(message, type) ? MI_TRUE : MI_FALSE;
        return MI_RESULT_OK;
    });
}

MI_Result MI_CALL shouldProcess(MI_Context* context, const MI_Char* target, const MI_Char* action, MI_Boolean* result) {
    put(result, MI_FALSE);
    return with(context, target && action && result, [&](ProviderContext& self) {
        const std::string question = std::string("Perform \"") + action + "\" on \"" + target + "\"?";
        *result = self.prompt(question.c_str(), MI_PROMPTTYPE_NORMAL) ? MI_TRUE : MI_FALSE;
        return MI_RESULT_OK;
    });
}

MI_Result MI_CALL shouldContinue(MI_Context* context, const MI_Char* message, MI_Boolean* result) {
    return promptUser(context, message, MI_PROMPTTYPE_CRITICAL, result);
}

MI_Result MI_CALL postError(MI_Context* context, MI_Uint32 code, const MI_Char* type, const MI_Char* message) {
    return with(context, type != nullptr, [&](ProviderContext& self) {
        const auto error = errorOf(code, type, message);
        return error ? self.postEnd(endOf(*error)) : kInvalid;
    });
}

MI_Result MI_CALL postCimError(MI_Context* context, const MI_Instance* error) {
    return with(context, error != nullptr, [&](ProviderContext& self) { return self.postEnd(endOf(*error)); });
}

MI_Result MI_CALL writeError(MI_Context* context, MI_Uint32 code, const MI_Char* type, const MI_Char* message,
                             MI_Boolean* flag) {
    put(flag, MI_FALSE);
    return with(context, type && flag, [&](ProviderContext& self) {
        const auto error = errorOf(code, type, message);
        if (!error) {
            return kInvalid;
        }
        *flag = self.reportError(error.get()) ? MI_TRUE : MI_FALSE;
        return MI_RESULT_OK;
    });
}

// Lifecycle indications are raised by a repository; a provider of this library has none behind it.
MI_Result MI_CALL getLifecycle(const MI_Context* context, MI_LifecycleIndicationContext** lifecycle) {
    put(lifecycle, nullptr);
    return with(context, lifecycle != nullptr, [](ProviderContext&) { return MI_RESULT_NOT_SUPPORTED; });
}

}  // namespace

const MI_ContextFT kContextFT = {
    postResult,           postInstance,      postIndication,  constructInContext, constructParameters,  newInContext,
    newDynamic,           newParameters,     canceled,        getLocale,          registerCancel,       unloadWish,
    unloadWish,           getLocalSession,   setStringOption, getStringOption,    getNumberOption,      getCustomOption,
    getCustomOptionCount, getCustomOptionAt, writeMessage,    writeProgress,      writeStreamParameter, writeCimError,
    promptUser,           shouldProcess,     shouldContinue,  postError,          postCimError,         writeError,
    getLifecycle};

}  // namespace client::abi
