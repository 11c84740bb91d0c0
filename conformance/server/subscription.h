// Subscriptions as the probes make them, and a sink that events are delivered to.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "conformance/server/scratch.h"
#include "conformance/server/walk.h"

namespace conformance {

/// What a Subscribe says; each part is markup or a plain value, left out when empty.
struct SubscribeText {
    std::string mode{};      ///< URI
    std::string notifyTo{};  ///< address
    std::string notifyParameters{};
    std::string inDelivery{};  ///< markup
    std::string endTo{};       ///< address
    std::string expires{};
    std::string inSubscribe{};  ///< markup
    std::string filter{};       ///< markup in place of the profile's query
    bool withoutFilter = false;
    std::string headers{};
};

/// A subscription that ends with its scope: it is unsubscribed when it is still there.
class Subscribed {
public:
    Subscribed(ServerRun& run, const SubscribeText& text);
    ~Subscribed();
    Subscribed(const Subscribed&) = delete;
    Subscribed& operator=(const Subscribed&) = delete;

    /// Why there is no subscription: a service without eventing or without the mode makes the probe skipped.
    [[nodiscard]] const std::optional<CaseResult>& problem() const { return problem_; }
    [[nodiscard]] const WireExchange& reply() const { return *reply_; }
    [[nodiscard]] const std::string& context() const { return context_; }

    const WireExchange& pull(const std::string& inside = {}, const std::string& timeout = "PT1S");
    const WireExchange& renew(const std::string& expires);
    const WireExchange& status();
    const WireExchange& unsubscribe();
    /// Pulls until there is an event, a fault other than wsman:TimedOut, or five seconds have passed.
    const WireExchange& pullEvent();

private:
    const WireExchange& manage(std::string_view action, const std::string& body, const std::string& headers = {});

    ServerRun& run_;
    const WireExchange* reply_ = nullptr;
    std::optional<CaseResult> problem_;
    std::string parameters_;  ///< of the subscription manager, as markup
    std::string to_;
    std::string context_;
    bool active_ = false;
};

/// A service may lack what was asked for when it says so with wsman:UnsupportedFeature, and this detail.
CaseResult acceptedOrUnsupported(const Subscribed& subscribed, const std::vector<std::string>& details = {});

/// The Subscribe itself, for probes that want it refused.
const WireExchange& subscribe(ServerRun& run, const SubscribeText& text);
/// Makes the profile's query match: creates the scratch instance. A failure when that is refused.
CaseResult raiseEvent(Scratch& scratch);

/// What was delivered to a sink.
struct Delivery {
    std::string body{};
    std::string contentType{};
};

/// An event sink on a free port of the loopback interface. Acknowledges what asks for it, unless told otherwise.
class Sink {
public:
    enum class Answer { kAck, kRefuse, kNothing };
    explicit Sink(Answer answer = Answer::kAck);
    ~Sink();
    Sink(const Sink&) = delete;
    Sink& operator=(const Sink&) = delete;

    [[nodiscard]] std::string url() const;
    /// Waits until there are `count` deliveries, or the time is over; returns those that there are.
    std::vector<Delivery> await(std::size_t count, std::chrono::milliseconds limit = std::chrono::seconds(5));
    std::vector<Delivery> deliveries();

private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace conformance
