#include "mockserver/repository/events/event_hub.h"

#include <algorithm>
#include <utility>

#include "mockserver/repository/store/complete.h"
#include "wsman/cim/instance.h"
#include "wsman/ops/enumeration.h"
#include "wsman/soap/fault.h"
#include "wsman/uris.h"

namespace mockserver::repository {

namespace action = wsman::action;
namespace cim = wsman::cim;
namespace ops = wsman::ops;
namespace soap = wsman::soap;
using soap::FaultId;
using std::chrono::steady_clock;

namespace {

constexpr std::chrono::milliseconds kTick{50};

tl::unexpected<soap::Fault> refused(FaultId id, std::string reason, std::string_view token = {}) {
    return tl::unexpected(soap::makeFault(id, std::move(reason), token));
}

/// The wse:Identifier header that the SubscriptionManager EPR put into the request.
std::string identifierOf(const soap::Message& message) {
    return message.headerElement().child(wsman::ns::kEventing, "Identifier").text();
}

}  // namespace

EventHub::EventHub(std::shared_ptr<Repository> repository, EventOptions options)
    : repository_(std::move(repository)),
      options_(std::move(options)),
      log_(options_.newMessageId()),
      postman_(options_.sinks) {
    observer_ = repository_->observe([this](const Change& change) {
        happened({.change = change, .nameSpace = change.nameSpace, .schema = change.schema});
    });
    timer_ = std::thread([this] { run(); });
}

EventHub::~EventHub() {
    repository_->forget(observer_);
    std::unordered_map<std::string, SubscriptionPtr> left;
    {
        const std::lock_guard lock(mutex_);
        stopping_ = true;
        left.swap(subscriptions_);
    }
    changed_.notify_all();
    timer_.join();
    for (const auto& [id, subscription] : left) {
        subscription->end("SourceShuttingDown", "The event source is shutting down.");
    }
}

void EventHub::happened(Happening happening) {
    const std::lock_guard lock(mutex_);
    happening.sequence = ++sequence_;
    happening.time = options_.now();
    for (const auto& [id, subscription] : subscriptions_) {
        subscription->offer(happening);
    }
    happenings_.push_back(std::move(happening));
    if (happenings_.size() > options_.logLength) {
        happenings_.pop_front();
    }
}

StoreResult<std::uint64_t> EventHub::raise(const std::string& nameSpace, const cim::Instance& event) {
    const auto schema = repository_->schema(nameSpace);
    if (!schema) {
        return refuse(StoreErrorKind::kNoNamespace, "there is no namespace " + nameSpace);
    }
    const auto declaration = schema->find(event.className);
    if (!declaration) {
        return refuse(StoreErrorKind::kNoClass, "there is no class " + event.className);
    }
    if ((declaration->flags & cim::flag::kIndication) == 0) {
        return refuse(StoreErrorKind::kNotSupported, declaration->name + " is no class of events");
    }
    auto whole = completed(*schema, *declaration, event);
    if (!whole) {
        return tl::unexpected(std::move(whole.error()));
    }
    Happening happening{.extrinsic = std::make_shared<const cim::Instance>(std::move(*whole)),
                        .nameSpace = schema->nameSpace(),
                        .schema = schema};
    std::uint64_t took = 0;
    {
        const std::lock_guard lock(mutex_);
        for (const auto& [id, subscription] : subscriptions_) {
            took += eventsOf(happening, *subscription->settings().filter).empty() ? 0 : 1;
        }
    }
    happened(std::move(happening));
    return took;
}

EventHub::SubscriptionPtr EventHub::find(const std::string& id) const {
    const std::lock_guard lock(mutex_);
    const auto found = subscriptions_.find(id);
    return found == subscriptions_.end() ? nullptr : found->second;
}

void EventHub::remove(const std::string& id) {
    const std::lock_guard lock(mutex_);
    const auto found = subscriptions_.find(id);
    if (found == subscriptions_.end()) {
        return;
    }
    // Its thread may wait for an answer of EndTo: the timer lets it go when it has finished.
    ending_.push_back(std::move(found->second));
    subscriptions_.erase(found);
}

std::optional<HttpReply> EventHub::respond(const Exchange& exchange) {
    const auto& message = exchange.message();
    const auto what = message.action();
    if (what == action::kSubscribe) {
        auto resource = resolve(*repository_, message.header());
        if (!resource) {
            return std::nullopt;  // another responder may know it
        }
        return reply(exchange, subscribe({message, exchange.user(), std::move(*resource)}));
    }
    if (what == action::kRenew || what == action::kGetStatus) {
        return reply(exchange, renew(exchange));
    }
    if (what == action::kUnsubscribe) {
        return reply(exchange, unsubscribe(exchange));
    }
    if (what == action::kPull || what == action::kRelease) {
        const auto id = what == action::kPull ? [&]() -> wsman::Result<std::string> {
            const auto request = ops::readPull(message);
            return request ? wsman::Result<std::string>(request->context) : tl::unexpected(request.error());
        }()
            : ops::readEnumerationContext(message);
        const auto subscription = id ? find(*id) : nullptr;
        if (!subscription || !subscription->isPull()) {
            return std::nullopt;
        }
        if (subscription->settings().user != exchange.user()) {
            return reply(exchange, refused(FaultId::kWsmanAccessDenied, "The subscription is another user's."));
        }
        if (what == action::kPull) {
            return reply(exchange, pull(exchange, subscription));
        }
        subscription->end({}, {});
        remove(*id);
        return reply(exchange, ops::writeReleaseResponse(message.header(), options_.newMessageId()));
    }
    return std::nullopt;
}

FaultOr<std::uint64_t> EventHub::firstAfter(const std::string& bookmark) const {
    if (bookmark == wsman::uri::kBookmarkEarliest) {
        return happenings_.empty() ? sequence_ + 1 : happenings_.front().sequence;
    }
    const auto read = readBookmark(log_, bookmark);
    if (!read || *read > sequence_) {
        return refused(FaultId::kWsmanInvalidBookmark, "The bookmark is none of this event source.", "InvalidFormat");
    }
    const auto oldest = happenings_.empty() ? sequence_ + 1 : happenings_.front().sequence;
    if (*read + 1 < oldest) {
        return refused(FaultId::kWsmanInvalidBookmark, "Events after the bookmark are no longer kept.", "Expired");
    }
    return *read + 1;
}

Answer EventHub::subscribe(const Call& call) {
    auto request = ops::readSubscribe(call.message);
    if (!request) {
        const auto& where = request.error().where;
        const auto inFilter = where.find("Filter") != std::string::npos;
        const auto inBookmark = where.find("Bookmark") != std::string::npos;
        const bool both = inFilter && request.error().message.find("together") != std::string::npos;
        return inBookmark ? refused(FaultId::kWsmanInvalidBookmark, request.error().text() + ".", "InvalidFormat")
               : both     ? refused(FaultId::kWseInvalidMessage, request.error().text() + ".")
               : inFilter ? refused(FaultId::kWseEventSourceUnableToProcess, request.error().text() + ".")
                          : Answer(tl::unexpected(soap::faultFor(request.error())));
    }
    auto settings = settingsOf(call, std::move(*request));
    if (!settings) {
        return tl::unexpected(std::move(settings.error()));
    }
    const auto bookmark = settings->request.bookmark;
    auto made = std::make_shared<Subscription>(std::move(*settings));
    if (auto started = made->start(); !started) {
        return refused(FaultId::kWsmanEventDeliverToUnusable, started.error().text() + ".");
    }
    const auto& id = made->settings().id;
    ops::SubscribeResponse response{.manager = made->settings().manager};
    if (const auto expiry = made->expiry()) {
        response.expires = expiry->text(options_.now());
    }
    if (made->isPull()) {
        response.context = id;
    }
    {
        const std::lock_guard lock(mutex_);
        if (std::max(subscriptions_.size(), ending_.size()) >= options_.maxSubscriptions) {
            return refused(FaultId::kWsmanQuotaLimit, "There are too many subscriptions.");
        }
        if (bookmark && !bookmark->empty()) {
            const auto first = firstAfter(*bookmark);
            if (!first) {
                return tl::unexpected(first.error());
            }
            // What happened since, before anything that happens from now on (R10.2.6-4).
            for (const auto& happening : happenings_) {
                if (happening.sequence >= *first) {
                    made->replay(happening);
                }
            }
        }
        subscriptions_.emplace(id, made);
    }
    return ops::writeSubscribeResponse(call.header(), options_.newMessageId(), response);
}

Answer EventHub::pull(const Exchange& exchange, const SubscriptionPtr& subscription) const {
    const auto& message = exchange.message();
    const auto& header = message.header();
    const auto request = ops::readPull(message);
    wsman::Duration patience = std::chrono::seconds(60);
    if (header.operationTimeout && header.operationTimeout->value > wsman::Duration::zero()) {
        patience = std::min(patience, header.operationTimeout->value);
    } else if (request->maxTime) {
        patience = std::min(patience, *request->maxTime);
    }
    const auto deadline = steady_clock::now() + patience * 9 / 10;
    constexpr std::size_t kUsual = 512'000;
    constexpr std::size_t kAround = 4096;  // what stands around the items
    const auto asked = header.maxEnvelopeSize ? header.maxEnvelopeSize->value : kUsual;
    // The pipeline turns the reply into UTF-16 when the request was: at most twice the octets.
    const auto limit = message.encoding() == wsman::xml::Encoding::kUtf8 ? asked : asked / 2;
    const auto octets = static_cast<std::size_t>(limit > 2 * kAround ? limit - kAround : limit / 2);
    auto pulled = subscription->pull(request->maxElements.value_or(1), octets, deadline);
    if (pulled.over) {
        return refused(FaultId::kWsenInvalidEnumerationContext, "The subscription has ended.");
    }
    if (pulled.tooLittle) {
        return refused(FaultId::kWsmanEncodingLimit, "The next item does not fit into MaxEnvelopeSize.",
                       "MaxEnvelopeSize");
    }
    if (pulled.count == 0) {
        return refused(FaultId::kWsmanTimedOut, "No event came in time.");
    }
    ops::EnumerationReplyBody body{.context = subscription->settings().id};
    body.items = [&](wsman::xml::Writer& writer) { writer.raw(pulled.items); };
    if (subscription->settings().request.sendBookmarks) {
        body.bookmark = pulled.bookmark;
    }
    return ops::writePullResponse(header, options_.newMessageId(), body);
}

FaultOr<EventHub::SubscriptionPtr> EventHub::named(const Exchange& exchange) const {
    const auto subscription = find(identifierOf(exchange.message()));
    if (!subscription || subscription->over()) {
        return refused(FaultId::kWseInvalidMessage, "There is no subscription of that identifier.");
    }
    if (subscription->settings().user != exchange.user()) {
        return refused(FaultId::kWsmanAccessDenied, "The subscription is another user's.");
    }
    return subscription;
}

Answer EventHub::renew(const Exchange& exchange) {
    const auto& message = exchange.message();
    const auto subscription = named(exchange);
    if (!subscription) {
        return tl::unexpected(subscription.error());
    }
    const auto now = options_.now();
    if (message.action() == action::kGetStatus) {
        const auto expiry = (*subscription)->expiry();
        return ops::writeGetStatusResponse(message.header(), options_.newMessageId(),
                                           expiry ? expiry->text(now) : std::string());
    }
    const auto asked = ops::readExpires(message);
    if (!asked) {
        return tl::unexpected(soap::faultFor(asked.error()));
    }
    constexpr std::chrono::hours kUsual{1};
    constexpr std::chrono::hours kMost{24 * 365};
    const auto expiry = readExpiry(*asked, now, kUsual, kMost, FaultId::kWseInvalidExpirationTime);
    if (!expiry) {
        return tl::unexpected(expiry.error());
    }
    (*subscription)->renew(*expiry);
    return ops::writeRenewResponse(message.header(), options_.newMessageId(), expiry->text(now));
}

Answer EventHub::unsubscribe(const Exchange& exchange) {
    const auto subscription = named(exchange);
    if (!subscription) {
        return tl::unexpected(subscription.error());
    }
    (*subscription)->end({}, {});
    remove((*subscription)->settings().id);
    return ops::writeUnsubscribeResponse(exchange.message().header(), options_.newMessageId());
}

std::vector<SubscriptionInfo> EventHub::subscriptions() const {
    std::vector<SubscriptionInfo> out;
    const std::lock_guard lock(mutex_);
    for (const auto& [id, subscription] : subscriptions_) {
        if (!subscription->over()) {
            out.push_back(subscription->info());
        }
    }
    std::ranges::sort(out, {}, &SubscriptionInfo::id);
    return out;
}

bool EventHub::cancel(const std::string& id) {
    const auto subscription = find(id);
    if (!subscription) {
        return false;
    }
    subscription->end("SourceCanceling", "The event source has canceled the subscription.");
    remove(id);
    return true;
}

bool EventHub::flush(std::chrono::milliseconds patience) const {
    const auto until = steady_clock::now() + patience;
    for (;;) {
        bool idle = true;
        {
            const std::lock_guard lock(mutex_);
            for (const auto& [id, subscription] : subscriptions_) {
                idle = idle && (subscription->over() || subscription->isPull() || subscription->idle());
            }
        }
        if (idle || steady_clock::now() >= until) {
            return idle;
        }
        std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
}

void EventHub::post(const soap::Epr& to, std::string envelope) {
    postman_.post(to.address, std::move(envelope));
}

void EventHub::run() {
    std::unique_lock lock(mutex_);
    while (!stopping_) {
        changed_.wait_for(lock, kTick);
        std::vector<SubscriptionPtr> all;
        for (const auto& [id, subscription] : subscriptions_) {
            all.push_back(subscription);
        }
        std::vector<SubscriptionPtr> gone;
        std::erase_if(ending_, [&gone](SubscriptionPtr& subscription) {
            if (subscription->finished()) {
                gone.push_back(std::move(subscription));
                return true;
            }
            return false;
        });
        lock.unlock();
        const auto now = options_.now();
        for (const auto& subscription : all) {
            subscription->tick(steady_clock::now());
            if (subscription->expiredAt(now)) {
                subscription->end("SourceCanceling", "The subscription has expired.");
            }
            if (subscription->over()) {
                remove(subscription->settings().id);
            }
        }
        all.clear();
        gone.clear();
        lock.lock();
    }
}

HttpReply EventHub::reply(const Exchange& exchange, Answer answer) const {
    HttpReply out{.status = 200, .headers = {{"Content-Type", std::string(wsman::kContentTypeUtf8)}}};
    if (answer) {
        out.body = std::move(*answer);
        return out;
    }
    out.status = soap::httpStatus(answer.error(), options_.faultStatusByCode);
    out.body = soap::writeFaultMessage(answer.error(), &exchange.message().header(), options_.newMessageId());
    out.note = answer.error().reason();
    return out;
}

}  // namespace mockserver::repository
