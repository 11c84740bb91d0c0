// What touches the Lua state runs within LuaSandbox::protect, in functions that hold no object with a destructor
// (lua_sandbox.h says why): JSON is walked by reference, and the result is kept as Lua text until it is outside.
#include "mockserver/repository/methods/lua_function.h"

#include <lua.hpp>
#include <nlohmann/json.hpp>
#include <utility>

#include "mockserver/scenario/lua_sandbox.h"

namespace mockserver::repository {

using nlohmann::json;
using wsman::ErrorCode;
using wsman::fail;
using wsman::Result;

namespace {

constexpr int kMaxDepth = 32;
constexpr const char* kResult = "mitb.result";

struct Loading {
    const std::string& script;
    const std::string& name;
    bool hasCall = false;
};

int runScript(lua_State* lua) {
    auto& load = *static_cast<Loading*>(lua_touserdata(lua, 1));
    lua_pushfstring(lua, "@%s", load.name.c_str());
    // "t": text only, since crafted bytecode can break out of Lua.
    if (luaL_loadbufferx(lua, load.script.data(), load.script.size(), lua_tostring(lua, -1), "t") != LUA_OK) {
        return lua_error(lua);
    }
    lua_call(lua, 0, 0);
    load.hasCall = lua_getglobal(lua, "call") == LUA_TFUNCTION;
    return 0;
}

void push(lua_State* lua, const json& value, int depth) {
    luaL_checkstack(lua, 8, "values are nested too deep");
    if (depth > kMaxDepth) {
        lua_pushnil(lua);
        return;
    }
    switch (value.type()) {
        case json::value_t::boolean:
            lua_pushboolean(lua, *value.get_ptr<const json::boolean_t*>() ? 1 : 0);
            return;
        case json::value_t::number_integer:
            lua_pushinteger(lua, *value.get_ptr<const json::number_integer_t*>());
            return;
        case json::value_t::number_unsigned: {
            const auto number = *value.get_ptr<const json::number_unsigned_t*>();
            // Lua's integers are signed: what is beyond them is a real, as Lua's own arithmetic has it.
            if (number <= static_cast<json::number_unsigned_t>(LUA_MAXINTEGER)) {
                lua_pushinteger(lua, static_cast<lua_Integer>(number));
            } else {
                lua_pushnumber(lua, static_cast<lua_Number>(number));
            }
            return;
        }
        case json::value_t::number_float:
            lua_pushnumber(lua, *value.get_ptr<const json::number_float_t*>());
            return;
        case json::value_t::string: {
            const auto& text = *value.get_ptr<const json::string_t*>();
            lua_pushlstring(lua, text.data(), text.size());
            return;
        }
        case json::value_t::object:
            lua_newtable(lua);
            for (const auto& [name, member] : *value.get_ptr<const json::object_t*>()) {
                push(lua, member, depth + 1);
                lua_setfield(lua, -2, name.c_str());
            }
            return;
        case json::value_t::array: {
            lua_newtable(lua);
            lua_Integer index = 0;
            for (const auto& element : *value.get_ptr<const json::array_t*>()) {
                push(lua, element, depth + 1);
                lua_rawseti(lua, -2, ++index);
            }
            return;
        }
        default:
            lua_pushnil(lua);
    }
}

struct Calling {
    const json& self;
    const json& input;
};

int runCall(lua_State* lua) {
    const auto& call = *static_cast<Calling*>(lua_touserdata(lua, 1));
    lua_getglobal(lua, "call");
    push(lua, call.self, 0);
    push(lua, call.input, 0);
    lua_call(lua, 2, 1);
    if (!lua_isnil(lua, -1) && !lua_istable(lua, -1)) {
        return luaL_error(lua, "expected nil or a table from call");
    }
    lua_setfield(lua, LUA_REGISTRYINDEX, kResult);
    return 0;
}

/// Reads the value on top and takes it off, by calls that raise nothing. False for what is no plain value.
bool pull(lua_State* lua, json& out, int depth) {
    bool ok = depth <= kMaxDepth && lua_checkstack(lua, 4) != 0;
    switch (ok ? lua_type(lua, -1) : LUA_TNONE) {
        case LUA_TNIL:
            out = nullptr;
            break;
        case LUA_TBOOLEAN:
            out = lua_toboolean(lua, -1) != 0;
            break;
        case LUA_TNUMBER:
            if (lua_isinteger(lua, -1) != 0) {
                out = static_cast<std::int64_t>(lua_tointeger(lua, -1));
            } else {
                out = lua_tonumber(lua, -1);
            }
            break;
        case LUA_TSTRING: {
            std::size_t size = 0;
            const char* text = lua_tolstring(lua, -1, &size);
            out = std::string(text, size);
            break;
        }
        case LUA_TTABLE: {
            // With elements from 1 it is an array, with names an object.
            const auto length = lua_rawlen(lua, -1);
            out = length > 0 ? json::array() : json::object();
            for (lua_Unsigned i = 1; ok && i <= length; ++i) {
                lua_rawgeti(lua, -1, static_cast<lua_Integer>(i));
                json element;
                ok = pull(lua, element, depth + 1);
                out.push_back(std::move(element));
            }
            lua_pushnil(lua);
            while (ok && length == 0 && lua_next(lua, -2) != 0) {
                json member;
                ok = lua_type(lua, -2) == LUA_TSTRING;
                if (!ok) {
                    lua_pop(lua, 2);
                    break;
                }
                const std::string name = lua_tostring(lua, -2);
                ok = pull(lua, member, depth + 1);
                out[name] = std::move(member);
                if (!ok) {
                    lua_pop(lua, 1);
                }
            }
            if (length > 0) {
                lua_pop(lua, 1);
            }
            break;
        }
        default:
            ok = false;
    }
    lua_pop(lua, 1);
    return ok;
}

}  // namespace

class LuaFunction::State : public LuaSandbox {
public:
    using LuaSandbox::LuaSandbox;

    struct Pulling {
        json* out;
        bool ok = false;
    };
    /// Takes the result out of the state; it raises nothing, so that JSON can be built on the way.
    static int take(lua_State* lua) {
        auto& pulling = *static_cast<Pulling*>(lua_touserdata(lua, 1));
        lua_getfield(lua, LUA_REGISTRYINDEX, kResult);
        pulling.ok = pull(lua, *pulling.out, 0);
        return 0;
    }
};

LuaFunction::LuaFunction(std::unique_ptr<State> state) : state_(std::move(state)) {}
LuaFunction::~LuaFunction() = default;

Result<std::shared_ptr<LuaFunction>> LuaFunction::load(const std::string& script, const std::string& name,
                                                       const LuaLimits& limits) {
    auto state = std::make_unique<State>(limits);
    if (auto opened = state->open(); !opened) {
        return tl::unexpected(std::move(opened.error()));
    }
    Loading loading{script, name};
    if (auto run = state->protect(runScript, &loading); !run) {
        return tl::unexpected(std::move(run.error()));
    }
    if (!loading.hasCall) {
        return fail(ErrorCode::kInvalidValue, name + ": it does not define call(self, input)");
    }
    return std::shared_ptr<LuaFunction>(new LuaFunction(std::move(state)));
}

Result<json> LuaFunction::call(const json& self, const json& input) {
    const std::lock_guard lock(mutex_);
    Calling calling{self, input};
    if (auto done = state_->protect(runCall, &calling); !done) {
        return tl::unexpected(std::move(done.error()));
    }
    json out;
    State::Pulling pulling{&out};
    if (auto done = state_->protect(State::take, &pulling); !done) {
        return tl::unexpected(std::move(done.error()));
    }
    if (!pulling.ok) {
        return fail(ErrorCode::kInvalidValue, "call returned what is no plain value");
    }
    return out.is_object() ? out : json::object();
}

}  // namespace mockserver::repository
