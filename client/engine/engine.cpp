#include <utility>

#include "client/engine/completion.h"
#include "client/engine/machine.h"
#include "client/engine/operation.h"
#include "client/engine/reply.h"
#include "wsman/xml/encoding.h"

namespace client {

namespace soap = wsman::soap;

class Engine::Impl {
public:
    Impl(OperationSpec spec, OperationContext context)
        : context_(std::move(context)), machine_(makeMachine(std::move(spec), context_)) {}

    Step start() {
        if (state_ != State::kNew) {
            return {};
        }
        state_ = State::kRunning;
        auto first = machine_->start();
        Step step;
        if (first) {
            step.send = std::move(*first);
        } else {
            step.completion = std::move(first.error());
        }
        return take(std::move(step));
    }

    Step onReply(const HttpReply& reply) {
        if (state_ != State::kRunning) {
            return {};
        }
        Step step;
        auto message = readReply(reply, awaited_, context_.limits, machine_->isInvoke());
        if (message) {
            if (const auto read = machine_->onMessage(*message, step); !read) {
                return end(std::move(step), completionFor(read.error()));
            }
            return take(std::move(step));
        }
        Refusal& refusal = message.error();
        if (refusal.fault && machine_->survives(*refusal.fault, step)) {
            return take(std::move(step));
        }
        return end(std::move(step), std::move(refusal.completion));
    }

    Step onTransportError(const TransportError& error) {
        if (state_ != State::kRunning) {
            return {};
        }
        const bool reachable = error.kind == TransportErrorKind::kTimeout ||
                               error.kind == TransportErrorKind::kCanceled ||
                               error.kind == TransportErrorKind::kTooLarge;
        if (reachable) {
            return end({}, completionFor(error));
        }
        Step step;  // no farewell to a server that cannot hear it
        step.completion = completionFor(error);
        return take(std::move(step));
    }

    Step onDelivery(std::string_view contentType, std::string_view body) {
        if (state_ != State::kRunning) {
            return {};
        }
        Step step;
        const auto message = soap::Message::parse(body, wsman::xml::charsetOf(contentType), context_.limits);
        const auto taken =
            message ? machine_->onDelivery(*message, step) : wsman::Result<void>(tl::unexpected(message.error()));
        if (!taken) {
            // Whoever sent it need not be the event source.
            step = Step{};
            step.awaitDelivery = true;
            step.acknowledgement = Acknowledgement{400, "text/plain;charset=UTF-8", taken.error().text() + "\n"};
        }
        return take(std::move(step));
    }

    Step onTimer(Timer timer) {
        if (state_ != State::kRunning) {
            return {};
        }
        Step step;
        machine_->onTimer(timer, step);
        return step.completion ? end(Step{}, std::move(*step.completion)) : take(std::move(step));
    }

    Step cancel(std::string_view why) {
        if (state_ == State::kDone) {
            return {};
        }
        return end({}, failure(MiResult::kFailed, std::string(why),
                               {.category = ErrorCategory::kOperationStopped, .messageId = "canceled"}));
    }

private:
    enum class State { kNew, kRunning, kDone };

    Step take(Step step) {
        if (step.completion) {
            state_ = State::kDone;
        } else if (step.send) {
            awaited_ = step.send->messageId;
        }
        return step;
    }

    Step end(Step step, Completion completion) {
        step.completion = std::move(completion);
        step.send = machine_->farewell();
        return take(std::move(step));
    }

    const OperationContext context_;
    std::unique_ptr<Machine> machine_;
    State state_ = State::kNew;
    std::string awaited_;  ///< MessageID that the next reply must relate to
};

Engine::Engine(OperationSpec spec, OperationContext context)
    : impl_(std::make_unique<Impl>(std::move(spec), std::move(context))) {}
Engine::~Engine() = default;
Engine::Engine(Engine&&) noexcept = default;
Engine& Engine::operator=(Engine&&) noexcept = default;

Step Engine::start() {
    return impl_->start();
}

Step Engine::onReply(const HttpReply& reply) {
    return impl_->onReply(reply);
}

Step Engine::onTransportError(const TransportError& error) {
    return impl_->onTransportError(error);
}

Step Engine::onDelivery(std::string_view contentType, std::string_view body) {
    return impl_->onDelivery(contentType, body);
}

Step Engine::onTimer(Timer timer) {
    return impl_->onTimer(timer);
}

Step Engine::cancel(std::string_view why) {
    return impl_->cancel(why);
}

}  // namespace client
