#pragma once

#include <string>

#include "mockserver/endpoint/exchange.h"
#include "mockserver/scenario/lua_hooks.h"
#include "mockserver/scenario/reply_builder.h"

namespace mockserver {

/// The answer that `on_request` gave: an envelope around its body unless it is one, or its fault. A fault of no known
/// name is a wsman:InternalError that says so.
HttpReply hookReply(const LuaHooks::Decision& decision, const RequestFacts& facts, const ReplySources& sources);

/// A wsman:InternalError with Lua's words: a script that fails must not go unseen. `where` is its note.
HttpReply hookFailure(const wsman::Error& error, std::string where, const RequestFacts& facts,
                      const ReplySources& sources);

}  // namespace mockserver
