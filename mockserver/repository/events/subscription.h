#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "mockserver/repository/events/event_filter.h"
#include "mockserver/repository/events/event_source.h"
#include "mockserver/repository/events/sink_client.h"
#include "mockserver/repository/service/expiry.h"
#include "wsman/ops/eventing.h"
#include "wsman/soap/epr.h"
#include "wsman/soap/message.h"

namespace mockserver::repository {

/// A subscription for a person.
struct SubscriptionInfo {
    std::string id{};
    std::string mode{};   ///< the delivery mode's URI
    std::string query{};  ///< or the class of events
    std::string sink{};   ///< empty for Pull
    std::string user{};
    std::uint64_t queued = 0;
    std::uint64_t delivered = 0;
    std::uint64_t dropped = 0;
};

/// What a subscription is made of.
struct SubscriptionSettings {
    std::string id;
    std::string user{};
    wsman::ops::Subscribe request{};
    wsman::soap::Epr manager{};
    std::optional<EventFilter> filter{};
    std::string log{};  ///< of bookmarks
    Expiry expiry{};
    bool expires = false;
    SinkOptions sink{};     ///< of NotifyTo
    SinkOptions endSink{};  ///< of EndTo
    std::size_t queueLength = 1000;
    wsman::soap::IdSource newMessageId{};
};

/// One subscription: a queue of events, and for the push modes a thread that delivers them. Thread-safe. `offer` and
/// `tick` never wait for a sink.
class Subscription {
public:
    explicit Subscription(SubscriptionSettings settings);
    ~Subscription();
    Subscription(const Subscription&) = delete;
    Subscription& operator=(const Subscription&) = delete;

    /// Begins delivery by push. Errors: kInvalidArgument for an address that is none.
    wsman::Result<void> start();

    void offer(const Happening& happening);
    /// What happened before, since a bookmark: however much it is, none of it is dropped.
    void replay(const Happening& happening);
    /// What time brings: groups that are complete.
    void tick(std::chrono::steady_clock::time_point now);

    /// Waits for events of a Pull until `deadline`, and takes at most `elements` of at most `octets` together; each
    /// as markup. Nothing when none came. `over` is set when the subscription has ended.
    struct Pulled {
        std::string items{};
        std::size_t count = 0;
        std::string bookmark{};
        bool over = false;
        bool tooLittle = false;  ///< `octets` do not even hold the notice of a dropped event
    };
    Pulled pull(std::uint64_t elements, std::size_t octets, std::chrono::steady_clock::time_point deadline);

    /// Ends it, with a SubscriptionEnd to EndTo when `status` is given ("SourceCanceling"). Does not wait.
    void end(const std::string& status, const std::string& reason);
    [[nodiscard]] bool over() const { return over_; }
    /// True when it has also told EndTo: to destroy it takes no time then.
    [[nodiscard]] bool finished() const { return over_ && (finished_ || !worker_.joinable()); }
    /// True when nothing waits to be delivered.
    [[nodiscard]] bool idle() const;

    [[nodiscard]] const SubscriptionSettings& settings() const { return settings_; }
    /// Nothing for a subscription that does not expire.
    [[nodiscard]] std::optional<Expiry> expiry() const;
    void renew(const Expiry& expiry);
    [[nodiscard]] bool expiredAt(std::chrono::system_clock::time_point now) const;
    [[nodiscard]] bool isPull() const;
    [[nodiscard]] SubscriptionInfo info() const;

private:
    /// An event that waits, or what stands for those that were dropped.
    struct Queued {
        std::shared_ptr<const wsman::cim::Instance> event{};
        std::uint64_t dropped = 0;  ///< instead of an event: how many there were in all
        std::uint64_t sequence = 0;
        std::chrono::steady_clock::time_point since = std::chrono::steady_clock::now();  ///< when it began to wait
        bool replayed = false;
    };
    struct Group {
        std::uint64_t count = 0;
        std::shared_ptr<const wsman::cim::Instance> representative{};
        std::chrono::steady_clock::time_point due{};
        std::uint64_t sequence = 0;
    };
    enum class Sent { kDone, kFailed, kRefused };

    void take(const Happening& happening, bool replayed);
    void push(Queued queued);  // under the lock, as the next
    Queued takeFirst();
    void group(const wsman::cim::Instance& event, std::uint64_t sequence);
    void drop(std::uint64_t sequence);
    void run();
    [[nodiscard]] std::uint64_t batchLength() const;
    /// When what waits is to be sent; nullopt when nothing does. Under the lock, as nextBatch.
    [[nodiscard]] std::optional<std::chrono::steady_clock::time_point> batchDue() const;
    [[nodiscard]] std::vector<Queued> nextBatch();
    bool deliver(std::vector<Queued> batch);
    Sent post(const std::string& envelope, bool wantsAck);
    Sent postWithRetries(const std::string& envelope, bool wantsAck);
    bool beat();
    [[nodiscard]] wsman::soap::Header header(const wsman::soap::Epr& to) const;
    [[nodiscard]] std::string envelopeOf(const std::vector<Queued>& batch) const;
    [[nodiscard]] wsman::ops::OutgoingEvent outgoing(const Queued& queued) const;
    [[nodiscard]] std::size_t limit() const;
    [[nodiscard]] wsman::xml::Encoding encoding() const;
    /// True when no more octets than the limit go to the sink.
    [[nodiscard]] bool fits(const std::string& envelope) const;
    void sendEnd();

    const SubscriptionSettings settings_;
    std::unique_ptr<SinkClient> sink_{};
    std::unique_ptr<SinkClient> endSink_{};
    mutable std::mutex mutex_;
    std::condition_variable changed_;
    std::deque<Queued> queue_;
    std::size_t replayed_ = 0;  ///< how many of the queue are
    std::map<std::string, Group> groups_;
    Expiry expiry_;
    bool expires_ = false;
    bool busy_ = false;
    std::chrono::steady_clock::time_point lastPost_{};  ///< the worker's
    std::string endStatus_{};
    std::string endReason_{};
    std::uint64_t delivered_ = 0;
    std::uint64_t dropped_ = 0;
    std::atomic<bool> over_{false};
    std::atomic<bool> finished_{false};
    std::thread worker_;
};

}  // namespace mockserver::repository
