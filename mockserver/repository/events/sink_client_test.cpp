// Who is told which password: nobody who does not ask, and each only its own.
#include <mutex>

#include "mockserver/repository/events/eventing_for_test.h"

namespace mockserver::repository {
namespace {

using namespace test;
using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::HasSubstr;
namespace action = wsman::action;

const std::string kAlarms = wql("SELECT * FROM Lab_Alarm");
const std::string kAnn = "Basic YW5uOnNlY3JldA==";  // ann:secret
const std::string kBob = "Basic Ym9iOmhpZGRlbg==";  // bob:hidden

/// A sink that challenges who has not said who it is, and keeps what was said to it.
class Challenging {
public:
    explicit Challenging(std::string challenge) : challenge_(std::move(challenge)) {}
    TestSink& sink() { return sink_; }
    std::vector<std::string> said() {
        const std::lock_guard lock(mutex_);
        return said_;
    }

private:
    std::optional<HttpReply> answer(const HttpRequest& request) {
        const std::lock_guard lock(mutex_);
        said_.emplace_back(request.headers.get("Authorization"));
        if (said_.back().empty() && !challenge_.empty()) {
            return HttpReply{.status = 401, .headers = {{"WWW-Authenticate", challenge_}}};
        }
        return std::nullopt;
    }

    std::string challenge_;
    std::mutex mutex_;
    std::vector<std::string> said_;
    TestSink sink_{[this](const HttpRequest& request, const wsman::soap::Message&) { return answer(request); }};
};

class Credentials : public Eventing {
protected:
    void beginWithUser() {
        EventOptions options;
        options.sinks.credentials = {"ann", "secret"};
        begin(options);
    }
    void raise() { ASSERT_TRUE(hub->raise("root/lab", texts("Lab_Alarm", {{"Level", "1"}}))); }
    static std::string tokenOf(const std::string& user, const std::string& password,
                               const std::string& appliesTo = "") {
        return "<t:RequestSecurityTokenResponse><t:RequestedSecurityToken><u:UsernameToken xmlns:u=\"urn:u\">"
               "<u:Username>" +
               user + "</u:Username><u:Password>" + password +
               "</u:Password></u:UsernameToken></t:RequestedSecurityToken>" +
               (appliesTo.empty() ? ""
                                  : "<p:AppliesTo xmlns:p=\"http://schemas.xmlsoap.org/ws/2004/09/policy\"><a:"
                                    "EndpointReference><a:Address>" +
                                        appliesTo + "</a:Address></a:EndpointReference></p:AppliesTo>") +
               "</t:RequestSecurityTokenResponse>";
    }
    static std::string issued(const std::string& tokens, const std::string& attributes = "") {
        return "<t:IssuedTokens xmlns:t=\"http://schemas.xmlsoap.org/ws/2005/02/trust\"" + attributes + ">" + tokens +
               "</t:IssuedTokens>";
    }
};

TEST_F(Credentials, AreNotSentUnasked) {
    beginWithUser();
    Challenging open("");
    ASSERT_EQ(faultOf(subscribe("", open.sink().url(), kAlarms)), "");
    raise();
    ASSERT_EQ(open.sink().wait(1).size(), 1U);
    EXPECT_THAT(open.said(), ElementsAre(""));
}

TEST_F(Credentials, AreSentAfterABasicChallengeAndThenKnown) {
    beginWithUser();
    Challenging sink("Negotiate, Basic realm=\"a, b\"");
    ASSERT_EQ(faultOf(subscribe("", sink.sink().url(), kAlarms)), "");
    raise();
    ASSERT_EQ(sink.sink().wait(1).size(), 1U);
    raise();
    ASSERT_EQ(sink.sink().wait(2).size(), 2U);
    EXPECT_THAT(sink.said(), ElementsAre("", kAnn, kAnn));
}

TEST_F(Credentials, AreNotSentInAnswerToAnotherChallenge) {
    beginWithUser();
    Challenging sink("Digest realm=\"x, Basic y\", nonce=\"n\"");
    ASSERT_EQ(faultOf(subscribe("", sink.sink().url(), kAlarms,
                                "<w:ConnectionRetry Total=\"1\">PT0.01S</w:ConnectionRetry>")),
              "");
    raise();
    EXPECT_TRUE(hub->flush(5s));
    EXPECT_THAT(sink.said(), ElementsAre("", ""));
    EXPECT_EQ(sink.sink().count(), 0U);
}

TEST_F(Credentials, OfTheSubscribeGoWhereTheyApply) {
    beginWithUser();
    Challenging sink("Basic realm=\"r\"");
    Challenging end("Basic realm=\"r\"");
    endTo = "<e:EndTo><a:Address>" + end.sink().url() + "</a:Address></e:EndTo>";
    const auto tokens = tokenOf("eve", "wrong", "http://127.0.0.1:1/") + tokenOf("bob", "hidden", end.sink().url()) +
                        tokenOf("ann", "secret", sink.sink().url());
    ASSERT_EQ(faultOf(subscribe("", sink.sink().url(), kAlarms, "", issued(tokens))), "");
    raise();
    ASSERT_EQ(sink.sink().wait(1).size(), 1U);
    ASSERT_TRUE(hub->cancel(hub->subscriptions().at(0).id));
    ASSERT_EQ(end.sink().wait(1).size(), 1U);
    EXPECT_THAT(sink.said(), ElementsAre("", kAnn));
    EXPECT_THAT(end.said(), ElementsAre("", kBob));
}

TEST_F(Credentials, OfNotifyToAreNotThoseOfEndTo) {
    Challenging sink("Basic realm=\"r\"");
    Challenging end("Basic realm=\"r\"");
    endTo = "<e:EndTo><a:Address>" + end.sink().url() + "</a:Address></e:EndTo>";
    ASSERT_EQ(faultOf(subscribe("", sink.sink().url(), kAlarms, "", issued(tokenOf("ann", "secret")))), "");
    raise();
    ASSERT_EQ(sink.sink().wait(1).size(), 1U);
    EXPECT_THAT(sink.said(), ElementsAre("", kAnn));
    ASSERT_TRUE(hub->cancel(hub->subscriptions().at(0).id));
    hub.reset();  // when it returns, everything has been said
    EXPECT_THAT(end.said(), ElementsAre(""));
}

TEST_F(Credentials, MayHaveToBeUnderstood) {
    Challenging sink("Basic realm=\"r\"");
    const auto reply =
        subscribe("", sink.sink().url(), kAlarms, "", issued(tokenOf("ann", "secret"), " s:mustUnderstand=\"true\""));
    ASSERT_EQ(faultOf(reply), "");
    raise();
    ASSERT_EQ(sink.sink().wait(1).size(), 1U);
    EXPECT_THAT(sink.said(), ElementsAre("", kAnn));
}

TEST_F(Credentials, OnlyProfilesThatCanBeHonouredAreTaken) {
    const std::string prefix = "http://schemas.dmtf.org/wbem/wsman/1/wsman/secprofile/";
    const auto with = [&](const std::string& mode, const std::string& sink, const std::string& profile) {
        return faultOf(subscribe(mode, sink, kAlarms, "<w:Auth Profile=\"" + profile + "\"/>"));
    };
    EXPECT_EQ(with("", "http://127.0.0.1:9/", prefix + "http/basic"), "");
    EXPECT_EQ(with("", "https://127.0.0.1:9/", prefix + "https/basic"), "");
    EXPECT_EQ(with("", "http://127.0.0.1:9/", prefix + "https/basic"), "wsman:UnsupportedFeature/InsecureAddress");
    EXPECT_EQ(with("", "https://127.0.0.1:9/", prefix + "https/mutual"), "wsman:EventDeliverToUnusable");
    EXPECT_EQ(with("", "http://127.0.0.1:9/", prefix + "http/digest"), "wsman:EventDeliverToUnusable");
    EXPECT_EQ(with(std::string(wsman::uri::kModePull), "", "urn:x"), "wsman:EventDeliverToUnusable");
}

}  // namespace
}  // namespace mockserver::repository
