// What touches the Lua state runs within LuaSandbox::protect, in functions that hold no object with a destructor
// (lua_sandbox.h says why).
#include "mockserver/scenario/lua_hooks.h"

#include <algorithm>
#include <array>
#include <lua.hpp>
#include <new>
#include <utility>
#include <vector>

#include "mockserver/scenario/lua_sandbox.h"
#include "mockserver/scenario/xpath.h"

namespace mockserver {

using wsman::ErrorCode;
using wsman::fail;
using wsman::Result;

namespace {

constexpr const char* kMessage = "mitb.message";

void setText(lua_State* lua, const char* name, std::string_view text) {
    lua_pushlstring(lua, text.data(), text.size());
    lua_setfield(lua, -2, name);
}

/// `request:xpath("...")`: the string value over the request in hand; nil when the expression is none.
int xpathOf(lua_State* lua) {
    std::size_t size = 0;
    const char* expression = luaL_checklstring(lua, 2, &size);
    lua_getfield(lua, LUA_REGISTRYINDEX, kMessage);
    const auto* message = static_cast<const wsman::soap::Message*>(lua_touserdata(lua, -1));
    // Freed by hand before Lua is called again: it may leave this function by longjmp.
    auto* text = new (std::nothrow) std::string;
    bool compiled = false;
    if (text != nullptr && message != nullptr) {
        const auto xpath = XPath::compile(std::string_view(expression, size), predefinedNamespaces());
        compiled = xpath.has_value();
        if (compiled) {
            *text = xpath->text(message->envelope());
        }
    }
    constexpr std::size_t kMost = 64U << 10U;
    std::array<char, kMost> copy{};
    const std::size_t length = text == nullptr ? 0 : std::min(text->size(), kMost);
    if (length > 0) {
        text->copy(copy.data(), length);
    }
    delete text;
    if (!compiled) {
        lua_pushnil(lua);
        return 1;
    }
    lua_pushlstring(lua, copy.data(), length);
    return 1;
}

void pushSession(lua_State* lua, const std::string& session, std::size_t& count, std::size_t most) {
    lua_getfield(lua, LUA_REGISTRYINDEX, kLuaSessions);
    lua_pushlstring(lua, session.data(), session.size());
    lua_gettable(lua, -2);
    if (lua_isnil(lua, -1)) {
        lua_pop(lua, 1);
        if (count >= most) {
            lua_pop(lua, 1);
            lua_newtable(lua);
            lua_pushvalue(lua, -1);
            lua_setfield(lua, LUA_REGISTRYINDEX, kLuaSessions);
            count = 0;
        }
        ++count;
        lua_newtable(lua);
        lua_pushlstring(lua, session.data(), session.size());
        lua_pushvalue(lua, -2);
        lua_settable(lua, -4);
    }
    lua_remove(lua, -2);
}

using Fields = std::vector<std::pair<std::string, std::string>>;

/// Names of header fields ignore case; a script's table does not.
Fields lowerNames(const HttpHeaders& headers) {
    Fields out;
    for (auto [name, value] : headers) {
        std::ranges::transform(name, name.begin(),
                               [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
        out.emplace_back(std::move(name), std::move(value));
    }
    return out;
}

struct CallContext {
    const RequestFacts& facts;
    const std::string& xml;
    const Fields& headers;
    std::size_t& sessions;
    std::size_t maxSessions;
    HttpReply* reply = nullptr;
    const std::string* exchange = nullptr;
    LuaHooks::Decision* decision = nullptr;
};

void pushRequest(lua_State* lua, CallContext& call) {
    const auto& header = call.facts.header();
    lua_pushlightuserdata(lua, const_cast<wsman::soap::Message*>(&call.facts.message()));
    lua_setfield(lua, LUA_REGISTRYINDEX, kMessage);
    lua_newtable(lua);
    setText(lua, "action", call.facts.action().value_or(""));
    setText(lua, "resource_uri", call.facts.resourceUri().value_or(""));
    setText(lua, "message_id", header.messageId ? std::string_view(*header.messageId) : std::string_view());
    setText(lua, "to", header.to ? std::string_view(*header.to) : std::string_view());
    setText(lua, "user", call.facts.user());
    setText(lua, "endpoint", call.facts.endpoint());
    setText(lua, "context", call.facts.context() ? std::string_view(*call.facts.context()) : std::string_view());
    setText(lua, "xml", call.xml);
    lua_newtable(lua);
    for (const auto& selector : call.facts.selectors().items) {
        setText(lua, selector.name.c_str(), selector.value);
    }
    lua_setfield(lua, -2, "selectors");
    lua_newtable(lua);
    if (header.options) {
        for (const auto& option : header.options->value) {
            setText(lua, option.name.c_str(), option.value);
        }
    }
    lua_setfield(lua, -2, "options");
    lua_newtable(lua);
    for (const auto& [name, value] : call.headers) {
        setText(lua, name.c_str(), value);
    }
    lua_setfield(lua, -2, "headers");
    pushSession(lua, call.facts.session(), call.sessions, call.maxSessions);
    lua_setfield(lua, -2, "session");
    lua_pushcfunction(lua, xpathOf);
    lua_setfield(lua, -2, "xpath");
}

/// The text of a member of the table on top into `out`, which lives outside; false when it has none.
bool takeText(lua_State* lua, const char* name, std::string& out) {
    lua_getfield(lua, -1, name);
    const bool there = lua_isstring(lua, -1) != 0;
    if (there) {
        std::size_t size = 0;
        const char* text = lua_tolstring(lua, -1, &size);
        out.assign(text, size);
    }
    lua_pop(lua, 1);
    return there;
}

/// The texts of the table that is a member of the one on top.
template <class Sink>
void takeTable(lua_State* lua, const char* name, Sink&& sink) {
    lua_getfield(lua, -1, name);
    if (lua_istable(lua, -1)) {
        lua_pushnil(lua);
        while (lua_next(lua, -2) != 0) {
            // Only strings as keys: lua_tolstring would change a number under lua_next's hands.
            if (lua_type(lua, -2) == LUA_TSTRING && lua_isstring(lua, -1) != 0) {
                sink(lua_tostring(lua, -2), lua_tostring(lua, -1));
            }
            lua_pop(lua, 1);
        }
    }
    lua_pop(lua, 1);
}

/// The HTTP status of the table on top, when it has one.
void takeStatus(lua_State* lua, int& out) {
    lua_getfield(lua, -1, "status");
    if (!lua_isnil(lua, -1)) {
        const lua_Integer status = lua_tointeger(lua, -1);
        if (status < 200 || status > 599) {
            luaL_error(lua, "expected a status from 200 to 599");
        }
        out = static_cast<int>(status);
    }
    lua_pop(lua, 1);
}

int callOnRequest(lua_State* lua) {
    auto& call = *static_cast<CallContext*>(lua_touserdata(lua, 1));
    lua_getglobal(lua, "on_request");
    pushRequest(lua, call);
    lua_call(lua, 1, 1);
    if (lua_isnil(lua, -1)) {
        return 0;
    }
    luaL_argexpected(lua, lua_istable(lua, -1), -1, "nil or a table from on_request");
    auto& out = *call.decision;
    takeStatus(lua, out.status);
    out.answers = takeText(lua, "body", out.body);
    out.answers |= takeText(lua, "fault", out.fault);
    out.answers |= out.status != 0;
    takeText(lua, "reason", out.reason);
    takeTable(lua, "headers", [&](const char* name, const char* value) { out.headers[name] = value; });
    takeTable(lua, "variables", [&](const char* name, const char* value) { out.variables[name] = value; });
    return 0;
}

int callOnReply(lua_State* lua) {
    auto& call = *static_cast<CallContext*>(lua_touserdata(lua, 1));
    HttpReply& reply = *call.reply;
    lua_getglobal(lua, "on_reply");
    pushRequest(lua, call);
    lua_newtable(lua);
    lua_pushinteger(lua, reply.status);
    lua_setfield(lua, -2, "status");
    setText(lua, "body", reply.body);
    setText(lua, "exchange", *call.exchange);
    lua_newtable(lua);
    for (const auto& [name, value] : reply.headers) {
        setText(lua, name.c_str(), value);
    }
    lua_setfield(lua, -2, "headers");
    lua_pushvalue(lua, -1);
    lua_insert(lua, -4);  // below the function, to be read afterwards
    lua_call(lua, 2, 0);
    takeStatus(lua, reply.status);
    takeText(lua, "body", reply.body);
    lua_getfield(lua, -1, "delay_ms");
    if (lua_isnumber(lua, -1) != 0) {
        constexpr lua_Integer kMost = 3'600'000;
        const lua_Integer delay = std::clamp<lua_Integer>(lua_tointeger(lua, -1), 0, kMost);
        (reply.wire ? *reply.wire : reply.wire.emplace()).delay = std::chrono::milliseconds(delay);
    }
    lua_pop(lua, 1);
    takeTable(lua, "headers", [&](const char* name, const char* value) { reply.headers.set(name, value); });
    return 0;
}

struct ScriptContext {
    const std::string& script;
    const std::string& name;
    std::optional<std::uint64_t> seed;
    bool hasRequest = false;
    bool hasReply = false;
};

int runScript(lua_State* lua) {
    auto& load = *static_cast<ScriptContext*>(lua_touserdata(lua, 1));
    lua_pushfstring(lua, "@%s", load.name.c_str());
    // "t": text only, since crafted bytecode can break out of Lua.
    if (luaL_loadbufferx(lua, load.script.data(), load.script.size(), lua_tostring(lua, -1), "t") != LUA_OK) {
        return lua_error(lua);
    }
    if (load.seed) {
        lua_getglobal(lua, LUA_MATHLIBNAME);
        lua_getfield(lua, -1, "randomseed");
        lua_pushinteger(lua, static_cast<lua_Integer>(*load.seed));
        lua_call(lua, 1, 0);
        lua_pop(lua, 1);
    }
    lua_call(lua, 0, 0);
    load.hasRequest = lua_getglobal(lua, "on_request") == LUA_TFUNCTION;
    load.hasReply = lua_getglobal(lua, "on_reply") == LUA_TFUNCTION;
    return 0;
}

}  // namespace

/// A sandbox with a script in it.
class LuaHooks::State : public LuaSandbox {
public:
    using LuaSandbox::LuaSandbox;
    std::size_t sessions = 0;
    bool hasRequest = false;
    bool hasReply = false;
};

LuaHooks::LuaHooks(std::unique_ptr<State> state) : state_(std::move(state)) {}
LuaHooks::~LuaHooks() = default;

Result<std::unique_ptr<LuaHooks>> LuaHooks::load(const std::string& script, const std::string& name,
                                                 std::optional<std::uint64_t> seed, const LuaLimits& limits) {
    auto state = std::make_unique<State>(limits);
    if (auto opened = state->open(); !opened) {
        return tl::unexpected(std::move(opened.error()));
    }
    ScriptContext context{script, name, seed};
    if (auto run = state->protect(runScript, &context); !run) {
        return tl::unexpected(std::move(run.error()));
    }
    if (!context.hasRequest && !context.hasReply) {
        return fail(ErrorCode::kInvalidValue, name + ": it defines neither on_request nor on_reply");
    }
    state->hasRequest = context.hasRequest;
    state->hasReply = context.hasReply;
    return std::unique_ptr<LuaHooks>(new LuaHooks(std::move(state)));
}

Result<LuaHooks::Decision> LuaHooks::onRequest(const RequestFacts& facts) {
    Decision out;
    if (!state_->hasRequest) {
        return out;
    }
    const std::string xml = facts.message().envelope().outerXml();
    const Fields headers = lowerNames(facts.headers());
    const std::lock_guard lock(mutex_);
    CallContext context{.facts = facts,
                        .xml = xml,
                        .headers = headers,
                        .sessions = state_->sessions,
                        .maxSessions = state_->limits().maxSessions,
                        .decision = &out};
    if (auto done = state_->protect(callOnRequest, &context); !done) {
        return tl::unexpected(std::move(done.error()));
    }
    return out;
}

Result<void> LuaHooks::onReply(const RequestFacts& facts, const std::string& exchange, HttpReply& reply) {
    if (!state_->hasReply) {
        return {};
    }
    const std::string xml = facts.message().envelope().outerXml();
    const Fields headers = lowerNames(facts.headers());
    HttpReply changed = reply;
    const std::lock_guard lock(mutex_);
    CallContext context{.facts = facts,
                        .xml = xml,
                        .headers = headers,
                        .sessions = state_->sessions,
                        .maxSessions = state_->limits().maxSessions,
                        .reply = &changed,
                        .exchange = &exchange};
    if (auto done = state_->protect(callOnReply, &context); !done) {
        return done;
    }
    reply = std::move(changed);
    return {};
}

}  // namespace mockserver
