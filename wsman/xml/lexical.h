#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "wsman/error.h"

// What the scanner checks below the level of elements; for the files of this folder only. Each check answers what is
// wrong and where, or nothing.
namespace wsman::xml {

struct Finding {
    std::size_t at;  ///< a byte of the text
    std::string message;
    ErrorCode code;
};

/// Every byte part of a valid character ([2] Char). Plain ASCII goes eight bytes at a time.
std::optional<Finding> checkCharacters(std::string_view text);

/// [66] CharRef and [68] EntityRef wherever there is an ampersand in a part of `text`.
std::optional<Finding> checkReferences(std::string_view text, std::size_t begin, std::size_t end);

/// [23] XMLDecl at the start of `text`, when there is one; `after` is where it ends.
std::optional<Finding> checkDeclaration(std::string_view text, std::size_t& after);

/// A piece of input in quotes, for messages; only the start of a long one.
std::string quoted(std::string_view text);

/// "line:column" of a byte in `text`, both from 1, the column in characters.
std::string lineColumn(std::string_view text, std::size_t at);

}  // namespace wsman::xml
