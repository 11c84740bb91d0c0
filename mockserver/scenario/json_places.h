#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace mockserver {

/// A place in a text. Both from 1; the column counts characters, not bytes.
struct Place {
    std::size_t line = 1;
    std::size_t column = 1;
    bool operator==(const Place&) const = default;
};

/// The place of a byte in UTF-8 text.
Place placeOf(std::string_view text, std::size_t offset);

/// What one pass over JSON text (comments allowed) tells that a parsed value does not: where things stand, and members
/// that occur twice, of which a parser keeps one in silence.
struct JsonScan {
    struct Repeated {
        std::string pointer;
        std::size_t offset;
    };
    std::vector<Repeated> repeated;
    bool tooDeep = false;        ///< nested beyond kMaxDepth; the scan stops there
    std::size_t deepOffset = 0;  ///< where
    /// Pointers asked for, to the byte where the value begins, or the key of a member.
    std::map<std::string, std::size_t> offsets;

    static constexpr std::size_t kMaxDepth = 64;
};

/// Scans text that has been found to be JSON (else the result is unspecified, but the scan ends and stays within the
/// text). `wanted` holds RFC 6901 pointers.
JsonScan scanJson(std::string_view text, const std::vector<std::string>& wanted = {});

/// `name` as one reference token of a pointer: "~" and "/" escaped.
std::string pointerToken(std::string_view name);

}  // namespace mockserver
