#include "mockserver/scenario/lua_hooks.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "mockserver/scenario/scenario_fixture.h"

namespace mockserver {
namespace {

using test::Ask;
using test::ask;
using test::textOf;
using testing::HasSubstr;

const std::string kExchanges =
    R"({"id": "get", "when": {"action": "Get"}, "reply": {"bodyInline": "<r>{{variable 'who' 'nobody'}}</r>"}})";

std::unique_ptr<ScenarioResponder> hooked(const std::string& script) {
    auto loaded = test::load(R"({"schema": 1, "name": "t", "hooks": "h.lua", "exchanges": [)" + kExchanges + "]}",
                             {{"h.lua", script}});
    if (!loaded) {
        ADD_FAILURE() << loaded.error();
        return nullptr;
    }
    return std::make_unique<ScenarioResponder>(std::vector{*loaded});
}

TEST(LuaHooks, ARequestIsThereToDecideBy) {
    const auto responder = hooked(R"(
        function on_request(request)
          return {variables = {who = table.concat({
            request.action:match("[^/]+$"), request.resource_uri, request.user, request.message_id,
            request.selectors.Name, request.options.Verbose, request.headers["x-test"],
            request:xpath("s:Body/*/*"), tostring(request.xml:find("Envelope", 1, true) ~= nil)}, " ")}}
        end)");
    const auto answer = ask(*responder, {.selectors = test::selectors({{"Name", "n"}}),
                                         .options = {{"Verbose", "yes"}},
                                         .body = "<i:In xmlns:i='urn:i'><i:A>7</i:A></i:In>",
                                         .headers = {{"X-Test", "h"}}});
    EXPECT_EQ(textOf(answer.body(), "r"), "Get urn:thing miuser uuid:REQUEST n yes h 7 true");
}

TEST(LuaHooks, CanAnswerInPlaceOfExchanges) {
    const auto responder = hooked(R"(
        function on_request(request)
          local name = request.selectors.Name
          if name == "body" then return {body = "<r>from lua</r>", headers = {["X-From"] = "lua"}} end
          if name == "fault" then return {fault = "wsman:AccessDenied", reason = "not " .. request.user} end
          if name == "unknown" then return {fault = "wsman:Nonsense"} end
          if name == "status" then return {status = 503} end
          if name == "odd" then return {status = 99} end
        end)");
    const auto named = [&](const std::string& name) {
        return ask(*responder, {.selectors = test::selectors({{"Name", name}})});
    };
    const auto body = named("body");
    EXPECT_EQ(textOf(body.body(), "r"), "from lua");
    EXPECT_EQ(textOf(body.body(), "RelatesTo"), "uuid:REQUEST");
    EXPECT_EQ(body.reply->headers.get("X-From"), "lua");
    EXPECT_THAT(body.reply->note, HasSubstr("on_request"));
    EXPECT_THAT(named("fault").body(), testing::AllOf(HasSubstr("AccessDenied"), HasSubstr("not miuser")));
    EXPECT_THAT(named("unknown").body(), HasSubstr("unknown fault"));
    EXPECT_EQ(named("status").reply->status, 503);
    EXPECT_THAT(named("odd").body(), HasSubstr("expected a status from 200 to 599"));
    EXPECT_EQ(textOf(named("other").body(), "r"), "nobody");
}

TEST(LuaHooks, CanChangeAReply) {
    const auto responder = hooked(R"(
        function on_reply(request, reply)
          reply.body = reply.body:gsub("nobody", reply.exchange)
          reply.status = 202
          reply.headers["X-Seen"] = "yes"
          reply.delay_ms = 5
        end)");
    const auto answer = ask(*responder, {});
    EXPECT_EQ(answer.reply->status, 202);
    EXPECT_EQ(textOf(answer.body(), "r"), "get");
    EXPECT_EQ(answer.reply->headers.get("X-Seen"), "yes");
    EXPECT_EQ(answer.reply->wire->delay, std::chrono::milliseconds(5));
}

TEST(LuaHooks, RememberWithinASession) {
    const auto responder = hooked(R"(
        function on_request(request)
          request.session.count = (request.session.count or 0) + 1
          return {variables = {who = tostring(request.session.count)}}
        end)");
    const auto count = [&](const char* session) {
        return textOf(ask(*responder, {.headers = {{"X-Mock-Session", session}}}).body(), "r");
    };
    EXPECT_EQ(count("a"), "1");
    EXPECT_EQ(count("a"), "2");
    EXPECT_EQ(count("b"), "1");
}

std::string loadError(const std::string& script) {
    const auto loaded = LuaHooks::load(script, "h.lua", std::nullopt);
    return loaded ? "none" : loaded.error().message;
}

TEST(LuaHooks, SayWhatIsWrongWithTheScript) {
    EXPECT_EQ(loadError("function on_request(\n  local x"), "h.lua:2: <name> or '...' expected near 'local'");
    EXPECT_EQ(loadError("x = nil + 1"), "h.lua:1: attempt to perform arithmetic on a nil value");
    EXPECT_EQ(loadError("x = 1"), "h.lua: it defines neither on_request nor on_reply");
    EXPECT_THAT(loadError("while true do end"), HasSubstr("ran for more than 1000000 instructions"));
    const auto bad =
        test::load(R"({"schema": 1, "name": "t", "hooks": "h.lua", "exchanges": []})", {{"h.lua", "oops("}});
    ASSERT_FALSE(bad);
    EXPECT_THAT(bad.error(), HasSubstr("/hooks: found a script that cannot be used: h.lua:1:"));
}

TEST(LuaHooks, ReachNothingOutside) {
    for (const char* name : {"io", "os", "require", "package", "debug", "dofile", "loadfile", "load", "collectgarbage",
                             "print", "string.dump", "coroutine"}) {
        EXPECT_EQ(loadError("assert(" + std::string(name) + " == nil) function on_request() end"), "none") << name;
    }
    EXPECT_THAT(loadError("\x1bLua"), HasSubstr("attempt to load a binary chunk"));
}

TEST(LuaHooks, FailingOnesAreFaultsAndTheNextRequestGoesOn) {
    const auto responder = hooked(R"(
        function on_request(request)
          local name = request.selectors.Name
          if name == "loop" then while true do end end
          if name == "memory" then local t = {} for i = 1, 1e7 do t[i] = ("x"):rep(1000) .. i end end
          if name == "error" then error("oh no") end
          if name == "table" then error({}) end
          if name == "number" then return 5 end
          if name == "deep" then local function f() return 1 + f() end f() end
        end)");
    const auto body = [&](const std::string& name) {
        return ask(*responder, {.selectors = test::selectors({{"Name", name}})}).body();
    };
    EXPECT_THAT(body("loop"), HasSubstr("ran for more than"));
    EXPECT_THAT(body("memory"), HasSubstr("the script wants more than 16777216 bytes"));
    EXPECT_THAT(body("error"), HasSubstr("h.lua:6: oh no"));
    EXPECT_THAT(body("table"), HasSubstr("an error that is no text"));
    EXPECT_THAT(body("number"), HasSubstr("nil or a table from on_request"));
    EXPECT_THAT(body("deep"), testing::AnyOf(HasSubstr("stack overflow"), HasSubstr("wants more than")));
    EXPECT_EQ(textOf(body("fine"), "r"), "nobody");
}

TEST(LuaHooks, SessionsAreBounded) {
    auto hooks = LuaHooks::load("function on_request(r) r.session.x = true return {variables = {n = r.user}} end",
                                "h.lua", 1, {.maxSessions = 3});
    ASSERT_TRUE(hooks);
    const auto message = wsman::soap::Message::parse(Ask{}.xml());
    for (int i = 0; i < 100; ++i) {
        const HttpHeaders headers{{"X-Mock-Session", std::to_string(i)}};
        EXPECT_TRUE((*hooks)->onRequest(RequestFacts(*message, headers, "u")));
    }
}

}  // namespace
}  // namespace mockserver
