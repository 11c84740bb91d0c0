// A subscription's thread: batches, heartbeats, acknowledgements, retries, and the word at its end (DSP0226 §10.2.9,
// §10.7).
#include <algorithm>
#include <utility>

#include "mockserver/repository/events/subscription.h"
#include "wsman/soap/fault.h"
#include "wsman/uris.h"
#include "wsman/xml/writer.h"

namespace mockserver::repository {

namespace ops = wsman::ops;
namespace soap = wsman::soap;
namespace uri = wsman::uri;
using std::chrono::steady_clock;

namespace {

/// A little before `after` has passed since then, so that it is never longer than was asked for.
steady_clock::time_point soon(steady_clock::time_point since, wsman::Duration after) {
    constexpr wsman::Duration kMost = std::chrono::hours(24 * 365);  // a clock can count that far
    return since + std::min(after, kMost) * 9 / 10;
}

}  // namespace

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

wsman::xml::Encoding Subscription::encoding() const {
    const bool wide = wsman::cim::sameName(settings_.request.contentEncoding, "UTF-16");
    return wide ? wsman::xml::Encoding::kUtf16Le : wsman::xml::Encoding::kUtf8;
}

bool Subscription::fits(const std::string& envelope) const {
    if (encoding() == wsman::xml::Encoding::kUtf8) {
        return envelope.size() <= limit();
    }
    const auto encoded = wsman::xml::fromUtf8(envelope, encoding());
    return encoded && encoded->size() <= limit();
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

std::uint64_t Subscription::batchLength() const {
    constexpr std::uint64_t kUsual = 20;
    return settings_.request.mode == uri::kModeEvents ? settings_.request.maxElements.value_or(kUsual) : 1;
}

std::optional<steady_clock::time_point> Subscription::batchDue() const {
    if (queue_.empty()) {
        return std::nullopt;
    }
    const auto& maxTime = settings_.request.maxTime;
    if (!maxTime || settings_.request.mode != uri::kModeEvents || queue_.size() >= batchLength()) {
        return steady_clock::now();
    }
    // More may come until the oldest has waited so long (R10.2.9.4-1).
    return soon(queue_.front().since, *maxTime);
}

std::vector<Subscription::Queued> Subscription::nextBatch() {
    const auto most = batchLength();
    std::vector<Queued> out;
    while (!queue_.empty() && out.size() < most) {
        out.push_back(takeFirst());
    }
    return out;
}

void Subscription::run() {
    const auto& heartbeats = settings_.request.heartbeats;
    std::unique_lock lock(mutex_);
    lastPost_ = steady_clock::now();
    while (!over_) {
        // What comes first: a batch that is due, or the end of a silence (R10.2.5-2). Then what waits is sent, and a
        // heartbeat when nothing does: it may not pass events (R10.2.5-4).
        auto due = batchDue();
        if (heartbeats) {
            const auto beat = soon(lastPost_, *heartbeats);
            due = due ? std::min(*due, beat) : beat;
        }
        if (!due) {
            changed_.wait(lock);
            continue;
        }
        if (steady_clock::now() < *due) {
            changed_.wait_until(lock, *due);
            continue;
        }
        auto batch = nextBatch();
        busy_ = !batch.empty();
        lock.unlock();
        const bool alive = batch.empty() ? beat() : deliver(std::move(batch));
        lock.lock();
        busy_ = false;
        if (!alive) {
            break;
        }
    }
    over_ = true;
    lock.unlock();
    changed_.notify_all();
    sendEnd();
    finished_ = true;
}

bool Subscription::deliver(std::vector<Queued> batch) {
    const bool wantsAck = settings_.request.mode == uri::kModeEvents || settings_.request.mode == uri::kModePushWithAck;
    while (!batch.empty()) {
        std::vector<Queued> part;
        std::string envelope = envelopeOf(batch);
        part.swap(batch);
        // Halved until it fits; what does not fit alone is dealt with by the policy (R10.2.9.2-2).
        while (!fits(envelope) && part.size() > 1) {
            const auto half = static_cast<std::ptrdiff_t>(part.size() / 2);
            batch.insert(batch.begin(), part.begin() + half, part.end());
            part.erase(part.begin() + half, part.end());
            envelope = envelopeOf(part);
        }
        if (!fits(envelope)) {
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
    lastPost_ = steady_clock::now();
    const auto reply = sink_->post(envelope, encoding());
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

}  // namespace mockserver::repository
