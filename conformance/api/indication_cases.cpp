// Subscriptions: what is asked of the server, how its events arrive, and how they end.
#include <condition_variable>
#include <mutex>

#include "conformance/api/wired.h"

namespace conformance {

using client::Next;

namespace {

constexpr const char* kQuery = "SELECT * FROM X_Event";
constexpr const char* kEnumeration = "http://schemas.xmlsoap.org/ws/2004/09/enumeration";
constexpr const char* kEventing = "http://schemas.xmlsoap.org/ws/2004/08/eventing";
constexpr const char* kEventUri = "http://schemas.dmtf.org/wbem/wscim/1/cim-schema/2/X_Event";

std::string subscribed(const Sent& request, const std::string& context) {
    const auto manager = "<wse:SubscriptionManager><wsa:Address>" + request.text("To") +
                         "</wsa:Address><wsa:ReferenceParameters><wsman:ResourceURI>" + request.resourceUri() +
                         "</wsman:ResourceURI><wse:Identifier>" + context +
                         "</wse:Identifier></wsa:ReferenceParameters></wse:SubscriptionManager>";
    return "<wse:SubscribeResponse>" + manager + "<wse:Expires>PT10M</wse:Expires><wsen:EnumerationContext>" + context +
           "</wsen:EnumerationContext></wse:SubscribeResponse>";
}

std::string event(int number) {
    return std::string("<e:X_Event xmlns:e=\"") + kEventUri + "\"><e:Number>" + std::to_string(number) +
           "</e:Number></e:X_Event>";
}

std::string bookmarkOf(int number) {
    return "<Mark Number=\"" + std::to_string(number) + "\"/>";
}

/// Lets the mock take a subscription and give three events, one a Pull, and then the end. A Pull behind `hold` waits
/// until the subscription is gone, as one does when nothing happens.
class EventSource {
public:
    EventSource(WirePeer& mock, int hold = 4) : mock_(mock), hold_(hold) {
        mock.answer("Subscribe", [context = context_](const Sent& request) {
            return std::optional(
                soapReply(request, std::string(kEventing) + "/SubscribeResponse", subscribed(request, context)));
        });
        mock.answer("Pull", [this](const Sent& request) { return std::optional(pull(request)); });
        for (const auto* end : {"Unsubscribe", "Release"})
            mock.answer(end, [this, end](const Sent& request) {
                release();
                return std::optional(soapReply(
                    request, std::string(end[0] == 'U' ? kEventing : kEnumeration) + "/" + end + "Response", ""));
            });
    }
    EventSource(const EventSource&) = delete;
    EventSource& operator=(const EventSource&) = delete;
    ~EventSource() { release(); }

    void release() {
        const std::lock_guard lock(mutex_);
        over_ = true;
        changed_.notify_all();
    }

private:
    mockserver::HttpReply pull(const Sent& request) {
        std::unique_lock lock(mutex_);
        const int number = ++pulls_;
        if (number > hold_) {
            changed_.wait_for(lock, std::chrono::seconds(3), [&] { return over_; });
            return faultReply(request, {.subcode = "wsen:InvalidEnumerationContext",
                                        .reasons = {{"en", "The subscription is gone."}}});
        }
        const auto open = "<wsen:EnumerationContext>" + context_ + "</wsen:EnumerationContext>";
        const auto body = number > 3 ? std::string("<wsen:Items/><wsen:EndOfSequence/>")
                                     : open + "<wsen:Items>" + event(number) + "</wsen:Items>";
        const auto bookmark = number > 3 ? "" : "<wsman:Bookmark>" + bookmarkOf(number) + "</wsman:Bookmark>";
        return soapReply(request, std::string(kEnumeration) + "/PullResponse",
                         "<wsen:PullResponse>" + body + "</wsen:PullResponse>", bookmark);
    }

    WirePeer& mock_;
    const int hold_;
    const std::string context_ = newId();
    std::mutex mutex_;
    std::condition_variable changed_;
    int pulls_ = 0;
    bool over_ = false;
};

/// Delivery options of a session, for the length of a case.
class DeliveryOptions {
public:
    explicit DeliveryOptions(client::MiSession& session) {
        MI_Application_NewSubscriptionDeliveryOptions(session.application(), MI_SubscriptionDeliveryType_Pull,
                                                      &options);
    }
    DeliveryOptions(const DeliveryOptions&) = delete;
    DeliveryOptions& operator=(const DeliveryOptions&) = delete;
    ~DeliveryOptions() {
        if (options.ft)
            MI_SubscriptionDeliveryOptions_Delete(&options);
    }
    MI_SubscriptionDeliveryOptions options = MI_SUBSCRIPTIONDELIVERYOPTIONS_NULL;
};

struct Received {
    client::Outcome outcome{};
    std::vector<std::string> numbers{};
    std::vector<std::string> bookmarks{};
};

/// Subscribes and receives; after `cancelAfter` events, the operation is cancelled.
Received receive(Wired& wired, DeliveryOptions& delivery, std::size_t cancelAfter = 99) {
    MI_Operation operation = MI_OPERATION_NULL;
    MI_Session_Subscribe(wired.session.session(), 0, nullptr, "root/cimv2", "WQL", kQuery, &delivery.options, nullptr,
                         &operation);
    Received out;
    out.outcome.result = MI_RESULT_FAILED;
    if (operation.ft)
        out.outcome = client::drainIndications(
            operation, [&](const MI_Instance& instance, const MI_Char* bookmark, const MI_Char*) {
                out.numbers.push_back(textOf(client::fromMi(&instance), "Number"));
                out.bookmarks.emplace_back(bookmark ? bookmark : "");
                return out.numbers.size() >= cancelAfter ? Next::kCancel : Next::kMore;
            });
    return out;
}

std::string joined(const std::vector<std::string>& words) {
    std::string out;
    for (const auto& word : words)
        out += (out.empty() ? "" : ",") + word;
    return out;
}

CaseResult receivesEvents(ApiTarget& target) {
    auto wired = wire(target);
    if (!wired)
        return wired.error();
    const EventSource source(*wired->mock);
    DeliveryOptions delivery(wired->session);
    const auto received = receive(*wired, delivery);
    return Check().equal("the events", joined(received.numbers), "1,2,3").result();
}

CaseResult receivesBookmarks(ApiTarget& target) {
    auto wired = wire(target);
    if (!wired)
        return wired.error();
    const EventSource source(*wired->mock);
    DeliveryOptions delivery(wired->session);
    MI_SubscriptionDeliveryOptions_SetBookmark(&delivery.options, MI_SUBSCRIBE_BOOKMARK_NEWEST);
    const auto received = receive(*wired, delivery);
    Check check;
    check.equal("the number of events", received.bookmarks.size(), 3u);
    for (std::size_t i = 0; check.ok() && i < 3; ++i)
        check.isTrue("an event lacks the bookmark that came with it",
                     contains(received.bookmarks[i], "Number=\"" + std::to_string(i + 1) + "\""));
    return check.result();
}

CaseResult sendsTheSubscription(ApiTarget& target) {
    auto wired = wire(target);
    if (!wired)
        return wired.error();
    const EventSource source(*wired->mock);
    DeliveryOptions delivery(wired->session);
    receive(*wired, delivery);
    const auto requests = wired->mock->requests("Subscribe");
    Check check;
    check.equal("the number of Subscribe requests", requests.size(), 1u);
    if (check.ok())
        check.equal("the filter", requests[0].text("Filter"), kQuery)
            .equal("the filter's dialect", requests[0].attribute("Filter", "Dialect"),
                   "http://schemas.microsoft.com/wbem/wsman/1/WQL")
            .equal("the delivery mode", requests[0].attribute("Delivery", "Mode"),
                   "http://schemas.dmtf.org/wbem/wsman/1/wsman/Pull");
    return check.result();
}

CaseResult sendsTheBookmark(ApiTarget& target) {
    auto wired = wire(target);
    if (!wired)
        return wired.error();
    const EventSource source(*wired->mock);
    DeliveryOptions delivery(wired->session);
    Check check;
    check.equal("SetBookmark", MI_SubscriptionDeliveryOptions_SetBookmark(&delivery.options, bookmarkOf(7).c_str()),
                MI_RESULT_OK);
    receive(*wired, delivery);
    const auto requests = wired->mock->requests("Subscribe");
    check.equal("the number of Subscribe requests", requests.size(), 1u);
    if (check.ok())
        check.equal("the bookmark on the wire", requests[0].attribute("Mark", "Number"), "7")
            .isTrue("the server is not asked for bookmarks", requests[0].has("SendBookmarks"));
    return check.result();
}

CaseResult sendsTheExpiration(ApiTarget& target) {
    auto wired = wire(target);
    if (!wired)
        return wired.error();
    const EventSource source(*wired->mock);
    DeliveryOptions delivery(wired->session);
    MI_Datetime datetime{};
    datetime.u.interval.minutes = 90;
    Check check;
    check.equal("SetExpirationTime", MI_SubscriptionDeliveryOptions_SetExpirationTime(&delivery.options, &datetime),
                MI_RESULT_OK);
    receive(*wired, delivery);
    const auto requests = wired->mock->requests("Subscribe");
    check.equal("the number of Subscribe requests", requests.size(), 1u);
    if (check.ok()) {
        const auto expires = requests[0].text("Expires");
        check.isTrue("wse:Expires is not an hour and a half",
                     expires == "PT1H30M" || expires == "PT90M" || expires == "PT5400S");
    }
    return check.result();
}

CaseResult cancelUnsubscribes(ApiTarget& target) {
    auto wired = wire(target);
    if (!wired)
        return wired.error();
    const EventSource source(*wired->mock, 2);
    DeliveryOptions delivery(wired->session);
    const auto received = receive(*wired, delivery, 2);
    wired->session.close();
    return Check()
        .equal("the events", joined(received.numbers), "1,2")
        .isTrue("the server was not told", wired->mock->waitFor("Unsubscribe"))
        .result();
}

CaseResult cancelEndsAnIdleSubscription(ApiTarget& target) {
    auto wired = wire(target);
    if (!wired)
        return wired.error();
    EventSource source(*wired->mock, 0);
    DeliveryOptions delivery(wired->session);
    MI_Operation operation = MI_OPERATION_NULL;
    MI_Session_Subscribe(wired->session.session(), 0, nullptr, "root/cimv2", "WQL", kQuery, &delivery.options, nullptr,
                         &operation);
    if (!operation.ft)
        return CaseResult::fail("there is no operation that could give a result");
    Check check;
    check.isTrue("there was no Pull", wired->mock->waitFor("Pull"))
        .equal("MI_Operation_Cancel", MI_Operation_Cancel(&operation, MI_REASON_NONE), MI_RESULT_OK);
    const auto begin = std::chrono::steady_clock::now();
    const auto outcome = client::drainIndications(
        operation, [](const MI_Instance&, const MI_Char*, const MI_Char*) { return Next::kMore; });
    return check
        .isTrue("the end took longer than the server's silence",
                std::chrono::steady_clock::now() - begin < std::chrono::seconds(2))
        .isTrue("the result is OK", outcome.result != MI_RESULT_OK)
        .result();
}

/// Counts events that come by callback.
struct Counted {
    std::mutex mutex;
    std::condition_variable changed;
    int events = 0;
    int finals = 0;

    static void MI_CALL receive(MI_Operation*, void* context, const MI_Instance* instance, const MI_Char*,
                                const MI_Char*, MI_Boolean more, MI_Result, const MI_Char*, const MI_Instance*,
                                MI_Result(MI_CALL*)(MI_Operation*)) {
        auto& self = *static_cast<Counted*>(context);
        const std::lock_guard lock(self.mutex);
        self.events += instance != nullptr;
        self.finals += !more;
        self.changed.notify_all();
    }
};

CaseResult receivesEventsAsynchronously(ApiTarget& target) {
    auto wired = wire(target);
    if (!wired)
        return wired.error();
    const EventSource source(*wired->mock);
    DeliveryOptions delivery(wired->session);
    Counted counted;
    MI_OperationCallbacks callbacks = MI_OPERATIONCALLBACKS_NULL;
    callbacks.callbackContext = &counted;
    callbacks.indicationResult = Counted::receive;
    MI_Operation operation = MI_OPERATION_NULL;
    MI_Session_Subscribe(wired->session.session(), 0, nullptr, "root/cimv2", "WQL", kQuery, &delivery.options,
                         &callbacks, &operation);
    {
        std::unique_lock lock(counted.mutex);
        counted.changed.wait_for(lock, std::chrono::seconds(5), [&] { return counted.finals > 0; });
    }
    if (operation.ft)
        MI_Operation_Close(&operation);
    wired->session.close();
    const std::lock_guard lock(counted.mutex);
    return Check()
        .equal("the number of events", counted.events, 3)
        .equal("the number of final callbacks", counted.finals, 1)
        .result();
}

}  // namespace

std::span<const ApiCase> indicationCases() {
    static constexpr ApiCase kCases[] = {
        {"MI/G4", "mi.h MI_Operation_GetIndication", "Every event of a pull subscription arrives, in order",
         Level::kMust, receivesEvents},
        {"MI/G4b", "mi.h MI_Operation_GetIndication", "Each event comes with its bookmark", Level::kMust,
         receivesBookmarks},
        {"MI/G4c", "mi.h MI_OperationCallback_Indication", "Events come by callback when there is one", Level::kMust,
         receivesEventsAsynchronously},
        {"MI/G5", "mi.h MI_SubscriptionDeliveryOptions_SetBookmark", "A bookmark of the options is sent", Level::kMust,
         sendsTheBookmark},
        {"MI/G5b", "mi.h MI_Session_Subscribe", "Query, dialect and pull delivery are sent", Level::kMust,
         sendsTheSubscription},
        {"MI/G5c", "mi.h MI_SubscriptionDeliveryOptions_SetExpirationTime", "The expiration of the options is sent",
         Level::kMust, sendsTheExpiration},
        {"MI/G6", "mi.h MI_Operation_Cancel", "Cancelling a subscription unsubscribes", Level::kShould,
         cancelUnsubscribes},
        {"MI/G6b", "mi.h MI_Operation_Cancel", "Cancelling a subscription in which nothing happens ends it",
         Level::kMust, cancelEndsAnIdleSubscription},
    };
    return kCases;
}

}  // namespace conformance
