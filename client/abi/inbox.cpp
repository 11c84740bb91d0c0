#include "client/abi/inbox.h"

#include <utility>

namespace client::abi {

namespace {

// The subscription is over; a source that tries again gets a 404.
ListenerReply gone() {
    return {410, "text/plain;charset=UTF-8", "The subscription has ended.\n"};
}

}  // namespace

std::string Inbox::attach(const std::shared_ptr<Inbox>& inbox, std::shared_ptr<Listener> listener,
                          std::optional<DeliveryCredentials> credentials) {
    // Weak: a delivery must not keep alive what its operation has let go of.
    std::string path = listener->add(
        [weak = std::weak_ptr(inbox)](std::string_view contentType, std::string_view body) {
            const auto self = weak.lock();
            return self ? self->deliver(contentType, body) : gone();
        },
        std::move(credentials));
    inbox->listener_ = std::move(listener);
    inbox->path_ = path;
    return path;
}

ListenerReply Inbox::deliver(std::string_view contentType, std::string_view body) {
    auto waiting = std::make_shared<Waiting>();
    waiting->event = {Event::Kind::kDelivery, std::string(contentType), std::string(body)};
    std::function<void()> wake;
    {
        const std::scoped_lock lock(mutex_);
        if (closed_) {
            return gone();
        }
        events_.push_back(waiting);
        wake = std::exchange(wake_, nullptr);
    }
    if (wake) {
        wake();
    }
    std::unique_lock lock(mutex_);
    answered_.wait(lock, [&] { return waiting->reply.has_value(); });
    return std::move(*waiting->reply);
}

void Inbox::add(Event event) {
    std::function<void()> wake;
    {
        const std::scoped_lock lock(mutex_);
        if (closed_) {
            return;
        }
        auto waiting = std::make_shared<Waiting>();
        waiting->event = std::move(event);
        events_.push_back(std::move(waiting));
        wake = std::exchange(wake_, nullptr);
    }
    if (wake) {
        wake();
    }
}

Inbox::Event Inbox::next(std::function<void()> wake) {
    const std::scoped_lock lock(mutex_);
    if (events_.empty()) {
        wake_ = std::move(wake);
        return {};
    }
    const auto first = std::move(events_.front());
    events_.pop_front();
    Event event = std::move(first->event);
    if (event.kind == Event::Kind::kDelivery) {
        inHand_ = first;
    }
    return event;
}

void Inbox::answer(Acknowledgement acknowledgement) {
    const std::scoped_lock lock(mutex_);
    if (const auto waiting = std::exchange(inHand_, nullptr)) {
        waiting->reply = ListenerReply{acknowledgement.status, std::move(acknowledgement.contentType),
                                       std::move(acknowledgement.body)};
        answered_.notify_all();
    }
}

std::shared_ptr<Listener> Inbox::close() {
    std::shared_ptr<Listener> listener;
    std::function<void()> dropped;  // freed outside the lock: it may hold the driver
    {
        const std::scoped_lock lock(mutex_);
        closed_ = true;
        for (const auto& waiting : events_) {
            waiting->reply = gone();
        }
        events_.clear();
        if (inHand_) {
            inHand_->reply = gone();
            inHand_ = nullptr;
        }
        dropped = std::move(wake_);
        listener = std::move(listener_);
        answered_.notify_all();
    }
    if (listener) {
        listener->remove(path_);
    }
    return listener;
}

}  // namespace client::abi
