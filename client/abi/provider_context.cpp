#include "client/abi/provider_context.h"

#include <utility>

#include "client/abi/application.h"
#include "client/abi/handle_table.h"
#include "client/abi/instance.h"
#include "client/abi/session.h"
#include "client/engine/completion.h"

namespace client::abi {

ProviderContext::ProviderContext(std::shared_ptr<Application> application, std::shared_ptr<Operation> operation,
                                 OperationContext context, std::shared_ptr<const OptionBag> options)
    : application_(std::move(application)),
      operation_(std::move(operation)),
      request_(std::move(context)),
      options_(std::move(options)) {
    handle_.ft = &kContextFT;
    handle_.reserved[0] = reinterpret_cast<ptrdiff_t>(this);
    if (operation_) {
        wakeOnCancel_.emplace(operation_->stopToken(), [this] {
            const std::scoped_lock lock(mutex_);
            changed_.notify_all();
        });
    }
}

ProviderContext::~ProviderContext() {
    cancelCallbacks_.clear();
    if (session_) {
        handles<Session>().close(&sessionHandle_);
        session_->close(nullptr, nullptr);
    }
    handle_ = MI_Context{};
}

ProviderContext* ProviderContext::of(const MI_Context* handle) {
    // NOLINTNEXTLINE(performance-no-int-to-ptr): the reserved fields of mi.h are integers
    return handle && handle->ft == &kContextFT ? reinterpret_cast<ProviderContext*>(handle->reserved[0]) : nullptr;
}

Completion ProviderContext::wait() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return end_.has_value(); });
    return *end_;
}

std::optional<Completion> ProviderContext::waitOrCancel() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return end_.has_value() || isCanceled(); });
    return end_;
}

MI_Result ProviderContext::postEnd(Completion completion) {
    const std::scoped_lock lock(mutex_);
    if (end_) {
        return MI_RESULT_INVALID_PARAMETER;  // the request has been answered
    }
    end_ = std::move(completion);
    changed_.notify_all();
    return MI_RESULT_OK;
}

MI_Result ProviderContext::postInstance(const MI_Instance& instance) {
    {
        const std::scoped_lock lock(mutex_);
        if (!operation_ || end_) {
            return MI_RESULT_INVALID_PARAMETER;
        }
    }
    auto result = toCim(instance);
    if (result.nameSpace.empty()) {
        result.nameSpace = request_.nameSpace;
    }
    for (auto& property : result.properties) {
        if (property.name == "MIReturn") {  // what generated code calls the value of a method
            property.name = "ReturnValue";
        }
    }
    operation_->deliverAndWait({InstanceResult{std::move(result)}, std::nullopt});
    return MI_RESULT_OK;
}

MI_Result ProviderContext::postIndication(const MI_Instance& indication, const MI_Char* bookmark) {
    {
        const std::scoped_lock lock(mutex_);
        if (!operation_ || end_) {
            return MI_RESULT_INVALID_PARAMETER;
        }
    }
    if (!isCanceled()) {
        operation_->deliverAndWait({IndicationResult{toCim(indication), bookmark ? bookmark : "", ""}, std::nullopt});
    }
    return MI_RESULT_OK;
}

bool ProviderContext::isCanceled() const {
    return operation_ && operation_->stopToken().stop_requested();
}

MI_Result ProviderContext::registerCancel(MI_CancelCallback callback, void* data) {
    if (!operation_) {
        return MI_RESULT_OK;  // nobody can cancel this
    }
    // Calls back at once when the cancel has come already.
    auto registered = std::make_unique<std::stop_callback<std::function<void()>>>(
        operation_->stopToken(), [callback, data] { callback(MI_REASON_NONE, data); });
    const std::scoped_lock lock(mutex_);
    cancelCallbacks_.push_back(std::move(registered));
    return MI_RESULT_OK;
}

MI_Result ProviderContext::localSession(MI_Session& session) {
    const std::scoped_lock lock(mutex_);
    if (!session_) {
        auto made = std::make_shared<Session>(application_, localDestination(), OptionBag());
        if (!application_->add(made)) {
            return MI_RESULT_FAILED;
        }
        made->open(sessionHandle_);
        session_ = std::move(made);
    }
    session = sessionHandle_;
    return MI_RESULT_OK;
}

MI_Result ProviderContext::setString(const MI_Char* name, const MI_Char* value) {
    const std::scoped_lock lock(mutex_);
    strings_[name] = value;
    return MI_RESULT_OK;
}

const std::string* ProviderContext::ownString(const MI_Char* name) const {
    const std::scoped_lock lock(mutex_);
    const auto found = strings_.find(name);
    return found == strings_.end() ? nullptr : &found->second;
}

const OptionBag& ProviderContext::options() const {
    static const OptionBag kNone;
    return options_ ? *options_ : kNone;
}

// REPORT tells and goes on, IGNORE does not even tell, INQUIRE waits for the answer.
template <class Ask>
bool ProviderContext::decide(const MI_Char* modeKey, MI_CallbackMode usualMode, bool byDefault, Ask ask) {
    const auto mode = options().number(modeKey).value_or(usualMode);
    if (!operation_ || mode == MI_CALLBACKMODE_IGNORE) {
        return byDefault;
    }
    {
        const std::scoped_lock lock(mutex_);
        if (yesToAll_ || noToAll_) {
            return yesToAll_;
        }
    }
    const auto response = ask(mode == MI_CALLBACKMODE_INQUIRE);
    if (!response) {
        return byDefault;
    }
    const std::scoped_lock lock(mutex_);
    yesToAll_ = response == MI_OperationCallback_ResponseType_YesToAll;
    noToAll_ = response == MI_OperationCallback_ResponseType_NoToAll;
    return yesToAll_ || response == MI_OperationCallback_ResponseType_Yes;
}

// Without anybody to ask, what is usual is done and what is grave is not.
bool ProviderContext::prompt(const MI_Char* message, MI_PromptType type) {
    const bool usual = type == MI_PROMPTTYPE_NORMAL;
    const bool answer = options().number(MI_KEY_OPERATION_PROMPTUSERMODEREGULAR_ACKVALUE).value_or(1) != 0;
    return decide(MI_KEY_OPERATION_PROMPTUSERMODE, MI_CALLBACKMODE_INQUIRE, usual && answer,
                  [&](bool wait) { return operation_->promptUser(message, type, wait); });
}

bool ProviderContext::reportError(MI_Instance* error) {
    return decide(MI_KEY_OPERATION_WRITEERRORMODE, MI_CALLBACKMODE_REPORT, true,
                  [&](bool wait) { return operation_->writeError(error, wait); });
}

}  // namespace client::abi
