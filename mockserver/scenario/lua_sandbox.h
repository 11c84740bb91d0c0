// For lua_hooks.cpp: a Lua state within bounds. Lua reports errors, also of memory, by longjmp out of any call that may
// allocate. So everything that touches the state runs within `protect`, in functions that hold no object with a
// destructor: those live in the caller's frame.
#pragma once

#include <cstddef>
#include <cstdint>
#include <lua.hpp>

#include "mockserver/scenario/lua_hooks.h"
#include "wsman/error.h"

namespace mockserver {

/// The registry's name of the table of sessions.
inline constexpr const char* kLuaSessions = "mitb.sessions";

class LuaSandbox {
public:
    explicit LuaSandbox(const LuaLimits& limits);
    ~LuaSandbox();
    LuaSandbox(const LuaSandbox&) = delete;
    LuaSandbox& operator=(const LuaSandbox&) = delete;

    /// Opens what scripts may use: no input or output, no loading of code, no modules. Errors: kLimitExceeded.
    wsman::Result<void> open();
    /// Calls a function with `context` as its light userdata, within Lua's protection and a limit on instructions.
    /// Errors: kInvalidValue with Lua's words, kLimitExceeded.
    wsman::Result<void> protect(lua_CFunction function, void* context);
    [[nodiscard]] const LuaLimits& limits() const { return limits_; }

private:
    static void* allocate(void* self, void* block, std::size_t before, std::size_t after);
    static void countDown(lua_State* lua, lua_Debug* event);

    const LuaLimits limits_;
    std::size_t used_ = 0;
    std::uint64_t left_ = 0;
    lua_State* lua_;  ///< nullptr: there was no memory for it
};

}  // namespace mockserver
