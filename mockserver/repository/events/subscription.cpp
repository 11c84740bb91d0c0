#include "mockserver/repository/events/subscription.h"

#include <algorithm>
#include <utility>

#include "wsman/cim/xml_codec.h"
#include "wsman/soap/fault.h"
#include "wsman/uris.h"
#include "wsman/xml/writer.h"

namespace mockserver::repository {

namespace cim = wsman::cim;
namespace ops = wsman::ops;
namespace soap = wsman::soap;
namespace uri = wsman::uri;
using std::chrono::steady_clock;

Subscription::Subscription(SubscriptionSettings settings)
    : settings_(std::move(settings)), expiry_(settings_.expiry), expires_(settings_.expires) {}

Subscription::~Subscription() {
    end({}, {});
    if (worker_.joinable()) {
        worker_.join();
    }
}

bool Subscription::isPull() const {
    return settings_.request.mode == uri::kModePull;
}

wsman::Result<void> Subscription::start() {
    if (isPull()) {
        return {};
    }
    auto sink = SinkClient::create(settings_.request.notifyTo->address, settings_.sink);
    if (!sink) {
        return tl::unexpected(std::move(sink.error()));
    }
    sink_ = std::move(*sink);
    if (settings_.request.endTo) {
        if (auto end = SinkClient::create(settings_.request.endTo->address, settings_.sink)) {
            endSink_ = std::move(*end);
        }
    }
    worker_ = std::thread([this] { run(); });
    return {};
}

void Subscription::offer(const Happening& happening) {
    for (auto& event : eventsOf(happening, *settings_.filter)) {
        const std::lock_guard lock(mutex_);
        if (over_) {
            return;
        }
        if (settings_.filter->grouping()) {
            group(event, happening.sequence);
            continue;
        }
        push({std::make_shared<const cim::Instance>(settings_.filter->project(event)), 0, happening.sequence});
    }
    changed_.notify_all();
}

void Subscription::group(const cim::Instance& event, std::uint64_t sequence) {
    auto& group = groups_[settings_.filter->groupOf(event)];
    if (group.count++ == 0) {
        const auto within = std::chrono::duration<double>(settings_.filter->grouping()->within);
        group.due = steady_clock::now() + std::chrono::duration_cast<std::chrono::milliseconds>(within);
    }
    group.representative = std::make_shared<const cim::Instance>(event);
    group.sequence = sequence;
}

void Subscription::tick(steady_clock::time_point now) {
    const auto& grouping = settings_.filter->grouping();
    if (!grouping) {
        return;
    }
    const std::lock_guard lock(mutex_);
    for (auto at = groups_.begin(); at != groups_.end();) {
        const Group& group = at->second;
        if (group.due > now) {
            ++at;
            continue;
        }
        const auto count = static_cast<long double>(group.count);
        using enum wsman::query::Comparison;
        const auto threshold = grouping->threshold;
        const bool wanted = !grouping->having || (*grouping->having == kEqual && count == threshold) ||
                            (*grouping->having == kNotEqual && count != threshold) ||
                            (*grouping->having == kLess && count < threshold) ||
                            (*grouping->having == kLessOrEqual && count <= threshold) ||
                            (*grouping->having == kGreater && count > threshold) ||
                            (*grouping->having == kGreaterOrEqual && count >= threshold);
        if (wanted) {
            cim::Instance event;
            event.className = "__AggregateEvent";
            event.nameSpace = settings_.filter->nameSpace();
            event.set("NumberOfEvents", cim::Value::of(static_cast<std::uint32_t>(group.count)));
            event.set("Representative", cim::Value::of(cim::Embedded{group.representative}));
            push({std::make_shared<const cim::Instance>(std::move(event)), 0, group.sequence});
        }
        at = groups_.erase(at);
    }
    changed_.notify_all();
}

void Subscription::push(Queued queued) {
    if (queue_.size() >= settings_.queueLength) {
        drop(queued.sequence);
        return;
    }
    queue_.push_back(std::move(queued));
}

void Subscription::drop(std::uint64_t sequence) {
    // DSP0226 R10.9-2: the notice stands where the events would, with the total so far.
    ++dropped_;
    if (queue_.empty() || queue_.back().event) {
        queue_.push_back({});
    }
    queue_.back().dropped = dropped_;
    queue_.back().sequence = sequence;
}

ops::OutgoingEvent Subscription::outgoing(const Queued& queued) const {
    if (!queued.event) {
        const auto total = queued.dropped;
        return {std::string(wsman::action::kDroppedEvents), [total](wsman::xml::Writer& writer) {
                    writer.start("w:DroppedEvents").attribute("Action", wsman::action::kEvent);
                    writer.text(std::to_string(total)).end();
                }};
    }
    return {std::string(wsman::action::kEvent), [this, event = queued.event](wsman::xml::Writer& writer) {
                cim::Instance named = *event;
                named.resourceUri = uriOf(settings_.filter->resource(), event->className);
                cim::writeInstance(writer, named, {.xsiType = true});
            }};
}

Subscription::Pulled Subscription::pull(std::uint64_t elements, std::size_t octets, steady_clock::time_point deadline) {
    Pulled out;
    std::unique_lock lock(mutex_);
    changed_.wait_until(lock, deadline, [this] { return over_ || !queue_.empty(); });
    out.over = over_;
    while (!over_ && !queue_.empty() && out.count < elements) {
        std::string item;
        wsman::xml::Writer writer(item);
        outgoing(queue_.front()).content(writer);
        if (out.items.size() + item.size() > octets) {
            if (out.count > 0) {
                break;
            }
            // An event that fits nowhere makes place for the notice that it was dropped.
            const auto sequence = queue_.front().sequence;
            queue_.pop_front();
            queue_.push_front({{}, ++dropped_, sequence});
            continue;
        }
        out.items += item;
        ++out.count;
        out.bookmark = bookmarkOf(settings_.log, queue_.front().sequence);
        queue_.pop_front();
        ++delivered_;
    }
    return out;
}

soap::Header Subscription::header(const soap::Epr& to) const {
    soap::Header out;
    out.to = to.address;
    out.messageId = settings_.newMessageId();
    if (!to.resourceUri.empty()) {
        out.resourceUri = {to.resourceUri, {}};
    }
    if (!to.selectors.empty()) {
        out.selectors = to.selectors;
    }
    out.others = to.extraParameters;  // R10.2.1-5
    return out;
}

std::size_t Subscription::limit() const {
    constexpr std::size_t kUsual = 512'000;
    return settings_.request.maxEnvelopeSize.value_or(kUsual);
}

std::string Subscription::envelopeOf(const std::vector<Queued>& batch) const {
    const auto& request = settings_.request;
    auto header = this->header(*request.notifyTo);
    if (request.sendBookmarks) {
        std::string bookmark;
        wsman::xml::appendEscaped(bookmark, bookmarkOf(settings_.log, batch.back().sequence));
        header.bookmark = bookmark;
    }
    if (request.mode == uri::kModeEvents || request.mode == uri::kModePushWithAck) {
        header.replyTo = soap::Epr{std::string(uri::kAnonymous), {}, {}, {}};  // R10.7-2
        header.ackRequested = true;
    }
    if (request.mode != uri::kModeEvents) {
        const auto event = outgoing(batch.front());
        return ops::writeEvent(std::move(header), event.action, event.content);
    }
    std::vector<ops::OutgoingEvent> events;
    events.reserve(batch.size());
    for (const auto& queued : batch) {
        events.push_back(outgoing(queued));
    }
    return ops::writeEvents(std::move(header), events);
}

std::vector<Subscription::Queued> Subscription::nextBatch(std::unique_lock<std::mutex>& lock) {
    const auto& request = settings_.request;
    const bool batched = request.mode == uri::kModeEvents;
    constexpr std::uint64_t kUsualBatch = 20;
    const std::uint64_t most = batched ? request.maxElements.value_or(kUsualBatch) : 1;
    if (batched && request.maxTime) {
        // More may come until the oldest has waited so long (R10.2.9.4-1).
        changed_.wait_for(lock, *request.maxTime, [&] { return over_ || queue_.size() >= most; });
    }
    std::vector<Queued> out;
    while (!over_ && !queue_.empty() && out.size() < most) {
        out.push_back(std::move(queue_.front()));
        queue_.pop_front();
    }
    return out;
}

void Subscription::run() {
    const auto& heartbeats = settings_.request.heartbeats;
    std::unique_lock lock(mutex_);
    auto lastSent = steady_clock::now();
    while (!over_) {
        const auto ready = [this] { return over_ || !queue_.empty(); };
        if (heartbeats) {
            // A little early, so that the gap is never longer than was asked for.
            const auto due = lastSent + *heartbeats * 9 / 10;
            if (!changed_.wait_until(lock, due, ready)) {
                lock.unlock();
                const bool alive = beat();
                lock.lock();
                lastSent = steady_clock::now();
                if (!alive) {
                    break;
                }
                continue;
            }
        } else {
            changed_.wait(lock, ready);
        }
        auto batch = nextBatch(lock);
        if (batch.empty()) {
            continue;
        }
        busy_ = true;
        lock.unlock();
        const bool alive = deliver(std::move(batch));
        lock.lock();
        busy_ = false;
        lastSent = steady_clock::now();
        if (!alive) {
            break;
        }
    }
    over_ = true;
    lock.unlock();
    changed_.notify_all();
    sendEnd();
}

bool Subscription::deliver(std::vector<Queued> batch) {
    const bool wantsAck = settings_.request.mode == uri::kModeEvents || settings_.request.mode == uri::kModePushWithAck;
    while (!batch.empty()) {
        std::vector<Queued> part;
        std::string envelope = envelopeOf(batch);
        part.swap(batch);
        // Halved until it fits; what does not fit alone is dealt with by the policy (R10.2.9.2-2).
        while (envelope.size() > limit() && part.size() > 1) {
            const auto half = static_cast<std::ptrdiff_t>(part.size() / 2);
            batch.insert(batch.begin(), part.begin() + half, part.end());
            part.erase(part.begin() + half, part.end());
            envelope = envelopeOf(part);
        }
        if (envelope.size() > limit()) {
            const auto& policy = settings_.request.maxEnvelopePolicy;
            if (policy == "CancelSubscription") {
                end("SourceCanceling", "An event is larger than MaxEnvelopeSize.");
                return false;
            }
            const std::lock_guard lock(mutex_);
            ++dropped_;
            if (policy == "Skip") {
                continue;
            }
            part.front().event.reset();
            part.front().dropped = dropped_;
            envelope = envelopeOf(part);
        }
        const auto sent = postWithRetries(envelope, wantsAck);
        if (sent == Sent::kRefused) {  // R10.8-1: at once, and without a word
            over_ = true;
            return false;
        }
        if (sent == Sent::kFailed) {
            if (!over_) {
                end("DeliveryFailure", "The event sink could not be reached.");
            }
            return false;
        }
        const std::lock_guard lock(mutex_);
        delivered_ += part.size();
    }
    return true;
}

bool Subscription::beat() {
    auto header = this->header(*settings_.request.notifyTo);
    const bool batched = settings_.request.mode == uri::kModeEvents;
    const bool wantsAck = batched || settings_.request.mode == uri::kModePushWithAck;
    if (wantsAck) {
        header.replyTo = soap::Epr{std::string(uri::kAnonymous), {}, {}, {}};
        header.ackRequested = true;
    }
    // Alone in its batch (R10.2.5-3).
    const auto envelope = batched ? ops::writeEvents(std::move(header), {{std::string(wsman::action::kHeartbeat), {}}})
                                  : ops::writeHeartbeat(std::move(header));
    const auto sent = postWithRetries(envelope, wantsAck);
    if (sent == Sent::kFailed && !over_) {
        end("DeliveryFailure", "The event sink could not be reached.");
    }
    over_ = over_ || sent == Sent::kRefused;
    return sent == Sent::kDone;
}

Subscription::Sent Subscription::post(const std::string& envelope, bool wantsAck) {
    const bool wide = cim::sameName(settings_.request.contentEncoding, "UTF-16");
    const auto reply = sink_->post(envelope, wide ? wsman::xml::Encoding::kUtf16Le : wsman::xml::Encoding::kUtf8);
    if (!reply) {
        return Sent::kFailed;
    }
    const auto message = reply->body.empty()
                             ? wsman::fail(wsman::ErrorCode::kNotSoap, "no body")
                             : soap::Message::parse(reply->body, wsman::xml::charsetOf(reply->contentType));
    if (message && message->isFault()) {
        const auto fault = soap::readFault(*message);
        const auto* info = fault ? fault->info() : nullptr;
        return info != nullptr && info->id == soap::FaultId::kWsmanDeliveryRefused ? Sent::kRefused : Sent::kFailed;
    }
    const bool accepted = reply->status >= 200 && reply->status < 300;
    const bool acknowledged = message && message->action() == wsman::action::kAck;
    return accepted && (!wantsAck || acknowledged) ? Sent::kDone : Sent::kFailed;
}

Subscription::Sent Subscription::postWithRetries(const std::string& envelope, bool wantsAck) {
    const auto& request = settings_.request;
    constexpr std::uint64_t kUsualRetries = 2;
    constexpr std::chrono::milliseconds kUsualPause{200};
    const auto most = request.connectionRetryTotal.value_or(request.connectionRetry ? 1 : kUsualRetries);
    const auto pause = request.connectionRetry.value_or(kUsualPause);
    for (std::uint64_t retry = 0;; ++retry) {
        const auto sent = post(envelope, wantsAck);
        if (sent != Sent::kFailed || retry >= most || over_) {
            return sent;
        }
        std::unique_lock lock(mutex_);
        if (changed_.wait_for(lock, pause, [this] { return over_.load(); })) {
            return Sent::kFailed;
        }
    }
}

void Subscription::end(const std::string& status, const std::string& reason) {
    {
        const std::lock_guard lock(mutex_);
        if (!over_) {
            endStatus_ = status;
            endReason_ = reason;
        }
        over_ = true;
        queue_.clear();
        groups_.clear();
    }
    changed_.notify_all();
    if (sink_ && worker_.get_id() != std::this_thread::get_id()) {
        sink_->stop();
    }
}

void Subscription::sendEnd() {
    std::string status;
    std::string reason;
    {
        const std::lock_guard lock(mutex_);
        status = endStatus_;
        reason = endReason_;
    }
    if (status.empty() || !endSink_) {
        return;
    }
    auto header = this->header(*settings_.request.endTo);  // R10.6-2: with its parameters
    // Nobody waits for it, and nothing can be done if it is not taken.
    (void)endSink_->post(ops::writeSubscriptionEnd(std::move(header),
                                                   {.manager = settings_.manager, .status = status, .reason = reason}));
}

bool Subscription::idle() const {
    const std::lock_guard lock(mutex_);
    return queue_.empty() && groups_.empty() && !busy_;
}

Expiry Subscription::expiry() const {
    const std::lock_guard lock(mutex_);
    return expiry_;
}

void Subscription::renew(const Expiry& expiry) {
    const std::lock_guard lock(mutex_);
    expiry_ = expiry;
    expires_ = true;
}

bool Subscription::expiredAt(std::chrono::system_clock::time_point now) const {
    const std::lock_guard lock(mutex_);
    return expires_ && expiry_.at <= now;
}

SubscriptionInfo Subscription::info() const {
    const std::lock_guard lock(mutex_);
    return {.id = settings_.id,
            .mode = settings_.request.mode,
            .query = settings_.filter->text(),
            .sink = settings_.request.notifyTo && !isPull() ? settings_.request.notifyTo->address : std::string(),
            .user = settings_.user,
            .queued = queue_.size(),
            .delivered = delivered_,
            .dropped = dropped_};
}

}  // namespace mockserver::repository
