// What decides among stubs beyond plain criteria: conditions, priority, sequences, machines, expiry.
#include <gtest/gtest.h>

#include <thread>

#include "mockserver/scenario/scenario_fixture.h"

namespace mockserver {
namespace {
using test::Ask;
using test::ask;
using test::textOf;

std::string stub(const std::string& id, const std::string& when, const std::string& more = "") {
    return R"({"id": ")" + id + R"(", "when": {)" + when + R"(}, "reply": {"bodyInline": "<r>)" + id + "</r>\"}" +
           more + "}";
}

std::string answer(ScenarioResponder& responder, const Ask& request) {
    return textOf(ask(responder, request).body(), "r");
}

TEST(StubChoice, ConditionsCombine) {
    ScenarioResponder responder({test::exchanges(
        stub("any", R"("anyOf": [{"selectorsInclude": {"Name": "A"}}, {"options": {"O": "1"}}])") + "," +
        stub("all",
             R"("allOf": [{"selectorsInclude": {"Name": "B"}}, {"not": {"headers": {"X-T": {"present": true}}}}])") +
        "," + stub("not", R"("not": {"anyOf": [{"user": "miuser"}, {"user": {"regex": "ad.*"}}]})"))});
    EXPECT_EQ(answer(responder, {.selectors = test::selectors({{"Name", "A"}})}), "any");
    EXPECT_EQ(answer(responder, {.options = {{"O", "1"}}}), "any");
    EXPECT_EQ(answer(responder, {.selectors = test::selectors({{"Name", "B"}})}), "all");
    EXPECT_EQ(answer(responder, {.user = "guest"}), "not");
    EXPECT_FALSE(ask(responder, {.user = "admin"}).reply);
    const auto missed = ask(responder, {.selectors = test::selectors({{"Name", "B"}}), .headers = {{"X-T", "1"}}});
    EXPECT_FALSE(missed.reply);
    EXPECT_NE(missed.explanation.find("\u2717 allOf: expected (selectorsInclude {Name=\"B\"}) and (not anything but "
                                      "(headers.X-T present)), got not"),
              std::string::npos)
        << missed.explanation;
    EXPECT_NE(
        missed.explanation.find("\u2717 anyOf: expected (selectorsInclude {Name=\"A\"}) or (options.O \"1\"), got "
                                "selectorsInclude {Name=\"B\"}; options.O nothing"),
        std::string::npos)
        << missed.explanation;
}

TEST(StubChoice, AFragmentIsToldByDialectAndPath) {
    ScenarioResponder responder({test::exchanges(
        stub("xpath", R"("fragment": {"dialect": "XPath", "path": "State"})") + "," +
        stub("other", R"("fragment": {"dialect": "urn:d", "path": {"regex": "S.*"}})") + "," + stub("whole", ""))});
    const auto fragment = [](const std::string& dialect) {
        return Ask{.soapHeaders = {"<w:FragmentTransfer" + dialect + ">State</w:FragmentTransfer>"}};
    };
    EXPECT_EQ(answer(responder, fragment("")), "xpath");
    EXPECT_EQ(answer(responder, fragment(" Dialect='http://www.w3.org/TR/1999/REC-xpath-19991116'")), "xpath");
    EXPECT_EQ(answer(responder, fragment(" Dialect='urn:d'")), "other");
    EXPECT_EQ(answer(responder, Ask{}), "whole");
}

TEST(StubChoice, PriorityIsAboveSpecificity) {
    ScenarioResponder responder({test::exchanges(
        stub("precise", R"("action": "Get", "resourceUri": "urn:thing")") + "," +
        stub("maintenance", R"("headers": {"X-Down": {"present": true}})", R"(, "priority": 10)") + "," +
        stub("last", "", R"(, "priority": -1)") + "," + stub("later", "", R"(, "priority": 1, "times": 1)"))});
    EXPECT_EQ(answer(responder, {}), "later");
    EXPECT_EQ(answer(responder, {}), "precise");
    EXPECT_EQ(answer(responder, {.headers = {{"X-Down", "1"}}}), "maintenance");
    EXPECT_EQ(answer(responder, {.resource = "urn:other"}), "last");
}

TEST(StubChoice, ABodyThatIsAnotherIsShownAsADiff) {
    ScenarioResponder responder({test::exchanges(
        stub("b", R"("bodyInline": "<i:In xmlns:i='urn:i'><i:A>1</i:A><i:B>2</i:B><i:C>3</i:C></i:In>")"))});
    const auto missed =
        ask(responder, {.body = "<x:In xmlns:x='urn:i'><x:A>1</x:A><x:B>two</x:B><x:C>3</x:C><x:D/></x:In>"});
    ASSERT_FALSE(missed.reply);
    EXPECT_NE(missed.explanation.find("\n        {urn:i}In\n          {urn:i}A \"1\"\n      -   {urn:i}B \"2\"\n"
                                      "      +   {urn:i}B \"two\"\n          {urn:i}C \"3\"\n      +   {urn:i}D"),
              std::string::npos)
        << missed.explanation;
}

TEST(StubChoice, TimesCountInEachConversation) {
    ScenarioResponder responder({test::exchanges(stub("twice", R"("action": "Get")", R"(, "times": 2)"))});
    const Ask one{.headers = {{"X-Mock-Session", "1"}}};
    const Ask two{.headers = {{"X-Mock-Session", "2"}}};
    EXPECT_EQ(answer(responder, one), "twice");
    EXPECT_EQ(answer(responder, two), "twice");
    EXPECT_EQ(answer(responder, one), "twice");
    const auto over = ask(responder, one);
    EXPECT_FALSE(over.reply);
    EXPECT_NE(over.explanation.find("\u2717 times: expected at most 2 in a conversation, got one after 2"),
              std::string::npos)
        << over.explanation;
    EXPECT_EQ(answer(responder, two), "twice");
}

std::string sequence(const std::string& afterLast) {
    return R"({"id": "s", "replies": [{"bodyInline": "<r>1</r>"}, {"fault": "wsman:TimedOut"},
               {"bodyInline": "<r>3 {{context}}</r>"}])" +
           afterLast + "}";
}

TEST(StubChoice, ASequenceGoesOnAsItSays) {
    const auto play = [](const std::string& afterLast) {
        ScenarioResponder responder({test::exchanges(sequence(afterLast))});
        std::string out;
        for (int i = 0; i < 5; ++i) {
            const auto given = ask(responder, {});
            out += !given.reply ? "-" : given.reply->status == 500 ? "F" : textOf(given.body(), "r").substr(0, 1);
        }
        return out;
    };
    EXPECT_EQ(play(""), "1F333");
    EXPECT_EQ(play(R"(, "afterLast": "cycle")"), "1F31F");
    EXPECT_EQ(play(R"(, "afterLast": "nothing")"), "1F3--");
}

const char* kMachines = R"("machines": {
    "power": {"initial": "off", "per": "endpoint"},
    "lamp": {"per": {"selector": "Name"}},
    "login": {"per": "user", "expiresMs": 60},
    "trace": {"per": {"header": "X-Trace"}}},)";

TEST(StubChoice, MachinesBelongToTheirKeys) {
    ScenarioResponder responder(
        {test::exchanges(stub("on", R"("action": "Put")", R"(, "then": {"states": {"power": "on", "lamp": "lit"}})") +
                             "," + stub("dark", R"("states": {"power": "off"})") + "," +
                             stub("power", R"("states": {"power": "on", "lamp": "start"})") + "," +
                             stub("light", R"("states": {"power": "on", "lamp": "lit"})"),
                         kMachines)});
    const auto lamp = [](const std::string& name, const std::string& session) {
        return Ask{.selectors = test::selectors({{"Name", name}}), .headers = {{"X-Mock-Session", session}}};
    };
    EXPECT_EQ(answer(responder, lamp("a", "1")), "dark");
    auto put = lamp("a", "1");
    put.action = wsman::action::kPut;
    EXPECT_EQ(answer(responder, put), "on");
    EXPECT_EQ(answer(responder, lamp("a", "2")), "light") << "the selector's value is the key, whoever asks";
    EXPECT_EQ(answer(responder, lamp("b", "1")), "power") << "the power is everybody's";
}

TEST(StubChoice, MachinesExpire) {
    ScenarioResponder responder({test::exchanges(
        stub("login", R"("action": "Create")", R"(, "then": {"states": {"login": "in"}})") + "," +
            stub("in", R"("states": {"login": "in"})") + "," + stub("out", R"("states": {"login": "start"})"),
        kMachines)});
    EXPECT_EQ(answer(responder, {.action = std::string(wsman::action::kCreate)}), "login");
    EXPECT_EQ(answer(responder, {}), "in");
    EXPECT_EQ(answer(responder, {.user = "other"}), "out");
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(10);
    while (answer(responder, {}) != "out" && std::chrono::steady_clock::now() < deadline) {
        std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
    EXPECT_EQ(answer(responder, {}), "out");
}

TEST(StubChoice, ContextsExpire) {
    ScenarioResponder responder({test::exchanges(
        R"({"id": "open", "when": {"action": "Enumerate"}, "reply": {"bodyInline": "<r>{{context}}</r>"},
            "then": {"contextExpiresMs": 50}},)" +
        stub("page", R"("action": "Pull", "context": "open")"))});
    const std::string context = answer(responder, {.action = std::string(wsman::action::kEnumerate)});
    const Ask pull{.action = std::string(wsman::action::kPull),
                   .body = "<n:Pull><n:EnumerationContext>" + context + "</n:EnumerationContext></n:Pull>"};
    EXPECT_EQ(answer(responder, pull), "page");
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(10);
    while (ask(responder, pull).reply && std::chrono::steady_clock::now() < deadline) {
        std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
    const auto late = ask(responder, pull);
    ASSERT_FALSE(late.reply);
    EXPECT_EQ(late.fault->subcode,
              wsman::soap::makeFault(wsman::soap::FaultId::kWsenInvalidEnumerationContext, "").subcode);
}

TEST(StubChoice, ASeedMeansTheSameNumbersInEachSession) {
    const auto draw = [](const std::vector<std::string>& sessions, const std::string& seed) {
        ScenarioResponder responder({test::exchanges(
            R"({"id": "d", "reply": {"bodyInline": "<r>{{random 1 1000000}} {{counter 'c'}} {{data.who}}</r>"}})",
            R"("seed": )" + seed + R"(, "data": {"who": "me"}, )")});
        std::map<std::string, std::string> out;
        for (const auto& session : sessions) {
            out[session] += answer(responder, {.headers = {{"X-Mock-Session", session}}}) + ";";
        }
        return out;
    };
    const auto apart = draw({"a", "a", "b", "b"}, "7");
    const auto mixed = draw({"b", "a", "b", "a"}, "7");
    EXPECT_EQ(apart, mixed);
    EXPECT_NE(apart.at("a"), apart.at("b"));
    EXPECT_NE(apart, draw({"a", "a", "b", "b"}, "8"));
    EXPECT_NE(apart.at("a").find(" 2 me;"), std::string::npos) << apart.at("a");
}

TEST(StubChoice, ATemplateBeyondItsBoundsIsAFault) {
    ScenarioResponder responder(
        {test::exchanges(R"({"id": "d", "reply": {"bodyInline": "<r>{{#repeat 2000000}}{{/repeat}}</r>"}})")});
    const auto given = ask(responder, {});
    ASSERT_TRUE(given.reply);
    EXPECT_EQ(given.reply->status, 500);
    EXPECT_NE(given.body().find("went round its loops"), std::string::npos);
}

TEST(StubChoice, WhatTheLoaderRefuses) {
    const auto errors = [](const std::string& list, const std::string& more = "") {
        auto loaded = test::load(R"({"schema": 1, "name": "t",)" + more + R"("exchanges": [)" + list + "]}");
        return loaded ? std::string("none") : loaded.error();
    };
    EXPECT_EQ(
        errors(R"({"id": "a"})"),
        "scenario.json:1:41: /exchanges/0: found an exchange without an answer, expected \"reply\" or \"replies\"\n");
    EXPECT_NE(errors(stub("a", R"("states": {"x": "on"})")).find("expected the name of one of \"machines\""),
              std::string::npos);
    EXPECT_NE(errors(stub("a", R"("anyOf": [{"state": "x"}])")).find("found an unknown member"), std::string::npos);
    EXPECT_NE(
        errors(R"({"id": "a", "reply": {"status": 200}, "afterLast": "cycle"})").find("expected \"replies\" beside it"),
        std::string::npos);
    EXPECT_NE(errors(stub("a", "", R"(, "times": 1)"), R"("mode": "replay",)").find("in mode replay"),
              std::string::npos);
    EXPECT_NE(errors(stub("a", ""), R"("machines": {"m": {"per": "shell"}},)").find("expected session, endpoint"),
              std::string::npos);
    EXPECT_NE(errors(stub("a", ""), R"("dataFiles": {"d": "none.json"},)").find("a file that can be read"),
              std::string::npos);
    EXPECT_NE(
        errors(R"({"id": "a", "reply": {"bodyInline": "<r>{{#if 1}}{{else}}<b>{{/if}}</r>"}})").find("well-formed"),
        std::string::npos);
}

}  // namespace
}  // namespace mockserver
