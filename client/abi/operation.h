#pragma once

#include <sys/types.h>

#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>

#include <mi.h>

#include "client/abi/class_object.h"
#include "client/abi/instance.h"
#include "client/engine/operation.h"
#include "client/transport/transport.h"

namespace client::abi {

class Session;

/// What kind of result an operation has, and with that which getter and which callback are its own.
enum class ResultKind { kInstance, kIndication, kClass };

/// What a getter hands out; valid until the next fetch or the end of the operation.
struct Fetched {
    const MI_Instance* instance = nullptr;
    const MI_Class* classResult = nullptr;
    const MI_Char* bookmark = nullptr;
    const MI_Char* machineId = nullptr;
    bool moreResults = false;
    MI_Result result = MI_RESULT_OK;
    const MI_Char* message = nullptr;
    const MI_Instance* details = nullptr;
};

/// One operation behind an MI_Operation. A source (the Driver of a request) hands it one result after the other, and it
/// delivers each: into a bounded queue that the getters empty, or to the callback of the operation's kind, waiting for
/// its acknowledgement where that is manual. Exactly one result says that no more follow; it carries the last instance
/// when both came in one reply and all went well.
///
/// The handle is open until both ends are done: the program has closed it, and the final result was consumed (or its
/// callback returned and was acknowledged). Only then does the session stop waiting for it. Thread-safe; no lock is
/// held during a callback.
class Operation : public std::enable_shared_from_this<Operation> {
public:
    /// `callbacks` may be NULL; they are copied. `session` is nullptr for an operation of no session (it only fails).
    Operation(ResultKind kind, MI_Uint32 flags, const MI_OperationCallbacks* callbacks,
              std::shared_ptr<Session> session);
    Operation(const Operation&) = delete;
    Operation& operator=(const Operation&) = delete;
    ~Operation() = default;

    /// Enters the operation in the table of handles and points `handle` to it.
    void open(MI_Operation& handle);

    /// One result, the end, or both; neither says that the operation has started.
    struct Delivery {
        std::optional<OperationResult> result{};
        std::optional<Completion> completion{};  ///< set in the final one
    };
    /// Takes one delivery; may call back on this thread. True: the next one may follow. False: only once `resume` has
    /// been called, which happens once, on any thread, perhaps before this returns; after the final one, never. One
    /// call at a time, none after the final one.
    bool deliver(Delivery delivery, std::function<void()> resume);
    /// Ends it: `why` is the final result. May call back on this thread.
    void refuse(Completion why);
    /// The same, waiting until the next one may follow.
    void deliverAndWait(Delivery delivery);

    // What a provider in this process may tell or ask meanwhile; one at a time, and not while a result is delivered.
    void writeMessage(MI_Uint32 channel, const MI_Char* message);
    void writeProgress(const MI_Char* activity, const MI_Char* currentOperation, const MI_Char* statusDescription,
                       MI_Uint32 percentageComplete, MI_Uint32 secondsRemaining);
    /// Waits for the acknowledgement where that is manual. False when nobody wants streamed parameters.
    bool writeStreamedParameter(const MI_Char* name, MI_Type type, const MI_Value& value);
    /// The answer to a question, or nullopt when nobody can be asked. With `wait` false it is told and not asked.
    std::optional<MI_OperationCallback_ResponseType> writeError(MI_Instance* error, bool wait);
    std::optional<MI_OperationCallback_ResponseType> promptUser(const MI_Char* message, MI_PromptType type, bool wait);
    /// Takes the answer. INVALID_PARAMETER when nothing was asked.
    MI_Result respond(MI_OperationCallback_ResponseType response);

    /// Requested by cancel and close.
    [[nodiscard]] CancelToken stopToken() const { return stop_.get_token(); }

    /// The next result, waiting for it. INVALID_PARAMETER when another kind is asked for, results go to a callback, or
    /// the handle is closed. After the final result: the same end again.
    MI_Result fetch(ResultKind kind, Fetched& out);
    /// Takes back what keeps the source waiting after a callback. INVALID_PARAMETER when nothing does.
    MI_Result acknowledge();
    /// Asks the source to end early; may be called at any time, often, from any thread.
    void cancel();
    /// Closes the program's end. A synchronous operation waits until another thread has fetched the final result; an
    /// asynchronous one is canceled if it still runs. INVALID_PARAMETER the second time.
    MI_Result close();

    [[nodiscard]] bool isAsynchronous() const { return asynchronous_; }
    [[nodiscard]] bool isClosed() const;
    [[nodiscard]] const std::shared_ptr<Session>& session() const { return session_; }
    /// True for the handle that callbacks are given, which must stay readable until they are acknowledged.
    [[nodiscard]] bool isOwnHandle(const MI_Operation* handle) const { return handle == &handle_; }

    /// The operation whose callback the calling thread is in, or nullptr.
    static const Operation* current();

private:
    // What a consumer sees of one delivery; owns it.
    struct Shown {
        InstancePointer instance;
        ClassPointer classResult;
        std::string bookmark, machineId;
        std::string message;
        InstancePointer details;
        Fetched view;
    };

    bool enqueue(Delivery delivery, std::function<void()> resume);
    bool callBack(Delivery delivery, std::function<void()> resume);
    void conclude();
    template <class Call>
    std::optional<MI_OperationCallback_ResponseType> ask(bool wait, Call call);
    void wake(const std::function<void()>& parked);
    static Shown show(Delivery delivery);
    void invoke(const Shown& shown, MI_Result(MI_CALL* acknowledgement)(MI_Operation*));
    void retireIfDone();

    const ResultKind kind_;
    const bool asynchronous_;
    const bool manualAcknowledgement_;
    const MI_OperationCallbacks callbacks_;
    const std::shared_ptr<Session> session_;
    MI_Operation handle_ = MI_OPERATION_NULL;

    std::stop_source stop_;
    std::mutex fetchMutex_;  ///< one fetch at a time; guards shown_
    Shown shown_;            ///< what the last fetch gave
    Shown lent_;             ///< what the last callback was given; the source's

    mutable std::mutex mutex_;
    std::condition_variable changed_;
    std::deque<Delivery> queue_;
    std::function<void()> parked_;  ///< what the source waits for; empty when it does not
    bool awaitingAcknowledgement_ = false;
    bool asking_ = false;  ///< a response is awaited
    std::optional<MI_OperationCallback_ResponseType> response_;
    bool over_ = false;     ///< the final result has reached its consumer
    bool closing_ = false;  ///< close was called
    bool closed_ = false;   ///< ... and has done its waiting
    bool retired_ = false;
};

extern const MI_OperationFT kOperationFT;

}  // namespace client::abi
