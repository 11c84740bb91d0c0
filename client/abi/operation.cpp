#include "client/abi/operation.h"

#include <chrono>
#include <utility>

#include "client/abi/handle_table.h"
#include "client/abi/session.h"
#include "client/engine/completion.h"

namespace client::abi {

namespace {

// How many results may wait for a slow consumer before the driver stops asking the server for more.
constexpr std::size_t kQueueLimit = 256;
// The client waits longer than it told the server to take, so that the server's own time-out fault arrives.
constexpr std::chrono::milliseconds kGrace{5'000};
// What a server gets to answer Release or Unsubscribe when the operation has ended without it.
constexpr std::chrono::milliseconds kFarewell{3'000};

constexpr std::string_view kCanceled = "The operation was canceled.";

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

HttpRequest requestOf(Outgoing outgoing, const std::string& path) {
    HttpRequest request;
    request.path = path;
    request.contentType = std::move(outgoing.contentType);
    request.body = std::move(outgoing.body);
    if (outgoing.timeout && *outgoing.timeout > wsman::Duration::zero()) {
        request.timeout = std::chrono::ceil<std::chrono::milliseconds>(*outgoing.timeout) + kGrace;
    }
    return request;
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

void Operation::drive(Engine& engine, Transport& transport, const std::string& path) {
    const std::stop_token stop = stop_.get_token();
    Step step = engine.start();
    if (stop.stop_requested() && !step.completion) {
        step = engine.cancel(kCanceled);
    }
    for (;;) {
        // The last result travels with a good end, as callers that fetch once expect.
        const bool merge =
            step.completion && !step.send && step.completion->code == MiResult::kOk && !step.results.empty();
        const std::size_t alone = step.results.size() - (merge ? 1 : 0);
        for (std::size_t i = 0; i < alone; ++i) {
            deliver({std::move(step.results[i]), std::nullopt});
        }
        if (step.completion) {
            if (step.send) {
                HttpRequest farewell = requestOf(std::move(*step.send), path);
                farewell.timeout = kFarewell;
                (void)transport.exchange(std::move(farewell), CancelToken());
            }
            deliver({merge ? std::optional(std::move(step.results.back())) : std::nullopt, std::move(step.completion)});
            return;
        }
        if (!step.send) {
            finish(failure(MiResult::kFailed, "The operation stopped without a result."));
            return;
        }
        if (stop.stop_requested()) {
            step = engine.cancel(kCanceled);
            continue;
        }
        auto reply = transport.exchange(requestOf(std::move(*step.send), path), stop);
        if (reply) {
            // What arrived is used even when a cancel came meanwhile: it may hold a context that must be released.
            step = engine.onReply(*reply);
        } else {
            step = stop.stop_requested() ? engine.cancel(kCanceled) : engine.onTransportError(reply.error());
        }
    }
}

void Operation::refuse(Completion why) {
    finish(std::move(why));
}

void Operation::finish(Completion completion) {
    deliver({std::nullopt, std::move(completion)});
}

void Operation::deliver(Delivery delivery) {
    asynchronous_ ? callBack(std::move(delivery)) : enqueue(std::move(delivery));
}

void Operation::enqueue(Delivery delivery) {
    std::unique_lock lock(mutex_);
    const bool final = delivery.completion.has_value();
    changed_.wait(lock, [&] { return final || queue_.size() < kQueueLimit || stop_.stop_requested(); });
    // After a cancel only the end must still arrive; results without room are dropped.
    if (final || queue_.size() < kQueueLimit) {
        queue_.push_back(std::move(delivery));
    }
    changed_.notify_all();
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

void Operation::callBack(Delivery delivery) {
    const bool final = delivery.completion.has_value();
    const Shown shown = show(std::move(delivery));
    {
        const std::scoped_lock lock(mutex_);
        awaitingAcknowledgement_ = manualAcknowledgement_;
    }
    const auto* outer = std::exchange(currentOperation, this);
    invoke(shown, manualAcknowledgement_ ? acknowledgeResult : nullptr);
    currentOperation = outer;
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return !awaitingAcknowledgement_; });
    over_ = final;
    lock.unlock();
    retireIfDone();
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
    changed_.notify_all();
    lock.unlock();

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

MI_Result Operation::acknowledge() {
    const std::scoped_lock lock(mutex_);
    if (!awaitingAcknowledgement_) {
        return MI_RESULT_INVALID_PARAMETER;
    }
    awaitingAcknowledgement_ = false;
    changed_.notify_all();
    return MI_RESULT_OK;
}

void Operation::cancel() {
    stop_.request_stop();
    const std::scoped_lock lock(mutex_);
    changed_.notify_all();
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
