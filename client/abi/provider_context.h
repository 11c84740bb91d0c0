#pragma once

#include <condition_variable>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include <mi.h>

#include "client/abi/operation.h"
#include "client/abi/option_bag.h"

namespace client::abi {

class Application;
class Session;

/// What a provider is given to answer one request with (mi.h MI_Context). Results go to the operation as they are
/// posted, and a provider that posts faster than they are consumed waits. Lives until the provider has posted the end.
/// Thread-safe.
class ProviderContext {
public:
    /// `operation` is nullptr where results mean nothing (Load, Unload). `context` says name space and languages,
    /// `options` what the operation was given.
    ProviderContext(std::shared_ptr<Application> application, std::shared_ptr<Operation> operation,
                    OperationContext context, std::shared_ptr<const OptionBag> options);
    ~ProviderContext();
    ProviderContext(const ProviderContext&) = delete;
    ProviderContext& operator=(const ProviderContext&) = delete;

    MI_Context* handle() { return &handle_; }
    /// Waits for the end and says how it was.
    Completion wait();
    /// The same, but no longer than until the operation is canceled; nullopt when that came first.
    std::optional<Completion> waitOrCancel();

    // The functions of the table; see mi.h.
    MI_Result postEnd(Completion completion);
    MI_Result postInstance(const MI_Instance& instance);
    MI_Result postIndication(const MI_Instance& indication, const MI_Char* bookmark);
    [[nodiscard]] bool isCanceled() const;
    MI_Result registerCancel(MI_CancelCallback callback, void* data);
    MI_Result localSession(MI_Session& session);
    MI_Result setString(const MI_Char* name, const MI_Char* value);
    const OptionBag& options() const;
    const std::string* ownString(const MI_Char* name) const;
    [[nodiscard]] const OperationContext& request() const { return request_; }
    [[nodiscard]] Operation* operation() const { return operation_.get(); }
    bool prompt(const MI_Char* message, MI_PromptType type);
    bool reportError(MI_Instance* error);

    /// The context behind a handle, or nullptr for what is none.
    static ProviderContext* of(const MI_Context* handle);

private:
    // Asks for a decision in the mode that the option `modeKey` says.
    template <class Ask>
    bool decide(const MI_Char* modeKey, MI_CallbackMode usualMode, bool byDefault, Ask ask);

    const std::shared_ptr<Application> application_;
    const std::shared_ptr<Operation> operation_;
    const OperationContext request_;
    const std::shared_ptr<const OptionBag> options_;
    MI_Context handle_{};

    mutable std::mutex mutex_;
    std::condition_variable changed_;
    std::optional<Completion> end_;
    std::map<std::string, std::string> strings_;
    std::shared_ptr<Session> session_;  ///< made when asked for
    MI_Session sessionHandle_ = MI_SESSION_NULL;
    std::optional<std::stop_callback<std::function<void()>>> wakeOnCancel_;
    std::vector<std::unique_ptr<std::stop_callback<std::function<void()>>>> cancelCallbacks_;
    bool yesToAll_ = false, noToAll_ = false;
};

/// The table of every context.
extern const MI_ContextFT kContextFT;

}  // namespace client::abi
