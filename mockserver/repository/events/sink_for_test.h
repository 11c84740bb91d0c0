#pragma once

#include <gtest/gtest.h>

#include <condition_variable>
#include <filesystem>
#include <fstream>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "mockserver/endpoint/listener.h"
#include "mockserver/endpoint/tls.h"
#include "wsman/ops/eventing.h"
#include "wsman/soap/fault.h"
#include "wsman/soap/message.h"
#include "wsman/uris.h"

namespace mockserver::repository::test {

/// An event sink on a real socket: keeps what it is sent, and acknowledges what wants it unless told otherwise.
class TestSink {
public:
    using Answer = std::function<std::optional<HttpReply>(const HttpRequest&, const wsman::soap::Message&)>;

    explicit TestSink(Answer answer = {}, bool tls = false) : answer_(std::move(answer)) {
        ListenerOptions options;
        if (tls) {
            tls_ = *TlsServer::create({});
            options.scheme = "https";
            options.makeChannel = [server = tls_](int descriptor) { return server->makeChannel(descriptor); };
        }
        listener_ = std::move(*Listener::start(
            std::move(options), {.handle = [this](const HttpRequest& request) { return take(request); }}));
    }

    [[nodiscard]] std::string url() const { return listener_->url() + "/sink"; }
    [[nodiscard]] std::string certificate() const { return tls_->certificate(); }
    void answer(Answer answer) {
        const std::lock_guard lock(mutex_);
        answer_ = std::move(answer);
    }

    struct Delivery {
        std::string action{};
        std::string text{};  ///< the envelope
        std::string authorization{};
        std::vector<std::string> events{};  ///< the action of each event
        std::string bookmark{};
        std::chrono::steady_clock::time_point time{};
    };
    /// The first `count` deliveries, when so many came in time.
    std::vector<Delivery> wait(std::size_t count, std::chrono::milliseconds patience = std::chrono::seconds(10)) {
        std::unique_lock lock(mutex_);
        changed_.wait_for(lock, patience, [&] { return deliveries_.size() >= count; });
        return deliveries_;
    }
    [[nodiscard]] std::size_t count() const {
        const std::lock_guard lock(mutex_);
        return deliveries_.size();
    }

private:
    HttpReply take(const HttpRequest& request) {
        const auto message =
            wsman::soap::Message::parse(request.body, wsman::xml::charsetOf(request.headers.get("Content-Type")));
        if (!message) {
            return {.status = 400};
        }
        Delivery delivery{.action = std::string(message->action()),
                          .text = message->envelope().outerXml(),
                          .authorization = std::string(request.headers.get("Authorization")),
                          .bookmark = message->header().bookmark.value_or(""),
                          .time = std::chrono::steady_clock::now()};
        if (const auto events = wsman::ops::readDelivery(*message)) {
            for (const auto& event : *events) {
                delivery.events.push_back(event.action);
            }
        }
        Answer answer;
        {
            const std::lock_guard lock(mutex_);
            answer = answer_;
        }
        if (answer) {
            if (auto reply = answer(request, *message)) {
                return std::move(*reply);
            }
        }
        {
            const std::lock_guard lock(mutex_);
            deliveries_.push_back(std::move(delivery));
        }
        changed_.notify_all();
        HttpReply reply{.status = 202};
        if (message->header().ackRequested) {
            reply.status = 200;
            reply.headers.add("Content-Type", std::string(wsman::kContentTypeUtf8));
            reply.body = wsman::ops::writeAck(message->header(), "uuid:ack");
        }
        return reply;
    }

    Answer answer_;
    std::shared_ptr<TlsServer> tls_;
    mutable std::mutex mutex_;
    std::condition_variable changed_;
    std::vector<Delivery> deliveries_;
    std::unique_ptr<Listener> listener_;  // last: it calls the others
};

}  // namespace mockserver::repository::test
