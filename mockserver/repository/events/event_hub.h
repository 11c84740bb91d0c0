#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <unordered_map>
#include <vector>

#include "mockserver/endpoint/responder.h"
#include "mockserver/repository/events/postman.h"
#include "mockserver/repository/events/subscription.h"
#include "mockserver/repository/service/call.h"
#include "mockserver/repository/store/repository.h"

namespace mockserver::repository {

struct EventOptions {
    wsman::soap::IdSource newMessageId{};      ///< required
    std::vector<std::string_view> dialects{};  ///< of filters: URIs
    bool faultStatusByCode = false;
    SinkOptions sinks{};
    std::size_t maxSubscriptions = 200;
    std::size_t queueLength = 10'000;  ///< events that wait for one sink; beyond, they are dropped, and it is told so
    std::size_t logLength = 10'000;    ///< happenings that a bookmark can lead back to
    std::function<std::chrono::system_clock::time_point()> now = std::chrono::system_clock::now;
};

/// Answers WS-Eventing (DSP0226 §10) over a repository: intrinsic events of its changes, extrinsic ones that are
/// raised. Thread-safe. The destructor ends all subscriptions, with SubscriptionEnd to those that want it.
class EventHub {
public:
    EventHub(std::shared_ptr<Repository> repository, EventOptions options);
    ~EventHub();
    EventHub(const EventHub&) = delete;
    EventHub& operator=(const EventHub&) = delete;

    /// Subscribe, Renew, GetStatus and Unsubscribe; Pull and Release with the context of a subscription; nullopt for
    /// everything else.
    std::optional<HttpReply> respond(const Exchange& exchange);

    /// Raises an extrinsic event; how many subscriptions took it. Errors: kNoNamespace, kNoClass, kNotSupported for a
    /// class that is no indication, kUnknownProperty, kTypeMismatch, kInvalidValue.
    StoreResult<std::uint64_t> raise(const std::string& nameSpace, const wsman::cim::Instance& event);

    [[nodiscard]] std::vector<SubscriptionInfo> subscriptions() const;
    /// Ends one from the source's side (SourceCanceling); false when there is none.
    bool cancel(const std::string& id);
    /// Waits until every event has been delivered or dropped; false when that took longer.
    bool flush(std::chrono::milliseconds patience) const;
    /// Posts a message to an address, without waiting for it.
    void post(const wsman::soap::Epr& to, std::string envelope);

private:
    using SubscriptionPtr = std::shared_ptr<Subscription>;

    Answer subscribe(const Call& call);
    FaultOr<SubscriptionSettings> settingsOf(const Call& call, wsman::ops::Subscribe request) const;
    Answer pull(const Exchange& exchange, const SubscriptionPtr& subscription) const;
    Answer renew(const Exchange& exchange);
    Answer unsubscribe(const Exchange& exchange);
    FaultOr<SubscriptionPtr> named(const Exchange& exchange) const;
    [[nodiscard]] SubscriptionPtr find(const std::string& id) const;
    void happened(Happening happening);
    FaultOr<std::uint64_t> firstAfter(const std::string& bookmark) const;  // under the lock
    void remove(const std::string& id);
    void run();
    [[nodiscard]] HttpReply reply(const Exchange& exchange, Answer answer) const;

    const std::shared_ptr<Repository> repository_;
    const EventOptions options_;
    const std::string log_;  ///< the name of this hub's bookmarks
    std::uint64_t observer_ = 0;
    mutable std::mutex mutex_;
    std::condition_variable changed_;
    std::unordered_map<std::string, SubscriptionPtr> subscriptions_;
    std::deque<Happening> happenings_;
    std::uint64_t sequence_ = 0;
    std::vector<SubscriptionPtr> ending_;  ///< what may still be telling its EndTo
    Postman postman_;
    bool stopping_ = false;
    std::thread timer_;
};

}  // namespace mockserver::repository
