#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "client/engine/engine_for_test.h"
#include "wsman/ops/enumeration.h"
#include "wsman/ops/eventing.h"
#include "wsman/uris.h"

namespace client {
namespace {

using testing::HasSubstr;

constexpr const char* kSubscribed =
    "<e:SubscribeResponse><e:SubscriptionManager><a:Address>http://manager.example/wsman</a:Address>"
    "<a:ReferenceParameters><w:ResourceURI>urn:manager</w:ResourceURI><e:Identifier>id-1</e:Identifier>"
    "</a:ReferenceParameters></e:SubscriptionManager><e:Expires>PT1H</e:Expires>"
    "<n:EnumerationContext>c1</n:EnumerationContext></e:SubscribeResponse>";

op::Subscribe wql() {
    return {.dialect = "WQL", .expression = "select * from Test_Indication"};
}

/// An engine that has subscribed, and its first Pull.
struct Subscribed {
    Engine engine{wql(), context()};
    Step step = engine.onReply(answer(*engine.start().send, kSubscribed));
};

std::string events(const std::string& context, std::initializer_list<int> numbers) {
    std::string body = "<n:PullResponse><n:EnumerationContext>" + context + "</n:EnumerationContext><n:Items>";
    for (const int number : numbers) {
        body += "<p:Test_Indication xmlns:p=\"urn:p\"><p:N>" + std::to_string(number) + "</p:N></p:Test_Indication>";
    }
    return body + "</n:Items></n:PullResponse>";
}

const IndicationResult& indicationAt(const Step& step, std::size_t index) {
    return std::get<IndicationResult>(step.results.at(index));
}

TEST(Subscribe, RequestSaysPullFilterAndDeliveryOptions) {
    op::Subscribe spec = wql();
    spec.heartbeat = std::chrono::seconds(30);
    spec.expires = "PT10M";
    spec.maximumLatency = std::chrono::seconds(5);
    spec.bookmark = "<p:mark xmlns:p=\"urn:p\">7</p:mark>";
    Engine engine(spec, context());
    Step step = engine.start();
    const auto message = parsed(step);
    EXPECT_EQ(message.action(), wsman::action::kSubscribe);
    const auto request = wsman::ops::readSubscribe(message);
    ASSERT_TRUE(request) << request.error().text();
    EXPECT_EQ(request->mode, wsman::uri::kModePull);
    EXPECT_EQ(request->filter->dialect, wsman::uri::kDialectWql);
    EXPECT_EQ(request->filter->text, "select * from Test_Indication");
    EXPECT_FALSE(request->heartbeats);  // they are for sinks: a Pull that times out says as much (R10.2.5-1)
    EXPECT_EQ(request->expires, "PT10M");
    EXPECT_FALSE(request->maxTime);  // batching parameters do not go with pull (R10.2.9.5-2)
    EXPECT_THAT(*request->bookmark, HasSubstr("7</p:mark>"));
    EXPECT_TRUE(request->sendBookmarks);
    step = engine.onReply(answer(*step.send, kSubscribed));
    EXPECT_EQ(wsman::ops::readPull(parsed(step))->maxTime, std::chrono::seconds(5));
}

TEST(Subscribe, Bookmarks) {
    const auto requestWith = [](std::optional<std::string> bookmark) {
        op::Subscribe spec = wql();
        spec.bookmark = std::move(bookmark);
        Engine engine(spec, context());
        return *wsman::ops::readSubscribe(parsed(engine.start()));
    };
    EXPECT_FALSE(requestWith(std::nullopt).sendBookmarks);
    EXPECT_EQ(requestWith("MI_SUBSCRIBE_BOOKMARK_OLDEST").bookmark, wsman::uri::kBookmarkEarliest);
    EXPECT_FALSE(requestWith("MI_SUBSCRIBE_BOOKMARK_NEWEST").bookmark);
    EXPECT_TRUE(requestWith("MI_SUBSCRIBE_BOOKMARK_NEWEST").sendBookmarks);
    EXPECT_EQ(requestWith("a &lt; b").bookmark, "a &lt; b");
    EXPECT_EQ(requestWith("</w:Bookmark><evil>").bookmark, "&lt;/w:Bookmark&gt;&lt;evil&gt;");
}

TEST(Subscribe, NeedsAQueryOrAResourceUri) {
    Engine none(op::Subscribe{}, context());
    EXPECT_EQ(codeOf(none.start()), MiResult::kInvalidParameter);
    Engine odd(op::Subscribe{.dialect = "XYZ", .expression = "x"}, context());
    EXPECT_EQ(codeOf(odd.start()), MiResult::kQueryLanguageNotSupported);
    OperationContext settings = context();
    settings.resourceUri = "urn:events";
    Engine byUri(op::Subscribe{}, settings);
    const auto message = parsed(byUri.start());
    EXPECT_EQ(message.header().resourceUri->value, "urn:events");
    EXPECT_FALSE(wsman::ops::readSubscribe(message)->filter);
}

TEST(Subscribe, PullsAtTheManagerWithItsReferenceParameters) {
    const Subscribed subscribed;
    const auto message = parsed(subscribed.step);
    EXPECT_EQ(message.action(), wsman::action::kPull);
    EXPECT_EQ(message.header().to, "http://manager.example/wsman");
    EXPECT_EQ(message.header().resourceUri->value, "urn:manager");
    EXPECT_EQ(message.headerElement().child(wsman::ns::kEventing, "Identifier").text(), "id-1");
    EXPECT_EQ(wsman::ops::readPull(message)->context, "c1");
}

TEST(Subscribe, OmisReferencePropertiesWithoutAddress) {
    Engine engine(wql(), contextFor("subscribe"));
    engine.start();
    const Step step = engine.onReply(http(recorded("subscribe")));
    ASSERT_FALSE(step.completion) << step.completion->message;
    const auto message = parsed(step);
    EXPECT_EQ(message.header().to, "http://server.example:5985/wsman");
    EXPECT_EQ(message.header().resourceUri->value, "http://schemas.dmtf.org/wbem/wscim/1/*");
    EXPECT_EQ(message.headerElement().child(wsman::ns::kEventing, "Identifier").text(), "2093809667");
    EXPECT_EQ(wsman::ops::readPull(message)->context, "2093809667");
}

TEST(Subscribe, DeliversEventsWithTheBookmarkBehindTheLast) {
    Subscribed subscribed;
    Step step = subscribed.engine.onReply(
        answer(*subscribed.step.send, events("c2", {1, 2}), 200, "<w:Bookmark>mark-2</w:Bookmark>"));
    ASSERT_EQ(step.results.size(), 2u);
    EXPECT_EQ(textOf(indicationAt(step, 0).instance, "N"), "1");
    EXPECT_EQ(indicationAt(step, 0).bookmark, "");
    EXPECT_EQ(indicationAt(step, 1).bookmark, "mark-2");
    EXPECT_EQ(wsman::ops::readPull(parsed(step))->context, "c2");
    step = subscribed.engine.onReply(answer(*step.send, events("c3", {3})));
    EXPECT_EQ(step.results.size(), 1u);
    EXPECT_EQ(wsman::ops::readPull(parsed(step))->context, "c3");
}

TEST(Subscribe, TimedOutMeansPullAgain) {
    Subscribed subscribed;
    Step step = subscribed.step;
    for (const char* subcode : {"w:TimedOut", "n:TimedOut", "w:TimedOut"}) {
        step = subscribed.engine.onReply(fault(*step.send, subcode, "nothing yet"));
        ASSERT_FALSE(step.completion);
        EXPECT_EQ(wsman::ops::readPull(parsed(step))->context, "c1");
    }
    step = subscribed.engine.onReply(answer(*step.send, events("c2", {1})));
    EXPECT_EQ(step.results.size(), 1u);
}

TEST(Subscribe, CancelUnsubscribesAtTheManager) {
    Subscribed subscribed;
    const Step step = subscribed.engine.cancel();
    EXPECT_EQ(codeOf(step), MiResult::kFailed);
    const auto message = parsed(step);
    EXPECT_EQ(message.action(), wsman::action::kUnsubscribe);
    EXPECT_EQ(message.header().to, "http://manager.example/wsman");
    EXPECT_EQ(message.headerElement().child(wsman::ns::kEventing, "Identifier").text(), "id-1");
}

TEST(Subscribe, EndsOfTheServersMaking) {
    Subscribed faulted;
    Step step = faulted.engine.onReply(fault(*faulted.step.send, "n:InvalidEnumerationContext", "over"));
    EXPECT_EQ(codeOf(step), MiResult::kInvalidEnumerationContext);
    EXPECT_FALSE(step.send);
    Subscribed finished;
    step =
        finished.engine.onReply(answer(*finished.step.send,
                                       "<n:PullResponse><n:Items><p:I xmlns:p=\"urn:p\"/></n:Items><n:EndOfSequence/>"
                                       "</n:PullResponse>"));
    EXPECT_EQ(codeOf(step), MiResult::kOk);
    EXPECT_EQ(step.results.size(), 1u);
    EXPECT_FALSE(step.send);
}

TEST(Subscribe, TimedOutBeforeBeingSubscribedIsAnError) {
    Engine engine(wql(), context());
    const Step first = engine.start();
    const Step step = engine.onReply(fault(*first.send, "w:TimedOut", "late"));
    EXPECT_EQ(codeOf(step), MiResult::kFailed);
    EXPECT_FALSE(step.send);
}

TEST(Subscribe, WithoutAContextItIsGivenUp) {
    Engine engine(wql(), context());
    const Step first = engine.start();
    const Step step =
        engine.onReply(answer(*first.send,
                              "<e:SubscribeResponse><e:SubscriptionManager><a:Address>http://m/</a:Address>"
                              "<a:ReferenceParameters><e:Identifier>i</e:Identifier></a:ReferenceParameters>"
                              "</e:SubscriptionManager><e:Expires>PT1H</e:Expires></e:SubscribeResponse>"));
    EXPECT_EQ(codeOf(step), MiResult::kFailed);
    EXPECT_EQ(parsed(step).action(), wsman::action::kUnsubscribe);
}

}  // namespace
}  // namespace client
