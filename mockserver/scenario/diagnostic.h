#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace mockserver {

/// One thing that is wrong with a scenario, and where.
struct Diagnostic {
    std::string file;        ///< as a person would name it
    std::size_t line = 0;    ///< from 1; 0 when the place is the file as a whole
    std::size_t column = 0;  ///< from 1, in characters
    std::string pointer{};   ///< RFC 6901 pointer into scenario.json; empty outside of it and for the whole document
    std::string message{};   ///< what was found and what was expected

    /// "file:line:column: /json/pointer: message".
    [[nodiscard]] std::string text() const;
    bool operator==(const Diagnostic&) const = default;
};

using Diagnostics = std::vector<Diagnostic>;

}  // namespace mockserver
