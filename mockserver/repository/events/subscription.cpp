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
        if (auto end = SinkClient::create(settings_.request.endTo->address, settings_.endSink)) {
            endSink_ = std::move(*end);
        }
    }
    worker_ = std::thread([this] { run(); });
    return {};
}

void Subscription::offer(const Happening& happening) {
    take(happening, false);
}

void Subscription::replay(const Happening& happening) {
    take(happening, true);
}

void Subscription::take(const Happening& happening, bool replayed) {
    for (auto& event : eventsOf(happening, *settings_.filter)) {
        const std::lock_guard lock(mutex_);
        if (over_) {
            return;
        }
        if (settings_.filter->grouping()) {
            group(event, happening.sequence);
            continue;
        }
        push({.event = std::make_shared<const cim::Instance>(settings_.filter->project(event)),
              .sequence = happening.sequence,
              .replayed = replayed});
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
            push({.event = std::make_shared<const cim::Instance>(std::move(event)), .sequence = group.sequence});
        }
        at = groups_.erase(at);
    }
    changed_.notify_all();
}

void Subscription::push(Queued queued) {
    if (!queued.replayed && queue_.size() - replayed_ >= settings_.queueLength) {
        drop(queued.sequence);
        return;
    }
    replayed_ += queued.replayed ? 1 : 0;
    queue_.push_back(std::move(queued));
}

Subscription::Queued Subscription::takeFirst() {
    auto first = std::move(queue_.front());
    queue_.pop_front();
    replayed_ -= first.replayed ? 1 : 0;
    return first;
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
            if (!queue_.front().event) {
                out.tooLittle = true;
                break;
            }
            // An event that fits nowhere makes place for the notice that it was dropped.
            queue_.front().event.reset();
            queue_.front().dropped = ++dropped_;
            continue;
        }
        out.items += item;
        ++out.count;
        out.bookmark = bookmarkOf(settings_.log, takeFirst().sequence);
        ++delivered_;
    }
    return out;
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
        replayed_ = 0;
        groups_.clear();
    }
    changed_.notify_all();
    if (sink_ && worker_.get_id() != std::this_thread::get_id()) {
        sink_->stop();
    }
}

bool Subscription::idle() const {
    const std::lock_guard lock(mutex_);
    return queue_.empty() && groups_.empty() && !busy_;
}

std::optional<Expiry> Subscription::expiry() const {
    const std::lock_guard lock(mutex_);
    return expires_ ? std::optional(expiry_) : std::nullopt;
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
