#pragma once

#include <nlohmann/json_fwd.hpp>

#include "mockserver/endpoint/journal.h"

namespace mockserver::admin {

/// One line of the journal: everything but the messages.
nlohmann::ordered_json summaryOf(const JournalEntry& entry);
/// The whole exchange: heads, bodies as they were and pretty-printed, and what the rules of the standards say of them
/// (passes left out).
nlohmann::ordered_json detailOf(const JournalEntry& entry);

/// "answered" (by a responder), "unmatched" (a message that nobody answered), "refused" (no message, or nobody who may
/// send one).
const char* outcomeOf(const JournalEntry& entry);

}  // namespace mockserver::admin
