#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <tl/expected.hpp>
#include <vector>

#include "mockserver/scenario/schema.h"

namespace conformance {

/// A JSON file (comments allowed) that obeys its schema.
struct JsonInput {
    nlohmann::json value;
    std::string text;
    std::string file;

    /// "file:line" of a value that an RFC 6901 pointer names.
    [[nodiscard]] std::string placeOf(const std::string& pointer) const;
};

/// All that is wrong with a file, a sentence each, beginning with "file:line: ".
using InputProblems = std::vector<std::string>;

/// Reads and checks a file of at most 256 MiB.
tl::expected<JsonInput, InputProblems> readJsonFile(const std::string& file, const mockserver::JsonSchema& schema);
/// The same for text that is there already.
tl::expected<JsonInput, InputProblems> readJson(std::string text, const std::string& file,
                                                const mockserver::JsonSchema& schema);

}  // namespace conformance
