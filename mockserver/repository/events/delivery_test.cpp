// When and how much is delivered: batches, heartbeats, limits, and what a slow or dead sink may not hold up.
#include <algorithm>
#include <atomic>
#include <future>
#include <thread>

#include "mockserver/repository/events/eventing_for_test.h"
#include "wsman/xml/encoding.h"

namespace mockserver::repository {
namespace {

using namespace test;
using namespace std::chrono_literals;
using std::chrono::steady_clock;
using testing::ElementsAre;
using testing::HasSubstr;
namespace action = wsman::action;
namespace ops = wsman::ops;
namespace uri = wsman::uri;

const std::string kAlarms = wql("SELECT * FROM Lab_Alarm");

class Delivering : public Eventing {
protected:
    void raise(const std::string& machine = "m") {
        ASSERT_TRUE(hub->raise("root/lab", texts("Lab_Alarm", {{"Machine", machine}})));
    }
    wsman::soap::Message pullWithin(const std::string& context, int octets) {
        return lab->ask(action::kPull, kAll, {},
                        "<n:Pull><n:MaxTime>PT0.3S</n:MaxTime><n:MaxElements>100</n:MaxElements>"
                        "<n:EnumerationContext>" +
                            context + "</n:EnumerationContext></n:Pull>",
                        "<w:MaxEnvelopeSize>" + std::to_string(octets) + "</w:MaxEnvelopeSize>");
    }
};

/// A sink that answers nothing until the test is over.
class DeadSink {
public:
    ~DeadSink() { gate_.set_value(); }
    [[nodiscard]] std::string url() const { return sink_.url(); }

private:
    std::promise<void> gate_;
    TestSink sink_{[open = gate_.get_future().share()](const HttpRequest&, const wsman::soap::Message&) {
        open.wait_for(10s);
        return std::optional(HttpReply{.status = 503});
    }};
};

TEST_F(Delivering, APullThatIsTooSmallEvenForTheNoticeIsRefused) {
    const auto context = pullContext(kAlarms);
    raise(std::string(9000, 'm'));
    EXPECT_EQ(faultOf(pullWithin(context, 120)), "wsman:EncodingLimit/MaxEnvelopeSize");
    EXPECT_EQ(faultOf(pullWithin(context, 120)), "wsman:EncodingLimit/MaxEnvelopeSize");
    const auto message = pullWithin(context, 8192);
    const auto read = ops::readEnumerationReply(message);
    ASSERT_TRUE(read) << "the subscription lives on";
    ASSERT_EQ(read->items.size(), 1U);
    EXPECT_TRUE(read->items[0].is(wsman::ns::kWsman, "DroppedEvents"));
    EXPECT_EQ(read->items[0].text(), "1");
}

TEST_F(Delivering, ABatchThatFillsDoesNotHoldUpHeartbeats) {
    TestSink sink;
    const auto begin = steady_clock::now();
    ASSERT_EQ(faultOf(subscribe(std::string(uri::kModeEvents), sink.url(), kAlarms,
                                "<w:Heartbeats>PT0.6S</w:Heartbeats><w:MaxTime>PT4S</w:MaxTime>")),
              "");
    raise();
    const auto got = sink.wait(2);
    ASSERT_GE(got.size(), 2U);
    // R10.2.5-2: something within each interval; what waits rather than a heartbeat, which would pass it.
    EXPECT_THAT(got[0].events, ElementsAre(std::string(action::kEvent)));
    EXPECT_LT(got[0].time - begin, 1500ms);
    EXPECT_THAT(got[1].events, ElementsAre(std::string(action::kHeartbeat)));
    EXPECT_LT(got[1].time - got[0].time, 1500ms);
}

TEST_F(Delivering, HeartbeatsKeepTimeThoughTheSinkIsSlow) {
    TestSink sink([](const HttpRequest&, const wsman::soap::Message&) -> std::optional<HttpReply> {
        std::this_thread::sleep_for(500ms);
        return std::nullopt;
    });
    ASSERT_EQ(
        faultOf(subscribe(std::string(uri::kModeEvents), sink.url(), kAlarms, "<w:Heartbeats>PT1S</w:Heartbeats>")),
        "");
    const auto got = sink.wait(3);
    ASSERT_GE(got.size(), 3U);
    EXPECT_LT(got[2].time - got[1].time, 1300ms);
}

TEST_F(Delivering, TheOldestEventOfABatchWaitsNoLongerThanMaxTime) {
    std::promise<void> inside;
    std::atomic<bool> first{true};
    TestSink sink([&](const HttpRequest&, const wsman::soap::Message&) -> std::optional<HttpReply> {
        if (first.exchange(false)) {
            inside.set_value();
            std::this_thread::sleep_for(800ms);
        }
        return std::nullopt;
    });
    ASSERT_EQ(faultOf(subscribe(std::string(uri::kModeEvents), sink.url(), kAlarms, "<w:MaxTime>PT0.8S</w:MaxTime>")),
              "");
    raise();
    ASSERT_EQ(inside.get_future().wait_for(5s), std::future_status::ready);
    const auto raised = steady_clock::now();
    raise();
    const auto got = sink.wait(2);
    ASSERT_EQ(got.size(), 2U);
    EXPECT_LT(got[1].time - raised, 1200ms) << "it has waited while the first batch was not acknowledged";
}

TEST_F(Delivering, LimitsAreMeasuredAsTheSinkGetsIt) {
    TestSink sink;
    ASSERT_EQ(faultOf(subscribe(std::string(uri::kModeEvents), sink.url(), kAlarms,
                                "<w:MaxTime>PT0.2S</w:MaxTime><w:MaxEnvelopeSize>16384</w:MaxEnvelopeSize>"
                                "<w:ContentEncoding>UTF-16</w:ContentEncoding>")),
              "");
    raise(std::string(10'000, 'm'));  // 20,000 octets in UTF-16
    raise(std::string(5000, 'a'));
    raise(std::string(5000, 'b'));  // not together with the one before
    const auto got = sink.wait(3);
    ASSERT_EQ(got.size(), 3U);
    EXPECT_THAT(got[0].text, HasSubstr("DroppedEvents"));
    for (const auto& delivery : got) {
        EXPECT_LE(wsman::xml::fromUtf8(delivery.text, wsman::xml::Encoding::kUtf16Le)->size(), 16384U);
    }
}

TEST_F(Delivering, APullInUtf16IsMeasuredInUtf16) {
    const auto context = pullContext(kAlarms);
    for (int i = 0; i < 12; ++i) {
        raise(std::string(1000, 'm'));
    }
    wsman::soap::Header header;
    header.to = "http://lab/wsman";
    header.messageId = "uuid:q";
    header.replyTo = wsman::soap::Epr{std::string(uri::kAnonymous), {}, {}, {}};
    header.resourceUri = {kAll, {}};
    header.maxEnvelopeSize = {16384, {}};
    const auto utf8 = ops::writePull(header, {.context = context, .maxElements = 100, .maxTime = 300ms});
    const auto request =
        wsman::soap::Message::parse(*wsman::xml::fromUtf8(utf8, wsman::xml::Encoding::kUtf16Le), "utf-16");
    ASSERT_TRUE(request) << request.error().text();
    const HttpRequest http{.method = "POST", .target = "/wsman", .path = "/wsman"};
    const std::string user = "ann";
    const auto reply = hub->respond(Exchange(http, *request, user));
    ASSERT_TRUE(reply);
    const auto message = wsman::soap::Message::parse(reply->body);
    ASSERT_TRUE(message);
    const auto read = ops::readEnumerationReply(*message);
    ASSERT_TRUE(read) << reply->body;
    EXPECT_GE(read->items.size(), 2U);
    EXPECT_LE(wsman::xml::fromUtf8(reply->body, wsman::xml::Encoding::kUtf16Le)->size(), 16384U);
}

TEST_F(Delivering, ADeadEndToHoldsUpNothing) {
    DeadSink dead;
    TestSink sink;
    const auto begin = steady_clock::now();
    endTo = "<e:EndTo><a:Address>" + dead.url() + "</a:Address></e:EndTo>";
    ASSERT_EQ(faultOf(subscribe("", sink.url(), kAlarms + "<e:Expires>PT0.1S</e:Expires>")), "");
    endTo = "<e:EndTo><a:Address>" + sink.url() + "</a:Address></e:EndTo>";
    ASSERT_EQ(faultOf(subscribe("", sink.url(), kAlarms + "<e:Expires>PT0.4S</e:Expires>")), "");
    const auto got = sink.wait(1);
    ASSERT_EQ(got.size(), 1U);
    EXPECT_EQ(got[0].action, action::kSubscriptionEnd);
    EXPECT_LT(got[0].time - begin, 1500ms);
    EXPECT_TRUE(hub->subscriptions().empty());
}

TEST_F(Delivering, AMessageToADeadAddressHoldsUpNoOther) {
    DeadSink dead;
    TestSink sink;
    const auto begin = steady_clock::now();
    const auto end = ops::writeSubscriptionEnd({}, {.manager = {}, .status = "SourceCanceling"});
    hub->post({dead.url(), {}, {}, {}}, end);
    hub->post({sink.url(), {}, {}, {}}, end);
    endTo = "<e:EndTo><a:Address>" + sink.url() + "</a:Address></e:EndTo>";
    ASSERT_EQ(faultOf(subscribe("", sink.url(), kAlarms + "<e:Expires>PT0.1S</e:Expires>")), "");
    const auto got = sink.wait(2);
    ASSERT_EQ(got.size(), 2U);
    EXPECT_LT(got[1].time - begin, 1500ms);
}

TEST_F(Delivering, AReplayMayBeLongerThanTheQueue) {
    begin({.queueLength = 3});
    for (int i = 0; i < 8; ++i) {
        raise(std::to_string(i));
    }
    const auto context = pullContext(kAlarms + "<w:Bookmark>" + std::string(uri::kBookmarkEarliest) + "</w:Bookmark>");
    raise("8");
    const auto message = pull(context, 5);
    const auto rest = pull(context, 5);
    std::vector<std::string> machines;
    for (const auto* reply : {&message, &rest}) {
        const auto read = ops::readEnumerationReply(*reply);
        ASSERT_TRUE(read);
        for (const auto item : read->items) {
            machines.push_back(item.childLocal("Machine").text());
        }
    }
    EXPECT_THAT(machines, ElementsAre("0", "1", "2", "3", "4", "5", "6", "7", "8"));
    for (int i = 0; i < 5; ++i) {
        raise();
    }
    const auto after = pull(context);
    ASSERT_EQ(ops::readEnumerationReply(after)->items.size(), 4U) << "then the queue is as long as ever";
    EXPECT_EQ(ops::readEnumerationReply(after)->items[3].text(), "2");
}

TEST_F(Delivering, GroupsThatOverlapHaveNoBookmarks) {
    const auto grouped = [&](const std::string& by, const std::string& more) {
        return faultOf(
            subscribe(std::string(uri::kModePull), "", wql("SELECT * FROM Lab_Alarm GROUP WITHIN 0.3" + by) + more));
    };
    const std::string earliest = "<w:Bookmark>" + std::string(uri::kBookmarkEarliest) + "</w:Bookmark>";
    EXPECT_EQ(grouped(" BY Machine", "<w:SendBookmarks/>"), "wsman:UnsupportedFeature/Bookmarks");
    EXPECT_EQ(grouped(" BY Machine", earliest), "");
    EXPECT_EQ(grouped("", "<w:SendBookmarks/>"), "");
}

TEST_F(Delivering, WithoutAnExpiryThereIsNone) {
    TestSink sink;
    const auto reply = subscribe("", sink.url(), kAlarms);
    EXPECT_EQ(childText(reply, "Expires"), "");
    const auto id = identifier(reply);
    EXPECT_EQ(manage(action::kGetStatus, "GetStatus", id), "");
    EXPECT_EQ(manage(action::kRenew, "Renew", id, "<e:Expires>PT10M</e:Expires>"), "PT10M");
    EXPECT_THAT(manage(action::kGetStatus, "GetStatus", id), testing::StartsWith("PT"));
}

}  // namespace
}  // namespace mockserver::repository
