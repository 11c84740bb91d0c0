#include "client/abi/operation.h"

#include <future>
#include <system_error>
#include <utility>

#include "client/abi/application.h"
#include "client/abi/handle_table.h"
#include "client/abi/session.h"

namespace client::abi {

namespace {

// How many results may wait for a slow consumer before the source stops asking the server for more, and how few must
// be left before it goes on.
constexpr std::size_t kQueueLimit = 256;
constexpr std::size_t kQueueLow = kQueueLimit / 2;

thread_local const Operation* currentOperation = nullptr;

bool hasCallback(ResultKind kind, const MI_OperationCallbacks& callbacks) {
    switch (kind) {
        case ResultKind::kInstance:
            return callbacks.instanceResult != nullptr;
        case ResultKind::kIndication:
            return callbacks.indicationResult != nullptr;
        case ResultKind::kClass:
            return callbacks.classResult != nullptr;
    }
    return false;
}

MI_Result MI_CALL acknowledgeResult(MI_Operation* handle) {
    return guarded([&] {
        const auto operation = handles<Operation>().find(handle);
        return operation ? operation->acknowledge() : MI_RESULT_INVALID_PARAMETER;
    });
}

}  // namespace

Operation::Operation(ResultKind kind, MI_Uint32 flags, const MI_OperationCallbacks* callbacks,
                     std::shared_ptr<Session> session)
    : kind_(kind),
      asynchronous_(callbacks && hasCallback(kind, *callbacks)),
      manualAcknowledgement_((flags & MI_OPERATIONFLAGS_MANUAL_ACK_RESULTS) != 0),
      callbacks_(callbacks ? *callbacks : MI_OperationCallbacks{}),
      session_(std::move(session)) {}

const Operation* Operation::current() {
    return currentOperation;
}

void Operation::open(MI_Operation& handle) {
    handles<Operation>().open(handle_, &kOperationFT, shared_from_this());
    handle = handle_;
}

void Operation::refuse(Completion why) {
    deliver({std::nullopt, std::move(why)}, nullptr);
}

bool Operation::deliver(Delivery delivery, std::function<void()> resume) {
    return asynchronous_ ? callBack(std::move(delivery), std::move(resume))
                         : enqueue(std::move(delivery), std::move(resume));
}

bool Operation::enqueue(Delivery delivery, std::function<void()> resume) {
    const bool final = delivery.completion.has_value();
    const std::scoped_lock lock(mutex_);
    // The source waits while the queue is full, unless it was canceled; then only the end must still arrive.
    if (final || queue_.size() < kQueueLimit) {
        queue_.push_back(std::move(delivery));
    }
    changed_.notify_all();
    if (final || queue_.size() < kQueueLimit || stop_.stop_requested()) {
        return true;
    }
    parked_ = std::move(resume);
    return false;
}

Operation::Shown Operation::show(Delivery delivery) {
    Shown shown;
    if (delivery.result) {
        if (const auto* one = std::get_if<InstanceResult>(&*delivery.result)) {
            shown.instance.reset(newInstance(one->instance));
        } else if (auto* declared = std::get_if<ClassResult>(&*delivery.result)) {
            shown.classResult.reset(newClass(std::move(declared->declaration)));
        } else {
            auto& indication = std::get<IndicationResult>(*delivery.result);
            shown.instance.reset(newInstance(indication.instance));
            shown.bookmark = std::move(indication.bookmark);
            shown.machineId = std::move(indication.machineId);
        }
    }
    if (delivery.completion) {
        shown.view.result = static_cast<MI_Result>(delivery.completion->code);
        shown.message = std::move(delivery.completion->message);
        if (delivery.completion->details) {
            shown.details.reset(newInstance(*delivery.completion->details));
        }
    }
    shown.view.moreResults = !delivery.completion;
    return shown;
}

bool Operation::callBack(Delivery delivery, std::function<void()> resume) {
    const bool final = delivery.completion.has_value();
    lent_ = show(std::move(delivery));
    {
        const std::scoped_lock lock(mutex_);
        awaitingAcknowledgement_ = manualAcknowledgement_;
    }
    const auto* outer = std::exchange(currentOperation, this);
    invoke(lent_, manualAcknowledgement_ ? acknowledgeResult : nullptr);
    currentOperation = outer;
    {
        const std::scoped_lock lock(mutex_);
        if (awaitingAcknowledgement_) {
            parked_ = final ? [self = shared_from_this()] { self->conclude(); } : std::move(resume);
            return false;
        }
    }
    if (final) {
        conclude();
    }
    return true;
}

// The final result has been called back and acknowledged.
void Operation::conclude() {
    lent_ = Shown();
    {
        const std::scoped_lock lock(mutex_);
        over_ = true;
        changed_.notify_all();
    }
    retireIfDone();
}

// Not on the calling thread, which may be in the middle of anything.
void Operation::wake(const std::function<void()>& parked) {
    if (!parked) {
        return;
    }
    if (session_) {
        try {
            session_->application()->pool().run(parked);
            return;
        } catch (const std::system_error&) {  // no thread to be had: this one must do
        }
    }
    parked();
}

void Operation::invoke(const Shown& shown, MI_Result(MI_CALL* acknowledgement)(MI_Operation*)) {
    const auto textOf = [](const std::string& text) { return text.empty() ? nullptr : text.c_str(); };
    const MI_Boolean more = shown.view.moreResults ? MI_TRUE : MI_FALSE;
    switch (kind_) {
        case ResultKind::kInstance:
            callbacks_.instanceResult(&handle_, callbacks_.callbackContext, shown.instance.get(), more,
                                      shown.view.result, textOf(shown.message), shown.details.get(), acknowledgement);
            break;
        case ResultKind::kIndication:
            callbacks_.indicationResult(&handle_, callbacks_.callbackContext, shown.instance.get(),
                                        textOf(shown.bookmark), textOf(shown.machineId), more, shown.view.result,
                                        textOf(shown.message), shown.details.get(), acknowledgement);
            break;
        case ResultKind::kClass:
            callbacks_.classResult(&handle_, callbacks_.callbackContext, shown.classResult.get(), more,
                                   shown.view.result, textOf(shown.message), shown.details.get(), acknowledgement);
            break;
    }
}

MI_Result Operation::fetch(ResultKind kind, Fetched& out) {
    if (kind != kind_ || asynchronous_) {
        return MI_RESULT_INVALID_PARAMETER;
    }
    const std::scoped_lock fetching(fetchMutex_);
    std::unique_lock lock(mutex_);
    if (closed_) {
        return MI_RESULT_INVALID_PARAMETER;
    }
    if (over_ && queue_.empty()) {
        out = shown_.view;
        out.instance = nullptr;
        out.classResult = nullptr;
        return MI_RESULT_OK;
    }
    changed_.wait(lock, [this] { return !queue_.empty(); });
    Delivery delivery = std::move(queue_.front());
    queue_.pop_front();
    if (closing_ && delivery.completion && delivery.result) {
        // A close that waits frees everything at the final result, so that one must carry nothing to read.
        queue_.push_front({std::nullopt, std::exchange(delivery.completion, std::nullopt)});
    }
    std::function<void()> parked;
    if (queue_.size() <= kQueueLow) {
        parked = std::exchange(parked_, nullptr);
    }
    lock.unlock();
    wake(parked);

    const bool final = delivery.completion.has_value();
    const auto textOf = [](const std::string& text) { return text.empty() ? nullptr : text.c_str(); };
    shown_ = show(std::move(delivery));
    auto& view = shown_.view;
    view.instance = shown_.instance.get();
    view.classResult = shown_.classResult.get();
    view.bookmark = textOf(shown_.bookmark);
    view.machineId = textOf(shown_.machineId);
    view.message = textOf(shown_.message);
    view.details = shown_.details.get();
    out = view;
    if (final) {
        lock.lock();
        over_ = true;
        changed_.notify_all();
    }
    return MI_RESULT_OK;
}

void Operation::deliverAndWait(Delivery delivery) {
    const auto ready = std::make_shared<std::promise<void>>();
    if (!deliver(std::move(delivery), [ready] { ready->set_value(); })) {
        ready->get_future().wait();
    }
}

MI_Result Operation::acknowledge() {
    std::function<void()> parked;
    {
        const std::scoped_lock lock(mutex_);
        if (!awaitingAcknowledgement_) {
            return MI_RESULT_INVALID_PARAMETER;
        }
        awaitingAcknowledgement_ = false;
        parked = std::exchange(parked_, nullptr);
        changed_.notify_all();
    }
    wake(parked);
    return MI_RESULT_OK;
}

void Operation::cancel() {
    stop_.request_stop();
    std::function<void()> parked;
    {
        const std::scoped_lock lock(mutex_);
        if (!awaitingAcknowledgement_) {
            parked = std::exchange(parked_, nullptr);
        }
    }
    wake(parked);
}

bool Operation::isClosed() const {
    const std::scoped_lock lock(mutex_);
    return closed_;
}

MI_Result Operation::close() {
    bool running = false;
    {
        std::unique_lock lock(mutex_);
        if (closing_) {
            return MI_RESULT_INVALID_PARAMETER;
        }
        closing_ = true;
        if (!asynchronous_) {
            changed_.wait(lock, [this] { return over_; });
        }
        closed_ = true;
        running = !over_;
    }
    if (running) {
        cancel();
    }
    retireIfDone();
    return MI_RESULT_OK;
}

void Operation::retireIfDone() {
    {
        const std::scoped_lock lock(mutex_);
        if (!closed_ || !over_ || retired_) {
            return;
        }
        retired_ = true;
    }
    const auto self = handles<Operation>().close(&handle_);
    if (session_) {
        session_->remove(*this);
    }
}

}  // namespace client::abi
