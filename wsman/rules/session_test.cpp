#include "wsman/rules/session.h"

#include <gmock/gmock.h>

#include "wsman/rules/fixtures.h"

namespace wsman::rules {
namespace {

/// Keeps the bytes that an Observed refers to.
struct Kept {
    explicit Kept(const test::Envelope& envelope) : bytes(envelope.bytes()), observed(bytes, {}) {}
    Kept(const Kept&) = delete;
    Kept& operator=(const Kept&) = delete;

    const std::string bytes;
    const Observed observed;
};

test::Envelope enumerate() {
    return test::request(action::kEnumerate, "<n:Enumerate/>");
}

test::Envelope enumerated(const std::string& context) {
    return test::reply(action::kEnumerate, "<n:EnumerateResponse><n:EnumerationContext>" + context +
                                               "</n:EnumerationContext></n:EnumerateResponse>");
}

test::Envelope pull(const std::string& context) {
    return test::request(action::kPull,
                         "<n:Pull><n:EnumerationContext>" + context + "</n:EnumerationContext></n:Pull>");
}

test::Envelope pulled(const std::string& inner) {
    return test::reply(action::kPull, "<n:PullResponse>" + inner + "</n:PullResponse>");
}

void exchange(Session& session, const test::Envelope& request, const test::Envelope& reply) {
    const Kept first(request);
    const Kept second(reply);
    session.observe(first.observed);
    session.observe(first.observed, second.observed);
}

/// What the session knows of a context, as a copy.
std::optional<Enumeration> known(const Session& session, const std::string& context) {
    const Kept message(pull(context));
    const Enumeration* enumeration =
        session.enumeration(message.observed.payload().child(ns::kEnumeration, "EnumerationContext"));
    return enumeration == nullptr ? std::nullopt : std::optional(*enumeration);
}

TEST(Session, FollowsAContextThatChanges) {
    Session session;
    EXPECT_FALSE(known(session, "c1"));
    exchange(session, enumerate(), enumerated("c1"));
    ASSERT_TRUE(known(session, "c1"));
    EXPECT_EQ(known(session, "c1")->resourceUri, test::kFan);
    exchange(session, pull("c1"), pulled("<n:EnumerationContext>c2</n:EnumerationContext>"));
    EXPECT_EQ(known(session, "c1")->latest, "c2");
    EXPECT_EQ(known(session, "c2")->latest, "c2");
    exchange(session, pull("c2"), pulled("<n:EndOfSequence/>"));
    EXPECT_TRUE(known(session, "c1")->ended);
}

TEST(Session, AFaultChangesNothing) {
    Session session;
    exchange(session, enumerate(), enumerated("c1"));
    exchange(session, pull("c1"), test::fault("Receiver", "w:TimedOut", action::kWsmanFault));
    EXPECT_FALSE(known(session, "c1")->ended);
    EXPECT_EQ(known(session, "c1")->latest, "c1");
}

TEST(Session, AReleaseEndsAnEnumeration) {
    Session session;
    exchange(session, enumerate(), enumerated("c1"));
    exchange(session,
             test::request(action::kRelease, "<n:Release><n:EnumerationContext>c1</n:EnumerationContext></n:Release>"),
             test::reply(action::kRelease));
    EXPECT_TRUE(known(session, "c1")->ended);
}

TEST(Session, AContextUsedAgainIsANewEnumeration) {
    Session session;
    exchange(session, enumerate(), enumerated("c1"));
    exchange(session, pull("c1"), pulled("<n:EndOfSequence/>"));
    exchange(session, enumerate(), enumerated("c1"));
    EXPECT_FALSE(known(session, "c1")->ended);
}

TEST(Session, ContextsOfMarkupAreComparedWithoutPrefixes) {
    Session session;
    exchange(session, enumerate(), enumerated("<q:C xmlns:q=\"urn:q\">1</q:C>"));
    EXPECT_TRUE(known(session, "<z:C xmlns:z=\"urn:q\">1</z:C>"));
    EXPECT_FALSE(known(session, "<z:C xmlns:z=\"urn:z\">1</z:C>"));
}

TEST(Session, ForgetsTheOldest) {
    Session session(2);
    exchange(session, enumerate().text("a:MessageID", "uuid:1"), enumerated("c1"));
    exchange(session, enumerate().text("a:MessageID", "uuid:2"), enumerated("c2"));
    exchange(session, enumerate().text("a:MessageID", "uuid:3"), enumerated("c3"));
    EXPECT_FALSE(known(session, "c1"));
    EXPECT_TRUE(known(session, "c2"));
    EXPECT_TRUE(known(session, "c3"));
    EXPECT_EQ(session.requestId("uuid:1"), nullptr);
    ASSERT_NE(session.requestId("UUID:3"), nullptr);
    EXPECT_EQ(*session.requestId("UUID:3"), "uuid:3");
}

TEST(Session, ALongEnumerationOutlivesItsFirstContexts) {
    Session session(2);
    exchange(session, enumerate(), enumerated("c0"));
    for (int i = 0; i < 10; ++i) {
        exchange(session, pull("c" + std::to_string(i)),
                 pulled("<n:EnumerationContext>c" + std::to_string(i + 1) + "</n:EnumerationContext>"));
    }
    ASSERT_TRUE(known(session, "c10"));
    EXPECT_EQ(known(session, "c10")->resourceUri, test::kFan);
    EXPECT_EQ(known(session, "c9")->latest, "c10");
    EXPECT_FALSE(known(session, "c8"));
}

TEST(Session, KnowsAPullSubscription) {
    Session session;
    exchange(session, test::request(action::kSubscribe, "<e:Subscribe><e:Delivery/></e:Subscribe>"),
             test::reply(action::kSubscribe,
                         "<e:SubscribeResponse><e:SubscriptionManager><a:Address>urn:m</a:Address>"
                         "<a:ReferenceParameters><e:Identifier>s1</e:Identifier></a:ReferenceParameters>"
                         "</e:SubscriptionManager><n:EnumerationContext>c1</n:EnumerationContext>"
                         "</e:SubscribeResponse>"));
    ASSERT_EQ(session.subscriptions().size(), 1u);
    EXPECT_EQ(session.subscriptions()[0].identifier, "s1");
    ASSERT_TRUE(known(session, "c1"));
    EXPECT_TRUE(known(session, "c1")->subscription);
}

}  // namespace
}  // namespace wsman::rules
