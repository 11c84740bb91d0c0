#pragma once

#include <memory>
#include <mutex>
#include <nlohmann/json_fwd.hpp>
#include <string>

#include "mockserver/scenario/lua_hooks.h"
#include "wsman/error.h"

namespace mockserver::repository {

/// A Lua script that defines `call(self, input)` and returns a table, within the bounds of LuaLimits. Its globals stay
/// from one call to the next. One call at a time; thread-safe.
class LuaFunction {
public:
    /// Errors: kInvalidValue with Lua's words, also when there is no `call`; kLimitExceeded.
    static wsman::Result<std::shared_ptr<LuaFunction>> load(const std::string& script, const std::string& name,
                                                            const LuaLimits& limits = {});
    ~LuaFunction();
    LuaFunction(const LuaFunction&) = delete;
    LuaFunction& operator=(const LuaFunction&) = delete;

    /// What `call` returned: an object, empty for nil. Errors: kInvalidValue with Lua's words or for a result that is
    /// no table of plain values, kLimitExceeded.
    wsman::Result<nlohmann::json> call(const nlohmann::json& self, const nlohmann::json& input);

private:
    class State;
    explicit LuaFunction(std::unique_ptr<State> state);
    std::mutex mutex_;
    std::unique_ptr<State> state_;
};

}  // namespace mockserver::repository
