#include "client/abi/driver.h"

#include <poll.h>

#include <algorithm>
#include <chrono>
#include <exception>
#include <utility>

#include "client/abi/driver_pool.h"
#include "client/engine/completion.h"

namespace client::abi {

namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

// The client waits longer than it told the server to take, so that the server's own time-out fault arrives: as long
// again, within these bounds.
constexpr milliseconds kLeastGrace{1'000};
constexpr milliseconds kMostGrace{5'000};
// What a server gets to answer Release or Unsubscribe when the operation has ended without it.
constexpr milliseconds kFarewell{3'000};
// A reply that comes this soon is awaited on the spot: handing the wait over costs more than it saves.
constexpr milliseconds kSoon{5};

constexpr std::string_view kCanceled = "The operation was canceled.";

HttpRequest requestOf(Outgoing outgoing, const std::string& path) {
    HttpRequest request;
    request.path = path;
    request.contentType = std::move(outgoing.contentType);
    request.body = std::move(outgoing.body);
    if (outgoing.timeout && *outgoing.timeout > wsman::Duration::zero()) {
        const auto told = std::chrono::ceil<milliseconds>(*outgoing.timeout);
        request.timeout = told + std::clamp(told, kLeastGrace, kMostGrace);
    }
    return request;
}

bool isReadable(int descriptor, milliseconds patience) {
    pollfd entry{descriptor, POLLIN, 0};
    return ::poll(&entry, 1, static_cast<int>(patience.count())) != 0;  // what is broken is readable
}

}  // namespace

Driver::Driver(std::shared_ptr<Operation> operation, Task task, OperationContext context,
               std::shared_ptr<Transport> transport, std::string path, bool reportStart, DriverPool& pool,
               Reactor& reactor)
    : operation_(std::move(operation)),
      inbox_(std::move(task.inbox)),
      engine_(std::move(task.spec), std::move(context)),
      transport_(std::move(transport)),
      path_(std::move(path)),
      pool_(pool),
      reactor_(reactor),
      stop_(operation_->stopToken()),
      reportStart_(reportStart) {
    if (inbox_) {
        interrupt_.emplace(stop_, [inbox = inbox_] { inbox->add({.kind = Inbox::Event::Kind::kCanceled}); });
    }
}

Driver::~Driver() {
    end();  // for an operation that never got its first turn
}

// Lets go of what could call back.
void Driver::end() {
    for (const auto& [timer, id] : timers_) {
        reactor_.cancel(id);
    }
    timers_.clear();
    if (!inbox_) {
        return;
    }
    if (auto listener = inbox_->close()) {
        try {
            pool_.run([listener] {});
        } catch (const std::exception&) {  // then the release happens here and now
        }
    }
}

void Driver::start() {
    pool_.run([self = shared_from_this()] { self->turn(); });
}

// From a thread that has no time for a turn, such as the reactor's.
void Driver::schedule() {
    try {
        start();
    } catch (const std::exception&) {
        turn();  // the system has no thread left: this one must do
    }
}

void Driver::turn() {
    try {
        while (advance() == Next::kGoOn) {
        }
    } catch (const std::exception& error) {
        deliveries_.clear();
        over_ = true;
        end();
        operation_->refuse(failure(MiResult::kServerLimitsExceeded, error.what()));
    }
}

// After kWait the next turn may already be running on another thread: the caller touches nothing any more.
Driver::Next Driver::advance() {
    if (!std::exchange(begun_, true)) {
        Step step = engine_.start();
        take(stop_.stop_requested() && !step.completion ? engine_.cancel(kCanceled) : std::move(step));
    } else if (replyDue_) {
        takeReply();
    }
    if (deliverResults() == Next::kWait || over_) {
        return Next::kWait;
    }
    if (pending_) {
        return awaitReply();
    }
    if (awaitEvent_) {
        return awaitEvent();
    }
    if (stop_.stop_requested()) {
        take(engine_.cancel(kCanceled));
    } else {
        sendNext();
    }
    return Next::kGoOn;
}

void Driver::take(Step step) {
    // The last result travels with a good end, as callers that fetch once expect.
    const bool merge = step.completion && !step.send && step.completion->code == MiResult::kOk && !step.results.empty();
    const std::size_t alone = step.results.size() - (merge ? 1 : 0);
    for (std::size_t i = 0; i < alone; ++i) {
        deliveries_.push_back({std::move(step.results[i]), std::nullopt});
    }
    awaitEvent_ = inbox_ && step.awaitDelivery && !step.completion && !step.send;
    if (!step.completion && !step.send && !awaitEvent_) {
        step.completion = failure(MiResult::kFailed, "The operation stopped without a result.");
    }
    if (step.completion) {
        deliveries_.push_back(
            {merge ? std::optional(std::move(step.results.back())) : std::nullopt, std::move(step.completion)});
    }
    send_ = std::move(step.send);
    acknowledgement_ = std::move(step.acknowledgement);
    if (step.silence) {
        startTimer(Timer::kSilence, *step.silence);
    }
    if (step.renewal) {
        startTimer(Timer::kRenewal, *step.renewal);
    }
}

void Driver::startTimer(Timer timer, wsman::Duration time) {
    if (!inbox_) {
        return;
    }
    if (const auto running = timers_.find(timer); running != timers_.end()) {
        reactor_.cancel(running->second);
    }
    timers_[timer] = reactor_.at(steady_clock::now() + time, [inbox = inbox_, timer] {
        inbox->add({.kind = Inbox::Event::Kind::kTimer, .timer = timer});
    });
}

// The event source may go on only when everything it sent has reached the program.
void Driver::acknowledge() {
    if (auto acknowledgement = std::exchange(acknowledgement_, std::nullopt); acknowledgement && inbox_) {
        inbox_->answer(std::move(*acknowledgement));
    }
}

Driver::Next Driver::deliverResults() {
    while (!deliveries_.empty()) {
        Operation::Delivery delivery = std::move(deliveries_.front());
        deliveries_.pop_front();
        if (delivery.completion) {
            acknowledge();
        }
        if (delivery.completion && send_) {
            HttpRequest farewell = requestOf(std::move(*send_), path_);
            send_.reset();
            farewell.timeout = kFarewell;
            (void)transport_->exchange(std::move(farewell), CancelToken());
        }
        over_ = delivery.completion.has_value();
        if (over_) {
            end();
        }
        if (!operation_->deliver(std::move(delivery), [self = shared_from_this()] { self->schedule(); })) {
            return Next::kWait;
        }
    }
    acknowledge();
    return Next::kGoOn;
}

void Driver::sendNext() {
    auto sent = transport_->send(requestOf(std::move(*send_), path_), stop_);
    send_.reset();
    if (!sent) {
        take(stop_.stop_requested() ? engine_.cancel(kCanceled) : engine_.onTransportError(sent.error()));
        return;
    }
    pending_ = std::move(*sent);
    if (std::exchange(reportStart_, false)) {
        deliveries_.emplace_back();
    }
}

Driver::Next Driver::awaitReply() {
    replyDue_ = true;
    const int descriptor = pending_->descriptor();
    if (descriptor < 0 || isReadable(descriptor, pool_.isBusy() ? milliseconds(0) : kSoon)) {
        return Next::kGoOn;
    }
    reactor_.whenReadable(descriptor, pending_->deadline(), [self = shared_from_this()] { self->schedule(); });
    return Next::kWait;
}

Driver::Next Driver::awaitEvent() {
    const Inbox::Event event = inbox_->next([self = shared_from_this()] { self->schedule(); });
    switch (event.kind) {
        case Inbox::Event::Kind::kNone:
            return Next::kWait;
        case Inbox::Event::Kind::kDelivery:
            take(engine_.onDelivery(event.contentType, event.body));
            break;
        case Inbox::Event::Kind::kTimer:
            take(engine_.onTimer(event.timer));
            break;
        case Inbox::Event::Kind::kCanceled:
            take(engine_.cancel(kCanceled));
            break;
    }
    return Next::kGoOn;
}

void Driver::takeReply() {
    replyDue_ = false;
    const auto reply = pending_->receive();
    pending_.reset();
    if (reply) {
        // What arrived is used even when a cancel came meanwhile: it may hold a context that must be released.
        take(engine_.onReply(*reply));
    } else {
        take(stop_.stop_requested() ? engine_.cancel(kCanceled) : engine_.onTransportError(reply.error()));
    }
}

}  // namespace client::abi
