#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "mockserver/endpoint/exchange.h"
#include "mockserver/scenario/request_facts.h"
#include "wsman/error.h"

namespace mockserver {

/// What scripts may cost; always in force.
struct LuaLimits {
    std::size_t maxMemory = 16U << 20U;         ///< bytes that a script holds, its globals and sessions included
    std::uint64_t maxInstructions = 1'000'000;  ///< of one call of a hook
    std::size_t maxSessions = 10'000;           ///< whose tables are kept; beyond, all begin anew
};

/// A scenario's hooks in Lua 5.4: `on_request(request)` before an exchange is chosen, `on_reply(request, reply)` before
/// its answer goes out (docs/scenario-format.md, Hooks). Scripts have the language's basic functions, string, table,
/// math and utf8, nothing that reaches files, processes or other code. One call at a time; thread-safe.
class LuaHooks {
public:
    /// Errors: kInvalidValue with Lua's words ("hooks.lua:3: ..."), also when it defines neither hook; kLimitExceeded.
    static wsman::Result<std::unique_ptr<LuaHooks>> load(const std::string& script, const std::string& name,
                                                         std::optional<std::uint64_t> seed,
                                                         const LuaLimits& limits = {});
    ~LuaHooks();
    LuaHooks(const LuaHooks&) = delete;
    LuaHooks& operator=(const LuaHooks&) = delete;

    /// What `on_request` returned.
    struct Decision {
        bool answers = false;  ///< what follows is the answer; no exchange is chosen
        int status = 0;        ///< 0: the usual one
        std::string body{};    ///< a whole envelope, or what goes into s:Body
        std::string fault{};   ///< a fault's name, in place of a body
        std::string reason{};
        std::map<std::string, std::string> headers{};
        std::map<std::string, std::string> variables{};  ///< of `{{variable}}`
    };
    /// Errors: kInvalidValue with Lua's words, kLimitExceeded.
    wsman::Result<Decision> onRequest(const RequestFacts& facts);
    /// Lets `on_reply` change status, headers, body and delay. Errors: as above; the reply is as it was then.
    wsman::Result<void> onReply(const RequestFacts& facts, const std::string& exchange, HttpReply& reply);

    class State;

private:
    explicit LuaHooks(std::unique_ptr<State> state);

    std::mutex mutex_;
    std::unique_ptr<State> state_;
};

}  // namespace mockserver
