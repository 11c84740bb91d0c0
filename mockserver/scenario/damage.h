#pragma once

#include <array>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>

#include "mockserver/endpoint/exchange.h"
#include "mockserver/scenario/model.h"

namespace mockserver {

/// What the scenario format calls them.
inline constexpr std::array<std::pair<std::string_view, Damage>, 10> kDamages{{
    {"wrongRelatesTo", Damage::kWrongRelatesTo},
    {"noRelatesTo", Damage::kNoRelatesTo},
    {"wrongAction", Damage::kWrongAction},
    {"noAction", Damage::kNoAction},
    {"twoEnvelopes", Damage::kTwoEnvelopes},
    {"truncatedXml", Damage::kTruncatedXml},
    {"invalidUtf8", Damage::kInvalidUtf8},
    {"noEnvelope", Damage::kNoEnvelope},
    {"noSoap", Damage::kNoSoap},
    {"emptyBody", Damage::kEmptyBody},
}};

/// Does it to a reply that carries an envelope in UTF-8; what is not there cannot be damaged and stays as it is.
void applyDamage(Damage damage, HttpReply& reply);

/// Puts so many bytes of white space before the end of the envelope.
void pad(std::size_t bytes, HttpReply& reply);

}  // namespace mockserver
