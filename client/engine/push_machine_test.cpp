#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "client/engine/engine_for_test.h"
#include "wsman/ops/eventing.h"
#include "wsman/uris.h"

namespace client {
namespace {

using testing::HasSubstr;
using namespace std::chrono_literals;
namespace ops = wsman::ops;
namespace soap = wsman::soap;

constexpr const char* kSubscribed =
    "<e:SubscribeResponse><e:SubscriptionManager><a:Address>http://manager.example/wsman</a:Address>"
    "<a:ReferenceParameters><w:ResourceURI>urn:manager</w:ResourceURI><e:Identifier>id-1</e:Identifier>"
    "</a:ReferenceParameters></e:SubscriptionManager><e:Expires>PT1H</e:Expires></e:SubscribeResponse>";

constexpr const char* kType = "application/soap+xml;charset=UTF-8";

op::Subscribe pushed() {
    op::Subscribe spec{.dialect = "WQL", .expression = "select * from Test_Indication"};
    spec.push = op::Push{"http://127.0.0.1:7/mi-events/1"};
    return spec;
}

soap::Header deliveryHeader(bool acknowledged) {
    soap::Header header;
    header.to = "http://127.0.0.1:7/mi-events/1";
    header.messageId = "uuid:00000000-0000-4000-8000-00000000000e";
    header.ackRequested = acknowledged;
    header.bookmark = "<m/>";
    if (acknowledged) {
        header.replyTo = soap::Epr{std::string(wsman::uri::kAnonymous), {}, {}, {}};
    }
    return header;
}

ops::BodyWriter number(int value) {
    return [value](wsman::xml::Writer& out) {
        out.raw("<p:Test_Indication xmlns:p=\"urn:p\"><p:N>" + std::to_string(value) + "</p:N></p:Test_Indication>");
    };
}

std::string batch(std::initializer_list<int> numbers, bool acknowledged = true) {
    std::vector<ops::OutgoingEvent> events;
    for (const int one : numbers) {
        events.push_back({"urn:event", number(one)});
    }
    return ops::writeEvents(deliveryHeader(acknowledged), events);
}

/// An engine that has subscribed.
struct Pushed {
    explicit Pushed(const op::Subscribe& spec = pushed())
        : engine(spec, context()), step(engine.onReply(answer(*engine.start().send, kSubscribed))) {}
    Engine engine;
    Step step;
};

TEST(Push, RequestSaysWhereAndHow) {
    op::Subscribe spec = pushed();
    spec.maximumLatency = 5s;
    spec.heartbeat = 30s;
    spec.push->retryInterval = 10s;
    spec.push->retryAttempts = 3;
    Engine engine(spec, context());
    const auto request = ops::readSubscribe(parsed(engine.start()));
    ASSERT_TRUE(request) << request.error().text();
    EXPECT_EQ(request->mode, wsman::uri::kModeEvents);
    EXPECT_EQ(request->notifyTo->address, "http://127.0.0.1:7/mi-events/1");
    EXPECT_EQ(request->endTo->address, "http://127.0.0.1:7/mi-events/1");
    EXPECT_EQ(request->maxTime, 5s);
    EXPECT_EQ(request->heartbeats, 30s);
    EXPECT_EQ(request->connectionRetry, 10s);
    EXPECT_EQ(request->connectionRetryTotal, 3U);
}

TEST(Push, FallsBackToWhatTheSourceCan) {
    Engine engine(pushed(), context());
    Step step = engine.start();
    for (const auto mode : {wsman::uri::kModePushWithAck, wsman::uri::kModePush}) {
        step = engine.onReply(fault(*step.send, "e:DeliveryModeRequestedUnavailable", "no"));
        ASSERT_TRUE(step.send);
        const auto request = ops::readSubscribe(parsed(step));
        EXPECT_EQ(request->mode, mode);
        EXPECT_FALSE(request->maxElements);
    }
    step = engine.onReply(fault(*step.send, "e:DeliveryModeRequestedUnavailable", "no"));
    ASSERT_TRUE(step.completion);
    EXPECT_NE(step.completion->code, MiResult::kOk);
    EXPECT_FALSE(step.send);
}

TEST(Push, BatchesBecomeIndicationsAndAreAcknowledged) {
    Pushed pushed;
    EXPECT_TRUE(pushed.step.awaitDelivery);
    EXPECT_FALSE(pushed.step.send);
    EXPECT_FALSE(pushed.step.silence);
    EXPECT_EQ(pushed.step.renewal, 30min);
    const Step step = pushed.engine.onDelivery(kType, batch({1, 2}));
    ASSERT_EQ(step.results.size(), 2U);
    EXPECT_EQ(std::get<IndicationResult>(step.results[0]).bookmark, "");
    EXPECT_EQ(std::get<IndicationResult>(step.results[1]).bookmark, "<m/>");
    EXPECT_EQ(std::get<IndicationResult>(step.results[1]).instance.className, "Test_Indication");
    EXPECT_TRUE(step.awaitDelivery);
    ASSERT_TRUE(step.acknowledgement);
    EXPECT_EQ(step.acknowledgement->status, 200);
    const auto ack = soap::Message::parse(step.acknowledgement->body, "UTF-8");
    ASSERT_TRUE(ack);
    EXPECT_EQ(ack->action(), wsman::action::kAck);
    EXPECT_EQ(ack->header().relatesTo, "uuid:00000000-0000-4000-8000-00000000000e");
}

TEST(Push, SingleEventsAndHeartbeatsWithoutAcknowledgement) {
    op::Subscribe spec = pushed();
    spec.heartbeat = 10s;
    Pushed pushed(spec);
    EXPECT_EQ(pushed.step.silence, 25s);
    Step step = pushed.engine.onDelivery(kType, ops::writeEvent(deliveryHeader(false), "urn:event", number(7)));
    EXPECT_EQ(step.results.size(), 1U);
    EXPECT_EQ(step.acknowledgement->status, 202);
    EXPECT_EQ(step.acknowledgement->body, "");
    step = pushed.engine.onDelivery(kType, ops::writeHeartbeat(deliveryHeader(true)));
    EXPECT_TRUE(step.results.empty());
    EXPECT_EQ(step.acknowledgement->status, 200);
    EXPECT_EQ(step.silence, 25s);
}

TEST(Push, WhatIsNoDeliveryIsRefusedAndNotTheEnd) {
    Pushed pushed;
    for (const std::string body : {"", "<x/>", "no xml"}) {
        const Step step = pushed.engine.onDelivery(kType, body);
        EXPECT_TRUE(step.results.empty());
        EXPECT_FALSE(step.completion);
        EXPECT_TRUE(step.awaitDelivery);
        ASSERT_TRUE(step.acknowledgement);
        EXPECT_EQ(step.acknowledgement->status, 400);
        EXPECT_NE(step.acknowledgement->body, "");
    }
    EXPECT_EQ(pushed.engine.onDelivery(kType, batch({1})).results.size(), 1U);
}

TEST(Push, TheSourceMayEndIt) {
    Pushed pushed;
    ops::SubscriptionEnd end;
    end.manager.address = "http://manager.example/wsman";
    end.status = "SourceShuttingDown";
    end.reason = "Restart.";
    const Step step = pushed.engine.onDelivery(kType, ops::writeSubscriptionEnd(deliveryHeader(false), end));
    ASSERT_TRUE(step.completion);
    EXPECT_EQ(step.completion->code, MiResult::kServerIsShuttingDown);
    EXPECT_THAT(step.completion->message, HasSubstr("Restart."));
    EXPECT_FALSE(step.send);  // there is nothing left to unsubscribe from
    EXPECT_EQ(step.acknowledgement->status, 202);
}

TEST(Push, SilenceEndsItWithAnUnsubscribe) {
    op::Subscribe spec = pushed();
    spec.heartbeat = 10s;
    Pushed pushed(spec);
    const Step step = pushed.engine.onTimer(Timer::kSilence);
    ASSERT_TRUE(step.completion);
    EXPECT_EQ(step.completion->code, MiResult::kFailed);
    EXPECT_THAT(step.completion->message, HasSubstr("heartbeat"));
    ASSERT_TRUE(step.send);
    EXPECT_EQ(step.send->action, wsman::action::kUnsubscribe);
}

TEST(Push, RenewsBeforeItExpires) {
    Pushed pushed;
    Step step = pushed.engine.onTimer(Timer::kRenewal);
    ASSERT_TRUE(step.send);
    const auto renew = parsed(step);
    EXPECT_EQ(renew.action(), wsman::action::kRenew);
    EXPECT_EQ(renew.header().to, "http://manager.example/wsman");
    EXPECT_THAT(renew.header().others.at(0), HasSubstr("id-1"));
    EXPECT_EQ(*ops::readExpires(renew), "PT1H");
    step = pushed.engine.onReply(answer(*step.send, "<e:RenewResponse><e:Expires>PT10M</e:Expires></e:RenewResponse>"));
    EXPECT_TRUE(step.awaitDelivery);
    EXPECT_EQ(step.renewal, 5min);
    step = pushed.engine.onTimer(Timer::kRenewal);
    step = pushed.engine.onReply(fault(*step.send, "e:UnableToRenew", "no"));
    EXPECT_TRUE(step.awaitDelivery);
    EXPECT_FALSE(step.completion);
}

TEST(Push, AnEndThatTheProgramChoseIsNotPutOff) {
    op::Subscribe spec = pushed();
    spec.expires = "PT1H";
    EXPECT_FALSE(Pushed(spec).step.renewal);
}

TEST(Push, CancelUnsubscribes) {
    Pushed pushed;
    const Step step = pushed.engine.cancel();
    ASSERT_TRUE(step.completion);
    ASSERT_TRUE(step.send);
    EXPECT_EQ(step.send->action, wsman::action::kUnsubscribe);
    EXPECT_TRUE(pushed.engine.onDelivery(kType, batch({1})).results.empty());
}

TEST(Push, NoOtherOperationTakesDeliveries) {
    Engine engine(op::TestConnection{}, context());
    (void)engine.start();
    EXPECT_EQ(engine.onDelivery(kType, batch({1})).acknowledgement->status, 400);
}

}  // namespace
}  // namespace client
