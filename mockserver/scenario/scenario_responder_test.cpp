#include "mockserver/scenario/scenario_responder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>
#include <thread>

#include "mockserver/scenario/scenario_fixture.h"
#include "wsman/ops/identify.h"

namespace mockserver {
namespace {
using test::Ask;
using test::ask;
using test::askXml;
using test::exchanges;
using test::selectors;
using test::textOf;
using testing::HasSubstr;
namespace action = wsman::action;

/// An exchange that answers with its id in `<r>`.
std::string stub(const std::string& id, const std::string& when, const std::string& then = "") {
    return "{\"id\": \"" + id + "\", \"when\": " + when + ", \"reply\": {\"bodyInline\": \"<r>" + id + "</r>\"}" +
           (then.empty() ? "" : ", \"then\": " + then) + "}";
}

std::string answerOf(ScenarioResponder& responder, const Ask& request) {
    const test::Answer answer = ask(responder, request);
    return answer.reply ? textOf(answer.reply->body, "r") : "unanswered";
}

TEST(ScenarioResponder, WritesAnEnvelopeThatCorrelates) {
    ScenarioResponder responder({exchanges(stub("get", R"({"action": "Get"})"))});
    const auto answer = ask(responder, {});
    ASSERT_TRUE(answer.reply);
    EXPECT_EQ(answer.reply->status, 200);
    EXPECT_EQ(answer.reply->headers.get("Content-Type"), wsman::kContentTypeUtf8);
    EXPECT_EQ(answer.reply->note, "scenario \"test\", exchange \"get\"");
    const auto message = wsman::soap::Message::parse(answer.reply->body);
    ASSERT_TRUE(message) << answer.reply->body;
    EXPECT_EQ(message->action(), wsman::soap::responseAction(action::kGet));
    EXPECT_EQ(message->header().relatesTo, "uuid:REQUEST");
    EXPECT_EQ(message->header().to, wsman::uri::kAnonymous);
    EXPECT_THAT(message->header().messageId.value_or(""), testing::MatchesRegex("uuid:[0-9A-F-]{36}"));
    const auto second = wsman::soap::Message::parse(ask(responder, {}).body());
    EXPECT_NE(message->header().messageId, second->header().messageId);
}

TEST(ScenarioResponder, SendsAWholeEnvelopeAndRawBytesAsTheyAre) {
    ScenarioResponder responder({exchanges(R"(
        {"id": "whole", "when": {"action": "Get"}, "reply": {"bodyInline":
          "<?xml version='1.0'?><E:Envelope xmlns:E='urn:e'><i>{{messageId}}</i><r>{{relatesTo}}</r></E:Envelope>"}},
        {"id": "raw", "when": {"action": "Put"}, "reply": {"bodyInline": "{{messageId}} <", "raw": true, "status": 503,
          "contentType": "text/html", "headers": {"X-Echo": "{{request.header 'X-In'}}"},
          "wire": {"truncateAfter": 7, "ending": "close"}}},
        {"id": "nothing", "when": {"action": "Delete"}, "reply": {"status": 204}})")});
    const auto whole = ask(responder, {}).reply;
    ASSERT_TRUE(whole);
    EXPECT_TRUE(whole->body.starts_with("<?xml version='1.0'?><E:Envelope xmlns:E='urn:e'><i>uuid:")) << whole->body;
    EXPECT_EQ(textOf(whole->body, "r"), "uuid:REQUEST");
    const auto raw = ask(responder, {.action = std::string(action::kPut), .headers = {{"x-in", "a\r\nb"}}}).reply;
    ASSERT_TRUE(raw);
    EXPECT_EQ(raw->body, "{{messageId}} <");
    EXPECT_EQ(raw->status, 503);
    EXPECT_EQ(raw->headers.get("content-type"), "text/html");
    EXPECT_EQ(raw->headers.get("X-Echo"), "a  b");
    ASSERT_TRUE(raw->wire);
    EXPECT_EQ(raw->wire->truncateAfter, 7U);
    EXPECT_EQ(raw->wire->ending, WireAction::Ending::kClose);
    const auto nothing = ask(responder, {.action = std::string(action::kDelete)}).reply;
    ASSERT_TRUE(nothing);
    EXPECT_EQ(nothing->status, 204);
    EXPECT_TRUE(nothing->body.empty());
    EXPECT_TRUE(nothing->headers.empty());
}

TEST(ScenarioResponder, SendsFaultsWithTheirDetail) {
    ScenarioResponder responder({exchanges(R"(
        {"id": "plain", "when": {"action": "Get"}, "reply": {"fault": "wsman:AccessDenied"}},
        {"id": "rich", "when": {"action": "Put"}, "reply": {"status": 400, "fault": {"name": "wsman:InvalidSelectors",
          "detail": "UnexpectedSelectors", "reason": "No {{request.selector 'Name'}} & co.",
          "wsmanFault": {"code": 2150858843, "machine": "host", "message": "m", "provider": "p", "providerCode": 5},
          "extraDetailInline": "<x:CIM_Error xmlns:x='urn:x'>{{request.user}}</x:CIM_Error>"}}})")});
    const auto plain = ask(responder, {}).reply;
    ASSERT_TRUE(plain);
    EXPECT_EQ(plain->status, 500);
    const auto plainMessage = wsman::soap::Message::parse(plain->body);
    ASSERT_TRUE(plainMessage);
    EXPECT_EQ(plainMessage->action(), action::kWsmanFault);
    EXPECT_EQ(plainMessage->header().relatesTo, "uuid:REQUEST");
    EXPECT_EQ(wsman::soap::readFault(*plainMessage)->info()->name, "wsman:AccessDenied");
    const auto rich = ask(responder, {.action = std::string(action::kPut), .selectors = selectors({{"Name", "<x>"}})});
    ASSERT_TRUE(rich.reply);
    EXPECT_EQ(rich.reply->status, 400);
    const auto fault = wsman::soap::readFault(*wsman::soap::Message::parse(rich.reply->body));
    ASSERT_TRUE(fault) << rich.reply->body;
    EXPECT_EQ(fault->reason(), "No <x> & co.");
    EXPECT_EQ(fault->faultDetail, std::string(wsman::uri::kFaultDetailPrefix) + "UnexpectedSelectors");
    ASSERT_TRUE(fault->wsmanFault);
    EXPECT_EQ(fault->wsmanFault->code, 2150858843U);
    ASSERT_EQ(fault->detail.size(), 1U);
    EXPECT_EQ(textOf(fault->detail[0], "CIM_Error"), "miuser");
}

TEST(ScenarioResponder, AnswersIdentifyWithoutHeaders) {
    ScenarioResponder responder({exchanges(stub("id", R"({"action": "Identify"})"))});
    const auto answer = askXml(responder, wsman::ops::writeIdentify());
    ASSERT_TRUE(answer.reply);
    const auto message = wsman::soap::Message::parse(answer.reply->body);
    ASSERT_TRUE(message);
    EXPECT_TRUE(message->action().empty());
    EXPECT_FALSE(message->header().messageId);
    EXPECT_EQ(answerOf(responder, {}), "unanswered");
}

TEST(ScenarioResponder, MatchesEachCriterion) {
    const auto answers = [](const std::string& when, const Ask& request, const std::string& more = "") {
        ScenarioResponder responder({exchanges(stub("it", when), more)});
        return answerOf(responder, request) == "it";
    };
    // action, resourceUri
    EXPECT_TRUE(answers("{}", {}));
    EXPECT_FALSE(answers(R"({"action": "Put"})", {}));
    EXPECT_TRUE(answers(R"({"action": {"regex": ".*/transfer/G[a-z]t"}})", {}));
    EXPECT_FALSE(answers(R"({"action": {"regex": "transfer"}})", {}));
    EXPECT_TRUE(answers(R"({"resourceUri": {"regex": "urn:.*"}})", {}));
    EXPECT_FALSE(answers(R"({"resourceUri": "urn:other"})", {}));
    EXPECT_FALSE(answers(R"({"resourceUri": {"present": false}})", {}));
    // selectors
    Ask two;
    two.selectors = selectors({{"Name", "a"}, {"System", "b"}});
    EXPECT_TRUE(answers(R"({"selectors": {"system": "b", "NAME": "a"}})", two));
    EXPECT_FALSE(answers(R"({"selectors": {"Name": "a"}})", two));
    EXPECT_FALSE(answers(R"({"selectors": {"Name": "A", "System": "b"}})", two));
    EXPECT_FALSE(answers(R"({"selectors": {}})", two));
    EXPECT_TRUE(answers(R"({"selectors": {}})", {}));
    EXPECT_TRUE(answers(R"({"selectors": {"Name": {"present": true}, "System": {"regex": "[ab]"}}})", two));
    EXPECT_TRUE(answers(R"({"selectorsInclude": {"Name": "a"}})", two));
    EXPECT_FALSE(answers(R"({"selectorsInclude": {"Other": "a"}})", two));
    EXPECT_TRUE(answers(R"({"selectorsInclude": {"Other": {"present": false}}})", two));
    Ask nested;
    wsman::soap::Epr epr;
    epr.address = wsman::uri::kAnonymous;
    epr.resourceUri = "urn:part";
    epr.selectors.set("Id", "1");
    nested.selectors.set("Part", epr);
    EXPECT_TRUE(
        answers(R"({"selectors": {"Part": {"epr": {"resourceUri": "urn:part", "selectors": {"Id": "1"}}}}})", nested));
    EXPECT_FALSE(answers(R"({"selectors": {"Part": {"epr": {"selectors": {"Id": "2"}}}}})", nested));
    EXPECT_FALSE(answers(R"({"selectors": {"Part": ""}})", nested));
    EXPECT_TRUE(answers(R"({"selectors": {"Part": {"present": true}}})", nested));
    EXPECT_FALSE(answers(R"({"selectors": {"Name": {"epr": {}}, "System": "b"}})", two));
    // options, headers
    Ask options;
    options.options = {{"Verbose", "yes"}};
    EXPECT_TRUE(answers(R"({"options": {"Verbose": "yes"}})", options));
    EXPECT_FALSE(answers(R"({"options": {"Verbose": "no"}})", options));
    EXPECT_FALSE(answers(R"({"options": {"verbose": "yes"}})", options));
    EXPECT_TRUE(answers(R"({"options": {"Other": {"present": false}}})", options));
    EXPECT_TRUE(answers(R"({"headers": {"user-agent": {"regex": "Microsoft.*"}}})",
                        {.headers = {{"User-Agent", "Microsoft WinRM Client"}}}));
    EXPECT_FALSE(answers(R"({"headers": {"user-agent": "x"}})", {}));
    // filter
    Ask query{.action = std::string(action::kEnumerate)};
    query.body =
        "<n:Enumerate><w:Filter Dialect='http://schemas.microsoft.com/wbem/wsman/1/WQL'> select *\n from  X </w:Filter>"
        "</n:Enumerate>";
    EXPECT_TRUE(answers(R"({"filter": {"dialect": "WQL", "text": " select * from X"}})", query));
    EXPECT_FALSE(answers(R"({"filter": {"dialect": "CQL"}})", query));
    EXPECT_FALSE(answers(R"({"filter": {"text": "select * from Y"}})", query));
    EXPECT_FALSE(answers(R"({"filter": {"dialect": "WQL"}})", {}));
    EXPECT_TRUE(answers(R"({"filter": {"text": {"present": false}}})", {}));
    // xpath
    Ask call;
    call.body = "<i:In xmlns:i='urn:in'><i:Count> 7 </i:Count></i:In>";
    const std::string in = R"("namespaces": {"q": "urn:in"},)";
    EXPECT_TRUE(
        answers(R"({"xpath": ["s:Body/q:In", "//q:Count = 7", {"expr": "//q:Count", "equals": "7"}]})", call, in));
    EXPECT_FALSE(answers(R"({"xpath": ["//q:Count > 7"]})", call, in));
    EXPECT_FALSE(answers(R"({"xpath": [{"expr": "//q:Count", "equals": {"regex": "[89]"}}]})", call, in));
    // body
    EXPECT_TRUE(answers(R"({"bodyInline": "<In xmlns='urn:in'>\n <Count>7</Count> </In>"})", call));
    EXPECT_FALSE(answers(R"({"bodyInline": "<In xmlns='urn:in'><Count>8</Count></In>"})", call));
    EXPECT_FALSE(answers(R"({"bodyInline": "<In xmlns='urn:in'/>"})", {}));
    EXPECT_TRUE(answers(R"({"bodyInline":
        "<e:Envelope xmlns:e='http://www.w3.org/2003/05/soap-envelope'><e:Body><In xmlns='urn:in'><Count>7</Count></In></e:Body></e:Envelope>"})",
                        call));
}

TEST(ScenarioResponder, TheMostSpecificAnswersThenTheFirst) {
    ScenarioResponder responder(
        {exchanges(stub("any", "{}") + "," + stub("get", R"({"action": "Get"})") + "," +
                   stub("regex", R"({"resourceUri": {"regex": "urn:.*"}})") + "," +
                   stub("twin-1", R"({"action": "Put"})") + "," + stub("twin-2", R"({"resourceUri": "urn:thing"})") +
                   "," + stub("a", R"({"action": "Get", "selectorsInclude": {"Name": "a"}})") + "," +
                   stub("exactly-a", R"({"action": "Get", "selectors": {"Name": "a"}})"))});
    EXPECT_EQ(answerOf(responder, {.action = "urn:x", .resource = "none"}), "any");
    EXPECT_EQ(answerOf(responder, {.action = "urn:x", .resource = "urn:y"}), "regex");
    EXPECT_EQ(answerOf(responder, {.resource = "urn:y"}), "get");
    EXPECT_EQ(answerOf(responder, {.action = std::string(action::kPut)}), "twin-1");
    EXPECT_EQ(answerOf(responder, {.selectors = selectors({{"Name", "a"}})}), "exactly-a");
    EXPECT_EQ(answerOf(responder, {.selectors = selectors({{"Name", "a"}, {"B", "b"}})}), "a");
}

TEST(ScenarioResponder, ScenariosAreAskedInOrder) {
    const auto other = test::load(R"({"schema": 1, "name": "other", "exchanges": [)" + stub("other", "{}") + "]}");
    ScenarioResponder responder({exchanges(stub("get", R"({"action": "Get"})")), *other});
    EXPECT_EQ(answerOf(responder, {}), "get");
    EXPECT_EQ(answerOf(responder, {.action = std::string(action::kPut)}), "other");
}

TEST(ScenarioResponder, StateBelongsToTheSession) {
    ScenarioResponder responder({exchanges(stub("running", R"({"action": "Get", "state": "start"})") + "," +
                                           stub("stop", R"({"action": "urn:stop"})", R"({"state": "stopped"})") + "," +
                                           stub("stopped", R"({"action": "Get", "state": "stopped"})"))});
    const Ask other{.user = "other"};
    const Ask named{.headers = {{"X-Mock-Session", "one"}}};
    EXPECT_EQ(answerOf(responder, {}), "running");
    EXPECT_EQ(answerOf(responder, {.action = "urn:stop"}), "stop");
    EXPECT_EQ(answerOf(responder, {}), "stopped");
    EXPECT_EQ(answerOf(responder, other), "running");
    EXPECT_EQ(answerOf(responder, named), "running");
    EXPECT_EQ(answerOf(responder, {.action = "urn:stop", .headers = {{"X-Mock-Session", "one"}}}), "stop");
    EXPECT_EQ(answerOf(responder, named), "stopped");
    // A session is its name, whoever asks.
    EXPECT_EQ(answerOf(responder, {.headers = {{"X-Mock-Session", "one"}}, .user = "other"}), "stopped");
    responder.reset();
    EXPECT_EQ(answerOf(responder, {}), "running");
}

TEST(ScenarioResponder, NthCountsRequestsOfTheConversationThatMeetTheRest) {
    ScenarioResponder responder({exchanges(
        stub("first", R"({"action": "Get", "nth": 1})") + "," + stub("third", R"({"nth": 3, "action": "Get"})") + "," +
        stub("else", R"({"action": "Get"})") + "," + stub("put", R"({"action": "Put"})"))});
    EXPECT_EQ(answerOf(responder, {}), "first");
    EXPECT_EQ(answerOf(responder, {.action = std::string(action::kPut)}), "put");
    EXPECT_EQ(answerOf(responder, {}), "else");
    EXPECT_EQ(answerOf(responder, {.user = "other"}), "first");
    EXPECT_EQ(answerOf(responder, {}), "third");
    EXPECT_EQ(answerOf(responder, {}), "else");
}

std::string pagesScenario(int pages) {
    std::string list = R"({"id": "enum", "when": {"action": "Enumerate"}, "reply": {"bodyInline":
        "<n:EnumerateResponse><n:EnumerationContext>{{context}}</n:EnumerationContext></n:EnumerateResponse>"}})";
    for (int page = 1; page <= pages; ++page) {
        const std::string number = std::to_string(page);
        const bool last = page == pages;
        list += ",{\"id\": \"page-" + number + R"(", "when": {"action": "Pull", "context": "enum", "nth": )" + number +
                R"(}, "reply": {"bodyInline": "<n:PullResponse><n:EnumerationContext>{{context)" +
                (page == 2 ? " new" : "") + "}}</n:EnumerationContext><r>" + number + R"(</r></n:PullResponse>"})" +
                (last ? R"(, "then": {"end": true})" : "") + "}";
    }
    return list;
}

Ask pull(const std::string& context) {
    Ask request{.action = std::string(action::kPull)};
    request.body = "<n:Pull><n:EnumerationContext>" + context + "</n:EnumerationContext></n:Pull>";
    return request;
}

TEST(ScenarioResponder, EachEnumerationGetsItsPagesInOrder) {
    ScenarioResponder responder({exchanges(pagesScenario(3))});
    const Ask enumerate{.action = std::string(action::kEnumerate)};
    std::string first = textOf(ask(responder, enumerate).body(), "EnumerationContext");
    const std::string second = textOf(ask(responder, enumerate).body(), "EnumerationContext");
    EXPECT_NE(first, second);
    EXPECT_EQ(answerOf(responder, pull(first)), "1");
    EXPECT_EQ(answerOf(responder, pull(second)), "1");
    std::string body = ask(responder, pull(first)).body();
    EXPECT_EQ(textOf(body, "r"), "2");
    const std::string renamed = textOf(body, "EnumerationContext");
    EXPECT_NE(renamed, first) << "{{context new}} gives another context for the same enumeration";
    body = ask(responder, pull(renamed)).body();
    EXPECT_EQ(textOf(body, "r"), "3");
    EXPECT_EQ(textOf(body, "EnumerationContext"), renamed);
    EXPECT_EQ(answerOf(responder, pull(second)), "2");

    const auto ended = ask(responder, pull(renamed));
    EXPECT_FALSE(ended.reply);
    ASSERT_TRUE(ended.fault);
    EXPECT_EQ(ended.fault->info()->name, "wsen:InvalidEnumerationContext");
    EXPECT_THAT(ended.explanation, HasSubstr("\u2717 context: expected one issued by \"enum\", got \"" + renamed +
                                             "\", not issued here, or ended"));
    // Another user's context is no context of mine.
    Ask stolen = pull(second);
    stolen.user = "other";
    EXPECT_EQ(answerOf(responder, stolen), "unanswered");
}

TEST(ScenarioResponder, ManyEnumerationsAtOnceStayApart) {
    ScenarioResponder responder({exchanges(pagesScenario(5))});
    std::atomic<int> wrong{0};
    std::vector<std::thread> threads;
    for (int t = 0; t < 4; ++t) {
        threads.emplace_back([&] {
            for (int round = 0; round < 25; ++round) {
                std::string context =
                    textOf(ask(responder, {.action = std::string(action::kEnumerate)}).body(), "EnumerationContext");
                for (int page = 1; page <= 5; ++page) {
                    const std::string body = ask(responder, pull(context)).body();
                    wrong += textOf(body, "r") == std::to_string(page) ? 0 : 1;
                    context = textOf(body, "EnumerationContext");
                }
            }
        });
    }
    for (std::thread& thread : threads) {
        thread.join();
    }
    EXPECT_EQ(wrong, 0);
    for (const auto& use : responder.uses()) {
        EXPECT_EQ(use.count, 100U) << use.exchange;
    }
}

TEST(ScenarioResponder, SubscriptionsAndShellsAreConversationsToo) {
    ScenarioResponder responder({exchanges(
        R"({"id": "make", "when": {"action": "Create"}, "reply": {"bodyInline": "<id>{{context}}</id>"}},)" +
        stub("shell", R"({"action": "urn:do", "context": "make"})") + "," +
        stub("unsubscribe", R"({"action": "Unsubscribe", "context": {"issued": true}})", R"({"end": true})") + "," +
        stub("stranger", R"({"context": {"issued": false}})"))});
    const std::string id = textOf(ask(responder, {.action = std::string(action::kCreate)}).body(), "id");
    EXPECT_EQ(answerOf(responder, {.action = "urn:do", .selectors = selectors({{"ShellId", id}})}), "shell");
    EXPECT_EQ(answerOf(responder, {.action = "urn:do", .selectors = selectors({{"ShellId", "X"}})}), "stranger");
    EXPECT_EQ(answerOf(responder, {.action = "urn:do"}), "unanswered");
    Ask unsubscribe{.action = std::string(action::kUnsubscribe)};
    unsubscribe.soapHeaders = {"<i:Identifier xmlns:i='" + std::string(wsman::ns::kEventing) + "'>" + id +
                               "</i:Identifier>"};
    EXPECT_EQ(answerOf(responder, unsubscribe), "unsubscribe");
    EXPECT_EQ(answerOf(responder, unsubscribe), "stranger");
}

TEST(ScenarioResponder, ReplayKeepsTheOrder) {
    ScenarioResponder responder(
        {exchanges(stub("one", R"({"action": "Get"})") + "," + stub("two", R"({"action": "Put"})") + "," +
                       stub("three", R"({"action": "Get"})"),
                   R"("mode": "replay",)")});
    const Ask put{.action = std::string(action::kPut)};
    const auto early = ask(responder, put);
    EXPECT_FALSE(early.reply);
    EXPECT_THAT(early.explanation, HasSubstr("exchange \"one\" (next in the replay, 1 of 3)"));
    EXPECT_EQ(answerOf(responder, {}), "one");
    EXPECT_EQ(answerOf(responder, {}), "unanswered");
    // A named session has its own place; users share the endpoint's.
    EXPECT_EQ(answerOf(responder, {.headers = {{"X-Mock-Session", "s"}}}), "one");
    EXPECT_EQ(answerOf(responder, {.action = std::string(action::kPut), .user = "other"}), "two");
    EXPECT_EQ(responder.unused().size(), 1U);
    EXPECT_EQ(responder.unused()[0].exchange, "three");
    EXPECT_EQ(answerOf(responder, {}), "three");
    EXPECT_TRUE(responder.unused().empty());
    EXPECT_EQ(responder.unmatched(), 2U);
    EXPECT_THAT(ask(responder, {}).explanation, HasSubstr("a replay whose 3 exchanges have all been answered"));
}

TEST(ScenarioResponder, ReplayUsesEveryExchangeOnceUnderConcurrency) {
    std::string list;
    for (int i = 0; i < 200; ++i) {
        list += (i == 0 ? "" : ",") + stub("e" + std::to_string(i), R"({"action": "Get"})");
    }
    ScenarioResponder responder({exchanges(list, R"("mode": "replay",)")});
    std::vector<std::set<std::string>> got(4);
    std::vector<std::thread> threads;
    for (auto& mine : got) {
        threads.emplace_back([&responder, &mine] {
            for (int i = 0; i < 50; ++i) {
                mine.insert(answerOf(responder, {}));
            }
        });
    }
    for (std::thread& thread : threads) {
        thread.join();
    }
    std::set<std::string> all;
    for (const auto& mine : got) {
        all.insert(mine.begin(), mine.end());
    }
    EXPECT_EQ(all.size(), 200U);
    EXPECT_FALSE(all.contains("unanswered"));
}

TEST(ScenarioResponder, AMismatchSaysWhatCameNearest) {
    ScenarioResponder responder({exchanges(
        stub("far", R"({"action": "Put", "resourceUri": "urn:other"})") + "," +
        stub(
            "near",
            R"({"action": "Get", "resourceUri": "urn:thing", "selectors": {"Name": "Spooler"}, "xpath": ["s:Body"]})"))});
    const auto answer = ask(responder, {.selectors = selectors({{"Name", "spooler"}})});
    EXPECT_FALSE(answer.reply);
    const std::string get(action::kGet);
    EXPECT_EQ(answer.explanation, "No exchange answers " + get +
                                      " of urn:thing {Name=\"spooler\"}. Nearest:\n"
                                      "scenario \"test\", exchange \"near\"\n"
                                      "  \u2713 action: \"" +
                                      get +
                                      "\"\n"
                                      "  \u2713 resourceUri: \"urn:thing\"\n"
                                      "  \u2717 selectors: expected {Name=\"Spooler\"}, got {Name=\"spooler\"}\n"
                                      "  \u2713 xpath[0]: true\n"
                                      "scenario \"test\", exchange \"far\"\n"
                                      "  \u2717 action: expected \"" +
                                      std::string(action::kPut) + "\", got \"" + get +
                                      "\"\n"
                                      "  \u2717 resourceUri: expected \"urn:other\", got \"urn:thing\"");
    ASSERT_TRUE(answer.fault);
    EXPECT_EQ(answer.fault->info()->name, "wsman:InvalidSelectors");
    EXPECT_EQ(answer.fault->reason(), answer.explanation);
}

TEST(ScenarioResponder, TheFaultFitsWhatFailed) {
    const auto faultOf = [](const std::string& when, const Ask& request) {
        ScenarioResponder responder({exchanges(stub("it", when))});
        const auto answer = ask(responder, request);
        return answer.fault ? std::string(answer.fault->info()->name) : "none";
    };
    EXPECT_EQ(faultOf(R"({"resourceUri": "urn:other"})", {}), "wsa:DestinationUnreachable");
    EXPECT_EQ(faultOf(R"({"resourceUri": "urn:thing", "action": "Put"})", {}), "wsa:ActionNotSupported");
    EXPECT_EQ(faultOf(R"({"context": {"issued": true}})", pull("x")), "wsen:InvalidEnumerationContext");
    EXPECT_EQ(faultOf(R"({"resourceUri": "urn:other"})", pull("x")), "wsen:InvalidEnumerationContext")
        << "a context that nobody issued, whatever else is wrong";
    EXPECT_EQ(faultOf(R"({"state": "later"})", {}), "wsman:InternalError");
    ScenarioResponder none({exchanges("")});
    EXPECT_EQ(ask(none, {}).fault->info()->name, "wsa:DestinationUnreachable");
}

TEST(ScenarioResponder, NearMissesTellStateAndCount) {
    ScenarioResponder responder({exchanges(stub("second", R"({"action": "Get", "nth": 2})") + "," +
                                           stub("later", R"({"action": "Put", "state": "later"})"))});
    EXPECT_THAT(ask(responder, {}).explanation, HasSubstr("\u2717 nth: expected request 2, got request 1"));
    EXPECT_EQ(answerOf(responder, {}), "second");
    EXPECT_THAT(ask(responder, {}).explanation, HasSubstr("\u2717 nth: expected request 2, got request 3"));
    EXPECT_THAT(ask(responder, {.action = std::string(action::kPut)}).explanation,
                HasSubstr("\u2717 state: expected \"later\", got \"start\""));
}

TEST(ScenarioResponder, MemoryOfConversationsIsBounded) {
    ScenarioResponder::Options options;
    options.maxConversations = 3;
    ScenarioResponder responder({exchanges(stub("first", R"({"nth": 1})") + "," + stub("more", "{}"))}, options);
    const auto as = [](const std::string& user) { return Ask{.user = user}; };
    for (const char* user : {"a", "b", "c"}) {
        EXPECT_EQ(answerOf(responder, as(user)), "first");
    }
    EXPECT_EQ(answerOf(responder, as("a")), "more");
    EXPECT_EQ(answerOf(responder, as("d")), "first");
    EXPECT_EQ(answerOf(responder, as("a")), "more") << "used lately";
    EXPECT_EQ(answerOf(responder, as("b")), "first") << "forgotten";
}

}  // namespace
}  // namespace mockserver
