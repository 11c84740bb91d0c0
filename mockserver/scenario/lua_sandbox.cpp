#include "mockserver/scenario/lua_sandbox.h"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <string>

namespace mockserver {

using wsman::ErrorCode;
using wsman::fail;
using wsman::Result;

namespace {

constexpr int kHookEvery = 1000;  ///< instructions

int openSandbox(lua_State* lua) {
    constexpr std::array<luaL_Reg, 5> kLibraries{{{LUA_GNAME, luaopen_base},
                                                  {LUA_STRLIBNAME, luaopen_string},
                                                  {LUA_TABLIBNAME, luaopen_table},
                                                  {LUA_MATHLIBNAME, luaopen_math},
                                                  {LUA_UTF8LIBNAME, luaopen_utf8}}};
    for (const auto& library : kLibraries) {
        luaL_requiref(lua, library.name, library.func, 1);
        lua_pop(lua, 1);
    }
    for (const char* name : {"dofile", "loadfile", "load", "require", "collectgarbage", "print", "warn"}) {
        lua_pushnil(lua);
        lua_setglobal(lua, name);
    }
    lua_getglobal(lua, LUA_STRLIBNAME);
    lua_pushnil(lua);
    lua_setfield(lua, -2, "dump");
    lua_pop(lua, 1);
    lua_newtable(lua);
    lua_setfield(lua, LUA_REGISTRYINDEX, kLuaSessions);
    return 0;
}

}  // namespace

LuaSandbox::LuaSandbox(const LuaLimits& limits) : limits_(limits), lua_(lua_newstate(allocate, this)) {}

LuaSandbox::~LuaSandbox() {
    if (lua_ != nullptr) {
        lua_close(lua_);
    }
}

Result<void> LuaSandbox::open() {
    return lua_ == nullptr ? fail(ErrorCode::kLimitExceeded, "there is no memory for the script")
                           : protect(openSandbox, nullptr);
}

Result<void> LuaSandbox::protect(lua_CFunction function, void* context) {
    left_ = limits_.maxInstructions;
    *static_cast<LuaSandbox**>(lua_getextraspace(lua_)) = this;
    lua_sethook(lua_, countDown, LUA_MASKCOUNT, kHookEvery);
    lua_settop(lua_, 0);
    // These two calls do not allocate but for the first stack, which is there.
    lua_pushcfunction(lua_, function);
    lua_pushlightuserdata(lua_, context);
    const int status = lua_pcall(lua_, 1, 0, 0);
    if (status == LUA_OK) {
        return {};
    }
    const char* words = lua_tostring(lua_, -1);
    std::string text = words == nullptr ? "an error that is no text" : words;
    lua_settop(lua_, 0);
    if (status == LUA_ERRMEM) {
        text = "the script wants more than " + std::to_string(limits_.maxMemory) + " bytes";
    }
    return fail(status == LUA_ERRMEM || left_ == 0 ? ErrorCode::kLimitExceeded : ErrorCode::kInvalidValue, text);
}

void* LuaSandbox::allocate(void* self, void* block, std::size_t before, std::size_t after) {
    auto& sandbox = *static_cast<LuaSandbox*>(self);
    const std::size_t old = block == nullptr ? 0 : before;  // else `before` is a kind of object
    if (after == 0) {
        std::free(block);
        sandbox.used_ -= old;
        return nullptr;
    }
    if (after > old && sandbox.used_ - old + after > sandbox.limits_.maxMemory) {
        return nullptr;
    }
    void* moved = std::realloc(block, after);
    if (moved != nullptr) {
        sandbox.used_ += after - old;
    }
    return moved;
}

void LuaSandbox::countDown(lua_State* lua, lua_Debug*) {
    LuaSandbox& sandbox = **static_cast<LuaSandbox**>(lua_getextraspace(lua));
    sandbox.left_ -= std::min<std::uint64_t>(sandbox.left_, kHookEvery);
    if (sandbox.left_ == 0) {
        luaL_error(lua, "the script ran for more than %d instructions",
                   static_cast<int>(sandbox.limits_.maxInstructions));
    }
}

}  // namespace mockserver
