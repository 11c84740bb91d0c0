#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include "client/engine/operation.h"
#include "client/listener/listener.h"

namespace client::abi {

/// Where what an event source sends, and the timers of its subscription, wait for the driver of the operation. It
/// registers with a listener and belongs to one driver. Thread-safe.
class Inbox {
public:
    /// Something that the driver must react to.
    struct Event {
        enum class Kind { kNone, kDelivery, kTimer, kCanceled };
        Kind kind = Kind::kNone;
        std::string contentType{};
        std::string body{};
        Timer timer{};
    };

    Inbox() = default;
    ~Inbox() { close(); }
    Inbox(const Inbox&) = delete;
    Inbox& operator=(const Inbox&) = delete;

    /// Takes what comes to a path of `listener`, which it keeps open, and returns the path.
    static std::string attach(const std::shared_ptr<Inbox>& inbox, std::shared_ptr<Listener> listener,
                              std::optional<DeliveryCredentials> credentials);

    /// The oldest event; kNone when there is none. Then `wake` is called once when one comes, on any thread.
    Event next(std::function<void()> wake);
    /// The reply to the delivery that next gave last.
    void answer(Acknowledgement acknowledgement);
    /// A timer has run out, or the operation was canceled.
    void add(Event event);
    /// Takes nothing more and answers what waits. Gives the listener back: it must not be released on one of its own
    /// threads, and releasing the last hold on it waits for its connections.
    std::shared_ptr<Listener> close();

private:
    struct Waiting {
        Event event;
        std::optional<ListenerReply> reply{};
    };

    ListenerReply deliver(std::string_view contentType, std::string_view body);

    std::shared_ptr<Listener> listener_;
    std::string path_;
    std::mutex mutex_;
    std::condition_variable answered_;
    std::deque<std::shared_ptr<Waiting>> events_;
    std::shared_ptr<Waiting> inHand_;  ///< a delivery that the driver has taken and not yet answered
    std::function<void()> wake_;
    bool closed_ = false;
};

}  // namespace client::abi
