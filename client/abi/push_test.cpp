// Subscriptions with push delivery through the functions of mi.h: the scripted server answers Subscribe, and the test
// plays the event source, which posts to the address that it was given.
#include <httplib.h>

#include <future>

#include "client/abi/inbox.h"
#include "client/abi/operation_for_test.h"
#include "wsman/ops/eventing.h"
#include "wsman/uris.h"

namespace client::abi {
namespace {

using testing::between;
using testing::reply;
using namespace std::chrono_literals;
namespace ops = wsman::ops;
namespace soap = wsman::soap;

constexpr const char* kType = "application/soap+xml;charset=UTF-8";

class PushTest : public OperationTest {
protected:
    void connectToSource() {
        connect([this](const HttpRequest& request, const CancelToken&) -> testing::Answer {
            if (request.body.find(wsman::action::kSubscribe) != std::string::npos) {
                address.set_value(between(request.body, "<e:NotifyTo><a:Address>", "<"));
                return reply(request, "http://schemas.xmlsoap.org/ws/2004/08/eventing/SubscribeResponse",
                             R"(<e:SubscribeResponse xmlns:e="http://schemas.xmlsoap.org/ws/2004/08/eventing">)"
                             "<e:SubscriptionManager><a:Address>http://127.0.0.1/wsman</a:Address>"
                             "<a:ReferenceParameters><e:Identifier>1</e:Identifier></a:ReferenceParameters>"
                             "</e:SubscriptionManager><e:Expires>PT1H</e:Expires></e:SubscribeResponse>");
            }
            if (request.body.find(wsman::action::kUnsubscribe) != std::string::npos) {
                ++unsubscribed;
            }
            return reply(request, "http://schemas.xmlsoap.org/ws/2004/08/eventing/UnsubscribeResponse", "");
        });
        ASSERT_EQ(
            MI_Application_NewSubscriptionDeliveryOptions(&application, MI_SubscriptionDeliveryType_Push, &options),
            MI_RESULT_OK);
    }
    void TearDown() override {
        if (options.ft) {
            MI_SubscriptionDeliveryOptions_Delete(&options);
        }
        OperationTest::TearDown();
    }
    void subscribe(MI_OperationCallbacks* callbacks = nullptr, MI_Uint32 flags = 0) {
        session.ft->Subscribe(&session, flags, nullptr, "root/test", "WQL", "select * from X_Event", &options,
                              callbacks, &operation);
    }
    // Where the source was told to deliver; waits for the Subscribe.
    std::string path() {
        auto future = address.get_future();
        EXPECT_EQ(future.wait_for(20s), std::future_status::ready);
        const std::string url = future.get();
        EXPECT_TRUE(url.starts_with("http://127.0.0.1:")) << url;
        port = std::atoi(url.substr(17).c_str());
        return url.substr(url.find('/', 8));
    }

    struct Posted {
        int status = 0;
        std::string body;
    };
    Posted post(const std::string& to, const std::string& body, const char* password = nullptr) const {
        httplib::Client source("127.0.0.1", port);
        source.set_read_timeout(30s);
        if (password) {
            source.set_basic_auth("source", password);
        }
        const auto result = source.Post(to, body, kType);
        return result ? Posted{result->status, result->body} : Posted{};
    }
    static soap::Header header() {
        soap::Header header;
        header.to = "http://127.0.0.1/";
        header.messageId = "uuid:00000000-0000-4000-8000-0000000000ee";
        header.ackRequested = true;
        header.replyTo = soap::Epr{std::string(wsman::uri::kAnonymous), {}, {}, {}};
        header.bookmark = "<m>9</m>";
        return header;
    }
    static std::string batch(int first, int count) {
        std::vector<ops::OutgoingEvent> events;
        for (int i = first; i < first + count; ++i) {
            events.push_back({"urn:event", [i](wsman::xml::Writer& out) {
                                  out.raw("<p:X_Event xmlns:p=\"urn:p\"><p:Id>" + std::to_string(i) +
                                          "</p:Id></p:X_Event>");
                              }});
        }
        return ops::writeEvents(header(), events);
    }

    struct Got {
        std::string id, bookmark;
        bool more = false;
        MI_Result result = MI_RESULT_OK;
        std::string message;
    };
    Got next() {
        const MI_Instance* instance = nullptr;
        const MI_Char* bookmark = nullptr;
        const MI_Char* machine = nullptr;
        const MI_Char* message = nullptr;
        MI_Boolean more = MI_FALSE;
        Got got;
        EXPECT_EQ(MI_Operation_GetIndication(&operation, &instance, &bookmark, &machine, &more, &got.result, &message,
                                             nullptr),
                  MI_RESULT_OK);
        MI_Value value{};
        if (instance && MI_Instance_GetElement(instance, "Id", &value, nullptr, nullptr, nullptr) == MI_RESULT_OK) {
            got.id = value.string;
        }
        got.bookmark = bookmark ? bookmark : "";
        got.message = message ? message : "";
        got.more = more != MI_FALSE;
        return got;
    }
    void cancelAndClose() {
        EXPECT_EQ(MI_Operation_Cancel(&operation, MI_REASON_NONE), MI_RESULT_OK);
        while (next().more) {
        }
        EXPECT_EQ(MI_Operation_Close(&operation), MI_RESULT_OK);
    }

    std::promise<std::string> address;
    std::atomic<int> unsubscribed{0};
    MI_SubscriptionDeliveryOptions options = MI_SUBSCRIPTIONDELIVERYOPTIONS_NULL;
    MI_Operation operation = MI_OPERATION_NULL;
    int port = 0;
};

TEST_F(PushTest, EventsReachTheGettersAndAreAcknowledged) {
    connectToSource();
    subscribe();
    const auto to = path();
    const auto posted = post(to, batch(1, 3));
    EXPECT_EQ(posted.status, 200);
    EXPECT_NE(posted.body.find(wsman::action::kAck), std::string::npos);
    for (int i = 1; i <= 3; ++i) {
        const Got got = next();
        EXPECT_EQ(got.id, std::to_string(i));
        EXPECT_TRUE(got.more);
        EXPECT_EQ(got.bookmark, i == 3 ? "<m>9</m>" : "");
    }
    EXPECT_EQ(post(to, ops::writeHeartbeat(header())).status, 200);
    EXPECT_EQ(post(to, "garbage").status, 400);
    EXPECT_EQ(post(to, batch(4, 1)).status, 200);
    EXPECT_EQ(next().id, "4");
    cancelAndClose();
    EXPECT_EQ(unsubscribed, 1);
    const int after = post(to, batch(5, 1)).status;
    EXPECT_TRUE(after == 404 || after == 0) << after;
}

TEST_F(PushTest, TheSourceWaitsForASlowProgram) {
    connectToSource();
    std::mutex mutex;
    std::condition_variable changed;
    struct Context {
        std::mutex* mutex;
        std::condition_variable* changed;
        int calls = 0;
        int finals = 0;
        MI_Operation* handle = nullptr;
        MI_Result(MI_CALL* acknowledge)(MI_Operation*) = nullptr;
    } context{&mutex, &changed};
    MI_OperationCallbacks callbacks = MI_OPERATIONCALLBACKS_NULL;
    callbacks.callbackContext = &context;
    callbacks.indicationResult = [](MI_Operation* handle, void* raw, const MI_Instance*, const MI_Char*, const MI_Char*,
                                    MI_Boolean more, MI_Result, const MI_Char*, const MI_Instance*,
                                    MI_Result(MI_CALL * acknowledge)(MI_Operation*)) {
        auto& self = *static_cast<Context*>(raw);
        const std::scoped_lock lock(*self.mutex);
        ++self.calls;
        self.finals += more ? 0 : 1;
        self.handle = handle;
        self.acknowledge = acknowledge;
        self.changed->notify_all();
    };
    subscribe(&callbacks, MI_OPERATIONFLAGS_MANUAL_ACK_RESULTS);
    const auto to = path();
    auto posting = std::async(std::launch::async, [&] { return post(to, batch(1, 2)); });
    const auto waitForCall = [&](int number) {
        std::unique_lock lock(mutex);
        return changed.wait_for(lock, 20s, [&] { return context.calls == number; });
    };
    for (int call = 1; call <= 2; ++call) {
        ASSERT_TRUE(waitForCall(call));
        EXPECT_EQ(posting.wait_for(20ms), std::future_status::timeout);  // not all of it has been taken
        EXPECT_EQ(context.acknowledge(context.handle), MI_RESULT_OK);
    }
    EXPECT_EQ(posting.get().status, 200);
    EXPECT_EQ(MI_Operation_Close(&operation), MI_RESULT_OK);  // cancels
    ASSERT_TRUE(waitForCall(3));
    EXPECT_EQ(context.acknowledge(context.handle), MI_RESULT_OK);
    EXPECT_EQ(MI_Session_Close(&session, nullptr, nullptr), MI_RESULT_OK);
    EXPECT_EQ(context.finals, 1);
    EXPECT_EQ(unsubscribed, 1);
}

TEST_F(PushTest, TheEndOfTheSourceIsTheEnd) {
    connectToSource();
    subscribe();
    const auto to = path();
    ops::SubscriptionEnd end;
    end.manager.address = "http://127.0.0.1/wsman";
    end.status = "SourceShuttingDown";
    end.reason = "Restart.";
    EXPECT_EQ(post(to, ops::writeSubscriptionEnd(header(), end)).status, 202);
    const Got last = next();
    EXPECT_FALSE(last.more);
    EXPECT_EQ(last.result, MI_RESULT_SERVER_IS_SHUTTING_DOWN);
    EXPECT_NE(last.message.find("Restart."), std::string::npos);
    EXPECT_EQ(MI_Operation_Close(&operation), MI_RESULT_OK);
    EXPECT_EQ(unsubscribed, 0);
}

TEST_F(PushTest, SilenceIsNoticedWhereHeartbeatsWereAgreed) {
    connectToSource();
    MI_Interval interval{};
    interval.microseconds = 1000;  // and five seconds of patience
    ASSERT_EQ(MI_SubscriptionDeliveryOptions_SetHeartbeatInterval(&options, &interval), MI_RESULT_OK);
    subscribe();
    path();
    const Got last = next();
    EXPECT_FALSE(last.more);
    EXPECT_EQ(last.result, MI_RESULT_FAILED);
    EXPECT_NE(last.message.find("heartbeat"), std::string::npos);
    EXPECT_EQ(MI_Operation_Close(&operation), MI_RESULT_OK);
    EXPECT_EQ(unsubscribed, 1);
}

TEST_F(PushTest, CredentialsAreAskedFor) {
    connectToSource();
    MI_UserCredentials credentials{MI_AUTH_TYPE_BASIC, {{nullptr, "source", "secret"}}};
    ASSERT_EQ(MI_SubscriptionDeliveryOptions_AddDeliveryCredentials(&options, &credentials), MI_RESULT_OK);
    subscribe();
    const auto to = path();
    EXPECT_EQ(post(to, batch(1, 1)).status, 401);
    EXPECT_EQ(post(to, batch(1, 1), "secret").status, 200);
    EXPECT_EQ(next().id, "1");
    EXPECT_NE(transport->sent().at(0).find("secprofile/http/basic"), std::string::npos);
    cancelAndClose();
}

TEST_F(PushTest, SubscriptionsShareAListener) {
    const auto app = handles<Application>().find(&application);
    auto first = app->listener("127.0.0.1", 0);
    ASSERT_TRUE(first) << first.error().text();
    const std::uint16_t port = (*first)->port();
    EXPECT_EQ(*app->listener("127.0.0.1", 0), *first);
    const auto taken = app->listener("127.0.0.1", port);  // by number: somebody has it
    ASSERT_FALSE(taken);
    EXPECT_NE(taken.error().text().find(std::to_string(port)), std::string::npos);
    first->reset();
    EXPECT_TRUE(app->listener("127.0.0.1", port));
}

TEST_F(PushTest, BadOptionsAreRefusedInWords) {
    connectToSource();
    const auto refused = [&](const char* destination) {
        MI_SubscriptionDeliveryOptions_SetDeliveryDestination(&options, destination);
        subscribe();
        const Got got = next();
        EXPECT_EQ(MI_Operation_Close(&operation), MI_RESULT_OK);
        EXPECT_NE(got.message, "");
        return got.result;
    };
    EXPECT_EQ(refused("https://127.0.0.1/"), MI_RESULT_NOT_SUPPORTED);
    EXPECT_EQ(refused("ftp://127.0.0.1/"), MI_RESULT_INVALID_PARAMETER);
    EXPECT_EQ(refused("127.0.0.1:many"), MI_RESULT_INVALID_PARAMETER);
    EXPECT_EQ(refused("127.0.0.1:70000"), MI_RESULT_INVALID_PARAMETER);
    EXPECT_EQ(refused("http://:5"), MI_RESULT_INVALID_PARAMETER);
    EXPECT_TRUE(transport->sent().empty());
}

TEST(Inbox, AnswersWhatWaitsWhenItCloses) {
    auto listener = Listener::open({});
    ASSERT_TRUE(listener);
    const std::shared_ptr<Listener> shared = std::move(*listener);
    const auto inbox = std::make_shared<Inbox>();
    const auto path = Inbox::attach(inbox, shared, std::nullopt);
    std::promise<void> woken;
    EXPECT_EQ(inbox->next([&] { woken.set_value(); }).kind, Inbox::Event::Kind::kNone);
    auto posting = std::async(std::launch::async, [&] {
        httplib::Client source("127.0.0.1", shared->port());
        const auto result = source.Post(path, "x", kType);
        return result ? result->status : 0;
    });
    woken.get_future().wait();
    EXPECT_EQ(inbox->close(), shared);
    EXPECT_EQ(posting.get(), 410);
    inbox->add({.kind = Inbox::Event::Kind::kCanceled});
    EXPECT_EQ(inbox->next([] {}).kind, Inbox::Event::Kind::kNone);
}

}  // namespace
}  // namespace client::abi
